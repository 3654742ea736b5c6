"""Proves by counting that a group of clients asks more than there are places for them.

From a client without a visit it follows what would have to move: who stands in the places that suit, where those could go instead,
who stands there, and so on. When that ends without a free place, the clients that were met need more places than the students
who may go to them can give. The counts are made afresh from the group, so that the sentence says what anybody can count.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from planning.proposal_result import Reason
from planning.rules import Id, SlotKey

from .placed import Place, Placed
from .possible import VisitOption
from .reach import Reach

#: For each student the dagdelen in which he or she was met.
Places = Mapping[Id, Collection[SlotKey]]


class Bottlenecks:
    """The groups that ask more than there is, in one plan."""

    def __init__(self, placed: Placed, reach: Reach | None = None) -> None:
        self.placed = placed
        self.reach = reach if reach is not None else Reach(placed)
        self._needs: dict[frozenset[Place], dict[Id, int]] = {}
        self._supplies: dict[frozenset[Place], int] = {}
        self._places: dict[tuple[Id, frozenset[SlotKey], bool], frozenset[Place]] = {}

    def of(self, client: Id) -> Reason | None:
        """The group that needs more places than there are and to which this client belongs; None without proof."""
        reached = self._reach(client)
        if reached is None:
            return None
        clients, found = reached
        met = self._needed(clients, frozenset(found))
        if client not in met or sum(met.values()) <= self._supply(frozenset(found)):
            return None
        # Counted again as the sentence says it: whoever can do a visit at one of the group in one of the dagdelen. When that
        # is no bottleneck, those who come along are counted too.
        slots = frozenset(slot for _, slot in found)
        for both in (False, True):
            places = frozenset(place for one in met for place in self._places_of(one, slots, both))
            need = self._needed(list(met), places)
            if client in need and sum(need.values()) > self._supply(places):
                return _reason(self.placed, client, need, by_student(places), both=both)
        return None

    def _needed(self, clients: Sequence[Id], places: frozenset[Place]) -> dict[Id, int]:
        """Of these clients those who need some of these places, and how many."""
        known = self._needs.setdefault(places, {})
        missing = [one for one in clients if one not in known]
        if missing:
            sorted_places = by_student(places)
            for one in missing:
                known[one] = places_needed(self.placed, one, sorted_places)
        return {one: known[one] for one in clients if known[one]}

    def _supply(self, places: frozenset[Place]) -> int:
        if places not in self._supplies:
            self._supplies[places] = self.placed.capacity(by_student(places))
        return self._supplies[places]

    def _places_of(self, client: Id, slots: frozenset[SlotKey], both: bool) -> frozenset[Place]:
        """Who could do a visit at this client in these dagdelen, or with `both` also come along."""
        key = client, slots, both
        if key not in self._places:
            self._places[key] = frozenset(
                (student, slot)
                for slot, option in self.placed.options.get(client, {}).items()
                if slot in slots
                for students in (roles_of(option) if both else [option.leads])
                for student in students
            )
        return self._places[key]

    def _reach(self, client: Id) -> tuple[list[Id], set[Place]] | None:
        """The clients and places that are met from this client; None when a free place is among them."""
        steps = dict.fromkeys(self.reach.of_client(client))
        places: set[Place] = set()
        queue = list(steps)
        for key in queue:  # grows while it is walked through
            step = self.reach.step(key)
            if step.room:
                return None
            places |= step.places
            for one in step.next:
                if one not in steps:
                    steps[one] = None
                    queue.append(one)
        return list(dict.fromkeys((client, *(key[0] for key in steps)))), places


def by_student(places: Iterable[Place]) -> dict[Id, set[SlotKey]]:
    """For each student the dagdelen."""
    found: dict[Id, set[SlotKey]] = defaultdict(set)
    for student, slot in places:
        found[student].add(slot)
    return found


def _reason(placed: Placed, client: Id, need: dict[Id, int], places: Places, *, both: bool) -> Reason:
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
            "pairs": int(both),
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
