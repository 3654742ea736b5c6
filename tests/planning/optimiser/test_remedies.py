"""Every remedy that is offered works: with that one thing eased nobody loses a visit and the client gets one more.

Checked with the plan specification written once more, on tiny weeks where every plan can be looked at.
"""

from __future__ import annotations

import copy
import time
from collections import Counter
from collections.abc import Iterator

import pytest

from planning.optimiser import Instance, Solution, most_visits, objective, solve
from planning.optimiser.pins import let_go, price_of_pins
from planning.optimiser.placed import Placed
from planning.optimiser.possible import KnownPairs, possible
from planning.optimiser.propose import propose
from planning.optimiser.remedies import (
    CLIENT_SLOT,
    DUTY,
    MOST_REMEDIES,
    MOVES,
    PAIR,
    PIN,
    STUDENT_SLOT,
    Remedies,
)
from planning.proposal_result import Remedy, from_json, to_json, visits_of_plan
from planning.rules import Id, SlotKey

from .specification import Row, Seat, broken_rules, every_plan
from .test_every_plan import as_seats, kept_parts
from .tiny_weeks import TinyWeek, instance_of


def with_yes(week: Row, remedy: Remedy) -> Row:
    """The week as it is when the answer is yes, changed in the exchange format itself."""
    eased = copy.deepcopy(week)
    slot = str(remedy.slot[1]) if remedy.slot else ""
    client = next(one for one in eased["clients"] if one["id"] == remedy.client)
    student = next((one for one in eased["students"] if one["id"] == remedy.student), None)
    if remedy.kind == CLIENT_SLOT:
        client["slots"].append(slot)
    elif remedy.kind == STUDENT_SLOT and student is not None:
        assert student["unavailable"].pop(slot) == "les", "somebody who is ill or away is not asked"
        if slot not in student["available"]:
            student["available"].append(slot)
    elif remedy.kind == DUTY:
        eased["coordinators"].append({"id": "extra", "slots": [slot]})
    elif remedy.kind == PIN:
        eased["locked"] = [one for one in eased["locked"] if (one["client"], one["slot"]) != (str(remedy.pinned), slot)]
    return eased


def excused(week: Row, remedy: Remedy, broken: set[str]) -> set[str]:
    """The rules that are broken and that nobody agreed to set aside."""
    if remedy.kind != PAIR:
        return broken
    allowed = {"gender": "H8c", "language": "H9c", "cycling_time": "H8d"}[remedy.rule]
    seats = {(str(a.student), str(a.client), str(a.slot[1]), str(a.role)) for a in remedy.plan}
    others = {seat for seat in seats if seat[:2] != (remedy.student, remedy.client)}
    return {one for one in broken if one not in (allowed, allowed[:2])} | {
        one for one in broken_rules(week, others) if one in (allowed, allowed[:2])
    }


def remedies_of(instance: Instance, calm: int = 0) -> Iterator[tuple[Solution, Remedy]]:
    solution = solve(instance, calm=calm)
    known = KnownPairs()
    placed = Placed(possible(instance, known), solution.assignments)
    releasable: list[tuple[Id, SlotKey]] = sorted({(one.client, one.slot) for one in instance.locked}, key=str)
    remedies = Remedies(instance, placed, known=known, releasable=releasable)
    for client in placed.missing():
        found = remedies.of(client)
        assert len(found) <= MOST_REMEDIES
        for remedy in found:
            yield solution, remedy


def wrong(week: Row, calm: int = 0) -> tuple[list[str], Counter[str]]:
    instance = instance_of(week)
    said: list[str] = []
    kinds: Counter[str] = Counter()
    for solution, remedy in remedies_of(instance, calm):
        kinds[remedy.kind] += 1
        before = Counter(client for client, _ in visits_of_plan(solution.assignments))
        after = Counter(client for client, _ in visits_of_plan(remedy.plan))
        if after - before != Counter({remedy.client: 1}) or before - after:
            said.append(f"{remedy.kind} for {remedy.client}: {before} became {after}")
        seats: set[Seat] = as_seats(remedy.plan)
        if broken := excused(with_yes(week, remedy), remedy, broken_rules(with_yes(week, remedy), seats)):
            said.append(f"{remedy.kind} for {remedy.client}: breaks {broken}")
        if remedy.kind != MOVES and not broken_rules(week, seats):
            said.append(f"{remedy.kind} for {remedy.client}: nothing had to be asked")
        if remedy.placed_after != len(visits_of_plan(remedy.plan)):
            said.append(f"{remedy.kind} for {remedy.client}: counts {remedy.placed_after} visits")
        worth, had = objective(instance, remedy.plan), solution.objective
        if remedy.changes_after != worth.changes or worth.priority < had.priority:
            said.append(f"{remedy.kind} for {remedy.client}: {had} became {worth}")
    return said, kinds


@pytest.mark.parametrize("block", range(4))
def test_every_remedy_works_in_the_week_as_the_specification_sees_it(block: int) -> None:
    kinds: Counter[str] = Counter()
    problems = {}
    for seed in range(50 * block, 50 * block + 50):
        said, found = wrong(TinyWeek(seed, product=seed % 5 == 4).draw())
        kinds += found
        if said:
            problems[seed] = said
    assert problems == {}
    assert min(kinds[kind] for kind in (CLIENT_SLOT, STUDENT_SLOT, DUTY)) > 0


def test_remedies_work_when_rest_weighs_and_when_parts_are_kept() -> None:
    kinds: Counter[str] = Counter()
    problems = {}
    for seed in range(600, 760):
        week = kept_parts(seed) if seed % 4 else TinyWeek(seed).draw()
        said, found = wrong(week, calm=4 * (seed % 4 == 0))
        kinds += found
        if said:
            problems[seed] = said
    assert problems == {}
    assert kinds[PIN], "some pins stand in the way"


def test_a_wish_may_be_set_aside_but_never_a_rule_of_safety() -> None:
    rules = Counter(
        remedy.rule
        for seed in range(700, 860)
        for _, remedy in remedies_of(instance_of(TinyWeek(seed).draw()))
        if remedy.kind == PAIR
    )
    assert set(rules) <= {"gender", "language", "cycling_time"}
    assert min(rules["gender"], rules["cycling_time"]) > 0


def test_a_pin_costs_what_letting_it_go_gains() -> None:
    dear = 0
    for seed in range(900, 960):
        week = kept_parts(seed)
        instance = instance_of(week)
        solution = solve(instance)
        pins: list[tuple[Id, SlotKey]] = sorted({(one.client, one.slot) for one in instance.locked}, key=str)
        prices = price_of_pins(instance, solution, pins)
        assert [(one.client, one.slot) for one in prices] == pins
        for price in prices:
            free = solve(let_go(instance, [(price.client, price.slot)]), levels=1)
            assert price.proven
            assert price.priority == free.objective.priority - solution.objective.priority
            dear += price.priority > 0
    assert dear > 3


def test_no_price_is_claimed_when_the_time_is_up() -> None:
    instance = next(found for seed in range(900, 960) if (found := instance_of(kept_parts(seed))).locked)
    pins: list[tuple[Id, SlotKey]] = sorted({(one.client, one.slot) for one in instance.locked}, key=str)
    prices = price_of_pins(instance, solve(instance), pins, until=time.monotonic() - 1)
    assert not any(price.proven for price in prices)


def test_a_proposal_explains_every_plan_and_survives_being_kept() -> None:
    week = next(
        drawn for seed in range(1000) if len(list(remedies_of(instance_of(drawn := TinyWeek(seed).draw())))) > 2
    )
    result = propose(instance_of(week), default_calm=0)
    assert all(one.explained for one in result.calms)
    assert any(row.remedies for row in result.of_calm(0).unplaced)
    assert from_json(to_json(result)).calms == result.calms


def test_a_proposal_without_time_still_says_who_gets_no_visit() -> None:
    week = next(drawn for seed in range(1000) if list(remedies_of(instance_of(drawn := TinyWeek(seed).draw()))))
    result = propose(instance_of(week), default_calm=0, budget=0.0)
    chosen = result.of_calm(0)
    assert not chosen.explained
    missing = sum(one["visits"] for one in week["clients"]) - chosen.placed
    assert sum(row.missing for row in chosen.unplaced) == missing > 0
    assert not any(row.remedies for row in chosen.unplaced)


def test_a_proposal_without_time_has_the_plan_of_the_default_and_no_other() -> None:
    result = propose(instance_of(TinyWeek(1).draw()), (0, 1, 2), default_calm=1, budget=0.0)
    assert [one.calm for one in result.calms] == [1]
    assert (result.most_visits, result.most_proven) == (result.calms[0].placed, False)


def test_a_proposal_gives_each_wish_for_rest_its_best_plan() -> None:
    instance = instance_of(TinyWeek(1).draw())
    result = propose(instance, (0, 4), default_calm=2)
    assert [one.calm for one in result.calms] == [0, 2, 4]
    assert all(one.objective == solve(instance, calm=one.calm).objective for one in result.calms)
    assert (result.most_visits, result.most_proven) == most_visits(instance)


def test_there_is_a_remedy_wherever_one_thing_would_help() -> None:
    """Of the plans of each eased week: a client for whom one more dagdeel, lesson or duty is enough is rarely sent away."""
    missed = found = 0
    for seed in range(120):
        week = TinyWeek(seed).draw()
        instance = instance_of(week)
        helped = {remedy.client for _, remedy in remedies_of(instance)}
        placed = Placed(possible(instance), solve(instance).assignments)
        for client in placed.missing():
            if any(works(week, instance, placed, client, slot) for slot in (one.key for one in instance.week.slots)):
                found += 1
                missed += client not in helped
    assert found > 20
    assert missed * 10 <= found


def works(week: Row, instance: Instance, placed: Placed, client: Id, slot: SlotKey) -> bool:
    """Does asking the client for this dagdeel help, as every plan of that week shows?"""
    remedy = Remedy(CLIENT_SLOT, client, slot=slot)
    if slot in placed.client(client).slots:
        return False
    wanted = Counter({str(one): len(slots) for one, slots in placed.visits.items()}) + Counter({str(client): 1})
    for plan in every_plan(with_yes(week, remedy)):
        given = Counter(one for one, _ in {(seat[1], seat[2]) for seat in plan})
        if all(given[one] >= number for one, number in wanted.items()):
            return True
    return False
