"""What the rules leave to choose from: which students can do which visit, and how much room there is beside what is kept.

Everything here is asked of `planning.rules`, one student, client or dagdeel at a time in an empty week.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from planning.rules import (
    OPTIMISER,
    ClientFacts,
    Id,
    Limits,
    SeatRole,
    Slot,
    SlotKey,
    StudentFacts,
    WeekFacts,
    may_visit,
    slots_for_client,
    slots_for_student,
)

from .instance import Assignment, Instance


@dataclass(frozen=True, slots=True)
class VisitOption:
    """A visit that could be: the students who may lead it and those who may come along (empty when nobody has to).

    `completes` is a visit of which a part is kept already: it only needs the missing role.
    """

    client: ClientFacts
    slot: Slot
    leads: tuple[Id, ...]
    buddies: tuple[Id, ...]
    completes: bool = False

    @property
    def needs_lead(self) -> bool:
        return not self.completes or bool(self.leads)

    @property
    def needs_buddy(self) -> bool:
        return self.client.seats == 2 and (not self.completes or bool(self.buddies))


@dataclass(frozen=True, slots=True)
class Room:
    """A limit on the number of students or seats: of these (student, dagdeel) pairs at most `limit` may be chosen."""

    limit: int
    members: tuple[tuple[Id, SlotKey], ...]


@dataclass(slots=True)
class Possible:
    """All that can be chosen beside what is kept, and the room that what is kept leaves."""

    instance: Instance
    kept: frozenset[Assignment]
    options: list[VisitOption] = field(default_factory=list)
    rooms: list[Room] = field(default_factory=list)
    visits_left: dict[Id, int] = field(default_factory=dict)
    visits_kept: dict[Id, int] = field(default_factory=dict)


class KnownPairs:
    """Remembers which students the rules allow at which clients, as long as neither of them changes.

    Questions about almost the same week (what if this student were free on Tuesday) then cost little: `replace` leaves the
    facts of clients and students that don't change the same objects.
    """

    def __init__(self) -> None:
        self._clients: dict[int, tuple[ClientFacts, dict[tuple[int, SeatRole], bool]]] = {}
        self._students: dict[int, StudentFacts] = {}
        self._limits: Limits | None = None

    def allowed(
        self,
        students: list[StudentFacts],
        client: ClientFacts,
        role: SeatRole,
        week: WeekFacts,
        slot: Slot | None = None,
    ) -> list[Id]:
        """The ids of those students who may have this role at this client, in the same order.

        With a `slot` also those for whom a rule was set aside on that day.
        """
        together = {one for one, other, *_ in week.agreed if other == client.id} if slot is not None else set()
        if week.limits != self._limits:
            self._clients.clear()
            self._limits = week.limits
        _, verdicts = self._clients.setdefault(id(client), (client, {}))
        answer = []
        for student in students:
            key = (id(student), role)
            if key not in verdicts:
                self._students[id(student)] = student  # or its id could be given to another object
                verdicts[key] = may_visit(student, client, role, week, policy=OPTIMISER)
            if verdicts[key] or (
                student.id in together and may_visit(student, client, role, week, policy=OPTIMISER, slot=slot)
            ):
                answer.append(student.id)
        return answer


def possible(instance: Instance, known: KnownPairs | None = None) -> Possible:
    """Asks the rules for every visit, student and dagdeel of the instance."""
    known = known if known is not None else KnownPairs()
    found = Possible(instance, instance.kept)
    free = _free_students(instance, found.kept)
    _list_options(found, free, known)
    _list_rooms(found)
    return found


def _free_students(instance: Instance, kept: frozenset[Assignment]) -> dict[SlotKey, list[StudentFacts]]:
    """For each dagdeel that is not past the students who could take one more seat in it."""
    week = instance.week
    mine: dict[Id, list[Slot]] = defaultdict(list)
    for one in kept:
        mine[one.student].append(week.slot_by_key[one.slot])
    free: dict[SlotKey, list[StudentFacts]] = {slot.key: [] for slot in week.slots}
    for student in week.students:
        has = mine[student.id]
        if len(has) >= student.max_week:
            continue
        on_day = Counter(slot.date for slot in has)
        for choice in slots_for_student(student.id, week, policy=OPTIMISER):
            slot = choice.slot
            if (
                choice.allowed
                and slot.key not in instance.frozen
                and on_day[slot.date] < student.max_day
                and not any(slot.key == other.key or slot.overlaps(other) for other in has)
            ):
                free[slot.key].append(student)
    return free


def _list_options(found: Possible, free: dict[SlotKey, list[StudentFacts]], known: KnownPairs) -> None:
    instance, week = found.instance, found.instance.week
    kept_roles: dict[tuple[Id, SlotKey], set[SeatRole]] = defaultdict(set)
    for one in found.kept:
        kept_roles[one.client, one.slot].add(one.role)
    kept_slots: dict[Id, set[SlotKey]] = defaultdict(set)
    for client, key in kept_roles:
        kept_slots[client].add(key)
    for facts in week.clients:
        slots_kept = kept_slots[facts.id]
        found.visits_kept[facts.id] = len(slots_kept)
        found.visits_left[facts.id] = max(0, facts.visits - len(slots_kept))
        days_kept = {day for day, _ in slots_kept}
        for choice in slots_for_client(facts.id, week, policy=OPTIMISER):
            slot = choice.slot
            if slot.key in instance.frozen or not free[slot.key]:
                continue
            if slot.key in slots_kept:
                _complete(found, facts, slot, kept_roles[facts.id, slot.key], free[slot.key], known)
            elif choice.allowed and found.visits_left[facts.id] > 0 and slot.date not in days_kept:
                leads = known.allowed(free[slot.key], facts, SeatRole.LEAD, week, slot)
                buddies = known.allowed(free[slot.key], facts, SeatRole.BUDDY, week, slot) if facts.seats == 2 else []
                if leads and (facts.seats == 1 or (len({*leads, *buddies}) > 1 and buddies)):
                    found.options.append(VisitOption(facts, slot, tuple(leads), tuple(buddies)))


def _complete(
    found: Possible,
    facts: ClientFacts,
    slot: Slot,
    roles: set[SeatRole],
    free: list[StudentFacts],
    known: KnownPairs,
) -> None:
    """A kept visit that lacks a student: who could fill it, also where a rule refuses the visit itself."""
    week = found.instance.week
    missing = {SeatRole.LEAD} | ({SeatRole.BUDDY} if facts.seats == 2 else set())
    missing -= roles
    leads = known.allowed(free, facts, SeatRole.LEAD, week, slot) if SeatRole.LEAD in missing else []
    buddies = known.allowed(free, facts, SeatRole.BUDDY, week, slot) if SeatRole.BUDDY in missing else []
    if leads or buddies:
        found.options.append(VisitOption(facts, slot, tuple(leads), tuple(buddies), completes=True))


def _list_rooms(found: Possible) -> None:
    """The limits of students (dagdeel, day, week) and of bicycles, less what is kept."""
    week = found.instance.week
    wanted: dict[Id, set[SlotKey]] = defaultdict(set)
    for option in found.options:
        for name in (*option.leads, *option.buddies):
            wanted[name].add(option.slot.key)
    kept: dict[Id, list[SlotKey]] = defaultdict(list)
    for one in found.kept:
        kept[one.student].append(one.slot)
    moments = _moments(week)
    for student in week.students:
        keys = [slot.key for slot in week.slots if slot.key in wanted[student.id]]
        if keys:
            on_day = Counter(day for day, _ in kept[student.id])
            _list_rooms_of_student(found, student, keys, moments, len(kept[student.id]), on_day)
    _list_bicycles(found, wanted, moments)


def _list_rooms_of_student(
    found: Possible,
    student: StudentFacts,
    keys: list[SlotKey],
    moments: dict[datetime.date, list[frozenset[SlotKey]]],
    in_week: int,
    on_day: Counter[datetime.date],
) -> None:
    days: dict[datetime.date, list[SlotKey]] = defaultdict(list)
    for key in keys:
        days[key[0]].append(key)
    for day, of_day in days.items():
        at_once = {tuple(key for key in of_day if key in group) for group in moments[day]}
        at_once |= {(key,) for key in of_day}
        at_once.discard(())
        largest = [one for one in sorted(at_once, key=str) if not any(set(one) < set(other) for other in at_once)]
        found.rooms += (Room(1, tuple((student.id, key) for key in one)) for one in largest)
        left = student.max_day - on_day[day]
        if left < len(largest):
            found.rooms.append(Room(left, tuple((student.id, key) for key in of_day)))
    found.rooms.append(Room(student.max_week - in_week, tuple((student.id, key) for key in keys)))


def _moments(week: WeekFacts) -> dict[datetime.date, list[frozenset[SlotKey]]]:
    """For each day the groups of dagdelen that hold the same moment; only beginnings can be the busiest moment."""
    days: dict[datetime.date, list[Slot]] = defaultdict(list)
    for slot in week.slots:
        days[slot.date].append(slot)
    return {
        day: [
            frozenset(slot.key for slot in slots if slot.starts <= moment < slot.ends)
            for moment in sorted({slot.starts for slot in slots})
        ]
        for day, slots in days.items()
    }


def _list_bicycles(
    found: Possible, wanted: dict[Id, set[SlotKey]], moments: dict[datetime.date, list[frozenset[SlotKey]]]
) -> None:
    week = found.instance.week
    if not week.bicycles:
        return
    riders = [student.id for student in week.students if student.needs_bicycle]
    for groups in moments.values():
        for group in groups:
            limits = [week.bicycles[key] for key in group if key in week.bicycles]
            if not limits:
                continue
            members = tuple((rider, key) for rider in riders for key in sorted(group & wanted[rider], key=str))
            used = sum(one.slot in group and week.student_by_id[one.student].needs_bicycle for one in found.kept)
            if members:
                found.rooms.append(Room(max(0, min(limits) - used), members))
