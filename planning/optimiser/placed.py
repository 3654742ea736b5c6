"""A plan beside what could have been chosen: the lookups that reasons and remedies share."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from planning.rules import OPTIMISER, ClientFacts, Id, Rule, SeatRole, Slot, SlotKey, slots_for_student

from .instance import Assignment
from .possible import Possible, VisitOption

#: A student in a dagdeel: one place.
Place = tuple[Id, SlotKey]

#: A student stands in a visit that is kept, or would have too many visits beside those that are kept.
TAKEN = "taken"


@dataclass(slots=True)
class Placed:
    """A plan within the rules and the visits that the rules would have allowed beside what is kept.

    `movable` are the assignments that are not kept. Options without room for anybody (no bicycle at all) are left out.
    """

    choice: Possible
    plan: frozenset[Assignment]

    movable: frozenset[Assignment] = field(init=False)
    options: dict[Id, dict[SlotKey, VisitOption]] = field(init=False)
    shut: frozenset[Place] = field(init=False)
    seat_at: dict[Place, Assignment] = field(init=False)
    seats_of: dict[Id, list[Assignment]] = field(init=False)
    days_of: dict[Id, set[datetime.date]] = field(init=False)
    visits: dict[Id, set[SlotKey]] = field(init=False)
    _absences: dict[Id, dict[SlotKey, str | None]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.movable = self.plan - self.choice.kept
        self.shut = frozenset(member for room in self.choice.rooms if room.limit <= 0 for member in room.members)
        self.options = defaultdict(dict)
        for option in self.choice.options:
            if not option.completes and (open_option := self._with_room(option)) is not None:
                self.options[option.client.id][option.slot.key] = open_option
        self.seat_at, self.seats_of = {}, defaultdict(list)
        self.visits, self.days_of = defaultdict(set), defaultdict(set)
        for one in sorted(self.plan, key=lambda one: (one.slot[0], str(one.slot[1]), str(one.student))):
            self.seat_at[one.student, one.slot] = one
            self.seats_of[one.student].append(one)
            self.visits[one.client].add(one.slot)
            self.days_of[one.client].add(one.slot[0])

    def _with_room(self, option: VisitOption) -> VisitOption | None:
        if not self.shut:
            return option
        leads = tuple(one for one in option.leads if (one, option.slot.key) not in self.shut)
        buddies = tuple(one for one in option.buddies if (one, option.slot.key) not in self.shut)
        if not leads or (option.client.seats == 2 and (not buddies or len({*leads, *buddies}) < 2)):
            return None
        return VisitOption(option.client, option.slot, leads, buddies)

    def client(self, client: Id) -> ClientFacts:
        return self.choice.instance.week.client_by_id[client]

    def number(self, client: Id) -> int:
        """How many visits this client gets."""
        return len(self.visits.get(client, ()))

    def missing(self) -> dict[Id, int]:
        """The clients who get fewer visits than they want, and how many fewer; in the order of the week."""
        week = self.choice.instance.week
        return {
            client.id: client.visits - self.number(client.id)
            for client in week.clients
            if self.number(client.id) < client.visits
        }

    def crew(self, client: Id, slot: SlotKey) -> dict[SeatRole, Id]:
        return {one.role: one.student for one in self.plan if one.client == client and one.slot == slot}

    def absence(self, student: Id, slot: SlotKey) -> str | None:
        """Why this student can't go on any visit in this dagdeel beside what is kept; None when he or she can."""
        if student not in self._absences:
            week = self.choice.instance.week
            self._absences[student] = {
                choice.slot.key: self._cause(student, choice.slot, {one.rule for one in choice.findings if one.hard})
                for choice in slots_for_student(student, week, policy=OPTIMISER)
            }
        return self._absences[student][slot]

    def _cause(self, student: Id, slot: Slot, refused: set[Rule]) -> str | None:
        week = self.choice.instance.week
        facts = week.student_by_id[student]
        if Rule.AVAILABLE in refused:
            return facts.unavailable.get(slot.key) or Rule.AVAILABLE.code
        if refused:
            return min(rule.code for rule in refused)
        kept = [one for one in self.seats_of.get(student, ()) if one in self.choice.kept]
        if (
            len(kept) >= facts.max_week
            or sum(one.slot[0] == slot.date for one in kept) >= facts.max_day
            or any(one.slot == slot.key or slot.overlaps(week.slot_by_key[one.slot]) for one in kept)
        ):
            return TAKEN
        return Rule.BICYCLE.code if (student, slot.key) in self.shut else None

    def in_order(self, slots: Iterable[SlotKey]) -> tuple[SlotKey, ...]:
        """These dagdelen in the order of the week."""
        wanted = set(slots)
        return tuple(slot.key for slot in self.choice.instance.week.slots if slot.key in wanted)

    def capacity(self, places: Mapping[Id, Iterable[SlotKey]]) -> int:
        """How many seats these students can take in these dagdelen at most, beside what is kept.

        Counted from what a student may do on a day and in a week; bicycles are not counted.
        """
        return sum(self._capacity_of(student, slots) for student, slots in places.items())

    def _capacity_of(self, student: Id, slots: Iterable[SlotKey]) -> int:
        week = self.choice.instance.week
        facts = week.student_by_id[student]
        kept = [one for one in self.seats_of.get(student, ()) if one in self.choice.kept]
        days: dict[datetime.date, list[SlotKey]] = defaultdict(list)
        for slot in set(slots):
            days[slot[0]].append(slot)
        total = 0
        for day, of_day in days.items():
            at_once, busy_until = 0, None
            for one in sorted((week.slot_by_key[key] for key in of_day), key=lambda one: one.ends):
                if busy_until is None or one.starts >= busy_until:
                    at_once, busy_until = at_once + 1, one.ends
            left = facts.max_day - sum(one.slot[0] == day for one in kept)
            total += max(0, min(left, at_once))
        return max(0, min(facts.max_week - len(kept), total))
