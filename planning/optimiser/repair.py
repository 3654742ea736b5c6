"""Repairs: what to do with visits that can't stay as they are, with as few changes as possible, each with its effect.

    repairs(instance, lost)          # three different ones, the best first, and as a last resort only cancelling

`lost` are the assignments of the previous plan that can't be carried out: the student is ill, or the client is away.
"""

from __future__ import annotations

import enum
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from planning.rules import OPTIMISER, ClientFacts, Id, SeatRole, Slot, SlotKey, check_week

from .instance import Assignment, ClientWishes, Instance
from .objective import familiarity, in_order, objective, seats_of, violations
from .possible import KnownPairs
from .solution import Solution
from .solving import solve

#: What one change of a person's week weighs against the priority of visits: a repair must be worth its calls.
CALM = 2

#: (client, dagdeel): a visit of a plan.
VisitKey: TypeAlias = tuple[Id, SlotKey]
Solver: TypeAlias = Callable[..., Solution]


class RepairKind(enum.StrEnum):
    """The question that a repair answers. What it does exactly stands in its changes."""

    OTHER_STUDENT = "other_student"
    """Another student at the same time, and nobody else's week changes."""
    OTHER_TIME = "other_time"
    """The visit moves to another dagdeel of the week, and nobody else's week changes."""
    EITHER = "either"
    """Another student or another dagdeel, whatever keeps most, and nobody else's week changes."""
    CHAIN = "chain"
    """Other visits may change too, where that keeps a visit at the price of few calls."""
    MOST_VISITS = "most_visits"
    """Other visits may change too, whatever it takes to keep the most."""
    ANOTHER_STUDENT = "another_student"
    """As the first one, with other students than those."""
    CANCEL = "cancel"
    """The visits don't go on."""


#: Questions in which visits that were not hit may change.
_OTHERS_TOO = (RepairKind.CHAIN, RepairKind.MOST_VISITS)
#: In those the whole week is asked, and somebody waits: priority, changes and known faces decide.
_LEVELS_OF_CHAIN = 3


@dataclass(frozen=True, slots=True)
class VisitChange:
    """What happens to one visit. `after` None: it does not go on.

    `hit`: it lost somebody or its place, so it could not stay as it was. `known`: the client has met everybody who comes now and did not come before.
    """

    client: Id
    before: SlotKey
    after: SlotKey | None
    crew_before: tuple[Assignment, ...]
    crew_after: tuple[Assignment, ...]
    hit: bool
    known: bool

    @property
    def cancelled(self) -> bool:
        return self.after is None

    @property
    def moved(self) -> bool:
        return self.after is not None and self.after != self.before

    @property
    def new_students(self) -> frozenset[Id]:
        """Who comes now and did not come before."""
        return frozenset(one.student for one in self.crew_after) - {one.student for one in self.crew_before}

    @property
    def noticed(self) -> bool:
        """Does the client see a difference in a visit that goes on: another time, or somebody else at the door?

        That somebody who came along to learn stays away needs no call.
        """
        return self.moved or bool(self.new_students)


@dataclass(frozen=True, slots=True)
class Repair:
    """A whole plan without what is lost, and its effect.

    `kept` counts the visits that were hit and go on; `others` the visits that change although nothing was wrong with them;
    `priority_lost` is what the priority of the previous plan loses, `disruption` the second level of the objective.
    """

    kind: RepairKind
    assignments: frozenset[Assignment]
    changes: tuple[VisitChange, ...]
    kept: int
    moved: int
    cancelled: int
    others: int
    known_faces: int
    priority_lost: int
    disruption: int

    @property
    def clients_to_call(self) -> tuple[Id, ...]:
        """The clients who must be called, each once: a visit is cancelled, moved, or somebody else comes."""
        return tuple(dict.fromkeys(one.client for one in self.changes if one.cancelled or one.noticed))


def repairs(
    instance: Instance,
    lost: Collection[Assignment],
    *,
    n: int = 3,
    time_limit: float | None = None,
    progress: Callable[[dict[str, Any]], None] | None = None,
    solver: Solver = solve,
) -> list[Repair]:
    """At most `n` different repairs, the best first, and then the one that only cancels.

    The facts of `instance` must already say what is impossible (the student is not available, the client has pause).
    Locked assignments stay unless they are of a visit that is hit; no visit is added for anybody. `solver` is called as `solve`.
    Within `time_limit` seconds what was found by then. ValueError when something is lost that is not in the previous plan, or
    in a dagdeel that is past.
    """
    question = _Question(instance, frozenset(lost))
    deadline = None if time_limit is None else time.monotonic() + time_limit
    only_cancel = question.repair(RepairKind.CANCEL, question.without_hit)
    found: list[Repair] = []
    for kind, asked in question.asked(found):
        left = None if deadline is None else deadline - time.monotonic()
        if left is not None and left <= 0:
            break
        if progress is not None:
            progress({"question": kind.value})
        calm = 0 if kind is RepairKind.MOST_VISITS else CALM
        levels = _LEVELS_OF_CHAIN if kind in _OTHERS_TOO else 5
        answer = solver(asked, calm=calm, levels=levels, time_limit=left, known=question.known)
        plan = question.part_of(kind, answer.assignments)
        repair = question.repair(kind, plan)
        if _gains(repair, only_cancel) and not violations(question.base, plan):
            found.append(repair)
    return [*_best_first(_different(found))[:n], only_cancel]


class _Question:
    """A week in which some visits can't stay, seen from several sides."""

    def __init__(self, instance: Instance, lost: frozenset[Assignment]) -> None:
        for one in lost:
            if one not in instance.previous:
                raise ValueError(f"{one} is lost and not in the previous plan")
            if one.slot in instance.frozen:
                raise ValueError(f"{one} is lost in a dagdeel that is past")
        self.original = instance
        self.lost = lost
        self.known = KnownPairs()
        self.learners = frozenset(one for one in instance.previous if _learns(one, instance))
        self.struck = frozenset((one.client, one.slot) for one in lost)
        # Who only came along to learn is missed by nobody: such a visit needs no solution.
        self.hit = frozenset((one.client, one.slot) for one in lost - self.learners)
        self.without_hit = frozenset(
            one for one in instance.previous if (one.client, one.slot) not in self.hit and one not in lost
        )
        self.hit_clients = frozenset(client for client, _ in self.hit)
        self.base = self._only_present_visits(instance)
        # Nobody else's week changes: all other visits stay.
        self.alone = replace(self.base, locked=self.without_hit)

    def asked(self, found: list[Repair]) -> Iterator[tuple[RepairKind, Instance]]:
        """The instances to solve; `found` holds by then what came of the ones before."""
        if not self.hit:
            return
        yield RepairKind.OTHER_STUDENT, self._hit_clients_in(self.alone, lambda facts: self._hit_slots(facts.id))
        first = next(iter(found), None)
        yield (
            RepairKind.OTHER_TIME,
            self._hit_clients_in(self.alone, lambda facts: facts.slots - self._hit_slots(facts.id)),
        )
        if first is None or first.kept < len(self.hit):
            yield RepairKind.EITHER, self.alone
            yield RepairKind.CHAIN, self.base
            if max((one.kept for one in found), default=0) < len(self.hit):
                yield RepairKind.MOST_VISITS, self.base
        if first is not None and first.kind is RepairKind.OTHER_STUDENT:
            newcomers: dict[Id, set[Id]] = defaultdict(set)
            for change in first.changes:
                newcomers[change.client] |= change.new_students
            at_same_time = self._hit_clients_in(self.alone, lambda facts: self._hit_slots(facts.id))
            yield (
                RepairKind.ANOTHER_STUDENT,
                _with_clients(
                    at_same_time, lambda facts: replace(facts, refuses=facts.refuses | newcomers.get(facts.id, set()))
                ),
            )

    def part_of(self, kind: RepairKind, plan: Collection[Assignment]) -> frozenset[Assignment]:
        """The plan without what is no part of a repair: filling the empty place of a visit that was not hit."""
        present = {(one.client, one.slot) for one in self.without_hit}
        return frozenset(
            one
            for one in plan
            if one in self.without_hit or kind in _OTHERS_TOO or (one.client, one.slot) not in present
        )

    def repair(self, kind: RepairKind, plan: frozenset[Assignment]) -> Repair:
        """The plan with its effect."""
        changes = tuple(self._changes(self._with_learners(plan)))
        before, after = objective(self.base, self.original.previous), objective(self.base, plan)
        return Repair(
            kind=kind,
            assignments=plan,
            changes=changes,
            kept=len(self.struck) - sum(one.hit and one.cancelled for one in changes),
            moved=sum(one.moved for one in changes),
            cancelled=sum(one.cancelled for one in changes),
            others=sum(not one.hit for one in changes),
            known_faces=sum(one.known for one in changes if one.new_students),
            priority_lost=before.priority - after.priority,
            disruption=after.changes,
        )

    def _only_present_visits(self, instance: Instance) -> Instance:
        """The week with the clients who have a visit in it and no more visits than those; what a rule already refuses stays."""
        number: dict[Id, int] = defaultdict(int)
        for client, _ in {(one.client, one.slot) for one in instance.previous}:
            number[client] += 1
        clients, wishes = [], {}
        for facts in instance.week.clients:
            if present := number[facts.id]:
                wanted = min(facts.visits, present)
                clients.append(replace(facts, visits=wanted) if wanted < facts.visits else facts)
                wish = instance.wishes_of_client(facts.id)
                wishes[facts.id] = ClientWishes(wish.weights[:wanted], wish.offers, wish.processes)
        week = replace(instance.week, clients=tuple(clients))
        base = replace(instance, week=week, clients=wishes, locked=frozenset())
        return replace(base, locked=instance.locked & self.without_hit | self._refused_already(base))

    def _refused_already(self, base: Instance) -> frozenset[Assignment]:
        """Visits that stand although a rule of the optimiser speaks against them: a coordinator decided so."""
        week = replace(base.week, seats=seats_of(base, self.without_hit))
        stuck = {(one.client, one.slot) for one in check_week(week, policy=OPTIMISER) if one.hard}
        return frozenset(one for one in self.without_hit if (one.client, one.slot) in stuck)

    def _hit_slots(self, client: Id) -> frozenset[SlotKey]:
        return frozenset(slot for one, slot in self.hit if one == client)

    def _hit_clients_in(self, instance: Instance, slots: Callable[[ClientFacts], frozenset[SlotKey]]) -> Instance:
        """The same question, with only these dagdelen for the clients whose visit is hit."""

        def limited(facts: ClientFacts) -> ClientFacts:
            return replace(facts, slots=facts.slots & slots(facts)) if facts.id in self.hit_clients else facts

        return _with_clients(instance, limited)

    def _with_learners(self, plan: frozenset[Assignment]) -> frozenset[Assignment]:
        """Somebody who came along to learn still does, when the visit stays at its time and he or she is free then."""
        visits = {(one.client, one.slot) for one in plan}
        week = self.original.week
        busy: dict[Id, list[Slot]] = defaultdict(list)
        for one in plan:
            busy[one.student].append(week.slot_by_key[one.slot])

        def stays(one: Assignment) -> bool:
            slot = week.slot_by_key[one.slot]
            return (one.client, one.slot) in visits and not any(slot.overlaps(other) for other in busy[one.student])

        return plan | {one for one in self.learners - self.lost if stays(one)}

    def _changes(self, plan: frozenset[Assignment]) -> Iterator[VisitChange]:
        before, after = self._visits(self.original.previous), self._visits(plan)
        places: dict[Id, list[SlotKey]] = defaultdict(list)
        for client, slot in after:
            if (client, slot) not in before:
                places[client].append(slot)
        # A visit that was hit goes first to the new place of its client.
        for client, slot in sorted(before, key=lambda visit: visit not in self.hit):
            crew = before[client, slot]
            new_place = slot if (client, slot) in after else next(iter(places[client]), None)
            if new_place is not None and new_place != slot:
                places[client].remove(new_place)
            crew_after = after[client, new_place] if new_place is not None else ()
            if new_place == slot and crew_after == crew:
                continue
            newcomers = {one.student for one in crew_after} - {one.student for one in crew}
            yield VisitChange(
                client=client,
                before=slot,
                after=new_place,
                crew_before=crew,
                crew_after=crew_after,
                hit=(client, slot) in self.struck,
                known=new_place is not None
                and all(familiarity(self.original, student, client) > 0 for student in newcomers),
            )

    def _visits(self, plan: Iterable[Assignment]) -> dict[VisitKey, tuple[Assignment, ...]]:
        """The crew of each visit, who does it first."""
        visits: dict[VisitKey, tuple[Assignment, ...]] = {}
        for one in sorted(in_order(self.original, plan), key=lambda one: one.role is SeatRole.BUDDY):
            visits[one.client, one.slot] = (*visits.get((one.client, one.slot), ()), one)
        return visits


def _learns(one: Assignment, instance: Instance) -> bool:
    """Does this student only come along, at a client where one student was agreed, beside one who does the visit?"""
    return (
        one.role is SeatRole.BUDDY
        and instance.week.client_by_id[one.client].seats == 1
        and any(other.client == one.client and other.slot == one.slot and other != one for other in instance.previous)
    )


def _with_clients(instance: Instance, changed: Callable[[ClientFacts], ClientFacts]) -> Instance:
    clients = tuple(changed(facts) for facts in instance.week.clients)
    return replace(instance, week=replace(instance.week, clients=clients))


def _different(found: Iterable[Repair]) -> list[Repair]:
    """None that another one beats in what people notice, and of equal ones the first: only other students are a choice."""
    once: list[Repair] = []
    for one in found:
        alike = [other for other in once if _merits(other) == _merits(one)]
        if one.kind is RepairKind.ANOTHER_STUDENT:
            alike = [other for other in alike if other.assignments == one.assignments]
        if not alike:
            once.append(one)
    return [one for one in once if not any(_beats(other, one) for other in once)]


def _gains(repair: Repair, only_cancel: Repair) -> bool:
    """Is it better than cancelling what was hit, and not only by cancelling another visit instead?"""
    return repair.kept > only_cancel.kept and (
        repair.cancelled < only_cancel.cancelled or repair.priority_lost < only_cancel.priority_lost
    )


def _beats(one: Repair, other: Repair) -> bool:
    mine, theirs = _merits(one), _merits(other)
    return mine != theirs and all(left >= right for left, right in zip(mine, theirs, strict=True))


def _merits(repair: Repair) -> tuple[int, ...]:
    """More is better: priority, visits kept, others left alone, visits that stay at their time, familiar faces.

    The same student on another day is the most familiar face.
    """
    same_faces = sum(not one.new_students and one.moved for one in repair.changes)
    return -repair.priority_lost, repair.kept, -repair.others, -repair.moved, repair.known_faces + 2 * same_faces


def _best_first(found: Iterable[Repair]) -> list[Repair]:
    return sorted(found, key=_cost)


def _cost(repair: Repair) -> tuple[int, ...]:
    """Less is better: priority lost and calls together, then others touched, moves, unknown faces."""
    return (repair.priority_lost + CALM * repair.disruption, repair.others, repair.moved, -repair.known_faces)
