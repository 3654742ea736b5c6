"""Proves by counting that a group of clients asks more than there are places for them.

From a client without a visit it follows what would have to move: who stands in the places that suit, where those could go instead,
who stands there, and so on. When that ends without a free place, the clients that were met need more places than the students
who may go to them can give. The counts are made afresh from the group, so that the sentence says what anybody can count.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from planning.proposal_result import Reason
from planning.rules import Id, SeatRole, SlotKey

from .instance import Assignment
from .placed import Place, Placed
from .possible import VisitOption

#: For each student the dagdelen in which he or she was met.
Places = Mapping[Id, Collection[SlotKey]]
#: A day of a client, or a dagdeel and the role of a pair that needs somebody else.
StepKey = tuple[Id, datetime.date | SlotKey, SeatRole | None]


@dataclass(slots=True)
class _Step:
    """What comes of asking for one day of a client, or for another student in one role of a pair.

    `places` are those that would do; `room` when there is one for the taking; else `next` are the steps of who is in the way.
    """

    places: set[Place] = field(default_factory=set)
    room: bool = False
    next: dict[StepKey, None] = field(default_factory=dict)


class Bottlenecks:
    """The groups that ask more than there is, in one plan."""

    def __init__(self, placed: Placed) -> None:
        self.placed = placed
        self._steps: dict[StepKey, _Step] = {}
        self._in_the_way: dict[Place, list[Assignment]] = {}
        self._needs: dict[frozenset[Place], dict[Id, int]] = {}

    def of(self, client: Id) -> Reason | None:
        """The group that needs more places than there are and to which this client belongs; None without proof."""
        reached = self._reach(client)
        if reached is None:
            return None
        clients, found = reached
        places: dict[Id, set[SlotKey]] = defaultdict(set)
        for student, slot in found:
            places[student].add(slot)
        known = self._needs.setdefault(frozenset(found), {})
        for one in clients:
            if one not in known:
                known[one] = places_needed(self.placed, one, places)
        need = {one: known[one] for one in clients if known[one]}
        if client not in need or sum(need.values()) <= self.placed.capacity(places):
            return None
        return _reason(self.placed, client, need, places)

    def _reach(self, client: Id) -> tuple[list[Id], set[Place]] | None:
        """The clients and places that are met from this client; None when a free place is among them."""
        steps = dict.fromkeys(self._of_client(client))
        places: set[Place] = set()
        queue = list(steps)
        for key in queue:  # grows while it is walked through
            step = self._step(key)
            if step.room:
                return None
            places |= step.places
            for one in step.next:
                if one not in steps:
                    steps[one] = None
                    queue.append(one)
        return list(dict.fromkeys((client, *(key[0] for key in steps)))), places

    def _of_client(self, client: Id, leaving: SlotKey | None = None) -> list[StepKey]:
        """The client could have the visit on any day without one, or on that on which it leaves its place."""
        taken = self.placed.days_of.get(client, set())
        days = dict.fromkeys(slot[0] for slot in self.placed.options.get(client, ()))
        return [(client, day, None) for day in days if day not in taken or (leaving is not None and day == leaving[0])]

    def _step(self, key: StepKey) -> _Step:
        if key not in self._steps:
            step = self._steps[key] = _Step()
            client, when, role = key
            for slot, option in self.placed.options.get(client, {}).items():
                if role is None and slot[0] == when:
                    self._look_at_visit(step, option)
                elif role is not None and slot == when:
                    self._look_at_role(step, option, role)
        return self._steps[key]

    def _look_at_visit(self, step: _Step, option: VisitOption) -> None:
        free = [student for student in option.leads if self._is_free(step, student, option.slot.key)]
        if free and option.client.seats == 2:
            others = [student for student in option.buddies if self._is_free(step, student, option.slot.key)]
            step.room |= bool(others) and len({*free, *others}) > 1
        elif free:
            step.room = True

    def _look_at_role(self, step: _Step, option: VisitOption, role: SeatRole) -> None:
        crew = self.placed.crew(option.client.id, option.slot.key)
        partner = {student for other, student in crew.items() if other is not role}
        for student in option.leads if role is SeatRole.LEAD else option.buddies:
            if student not in partner:
                step.room |= self._is_free(step, student, option.slot.key)

    def _is_free(self, step: _Step, student: Id, slot: SlotKey) -> bool:
        """Is this place free? If not, the step leads on to whoever is in the way."""
        place = student, slot
        step.places.add(place)
        if place not in self._in_the_way:
            self._in_the_way[place] = seats_in_the_way(self.placed, student, slot)
        for seat in self._in_the_way[place]:
            step.next.update(dict.fromkeys(self._of_client(seat.client, leaving=seat.slot)))
            if self.placed.client(seat.client).seats == 2 and seat.slot in self.placed.options.get(seat.client, ()):
                step.next[seat.client, seat.slot, seat.role] = None
        return not self._in_the_way[place]


def seats_in_the_way(placed: Placed, student: Id, slot: SlotKey) -> list[Assignment]:
    """The movable seats of which one must go before this student can take this place; empty when the place is free.

    When the student is there already or at that time elsewhere, those seats; else all of the day or week that is full.
    """
    week = placed.choice.instance.week
    here = week.slot_by_key[slot]
    facts = week.student_by_id[student]
    mine = placed.seats_of.get(student, [])
    at_once = [one for one in mine if one.slot == slot or here.overlaps(week.slot_by_key[one.slot])]
    if at_once:
        return [one for one in at_once if one in placed.movable]
    on_day = [one for one in mine if one.slot[0] == slot[0]]
    if len(on_day) >= facts.max_day:
        return [one for one in on_day if one in placed.movable]
    if len(mine) >= facts.max_week:
        return [one for one in mine if one in placed.movable]
    return []


def _reason(placed: Placed, client: Id, need: dict[Id, int], places: Places) -> Reason:
    week = placed.choice.instance.week
    supply = placed.capacity(places)
    slots = placed.in_order({slot for mine in places.values() for slot in mine})
    everybody = placed.capacity(all_places(placed, slots)) == supply
    helpers = {one for one, mine in places.items() if placed.capacity({one: mine}) > 0}
    return Reason(
        code="full" if everybody else "few_students",
        slots=slots,
        clients=tuple(one.id for one in week.clients if one.id in need),
        students=() if everybody else tuple(one.id for one in week.students if one.id in helpers),
        numbers={
            "placed": placed.number(client),
            "clients": len(need),
            "needed": sum(need.values()),
            "places": supply,
            "pairs": int(any(_both_roles(placed, one, places) for one in need)),
            "only": int(all(_only_there(placed, one, slots) for one in need)),
            "kept": int(any(one.slot in slots for one in placed.choice.kept)),
            "whole_week": int(set(slots) >= {option.slot.key for option in placed.choice.options}),
        },
    )


def places_needed(placed: Placed, client: Id, places: Places) -> int:
    """How many of these places the client needs at least to get all visits that it misses or has, those that are kept apart.

    A visit needs a place for each role that nobody else could take; the client has the days on which it needs the fewest.
    """
    days: dict[datetime.date, list[int]] = defaultdict(list)
    for slot, option in placed.options.get(client, {}).items():
        days[slot[0]].append(sum(_inside(students, slot, places) for students in roles_of(option)))
    fewest = sorted(min(needs) for needs in days.values())
    return sum(fewest[: placed.choice.visits_left.get(client, 0)])


def roles_of(option: VisitOption) -> list[tuple[Id, ...]]:
    """For each role of the visit who could take it."""
    return [option.leads, option.buddies] if option.client.seats == 2 else [option.leads]


def _inside(students: Collection[Id], slot: SlotKey, places: Places) -> bool:
    return all(slot in places.get(student, ()) for student in students)


def _both_roles(placed: Placed, client: Id, places: Places) -> bool:
    return any(
        all(_inside(students, slot, places) for students in roles_of(option))
        for slot, option in placed.options.get(client, {}).items()
        if option.client.seats == 2
    )


def _only_there(placed: Placed, client: Id, slots: Collection[SlotKey]) -> bool:
    """Has this client no possibility outside these dagdelen?"""
    return set(placed.options.get(client, ())) <= set(slots)


def all_places(placed: Placed, slots: Collection[SlotKey]) -> dict[Id, set[SlotKey]]:
    """Every student with those of the dagdelen in which he or she can go on a visit to somebody, beside what is kept."""
    free: dict[Id, set[SlotKey]] = defaultdict(set)
    for student in placed.choice.instance.week.students:
        for slot in slots:
            if placed.absence(student.id, slot) is None:
                free[student.id].add(slot)
    return free
