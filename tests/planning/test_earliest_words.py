"""The sentences of 'wanneer kunnen we echt?', which must be true for every row of weeks."""

from __future__ import annotations

import datetime

from planning.earliest import Answer, Hindrance, WeekAnswer
from planning.earliest_words import answer_lines, dagdeel_name, picture, short_name
from planning.optimiser.earliest import Chance
from planning.rules import Rule

MONDAY = datetime.date(2026, 11, 23)
NAMES = {(1, 1): "maandagochtend", (4, 1): "donderdagochtend", (5, 2): "vrijdagmiddag"}
FREE, MOVES, NO, OUT = Chance.FREE, Chance.MOVES, Chance.NO, Chance.OUT


def weeks(*rows: tuple[Chance, Chance, Chance], visits: int = 1, proven: bool = True) -> Answer:
    """Week 48 and on: for each of NAMES what it offers."""
    return Answer(
        [
            WeekAnswer(
                MONDAY + datetime.timedelta(weeks=number), dict(zip(NAMES, row, strict=True)), visits, True, proven
            )
            for number, row in enumerate(rows)
        ],
        students=22,
    )


def lines(answer: Answer, visits: int = 1) -> list[str]:
    return answer_lines(answer, NAMES, students="studenten", visits=visits)


def test_what_is_possible_from_the_first_week_on_is_at_once() -> None:
    assert lines(weeks((NO, FREE, NO), (NO, FREE, NO))) == ["Het kan meteen op donderdagochtend, 1 keer per week."]


def test_a_later_start_names_the_week_and_what_is_possible_before() -> None:
    assert lines(weeks((FREE, NO, NO), (NO, FREE, NO), (NO, FREE, FREE))) == [
        "Het kan vanaf week 49 op donderdagochtend, 1 keer per week.",
        "Vanaf week 50 kan het ook op vrijdagmiddag.",
        "Eerder kan het al een keer in week 48 op maandagochtend.",
    ]


def test_a_week_that_is_over_is_not_the_first() -> None:
    assert lines(weeks((OUT, OUT, OUT), (NO, NO, FREE)))[0] == "Het kan meteen op vrijdagmiddag, 1 keer per week."


def test_a_closed_week_does_not_break_the_row() -> None:
    assert lines(weeks((FREE, NO, NO), (OUT, OUT, OUT), (FREE, NO, NO)))[0] == (
        "Het kan meteen op maandagochtend, 1 keer per week."
    )


def test_that_others_move_is_said() -> None:
    said = lines(weeks((FREE, MOVES, NO), (FREE, FREE, NO)))
    assert said == [
        "Het kan meteen op maandagochtend of donderdagochtend, 1 keer per week.",
        "Op donderdagochtend komt bij anderen soms een andere student, of op een ander moment. Niemand verliest een bezoek.",
    ]


def test_fewer_visits_than_wished_is_said() -> None:
    said = lines(weeks((FREE, FREE, NO), (FREE, FREE, NO), visits=2), visits=3)
    assert said == [
        "Het kan meteen op maandagochtend of donderdagochtend, 2 keer per week.",
        "3 keer per week lukt niet elke week zonder dat een ander een bezoek verliest.",
    ]


def test_only_now_and_then_is_not_called_each_week() -> None:
    assert lines(weeks((FREE, NO, NO), (NO, MOVES, NO), (NO, NO, NO))) == [
        "Elke week lukt het nog niet. Los kan het wel: in week 48 op maandagochtend en in week 49 op donderdagochtend."
    ]


def test_nowhere_is_said_with_the_number_of_weeks() -> None:
    assert lines(weeks((NO, NO, NO), (NO, OUT, NO))) == [
        "In de komende 2 weken kan het niet zonder dat een ander een bezoek verliest."
    ]


def test_dagdelen_without_visits_ask_for_another_choice() -> None:
    assert lines(weeks((OUT, OUT, OUT))) == [
        "In deze dagdelen zijn er de komende weken geen bezoeken. Kies andere dagdelen."
    ]


def test_what_was_not_proven_is_not_called_impossible_for_sure() -> None:
    assert lines(weeks((NO, NO, NO), proven=False))[-1] == (
        "Voor een week was de tijd te kort om alles te proberen: daar kan misschien meer."
    )


def test_when_nobody_may_come_each_rule_counts_its_own() -> None:
    answer = Answer((), 5, (Hindrance(Rule.LANGUAGE, 5), Hindrance(Rule.GENDER, 2)))
    assert lines(answer) == [
        "Geen van de 5 studenten kan naar deze persoon.",
        "Waarom: spreekt de taal niet (5), past niet bij de wens voor een man of vrouw (2). Bekijk welke wens anders kan.",
    ]


def test_a_day_with_a_visit_of_the_client_is_shown_as_such() -> None:
    week = WeekAnswer(MONDAY, {(1, 1): OUT, (4, 1): FREE, (5, 2): NO}, 1, True, True, own=frozenset({1}))
    assert [line.cells[0].kind for line in picture([week], NAMES)] == ["own", "free", "no"]


def test_dagdelen_are_one_word_where_dutch_makes_one() -> None:
    assert dagdeel_name("donderdag", "ochtend") == "donderdagochtend"
    assert dagdeel_name("donderdag", "blok 2") == "donderdag (blok 2)"
    assert short_name("donderdagochtend") == "do och"
    assert short_name("donderdag (blok 2)") == "do (blok 2)"
