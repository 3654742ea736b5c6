"""Holidays are taken over as they were published, as often as one likes, and beside what a location made itself."""

from __future__ import annotations

import csv
import datetime
from collections import defaultdict
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.factories import LocationFactory
from wijkleerbedrijf.organisation.calendar_days import day_status, school_year_days
from wijkleerbedrijf.organisation.holidays_import import import_holidays, public_holidays, school_holidays
from wijkleerbedrijf.organisation.models import CalendarPeriod, Location, LocationYear
from wijkleerbedrijf.organisation.school_calendar import CalendarImportError, periods_of

FACTS = Path(__file__).with_name("school_holidays.csv")
Facts = dict[tuple[int, str], set[tuple[str, datetime.date, datetime.date]]]


@pytest.fixture(scope="module")
def published() -> Facts:
    """The dates that the ministry published, by school year and region."""
    facts: Facts = defaultdict(set)
    with FACTS.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            first, last = (datetime.date.fromisoformat(row[key]) for key in ("first", "last"))
            facts[int(row["school_year"]), row["region"]].add((row["name"], first, last))
    return facts


@pytest.mark.parametrize("region", ["noord", "midden", "zuid"])
@pytest.mark.parametrize("school_year", range(2024, 2029))
def test_school_holidays_are_those_that_were_published(school_year: int, region: str, published: Facts) -> None:
    begins, _ = school_year_days(school_year)
    found = {
        (period.name, period.first, period.last)
        for period in school_holidays(region, school_year)
        if period.first >= begins
    }
    assert len(found) == 5
    assert found == published[school_year, region]


def test_the_summer_before_the_school_year_comes_along() -> None:
    summer = school_holidays("zuid", 2026)[0]
    assert (summer.name, summer.first, summer.last) == (
        "Zomervakantie",
        datetime.date(2026, 7, 11),
        datetime.date(2026, 8, 23),
    )


@pytest.mark.parametrize(
    ("chosen", "names"),
    [
        ({"good_friday": False, "liberation_day": False}, set()),
        ({"good_friday": True, "liberation_day": False}, {"Goede vrijdag"}),
        ({"good_friday": True, "liberation_day": True}, {"Goede vrijdag", "Bevrijdingsdag"}),
    ],
)
def test_good_friday_and_liberation_day_are_a_choice(chosen: dict[str, bool], names: set[str]) -> None:
    found = {period.name for period in public_holidays(2026, **chosen)}
    assert found & {"Goede vrijdag", "Bevrijdingsdag"} == names
    assert found >= {"Nieuwjaarsdag", "Tweede paasdag", "Koningsdag", "Hemelvaartsdag", "Tweede pinksterdag"}


def test_liberation_day_is_off_in_a_lustrum_year() -> None:
    days = {period.first for period in public_holidays(2024, good_friday=False, liberation_day=False)}
    assert datetime.date(2025, 5, 5) in days


def test_king_s_day_moves_when_it_falls_on_a_sunday() -> None:
    days = {p.name: p.first for p in public_holidays(2024, good_friday=False, liberation_day=False)}
    assert days["Koningsdag"] == datetime.date(2025, 4, 26)


def test_importing_again_changes_nothing(location: Location) -> None:
    first = import_holidays(location, 2026)
    before = set(CalendarPeriod.objects.values_list("pk", flat=True))
    again = import_holidays(location, 2026)
    assert first.added == len(before) > 10
    assert (again.added, again.removed, again.kept) == (0, 0, len(before))
    assert set(CalendarPeriod.objects.values_list("pk", flat=True)) == before


def test_two_school_years_stand_side_by_side(location: Location) -> None:
    import_holidays(location, 2025)
    import_holidays(location, 2026)
    summers = CalendarPeriod.objects.filter(name="Zomervakantie").order_by("starts_on")
    assert [period.starts_on.year for period in summers] == [2025, 2026, 2027]


def test_own_rows_of_the_location_stay(location: Location) -> None:
    own = CalendarPeriod.objects.create(
        location=location,
        kind=CalendarPeriod.Kind.OPENING,
        name="open in de herfst",
        starts_on=datetime.date(2026, 10, 19),
        ends_on=datetime.date(2026, 10, 20),
    )
    import_holidays(location, 2026)
    import_holidays(location, 2026)
    own.refresh_from_db()
    periods = periods_of(location, datetime.date(2026, 10, 17), datetime.date(2026, 10, 25))
    assert day_status(datetime.date(2026, 10, 19), periods).is_open
    assert day_status(datetime.date(2026, 10, 21), periods).reason == "Herfstvakantie"


def test_another_region_replaces_the_imported_rows(location: Location) -> None:
    import_holidays(location, 2026)
    location.region = "noord"
    location.save()
    result = import_holidays(location, 2026)
    autumn = CalendarPeriod.objects.get(name="Herfstvakantie", starts_on__year=2026)
    assert autumn.starts_on == datetime.date(2026, 10, 10)
    assert result.removed > 0


def test_the_choice_of_the_location_is_followed(location: Location) -> None:
    LocationYear.objects.filter(location=location).update(closed_on_good_friday=True)
    import_holidays(location, 2026)
    assert CalendarPeriod.objects.filter(name="Goede vrijdag", starts_on=datetime.date(2027, 3, 26)).exists()
    LocationYear.objects.filter(location=location).update(closed_on_good_friday=False)
    import_holidays(location, 2026)
    assert not CalendarPeriod.objects.filter(name="Goede vrijdag").exists()


def test_an_unknown_year_changes_nothing(location: Location) -> None:
    with pytest.raises(CalendarImportError, match="nog niet bekend"):
        import_holidays(location, 2050)
    assert not CalendarPeriod.objects.exists()


def test_another_location_keeps_its_calendar(location: Location) -> None:
    other = LocationFactory.create(region="noord")
    import_holidays(other, 2026)
    before = set(CalendarPeriod.objects.values_list("pk", flat=True))
    import_holidays(location, 2026)
    assert set(CalendarPeriod.objects.filter(location=other).values_list("pk", flat=True)) == before


def test_the_command_says_what_it_did(location: Location) -> None:
    out = StringIO()
    call_command("import_holidays", location="venray", school_year=2026, stdout=out)
    assert "Venray: De kalender is bijgewerkt" in out.getvalue()


def test_the_command_refuses_an_unknown_location(db: None) -> None:
    with pytest.raises(CommandError, match="no location 'nergens'"):
        call_command("import_holidays", location="nergens", school_year=2026)
