"""The optimiser against a search over every plan of hundreds of tiny weeks, and against a judge that shares no code with it."""

from __future__ import annotations

from random import Random

import pytest

from planning.optimiser import Assignment, Instance, greedy, objective, solve, violations
from planning.rules import SeatRole

from .specification import Row, Seat, Vector, best_vector, broken_rules, every_plan, order, vector
from .tiny_weeks import TinyWeek, instance_of


def as_seats(assignments: frozenset[Assignment]) -> set[Seat]:
    return {(str(one.student), str(one.client), str(one.slot[1]), str(one.role)) for one in assignments}


def as_assignments(instance: Instance, seats: set[Seat]) -> frozenset[Assignment]:
    keys = {str(slot.block): slot.key for slot in instance.week.slots}
    return frozenset(Assignment(seat[0], seat[1], keys[seat[2]], SeatRole(seat[3])) for seat in seats)


def disagreements(week: Row, calm: int = 0) -> list[str]:
    """What is not as it should be about the solution of a week that has a plan."""
    instance = instance_of(week)
    solution = solve(instance, calm=calm)
    plan = as_seats(solution.assignments)
    best = best_vector(week, calm)
    said: list[str] = []
    if broken := broken_rules(week, plan):
        said.append(f"breaks {broken}")
    if violations(instance, solution.assignments, forgive_kept=False):
        said.append("has violations")
    if tuple(solution.objective) != vector(week, plan):
        said.append(f"says {solution.objective}, and the judge {vector(week, plan)}")
    if tuple(solution.objective) != best:
        said.append(f"finds {solution.objective}, and {best} is possible")
    if not all(solution.proven):
        said.append(f"proves only {solution.proven}")
    return said


def kept_parts(seed: int, *, product: bool = False) -> Row:
    """A week of which a plan is partly locked and past; the plan follows the rules, so that a plan exists."""
    draw = TinyWeek(seed, product=product)
    week = draw.draw()
    plans = sorted(every_plan(week), key=lambda plan: sorted(plan))
    chosen = draw.random.choice(plans)
    draw.keep_parts_of(
        week, [dict(zip(("student", "client", "slot", "role"), seat, strict=True)) for seat in sorted(chosen)]
    )
    return week


@pytest.mark.parametrize("block", range(8))
def test_the_best_of_all_plans_of_tiny_weeks_is_found_and_proven(block: int) -> None:
    weeks = {seed: TinyWeek(seed).draw() for seed in range(25 * block, 25 * block + 25)}
    wrong = {seed: said for seed, week in weeks.items() if (said := disagreements(week))}
    assert wrong == {}


@pytest.mark.parametrize("block", range(4))
def test_what_is_locked_or_past_stays_and_the_rest_is_the_best_around_it(block: int) -> None:
    weeks = {seed: kept_parts(seed) for seed in range(25 * block, 25 * block + 25)}
    assert sum(bool(week["locked"] or week["frozen_slots"]) for week in weeks.values()) > 15
    wrong = {seed: said for seed, week in weeks.items() if (said := disagreements(week))}
    assert wrong == {}


@pytest.mark.parametrize("block", range(4))
def test_overlapping_dagdelen_and_bicycles_are_kept_to(block: int) -> None:
    weeks = {seed: TinyWeek(seed, product=True).draw() for seed in range(15 * block, 15 * block + 15)}
    wrong = {seed: said for seed, week in weeks.items() if (said := disagreements(week))}
    assert wrong == {}


def test_bicycles_and_overlaps_with_locked_parts() -> None:
    weeks = {seed: kept_parts(seed, product=True) for seed in range(20)}
    wrong = {seed: said for seed, week in weeks.items() if (said := disagreements(week))}
    assert wrong == {}


@pytest.mark.parametrize("calm", [1, 2, 4])
def test_calm_trades_visits_for_changes_at_the_first_level(calm: int) -> None:
    weeks = {seed: TinyWeek(seed).draw() for seed in range(300, 330)}
    wrong = {seed: said for seed, week in weeks.items() if (said := disagreements(week, calm))}
    assert wrong == {}


def test_violations_and_objective_agree_with_the_judge_on_any_plan() -> None:
    random = Random(7)
    both: set[bool] = set()
    for seed in range(150):
        week = TinyWeek(seed, product=seed % 2 == 0).draw()
        instance = instance_of(week)
        seats: set[Seat] = set()
        for _ in range(random.randint(0, 4)):
            client = random.choice(week["clients"])
            slot = random.choice(week["slots"])["id"]
            crew = random.sample(week["students"], client["seats"] if random.random() < 0.8 else 1)
            seats |= {
                (student["id"], client["id"], slot, role)
                for student, role in zip(crew, ("lead", "buddy"), strict=False)
            }
        plan = as_assignments(instance, seats)
        assert tuple(objective(instance, plan)) == vector(week, seats)
        assert bool(violations(instance, plan)) == bool(broken_rules(week, seats)), seed
        both.add(bool(broken_rules(week, seats)))
    assert both == {True, False}


def test_the_greedy_plan_keeps_the_rules_and_is_never_better() -> None:
    worse = 0
    for seed in range(60):
        week = TinyWeek(seed).draw()
        instance = instance_of(week)
        plan = as_seats(greedy(instance))
        best: Vector | None = best_vector(week)
        assert best is not None
        assert broken_rules(week, plan) == set()
        assert order(vector(week, plan)) <= order(best)
        worse += order(vector(week, plan)) < order(best)
    assert worse > 10
