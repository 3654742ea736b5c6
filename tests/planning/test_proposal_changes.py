"""The difference between a week and a proposal: what changes, and which changes only go together."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from planning.proposal_changes import (
    Change,
    Kind,
    Planned,
    after_changes,
    changes_between,
    crew_in_order,
    grouped,
    new_problems,
    seats_of,
)
from planning.rules import Member, Rule, Slot, WeekFacts, apply, check_week, is_allowed, visits_of

from .random_weeks import RandomWeeks
from .rules_world import BAKKER, DE_VRIES, KIM, LEAD, OMAR, SANNE, YILMAZ, slot, week

SEEDS = range(60)


def planned(client: str, when: Slot, *students: str, row: str | None = None) -> Planned:
    return Planned(client, when, tuple(Member(student, LEAD) for student in students), row)


def present_of(facts: WeekFacts) -> list[Planned]:
    return [
        Planned(one.client, one.slot, crew_in_order(one.members), one.visit, one.accompanied)
        for one in visits_of(facts)
    ]


def two_plans(seed: int) -> tuple[WeekFacts, list[Planned], list[Planned]]:
    """A random week with two lawful plans: the present one and another."""
    draw = RandomWeeks(seed)
    empty = draw.empty_week(plain=bool(seed % 2))
    empty = replace(empty, duty=frozenset(empty.slot_by_key))  # who can be reached is the optimiser's to ask
    plans = []
    for _ in range(2):
        facts = empty
        for number in range(40):
            proposal = draw.proposal(facts)
            if is_allowed(proposal, facts):
                facts = apply(replace(proposal, visit=f"v{number}"), facts)
        plans.append(present_of(facts))
    return empty, plans[0], [replace(one, visit=None) for one in plans[1]]


def test_a_visit_in_the_same_dagdeel_is_the_same_visit() -> None:
    present = [planned("bakker", slot(0), "sanne", row="1"), planned("yilmaz", slot(1), "omar", row="2")]
    wanted = [planned("bakker", slot(0), "kim"), planned("yilmaz", slot(1), "omar")]
    (change,) = changes_between(present, wanted)
    assert (change.kind, change.client) == (Kind.SEATS, "bakker")
    assert change.after == replace(wanted[0], visit="1")


def test_a_visit_on_another_day_has_moved_and_one_too_many_is_dropped() -> None:
    present = [planned("bakker", slot(0), "sanne", row="1"), planned("bakker", slot(2), "omar", row="2")]
    (moved,) = changes_between(present, [planned("bakker", slot(2), "omar"), planned("bakker", slot(4), "sanne")])
    assert (moved.kind, moved.before) == (Kind.MOVED, present[0])
    (dropped,) = changes_between(present, [planned("bakker", slot(2), "omar")])
    assert (dropped.kind, dropped.before, dropped.after) == (Kind.DROPPED, present[0], None)


def test_who_takes_the_place_of_another_goes_with_that_other() -> None:
    """Sanne can only go to Yılmaz when somebody else goes to Bakker; what Omar does besides stands alone."""
    present = [planned("bakker", slot(0), "sanne", row="1")]
    wanted = [
        planned("bakker", slot(0), "kim"),
        planned("yilmaz", slot(0), "sanne"),
        planned("de_vries", slot(3), "omar"),
    ]
    changes = changes_between(present, wanted)
    groups = grouped(changes, present, week())
    assert sorted(len(group.changes) for group in groups) == [1, 2]
    together = next(group for group in groups if len(group.changes) == 2)
    assert {change.client for change in together.changes} == {"bakker", "yilmaz"}


def test_a_student_at_the_maximum_gets_a_visit_only_together_with_losing_one() -> None:
    sanne = replace(SANNE, max_week=1)
    facts = week(students=(sanne, OMAR, KIM))
    present = [planned("bakker", slot(0), "sanne", row="1")]
    changes = changes_between(present, [planned("yilmaz", slot(3), "sanne"), planned("bakker", slot(0), "omar")])
    assert [len(group.changes) for group in grouped(changes, present, facts)] == [2]
    assert [len(group.changes) for group in grouped(changes, present, week())] == [1, 1]


def test_the_last_bicycle_is_given_only_when_it_comes_back() -> None:
    riders = [replace(one, needs_bicycle=True) for one in (SANNE, OMAR)]
    facts = week(students=(*riders, KIM), bicycles={slot(0).key: 1})
    present = [planned("bakker", slot(0), "sanne", row="1")]
    changes = changes_between(present, [planned("bakker", slot(0), "kim"), planned("yilmaz", slot(0), "omar")])
    assert [len(group.changes) for group in grouped(changes, present, facts)] == [2]


@pytest.mark.parametrize("seed", SEEDS)
def test_all_changes_together_make_the_wanted_week(seed: int) -> None:
    _, present, wanted = two_plans(seed)
    changes = changes_between(present, wanted)
    after = after_changes(present, changes)
    assert {(one.client, one.slot, one.crew) for one in after} == {(one.client, one.slot, one.crew) for one in wanted}
    assert {one.visit for one in after} - {None} <= {one.visit for one in present}


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_groups_are_picked_the_week_stays_lawful(seed: int) -> None:
    facts, present, wanted = two_plans(seed)
    groups = grouped(changes_between(present, wanted), present, facts)
    chance = Random(seed)
    for _ in range(12):
        picked = [group for group in groups if chance.random() < 0.5]
        changes = [change for group in picked for change in group.changes]
        assert new_problems(present, changes, facts) == []
        after = replace(facts, seats=seats_of(after_changes(present, changes)))
        assert not [one for one in check_week(after) if one.hard]


def test_most_random_weeks_give_a_choice() -> None:
    """The groups are no larger than they must be: otherwise 'all or nothing' would also pass."""
    numbers = []
    for seed in SEEDS:
        facts, present, wanted = two_plans(seed)
        changes = changes_between(present, wanted)
        numbers.append((len(changes), len(grouped(changes, present, facts))))
    assert sum(groups for _, groups in numbers) > sum(changes for changes, _ in numbers) / 2


@pytest.mark.parametrize("seed", SEEDS)
def test_every_change_stands_in_one_group_and_has_a_key_of_its_own(seed: int) -> None:
    facts, present, wanted = two_plans(seed)
    changes = changes_between(present, wanted)
    inside: list[Change] = [change for group in grouped(changes, present, facts) for change in group.changes]
    assert sorted(change.key for change in inside) == sorted({change.key for change in changes})


def test_a_problem_that_was_there_already_is_no_new_problem() -> None:
    """Omar is ill where he stands; giving Sanne a visit elsewhere makes that no worse."""
    omar = replace(OMAR, available=OMAR.available - {slot(0).key}, unavailable={slot(0).key: "ill"})
    facts = week(students=(SANNE, omar, KIM), clients=(DE_VRIES, BAKKER, YILMAZ))
    present = [planned("bakker", slot(0), "omar", row="1")]
    new = Change(Kind.NEW, "yilmaz", None, planned("yilmaz", slot(0), "sanne"))
    assert new_problems(present, [new], facts) == []
    worse = Change(Kind.NEW, "yilmaz", None, planned("yilmaz", slot(0), "omar"))
    assert {one.rule for one in new_problems(present, [worse], facts)} == {Rule.AVAILABLE, Rule.ONE_CLIENT}
