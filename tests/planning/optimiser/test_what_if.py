"""What if: the numbers against a search over every plan of tiny weeks, and what each part of a question changes."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import pytest

from planning.optimiser import Instance
from planning.optimiser.what_if import Question, WithoutOne, answer, changed, each_without, spread, usable
from planning.rules import Slot
from tests.planning.rules_world import BAKKER, DE_VRIES, KEYS, KIM, OMAR, SANNE, SLOTS, week

from .specification import Row, every_plan
from .tiny_weeks import TinyWeek, instance_of

EVENING = Slot(SLOTS[0].date, "avond", datetime.time(18), datetime.time(20), "avond")
SATURDAY = Slot(SLOTS[0].date + datetime.timedelta(days=5), "ochtend", datetime.time(10), datetime.time(12), "ochtend")


def ordinary(row: Row) -> Row:
    """The week without what was decided in it: that is what a what-if looks at."""
    return row | {"previous_plan": [], "locked": [], "frozen_slots": []}


def best_of_all(row: Row) -> tuple[int, int, int]:
    """The greatest priority; of that the most visits; of those the most clients with one."""
    weights = {client["id"]: client["visit_weights"] for client in row["clients"]}
    best = (-1, -1, -1)
    for plan in every_plan(row):
        visits = {(seat[1], seat[2]) for seat in plan}
        number = {client: sum(visit[0] == client for visit in visits) for client in weights}
        priority = sum(sum(weights[client][:placed]) for client, placed in number.items())
        best = max(best, (priority, len(visits), sum(placed > 0 for placed in number.values())))
    return best


@pytest.mark.parametrize("block", range(4))
def test_without_each_student_as_many_visits_and_clients_remain_as_a_search_over_all_plans_finds(block: int) -> None:
    wrong: list[Any] = []
    for seed in range(15 * block, 15 * block + 15):
        row = ordinary(TinyWeek(seed).draw())
        base, rows = each_without(instance_of(row))
        expected = {"": best_of_all(row)[1:]}
        found = {"": (base.visits, base.served)}
        for one in rows:
            name = str(one.student)
            left = [student for student in row["students"] if student["id"] != name]
            expected[name] = best_of_all(row | {"students": left})[1:]
            found[name] = (one.outcome.visits, one.outcome.served)
        if found != expected:
            wrong.append((seed, found, expected))
    assert wrong == []


def test_what_was_decided_in_the_week_plays_no_part() -> None:
    row = TinyWeek(3).draw()
    assert each_without(instance_of(row)) == each_without(instance_of(ordinary(row)))


def test_each_outcome_of_the_table_is_that_of_the_question_itself() -> None:
    instance = instance_of(ordinary(TinyWeek(11).draw()))
    _, rows = each_without(instance)
    asked = answer(instance, [Question(without=(one.student,)) for one in rows])[1:]
    assert rows == [WithoutOne(one.student, outcome) for one, outcome in zip(rows, asked, strict=True)]


def test_without_time_only_those_stand_in_the_table_who_need_no_solving() -> None:
    instance = instance_of(ordinary(TinyWeek(11).draw()))
    base, rows = each_without(instance)
    hurried_base, hurried = each_without(instance, seconds=0)
    assert hurried_base == base
    assert len(hurried) < len(rows)
    assert set(hurried) <= set(rows)


def test_progress_counts_every_week_that_is_solved() -> None:
    told: list[dict[str, int]] = []
    answer(Instance(week()), [Question(new_clients=1)], progress=told.append)
    assert told == [{"done": 1, "total": 2}, {"done": 2, "total": 2}]


def test_the_hours_are_those_of_the_dagdelen_and_what_cycling_leaves_of_them() -> None:
    outcome = answer(Instance(week(students=(SANNE,), clients=(replace(DE_VRIES, visits=2, travel=10),))), [])[0]
    assert (outcome.visits, outcome.block_minutes, outcome.net_minutes) == (2, 240, 200)


def test_a_student_who_stops_or_goes_on_placement_makes_no_visit() -> None:
    instance = Instance(week(students=(SANNE, OMAR), clients=(replace(DE_VRIES, gender_pref="v"), BAKKER)))
    base, stopped, placed = answer(instance, [Question(without=("sanne",)), Question(on_placement=("sanne",))])
    assert (base.visits, stopped.visits, placed.visits) == (4, 2, 2)
    assert (base.unserved, stopped.unserved, placed.unserved) == (0, 1, 1)
    assert (base.students, stopped.students, placed.students) == (2, 1, 1)


def test_students_whom_the_week_does_not_know_make_no_difference() -> None:
    instance = Instance(week())
    base, other = answer(instance, [Question(without=("nobody",), on_placement=("nobody",))])
    assert other == base


def test_new_clients_wish_what_present_ones_wish_in_turn() -> None:
    instance = changed(Instance(week()), Question(new_clients=4))
    new = [client for client in instance.week.clients if str(client.id).startswith("new-client")]
    assert [client.id for client in new] == [f"new-client-{number}" for number in (1, 2, 3, 4)]
    assert all(client.slots == DE_VRIES.slots and client.visits == DE_VRIES.visits for client in new)
    assert len(instance.week.clients) == 7


def test_new_clients_are_counted_apart_from_present_ones() -> None:
    few = Instance(week(students=(replace(SANNE, max_week=2),), clients=(replace(DE_VRIES, visits=1),)))
    base, more = answer(few, [Question(new_clients=3)])
    assert (base.asked, base.visits, base.clients, base.served) == (1, 1, 1, 1)
    assert (more.asked, more.visits, more.clients, more.new_clients) == (4, 2, 1, 3)
    assert more.served + more.new_served == 2


def test_students_who_come_are_like_the_present_ones() -> None:
    instance = changed(Instance(week()), Question(more_students=2))
    assert [student.id for student in instance.week.students[-2:]] == ["new-student-1", "new-student-2"]
    assert all(student.available == SANNE.available for student in instance.week.students[-2:])


def test_when_nobody_knows_who_leaves_those_are_taken_who_are_there_neither_least_nor_most() -> None:
    rare, often = replace(SANNE, available=frozenset({SLOTS[0].key})), replace(OMAR, available=KEYS)
    between = replace(KIM, available=frozenset(slot.key for slot in SLOTS[:5]))
    instance = changed(Instance(week(students=(rare, between, often))), Question(fewer_students=1))
    assert [student.id for student in instance.week.students] == ["sanne", "omar"]


def test_a_dagdeel_with_nobody_reachable_opens() -> None:
    monday = SLOTS[0].key
    closed = week(
        students=(SANNE,), clients=(replace(DE_VRIES, visits=1, slots=frozenset({monday})),), duty=frozenset()
    )
    base, opened = answer(Instance(closed), [Question(extra=(SLOTS[0],))])
    assert (base.visits, opened.visits) == (0, 1)


def test_in_an_extra_dagdeel_who_is_free_goes_on_visits_and_who_has_a_lesson_does_not() -> None:
    key = EVENING.key
    free, busy = replace(SANNE, unavailable={key: "free"}), replace(OMAR, unavailable={key: "lesson"})
    instance = changed(Instance(week(students=(free, busy))), Question(extra=(EVENING,)))
    assert [key in usable(student) for student in instance.week.students] == [True, False]
    assert key in instance.week.duty
    assert key in instance.week.slot_by_key


def test_a_new_dagdeel_is_taken_to_suit_clients_of_that_day_or_else_of_that_time() -> None:
    monday = replace(DE_VRIES, slots=frozenset({SLOTS[0].key}))
    friday = replace(BAKKER, slots=frozenset({SLOTS[-1].key}))
    by_day = changed(Instance(week(clients=(monday, friday))), Question(extra=(EVENING,)))
    assert [EVENING.key in client.slots for client in by_day.week.clients] == [True, False]
    by_time = changed(Instance(week(clients=(monday, friday))), Question(extra=(SATURDAY,)))
    assert [SATURDAY.key in client.slots for client in by_time.week.clients] == [True, False]


def test_a_day_on_which_the_location_is_closed_stays_closed() -> None:
    closed = week(closed={SLOTS[0].key: "Pasen"}, duty=KEYS - {SLOTS[0].key})
    instance = changed(Instance(closed), Question(extra=(SLOTS[0],)))
    assert SLOTS[0].key not in instance.week.duty


@pytest.mark.parametrize(
    ("number", "chosen"), [(0, []), (1, ["c"]), (2, ["b", "d"]), (5, [*"abcde"]), (6, [*"abcde", "c"])]
)
def test_spreading_takes_rows_at_equal_distances(number: int, chosen: list[str]) -> None:
    assert spread([*"abcde"], number) == chosen
