"""Every reason that is given for a visit that is not placed is true: checked on every plan of hundreds of tiny weeks.

The plans come from the plan specification written once more (`specification.py`), which shares no line with the optimiser.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from benchmarks.weeks import random_week
from planning.optimiser import Instance, Solution, solve
from planning.optimiser.placed import Placed
from planning.optimiser.possible import KnownPairs, possible
from planning.optimiser.reasons import counted_reasons, explain
from planning.optimiser.schema import read_instance
from planning.proposal_result import Reason, Unplaced
from planning.reason_text import sentence

from .specification import Row, Seat, every_plan, order, rules_of_seat, vector
from .test_every_plan import kept_parts
from .tiny_weeks import TinyWeek, instance_of


@dataclass
class Explained:
    """A tiny week with all its plans, the best one, and what is said of the visits that are not in it."""

    week: Row
    instance: Instance
    solution: Solution
    rows: tuple[Unplaced, ...]
    plans: list[set[Seat]]

    @property
    def calm(self) -> int:
        return self.solution.calm

    def visits(self, plan: set[Seat]) -> Counter[str]:
        return Counter(client for client, _ in {(seat[1], seat[2]) for seat in plan})

    @property
    def given(self) -> Counter[str]:
        return Counter(str(client) for client, _ in {(one.client, one.slot) for one in self.solution.assignments})

    def most(self, client: str) -> int:
        """The most visits that any plan gives this client."""
        return max(self.visits(plan)[client] for plan in self.plans)

    def can_keep_all(self, client: str) -> bool:
        """Is there a plan with one visit more for this client in which nobody has fewer?"""
        wanted = self.given + Counter({client: 1})
        return any(all(self.visits(plan)[one] >= number for one, number in wanted.items()) for plan in self.plans)

    def worth(self, plan: set[Seat]) -> int:
        return order(vector(self.week, plan), self.calm)[0]

    def best_with_one_more(self, client: str) -> int:
        return max(self.worth(plan) for plan in self.plans if self.visits(plan)[client] > self.given[client])


def rows_of(instance: Instance, solution: Solution) -> tuple[Unplaced, ...]:
    known = KnownPairs()
    return explain(Placed(possible(instance, known), solution.assignments), solution, known=known)


def explained(week: Row, calm: int = 0) -> Explained:
    instance = instance_of(week)
    solution = solve(instance, calm=calm)
    return Explained(week, instance, solution, rows_of(instance, solution), list(every_plan(week)))


def is_true(found: Explained, client: str, reason: Reason) -> bool:
    """Does what the reason says hold in every plan?"""
    given = found.given[client]
    best = found.worth(
        {(str(a.student), str(a.client), str(a.slot[1]), str(a.role)) for a in found.solution.assignments}
    )
    holds: dict[str, Callable[[], bool]] = {
        # No plan gives the client more, whatever the others get.
        "own_days": lambda: found.most(client) == given,
        "nobody_there": lambda: found.most(client) == given and nobody_is_there(found, reason),
        "nobody_may": lambda: found.most(client) == given and counts_of_rules_add_up(reason),
        "no_two": lambda: found.most(client) == given,
        # No plan gives the whole group what it asks; the numbers are counted again below.
        "full": lambda: is_bottleneck(found, client, reason),
        "few_students": lambda: is_bottleneck(found, client, reason),
        # One more is possible, but costs another at least as much.
        "others_first": lambda: not found.can_keep_all(client) and found.best_with_one_more(client) < best,
        "others_equal": lambda: not found.can_keep_all(client) and found.best_with_one_more(client) == best,
        "rest": lambda: found.can_keep_all(client) and found.calm > 0,
        "nowhere": lambda: found.most(client) == given,
        "no_weight": lambda: found.best_with_one_more(client) == best,
    }
    return holds[reason.code]()


def nobody_is_there(found: Explained, reason: Reason) -> bool:
    """In those dagdelen no student is available, or whoever is has a visit that is kept."""
    kept = {(str(one.student), str(one.slot[1])) for one in found.instance.kept}
    day = {slot["id"]: slot["day"] for slot in found.week["slots"]}
    for _, slot in reason.slots:
        for student in found.week["students"]:
            mine = [other for name, other in kept if name == student["id"]]
            if str(slot) not in student["available"] or str(slot) in student["unavailable"]:
                continue
            if len(mine) >= student["max_week"] or sum(day[o] == day[str(slot)] for o in mine) >= student["max_day"]:
                continue
            if ("times" in found.week and mine) or (student["id"], str(slot)) in kept:
                continue
            if found.week.get("bicycles", {}).get(str(slot)) is not None and student.get("needs_bicycle"):
                continue
            return False
    return True


def counts_of_rules_add_up(reason: Reason) -> bool:
    """Each of those who are there is taken away by one rule, and counted once."""
    return sum(reason.numbers[rule] for rule in reason.rules) == reason.numbers["there"]


def is_bottleneck(found: Explained, client: str, reason: Reason) -> bool:
    group, slots = set(map(str, reason.clients)), {str(block) for _, block in reason.slots}
    numbers = reason.numbers
    if client not in group or len(group) != numbers["clients"] or numbers["needed"] <= numbers["places"]:
        return False
    visits = {one["id"]: one["visits"] for one in found.week["clients"]}
    if not numbers["pairs"] and numbers["needed"] > sum(visits[one] for one in group):
        return False
    roles = {"lead", "buddy"} if numbers["pairs"] else {"lead"}
    kept = {(str(a.student), str(a.client), str(a.slot[1]), str(a.role)) for a in found.instance.kept}
    helpers = {str(one) for one in reason.students} or {one["id"] for one in found.week["students"]}
    for plan in found.plans:
        # The places of the group in those dagdelen are no more than the sentence says, and taken by no others.
        used = [seat for seat in plan - kept if seat[1] in group and seat[2] in slots and seat[3] in roles]
        if len(used) > numbers["places"] or not {seat[0] for seat in used} <= helpers:
            return False
        if all(found.visits(plan)[one] >= visits[one] for one in group):
            return False
    return True


def recounted(week: Row, reason: Reason) -> tuple[int, int]:
    """What the group needs and what there is, counted from the exchange format; for a week without kept parts."""
    slots = {str(block) for _, block in reason.slots}
    day = {slot["id"]: slot["day"] for slot in week["slots"]}
    names = [student["id"] for student in week["students"]]
    places: set[tuple[str, str]] = set()
    needed = 0
    for client in week["clients"]:
        if client["id"] not in reason.clients:
            continue
        inside: dict[int, int] = {}
        for slot in client["slots"]:
            leads, buddies = (
                {name for name in names if not [*rules_of_seat(week, (name, client["id"], slot, role))]}
                for role in ("lead", "buddy")
            )
            pair = client["seats"] == 2
            if not leads or (pair and (not buddies or len(leads | buddies) < 2)):
                continue
            both = pair and bool(reason.numbers["pairs"])
            if slot in slots:
                places |= {(name, slot) for name in leads | (buddies if both else set())}
            cost = (1 + both) if slot in slots else 0
            inside[day[slot]] = min(cost, inside.get(day[slot], cost))
        needed += sum(sorted(inside.values())[: client["visits"]])
    capacity = 0
    for student in week["students"]:
        days = Counter(day[slot] for name, slot in places if name == student["id"])
        capacity += min(student["max_week"], sum(min(student["max_day"], number) for number in days.values()))
    return needed, capacity


def untrue(week: Row, calm: int = 0) -> list[str]:
    found = explained(week, calm)
    said = []
    for row in found.rows:
        client = str(row.client)
        wanted = next(one["visits"] for one in week["clients"] if one["id"] == client)
        if row.missing != wanted - found.given[client]:
            said.append(f"{client} misses {wanted - found.given[client]}, not {row.missing}")
        if row.reason.code == "unproven" or not is_true(found, client, row.reason):
            said.append(f"{client}: {row.reason}")
        if not sentence(client, row.reason, found.instance.week).endswith("."):
            said.append(f"{client} has no sentence for {row.reason.code}")
    return said


@pytest.mark.parametrize("block", range(6))
def test_every_reason_is_true_of_every_plan(block: int) -> None:
    seeds = range(40 * block, 40 * block + 40)
    wrong = {seed: said for seed in seeds if (said := untrue(TinyWeek(seed, product=seed % 4 == 3).draw()))}
    assert wrong == {}


def test_reasons_are_true_when_rest_weighs_as_well() -> None:
    wrong = {seed: said for seed in range(400, 460) if (said := untrue(TinyWeek(seed).draw(), calm=2))}
    assert wrong == {}


def test_reasons_are_true_beside_visits_that_are_kept() -> None:
    wrong = {seed: said for seed in range(500, 540) if (said := untrue(kept_parts(seed)))}
    assert wrong == {}


@pytest.mark.parametrize("kind", ["scarce", "pairs", "ill"])
def test_the_numbers_of_a_real_week_are_what_anybody_counts(kind: str) -> None:
    week = random_week(kind, 22, 80, 1)
    instance = read_instance(week)
    solution = solve(instance, levels=1)
    placed = Placed(possible(instance), solution.assignments)
    found = counted_reasons(placed)
    counted = [one for one in found.values() if one is not None and one.code in ("full", "few_students")]
    assert counted
    counted = [counted[0], counted[-1]]
    assert [recounted(week, one) for one in counted] == [
        (one.numbers["needed"], one.numbers["places"]) for one in counted
    ]
    assert all(one.numbers["needed"] > one.numbers["places"] for one in counted)


def test_every_kind_of_reason_occurs_in_these_weeks() -> None:
    codes: Counter[str] = Counter()
    for seed in range(240):
        instance = instance_of(TinyWeek(seed).draw())
        codes.update(row.reason.code for row in rows_of(instance, solve(instance, levels=1)))
    assert set(codes) >= {"own_days", "nobody_there", "nobody_may", "full", "few_students", "others_first"}
