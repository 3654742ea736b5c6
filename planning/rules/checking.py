"""Checks a proposal against a week, several at once, or a whole week. Everything that plans asks here."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from .catalogue import BOARD, Finding, Policy, Rule
from .facts import Id, Member, Proposal, Seat, Slot, SlotKey, WeekFacts
from .load import bicycle_findings, burden_findings, guidance_findings, presence_findings
from .match import match_findings
from .visit import calendar_findings, crew_findings, present_seats, wish_findings


def check(proposal: Proposal, week: WeekFacts, *, policy: Policy = BOARD) -> list[Finding]:
    """Every rule that speaks about this visit in this week, what refuses first; an empty list is a visit without remarks.

    When the client already has a visit in this very dagdeel that does not make way, the members join it and its other students
    are judged with them as a crew. KeyError for a student or client that the week does not know.
    Source: H0-H10 of the plan specification, V060, V061, W022, W064, W072, W133, W137.
    """
    return _most_serious_first(
        [
            *about_visit(proposal, week, policy=policy),
            *about_members(proposal, week, policy=policy),
        ]
    )


def about_visit(proposal: Proposal, week: WeekFacts, *, policy: Policy = BOARD) -> list[Finding]:
    """The part of `check` about the visit itself: calendar, duty, wishes and agreement of the client, the crew as a whole."""
    client, slot, ignored = week.client_by_id[proposal.client], proposal.slot, proposal.ignored
    return [
        *calendar_findings(slot, week, policy=policy),
        *wish_findings(client, slot, week, ignored=ignored),
        *crew_findings(client, slot, crew_of(proposal, week), week, partial=proposal.partial, policy=policy),
    ]


def about_members(proposal: Proposal, week: WeekFacts, *, policy: Policy = BOARD) -> list[Finding]:
    """The part of `check` about the students of the proposal: place, competence, presence, load, bicycle and guidance."""
    client, slot, ignored = week.client_by_id[proposal.client], proposal.slot, proposal.ignored
    found: list[Finding] = []
    for member in proposal.members:
        student = week.student_by_id[member.student]
        found += presence_findings(student, slot, week, ignored=ignored, joining=client.id)
        found += match_findings(
            student, client, member.role, week, policy=policy, accompanied=proposal.accompanied, slot=slot
        )
        found += burden_findings(student, client, slot, week, ignored=ignored)
    crew = crew_of(proposal, week)
    going = {member.student for member in proposal.members}
    found += (
        one for one in bicycle_findings(crew, slot, week, ignored=ignored, joining=client.id) if one.student in going
    )
    students = [week.student_by_id[member.student] for member in proposal.members]
    found += guidance_findings(students, client, slot, week, accompanied=proposal.accompanied)
    return found


def crew_of(proposal: Proposal, week: WeekFacts) -> tuple[Member, ...]:
    """All students of the visit: those whom it already has, unless it makes way, and the members of the proposal."""
    present = present_seats(proposal.client, proposal.slot, week, proposal.ignored)
    return (*(Member(seat.student, seat.role) for seat in present), *proposal.members)


def hard_findings(proposal: Proposal, week: WeekFacts, *, policy: Policy = BOARD) -> list[Finding]:
    """Only what refuses: empty when the visit is allowed, perhaps with a reason."""
    return [one for one in check(proposal, week, policy=policy) if one.hard]


def is_allowed(proposal: Proposal, week: WeekFacts, *, policy: Policy = BOARD) -> bool:
    """Does no rule refuse this visit?"""
    return not hard_findings(proposal, week, policy=policy)


def check_together(proposals: Sequence[Proposal], week: WeekFacts, *, policy: Policy = BOARD) -> list[Finding]:
    """Checks a step of several visits, such as a swap: each in the week as it is after all the others."""
    leaving = frozenset[Id]().union(*(proposal.ignored for proposal in proposals))
    staying = replace(week, seats=tuple(seat for seat in week.seats if seat.visit not in leaving))
    arriving = [replace(proposal, visit=None, making_way=frozenset()) for proposal in proposals]
    found: list[Finding] = []
    for number, proposal in enumerate(arriving):
        after_others = staying
        for other in (*arriving[:number], *arriving[number + 1 :]):
            after_others = apply(other, after_others)
        found += check(proposal, after_others, policy=policy)
    return _most_serious_first(dict.fromkeys(found))


def apply(proposal: Proposal, week: WeekFacts) -> WeekFacts:
    """The week as it is when the proposal is carried out, whatever the rules say about it.

    A proposal without `visit` that joins no present visit gets a visit id of its own.
    """
    slot, ignored = proposal.slot, proposal.ignored
    present = present_seats(proposal.client, slot, week, ignored)
    visit = proposal.visit
    if visit is None:
        visit = present[0].visit if present else _new_id(proposal)
    added = tuple(
        Seat(
            visit=visit,
            student=member.student,
            client=proposal.client,
            date=slot.date,
            block=slot.block,
            starts=slot.starts,
            ends=slot.ends,
            role=member.role,
            accompanied=proposal.accompanied,
        )
        for member in proposal.members
    )
    return replace(week, seats=(*(seat for seat in week.seats if seat.visit not in ignored), *added))


def check_week(week: WeekFacts, *, policy: Policy = BOARD) -> list[Finding]:
    """Every rule that speaks about a visit of this week, what refuses first: each visit checked against all the others.

    Each finding carries its dagdeel; `once_each` makes a short list of them.
    """
    found: list[Finding] = []
    for proposal in visits_of(week):
        found += check(proposal, week, policy=policy)
    return _most_serious_first(dict.fromkeys(found))


def publish_blockers(
    week: WeekFacts,
    *,
    since: datetime.date | None = None,
    over: Collection[tuple[Id | None, SlotKey | None]] = (),
    policy: Policy = BOARD,
) -> list[Finding]:
    """What must be solved before this week is published, each sentence once; empty when it may be published.

    What lies before `since`, or is in `over` as (client, dagdeel), can't be solved any more and is left out.
    """
    return once_each(
        one
        for one in check_week(week, policy=policy)
        if one.blocks_publishing
        and (one.slot is None or since is None or one.slot[0] >= since)
        and (one.client, one.slot) not in over
    )


def once_each(findings: Iterable[Finding]) -> list[Finding]:
    """The first finding with each sentence, in the same order: for a list of warnings above a page."""
    first: dict[tuple[Rule, str], Finding] = {}
    for one in findings:
        first.setdefault((one.rule, one.sentence), one)
    return list(first.values())


def visits_of(week: WeekFacts) -> Iterator[Proposal]:
    """The visits of the week in the order of its seats, each as a proposal that changes nothing."""
    seats_of_visit: dict[tuple[Id, Id, Slot], list[Seat]] = {}
    for seat in week.seats:
        seats_of_visit.setdefault((seat.visit, seat.client, _slot_of(seat, week)), []).append(seat)
    for (visit, client, slot), seats in seats_of_visit.items():
        yield Proposal(
            client=client,
            slot=slot,
            members=tuple(Member(seat.student, seat.role) for seat in seats),
            visit=visit,
            accompanied=any(seat.accompanied for seat in seats),
        )


def _slot_of(seat: Seat, week: WeekFacts) -> Slot:
    """The dagdeel of a seat with the times that the visit itself keeps."""
    known = week.slot_by_key.get(seat.key)
    return Slot(seat.date, seat.block, seat.starts, seat.ends, known.name if known else "")


def _new_id(proposal: Proposal) -> Id:
    return f"new-{proposal.client}-{proposal.slot.date}-{proposal.slot.block}"


def _most_serious_first(findings: Iterable[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda one: -one.severity)
