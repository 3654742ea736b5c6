"""Every plan that the product shows for the demo is judged by code that shares nothing with the optimiser or the rules."""

from __future__ import annotations

import datetime

import pytest

from planning.instances import Kept, WeekInstance, instance_of_week
from planning.models import WeekPlan
from planning.optimiser import Assignment, greedy, solve
from planning.optimiser.propose import CALMS, propose
from tests.demo.conftest import TODAY
from tests.planning.optimiser.exchange import along_to_learn, seats_of_plan, week_of
from tests.planning.optimiser.specification import broken_rules, vector
from wijkleerbedrijf.demo.logins import LOCATION_NAMES

pytestmark = pytest.mark.usefixtures("demo_rows")

WEEK = datetime.timedelta(weeks=1)
THIS_MONDAY = TODAY - datetime.timedelta(days=TODAY.weekday())


def judged(problem: WeekInstance, plan: frozenset[Assignment]) -> set[str]:
    """Which rules the judge finds broken. Who comes along to learn was decided by a person; it costs the student time."""
    learning = along_to_learn(problem.instance)
    return broken_rules(week_of(problem.instance, without=learning), seats_of_plan(plan - learning))


@pytest.mark.parametrize("slug", sorted(LOCATION_NAMES))
def test_every_plan_of_a_proposal_passes_the_judge(slug: str) -> None:
    week = WeekPlan.objects.get(location__slug=slug, monday__gt=TODAY)
    problem = instance_of_week(week, today=TODAY)
    pinned = [visit for visit, why in problem.kept.items() if why is Kept.PINNED]
    result = propose(problem.instance, CALMS, pinned=pinned, budget=60.0)
    row = week_of(problem.instance)
    assert [one.calm for one in result.calms]
    for one in result.calms:
        assert judged(problem, one.assignments) == set(), one.calm
        assert tuple(one.objective) == vector(row, seats_of_plan(one.assignments)), one.calm
        assert all(one.proven), one.calm
        assert problem.instance.kept <= one.assignments
        assert one.placed <= result.most_visits <= result.wanted


@pytest.mark.parametrize("slug", sorted(LOCATION_NAMES))
@pytest.mark.parametrize("weeks_ago", [0, 2, 3])
def test_a_week_that_is_repaired_passes_the_judge(slug: str, weeks_ago: int) -> None:
    """Published weeks as they were on their Wednesday morning: half is past, some visits are recorded, students are ill."""
    week = WeekPlan.objects.get(location__slug=slug, monday=THIS_MONDAY - weeks_ago * WEEK)
    wednesday = week.monday + datetime.timedelta(days=2)
    problem = instance_of_week(week, today=wednesday, now=datetime.time(9))
    assert problem.instance.frozen
    row = week_of(problem.instance)
    for plan in (solve(problem.instance, calm=4).assignments, greedy(problem.instance)):
        assert judged(problem, plan) - judged(problem, problem.instance.kept) == set()
        assert vector(row, seats_of_plan(plan))[1] <= len(problem.instance.previous) * 2


@pytest.mark.parametrize("slug", sorted(LOCATION_NAMES))
def test_a_week_from_scratch_passes_the_judge(slug: str) -> None:
    """As if nothing had been planned yet: the normal week is where it starts from."""
    location = WeekPlan.objects.filter(location__slug=slug)[0].location
    problem = instance_of_week(WeekPlan(location=location, monday=THIS_MONDAY + 3 * WEEK), today=TODAY)
    assert problem.duty_assumed
    found = solve(problem.instance)
    assert judged(problem, found.assignments) == set()
    assert tuple(found.objective) == vector(week_of(problem.instance), seats_of_plan(found.assignments))
    assert all(found.proven)
