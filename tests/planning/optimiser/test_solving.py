"""solve and most_visits: the whole answer, within the time, the same each time, and around whatever people decided."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.level_by_level import solve_level_by_level
from benchmarks.weeks import KINDS, random_week
from planning.optimiser import (
    Assignment,
    Instance,
    KnownPairs,
    Progress,
    greedy,
    in_order,
    most_visits,
    objective,
    rank,
    solve,
    solving,
    violations,
)
from planning.optimiser.schema import read_instance
from planning.rules import Face, SeatRole, SlotKey

from .specification import Row, best_vector, broken_rules, vector
from .test_every_plan import as_seats
from .test_schema import small_week

PROJECT = Path(__file__).resolve().parents[3]
LEAD, BUDDY = SeatRole.LEAD, SeatRole.BUDDY


def key_of(instance: Instance, name: str) -> SlotKey:
    return next(slot.key for slot in instance.week.slots if slot.block == name)


def free_week() -> Row:
    """The small week without anything kept or past."""
    return {**small_week(), "previous_plan": [], "locked": [], "frozen_slots": []}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_week_of_each_kind_has_the_vector_of_another_model(kind: str) -> None:
    for seed in (1, 2):
        week = random_week(kind, 6, 16, seed)
        solution = solve(read_instance(week))
        plan = as_seats(solution.assignments)
        assert broken_rules(week, plan) == set()
        assert list(solution.objective) == list(vector(week, plan)) == solve_level_by_level(week)[0], seed
        assert solution.proven == (True,) * 5


def test_a_whole_location_is_proven() -> None:
    for seed in range(4):
        week = random_week("week", 22, 80, seed)
        instance = read_instance(week)
        solution = solve(instance)
        assert solution.proven == (True,) * 5
        assert broken_rules(week, as_seats(solution.assignments)) == set()
        assert rank(solution.objective) >= rank(objective(instance, greedy(instance)))


def test_calm_changes_less_and_places_no_more() -> None:
    instance = read_instance(random_week("week", 22, 80, 3))
    strict, calm = solve(instance), solve(instance, calm=4)
    assert calm.objective.changes < strict.objective.changes
    assert calm.objective.priority < strict.objective.priority
    assert rank(calm.objective, 4) > rank(strict.objective, 4)
    assert calm.calm == 4
    assert calm.proven == (True,) * 5


def test_the_same_question_gets_the_same_plan_in_another_process() -> None:
    program = "import sys; from tests.planning.optimiser.test_solving import fingerprint; print(fingerprint())"
    told = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=PROJECT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert told == {fingerprint()}


def fingerprint() -> str:
    plans = []
    for kind in ("week", "hard"):
        instance = read_instance(random_week(kind, 10, 30, 5))
        plans.append(in_order(instance, solve(instance).assignments))
    return hashlib.sha256(repr(plans).encode()).hexdigest()


def test_a_time_limit_is_kept_and_the_answer_honest() -> None:
    instance = read_instance(random_week("pairs", 44, 160, 1))
    began = time.perf_counter()
    solution = solve(instance, time_limit=0.3)
    assert time.perf_counter() - began < 3
    assert violations(instance, solution.assignments) == []
    assert rank(solution.objective) >= rank(objective(instance, greedy(instance)))
    first_unproven = [*solution.proven, False].index(False)
    assert not any(solution.proven[first_unproven:])


def test_without_time_the_first_plan_comes_without_a_model_or_a_search(monkeypatch: pytest.MonkeyPatch) -> None:
    instance = read_instance(random_week("pairs", 12, 36, 1))
    monkeypatch.setattr(solving, "Cascade", None)
    solution = solve(instance, time_limit=0)
    assert solution.assignments == greedy(instance)
    assert solution.objective == objective(instance, greedy(instance))
    assert solution.proven == (False,) * 5


def test_fewer_levels_prove_those_and_leave_a_plan() -> None:
    instance = read_instance(random_week("hard", 12, 36, 2))
    whole = solve(instance)
    for levels in (1, 2, 3):
        part = solve(instance, levels=levels)
        assert part.proven == (True,) * levels + (False,) * (5 - levels)
        assert rank(part.objective)[:levels] == rank(whole.objective)[:levels]
        assert violations(instance, part.assignments) == []


def test_most_visits_does_not_care_who_gets_them() -> None:
    week = free_week()
    for student in week["students"]:
        student.update(max_week=1, available=["ma-och"])
    week["clients"][0]["visit_weights"] = [100, 100]
    week["clients"][1]["visit_weights"] = [0, 0]
    assert most_visits(read_instance(week)) == (2, True)
    random = random_week("scarce", 8, 24, 4)
    instance = read_instance(random)
    alike = {**random, "clients": [{**one, "visit_weights": [1] * one["visits"]} for one in random["clients"]]}
    vector_of_other, _ = solve_level_by_level(alike)
    assert vector_of_other is not None
    assert most_visits(instance) == (vector_of_other[0], True)
    assert most_visits(instance, time_limit=0)[1] is False


def test_progress_tells_the_levels_in_order() -> None:
    told: list[Progress] = []
    solution = solve(read_instance(random_week("week", 8, 24, 1)), progress=told.append)
    assert {one.level for one in told} == set(range(5))
    assert told[0].level == 0
    assert [rank(one.objective) for one in told] == sorted(rank(one.objective) for one in told)
    assert all(0 <= one.seconds <= solution.seconds for one in told)


def test_known_pairs_answer_many_questions_alike() -> None:
    instance = read_instance(random_week("week", 10, 30, 3))
    known = KnownPairs()
    first = solve(instance, known=known)
    ill = instance.week.students[0]
    without = replace(
        instance,
        week=replace(instance.week, students=(replace(ill, available=frozenset()), *instance.week.students[1:])),
    )
    assert solve(without, known=known).assignments == solve(without).assignments
    stricter = replace(
        instance,
        week=replace(instance.week, students=(replace(ill, max_cycling_minutes=0), *instance.week.students[1:])),
    )
    assert solve(stricter, known=known).assignments == solve(stricter).assignments
    assert solve(instance, known=known).assignments == first.assignments


def test_what_somebody_decided_stays_even_when_a_rule_refuses_it() -> None:
    week = free_week()
    week["clients"][0]["refuses"] = ["s1"]
    for student in week["students"]:
        student["max_week"] = 1
    instance = read_instance(week)
    kept = frozenset(
        {Assignment("s1", "c1", key_of(instance, "ma-mid")), Assignment("s1", "c2", key_of(instance, "ma-mid"))}
    )
    solution = solve(replace(instance, locked=kept))
    assert kept <= solution.assignments
    assert {one.student for one in solution.assignments - kept} == {"s2"}
    assert len(solution.assignments) == 3
    assert solution.proven == (True,) * 5
    assert violations(replace(instance, locked=kept), solution.assignments) == []
    assert violations(replace(instance, locked=kept), solution.assignments, forgive_kept=False) != []


def test_who_is_missing_at_a_kept_pair_is_found_before_anything_else() -> None:
    week = free_week()
    week["clients"][0].update(seats=2, visits=1, visit_weights=[1])
    week["clients"][1].update(visits=1, slots=["ma-och"], preferred_slots=[], refuses=[], visit_weights=[100])
    instance = read_instance(week)
    slot = key_of(instance, "ma-och")
    locked = replace(instance, locked=frozenset({Assignment("s1", "c1", slot, LEAD)}))
    solution = solve(locked)
    assert solution.assignments == {Assignment("s1", "c1", slot, LEAD), Assignment("s2", "c1", slot, BUDDY)}
    assert solution.proven == (True,) * 5


def test_a_kept_pair_for_whom_there_is_nobody_stays_as_it_is() -> None:
    week = free_week()
    week["clients"][0].update(seats=2, refuses=["s2"])
    instance = read_instance(week)
    locked = replace(instance, locked=frozenset({Assignment("s1", "c1", key_of(instance, "ma-och"), LEAD)}))
    solution = solve(locked)
    assert [one for one in solution.assignments if one.client == "c1"] == [*locked.locked]
    assert len(solution.assignments) == 2  # and the other client still gets a visit on Tuesday
    assert solution.proven == (True,) * 5


@pytest.mark.parametrize("face", list(Face))
def test_kept_faces_and_visits_count_in_every_level(face: Face) -> None:
    week = small_week()
    week["clients"][0]["face"] = str(face)
    week["locked"] = [{"student": "s2", "client": "c1", "slot": "ma-och", "role": "lead"}]
    week["previous_plan"].append({"student": "s1", "client": "c1", "slot": "di-och", "role": "lead"})
    solution = solve(read_instance(week))
    assert solution.objective == best_vector(week) == vector(week, as_seats(solution.assignments))
    assert solution.proven == (True,) * 5


def test_the_web_process_loads_no_solver() -> None:
    program = (
        "import sys, django; django.setup();"
        "import wijkleerbedrijf.urls, wijkleerbedrijf.wsgi, planning.optimiser.command;"
        "from django.urls import get_resolver; get_resolver().url_patterns;"
        "print({'highspy', 'numpy'} & set(sys.modules))"
    )
    ended = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert (ended.stdout.strip(), ended.stderr) == ("set()", "")
