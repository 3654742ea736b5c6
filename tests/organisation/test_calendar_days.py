from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wijkleerbedrijf.organisation.calendar_days import (
    FIRST_YEAR,
    LAST_YEAR,
    Period,
    PeriodKind,
    add_school_weeks,
    count_school_weeks,
    day_status,
    days_between,
    is_open,
    is_school_week,
    iso_week_days,
    iso_week_of,
    monday_of,
    next_week,
    previous_week,
    school_year_days,
    school_year_label,
    school_year_of,
    weeks_between,
    weeks_in_iso_year,
)

AUTUMN = Period(PeriodKind.SCHOOL_HOLIDAY, "herfstvakantie", datetime.date(2026, 10, 10), datetime.date(2026, 10, 18))
CHRISTMAS = Period(PeriodKind.SCHOOL_HOLIDAY, "kerstvakantie", datetime.date(2026, 12, 19), datetime.date(2027, 1, 3))
CHRISTMAS_DAY = Period(
    PeriodKind.PUBLIC_HOLIDAY, "eerste kerstdag", datetime.date(2026, 12, 25), datetime.date(2026, 12, 25)
)
STUDY_DAY = Period(PeriodKind.CLOSING, "studiedag", datetime.date(2026, 11, 10), datetime.date(2026, 11, 10))

a_day = st.dates(datetime.date(2020, 1, 1), datetime.date(2040, 12, 31))
a_school_day = st.dates(datetime.date(2026, 8, 1), datetime.date(2027, 7, 31))


@st.composite
def a_period(draw: st.DrawFn, kinds: tuple[PeriodKind, ...] = tuple(PeriodKind)) -> Period:
    first = draw(a_school_day)
    last = first + datetime.timedelta(days=draw(st.integers(0, 40)))
    return Period(draw(st.sampled_from(kinds)), draw(st.sampled_from(["a", "b", "c"])), first, last)


def some_periods(kinds: tuple[PeriodKind, ...] = tuple(PeriodKind)) -> st.SearchStrategy[list[Period]]:
    return st.lists(a_period(kinds), max_size=6)


# Open and closed


def test_an_ordinary_weekday_is_open_without_a_reason() -> None:
    status = day_status(datetime.date(2026, 11, 11), [AUTUMN, STUDY_DAY])
    assert (status.is_open, status.reason, status.period) == (True, "", None)


@pytest.mark.parametrize("day", [datetime.date(2026, 11, 14), datetime.date(2026, 11, 15)])
def test_a_weekend_is_closed(day: datetime.date) -> None:
    status = day_status(day, [])
    assert (status.is_open, status.reason) == (False, "weekend")


def test_friday_is_no_weekend() -> None:
    assert is_open(datetime.date(2026, 11, 13), [])


@pytest.mark.parametrize(
    ("period", "name"), [(AUTUMN, "herfstvakantie"), (CHRISTMAS_DAY, "eerste kerstdag"), (STUDY_DAY, "studiedag")]
)
def test_each_kind_of_closure_closes_its_days_and_names_itself(period: Period, name: str) -> None:
    status = day_status(period.first, [period])
    assert (status.is_open, status.reason, status.period) == (False, name, period)


def test_the_first_and_the_last_day_of_a_period_belong_to_it_and_the_days_around_it_do_not() -> None:
    holiday = Period(PeriodKind.SCHOOL_HOLIDAY, "vakantie", datetime.date(2026, 11, 3), datetime.date(2026, 11, 5))
    days = [datetime.date(2026, 11, number) for number in range(2, 7)]
    assert [is_open(day, [holiday]) for day in days] == [True, False, False, False, True]


def test_a_public_holiday_names_a_day_that_lies_in_a_school_holiday_too() -> None:
    assert day_status(datetime.date(2026, 12, 25), [CHRISTMAS, CHRISTMAS_DAY]).reason == "eerste kerstdag"


def test_an_own_closing_names_a_day_before_a_school_holiday_does() -> None:
    own = Period(PeriodKind.CLOSING, "verbouwing", AUTUMN.first, AUTUMN.last)
    assert day_status(AUTUMN.first, [AUTUMN, own]).reason == "verbouwing"


def test_a_closed_weekend_day_is_named_by_its_period() -> None:
    assert day_status(datetime.date(2026, 10, 10), [AUTUMN]).reason == "herfstvakantie"


def test_an_opening_opens_a_day_in_a_holiday() -> None:
    opening = Period(PeriodKind.OPENING, "inloopdag", datetime.date(2026, 10, 14), datetime.date(2026, 10, 14))
    status = day_status(datetime.date(2026, 10, 14), [AUTUMN, opening])
    assert (status.is_open, status.reason, status.period) == (True, "", opening)
    assert not is_open(datetime.date(2026, 10, 13), [AUTUMN, opening])


def test_an_opening_opens_a_saturday() -> None:
    saturday = datetime.date(2026, 11, 14)
    assert is_open(saturday, [Period(PeriodKind.OPENING, "open dag", saturday, saturday)])


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        Period(PeriodKind.CLOSING, "fout", datetime.date(2026, 2, 2), datetime.date(2026, 2, 1))


@given(a_school_day, some_periods())
def test_an_opening_always_wins(day: datetime.date, periods: list[Period]) -> None:
    assert is_open(day, [*periods, Period(PeriodKind.OPENING, "open", day, day)])


@given(a_school_day, some_periods())
def test_the_order_of_the_periods_does_not_decide(day: datetime.date, periods: list[Period]) -> None:
    assert is_open(day, periods) == is_open(day, list(reversed(periods)))


@given(a_school_day, some_periods(), a_period((PeriodKind.CLOSING, PeriodKind.SCHOOL_HOLIDAY)))
def test_a_closure_never_opens_a_day(day: datetime.date, periods: list[Period], closure: Period) -> None:
    assert is_open(day, periods) or not is_open(day, [*periods, closure])


@given(a_school_day, some_periods())
def test_a_closed_day_always_has_a_reason_and_an_open_one_never(day: datetime.date, periods: list[Period]) -> None:
    status = day_status(day, periods)
    assert bool(status.reason) is not status.is_open


# Weeks


def test_new_year_of_2026_lies_in_week_1_and_of_2027_in_week_53_of_2026() -> None:
    assert iso_week_of(datetime.date(2026, 1, 1)) == (2026, 1)
    assert iso_week_of(datetime.date(2027, 1, 1)) == (2026, 53)


def test_a_week_has_seven_days_from_monday_to_sunday() -> None:
    days = iso_week_days(2026, 47)
    assert days[0] == datetime.date(2026, 11, 16)
    assert days[6] == datetime.date(2026, 11, 22)
    assert len(days) == 7


@pytest.mark.parametrize(("year", "weeks"), [(2020, 53), (2021, 52), (2025, 52), (2026, 53), (2032, 53)])
def test_some_years_have_53_weeks(year: int, weeks: int) -> None:
    assert weeks_in_iso_year(year) == weeks


def test_the_week_after_week_52_depends_on_the_year() -> None:
    assert next_week(2025, 52) == (2026, 1)
    assert next_week(2026, 52) == (2026, 53)
    assert previous_week(2027, 1) == (2026, 53)


@pytest.mark.parametrize(("year", "week"), [(2025, 53), (2025, 0), (2025, -1), (FIRST_YEAR - 1, 5), (LAST_YEAR + 1, 5)])
def test_a_week_that_does_not_exist_is_refused(year: int, week: int) -> None:
    for function in (monday_of, iso_week_days, next_week, previous_week):
        with pytest.raises(ValueError, match=r"no week|lies outside"):
            function(year, week)


@pytest.mark.parametrize("year", [FIRST_YEAR, LAST_YEAR])
def test_the_outermost_years_have_all_their_days(year: int) -> None:
    assert len(iso_week_days(year, 1)) == len(iso_week_days(year, weeks_in_iso_year(year))) == 7


@given(a_day)
def test_next_and_previous_week_undo_each_other(day: datetime.date) -> None:
    year, week = iso_week_of(day)
    assert next_week(*previous_week(year, week)) == (year, week)
    assert previous_week(*next_week(year, week)) == (year, week)
    assert monday_of(*next_week(year, week)) - monday_of(year, week) == datetime.timedelta(days=7)


@given(a_day)
def test_a_day_lies_in_its_own_week(day: datetime.date) -> None:
    assert day in iso_week_days(*iso_week_of(day))


def test_weeks_between_two_days_cross_the_year_and_include_both_ends() -> None:
    weeks = list(weeks_between(datetime.date(2026, 12, 27), datetime.date(2027, 1, 4)))
    assert weeks == [(2026, 52), (2026, 53), (2027, 1)]


def test_days_and_weeks_between_a_day_and_itself_are_that_day_and_its_week() -> None:
    sunday = datetime.date(2026, 11, 22)
    assert list(days_between(sunday, sunday)) == [sunday]
    assert list(weeks_between(sunday, sunday)) == [(2026, 47)]
    assert list(weeks_between(datetime.date(2026, 11, 16), datetime.date(2026, 11, 16))) == [(2026, 47)]


def test_there_are_no_weeks_or_days_when_the_end_lies_before_the_start() -> None:
    monday, friday = datetime.date(2026, 11, 16), datetime.date(2026, 11, 20)
    assert list(weeks_between(friday, monday)) == []
    assert list(days_between(friday, monday)) == []
    assert count_school_weeks(friday, monday, []) == 0


# School years


def test_a_school_year_turns_on_1_august() -> None:
    assert school_year_of(datetime.date(2026, 7, 31)) == 2025
    assert school_year_of(datetime.date(2026, 8, 1)) == 2026
    assert school_year_of(datetime.date(2027, 1, 15)) == 2026


def test_a_school_year_is_written_with_both_years() -> None:
    assert school_year_label(2025) == "2025-2026"


def test_a_school_year_lasts_from_1_august_to_31_july() -> None:
    assert school_year_days(2026) == (datetime.date(2026, 8, 1), datetime.date(2027, 7, 31))
    with pytest.raises(ValueError, match="lies outside"):
        school_year_days(LAST_YEAR + 1)


@given(a_day)
def test_every_day_lies_in_exactly_one_school_year(day: datetime.date) -> None:
    holding = []
    for year in range(day.year - 2, day.year + 3):
        first, last = school_year_days(year)
        if first <= day <= last:
            holding.append(year)
    assert holding == [school_year_of(day)]


# School weeks


def test_a_week_with_one_open_day_is_a_school_week() -> None:
    all_but_friday = Period(PeriodKind.CLOSING, "dicht", datetime.date(2026, 11, 16), datetime.date(2026, 11, 19))
    whole_week = Period(PeriodKind.CLOSING, "dicht", datetime.date(2026, 11, 16), datetime.date(2026, 11, 20))
    assert is_school_week(2026, 47, [all_but_friday])
    assert not is_school_week(2026, 47, [whole_week])


def test_school_weeks_skip_the_holiday() -> None:
    start, end = datetime.date(2026, 10, 5), datetime.date(2026, 10, 23)
    assert count_school_weeks(start, end, []) == 3
    assert count_school_weeks(start, end, [AUTUMN]) == 2


def test_ten_school_weeks_after_a_september_start_skip_the_autumn_holiday() -> None:
    start = datetime.date(2026, 9, 1)  # a Tuesday
    assert add_school_weeks(start, 10, []) == datetime.date(2026, 11, 10)
    assert add_school_weeks(start, 10, [AUTUMN]) == datetime.date(2026, 11, 17)


def test_when_that_day_is_closed_it_becomes_the_first_open_day_after_it() -> None:
    assert add_school_weeks(datetime.date(2026, 11, 3), 1, [STUDY_DAY]) == datetime.date(2026, 11, 11)


def test_a_start_in_a_holiday_counts_from_the_first_open_day() -> None:
    assert add_school_weeks(datetime.date(2026, 10, 12), 0, [AUTUMN]) == datetime.date(2026, 10, 19)
    assert add_school_weeks(datetime.date(2026, 10, 12), 1, [AUTUMN]) == datetime.date(2026, 10, 26)


def test_a_negative_number_of_school_weeks_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        add_school_weeks(datetime.date(2026, 10, 12), -1, [])


def test_a_calendar_that_is_closed_for_ever_gives_an_error_and_not_an_endless_search() -> None:
    closed = Period(PeriodKind.CLOSING, "dicht", datetime.date(2026, 11, 16), datetime.date(2050, 1, 1))
    with pytest.raises(ValueError, match="no open day"):
        add_school_weeks(datetime.date(2026, 11, 16), 0, [closed])
    with pytest.raises(ValueError, match="no school week"):
        add_school_weeks(datetime.date(2026, 11, 12), 1, [closed])


@given(a_school_day, st.integers(0, 12), some_periods())
def test_so_many_school_weeks_later_is_an_open_day_with_that_many_school_weeks_in_between(
    day: datetime.date, number: int, periods: list[Period]
) -> None:
    end = add_school_weeks(day, number, periods)
    assert is_open(end, periods)
    assert end >= day
    assert count_school_weeks(day, end, periods) >= number + 1
    assert add_school_weeks(day, number + 1, periods) >= end


@given(a_school_day, st.integers(0, 12), st.integers(0, 12))
def test_without_closures_school_weeks_add_up(day: datetime.date, first: int, second: int) -> None:
    assert add_school_weeks(add_school_weeks(day, first, []), second, []) == add_school_weeks(day, first + second, [])


@given(a_school_day, a_school_day, some_periods(), a_period((PeriodKind.CLOSING,)))
def test_an_extra_closure_never_adds_school_weeks(
    first: datetime.date, last: datetime.date, periods: list[Period], closure: Period
) -> None:
    assert count_school_weeks(first, last, [*periods, closure]) <= count_school_weeks(first, last, periods)
