"""Every plan that the product shows for the demo is judged by code that shares nothing with the optimiser or the rules."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import replace

import pytest

from planning.instances import Kept, WeekInstance, instance_of_week
from planning.models import WeekPlan
from planning.optimiser import Assignment, greedy, solve
from planning.optimiser.propose import CALMS, propose
from planning.optimiser.remedies import CLIENT_SLOT, DUTY, PAIR, PIN, STUDENT_SLOT
from planning.optimiser.repair import repairs
from planning.proposal_result import Remedy, visits_of_plan
from tests.demo.conftest import TODAY
from tests.planning.optimiser.exchange import along_to_learn, name_of, seats_of_plan, week_of
from tests.planning.optimiser.specification import Row, broken_rules, vector
from wijkleerbedrijf.demo.logins import LOCATION_NAMES

pytestmark = pytest.mark.usefixtures("demo_rows")

WEEK = datetime.timedelta(weeks=1)
THIS_MONDAY = TODAY - datetime.timedelta(days=TODAY.weekday())


def judged(problem: WeekInstance, plan: frozenset[Assignment], eased: Remedy | None = None) -> set[str]:
    """Which rules the judge finds broken. Who comes along to learn was decided by a person; it costs the student time."""
    learning = along_to_learn(problem.instance)
    week = week_of(problem.instance, without=learning)
    if eased is not None:
        ease(week, eased)
    return broken_rules(week, seats_of_plan(plan - learning))


def ease(week: Row, remedy: Remedy) -> None:
    """The week as it is when somebody says yes."""
    client = next(one for one in week["clients"] if one["id"] == str(remedy.client))
    slot = name_of(remedy.slot) if remedy.slot else ""
    if remedy.kind == CLIENT_SLOT:
        client["slots"].append(slot)
    elif remedy.kind == STUDENT_SLOT:
        next(one for one in week["students"] if one["id"] == str(remedy.student))["available"].append(slot)
    elif remedy.kind == DUTY:
        week["coordinators"][0]["slots"].append(slot)
    elif remedy.kind == PIN:
        week["locked"] = [one for one in week["locked"] if one["client"] != str(remedy.pinned)]
    elif remedy.kind == PAIR and remedy.rule == "cycling_time":
        week["travel"][str(remedy.student)][week["clients"].index(client)] = None
    elif remedy.kind == PAIR:
        client[{"gender": "gender_pref", "language": "language"}[remedy.rule]] = None


def number_of_visits(plan: frozenset[Assignment]) -> Counter[str]:
    return Counter(str(client) for client, _ in visits_of_plan(plan))


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
    best = result.of_calm()
    remedies = [remedy for one in best.unplaced for remedy in one.remedies]
    assert remedies
    for remedy in remedies:
        assert judged(problem, remedy.plan, remedy) == set(), remedy
        before, after = number_of_visits(best.assignments), number_of_visits(remedy.plan)
        assert after == before + Counter({str(remedy.client): 1}), remedy
        assert remedy.placed_after == best.placed + 1


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


@pytest.mark.parametrize("slug", sorted(LOCATION_NAMES))
def test_every_repair_passes_the_judge(slug: str) -> None:
    """The student with most visits from now on turns out to be ill."""
    week = WeekPlan.objects.get(location__slug=slug, monday=THIS_MONDAY)
    problem = instance_of_week(week, today=TODAY, now=datetime.time(8))
    before = problem.instance
    loose = before.previous - before.kept
    student = Counter(one.student for one in loose).most_common(1)[0][0]
    lost = frozenset(one for one in loose if one.student == student)
    facts = before.week.student_by_id[student]
    ill = replace(facts, available=facts.available & before.frozen)
    students = tuple(ill if one.id == student else one for one in before.week.students)
    instance = replace(before, week=replace(before.week, students=students))
    found = repairs(instance, lost)
    assert found
    for repair in found:
        now = replace(problem, instance=instance)
        assert judged(now, repair.assignments) - judged(now, instance.kept) == set(), repair.kind
        assert not lost & repair.assignments
        assert visits_of_plan(repair.assignments - lost) == visits_of_plan(repair.assignments)
        assert len(visits_of_plan(repair.assignments)) == len(visits_of_plan(before.previous)) - repair.cancelled
