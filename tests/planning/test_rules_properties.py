"""What holds for every week: hypothesis looks for a counterexample, and small worlds are tried out whole."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.rules import (
    BOARD,
    OPTIMISER,
    ClientFacts,
    Member,
    Policy,
    Proposal,
    Seat,
    SeatRole,
    Span,
    StudentFacts,
    WeekFacts,
    apply,
    candidates,
    check,
    check_together,
    check_week,
    clients_for,
    hard_findings,
    is_allowed,
    may_visit,
    visits_of,
)

from .plain_checker import broken_rules
from .random_weeks import SLOTS, RandomWeeks
from .rules_world import MONDAY, visit_id

POLICIES = (BOARD, OPTIMISER)

more = settings(max_examples=300, deadline=None)
random_weeks = st.integers(0, 2**40).map(RandomWeeks)


def seems_sound(week: WeekFacts, policy: Policy) -> bool:
    return not any(one.hard for one in check_week(week, policy=policy))


def test_these_weeks_hold_visits_and_these_proposals_are_often_allowed() -> None:
    """Guards the tests below: were nearly every week empty or every visit refused, they would prove little."""
    weeks = [RandomWeeks(seed) for seed in range(200)]
    good = [one.good_week() for one in weeks]
    assert sum(len(week.seats) >= 2 for week in good) > 50
    allowed = sum(is_allowed(one.promising(week), week) for one, week in zip(weeks, good, strict=True))
    assert 40 < allowed < 160
    judged = [seems_sound(one.any_week(), BOARD) for one in weeks]
    assert 40 < sum(judged) < 160


# Agreement with the second opinion


@more
@given(random_weeks)
def test_a_week_is_refused_exactly_when_the_specification_refuses_it(random: RandomWeeks) -> None:
    week = random.any_week(plain=True)
    assert seems_sound(week, OPTIMISER) is not bool(broken_rules(week))


@more
@given(random_weeks)
def test_a_visit_is_allowed_exactly_when_the_week_stays_feasible_with_it(random: RandomWeeks) -> None:
    week = random.good_week(plain=True, policy=OPTIMISER)
    proposal = random.promising(week)
    assert is_allowed(proposal, week, policy=OPTIMISER) is not bool(broken_rules(apply(proposal, week)))


A_STUDENT = StudentFacts(
    "a",
    "A",
    gender="v",
    level=2,
    max_cycling_minutes=15,
    max_week=2,
    max_day=1,
    available=frozenset({SLOTS[0].key, SLOTS[2].key}),
)
A_CLIENT = ClientFacts(
    "x",
    "X",
    slots=frozenset({SLOTS[0].key, SLOTS[2].key}),
    agreements=(Span(MONDAY),),
    travel_of={"a": 5, "b": 15},
)
#: Two students, two clients and two dagdelen, each world with other demands.
SMALL_WORLDS: dict[str, tuple[list[StudentFacts], list[ClientFacts]]] = {
    "single": (
        [A_STUDENT, replace(A_STUDENT, id="b", level=1, allergies=frozenset({"hond"}))],
        [A_CLIENT, replace(A_CLIENT, id="y", pets=frozenset({"hond"}), visits=2)],
    ),
    "pair": (
        [A_STUDENT, replace(A_STUDENT, id="b", level=1, starter=True)],
        [replace(A_CLIENT, seats=2, visits=2), replace(A_CLIENT, id="y", travel_of={"a": 16, "b": None})],
    ),
    "demanding": (
        [
            A_STUDENT,
            replace(A_STUDENT, id="b", gender="m", languages=frozenset({"ar"}), skills=frozenset({"til"}), max_week=1),
        ],
        [
            replace(A_CLIENT, seats=2, language="ar", skills=frozenset({"til"})),
            replace(A_CLIENT, id="y", gender_pref="m", visits=2, refuses=frozenset({"a"})),
        ],
    ),
}


@pytest.mark.parametrize("world", SMALL_WORLDS)
def test_in_a_small_world_every_plan_of_up_to_three_seats_is_judged_like_the_specification(world: str) -> None:
    students, clients = SMALL_WORLDS[world]
    slots = (SLOTS[0], SLOTS[2])
    empty = WeekFacts(tuple(students), tuple(clients), slots, duty=frozenset(one.key for one in slots))
    seats = [
        Seat(visit_id(client, when), student.id, client.id, when.date, when.block, when.starts, when.ends, role)
        for student, client, when, role in itertools.product(students, clients, slots, SeatRole)
    ]
    judged = {True: 0, False: 0}
    for number in range(4):
        for chosen in itertools.combinations(seats, number):
            week = replace(empty, seats=chosen)
            sound = seems_sound(week, OPTIMISER)
            assert sound is not bool(broken_rules(week)), chosen
            judged[sound] += 1
    assert judged[True] > 1
    assert judged[False] > 100


# What must hold of itself


@more
@given(random_weeks)
def test_one_more_seat_elsewhere_never_makes_a_refused_visit_allowed(random: RandomWeeks) -> None:
    week = random.any_week()
    proposal, extra = random.promising(week), random.seat(week)
    same_visit = (extra.client, extra.key) == (proposal.client, proposal.slot.key)
    fuller = replace(week, seats=(*week.seats, extra))
    for policy in POLICIES:
        assert (
            same_visit or is_allowed(proposal, week, policy=policy) or not is_allowed(proposal, fuller, policy=policy)
        )


@more
@given(random_weeks)
def test_a_week_of_allowed_visits_is_a_sound_week(random: RandomWeeks) -> None:
    assert seems_sound(random.good_week(), BOARD)
    assert seems_sound(random.good_week(policy=OPTIMISER), OPTIMISER)


@more
@given(random_weeks)
def test_a_visit_is_judged_the_same_before_and_after_it_is_planned(random: RandomWeeks) -> None:
    week = random.good_week()
    proposal = replace(random.promising(week), visit="nieuw")
    joins = any((seat.client, seat.key) == (proposal.client, proposal.slot.key) for seat in week.seats)
    after = apply(proposal, week)
    found = [one for one in check_week(after) if one in check(proposal, after)]
    assert joins or found == list(dict.fromkeys(check(proposal, week)))
    assert is_allowed(proposal, week) is seems_sound(after, BOARD)


@more
@given(random_weeks)
def test_a_week_is_sound_when_each_of_its_visits_is_allowed_beside_the_others(random: RandomWeeks) -> None:
    week = random.any_week()
    assert seems_sound(week, BOARD) is all(is_allowed(proposal, week) for proposal in visits_of(week))


@more
@given(random_weeks)
def test_the_order_of_the_seats_does_not_matter(random: RandomWeeks) -> None:
    week = random.any_week()
    backwards = replace(week, seats=week.seats[::-1])
    assert seems_sound(backwards, BOARD) is seems_sound(week, BOARD)


@more
@given(random_weeks)
def test_the_optimiser_never_allows_what_the_board_refuses(random: RandomWeeks) -> None:
    week = random.any_week()
    proposal = random.promising(week)
    assert is_allowed(proposal, week) or not is_allowed(proposal, week, policy=OPTIMISER)


@more
@given(random_weeks)
def test_a_step_of_two_visits_is_allowed_exactly_when_the_week_after_it_is_sound(random: RandomWeeks) -> None:
    week = random.good_week()
    first, second = random.promising(week), random.promising(week)
    if (first.client, first.slot) == (second.client, second.slot):
        return
    visits = sorted({str(seat.visit) for seat in week.seats})
    away = random.some(visits, 0.3)
    step = [replace(first, making_way=away), second]
    staying = replace(week, seats=tuple(seat for seat in week.seats if seat.visit not in away))
    after = apply(second, apply(first, staying))
    assert seems_sound(after, BOARD) is not any(one.hard for one in check_together(step, week))


@more
@given(random_weeks)
def test_who_can_be_chosen_is_who_may_be_proposed(random: RandomWeeks) -> None:
    week = random.any_week()
    client, when = random.one(week.clients), random.one(week.slots)
    role, policy = random.one(list(SeatRole)), random.one(POLICIES)
    choices = candidates(client.id, when, week, role=role, policy=policy)
    assert {choice.student.id for choice in choices} == {student.id for student in week.students}
    assert [choice.allowed for choice in choices] == sorted((choice.allowed for choice in choices), reverse=True)
    for choice in choices:
        proposal = Proposal(client.id, when, (Member(choice.student.id, role),), partial=True)
        assert choice.allowed is is_allowed(proposal, week, policy=policy)
        assert sorted(choice.findings, key=str) == sorted(check(proposal, week, policy=policy), key=str)
        assert not choice.allowed or may_visit(choice.student, client, role, week, policy=policy)
        other_side = {
            one.client.id: one.allowed for one in clients_for(choice.student.id, when, week, role=role, policy=policy)
        }
        assert other_side[client.id] is choice.allowed


@more
@given(random_weeks)
def test_every_finding_is_a_sentence_and_what_refuses_always_blocks_publishing(random: RandomWeeks) -> None:
    week = random.any_week()
    proposal = random.promising(week)
    found = check(proposal, week)
    for one in found:
        assert one.sentence.endswith(".")
        assert one.sentence[0].isupper()
        assert one.slot == proposal.slot.key
        assert one.blocks_publishing or not one.hard
    assert hard_findings(proposal, week) == [one for one in found if one.hard]
