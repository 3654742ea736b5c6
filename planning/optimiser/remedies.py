"""What one person could say yes to, so that a client gets a visit more and nobody else loses one.

Candidates come from the steps of the plan (who would have to move for a place, and where could they go): they are guesses with an
estimate of the visits that move. Each remedy that is kept was tested by solving again with that one thing eased, and carries the
plan that came out.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from planning.proposal_result import Remedy
from planning.rules import OPTIMISER, Id, Rule, SeatRole, SlotKey, match_findings, slots_for_client, slots_for_student

from .instance import Instance
from .keeping import Keeping
from .objective import objective, violations
from .pins import let_go
from .placed import Placed
from .possible import KnownPairs
from .reach import Reach, StepKey

#: Nothing has to be asked: the visit fits when others move.
MOVES = "moves"
#: The client can in one more dagdeel.
CLIENT_SLOT = "client_slot"
#: A student is free in one more dagdeel, because a lesson moves.
STUDENT_SLOT = "student_slot"
#: A wish of client or student is set aside for once.
PAIR = "pair"
#: Somebody is on duty in one more dagdeel.
DUTY = "duty"
#: A visit that a person pinned may move.
PIN = "pin"

#: How many people have to be asked; of what costs the same the first goes first.
_PEOPLE = {MOVES: 0, PIN: 0, CLIENT_SLOT: 1, PAIR: 1, DUTY: 1, STUDENT_SLOT: 2}

#: What a person may set aside for once; never what keeps somebody safe or what was agreed for good.
SOFT_RULES = (Rule.GENDER, Rule.LANGUAGE, Rule.CYCLING_TIME)
#: Why a student is away that a person can do something about.
MOVABLE_ABSENCES = ("lesson", "les")

#: Of one client: how many remedies are kept, how many of one kind, and how many candidates are tested at most.
MOST_REMEDIES = 3
MOST_OF_A_KIND = 2
MOST_TESTS = 8
#: Longer chains of moves disturb more than one visit is worth.
MOST_MOVES = 6
SECONDS_A_TEST = 2.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing that could be eased, and an estimate of how many visits move then."""

    kind: str
    client: Id
    student: Id | None = None
    slot: SlotKey | None = None
    rule: str = ""
    pinned: Id | None = None
    moves: int = 0


class Remedies:
    """Looks for remedies in one plan."""

    def __init__(
        self,
        instance: Instance,
        placed: Placed,
        *,
        known: KnownPairs,
        releasable: Collection[tuple[Id, SlotKey]] = (),
        reach: Reach | None = None,
    ) -> None:
        self.instance = instance
        self.placed = placed
        self.releasable = frozenset(releasable)
        self.reach = reach if reach is not None else Reach(placed)
        self.keeping = Keeping(instance, placed.plan, known)
        self._slots: dict[Id, frozenset[SlotKey]] = {}
        self._able: dict[tuple[Id, Id, SeatRole, SlotKey | None], tuple[Rule, ...]] = {}

    def of(self, client: Id, *, until: float | None = None) -> tuple[Remedy, ...]:
        """The best remedies for one visit more of this client, best first; `until` is a moment of time.monotonic()."""
        kept: list[tuple[tuple[int, int], Remedy]] = []
        kinds: Counter[str] = Counter()
        failed: Counter[str] = Counter()
        for candidate in self._worth_testing(client):
            left = SECONDS_A_TEST if until is None else min(SECONDS_A_TEST, until - time.monotonic())
            if left <= 0 or len(kept) == MOST_REMEDIES:
                break
            if kinds[candidate.kind] == MOST_OF_A_KIND or failed[candidate.kind] == MOST_OF_A_KIND:
                continue
            remedy = self.tested(candidate, time_limit=left)
            if remedy is None or any(remedy.plan == other.plan and remedy.kind == other.kind for _, other in kept):
                failed[candidate.kind] += 1
                continue
            kinds[candidate.kind] += 1
            kept.append(((_PEOPLE[remedy.kind], self.moved_by(remedy)), remedy))
        return tuple(remedy for _, remedy in sorted(kept, key=lambda pair: pair[0]))

    def tested(self, candidate: Candidate, *, time_limit: float | None = SECONDS_A_TEST) -> Remedy | None:
        """The remedy with its plan, or None when solving again does not confirm it."""
        eased = ease(self.instance, candidate)
        plan = self.keeping.with_one_more(candidate.client, eased, time_limit=time_limit)
        if plan is None:
            return None
        needless = candidate.kind != MOVES and not violations(self.instance, plan)
        return Remedy(
            kind=MOVES if needless else candidate.kind,
            client=candidate.client,
            student=None if needless else candidate.student,
            slot=None if needless else candidate.slot,
            rule="" if needless else candidate.rule,
            pinned=None if needless else candidate.pinned,
            placed_after=len({(one.client, one.slot) for one in plan}),
            changes_after=objective(self.instance, plan).changes,
            plan=plan,
        )

    def moved_by(self, remedy: Remedy) -> int:
        """How many visits of the plan get another moment or another student."""
        return len({(one.client, one.slot) for one in self.placed.plan - remedy.plan})

    # Candidates

    def _worth_testing(self, client: Id) -> list[Candidate]:
        """The most promising candidates: the fewest people to ask, then the fewest moves, what the client prefers first."""
        best: dict[tuple[object, ...], Candidate] = {}
        for one in self.candidates(client):
            key = one.kind, one.student, one.slot, one.rule, one.pinned
            if one.moves <= MOST_MOVES and (key not in best or one.moves < best[key].moves):
                best[key] = one
        order = {slot.key: place for place, slot in enumerate(self.instance.week.slots)}
        ranked = sorted(
            best.values(),
            key=lambda one: (
                _PEOPLE[one.kind],
                one.moves,
                _RULE_PLACE.get(one.rule, 0),
                order[one.slot] if one.slot is not None else 0,
                str(one.student),
            ),
        )
        chosen: list[Candidate] = []
        kinds: Counter[str] = Counter()
        for one in ranked:
            if kinds[one.kind] < MOST_OF_A_KIND + 1 and len(chosen) < MOST_TESTS:
                kinds[one.kind] += 1
                chosen.append(one)
        return chosen

    def candidates(self, client: Id) -> Iterator[Candidate]:
        """Everything that seems to help this client, with an estimate of the visits that move."""
        depths = self.reach.depths(client)
        if any(self.reach.step(key).room for key in depths):
            yield Candidate(
                MOVES, client, moves=min(depth for key, depth in depths.items() if self.reach.step(key).room)
            )
        yield from self._other_slots(client)
        yield from self._pairs(client)
        asking: dict[tuple[Id, SlotKey, SeatRole | None], int] = {}
        for (one, when, role), depth in depths.items():
            for slot in self.slots_of(one):
                if (slot[0] == when) if role is None else (slot == when):
                    asking.setdefault((one, slot, role), depth)
        for day in self._days_nobody_reaches(client):
            for slot in self.slots_of(client):
                if slot[0] == day:
                    asking.setdefault((client, slot, None), 0)
        yield from self._freed_students(client, asking)
        yield from self._duties(client, depths)
        for pinned, slot in sorted(self.releasable, key=str):
            yield Candidate(PIN, client, slot=slot, pinned=pinned, moves=1)

    def _days_nobody_reaches(self, client: Id) -> Iterable[object]:
        taken = self.placed.days_of.get(client, set())
        reached = {slot[0] for slot in self.placed.options.get(client, ())}
        return [day for day in dict.fromkeys(slot[0] for slot in self.slots_of(client)) if day not in taken | reached]

    def _other_slots(self, client: Id) -> Iterator[Candidate]:
        """The client can in one more dagdeel, on a day without a visit."""
        week, facts = self.instance.week, self.placed.client(client)
        everywhere = replace(facts, slots=frozenset(slot.key for slot in week.slots) - set(facts.covered))
        asked = replace(week, clients=tuple(everywhere if one.id == client else one for one in week.clients))
        for choice in slots_for_client(client, asked, policy=OPTIMISER):
            slot = choice.slot.key
            if (
                slot in facts.slots
                or slot in self.instance.frozen
                or not all(one.rule is Rule.PREFERRED or not one.hard for one in choice.findings)
                or slot[0] in self.placed.days_of.get(client, ())
            ):
                continue
            moves = self._visit_moves(client, slot, {})
            if moves is not None:
                yield Candidate(CLIENT_SLOT, client, slot=slot, moves=moves)

    def _pairs(self, client: Id) -> Iterator[Candidate]:
        """One wish set aside for one student who is there in a dagdeel of the client."""
        for slot in self.slots_of(client):
            if slot[0] in self.placed.days_of.get(client, ()):
                continue
            for student in self.instance.week.students:
                for role in self._roles(client):
                    refused = self.refusals(client, student.id, role, slot)
                    if len(refused) == 1 and refused[0] in SOFT_RULES and self.placed.absence(student.id, slot) is None:
                        moves = self._visit_moves(client, slot, {role: student.id})
                        if moves is not None:
                            yield Candidate(PAIR, client, student.id, slot, refused[0].code, moves)

    def _freed_students(
        self, client: Id, asking: dict[tuple[Id, SlotKey, SeatRole | None], int]
    ) -> Iterator[Candidate]:
        """A lesson moves: the student takes the visit, or one that has to move for it."""
        week = self.instance.week
        for student in week.students:
            for slot, why in student.unavailable.items():
                if why not in MOVABLE_ABSENCES or not self._could_come(student.id, slot):
                    continue
                best: int | None = None
                for (one, when, role), depth in asking.items():
                    if when != slot:
                        continue
                    for seat in self._roles(one) if role is None else (role,):
                        if self.refusals(one, student.id, seat, slot):
                            continue
                        if role is None:
                            moves = self._visit_moves(one, slot, {seat: student.id})
                        else:
                            moves = self._moves_before(student.id, slot)
                        if moves is not None and (best is None or depth + moves < best):
                            best = depth + moves
                if best is not None:
                    yield Candidate(STUDENT_SLOT, client, student.id, slot, moves=best)

    def _duties(self, client: Id, depths: dict[StepKey, int]) -> Iterator[Candidate]:
        """Somebody is on duty where nobody is reachable: whoever then could go to a client who is asking."""
        week = self.instance.week
        depth_of: dict[Id, int] = {client: 0}
        for (one, _, role), depth in depths.items():
            if role is None:
                depth_of[one] = min(depth, depth_of.get(one, depth))
        for slot in week.slots:
            if slot.key in week.duty or slot.key in week.closed or slot.key in self.instance.frozen:
                continue
            eased = replace(week, duty=week.duty | {slot.key})
            able = [
                student.id
                for student in week.students
                if next(
                    choice.allowed
                    for choice in slots_for_student(student.id, eased, policy=OPTIMISER)
                    if choice.slot.key == slot.key
                )
            ]
            for one, depth in depth_of.items():
                if slot.key in self.placed.client(one).slots and slot.date not in self.placed.days_of.get(one, ()):
                    found = [
                        moves
                        for student in able
                        if not self.refusals(one, student, SeatRole.LEAD, slot.key)
                        and (moves := self._moves_before(student, slot.key)) is not None
                    ]
                    if found:
                        yield Candidate(DUTY, client, slot=slot.key, moves=depth + min(found))

    # Estimates

    def _visit_moves(self, client: Id, slot: SlotKey, given: dict[SeatRole, Id]) -> int | None:
        """How many visits move when this client gets a visit here with these students; None when it can't be."""
        choices: list[list[tuple[int, Id]]] = []
        for role in self._roles(client):
            if role in given:
                students: Iterable[Id] = (given[role],)
            else:
                students = (
                    one.id
                    for one in self.instance.week.students
                    if self.placed.absence(one.id, slot) is None and not self.refusals(client, one.id, role, slot)
                )
            found = [(moves, one) for one in students if (moves := self._moves_before(one, slot)) is not None]
            choices.append(sorted(found, key=lambda pair: (pair[0], str(pair[1])))[:3])
        if len(choices) == 1:
            return choices[0][0][0] if choices[0] else None
        together = [moves + others for moves, lead in choices[0] for others, buddy in choices[1] if lead != buddy]
        return min(together, default=None)

    def _moves_before(self, student: Id, slot: SlotKey) -> int | None:
        return self.reach.visits_to_move((student, slot))

    def _could_come(self, student: Id, slot: SlotKey) -> bool:
        """Would only the absence keep this student from a visit here?"""
        week = self.instance.week
        if slot in self.instance.frozen or slot not in week.duty or slot in week.closed or slot not in week.slot_by_key:
            return False
        facts = week.student_by_id[student]
        kept = [one for one in self.placed.seats_of.get(student, ()) if one in self.placed.choice.kept]
        here = week.slot_by_key[slot]
        return (
            len(kept) < facts.max_week
            and sum(one.slot[0] == slot[0] for one in kept) < facts.max_day
            and not any(here.overlaps(week.slot_by_key[one.slot]) for one in kept)
        )

    def _roles(self, client: Id) -> tuple[SeatRole, ...]:
        return (SeatRole.LEAD, SeatRole.BUDDY) if self.placed.client(client).seats == 2 else (SeatRole.LEAD,)

    def slots_of(self, client: Id) -> frozenset[SlotKey]:
        """The dagdelen in which the client can have a visit."""
        if client not in self._slots:
            self._slots[client] = frozenset(
                choice.slot.key
                for choice in slots_for_client(client, self.instance.week, policy=OPTIMISER)
                if choice.allowed and choice.slot.key not in self.instance.frozen
            )
        return self._slots[client]

    def refusals(self, client: Id, student: Id, role: SeatRole, slot: SlotKey) -> tuple[Rule, ...]:
        """The rules that keep this student with this role from this client."""
        week = self.instance.week
        key = client, student, role, slot if week.agreed else None
        if key not in self._able:
            found = match_findings(
                week.student_by_id[student],
                week.client_by_id[client],
                role,
                week,
                policy=OPTIMISER,
                slot=week.slot_by_key[slot] if week.agreed else None,
            )
            self._able[key] = tuple(dict.fromkeys(one.rule for one in found if one.hard))
        return self._able[key]


_RULE_PLACE = {rule.code: place for place, rule in enumerate((Rule.CYCLING_TIME, Rule.GENDER, Rule.LANGUAGE))}


def ease(instance: Instance, asked: Candidate | Remedy) -> Instance:
    """The instance in which what is asked got a yes."""
    week, slot = instance.week, asked.slot
    if asked.kind == MOVES or slot is None:
        return instance
    if asked.kind == CLIENT_SLOT:
        clients = tuple(
            replace(one, slots=one.slots | {slot}) if one.id == asked.client else one for one in week.clients
        )
        return replace(instance, week=replace(week, clients=clients))
    if asked.kind == STUDENT_SLOT:
        students = tuple(
            replace(
                one,
                available=one.available | {slot},
                unavailable={key: why for key, why in one.unavailable.items() if key != slot},
            )
            if one.id == asked.student
            else one
            for one in week.students
        )
        return replace(instance, week=replace(week, students=students))
    if asked.kind == PAIR and asked.student is not None:
        agreed = week.agreed | {(asked.student, asked.client, slot[0], asked.rule)}
        return replace(instance, week=replace(week, agreed=agreed))
    if asked.kind == DUTY:
        return replace(instance, week=replace(week, duty=week.duty | {slot}))
    if asked.kind == PIN and asked.pinned is not None:
        return let_go(instance, [(asked.pinned, slot)])
    raise ValueError(f"unknown kind of remedy: {asked.kind}")
