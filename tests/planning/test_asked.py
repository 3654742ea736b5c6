"""Asked and given, week by week, and for how long somebody was passed over."""

from __future__ import annotations

import datetime

from planning.asked import ClientPast, OpenWeek, Share, Terms, shares_of, weeks_missed, weeks_waited
from planning.rules import Span

MONDAY = datetime.date(2026, 3, 2)
DAY, WEEK = datetime.timedelta(days=1), datetime.timedelta(weeks=1)
ALWAYS = Span(MONDAY - 50 * WEEK)


def open_week(number: int, days: int = 5) -> OpenWeek:
    monday = MONDAY + number * WEEK
    return OpenWeek(monday, tuple(monday + day * DAY for day in range(days)))


def past(visits: int = 2, weekdays: str = "12345", **changes: object) -> ClientPast:
    terms = (Terms(ALWAYS, 1, visits, frozenset(map(int, weekdays))),)
    return ClientPast("klant", **({"terms": terms} | changes))  # type: ignore[arg-type]


def asked(client: ClientPast, week: OpenWeek, given: int = 0, cancelled: int = 0) -> int:
    (share,) = shares_of(client, [week], {("klant", week.monday): (given, cancelled)})
    assert share.given == given
    return share.asked


def test_asked_is_what_was_agreed() -> None:
    assert asked(past(), open_week(0)) == 2


def test_no_more_is_asked_than_there_are_days() -> None:
    assert asked(past(), open_week(0, days=1)) == 1
    assert asked(past(weekdays="5"), open_week(0)) == 1
    assert asked(past(weekdays="5"), open_week(0, days=4)) == 0


def test_a_pause_asks_nothing() -> None:
    assert asked(past(pauses=(Span(MONDAY, MONDAY + 6 * DAY),)), open_week(0)) == 0
    assert asked(past(pauses=(Span(MONDAY, MONDAY + 3 * DAY),)), open_week(0)) == 1


def test_what_the_client_cancelled_was_not_asked() -> None:
    assert asked(past(), open_week(0), given=1, cancelled=1) == 1
    assert asked(past(), open_week(0), given=2, cancelled=1) == 2


def test_nothing_is_asked_after_the_end() -> None:
    assert asked(past(ended_on=MONDAY - DAY), open_week(0)) == 0


def test_the_latest_agreement_of_the_week_counts() -> None:
    terms = (
        Terms(Span(MONDAY + 2 * DAY), 2, 3, frozenset({1, 2, 3, 4, 5})),
        Terms(Span(MONDAY - WEEK, MONDAY + DAY), 1, 1, frozenset({1, 2, 3, 4, 5})),
    )
    assert asked(past(terms=terms), open_week(0)) == 3


def shares(*rows: tuple[int, int]) -> list[Share]:
    return [Share(MONDAY + number * WEEK, *row) for number, row in enumerate(rows)]


def test_weeks_without_a_visit_are_counted_from_the_last_one_back() -> None:
    assert weeks_missed(shares((1, 0), (1, 1), (1, 0), (1, 0)), 0) == 2
    assert weeks_missed(shares((1, 0), (1, 1)), 0) == 0


def test_a_pause_neither_counts_nor_ends_the_row() -> None:
    assert weeks_missed(shares((1, 0), (0, 0), (1, 0)), 0) == 2


def test_who_got_one_of_two_misses_the_second_only() -> None:
    rows = shares((2, 1), (2, 1))
    assert weeks_missed(rows, 0) == 0
    assert weeks_missed(rows, 1) == 2
    assert weeks_missed(rows, 2) == 0


def test_waiting_before_the_agreement_counts_until_the_first_visit() -> None:
    weeks = [open_week(number) for number in range(3)]
    new = past(terms=(Terms(Span(MONDAY + 2 * WEEK), 1, 1, frozenset({1})),), waiting_since=MONDAY)
    assert weeks_waited(new, shares((0, 0), (0, 0), (1, 0)), weeks) == 2
    assert weeks_waited(new, shares((0, 0), (0, 0), (1, 1)), weeks) == 0
    assert weeks_waited(past(), shares((1, 0)), weeks) == 0
