"""What rules say about the visit itself and its crew, at the edges of each rule."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from planning.rules import (
    OPTIMISER,
    Proposal,
    Rule,
    Severity,
    Span,
    check,
    is_allowed,
)

from .rules_world import (
    AFTERNOON,
    BUDDY,
    DE_VRIES,
    KEYS,
    KIM,
    MONDAY,
    OMAR,
    SANNE,
    TUESDAY,
    rules_of,
    seat,
    slot,
    visit,
    week,
)

THE_DAY = TUESDAY.date
REMARK = Severity.REMARK


# The visit


def test_a_dagdeel_that_the_location_does_not_have_is_refused() -> None:
    saturday = replace(slot(1), date=MONDAY + datetime.timedelta(days=5))
    client = replace(DE_VRIES, slots=frozenset({saturday.key}))
    student = replace(SANNE, available=frozenset({saturday.key}))
    found = check(visit(client, saturday, student), week([student], [client]))
    assert [one.sentence for one in found] == [
        "Op zaterdag 7 maart (ochtend) zijn er geen bezoeken. Kies een ander dagdeel."
    ]


def test_only_the_closed_dagdeel_is_closed() -> None:
    facts = week(closed={TUESDAY.key: "studiedag"})
    assert is_allowed(visit(DE_VRIES, slot(1, AFTERNOON), SANNE), facts)
    assert is_allowed(visit(DE_VRIES, slot(2), SANNE), facts)


def test_without_a_reason_a_closed_dagdeel_is_just_closed() -> None:
    found = check(visit(DE_VRIES, TUESDAY, SANNE), week(closed={TUESDAY.key: ""}))
    assert found[0].sentence == "Op dinsdag 3 maart (ochtend) is de locatie dicht. Kies een andere dag."


def test_the_optimiser_only_plans_where_somebody_is_on_duty() -> None:
    proposal, facts = visit(DE_VRIES, TUESDAY, SANNE), week(duty=frozenset())
    assert is_allowed(proposal, facts)
    assert not is_allowed(proposal, facts, policy=OPTIMISER)


@pytest.mark.parametrize(
    ("span", "allowed"),
    [
        (Span(THE_DAY), True),
        (Span(THE_DAY, THE_DAY), True),
        (Span(MONDAY, THE_DAY), True),
        (Span(MONDAY, MONDAY), False),
        (Span(THE_DAY + datetime.timedelta(days=1)), False),
    ],
)
def test_an_agreement_holds_from_its_first_day_up_to_and_including_its_last(span: Span, allowed: bool) -> None:
    client = replace(DE_VRIES, agreements=(span,))
    assert is_allowed(visit(client, TUESDAY, SANNE), week(clients=[client])) is allowed


def test_one_of_several_agreements_is_enough_and_none_is_not() -> None:
    both = replace(DE_VRIES, agreements=(Span(MONDAY, MONDAY), Span(THE_DAY)))
    none = replace(DE_VRIES, agreements=())
    assert is_allowed(visit(both, TUESDAY, SANNE), week(clients=[both]))
    assert rules_of(check(visit(none, TUESDAY, SANNE), week(clients=[none]))) == [Rule.AGREEMENT]


def test_a_pause_without_an_end_is_said_without_an_end_and_a_pause_next_week_says_nothing() -> None:
    paused = replace(DE_VRIES, pauses=(Span(MONDAY - datetime.timedelta(days=9), MONDAY), Span(THE_DAY)))
    found = check(visit(paused, TUESDAY, SANNE), week(clients=[paused]))
    assert [one.sentence for one in found] == ["Mevrouw De Vries heeft pauze."]
    later = replace(DE_VRIES, pauses=(Span(THE_DAY + datetime.timedelta(days=1)),))
    assert is_allowed(visit(later, TUESDAY, SANNE), week(clients=[later]))


def test_a_covered_dagdeel_is_said_as_covered_also_when_the_client_does_not_list_it() -> None:
    client = replace(DE_VRIES, slots=KEYS - {TUESDAY.key}, covered={TUESDAY.key: ""})
    found = check(visit(client, TUESDAY, SANNE), week(clients=[client]))
    assert [one.sentence for one in found] == [
        "Op dinsdag 3 maart (ochtend) helpt al iemand bij mevrouw De Vries. Wij vullen alleen aan."
    ]


def test_a_preferred_dagdeel_gives_no_remark_and_without_preferences_none_does() -> None:
    client = replace(DE_VRIES, preferred=frozenset({TUESDAY.key}))
    assert check(visit(client, TUESDAY, SANNE), week(clients=[client])) == []
    assert rules_of(check(visit(client, slot(2), SANNE), week(clients=[client]))) == [Rule.PREFERRED]


def test_a_pair_of_seats_is_one_visit() -> None:
    client = replace(DE_VRIES, seats=2, visits=2)
    seats = [seat(OMAR, client, slot(2)), seat(KIM, client, slot(2), BUDDY)]
    assert is_allowed(visit(client, TUESDAY, SANNE, OMAR), week(clients=[client], seats=seats))


# The crew


def test_a_pair_client_is_happy_with_two_students() -> None:
    client = replace(DE_VRIES, seats=2)
    assert check(visit(client, TUESDAY, SANNE, OMAR), week(clients=[client])) == []


def test_a_second_student_may_join_the_one_who_is_already_there() -> None:
    client = replace(DE_VRIES, seats=2)
    facts = week(clients=[client], seats=[seat(SANNE, client)])
    joining = replace(
        visit(client, TUESDAY, OMAR), members=(replace(visit(client, TUESDAY, OMAR).members[0], role=BUDDY),)
    )
    assert check(joining, facts) == []


def test_a_visit_that_is_filled_step_by_step_says_what_it_lacks_and_can_not_be_published() -> None:
    client = replace(DE_VRIES, seats=2)
    found = check(visit(client, TUESDAY, SANNE, partial=True), week(clients=[client]))
    assert [(one.rule, one.severity, one.blocks_publishing) for one in found] == [(Rule.PAIR, REMARK, True)]
    empty = Proposal(client.id, TUESDAY, (), partial=True)
    assert rules_of(check(empty, week(clients=[client]))) == [Rule.LEAD, Rule.PAIR]
    assert is_allowed(empty, week(clients=[client]))


def test_at_most_one_student_comes_along() -> None:
    client = replace(DE_VRIES, seats=2)
    found = check(visit(client, TUESDAY, SANNE, OMAR, KIM), week(clients=[client]))
    assert [one.sentence for one in found] == ["Bij mevrouw De Vries gaat al een student mee. Eén is genoeg."]


def test_a_second_student_may_come_along_to_learn_but_the_optimiser_does_not_plan_that() -> None:
    proposal = visit(DE_VRIES, TUESDAY, SANNE, OMAR)
    assert check(proposal, week()) == []
    found = check(proposal, week(), policy=OPTIMISER)
    assert [(one.rule, one.sentence) for one in found] == [
        (Rule.SECOND_SEAT, "Bij mevrouw De Vries is afgesproken dat er één student komt.")
    ]


def test_nobody_is_in_one_visit_twice() -> None:
    client = replace(DE_VRIES, seats=2)
    twice = check(visit(client, TUESDAY, SANNE, SANNE), week(clients=[client]))
    assert [(one.rule, one.student, one.sentence) for one in twice] == [
        (Rule.TWO_STUDENTS, "sanne", "Sanne staat al in dit bezoek bij mevrouw De Vries. Kies iemand anders.")
    ]
    joining = replace(
        visit(client, TUESDAY, SANNE), members=(replace(visit(client, TUESDAY, SANNE).members[0], role=BUDDY),)
    )
    again = check(joining, week(clients=[client], seats=[seat(SANNE, client)]))
    assert Rule.TWO_STUDENTS in rules_of(again)
