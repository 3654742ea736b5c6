"""Repairs of random weeks: always within the rules, never touching what must stay, and with true numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from planning.optimiser import Assignment, ClientWishes, Instance, greedy, objective, violations
from planning.optimiser.repair import Repair, RepairKind, VisitKey, repairs
from planning.rules import BOARD, OPTIMISER, ClientFacts, Id, SeatRole, SlotKey, StudentFacts
from tests.planning.random_weeks import RandomWeeks
from tests.planning.rules_world import DE_VRIES, KEYS, SANNE, slot, week

SEEDS = range(150)
TUESDAY = slot(1)
WEDNESDAY = slot(2)


def student(name: str, **changes: Any) -> StudentFacts:
    return replace(SANNE, id=name, name=name.capitalize(), **({"available": KEYS} | changes))


def client(name: str, **changes: Any) -> ClientFacts:
    return replace(DE_VRIES, id=name, name=f"mevrouw {name.capitalize()}", visits=1, **changes)


def visits(plan: frozenset[Assignment]) -> set[VisitKey]:
    return {(one.client, one.slot) for one in plan}


class Ill:
    """A random planned week in which somebody falls ill from some day on, with a pin and a dagdeel that is past."""

    def __init__(self, seed: int) -> None:
        draw = Random(seed)
        weeks = RandomWeeks(seed)
        planned = weeks.good_week(policy=draw.choice([OPTIMISER, BOARD]))
        previous = frozenset(Assignment(s.student, s.client, s.key, s.role) for s in planned.seats)
        ill = planned.student_by_id[draw.choice(planned.seats).student] if planned.seats else planned.students[0]
        past = frozenset({planned.slots[0].key}) if draw.random() < 0.3 else frozenset()
        self.lost = frozenset(one for one in previous if one.student == ill.id and one.slot not in past)
        students = tuple(
            replace(one, available=one.available & past, unavailable=dict.fromkeys(one.available - past, "ill"))
            if one == ill
            else one
            for one in planned.students
        )
        pinned = frozenset(one for one in previous if draw.random() < 0.2)
        self.instance = Instance(
            replace(planned, students=students, seats=()),
            clients={one.id: ClientWishes(weights=(6, 3, 2)[: one.visits]) for one in planned.clients},
            previous=previous,
            locked=pinned,
            frozen=past,
        )

    @property
    def staying(self) -> frozenset[Assignment]:
        """What no repair may touch: pinned or past, and not of a visit that lost somebody."""
        gone = {(one.client, one.slot) for one in self.lost}
        return frozenset(one for one in self.instance.kept if (one.client, one.slot) not in gone)


def weeks_with_somebody_ill() -> Iterator[tuple[int, Ill]]:
    for seed in SEEDS:
        if (ill := Ill(seed)).lost:
            yield seed, ill


def test_a_repair_of_a_random_week_breaks_no_rule_and_leaves_alone_what_must_stay() -> None:
    found = 0
    for seed, ill in weeks_with_somebody_ill():
        for repair in repairs(ill.instance, ill.lost):
            # What stands already may be against a rule; nothing new is.
            judge = replace(ill.instance, locked=ill.instance.previous & repair.assignments)
            assert violations(judge, repair.assignments) == [], seed
            assert ill.staying <= repair.assignments, seed
            assert not ill.lost & repair.assignments, seed
            found += 1
    assert found > len(SEEDS) / 2


def test_the_numbers_of_a_repair_are_those_of_its_plan() -> None:
    for seed, ill in weeks_with_somebody_ill():
        before = visits(ill.instance.previous)
        for repair in repairs(ill.instance, ill.lost):
            after = visits(repair.assignments)
            assert repair.cancelled == len(before) - len(after), seed
            assert repair.cancelled + repair.moved == len(before - after), seed
            assert {(one.client, one.slot) for one in ill.lost} == {
                (c.client, c.before) for c in repair.changes if c.hit
            }
            assert repair.kept == sum(one.hit and not one.cancelled for one in repair.changes), seed
            assert {one.before for one in repair.changes if one.cancelled} <= {key for _, key in before - after}
            values = [objective(ill.instance, plan).priority for plan in (ill.instance.previous, repair.assignments)]
            assert repair.priority_lost == values[0] - values[1], seed


def test_there_are_at_most_three_different_ones_and_at_last_only_cancelling() -> None:
    several = 0
    for seed, ill in weeks_with_somebody_ill():
        answer = repairs(ill.instance, ill.lost)
        assert len(answer) <= 4, seed
        assert len({one.assignments for one in answer}) == len(answer), seed
        assert answer[-1].kind is RepairKind.CANCEL, seed
        assert all(one.kept > 0 for one in answer[:-1]), seed
        several += len(answer) > 2
    assert several > 3


def test_only_a_repair_that_asks_for_it_touches_anybody_else() -> None:
    for seed, ill in weeks_with_somebody_ill():
        for repair in repairs(ill.instance, ill.lost):
            if repair.kind not in (RepairKind.CHAIN, RepairKind.MOST_VISITS):
                assert repair.others == 0, seed


def test_the_first_repair_keeps_as_much_as_a_free_choice_by_hand_would() -> None:
    """Not worse than the careful spreadsheet that may not touch anybody else."""
    for seed, ill in weeks_with_somebody_ill():
        gone = {(one.client, one.slot) for one in ill.lost}
        rest = frozenset(one for one in ill.instance.previous if (one.client, one.slot) not in gone)
        alone = replace(ill.instance, locked=rest)
        number = dict.fromkeys(ill.instance.week.client_by_id, 0)
        for one, _ in visits(ill.instance.previous):
            number[one] += 1
        best = max((one.kept for one in repairs(ill.instance, ill.lost)), default=0)
        by_hand = greedy(alone)
        kept = sum(min(number[key], sum(one == key for one, _ in visits(by_hand))) for key in number)
        assert best + len(visits(rest)) >= min(kept, len(visits(ill.instance.previous))), seed


def one_visit(**changes: Any) -> Instance:
    """Noor goes to mevrouw De Vries on Tuesday; Sam is free then, and Tim on Wednesday."""
    facts = week(
        students=[
            student("noor", available=frozenset({WEDNESDAY.key}), unavailable={TUESDAY.key: "ill"}),
            student("sam", available=frozenset({TUESDAY.key})),
            student("tim", available=frozenset({TUESDAY.key})),
        ],
        clients=[client("vries", slots=frozenset({TUESDAY.key, WEDNESDAY.key}))],
        slots=[TUESDAY, WEDNESDAY],
        **changes,
    )
    return Instance(facts, previous=frozenset({Assignment("noor", "vries", TUESDAY.key)}))


LOST = [Assignment("noor", "vries", TUESDAY.key)]


def described(repair: Repair) -> tuple[SlotKey | None, set[Id]]:
    (change,) = repair.changes
    return change.after, {one.student for one in change.crew_after}


def test_another_student_comes_first_then_another_day_with_the_same_one_then_somebody_else() -> None:
    answer = repairs(one_visit(familiarity={("sam", "vries"): 2}), LOST)
    assert [described(one) for one in answer] == [
        (TUESDAY.key, {"sam"}),
        (WEDNESDAY.key, {"noor"}),
        (None, set()),
    ]
    assert [one.known_faces for one in answer] == [1, 0, 0]


def test_when_nobody_is_known_the_other_newcomer_is_offered_too() -> None:
    # Equal in all that people notice: the coordinator chooses.
    answer = repairs(one_visit(), LOST)
    assert {frozenset(described(one)[1]) for one in answer} == {
        frozenset({"sam"}),
        frozenset({"tim"}),
        frozenset({"noor"}),
        frozenset(),
    }


def test_a_chain_is_offered_when_it_keeps_a_visit_that_nobody_else_can_do() -> None:
    """Only Tim may go to De Vries, and he goes to Bos, where Sam can go as well."""
    facts = week(
        students=[
            student("noor", unavailable={TUESDAY.key: "ill"}),
            student("sam", available=frozenset({TUESDAY.key})),
            student("tim", available=frozenset({TUESDAY.key}), languages=frozenset({"ar"})),
        ],
        clients=[
            client("vries", slots=frozenset({TUESDAY.key}), language="ar"),
            client("bos", slots=frozenset({TUESDAY.key})),
        ],
        slots=[TUESDAY],
    )
    previous = frozenset({Assignment("noor", "vries", TUESDAY.key), Assignment("tim", "bos", TUESDAY.key)})
    instance = Instance(facts, clients={"vries": ClientWishes((6,)), "bos": ClientWishes((6,))}, previous=previous)
    best, cancel = repairs(instance, [Assignment("noor", "vries", TUESDAY.key)])
    assert best.kind is RepairKind.CHAIN
    assert (best.kept, best.others, best.cancelled) == (1, 1, 0)
    assert set(best.clients_to_call) == {"vries", "bos"}
    assert cancel.clients_to_call == ("vries",)


def test_somebody_who_came_along_to_learn_and_is_ill_needs_no_call() -> None:
    facts = week(
        students=[student("noor"), student("sam", unavailable={TUESDAY.key: "ill"})],
        clients=[client("vries", slots=frozenset({TUESDAY.key}))],
        slots=[TUESDAY],
    )
    learner = Assignment("sam", "vries", TUESDAY.key, SeatRole.BUDDY)
    instance = Instance(facts, previous=frozenset({Assignment("noor", "vries", TUESDAY.key), learner}))
    (only,) = repairs(instance, [learner])
    assert (only.kept, only.cancelled, only.clients_to_call) == (1, 0, ())
    assert described(only) == (TUESDAY.key, {"noor"})


def test_what_is_past_can_not_be_lost() -> None:
    instance = replace(one_visit(), frozen=frozenset({TUESDAY.key}))
    with pytest.raises(ValueError, match="past"):
        repairs(instance, LOST)


def test_what_was_not_planned_can_not_be_lost() -> None:
    with pytest.raises(ValueError, match="not in the previous plan"):
        repairs(one_visit(), [Assignment("sam", "vries", TUESDAY.key)])
