"""Carries out a repair: visits change at once, and the clients who notice it are called."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils import timezone

from planning.begun import has_begun
from planning.facts import LoadedWeek, load_week
from planning.models import PlanStep, Visit, WeekPlan
from planning.rules import Id, Member, Proposal, SeatRole, Slot, check_together
from wijkleerbedrijf.organisation.models import Task, User

from .asking_clients import ClientCalls
from .errors import PlanningRefused, WeekChanged, unique
from .steps import Step, mark_of, place, taking_step
from .visits import put_at

_CHANGED = "De week is intussen veranderd, er is niets gedaan. Hieronder staan nieuwe oplossingen."
_BEGUN = "Een bezoek van deze oplossing is al begonnen, er is niets gedaan. Hieronder staan nieuwe oplossingen."


@dataclass(frozen=True, slots=True)
class NewPlace:
    """Where a visit goes, and who goes."""

    date: datetime.date
    block_id: int
    lead_id: int
    buddy_id: int | None = None

    @property
    def members(self) -> tuple[Member, ...]:
        lead = Member(self.lead_id, SeatRole.LEAD)
        return (lead,) if self.buddy_id is None else (lead, Member(self.buddy_id, SeatRole.BUDDY))


@dataclass(frozen=True, slots=True)
class RepairedVisit:
    """What a repair does with one visit. `seen` is the mark of the visit as it was when the repair was made.

    `cause` says why it changes, as the reason of a cancellation; `why` is a sentence. `to` None: it does not go on.
    `absent` are the students who can't come.
    """

    visit_id: int
    seen: str
    cause: str
    why: str
    to: NewPlace | None = None
    absent: tuple[int, ...] = ()


@dataclass
class Repaired:
    """What a repair did: numbers of visits, and the calls to make."""

    changed: int = 0
    cancelled: int = 0
    calls: list[Task] = field(default_factory=list)


def apply_repair(
    *,
    week: WeekPlan,
    changes: Sequence[RepairedVisit],
    by: User,
    reason: str = "",
    token: uuid.UUID | None = None,
    now: datetime.datetime | None = None,
) -> Repaired:
    """All of it, or nothing. Raises WeekChanged when a visit is not as it was or has begun, or a rule refuses the repair by now.

    Cancellations hold at once. A visit at another time or by somebody new is to be confirmed: the client is asked (W004).
    """
    done = Repaired()
    why = " ".join(unique([one.why for one in changes if one.why]))
    with taking_step(week=week, by=by, kind=PlanStep.Kind.REPAIR, reason=(reason or why)[:200], token=token) as step:
        now = now or timezone.localtime()
        today = now.date()
        loaded = load_week(step.week)
        visits = _visits(step, changes)
        _not_begun(loaded, visits, changes, now)
        _within_rules(step, loaded, visits, changes)
        calls = ClientCalls(loaded, visits.values())
        # Cancellations first, so that nobody stands in the way of who arrives.
        for change in sorted(changes, key=lambda one: one.to is not None):
            visit = visits[change.visit_id]
            calls.about(
                visit,
                cause=change.cause,
                why=change.why,
                after=_slot(loaded, change.to) if change.to else None,
                comes=[int(member.student) for member in change.to.members] if change.to else [],
                absent=change.absent,
            )
            with step.changing(visit):
                if change.to is None:
                    _cancel(visit, change)
                    done.cancelled += 1
                else:
                    _put(visit, change.to, loaded)
                    done.changed += 1
        step.summary = _summary(loaded, changes, visits)
        step.afterwards.append(lambda row: done.calls.extend(calls.make(row, by=by, today=today)))
    return done


def _visits(step: Step, changes: Sequence[RepairedVisit]) -> dict[int, Visit]:
    """The visits of the repair, as they were seen."""
    rows = (
        Visit.objects.filter(week=step.week, pk__in=[one.visit_id for one in changes])
        .select_related("client", "block")
        .prefetch_related("seats", "activities")
    )
    visits = {visit.pk: visit for visit in rows}
    if not changes or visits.keys() != {one.visit_id for one in changes}:
        raise WeekChanged(_CHANGED)
    for one in changes:
        visit = visits[one.visit_id]
        if visit.status != Visit.Status.PLANNED or mark_of(visit) != one.seen:
            raise WeekChanged(_CHANGED)
    return visits


def _not_begun(
    loaded: LoadedWeek, visits: dict[int, Visit], changes: Sequence[RepairedVisit], now: datetime.datetime
) -> None:
    """A dagdeel that has begun is left by nobody and entered by nobody."""
    for one in changes:
        visit = visits[one.visit_id]
        places = [(visit.date, visit.starts_at)]
        if one.to is not None:
            places.append((one.to.date, _slot(loaded, one.to).starts))
        if any(has_begun(date, starts, now) for date, starts in places):
            raise WeekChanged(_BEGUN)


def _within_rules(step: Step, loaded: LoadedWeek, visits: dict[int, Visit], changes: Sequence[RepairedVisit]) -> None:
    leaving = frozenset[Id](one.visit_id for one in changes if one.to is None)
    proposals = []
    for one in changes:
        if one.to is None:
            continue
        visit, slot = visits[one.visit_id], _slot(loaded, one.to)
        if any(member.student not in loaded.facts.student_by_id for member in one.to.members):
            raise WeekChanged(_CHANGED)
        proposals.append(
            Proposal(
                visit.client_id,
                slot,
                one.to.members,
                visit=visit.pk,
                making_way=leaving,
                accompanied=visit.accompanied_by_id is not None and _stays_at(visit, one.to),
            )
        )
    findings = check_together(proposals, loaded.facts)
    if any(one.hard for one in findings):
        raise WeekChanged(_CHANGED, *unique([one.sentence for one in findings if one.hard])[:3])
    step.agree(findings)


def _slot(loaded: LoadedWeek, to: NewPlace) -> Slot:
    slot = loaded.facts.slot_by_key.get((to.date, to.block_id))
    if slot is None:
        raise WeekChanged(_CHANGED)
    return slot


def _stays_at(visit: Visit, to: NewPlace) -> bool:
    return (visit.date, visit.block_id) == (to.date, to.block_id)


def _cancel(visit: Visit, change: RepairedVisit) -> None:
    if change.cause not in Visit.CancelReason.values:
        raise PlanningRefused("Kies waarom het bezoek niet doorgaat.")
    visit.status, visit.is_active, visit.by_hand = Visit.Status.CANCELLED, False, True
    visit.cancel_reason = change.cause
    visit.save()


def _put(visit: Visit, to: NewPlace, loaded: LoadedWeek) -> None:
    if not _stays_at(visit, to):
        put_at(visit, _slot(loaded, to), loaded)
        visit.accompanied_by = None
    visit.by_hand = visit.pinned = True
    place(visit, [(int(member.student), member.role.value) for member in to.members])


def _summary(loaded: LoadedWeek, changes: Sequence[RepairedVisit], visits: dict[int, Visit]) -> str:
    """'Opgelost: Sam naar mevrouw De Vries op dinsdag 3 maart (ochtend); afgezegd: mevrouw Bos'."""
    parts = []
    for one in changes:
        client = visits[one.visit_id].client.address_name
        if one.to is None:
            parts.append(f"afgezegd: {client}")
        else:
            names = " en ".join(loaded.facts.student_by_id[member.student].name for member in one.to.members)
            parts.append(f"{names} naar {client} op {_slot(loaded, one.to).text}")
    return "Opgelost: " + "; ".join(parts)
