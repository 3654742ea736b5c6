"""School holidays and public holidays of a school year, from the `holidays` library."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping

import holidays

from .calendar_days import Period, PeriodKind, school_year_days, school_year_label
from .models import Location
from .parameters import parameters_on
from .school_calendar import CalendarImportError, ImportResult, replace_imported

GOOD_FRIDAY = "Goede vrijdag"
LIBERATION_DAY = "Bevrijdingsdag"
#: In these years everybody has Liberation Day off; in others the location chooses.
LUSTRUM = 5
#: Autumn, Christmas, spring, May and summer.
SCHOOL_HOLIDAYS_A_YEAR = 5

_SUBDIVISIONS = {"noord": "Noord", "midden": "Midden", "zuid": "Zuid"}
_DAY = datetime.timedelta(days=1)


def school_holidays(region: str, school_year: int) -> list[Period]:
    """The school holidays that begin in the school year or in the July before it, so that August is known too."""
    span = import_span(school_year)
    days: Mapping[datetime.date, str] = holidays.country_holidays(
        "NL", subdiv=_SUBDIVISIONS[region], years=_years(school_year), categories=("school",), language="nl"
    )
    return [period for period in _stretches(days) if span[0] <= period.first <= span[1]]


def public_holidays(school_year: int, *, good_friday: bool, liberation_day: bool) -> list[Period]:
    """Public holidays in the same span. The two days that are a choice come along when chosen, or in a lustrum year."""
    first, last = import_span(school_year)
    calendar = holidays.country_holidays(
        "NL", years=_years(school_year), categories=("public", "optional"), language="nl"
    )

    def is_off(day: datetime.date, name: str) -> bool:
        if name == GOOD_FRIDAY:
            return good_friday
        if name == LIBERATION_DAY:
            return liberation_day or day.year % LUSTRUM == 0
        return True

    return [
        Period(PeriodKind.PUBLIC_HOLIDAY, name, day, day)
        for day in sorted(calendar)
        if first <= day <= last
        for name in calendar.get_list(day)
        if is_off(day, name)
    ]


def import_holidays(location: Location, school_year: int) -> ImportResult:
    """Take over the holidays of a school year. Raises CalendarImportError when the library does not know that year."""
    school = school_holidays(location.region, school_year)
    first, last = school_year_days(school_year)
    if len([period for period in school if first <= period.first <= last]) < SCHOOL_HOLIDAYS_A_YEAR:
        raise CalendarImportError(
            f"De schoolvakanties van {school_year_label(school_year)} zijn nog niet bekend. Er is niets veranderd. "
            "Vul ze zelf in, of probeer het later nog eens."
        )
    parameters = parameters_on(location, last)
    public = public_holidays(
        school_year,
        good_friday=parameters is not None and parameters.closed_on_good_friday,
        liberation_day=parameters is not None and parameters.closed_on_liberation_day,
    )
    return replace_imported(
        location,
        [*school, *public],
        starting=import_span(school_year),
        kinds=(PeriodKind.SCHOOL_HOLIDAY, PeriodKind.PUBLIC_HOLIDAY),
    )


def import_span(school_year: int) -> tuple[datetime.date, datetime.date]:
    """From the July before the school year, in which the summer holiday begins, to its end."""
    first, last = school_year_days(school_year)
    return first.replace(month=7), last


def _years(school_year: int) -> range:
    """The calendar years that hold the whole of every period in the span."""
    return range(school_year, school_year + 3)


def _stretches(days: Mapping[datetime.date, str]) -> Iterator[Period]:
    """Consecutive days with one name, as one period."""
    first = previous = None
    for day in sorted(days):
        if first is not None and previous is not None and (day - previous > _DAY or days[day] != days[previous]):
            yield Period(PeriodKind.SCHOOL_HOLIDAY, days[first], first, previous)
            first = day
        first, previous = first or day, day
    if first is not None and previous is not None:
        yield Period(PeriodKind.SCHOOL_HOLIDAY, days[first], first, previous)
