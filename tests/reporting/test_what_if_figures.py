"""From a week to a year: hours, sentences and lines of a 'what if'. No database."""

from __future__ import annotations

import datetime
import itertools
from dataclasses import replace
from typing import Any

import pytest

from reporting.presentation import whole
from reporting.what_if_charts import hours_lines, pairs
from reporting.what_if_figures import (
    MonthLine,
    Phase,
    WeekFigures,
    WhatIfFigures,
    forecast,
    freeze,
    practice_of,
    thaw,
    week_figures,
)
from reporting.what_if_presentation import shown_what_if
from reporting.what_if_question import Asked
from reporting.what_if_words import effect_lines, headline, question_lines, title_of
from tests.planning.rules_world import SLOTS
from tests.reporting_factories import outcome

MONDAY = datetime.date(2026, 11, 23)
NOVEMBER, DECEMBER = datetime.date(2026, 11, 1), datetime.date(2026, 12, 1)


def week(visits: int = 66, unserved: int = 4, hours: float = 110.0) -> WeekFigures:
    return WeekFigures(visits=visits, asked=80, clients=64, unserved=unserved, students=22, hours=hours)


def figures(**changes: Any) -> WhatIfFigures:
    values: dict[str, Any] = {
        "computed_on": MONDAY,
        "example_monday": MONDAY,
        "starts_on": MONDAY,
        "placement_from": None,
        "without": 1,
        "placement": 0,
        "fewer_students": 0,
        "more_students": 0,
        "new_clients": 0,
        "extra": (),
        "base": week(),
        "after": week(62, 7, 103.0),
        "new_served": 0,
        "lines": (MonthLine(NOVEMBER, 1000.0, 1000.0, True), MonthLine(DECEMBER, 4500.0, 4200.0, False)),
        "goal": 4400,
        "rate_percent": 90,
        "hour_definition": "de minuten die bij het bezoek zijn genoteerd",
        "seats_now": 22,
        "seats_then": 21,
        "seats": 24,
        "break_even": 22,
    }
    return WhatIfFigures(**(values | changes))


def test_recorded_minutes_count_by_the_mean_of_visits_that_went_on() -> None:
    practice = practice_of(definition="recorded", done=80, known=100, recorded_minutes=80 * 75)
    assert practice.hours(outcome(60)) == pytest.approx(60 * 75 * 0.8 / 60)


def test_without_enough_visits_every_planned_one_counts_for_what_cycling_leaves() -> None:
    practice = practice_of(definition="recorded", done=3, known=4, recorded_minutes=300)
    assert not practice.rate_known
    assert practice.hours(outcome(60)) == 60 * 100 / 60


@pytest.mark.parametrize(("definition", "minutes"), [("net", 100), ("block", 120)])
def test_the_definition_of_the_location_says_which_minutes_count(definition: str, minutes: int) -> None:
    practice = practice_of(definition=definition, done=50, known=50, recorded_minutes=0)
    assert practice.hours(outcome(60)) == minutes


def test_a_year_is_what_was_done_and_a_part_of_a_week_for_each_open_day() -> None:
    days = [datetime.date(2026, 11, 30), datetime.date(2026, 12, 1), datetime.date(2026, 12, 8)]
    lines = forecast(
        [(NOVEMBER, 100.0), (DECEMBER, 0.0)],
        open_days=days,
        days_a_week=5,
        as_is=50.0,
        phases=[Phase(datetime.date(2026, 12, 1), 40.0), Phase(datetime.date(2026, 12, 8), 20.0)],
        today=datetime.date(2026, 11, 22),
    )
    assert [(line.as_is, line.changed, line.is_past) for line in lines] == [
        (110.0, 110.0, False),
        (130.0, 122.0, False),
    ]


def test_a_month_that_is_over_was_counted() -> None:
    lines = forecast(
        [(NOVEMBER, 100.0)], open_days=[], days_a_week=5, as_is=50.0, phases=[], today=datetime.date(2026, 12, 1)
    )
    assert lines == (MonthLine(NOVEMBER, 100.0, 100.0, True),)


def test_hours_of_a_week_follow_the_practice() -> None:
    practice = practice_of(definition="block", done=45, known=50, recorded_minutes=0)
    found = week_figures(outcome(60, 55), practice)
    assert (found.visits, found.unserved, found.hours) == (60, 9, 108.0)


def test_kept_figures_come_back_as_they_were() -> None:
    whole_year = figures(placement=1, placement_from=DECEMBER, extra=("zaterdag ochtend",))
    assert thaw(freeze(whole_year)) == whole_year


def test_figures_of_another_format_are_refused() -> None:
    with pytest.raises(ValueError, match="format"):
        thaw(freeze(figures()) | {"format": 99})


def test_the_question_is_said_without_names() -> None:
    asked = figures(without=2, placement=1, placement_from=DECEMBER, new_clients=5, extra=("woensdag middag",))
    assert question_lines(asked) == [
        "2 studenten stoppen",
        "1 student gaat op zorgstage vanaf 1 december 2026",
        "5 klanten erbij",
        "een extra dagdeel: woensdag middag",
    ]


def test_a_long_question_still_gives_a_short_name() -> None:
    long = figures(extra=tuple(f"dinsdag blok {number}" for number in range(20)))
    assert len(title_of(long)) <= 120
    assert title_of(figures()) == "1 student stopt"


@pytest.mark.parametrize(
    ("visits", "sentence"),
    [
        (62, "Er passen dan elke week 4 bezoeken minder: 62 in plaats van 66."),
        (67, "Er passen dan elke week 1 bezoek meer: 67 in plaats van 66."),
        (66, "Er passen dan evenveel bezoeken in een week: 66."),
    ],
)
def test_the_headline_says_how_many_visits(visits: int, sentence: str) -> None:
    assert headline(figures(after=week(visits))) == sentence


def test_the_effects_say_clients_hours_goal_and_seats() -> None:
    assert effect_lines(figures(), whole) == [
        "7 klanten hebben dan geen bezoek. Nu zijn dat er 4.",
        "Dat is 7 uur hulp per week minder.",
        "Het schooljaar kan tot en met december 2026 uitkomen op 4.200 uur, 300 minder dan zonder deze verandering.",
        "Dat is 200 uur onder het doel van 4.400.",
        (
            "Er zijn dan 21 studenten ingeschreven in plaats van 22. Dat is niet kostendekkend: daarvoor zijn er 22 nodig."
        ),
    ]


@pytest.mark.parametrize(
    ("now", "then", "sentence"),
    [
        (0, 0, "Alle klanten hebben minstens één bezoek per week, net als nu."),
        (3, 0, "Alle klanten hebben dan minstens één bezoek. Nu hebben er 3 geen."),
        (3, 3, "3 klanten hebben dan geen bezoek, net zoveel als nu."),
        (0, 1, "1 klant heeft dan geen bezoek. Nu zijn dat er 0."),
    ],
)
def test_clients_without_a_visit_are_counted_in_words(now: int, then: int, sentence: str) -> None:
    assert effect_lines(figures(base=week(66, now), after=week(62, then)), whole)[0] == sentence


def test_a_report_does_not_count_out_a_small_group_of_people() -> None:
    shown = shown_what_if(figures(base=week(66, 2), after=week(62, 12)), whole, in_report=True)
    assert shown.effects[0] == "12 klanten hebben dan geen bezoek. Nu zijn dat er minder dan 5."
    assert (shown.pairs[1].now, shown.pairs[1].then) == ("minder dan 5", "12")
    assert shown_what_if(figures(base=week(66, 2)), whole).pairs[1].now == "2"
    few = shown_what_if(figures(base=week(66, 0), after=week(62, 1)), whole, in_report=True)
    assert few.effects[0] == "Minder dan 5 klanten hebben dan geen bezoek. Nu zijn dat er 0."


def test_a_goal_that_is_reached_is_said() -> None:
    assert "Dat is genoeg voor het doel van 4.000 uur." in effect_lines(figures(goal=4000), whole)


def test_labels_at_the_lines_never_cover_each_other() -> None:
    close = figures(
        goal=4200, lines=(MonthLine(NOVEMBER, 1000.0, 1000.0, True), MonthLine(DECEMBER, 4205.0, 4203.0, False))
    )
    chart = hours_lines(close, whole)
    assert chart.goal is not None
    places = sorted([chart.goal.y, chart.as_is_label.y, chart.changed_label.y])
    assert all(later - earlier >= 20 for earlier, later in itertools.pairwise(places))
    assert places[-1] <= chart.height


def test_without_hours_or_goal_the_chart_is_still_drawn() -> None:
    empty = figures(goal=None, lines=(MonthLine(NOVEMBER, 0.0, 0.0, False), MonthLine(DECEMBER, 0.0, 0.0, False)))
    chart = hours_lines(empty, whole)
    assert chart.goal is None
    assert chart.as_is.startswith("8.0,256")


def test_bars_are_parts_of_the_longer_one() -> None:
    visits, clients, _ = pairs(figures(), whole)
    assert (visits.now_width, visits.then_width) == (100, 94)
    assert (clients.now, clients.now_width, clients.then_width) == ("4", 57, 100)


def test_placements_that_begin_later_make_two_questions() -> None:
    asked = Asked(starts_on=MONDAY, without=(1,), placement=(2,), placement_from=DECEMBER, extra=((1, 5), (9, 9)))
    before, after = asked.questions({(1, 5): SLOTS[0]})
    assert (before.without, before.on_placement, before.extra) == ((1,), (), (SLOTS[0],))
    assert after == replace(before, on_placement=(2,))
    assert replace(asked, placement_from=MONDAY).questions({}) == replace(asked, placement_from=None).questions({})
    assert Asked.from_json(asked.to_json()) == asked
