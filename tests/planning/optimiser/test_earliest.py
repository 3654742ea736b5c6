"""When could somebody be helped: every answer against a search over all plans in which everybody keeps the visits."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from planning.optimiser import Assignment, Instance
from planning.optimiser.earliest import Chance, ComingWeek, chances_in, earliest, steady
from planning.rules import ClientFacts, SeatRole
from tests.planning.rules_world import BAKKER, BUDDY, DE_VRIES, KEYS, LEAD, OMAR, SANNE, SLOTS, week

from .specification import Row, Seat, every_plan
from .tiny_weeks import TinyWeek, instance_of

NEW = replace(DE_VRIES, id="new", name="nieuw", visits=1)


def newcomer_of(seed: int, row: Row) -> Row:
    """A client as the weeks have them, under another name."""
    draw = TinyWeek(seed)
    client = draw.client("new", [student["id"] for student in row["students"]])
    return client | {"refuses": [], "visit_weights": [1] * client["visits"]}


def with_client(row: Row, client: Row) -> Row:
    travel = {name: [*minutes, 10] for name, minutes in row["travel"].items()}
    return row | {"clients": [*row["clients"], client], "travel": travel}


def visits_of(plan: set[Seat] | frozenset[Seat]) -> Counter[str]:
    return Counter(client for client, _ in {(seat[1], seat[2]) for seat in plan})


def planned_week(seed: int) -> tuple[Row, set[Seat]]:
    """A week with a plan that follows the rules; in some of them a part is past."""
    draw = TinyWeek(seed)
    row = draw.draw() | {"previous_plan": [], "locked": [], "frozen_slots": []}
    plan = draw.random.choice(sorted(every_plan(row), key=lambda one: (len(one), sorted(one)))[-8:])
    seats = [dict(zip(("student", "client", "slot", "role"), seat, strict=True)) for seat in sorted(plan)]
    return row | {"previous_plan": seats, "frozen_slots": draw.some(draw.ids, 0.2)}, set(plan)


def facts_of(row: Row, client: Row) -> ClientFacts:
    return instance_of(with_client(row, client)).week.client_by_id["new"]


def found_chances(row: Row, client: Row, *, planned: bool) -> dict[str, str]:
    instance = instance_of(row)
    answer = chances_in(ComingWeek(instance, facts_of(row, client), planned))
    assert answer.proven
    return {str(key[1]): str(chance.value) for key, chance in answer.chances.items()}


@pytest.mark.parametrize("block", range(4))
def test_in_a_planned_week_every_answer_is_that_of_a_search_over_all_plans(block: int) -> None:
    wrong: list[Any] = []
    for seed in range(12 * block, 12 * block + 12):
        row, plan = planned_week(seed)
        client = newcomer_of(seed + 1000, row)
        has = visits_of(plan)
        expected = {}
        open_slots = {slot for one in row["coordinators"] for slot in one["slots"]}
        for slot in row["slots"]:
            name = slot["id"]
            if name not in open_slots or name not in client["slots"] or name in row["frozen_slots"]:
                expected[name] = "out"
                continue
            only = client | {"slots": [name], "preferred_slots": [], "visits": 1, "visit_weights": [1]}
            chance = "no"
            for other in every_plan(with_client(row, only)):
                number = visits_of(other)
                if number["new"] and all(number[one] >= visits for one, visits in has.items()):
                    chance = "free" if plan <= set(other) else "moves"
                    if chance == "free":
                        break
            expected[name] = chance
        found = found_chances(row, client, planned=True)
        if found != expected:
            wrong.append((seed, found, expected))
    assert wrong == []


@pytest.mark.parametrize("block", range(3))
def test_in_a_week_without_a_plan_the_newcomer_only_gets_what_the_best_plans_of_the_others_leave(block: int) -> None:
    wrong: list[Any] = []
    for seed in range(10 * block, 10 * block + 10):
        row = TinyWeek(seed).draw() | {"previous_plan": [], "locked": [], "frozen_slots": []}
        client = newcomer_of(seed + 2000, row)
        best = max(worth(row, plan) for plan in every_plan(row))
        open_slots = {slot for one in row["coordinators"] for slot in one["slots"]}
        expected = {}
        for slot in row["slots"]:
            name = slot["id"]
            only = client | {"slots": [name], "preferred_slots": [], "visits": 1, "visit_weights": [1]}
            plans = every_plan(with_client(row, only)) if name in client["slots"] and name in open_slots else []
            expected[name] = any(visits_of(plan)["new"] and worth(row, plan) == best for plan in plans)
        found = {
            name: chance in ("free", "moves") for name, chance in found_chances(row, client, planned=False).items()
        }
        if found != expected:
            wrong.append((seed, found, expected))
    assert wrong == []


def worth(row: Row, plan: Any) -> tuple[int, int, int]:
    """Priority, visits and clients served of the clients of this week."""
    number = visits_of(plan)
    weights = {client["id"]: client["visit_weights"] for client in row["clients"]}
    return (
        sum(sum(values[: number[client]]) for client, values in weights.items()),
        sum(number[client] for client in weights),
        sum(number[client] > 0 for client in weights),
    )


def one(student: str, client: str, slot: int, role: SeatRole = LEAD) -> Assignment:
    return Assignment(student, client, SLOTS[slot].key, role)


def test_a_student_who_has_time_is_free_for_the_newcomer() -> None:
    instance = Instance(week(students=(SANNE,), clients=(BAKKER,)), previous=frozenset({one("sanne", "bakker", 0)}))
    answer = chances_in(ComingWeek(instance, NEW, planned=True))
    assert answer.chances[SLOTS[1].key] is Chance.FREE
    assert answer.chances[SLOTS[0].key] is Chance.MOVES
    assert answer.visits == 1


def test_a_student_without_room_is_not_taken_from_another() -> None:
    full = replace(SANNE, max_week=1)
    instance = Instance(week(students=(full,), clients=(BAKKER,)), previous=frozenset({one("sanne", "bakker", 0)}))
    answer = chances_in(ComingWeek(instance, NEW, planned=True))
    assert set(answer.chances.values()) == {Chance.NO}
    assert answer.visits == 0


def test_a_second_visit_is_only_counted_where_it_fits_beside_the_first() -> None:
    small = replace(SANNE, max_week=3)
    instance = Instance(week(students=(small,), clients=(BAKKER,)), previous=frozenset({one("sanne", "bakker", 0)}))
    assert chances_in(ComingWeek(instance, replace(NEW, visits=2), planned=True)).visits == 2
    assert chances_in(ComingWeek(instance, replace(NEW, visits=3), planned=True)).visits == 2


def test_a_pair_needs_two_who_are_free_at_once() -> None:
    previous = frozenset({one("omar", "bakker", 0)})
    instance = Instance(week(students=(SANNE, OMAR), clients=(BAKKER,)), previous=previous)
    answer = chances_in(ComingWeek(instance, replace(NEW, seats=2), planned=True))
    assert answer.chances[SLOTS[0].key] is Chance.MOVES
    assert answer.chances[SLOTS[1].key] is Chance.FREE
    alone = Instance(week(students=(SANNE,), clients=()))
    assert set(chances_in(ComingWeek(alone, replace(NEW, seats=2), planned=True)).chances.values()) == {Chance.NO}


def test_what_is_past_is_out_of_reach() -> None:
    instance = Instance(week(students=(SANNE,), clients=()), frozen=frozenset({SLOTS[0].key}))
    answer = chances_in(ComingWeek(instance, NEW, planned=True))
    assert answer.chances[SLOTS[0].key] is Chance.OUT
    assert answer.chances[SLOTS[1].key] is Chance.FREE


def test_a_pinned_visit_stays_where_it_is() -> None:
    pinned = frozenset({one("sanne", "bakker", 0)})
    instance = Instance(week(students=(SANNE,), clients=(BAKKER,)), previous=pinned, locked=pinned)
    assert chances_in(ComingWeek(instance, NEW, planned=True)).chances[SLOTS[0].key] is Chance.NO


def test_a_broken_visit_is_repaired_before_the_newcomer_is_helped() -> None:
    ill = replace(SANNE, available=frozenset(), unavailable=dict.fromkeys(KEYS, "ill"))
    only_monday = replace(BAKKER, slots=frozenset({SLOTS[0].key}), visits=1)
    instance = Instance(
        week(students=(ill, replace(OMAR, max_week=1)), clients=(only_monday,)),
        previous=frozenset({one("sanne", "bakker", 0)}),
    )
    assert set(chances_in(ComingWeek(instance, NEW, planned=True)).chances.values()) == {Chance.NO}


def test_weeks_are_answered_in_their_order_and_counted() -> None:
    told: list[dict[str, int]] = []
    with_room = Instance(week(students=(SANNE,), clients=()))
    without = Instance(week(students=(), clients=()))
    answers = earliest([ComingWeek(without, NEW, True), ComingWeek(with_room, NEW, True)], progress=told.append)
    assert [answer.visits for answer in answers] == [0, 1]
    assert told == [{"done": 1, "total": 2}, {"done": 2, "total": 2}]


def test_the_number_of_visits_is_what_fits_in_the_dagdelen_that_stay_possible() -> None:
    alone = replace(SANNE, max_day=1)
    first = Instance(week(students=(alone,), clients=()))
    monday_only = Instance(week(students=(replace(alone, available=frozenset({SLOTS[0].key})),), clients=()))
    asking = replace(NEW, visits=3)
    answers = earliest([ComingWeek(first, asking, True), ComingWeek(monday_only, asking, True)])
    assert [answer.visits for answer in answers] == [1, 1]
    assert chances_in(ComingWeek(first, asking, True)).visits == 3


def test_a_dagdeel_is_steady_from_the_week_after_the_last_in_which_it_was_impossible() -> None:
    early, late, never = (1, "a"), (2, "a"), (3, "a")
    weeks = [
        {early: Chance.FREE, late: Chance.FREE, never: Chance.MOVES},
        {early: Chance.OUT, late: Chance.NO, never: Chance.FREE},
        {early: Chance.MOVES, late: Chance.FREE, never: Chance.NO},
    ]
    assert steady(weeks) == {early: 0, late: 2}


def test_the_same_question_has_the_same_answer_whatever_was_asked_before() -> None:
    row, _ = planned_week(7)
    client = newcomer_of(1007, row)
    coming = ComingWeek(instance_of(row), facts_of(row, client), True)
    other = ComingWeek(instance_of(planned_week(8)[0]), facts_of(*_other()), True)
    assert earliest([other, coming])[1] == chances_in(coming)


def _other() -> tuple[Row, Row]:
    row, _ = planned_week(8)
    return row, newcomer_of(Random(8).randint(1, 99), row)


def test_a_buddy_of_another_visit_is_not_free() -> None:
    pair = replace(BAKKER, seats=2, visits=1)
    previous = frozenset({one("sanne", "bakker", 0), one("omar", "bakker", 0, BUDDY)})
    instance = Instance(week(students=(SANNE, OMAR), clients=(pair,)), previous=previous)
    answer = chances_in(ComingWeek(instance, replace(NEW, slots=frozenset({SLOTS[0].key})), planned=True))
    assert answer.chances[SLOTS[0].key] is Chance.MOVES
