"""The file of the national government is read with all its quirks, or not at all."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from wijkleerbedrijf.organisation.models import CalendarPeriod, Location
from wijkleerbedrijf.organisation.open_data_calendar import import_open_data, read_holidays
from wijkleerbedrijf.organisation.school_calendar import CalendarImportError

SAMPLE = Path(__file__).with_name("open_data_sample.json")


@pytest.fixture
def text() -> str:
    return SAMPLE.read_text(encoding="utf-8")


def changed(text: str, change: Callable[[Any], None]) -> str:
    """The sample after `change` of its only school year."""
    data = json.loads(text)
    change(data[0]["content"][0])
    return json.dumps(data)


def line(block: Any, vacation: int = 0, region: int = 0) -> Any:
    return block["vacations"][vacation]["regions"][region]


def test_instants_become_days_in_amsterdam_and_texts_are_trimmed(text: str) -> None:
    north, south, christmas = read_holidays(text)
    assert (north.name, north.region, north.school_year) == ("Herfstvakantie", "noord", 2026)
    assert (north.first, north.last) == (datetime.date(2026, 10, 10), datetime.date(2026, 10, 18))
    assert (south.first, south.last) == (datetime.date(2026, 10, 17), datetime.date(2026, 10, 25))
    assert (christmas.first, christmas.last) == (datetime.date(2026, 12, 19), datetime.date(2027, 1, 3))
    assert christmas.holds_in("noord")
    assert christmas.holds_in("zuid")


def test_one_school_year_without_a_list_is_read_too(text: str) -> None:
    assert read_holidays(json.dumps(json.loads(text)[0])) == read_holidays(text)


def test_only_the_own_region_is_taken_over(location: Location, text: str) -> None:
    result = import_open_data(location, text)
    rows = CalendarPeriod.objects.filter(location=location, imported=True).order_by("starts_on")
    assert [(row.name, row.starts_on) for row in rows] == [
        ("Herfstvakantie", datetime.date(2026, 10, 17)),
        ("Kerstvakantie", datetime.date(2026, 12, 19)),
    ]
    assert result[2026].added == 2


def test_reading_it_twice_changes_nothing(location: Location, text: str) -> None:
    import_open_data(location, text)
    assert (import_open_data(location, text)[2026].kept, CalendarPeriod.objects.count()) == (2, 2)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda block: line(block).update(startdate="gisteren"), "Herfstvakantie, regel 1: ‘gisteren’ is geen datum"),
        (lambda block: line(block, 1).update(region="oost"), "Kerstvakantie, regel 1: ‘oost’ is geen vakantieregio"),
        (lambda block: line(block).pop("enddate"), "Herfstvakantie, regel 1: hier ontbreekt ‘enddate’"),
        (lambda block: line(block).update(enddate="2026-09-01T00:00:00Z"), "eindigt .* vóór zij begint"),
        (lambda block: line(block).update(enddate="2027-09-01T00:00:00Z"), "te lang"),
        (lambda block: line(block, 1).update(startdate="2024-12-20T23:00:00Z", enddate="2025-01-05T22:59:00Z"), "ligt niet in dat"),
        (lambda block: block.update(schoolyear="2026"), "‘2026’ is geen schooljaar"),
        (lambda block: block.update(schoolyear="2026-2028"), "is geen schooljaar"),
        (lambda block: block.pop("vacations"), "hier ontbreekt de lijst ‘vacations’"),
        (lambda block: block["vacations"].clear(), "staan geen schoolvakanties"),
    ],
)  # fmt: skip
def test_a_wrong_file_names_its_row_and_imports_nothing(
    location: Location, text: str, change: Callable[[Any], None], sentence: str
) -> None:
    with pytest.raises(CalendarImportError, match=sentence):
        import_open_data(location, changed(text, change))
    assert not CalendarPeriod.objects.exists()


@pytest.mark.parametrize("wrong", ["geen json", "[]", "[1]", '{"content": "x"}', "null"])
def test_another_file_is_refused(location: Location, wrong: str) -> None:
    with pytest.raises(CalendarImportError):
        import_open_data(location, wrong)


def test_the_command_reads_a_file(location: Location) -> None:
    out = StringIO()
    call_command("import_calendar", str(SAMPLE), location="venray", stdout=out)
    assert "Venray 2026-2027: De kalender is bijgewerkt: 2 erbij" in out.getvalue()


def test_the_command_names_what_is_wrong(location: Location, tmp_path: Path) -> None:
    file = tmp_path / "kapot.json"
    file.write_text("{", encoding="utf-8")
    with pytest.raises(CommandError, match="geen JSON"):
        call_command("import_calendar", str(file), location="venray")
