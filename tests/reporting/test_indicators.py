"""What is counted, and what is not shown: pure."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.indicators import (
    REST_LABEL,
    SMALLEST_GROUP,
    Named,
    OutflowCount,
    Span,
    VisitSum,
    average_present,
    hours_of,
    is_small,
    merged,
    outflow_of,
    present_on,
    seats_of,
    visits_of,
)

JULY, AUGUST, SEPTEMBER = (datetime.date(2026, month, 1) for month in (7, 8, 9))
WORDS = {"level_2": "opleiding niveau 2", "other_work": "ander werk", "unknown": "niet bekend"}


def done(month: datetime.date, minutes: int, *, block: int = 0, net: int = 0) -> VisitSum:
    return VisitSum(month, "done", "", 1, recorded_minutes=minutes, block_minutes=block, net_minutes=net)


def test_hours_follow_the_definition_that_holds_in_each_month() -> None:
    figures = hours_of(
        [done(JULY, 60, block=120), done(AUGUST, 60, block=120), VisitSum(AUGUST, "cancelled", "closed", 1, 0, 120)],
        months=[JULY, AUGUST],
        minutes_field={JULY: "recorded_minutes", AUGUST: "block_minutes"},
        goals={JULY: 9_600, AUGUST: 12_000},
    )
    assert [part.hours for part in figures.by_month] == [1, 2]
    assert (figures.total, figures.goal_year, figures.goal) == (3, 12_000, 1_800)
    assert figures.percent_of_goal == pytest.approx(100 / 600)


def test_without_a_goal_in_every_month_there_is_no_goal() -> None:
    fields = {JULY: "recorded_minutes", AUGUST: "recorded_minutes"}
    figures = hours_of([], months=[JULY, AUGUST], minutes_field=fields, goals={JULY: None, AUGUST: 10_000})
    assert (figures.goal_year, figures.goal, figures.goal_month, figures.percent_of_goal) == (None, None, None, None)


def test_visits_are_counted_by_outcome_and_reason() -> None:
    figures = visits_of(
        [
            VisitSum(JULY, "done", "", 30),
            VisitSum(AUGUST, "done", "", 10),
            VisitSum(JULY, "client_absent", "", 2),
            VisitSum(JULY, "cancelled", "student_absent", 6),
            VisitSum(AUGUST, "cancelled", "closed", 2),
            VisitSum(AUGUST, "planned", "", 7),
        ],
        reasons={"closed": "de locatie is dicht", "student_absent": "student is er niet", "other": "anders"},
        open_visits=3,
    )
    assert (figures.total, figures.done, figures.client_absent, figures.cancelled) == (57, 40, 2, 8)
    assert figures.cancelled_by_reason == (Named("de locatie is dicht", 2), Named("student is er niet", 6))
    assert (figures.open, figures.ahead, figures.percent_done) == (3, 4, 80)


def test_seats_are_averaged_over_all_days() -> None:
    first, last = datetime.date(2026, 7, 1), datetime.date(2026, 7, 10)
    spans = [Span(datetime.date(2020, 1, 1), None)] * 6 + [Span(datetime.date(2026, 7, 6), datetime.date(2026, 8, 1))]
    figures = seats_of(spans, first=first, last=last, seats=22, break_even=20)
    assert (figures.average, figures.at_end, figures.seats) == (6.5, 7, 22)


def test_few_students_are_not_shown() -> None:
    day = datetime.date(2026, 7, 1)
    figures = seats_of([Span(day, None)] * 4, first=day, last=day, seats=22, break_even=None)
    assert (figures.average, figures.at_end) == (None, None)


def test_thirty_nine_of_forty_seven_finished_routes_is_eighty_three_percent() -> None:
    rows = [
        OutflowCount("diploma", "level_2", 20),
        OutflowCount("diploma", "other_work", 19),
        OutflowCount("none", "unknown", 8),
    ]
    figures = outflow_of(rows, label="sinds de start", destinations=WORDS)
    assert (figures.finished, figures.diplomas) == (47, 39)
    assert figures.percent is not None
    assert round(figures.percent) == 83
    assert sum(group.number for group in figures.destinations) == 47


@pytest.mark.parametrize(
    ("diplomas", "without"), [(1, 0), (4, 0), (0, 3), (10, 2), (3, 10), (4, 4)], ids=lambda number: str(number)
)
def test_a_group_of_fewer_than_five_hides_all_that_it_follows_from(diplomas: int, without: int) -> None:
    rows = [OutflowCount("diploma", "level_2", diplomas), OutflowCount("none", "unknown", without)]
    figures = outflow_of(rows, label="nu", destinations=WORDS)
    assert (figures.finished, figures.diplomas, figures.percent, figures.destinations) == (None, None, None, ())


def test_nobody_finished_is_no_secret() -> None:
    figures = outflow_of([], label="nu", destinations=WORDS)
    assert (figures.finished, figures.diplomas, figures.percent) == (0, 0, None)


def test_small_destinations_are_taken_together_until_nobody_stands_out() -> None:
    assert merged([Named("a", 20), Named("b", 6), Named("c", 2)]) == (Named("a", 20), Named(REST_LABEL, 8))
    assert merged([Named("a", 20), Named("b", 3), Named("c", 2)]) == (Named("a", 20), Named(REST_LABEL, 5))
    assert merged([Named("a", 2)]) == ()


@given(st.lists(st.integers(1, 30), max_size=8))
def test_no_shown_group_is_small_and_none_is_lost(numbers: list[int]) -> None:
    groups = merged([Named(f"groep {place}", number) for place, number in enumerate(numbers)])
    assert not any(is_small(group.number) for group in groups)
    assert sum(group.number for group in groups) in {sum(numbers), 0}
    if sum(numbers) >= SMALLEST_GROUP:
        assert groups


SPANS = st.lists(
    st.builds(
        lambda first, days: Span(first, None if days is None else first + datetime.timedelta(days=days)),
        st.dates(datetime.date(2026, 1, 1), datetime.date(2026, 12, 31)),
        st.none() | st.integers(0, 300),
    ),
    max_size=12,
)


@given(SPANS, st.integers(0, 120))
def test_the_average_is_that_of_the_days_counted_one_by_one(spans: list[Span], days: int) -> None:
    first = datetime.date(2026, 6, 1)
    every_day = [first + datetime.timedelta(days=number) for number in range(days + 1)]
    expected = sum(present_on(spans, day) for day in every_day) / len(every_day)
    assert average_present(spans, first, every_day[-1]) == pytest.approx(expected)


def test_an_average_over_reversed_days_is_refused() -> None:
    with pytest.raises(ValueError, match="lies before"):
        average_present([], SEPTEMBER, AUGUST)
