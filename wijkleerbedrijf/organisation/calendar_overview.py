"""A school year as twelve month grids, ready to draw. Pure: no Django, no database."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from .calendar_days import Period, count_school_weeks, day_status, iso_week_of, school_year_days

MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip

OPEN = "open"
WEEKEND = "weekend"


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of the month: `state` is open, weekend or the kind of the period that decides; `label` its name."""

    day: datetime.date
    state: str
    label: str
    is_today: bool


@dataclass(frozen=True, slots=True)
class Row:
    """An ISO week as far as it lies in the month: None where it does not."""

    week: int
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Month:
    name: str
    year: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class YearOverview:
    months: tuple[Month, ...]
    school_weeks: int
    open_days: int


def year_overview(school_year: int, periods: Sequence[Period], today: datetime.date) -> YearOverview:
    """August up to and including July; `school_weeks` is the number of ISO weeks with an open day."""
    first, last = school_year_days(school_year)
    months = tuple(
        _month(year, month, periods, today)
        for year, month in [(school_year, number) for number in range(8, 13)]
        + [(school_year + 1, number) for number in range(1, 8)]
    )
    cells = [cell for month in months for row in month.rows for cell in row.cells if cell]
    return YearOverview(
        months=months,
        school_weeks=count_school_weeks(first, last, periods),
        open_days=sum(cell.state in (OPEN, "opening") for cell in cells),
    )


def _month(year: int, month: int, periods: Sequence[Period], today: datetime.date) -> Month:
    rows = []
    for week in calendar.Calendar().monthdatescalendar(year, month):
        cells = tuple(_cell(day, periods, today) if day.month == month else None for day in week)
        rows.append(Row(iso_week_of(week[0])[1], cells))
    return Month(MONTHS[month - 1], year, tuple(rows))


def _cell(day: datetime.date, periods: Sequence[Period], today: datetime.date) -> Cell:
    status = day_status(day, periods)
    if status.period:
        state, label = status.period.kind.value, status.period.name
    elif status.is_open:
        state, label = OPEN, ""
    else:
        state, label = WEEKEND, ""
    return Cell(day, state, label, day == today)
