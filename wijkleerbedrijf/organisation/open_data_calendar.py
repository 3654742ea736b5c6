"""Reads school holidays from the file that the national government publishes as open data.

The file is a list of school years, or one of them. It is not always neat: texts have spaces and line ends around them,
a school year may be written as ' 2026 - 2027 ', and a day is an instant in UTC: the last day of a holiday is a minute
before midnight in Amsterdam. So texts are trimmed, instants become days in Amsterdam, and an end is inclusive.
"""

from __future__ import annotations

import datetime
import json
import re
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from .calendar_days import Period, PeriodKind, school_year_days
from .models import Location
from .models.location import Region
from .school_calendar import CalendarImportError, ImportResult, replace_imported

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
WHOLE_COUNTRY = "heel nederland"
#: Longer than any school holiday: a longer one is a mistake in the file.
LONGEST_DAYS = 70


@dataclass(frozen=True, slots=True)
class Holiday:
    """One line of the file: a holiday in one region, or in all of them."""

    school_year: int
    name: str
    region: str
    first: datetime.date
    last: datetime.date

    def holds_in(self, region: str) -> bool:
        return self.region in (WHOLE_COUNTRY, region)


def read_holidays(text: str) -> list[Holiday]:
    """All lines of the file. Raises CalendarImportError that names the first line that is wrong."""
    try:
        data = json.loads(text)
    except ValueError as error:
        raise CalendarImportError(f"Dit is geen JSON-bestand: {error}.") from None
    years = data if isinstance(data, list) else [data]
    found = [holiday for number, year in enumerate(years, 1) for holiday in _read_year(year, f"jaar {number}")]
    if not found:
        raise CalendarImportError("In dit bestand staan geen schoolvakanties.")
    return found


@transaction.atomic
def import_open_data(location: Location, text: str) -> dict[int, ImportResult]:
    """Take over every school year of the file, or nothing at all when a line is wrong. Keyed by school year."""
    holidays = [holiday for holiday in read_holidays(text) if holiday.holds_in(location.region)]
    if not holidays:
        raise CalendarImportError(f"In dit bestand staan geen vakanties voor regio {location.get_region_display()}.")
    return {
        school_year: replace_imported(
            location,
            [
                Period(PeriodKind.SCHOOL_HOLIDAY, holiday.name, holiday.first, holiday.last)
                for holiday in holidays
                if holiday.school_year == school_year
            ],
            starting=school_year_days(school_year),
            kinds=(PeriodKind.SCHOOL_HOLIDAY,),
        )
        for school_year in sorted({holiday.school_year for holiday in holidays})
    }


def _read_year(year: Any, place: str) -> list[Holiday]:
    return [
        holiday
        for block_number, block in enumerate(_list(year, "content", place), 1)
        for holiday in _read_block(block, f"{place}, blok {block_number}")
    ]


def _read_block(block: Any, place: str) -> list[Holiday]:
    written = _text(block, "schoolyear", place)
    matched = re.fullmatch(r"(\d{4})\s*-\s*(\d{4})", written)
    if not matched or int(matched[2]) != int(matched[1]) + 1:
        raise CalendarImportError(f"{place}: ‘{written}’ is geen schooljaar zoals 2026-2027. Er is niets ingelezen.")
    place = f"schooljaar {matched[1]}-{matched[2]}"
    return [
        _read_region(region, int(matched[1]), name, f"{place}, {name}, regel {number}")
        for vacation in _list(block, "vacations", place)
        for name in [_text(vacation, "type", place)]
        for number, region in enumerate(_list(vacation, "regions", f"{place}, {name}"), 1)
    ]


def _read_region(line: Any, school_year: int, name: str, place: str) -> Holiday:
    region = _text(line, "region", place).lower()
    if region not in (WHOLE_COUNTRY, *Region.values):
        raise CalendarImportError(f"{place}: ‘{region}’ is geen vakantieregio. Er is niets ingelezen.")
    first, last = (_day(_text(line, key, place), place) for key in ("startdate", "enddate"))
    if last < first:
        raise CalendarImportError(
            f"{place}: de vakantie eindigt ({last}) vóór zij begint ({first}). Er is niets ingelezen."
        )
    if (last - first).days > LONGEST_DAYS:
        raise CalendarImportError(
            f"{place}: van {first} tot {last} is te lang voor een vakantie. Er is niets ingelezen."
        )
    begins, ends = school_year_days(school_year)
    if not begins <= first <= ends:
        raise CalendarImportError(f"{place}: {first} ligt niet in dat schooljaar. Er is niets ingelezen.")
    return Holiday(school_year, name[:80], region, first, last)


def _day(written: str, place: str) -> datetime.date:
    try:
        instant = datetime.datetime.fromisoformat(written)
    except ValueError:
        raise CalendarImportError(f"{place}: ‘{written}’ is geen datum. Er is niets ingelezen.") from None
    return instant.astimezone(AMSTERDAM).date() if instant.tzinfo else instant.date()


def _text(item: Any, key: str, place: str) -> str:
    value = item.get(key) if isinstance(item, dict) else None
    if not isinstance(value, str) or not value.strip():
        raise CalendarImportError(f"{place}: hier ontbreekt ‘{key}’. Er is niets ingelezen.")
    return " ".join(value.split())


def _list(item: Any, key: str, place: str) -> list[Any]:
    value = item.get(key) if isinstance(item, dict) else None
    if not isinstance(value, list):
        raise CalendarImportError(f"{place}: hier ontbreekt de lijst ‘{key}’. Er is niets ingelezen.")
    return value
