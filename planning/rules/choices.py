"""What can be chosen, and why the rest can't: students for a visit, clients for a student, dagdelen for either."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import TypeAlias

from .catalogue import BOARD, Finding, Policy, Severity
from .checking import about_members, about_visit, check, visits_of
from .facts import ClientFacts, Face, Id, Member, Proposal, SeatRole, Slot, StudentFacts, WeekFacts
from .load import presence_findings
from .visit import calendar_findings, wish_findings

_Order: TypeAlias = tuple[int | float | str, ...]


@dataclass(frozen=True, slots=True)
class StudentChoice:
    """A student for a visit: `own` is what the rules say about this student, `shared` about the visit whoever goes."""

    student: StudentFacts
    own: tuple[Finding, ...]
    shared: tuple[Finding, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        return (*self.own, *self.shared)

    @property
    def allowed(self) -> bool:
        return not any(one.hard for one in self.findings)


@dataclass(frozen=True, slots=True)
class ClientChoice:
    """A client for a student, with everything that the rules say about that visit."""

    client: ClientFacts
    findings: tuple[Finding, ...]

    @property
    def allowed(self) -> bool:
        return not any(one.hard for one in self.findings)


@dataclass(frozen=True, slots=True)
class SlotChoice:
    """A dagdeel for a visit, a student or a client, with everything that the rules say about it."""

    slot: Slot
    findings: tuple[Finding, ...]

    @property
    def allowed(self) -> bool:
        return not any(one.hard for one in self.findings)


def candidates(
    client: Id,
    slot: Slot,
    week: WeekFacts,
    *,
    role: SeatRole = SeatRole.LEAD,
    visit: Id | None = None,
    making_way: frozenset[Id] = frozenset(),
    accompanied: bool = False,
    policy: Policy = BOARD,
) -> list[StudentChoice]:
    """All students for one seat of a visit: who could go, best first, and then why the others can't, nearest first.

    A role that the visit still lacks does not count against a student; that comes with the whole visit (`check`).
    Give `visit` when its students are replaced; leave it out to add somebody to a visit that is already there.
    Best: no reason needed, below the target, a face that suits the client's wish, furthest below the target, a wish of the
    student, the lower running average, the shorter road, the name. KeyError for an unknown client.
    """
    facts = week.client_by_id[client]
    empty = Proposal(client, slot, (), visit=visit, making_way=making_way, partial=True, accompanied=accompanied)
    ranked: list[tuple[_Order, StudentChoice]] = []
    for student in week.students:
        proposal = replace(empty, members=(Member(student.id, role),))
        choice = StudentChoice(
            student,
            own=tuple(about_members(proposal, week, policy=policy)),
            shared=tuple(about_visit(proposal, week, policy=policy)),
        )
        ranked.append(((*_obstacles(choice.findings), *_suits(student, facts, week, proposal.ignored)), choice))
    return [choice for _, choice in sorted(ranked, key=lambda pair: pair[0])]


def clients_for(
    student: Id,
    slot: Slot,
    week: WeekFacts,
    *,
    role: SeatRole = SeatRole.LEAD,
    making_way: frozenset[Id] = frozenset(),
    accompanied: bool = False,
    policy: Policy = BOARD,
) -> list[ClientChoice]:
    """All clients to whom this student could go in this dagdeel, best first, and then why not to the others, nearest first.

    Best: no reason needed, urgent, most visits still to place, waiting longest, known to the student, the name.
    KeyError for an unknown student.
    """
    facts = week.student_by_id[student]
    ranked: list[tuple[_Order, ClientChoice]] = []
    for client in week.clients:
        proposal = Proposal(
            client.id, slot, (Member(student, role),), making_way=making_way, partial=True, accompanied=accompanied
        )
        choice = ClientChoice(client, tuple(check(proposal, week, policy=policy)))
        ranked.append(((*_obstacles(choice.findings), *_needs(client, facts, week, making_way)), choice))
    return [choice for _, choice in sorted(ranked, key=lambda pair: pair[0])]


def slots_for_visit(visit: Id, week: WeekFacts, *, policy: Policy = BOARD) -> list[SlotChoice]:
    """Where this visit may go with the students whom it has: every dagdeel of the week, in order.

    KeyError when the week has no such visit.
    """
    present = next((proposal for proposal in visits_of(week) if proposal.visit == visit), None)
    if present is None:
        raise KeyError(visit)
    return [
        SlotChoice(slot, tuple(check(replace(present, slot=slot, partial=True), week, policy=policy)))
        for slot in week.slots
    ]


def slots_for_student(
    student: Id, week: WeekFacts, *, ignored: Collection[Id] = (), policy: Policy = BOARD
) -> list[SlotChoice]:
    """When this student could go on a visit to anybody: every dagdeel of the week, in order. KeyError when unknown."""
    facts = week.student_by_id[student]
    return [
        SlotChoice(
            slot,
            (
                *calendar_findings(slot, week, policy=policy),
                *presence_findings(facts, slot, week, ignored=ignored),
            ),
        )
        for slot in week.slots
    ]


def slots_for_client(
    client: Id, week: WeekFacts, *, ignored: Collection[Id] = (), policy: Policy = BOARD
) -> list[SlotChoice]:
    """When this client could have one more visit by anybody: every dagdeel of the week, in order. KeyError when unknown."""
    facts = week.client_by_id[client]
    return [
        SlotChoice(
            slot,
            (
                *calendar_findings(slot, week, policy=policy),
                *wish_findings(facts, slot, week, ignored=ignored),
            ),
        )
        for slot in week.slots
    ]


def _obstacles(findings: Collection[Finding]) -> tuple[int, int, int]:
    """Allowed first; then the fewest refusals, then the fewest reasons to give."""
    refusals = sum(one.hard for one in findings)
    reasons = sum(one.severity is Severity.WARN for one in findings)
    return int(refusals > 0), refusals, reasons


def _suits(student: StudentFacts, client: ClientFacts, week: WeekFacts, ignored: Collection[Id]) -> _Order:
    planned = sum(seat.visit not in ignored for seat in week.seats_of_student.get(student.id, ()))
    room = student.target - planned
    known = week.familiarity.get((student.id, client.id), 0)
    face = known if client.face is Face.VARIATION else -known
    minutes = client.minutes_for(student.id)
    return (
        int(room <= 0),
        face,
        -room,
        int(client.id not in student.prefers),
        student.average if student.average is not None else 0.0,
        minutes if minutes is not None else float("inf"),
        student.name,
        str(student.id),
    )


def _needs(client: ClientFacts, student: StudentFacts, week: WeekFacts, ignored: Collection[Id]) -> _Order:
    visits = {(seat.visit, seat.date) for seat in week.seats_of_client.get(client.id, ()) if seat.visit not in ignored}
    return (
        int(not client.urgent),
        len(visits) - client.visits,
        (client.waiting_since or datetime.date.max).toordinal(),
        -week.familiarity.get((student.id, client.id), 0),
        client.name,
        str(client.id),
    )
