"""Proves by counting that a group of clients asks more than there are places for them.

From a client without a visit it follows what would have to move: who stands in the places that suit, where those could go instead,
who stands there, and so on. When that ends without a free place, the clients that were met need more places than the students
who may go to them can give. The counts are made afresh from the group, so that the sentence says what anybody can count.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property

from planning.proposal_result import Reason
from planning.rules import Id, SlotKey

from .placed import Place, Placed
from .possible import VisitOption
from .reach import Reach, StepKey

#: For each student the dagdelen in which he or she was met.
Places = Mapping[Id, Collection[SlotKey]]


class _Places:
    """A set of places, and what was counted of it."""

    def __init__(self, placed: Placed, places: Iterable[Place]) -> None:
        self.placed = placed
        self.by_student: dict[Id, set[SlotKey]] = defaultdict(set)
        for student, slot in places:
            self.by_student[student].add(slot)
        self.slots = placed.in_order({slot for mine in self.by_student.values() for slot in mine})
        self.supply = placed.capacity(self.by_student)
        self._needs: dict[tuple[Id, bool], int] = {}

    def needed(self, clients: Iterable[Id], *, both: bool = True) -> dict[Id, int]:
        """Of these clients those who need some of these places, and how many; without `both` only for who does the visit."""
        found = {}
        for one in clients:
            key = one, both
            if key not in self._needs:
                self._needs[key] = places_needed(self.placed, one, self.by_student, both=both)
            if self._needs[key]:
                found[one] = self._needs[key]
        return found

    @cached_property
    def has_everybody(self) -> bool:
        """Could all students together, whoever may go where, not take more places in these dagdelen?"""
        return self.placed.capacity(all_places(self.placed, self.slots)) == self.supply

    @cached_property
    def helpers(self) -> frozenset[Id]:
        return frozenset(one for one, mine in self.by_student.items() if self.placed.capacity({one: mine}) > 0)


class Bottlenecks:
    """The groups that ask more than there is, in one plan. A set of places is a number here, with a bit for each place."""

    def __init__(self, placed: Placed, reach: Reach | None = None) -> None:
        self.placed = placed
        self.reach = reach if reach is not None else Reach(placed)
        self._place_of_bit: list[Place] = []
        self._bit_of_place: dict[Place, int] = {}
        self._client_of_step: list[Id] = []
        self._rooms = 0
        self._client_bits: dict[tuple[Id, tuple[SlotKey, ...], bool], int] = {}
        self._counted: dict[int, _Places] = {}

    def of(self, client: Id) -> Reason | None:
        """The group that needs more places than there are and to which this client belongs; None without proof."""
        reached = self._reach(client)
        if reached is None:
            return None
        clients, bits = reached
        met = self._places(bits)
        need = met.needed(clients)
        if client not in need or sum(need.values()) <= met.supply:
            return None
        # Counted again as the sentence says it: whoever can do a visit at one of the group in one of the dagdelen; the group
        # with everybody who needs these places, else those who were met. When that is no bottleneck, those who come along
        # are counted too.
        everybody = list(met.needed(one.id for one in self.placed.choice.instance.week.clients))
        for both in (False, True):
            for group in (everybody, list(need)):
                bits = 0
                for one in group:
                    bits |= self._bits_of_client(one, met.slots, both)
                places = self._places(bits)
                counted = places.needed(group, both=both)
                if client in counted and sum(counted.values()) > places.supply:
                    return _reason(self.placed, client, counted, places, both=both)
        return None

    def _reach(self, client: Id) -> tuple[list[Id], int] | None:
        """The clients and places that are met from this client; None when a free place is among them."""
        steps = bits = 0
        for key in self.reach.of_client(client):
            found = self._closures[key]
            steps |= found[0]
            bits |= found[1]
        if steps & self._rooms:
            return None
        met = (self._client_of_step[number] for number in _numbers(steps))
        return list(dict.fromkeys((client, *met))), bits

    @cached_property
    def _closures(self) -> dict[StepKey, tuple[int, int]]:
        """For every step that a client without a visit can come to: the steps and the places that follow, as bits."""
        keys = dict.fromkeys(key for client in self.placed.missing() for key in self.reach.of_client(client))
        queue = list(keys)
        for key in queue:  # grows while it is walked through
            for one in self.reach.step(key).next:
                if one not in keys:
                    keys[one] = None
                    queue.append(one)
        self._client_of_step = [key[0] for key in queue]
        number = {key: place for place, key in enumerate(queue)}
        self._rooms = sum(1 << number[key] for key in queue if self.reach.step(key).room)
        after = [[number[one] for one in self.reach.step(key).next] for key in queue]
        steps = [1 << place for place in range(len(queue))]
        bits = [self._bits(self.reach.step(key).places) for key in queue]
        changed = True
        while changed:  # a few rounds: whoever is met soon meets nearly everybody
            changed = False
            for place in reversed(range(len(queue))):
                reached, seen = steps[place], bits[place]
                for other in after[place]:
                    reached |= steps[other]
                    seen |= bits[other]
                if reached != steps[place]:
                    steps[place], bits[place], changed = reached, seen, True
        return dict(zip(queue, zip(steps, bits, strict=True), strict=True))

    def _bits(self, places: Iterable[Place]) -> int:
        bits = 0
        for place in places:
            if place not in self._bit_of_place:
                self._bit_of_place[place] = 1 << len(self._place_of_bit)
                self._place_of_bit.append(place)
            bits |= self._bit_of_place[place]
        return bits

    def _places(self, bits: int) -> _Places:
        if bits not in self._counted:
            some = (self._place_of_bit[number] for number in _numbers(bits))
            self._counted[bits] = _Places(self.placed, some)
        return self._counted[bits]

    def _bits_of_client(self, client: Id, slots: tuple[SlotKey, ...], both: bool) -> int:
        """Who could do a visit at this client in these dagdelen, or with `both` also come along."""
        key = client, slots, both
        if key not in self._client_bits:
            self._client_bits[key] = self._bits(
                (student, slot)
                for slot, option in self.placed.options.get(client, {}).items()
                if slot in slots
                for students in (roles_of(option) if both else [option.leads])
                for student in students
            )
        return self._client_bits[key]


def _numbers(bits: int) -> Iterator[int]:
    """The numbers of the bits that are set, lowest first."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def _reason(placed: Placed, client: Id, need: dict[Id, int], places: _Places, *, both: bool) -> Reason:
    week = placed.choice.instance.week
    slots = set(places.slots)
    return Reason(
        code="full" if places.has_everybody else "few_students",
        slots=places.slots,
        clients=tuple(one.id for one in week.clients if one.id in need),
        students=() if places.has_everybody else tuple(one.id for one in week.students if one.id in places.helpers),
        numbers={
            "placed": placed.number(client),
            "clients": len(need),
            "needed": sum(need.values()),
            "places": places.supply,
            "pairs": int(both),
            "kept": int(any(one.slot in slots for one in placed.choice.kept)),
            "whole_week": int(slots >= {option.slot.key for option in placed.choice.options}),
        },
    )


def places_needed(placed: Placed, client: Id, places: Places, *, both: bool = True) -> int:
    """How many of these places the client needs at least to get all visits that it misses or has, those that are kept apart.

    A visit needs a place for each role that nobody else could take; the client has the days on which it needs the fewest.
    """
    days: dict[datetime.date, list[int]] = defaultdict(list)
    for slot, option in placed.options.get(client, {}).items():
        roles = roles_of(option) if both else [option.leads]
        days[slot[0]].append(sum(_inside(students, slot, places) for students in roles))
    fewest = sorted(min(needs) for needs in days.values())
    return sum(fewest[: placed.choice.visits_left.get(client, 0)])


def roles_of(option: VisitOption) -> list[tuple[Id, ...]]:
    """For each role of the visit who could take it."""
    return [option.leads, option.buddies] if option.client.seats == 2 else [option.leads]


def _inside(students: Collection[Id], slot: SlotKey, places: Places) -> bool:
    return all(slot in places.get(student, ()) for student in students)


def all_places(placed: Placed, slots: Collection[SlotKey]) -> dict[Id, set[SlotKey]]:
    """Every student with those of the dagdelen in which he or she can go on a visit to somebody, beside what is kept."""
    free: dict[Id, set[SlotKey]] = defaultdict(set)
    for student in placed.choice.instance.week.students:
        for slot in slots:
            if placed.absence(student.id, slot) is None:
                free[student.id].add(slot)
    return free
