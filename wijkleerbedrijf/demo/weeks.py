"""The weeks of a demo location: published ones with what became of each visit, and the coming one as a concept."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from planning.facts import load_week
from planning.models import BaseVisit, Duty, Visit, VisitSeat, WeekPlan, WeekVersion
from planning.rules import Finding, Member, Proposal, Rule, SeatRole, Slot, WeekFacts, apply, check
from planning.services import frozen_visits
from wijkleerbedrijf.organisation.models.calendar import CalendarPeriod

from .copy_rows import copy_rows
from .outcomes import Change, carry_out, note_activities, settle
from .scene import DAY, Scene

_ILL_OR_AWAY = frozenset({"ill", "leave", "absent"})
_PINNED = 3
_ACCOMPANIED_EVERY = 10


@dataclass(slots=True)
class Planned:
    """A visit as it was published, and what changed about it afterwards."""

    base: BaseVisit
    slot: Slot
    agreement_id: int
    accompanied: bool
    change: Change | None = None


def make_published_week(scene: Scene, monday: datetime.date, bases: list[BaseVisit], number: int) -> WeekPlan:
    """A week that was shared, approved and published on time; `number` makes one week differ from another."""
    week = WeekPlan.objects.create(
        location=scene.location,
        monday=monday,
        state=WeekPlan.State.PUBLISHED,
        version=1,
        shared_at=scene.at(monday - DAY * 4, 11),
        shared_by=scene.staff["coordinator"],
        approved_at=scene.at(monday - DAY * 4, 15),
        approved_by=scene.staff["teacher"],
        published_at=scene.at(monday - DAY * 3, 13),
        published_by=scene.staff["coordinator"],
    )
    make_duties(scene, scene.open_days(monday), number)
    planned = _plan(scene, week, bases, number)
    visits = _visits(scene, week, planned)
    unchanged = [visit for visit, one in zip(visits, planned, strict=True) if one.change is None]
    did = settle(scene, unchanged)
    _save(visits, planned)
    note_activities(unchanged, did)
    copy_rows(
        WeekVersion,
        [
            WeekVersion(
                location=scene.location,
                week=week,
                version=1,
                published_at=week.published_at or week.changed_at,
                published_by=scene.staff["coordinator"],
                visits=frozen_visits(week),
            )
        ],
    )
    changed = [(visit, one.change) for visit, one in zip(visits, planned, strict=True) if one.change]
    carry_out(scene, week, changed)
    others_went = [visit for visit, _ in changed if visit.is_active]
    did = settle(scene, others_went)
    for visit in others_went:
        visit.save()
    note_activities(others_went, did)
    return week


def make_coming_week(scene: Scene, monday: datetime.date, bases: list[BaseVisit]) -> WeekPlan:
    """A concept made from the normal week that waits for a proposal: somebody is on duty each dagdeel, some visits are pinned."""
    week = WeekPlan.objects.create(location=scene.location, monday=monday)
    make_duties(scene, scene.open_days(monday), 0)
    planned = [one for one in _plan(scene, week, bases, 1) if one.change is None]
    visits = _visits(scene, week, planned)
    alone = [visit for visit in visits if visit.accompanied_by_id is None]
    for visit in alone[:: max(1, len(alone) // _PINNED)][:_PINNED]:
        visit.by_hand = visit.pinned = True
    _save(visits, planned)
    return week


def make_duties(scene: Scene, days: list[datetime.date], number: int) -> None:
    """The coordinators take turns by day."""
    coordinators = [scene.staff["coordinator"], scene.staff["coordinator2"]]
    Duty.objects.bulk_create(
        Duty(
            location=scene.location,
            date=day,
            block=dagdeel.block,
            user=coordinators[(day.isoweekday() + part * (day.isoweekday() == 5) + number) % 2],
        )
        for day in days
        for part, dagdeel in enumerate(scene.dagdelen)
        if day.isoweekday() in dagdeel.weekdays
    )


def _plan(scene: Scene, week: WeekPlan, bases: list[BaseVisit], number: int) -> list[Planned]:
    """The normal week as far as the rules allow, and what then turned out otherwise."""
    loaded = load_week(week)
    facts = loaded.facts
    own_closings = set(
        CalendarPeriod.objects.filter(location=scene.location, kind=CalendarPeriod.Kind.CLOSING).values_list(
            "starts_on", flat=True
        )
    )
    planned: list[Planned] = []
    for place, base in enumerate(bases):
        day = week.monday + DAY * (base.weekday - 1)
        slot = facts.slot_by_key.get((day, base.block_id))
        agreement = loaded.agreement_on(base.client_id, day)
        known = base.client_id in facts.client_by_id and base.lead_id in facts.student_by_id
        if slot is None or agreement is None or not known or not base.is_valid_on(day):
            continue
        accompanied = (place + number) % _ACCOMPANIED_EVERY == 0
        proposal = Proposal(base.client_id, slot, _members(base), accompanied=accompanied)
        findings = [one for one in check(proposal, facts) if one.hard]
        one = Planned(base, slot, agreement.pk, accompanied)
        if not findings:
            one.change = _by_chance(scene, day)
            if one.change is None:
                facts = apply(proposal, facts)
        elif _fell_out(findings, facts, slot):
            facts, one.change = _without_student(scene, facts, proposal, findings)
        elif findings[0].rule is Rule.OPEN_CALENDAR and day in own_closings and day <= scene.today:
            one.change = Change(cancel_reason=Visit.CancelReason.CLOSED, reason="Code oranje, niemand de weg op.")
        elif findings[0].rule is Rule.PAUSE and _first_day_of_pause(agreement, week):
            one.change = Change(cancel_reason=Visit.CancelReason.CLIENT_PAUSED, reason="De pauze begon eerder.")
        else:
            continue
        planned.append(one)
    return planned


def _members(base: BaseVisit) -> tuple[Member, ...]:
    lead = Member(base.lead_id)
    return (lead,) if base.buddy_id is None else (lead, Member(base.buddy_id, SeatRole.BUDDY))


def _by_chance(scene: Scene, day: datetime.date) -> Change | None:
    """Most visits go on; now and then a client cancels, or the plan changes."""
    if day > scene.today:
        return None
    dice = scene.chance.random()
    if dice < 0.035:
        return Change(cancel_reason=Visit.CancelReason.CLIENT_ASKED, reason="Belde af, heeft zelf een afspraak.")
    if dice < 0.045:
        return Change(cancel_reason=Visit.CancelReason.PLAN_CHANGED, reason="Uitje met de hele groep.")
    if dice < 0.05:
        return Change(cancel_reason=Visit.CancelReason.OTHER, reason="De straat was afgesloten.")
    return None


def _fell_out(findings: list[Finding], facts: WeekFacts, slot: Slot) -> bool:
    """Is the only thing in the way a student who turned out to be away?"""
    return all(
        one.rule is Rule.AVAILABLE
        and one.student is not None
        and facts.student_by_id[one.student].unavailable.get(slot.key) in _ILL_OR_AWAY
        for one in findings
    )


def _without_student(
    scene: Scene, facts: WeekFacts, proposal: Proposal, findings: list[Finding]
) -> tuple[WeekFacts, Change]:
    """Somebody else goes when the rules know one; else the visit is cancelled."""
    away = {one.student for one in findings}
    if scene.chance.random() < 0.5 and len(away) == 1 and proposal.members[0].student in away:
        others = [
            student for student in facts.students if proposal.slot.key in student.available and not student.starter
        ]
        for other in others:
            members = (Member(other.id), *proposal.members[1:])
            instead = Proposal(proposal.client, proposal.slot, members, accompanied=proposal.accompanied)
            if not any(one.hard for one in check(instead, facts)):
                change = Change(lead_id=int(other.id), reason="Student heeft zich ziek gemeld.")
                return apply(instead, facts), change
    return facts, Change(cancel_reason=Visit.CancelReason.STUDENT_ABSENT, reason="Niemand anders kon op dat moment.")


def _first_day_of_pause(agreement: object, week: WeekPlan) -> bool:
    """Did the pause begin in this week, after it had been planned?"""
    rows = getattr(agreement, "pause_rows", [])
    return any(row["first"] == week.monday.isoformat() for row in rows)


def _visits(scene: Scene, week: WeekPlan, planned: list[Planned]) -> list[Visit]:
    """The visits as published, all of them still to come. Not saved."""
    on_duty = {
        (duty.date, duty.block_id): duty.user_id
        for duty in Duty.objects.filter(location=scene.location, date__range=(week.monday, week.sunday))
    }
    return [
        Visit(
            location=scene.location,
            week=week,
            client_id=one.base.client_id,
            agreement_id=one.agreement_id,
            date=one.slot.date,
            block_id=one.base.block_id,
            starts_at=one.slot.starts,
            ends_at=one.slot.ends,
            base_visit=one.base,
            accompanied_by_id=on_duty.get((one.slot.date, one.base.block_id)) if one.accompanied else None,
        )
        for one in planned
    ]


def _save(visits: list[Visit], planned: list[Planned]) -> None:
    """The visits with the seats of the normal week."""
    Visit.objects.bulk_create(visits)
    VisitSeat.objects.bulk_create(
        VisitSeat(
            location_id=visit.location_id,
            visit=visit,
            student_id=int(member.student),
            role=member.role,
            date=visit.date,
            starts_at=visit.starts_at,
            ends_at=visit.ends_at,
        )
        for visit, one in zip(visits, planned, strict=True)
        for member in _members(one.base)
    )
