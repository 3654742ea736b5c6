"""Twelve months that show every day of the school year once, each for what it is."""

from __future__ import annotations

import datetime

from hypothesis import given
from hypothesis import strategies as st

from wijkleerbedrijf.organisation.calendar_days import Period, PeriodKind, is_open, school_year_days
from wijkleerbedrijf.organisation.calendar_overview import year_overview

TODAY = datetime.date(2026, 11, 23)
_DAYS = st.dates(datetime.date(2026, 7, 1), datetime.date(2027, 8, 31))


@st.composite
def periods(draw: st.DrawFn) -> list[Period]:
    def one() -> Period:
        first = draw(_DAYS)
        return Period(
            draw(st.sampled_from(PeriodKind)), "iets", first, first + datetime.timedelta(draw(st.integers(0, 60)))
        )

    return [one() for _ in range(draw(st.integers(0, 6)))]


@given(periods())
def test_every_day_stands_there_once_and_open_days_are_counted(calendar: list[Period]) -> None:
    overview = year_overview(2026, calendar, TODAY)
    days = [cell.day for month in overview.months for row in month.rows for cell in row.cells if cell]
    first, last = school_year_days(2026)
    assert days == [first + datetime.timedelta(number) for number in range((last - first).days + 1)]
    assert overview.open_days == sum(is_open(day, calendar) for day in days)


def test_a_day_says_why_it_is_closed() -> None:
    autumn = Period(
        PeriodKind.SCHOOL_HOLIDAY, "Herfstvakantie", datetime.date(2026, 10, 17), datetime.date(2026, 10, 25)
    )
    overview = year_overview(2026, [autumn], TODAY)
    cells = {cell.day: cell for month in overview.months for row in month.rows for cell in row.cells if cell}
    monday = cells[datetime.date(2026, 10, 19)]
    assert (monday.state, monday.label) == ("school_holiday", "Herfstvakantie")
    assert cells[datetime.date(2026, 11, 28)].state == "weekend"
    assert cells[TODAY].is_today
    assert sum(cell.is_today for cell in cells.values()) == 1


def test_a_week_of_holiday_is_no_school_week() -> None:
    nothing = year_overview(2026, [], TODAY)
    week = Period(PeriodKind.CLOSING, "dicht", datetime.date(2026, 11, 30), datetime.date(2026, 12, 4))
    assert year_overview(2026, [week], TODAY).school_weeks == nothing.school_weeks - 1
