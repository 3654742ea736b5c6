"""Which days a location is open, ISO weeks, school years and school weeks. Pure: no Django, no database.

Dates are `datetime.date`. A week is the pair (ISO year, ISO week) of ISO 8601: it runs from Monday to Sunday and belongs
to the year of its Thursday. A school year runs from 1 August up to and including 31 July and is named by the calendar year
in which it begins. No visits in school holidays and weekends (W072); the duration estimate counts in school weeks (V037).
"""

from __future__ import annotations

import datetime
import enum
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

#: The names of the months, January first.
MONTHS: Final = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)

#: Years whose weeks lie wholly within what `datetime.date` can hold.
FIRST_YEAR: Final = 2
LAST_YEAR: Final = datetime.MAXYEAR - 1

#: A search for a school week gives up after this many weeks, about ten years.
_SEARCH_WEEKS: Final = 520

_DAY: Final = datetime.timedelta(days=1)
_WEEK: Final = datetime.timedelta(weeks=1)
_SATURDAY: Final = 6
_AUGUST: Final = 8


class PeriodKind(enum.StrEnum):
    """What a period in the calendar of a location does; the values are those of the calendar table."""

    OPENING = "opening"
    PUBLIC_HOLIDAY = "public_holiday"
    CLOSING = "closing"
    SCHOOL_HOLIDAY = "school_holiday"


#: When several closures hold on one day, the first of these names it.
_CLOSURES: Final = (PeriodKind.PUBLIC_HOLIDAY, PeriodKind.CLOSING, PeriodKind.SCHOOL_HOLIDAY)


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` up to and including `last`. Raises ValueError when `last` lies before `first`."""

    kind: PeriodKind
    name: str
    first: datetime.date
    last: datetime.date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"period {self.name!r} ends on {self.last}, before it begins on {self.first}")

    def __contains__(self, day: datetime.date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class DayStatus:
    """Whether a day is open. `reason` says why a closed day is closed; it is empty on an open day."""

    day: datetime.date
    is_open: bool
    reason: str = ""
    period: Period | None = None


def day_status(day: datetime.date, periods: Iterable[Period]) -> DayStatus:
    """Is the location open on this day, and if not: why not (W072).

    An opening wins over every closure and over the weekend. Without an opening a day is closed in a public holiday, an own
    closing, a school holiday (the reason is the name of the first of these that holds) and in the weekend.
    The order of `periods` does not matter, apart from two periods of the same kind on one day: the first gives the name.
    """
    holding = [period for period in periods if day in period]
    for period in holding:
        if period.kind is PeriodKind.OPENING:
            return DayStatus(day, is_open=True, period=period)
    for kind in _CLOSURES:
        for period in holding:
            if period.kind is kind:
                return DayStatus(day, is_open=False, reason=period.name, period=period)
    if day.isoweekday() >= _SATURDAY:
        return DayStatus(day, is_open=False, reason="weekend")
    return DayStatus(day, is_open=True)


def is_open(day: datetime.date, periods: Iterable[Period]) -> bool:
    """`day_status(day, periods).is_open`."""
    return day_status(day, periods).is_open


def days_between(first: datetime.date, last: datetime.date) -> Iterator[datetime.date]:
    """Every day from `first` up to and including `last`; nothing when `last` lies before `first`."""
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        yield datetime.date.fromordinal(ordinal)


# Weeks


def weeks_in_iso_year(year: int) -> int:
    """52 or 53: the week of 28 December is always the last of its ISO year. ValueError outside FIRST_YEAR..LAST_YEAR."""
    _require_year(year)
    return datetime.date(year, 12, 28).isocalendar().week


def iso_week_of(day: datetime.date) -> tuple[int, int]:
    """(ISO year, ISO week) of a day: 29 December 2025 lies in (2026, 1)."""
    iso = day.isocalendar()
    return iso.year, iso.week


def monday_of(year: int, week: int) -> datetime.date:
    """The first day of an ISO week. ValueError when that year has no such week."""
    if not 1 <= week <= weeks_in_iso_year(year):
        raise ValueError(f"{year} has no week {week}")
    return datetime.date.fromisocalendar(year, week, 1)


def iso_week_days(year: int, week: int) -> tuple[datetime.date, ...]:
    """The seven days of an ISO week, Monday first. ValueError when that year has no such week."""
    monday = monday_of(year, week)
    return tuple(monday + number * _DAY for number in range(7))


def next_week(year: int, week: int) -> tuple[int, int]:
    """The week after this one. ValueError when that year has no such week."""
    return iso_week_of(monday_of(year, week) + _WEEK)


def previous_week(year: int, week: int) -> tuple[int, int]:
    """The week before this one. ValueError when that year has no such week."""
    return iso_week_of(monday_of(year, week) - _WEEK)


def weeks_between(first: datetime.date, last: datetime.date) -> Iterator[tuple[int, int]]:
    """Every ISO week with a day from `first` up to and including `last`; nothing when `last` lies before `first`."""
    if last < first:
        return
    monday = _monday(first)
    while monday <= last:
        yield iso_week_of(monday)
        monday += _WEEK


# School years


def school_year_of(day: datetime.date) -> int:
    """The calendar year in which the school year of this day begins: 31 July 2026 is 2025, 1 August 2026 is 2026."""
    return day.year if day.month >= _AUGUST else day.year - 1


def school_year_days(school_year: int) -> tuple[datetime.date, datetime.date]:
    """First and last day, 1 August and 31 July. ValueError outside FIRST_YEAR..LAST_YEAR."""
    _require_year(school_year)
    return datetime.date(school_year, _AUGUST, 1), datetime.date(school_year + 1, _AUGUST, 1) - _DAY


def school_year_label(school_year: int) -> str:
    """'2025-2026'."""
    return f"{school_year}-{school_year + 1}"


# School weeks


def is_school_week(year: int, week: int, periods: Sequence[Period]) -> bool:
    """Has this ISO week at least one open day? ValueError when that year has no such week."""
    return any(is_open(day, periods) for day in iso_week_days(year, week))


def count_school_weeks(first: datetime.date, last: datetime.date, periods: Sequence[Period]) -> int:
    """In how many ISO weeks is there an open day from `first` up to and including `last`? 0 when `last` lies before."""
    return len({iso_week_of(day) for day in days_between(first, last) if is_open(day, periods)})


def add_school_weeks(day: datetime.date, number: int, periods: Sequence[Period]) -> datetime.date:
    """The day that lies `number` school weeks after `day`: ten school weeks after a start is the estimate (V037).

    Counting begins on the first open day on or after `day`. The answer has the weekday of that first day, in the school week
    that comes `number` school weeks later; when that day is closed: the first open day after it.
    With number 0 it is the first open day itself. ValueError for a negative number, and when within ten years
    no such day is found because the calendar says closed.
    """
    if number < 0:
        raise ValueError("the number of school weeks can't be negative")
    start = _first_open_day(day, periods)
    monday = _monday(start)
    for _ in range(number):
        monday = _next_school_monday(monday, periods)
    return _first_open_day(monday + (start.isoweekday() - 1) * _DAY, periods)


def _next_school_monday(monday: datetime.date, periods: Sequence[Period]) -> datetime.date:
    for number in range(1, _SEARCH_WEEKS + 1):
        candidate = monday + number * _WEEK
        if any(is_open(candidate + offset * _DAY, periods) for offset in range(7)):
            return candidate
    raise ValueError(f"no school week within ten years after {monday}")


def _first_open_day(day: datetime.date, periods: Sequence[Period]) -> datetime.date:
    for candidate in days_between(day, day + _SEARCH_WEEKS * _WEEK):
        if is_open(candidate, periods):
            return candidate
    raise ValueError(f"no open day within ten years after {day}")


def _monday(day: datetime.date) -> datetime.date:
    return day - (day.isoweekday() - 1) * _DAY


def _require_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"year {year} lies outside {FIRST_YEAR}..{LAST_YEAR}")
