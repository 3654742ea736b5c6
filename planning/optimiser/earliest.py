"""When could somebody really be helped: in which dagdelen of the coming weeks, without taking a visit from another. Pure.

In a week everybody else keeps the number of visits that he or she has in its plan; other students and other dagdelen may take
their turn. Where nobody needs to move, a free student is enough; where somebody must, the solver finds the whole plan, or
proves that there is none.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from planning.rules import (
    OPTIMISER,
    ClientFacts,
    Id,
    Member,
    Proposal,
    SeatRole,
    Slot,
    SlotKey,
    WeekFacts,
    is_allowed,
    slots_for_client,
)

from .bare import bare, by_number
from .instance import Assignment, ClientWishes, Instance
from .objective import objective, seats_of, violations
from .possible import KnownPairs
from .solution import Solution
from .solving import solve

Progress = Callable[[dict[str, Any]], None]
#: A dagdeel of every week: ISO weekday and id of the block.
Place: TypeAlias = tuple[int, Id]


class Chance(enum.StrEnum):
    """What one dagdeel of a week offers to the newcomer."""

    FREE = "free"
    """A student is free who may go: nobody else notices."""
    MOVES = "moves"
    """Others keep their visits, with another student or in another dagdeel."""
    NO = "no"
    """Not without taking a visit from another."""
    OUT = "out"
    """The newcomer can't, the location is closed, nobody is reachable, or it is past."""


POSSIBLE = frozenset({Chance.FREE, Chance.MOVES})


@dataclass(frozen=True, slots=True)
class ComingWeek:
    """A week to look at. `newcomer` is not among the clients of the instance; its dagdelen are those of this week.

    `planned`: what `instance.previous` has is the plan of this week. Otherwise the plan has still to be made, and everybody
    who wants visits comes first.
    """

    instance: Instance
    newcomer: ClientFacts
    planned: bool


@dataclass(frozen=True, slots=True)
class WeekChances:
    """The answer for a week: what each dagdeel offers, and how many of the wished visits fit together."""

    chances: Mapping[SlotKey, Chance] = field(default_factory=dict)
    visits: int = 0
    proven: bool = True


def earliest(weeks: Sequence[ComingWeek], *, progress: Progress | None = None) -> list[WeekChances]:
    """The chances in each of these weeks.

    From the first week on that has dagdelen which stay possible, `visits` counts what fits in those dagdelen alone: what can
    be promised for each week.
    """
    known = KnownPairs()
    looks = []
    for number, one in enumerate(weeks, start=1):
        looks.append(_Look(one, known))
        if progress:
            progress({"done": number, "total": len(weeks)})
    starts = steady([by_place(look.chances) for look in looks])
    if not starts or all(one.newcomer.visits == 1 for one in weeks):
        return [look.answer() for look in looks]
    first = min(starts.values())
    lasting = {place for place, week in starts.items() if week == first}
    return [look.answer(None if number < first else lasting) for number, look in enumerate(looks)]


def chances_in(coming: ComingWeek, *, known: KnownPairs | None = None) -> WeekChances:
    """What each dagdeel of one week offers."""
    return _Look(coming, known if known is not None else KnownPairs()).answer()


def by_place(chances: Mapping[SlotKey, Chance]) -> dict[Place, Chance]:
    """The same by weekday and block, for comparing weeks."""
    return {(day.isoweekday(), block): chance for (day, block), chance in chances.items()}


def steady(weeks: Sequence[Mapping[Place, Chance]]) -> dict[Place, int]:
    """For each dagdeel the first week (its number in the list) from which it is possible in every week that has it.

    Weeks in which it is out of the question, as in a holiday, don't count; dagdelen that are never steady are left out.
    """
    found = {}
    for place in dict.fromkeys(place for week in weeks for place in week):
        for number in range(len(weeks) - 1, -1, -1):
            chance = weeks[number].get(place, Chance.OUT)
            if chance in POSSIBLE:
                found[place] = number
            elif chance is not Chance.OUT:
                break
    return found


class _Look:
    """One week: what each dagdeel offers, and the solver at hand for how many visits fit together."""

    def __init__(self, coming: ComingWeek, known: KnownPairs) -> None:
        self.newcomer = coming.newcomer
        self.asker: _Asker | None = None
        self.chances = {slot.key: Chance.OUT for slot in coming.instance.week.slots}
        wished = _wished(coming.instance, coming.newcomer)
        if wished:
            self.chances |= dict.fromkeys((slot.key for slot in wished), Chance.NO)
            self.asker = _Asker(coming, known)
            if self.asker.settle(wished):
                self._look(self.asker, wished)

    def _look(self, asker: _Asker, wished: Sequence[Slot]) -> None:
        week = replace(
            asker.demand.week,
            seats=seats_of(asker.demand, asker.plan),
            clients=(*asker.demand.week.clients, self.newcomer),
        )
        free = {slot.key for slot in wished if free_crew(week, slot, self.newcomer, asker.known)}
        self.chances |= dict.fromkeys(free, Chance.FREE)
        left = {slot.key for slot in wished} - free
        while left and (where := asker.places(left)):
            self.chances |= dict.fromkeys(where, Chance.MOVES)
            left -= where

    def answer(self, places: Collection[Place] | None = None) -> WeekChances:
        """The answer, with the number of visits that fit in these dagdelen, or in all."""
        possible = {
            key
            for key, chance in self.chances.items()
            if chance in POSSIBLE and (places is None or (key[0].isoweekday(), key[1]) in places)
        }
        visits = int(bool(possible))
        if possible and self.newcomer.visits > 1 and self.asker is not None:
            visits = self.asker.number(possible)
        return WeekChances(self.chances, visits, self.asker is None or self.asker.proven)


class _Asker:
    """Asks the solver about one week. What the others have counts at least twice what the newcomer gets, so they lose nothing."""

    def __init__(self, coming: ComingWeek, known: KnownPairs) -> None:
        self.newcomer, self.known, self.proven = coming.newcomer, known, True
        self.plan, self.others = frozenset[Assignment](), 0
        plain = bare(coming.instance)
        self.settled = False
        if coming.planned:
            self.demand = _as_in(plain, coming.instance.previous)
            if not violations(self.demand, coming.instance.previous):
                self._settle_on(coming.instance.previous)
        else:
            self.demand = _twice(by_number(plain))

    def settle(self, wished: Sequence[Slot]) -> bool:
        """Know the plan of the others. False when the newcomer has no place in any of the best ones."""
        if self.settled:
            return True
        found = self._solve({slot.key for slot in wished}, 1)
        self._settle_on(frozenset(one for one in found.assignments if one.client != self.newcomer.id))
        return found.objective.priority > self.others

    def places(self, slots: Collection[SlotKey]) -> set[SlotKey]:
        """A dagdeel among these in which the newcomer fits when others move; none when there is no such plan."""
        found = self._solve(slots, 1)
        return {one.slot for one in found.assignments if one.client == self.newcomer.id}

    def number(self, slots: Collection[SlotKey]) -> int:
        """How many of the wished visits fit in these dagdelen together."""
        return self._solve(slots, self.newcomer.visits).objective.priority - self.others

    def _settle_on(self, plan: frozenset[Assignment]) -> None:
        self.settled, self.plan, self.others = True, plan, objective(self.demand, plan).priority

    def _solve(self, slots: Collection[SlotKey], visits: int) -> Solution:
        asking = replace(self.newcomer, slots=frozenset(slots), visits=visits)
        found = solve(with_newcomer(self.demand, asking), levels=1, known=self.known)
        self.proven = self.proven and found.proven[0]
        return found


def with_newcomer(demand: Instance, newcomer: ClientFacts) -> Instance:
    """The instance with the newcomer as one client more, whose visits count less than any visit of another."""
    return replace(
        demand,
        week=replace(demand.week, clients=(*demand.week.clients, newcomer)),
        clients={**demand.clients, newcomer.id: ClientWishes(weights=(1,) * newcomer.visits)},
    )


def _wished(instance: Instance, newcomer: ClientFacts) -> list[Slot]:
    """The dagdelen in which the newcomer may have a visit as far as the calendar and the wish go, and that are not past."""
    week = replace(instance.week, clients=(*instance.week.clients, newcomer))
    return [
        choice.slot
        for choice in slots_for_client(newcomer.id, week, policy=OPTIMISER)
        if choice.allowed and choice.slot.key not in instance.frozen
    ]


def _as_in(instance: Instance, plan: frozenset[Assignment]) -> Instance:
    """The week in which everybody asks for exactly the visits of this plan, each of weight 2."""
    number: dict[Id, int] = {}
    for client, _ in {(one.client, one.slot) for one in plan}:
        number[client] = number.get(client, 0) + 1
    clients = tuple(
        client if client.visits == number.get(client.id, 0) else replace(client, visits=number.get(client.id, 0))
        for client in instance.week.clients
    )
    weights = {client.id: ClientWishes(weights=(2,) * client.visits) for client in clients}
    return replace(instance, week=replace(instance.week, clients=clients), clients=weights)


def _twice(instance: Instance) -> Instance:
    weights = {
        client: replace(wishes, weights=tuple(2 * weight for weight in wishes.weights))
        for client, wishes in instance.clients.items()
    }
    return replace(instance, clients=weights)


def free_crew(week: WeekFacts, slot: Slot, newcomer: ClientFacts, known: KnownPairs) -> tuple[Member, ...]:
    """Students who are free in this dagdeel and may do the visit as well; empty when there are none."""

    def allowed(members: tuple[Member, ...], *, partial: bool) -> bool:
        return is_allowed(Proposal(newcomer.id, slot, members, partial=partial), week, policy=OPTIMISER)

    def those(role: SeatRole) -> list[Member]:
        may = known.allowed(list(week.students), newcomer, role, week)
        return [Member(student, role) for student in may if allowed((Member(student, role),), partial=True)]

    leads = those(SeatRole.LEAD)
    if newcomer.seats == 1 or not leads:
        return (leads[0],) if leads else ()
    pairs = ((lead, buddy) for lead in leads for buddy in those(SeatRole.BUDDY) if lead.student != buddy.student)
    return next((pair for pair in pairs if allowed(pair, partial=False)), ())
