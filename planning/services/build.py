"""Makes the visits of a week: from the normal week, or from the week before. Doing it again follows later changes.

What was planned or changed by hand stays, what is over stays, and what no longer fits is cancelled with a reason.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.db import transaction
from django.utils import timezone

from planning.broken import CANCEL_REASONS
from planning.facts import LoadedWeek, load_week
from planning.models import BaseVisit, PlanStep, Visit, VisitSeat, WeekPlan
from planning.rules import Finding, Member, Proposal, SeatRole, WeekFacts, apply, check
from wijkleerbedrijf.organisation.models import Location, User

from .errors import unique
from .steps import Step, place, taking_step

_WEEK = datetime.timedelta(weeks=1)


@dataclass
class BuildResult:
    """What making a week did: numbers of visits, and a sentence for each visit that could not be placed."""

    week: WeekPlan
    planned: int = 0
    changed: int = 0
    kept: int = 0
    cancelled: int = 0
    unplaced: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A visit that the normal week, or the week before, asks for."""

    client_id: int
    date: datetime.date
    block_id: int
    lead_id: int
    buddy_id: int | None
    base_visit_id: int | None
    by_hand: bool = False

    @property
    def members(self) -> tuple[Member, ...]:
        lead = Member(self.lead_id, SeatRole.LEAD)
        return (lead,) if self.buddy_id is None else (lead, Member(self.buddy_id, SeatRole.BUDDY))

    @property
    def seats(self) -> list[tuple[int, str]]:
        return [(int(member.student), member.role.value) for member in self.members]


def week_at(location: Location, monday: datetime.date) -> WeekPlan:
    """The week that begins on `monday`, made when it was not there yet. Two people at once get the same one."""
    return WeekPlan.objects.get_or_create(location=location, monday=monday)[0]


def build_week(
    *,
    location: Location,
    monday: datetime.date,
    by: User,
    reason: str = "",
    token: uuid.UUID | None = None,
    today: datetime.date | None = None,
) -> BuildResult:
    """The week as the normal week says, within the rules. Raises PlanningError."""
    with transaction.atomic():
        week = week_at(location, monday)
        with taking_step(week=week, by=by, kind=PlanStep.Kind.BUILD, reason=reason, token=token) as step:
            base = BaseVisit.objects.filter(location=location).valid_between(monday, step.week.sunday)
            wanted = [
                _Wanted(row.client_id, day, row.block_id, row.lead_id, row.buddy_id, row.pk)
                for row in base.order_by("weekday", "block_id", "pk")
                if row.is_valid_on(day := monday + datetime.timedelta(days=row.weekday - 1))
            ]
            result = _follow(step, wanted, today or timezone.localdate(), drop_others=True)
            step.summary = f"Week gemaakt uit de basisweek: {result.planned} bezoeken erbij, {result.cancelled} eraf."
    return result


def copy_last_week(
    *,
    week: WeekPlan,
    by: User,
    reason: str = "",
    token: uuid.UUID | None = None,
    today: datetime.date | None = None,
) -> BuildResult:
    """The visits of the week before on the same day and dagdeel, as far as the rules allow. Raises PlanningError."""
    with taking_step(week=week, by=by, kind=PlanStep.Kind.BUILD, reason=reason, token=token) as step:
        before = Visit.objects.filter(
            location_id=step.week.location_id, date__range=(step.week.monday - _WEEK, step.week.sunday - _WEEK)
        )
        wanted = []
        for visit in before.active().select_related("base_visit").prefetch_related("seats").order_by("date", "pk"):
            seats = {seat.role: seat.student_id for seat in visit.seats.all()}
            day = visit.date + _WEEK
            base = visit.base_visit if visit.base_visit and visit.base_visit.is_valid_on(day) else None
            if VisitSeat.Role.LEAD in seats:
                wanted.append(
                    _Wanted(
                        visit.client_id,
                        day,
                        visit.block_id,
                        seats[VisitSeat.Role.LEAD],
                        seats.get(VisitSeat.Role.BUDDY),
                        base.pk if base else None,
                        by_hand=visit.by_hand or base is None,
                    )
                )
        result = _follow(step, wanted, today or timezone.localdate(), drop_others=False)
        step.summary = f"Vorige week gekopieerd: {result.planned} bezoeken erbij."
    return result


def _follow(step: Step, wanted: list[_Wanted], today: datetime.date, *, drop_others: bool) -> BuildResult:
    """Makes the week what is wanted, from `today` on. The present visits that stay come first, so that they win."""
    loaded = load_week(step.week)
    result = BuildResult(step.week)
    present = list(
        Visit.objects.filter(week=step.week)
        .select_related("client")
        .prefetch_related("seats", "activities")
        .order_by("pk")
    )
    matched = _matched(wanted, present)
    stays = [visit for visit in present if _stays(visit, today)]
    staying = {visit.pk for visit in stays}
    result.kept = sum(visit.is_active for visit in stays)
    loose = {visit.pk for visit in matched.values()} if drop_others else {visit.pk for visit in present}
    if drop_others:
        for visit in present:
            if visit.pk not in staying and visit.pk not in loose and visit.is_active:
                _cancel(step, visit, Visit.CancelReason.PLAN_CHANGED)
                result.cancelled += 1
    facts = _only(loaded.facts, staying if drop_others else {visit.pk for visit in present if visit.is_active})
    # Present visits go to their new place before new ones come, so that nobody stands in the way.
    for index, one in sorted(enumerate(wanted), key=lambda row: row[0] not in matched):
        visit = matched.get(index)
        if one.date < today or (visit is not None and (visit.pk in staying or not drop_others)):
            continue
        facts = _place_wanted(step, loaded, facts, one, visit, result)
    return result


def _matched(wanted: list[_Wanted], present: list[Visit]) -> dict[int, Visit]:
    """Which present visit is which wanted one, by its place in the list: through the normal week, else the same client and day."""
    by_base = {visit.base_visit_id: visit for visit in present if visit.base_visit_id}
    matched = {index: by_base[one.base_visit_id] for index, one in enumerate(wanted) if one.base_visit_id in by_base}
    left = [visit for visit in present if visit not in matched.values()]
    for index, one in enumerate(wanted):
        if index not in matched and (visit := _same_place(one, left)) is not None:
            matched[index] = visit
            left.remove(visit)
    return matched


def _stays(visit: Visit, today: datetime.date) -> bool:
    """Pinned, changed by hand, recorded, or in the past: making the week again leaves it alone."""
    recorded = visit.status in (Visit.Status.DONE, Visit.Status.CLIENT_ABSENT)
    return visit.pinned or visit.by_hand or recorded or visit.date < today


def _same_place(one: _Wanted, present: Iterable[Visit]) -> Visit | None:
    """A visit at this client on this day, whoever planned it."""
    return next((v for v in present if v.is_active and v.client_id == one.client_id and v.date == one.date), None)


def _only(facts: WeekFacts, visit_ids: set[int]) -> WeekFacts:
    return replace(facts, seats=tuple(seat for seat in facts.seats if seat.visit in visit_ids))


def _place_wanted(
    step: Step, loaded: LoadedWeek, facts: WeekFacts, one: _Wanted, visit: Visit | None, result: BuildResult
) -> WeekFacts:
    """Plans, moves or cancels one visit; returns the facts with it."""
    slot = facts.slot_by_key.get((one.date, one.block_id))
    agreement = loaded.agreement_on(one.client_id, one.date)
    known = one.client_id in facts.client_by_id and all(m.student in facts.student_by_id for m in one.members)
    findings: list[Finding] = []
    proposal = None
    if slot is not None and known:
        accompanied = visit is not None and visit.accompanied_by_id is not None
        proposal = Proposal(one.client_id, slot, one.members, accompanied=accompanied)
        findings = [finding for finding in check(proposal, facts) if finding.hard]
    if proposal is None or slot is None or agreement is None or findings:
        if visit is not None and visit.is_active:
            _cancel(step, visit, cancel_reason(findings))
            result.cancelled += 1
        result.unplaced.extend(unique([finding.sentence for finding in findings])[:1] or [_unknown(one, loaded)])
        return facts
    target = visit or Visit(location_id=step.week.location_id, week=step.week, client_id=one.client_id)
    same = visit is not None and visit.is_active and _is_as_wanted(visit, one, agreement.pk, slot.starts, slot.ends)
    if not same:
        if visit is None:
            _put(target, one, agreement.pk, slot.starts, slot.ends)
            step.created(target)
            result.planned += 1
        else:
            with step.changing(target):
                _put(target, one, agreement.pk, slot.starts, slot.ends)
            result.changed += 1
    else:
        with step.changing(target):
            target.base_visit_id = one.base_visit_id
            target.save(update_fields=["base_visit"])
        result.kept += 1
    return apply(replace(proposal, visit=target.pk), facts)


def _is_as_wanted(visit: Visit, one: _Wanted, agreement_id: int, starts: datetime.time, ends: datetime.time) -> bool:
    seats = sorted((seat.student_id, seat.role) for seat in visit.seats.all())
    return (
        (visit.date, visit.block_id, visit.agreement_id) == (one.date, one.block_id, agreement_id)
        and (visit.starts_at, visit.ends_at) == (starts, ends)
        and seats == sorted(one.seats)
    )


def _put(visit: Visit, one: _Wanted, agreement_id: int, starts: datetime.time, ends: datetime.time) -> None:
    visit.date, visit.block_id, visit.agreement_id = one.date, one.block_id, agreement_id
    visit.starts_at, visit.ends_at = starts, ends
    visit.status, visit.cancel_reason, visit.is_active = Visit.Status.PLANNED, "", True
    visit.base_visit_id, visit.by_hand = one.base_visit_id, one.by_hand
    place(visit, one.seats)


def _cancel(step: Step, visit: Visit, reason: str) -> None:
    with step.changing(visit):
        visit.status, visit.cancel_reason, visit.is_active = Visit.Status.CANCELLED, reason, False
        visit.save()


def cancel_reason(findings: list[Finding]) -> Visit.CancelReason:
    for finding in findings:
        if finding.rule in CANCEL_REASONS:
            return CANCEL_REASONS[finding.rule]
    return Visit.CancelReason.PLAN_CHANGED


def _unknown(one: _Wanted, loaded: LoadedWeek) -> str:
    words = loaded.facts.vocabulary
    client = loaded.facts.client_by_id.get(one.client_id)
    if client is None:
        return f"Een {words.client} uit de basisweek heeft deze week geen geldige overeenkomst."
    if any(member.student not in loaded.facts.student_by_id for member in one.members):
        return f"De {words.student} die normaal naar {client.name} gaat, is deze week niet ingeschreven."
    return f"Het dagdeel waarin {client.name} normaal bezoek krijgt, is er deze week niet."
