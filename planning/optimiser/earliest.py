"""When could somebody really be helped: in which dagdelen of the coming weeks, without taking a visit from another. Pure.

In a week everybody else keeps the number of visits that he or she has in its plan; other students and other dagdelen may take
their turn. Where nobody needs to move, a free student is enough; where somebody must, the solver finds the whole plan, or
proves that there is none.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

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
    may_visit,
    slots_for_client,
)

from .bare import bare
from .instance import Assignment, ClientWishes, Instance
from .objective import seats_of, violations
from .possible import KnownPairs
from .solving import solve

Progress = Callable[[dict[str, Any]], None]


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
    """The chances in each of these weeks."""
    known = KnownPairs()
    answers = []
    for number, one in enumerate(weeks, start=1):
        answers.append(chances_in(one, known=known))
        if progress:
            progress({"done": number, "total": len(weeks)})
    return answers


def chances_in(coming: ComingWeek, *, known: KnownPairs | None = None) -> WeekChances:
    """What each dagdeel of one week offers."""
    known = known if known is not None else KnownPairs()
    newcomer = coming.newcomer
    chances = {slot.key: Chance.OUT for slot in coming.instance.week.slots}
    wished = _wished(coming.instance, newcomer)
    if not wished:
        return WeekChances(chances)
    demand, plan, most = _as_planned(coming, known)
    seated = _with_seats(demand, newcomer, plan)
    free = {slot.key for slot in wished if free_crew(seated, slot, newcomer, known)}
    chances |= {slot.key: Chance.FREE if slot.key in free else Chance.NO for slot in wished}
    left = {slot.key for slot in wished} - free
    proven = True
    while left:
        found = solve(with_newcomer(demand, replace(newcomer, visits=1, slots=frozenset(left))), levels=1, known=known)
        proven = proven and found.proven[0]
        where = {one.slot for one in found.assignments if one.client == newcomer.id}
        if not where or found.objective.priority <= 2 * most:
            break
        chances |= dict.fromkeys(where, Chance.MOVES)
        left -= where
    can = any(chances[slot.key] in (Chance.FREE, Chance.MOVES) for slot in wished)
    visits = int(can)
    if can and newcomer.visits > 1:
        found = solve(with_newcomer(demand, newcomer), levels=1, known=known)
        visits = max(1, found.objective.priority - 2 * most)
        proven = proven and found.proven[0]
    return WeekChances(chances, visits, proven)


def nobody_may(week: WeekFacts, newcomer: ClientFacts) -> bool:
    """Does some rule keep every student of the week away from this client, whatever the dagdeel?"""
    return not any(may_visit(student, newcomer, SeatRole.LEAD, week, policy=OPTIMISER) for student in week.students)


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


def _as_planned(coming: ComingWeek, known: KnownPairs) -> tuple[Instance, frozenset[Assignment], int]:
    """The week in which everybody asks for exactly the visits of its plan, each of weight 2; that plan; and its visits."""
    instance, previous = bare(coming.instance), coming.instance.previous
    if coming.planned:
        demand = _demanding(instance, previous)
        if not violations(demand, previous):
            return demand, previous, len(_visits(previous))
        plan = solve(demand, levels=1, known=known).assignments
    else:
        plan = solve(instance, levels=1, known=known).assignments
    return _demanding(instance, plan), plan, len(_visits(plan))


def _demanding(instance: Instance, plan: frozenset[Assignment]) -> Instance:
    number: dict[Id, int] = {}
    for client, _ in _visits(plan):
        number[client] = number.get(client, 0) + 1
    clients = tuple(
        client if client.visits == number.get(client.id, 0) else replace(client, visits=number.get(client.id, 0))
        for client in instance.week.clients
    )
    weights = {
        client.id: replace(instance.wishes_of_client(client.id), weights=(2,) * client.visits) for client in clients
    }
    return replace(instance, week=replace(instance.week, clients=clients), clients=weights)


def _visits(plan: frozenset[Assignment]) -> set[tuple[Id, SlotKey]]:
    return {(one.client, one.slot) for one in plan}


def _with_seats(demand: Instance, newcomer: ClientFacts, plan: frozenset[Assignment]) -> WeekFacts:
    """The week of the plan, as the rules see it, with the newcomer who has no visit yet."""
    return replace(demand.week, clients=(*demand.week.clients, newcomer), seats=seats_of(demand, plan))


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
