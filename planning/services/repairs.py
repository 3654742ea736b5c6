"""Carries out a repair: visits change at once, and the clients who notice it are called."""

from __future__ import annotations

import datetime
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils import timezone

from planning.call_script import CallLine, script
from planning.facts import LoadedWeek, load_week
from planning.models import Confirmation, PlanStep, Visit, WeekPlan
from planning.rules import Id, Member, Proposal, SeatRole, Slot, check_together
from wijkleerbedrijf.organisation.models import Task, User
from wijkleerbedrijf.organisation.tasks import open_task

from .errors import PlanningRefused, WeekChanged, unique
from .steps import Step, mark_of, place, taking_step
from .visits import put_at

CONFIRM, TELL = "confirm_visit", "tell_cancelled"

_CHANGED = "De week is intussen veranderd, er is niets gedaan. Hieronder staan nieuwe oplossingen."
#: Whoever asked for it knows that the visit does not go on.
_CLIENT_KNOWS = (Visit.CancelReason.CLIENT_ASKED, Visit.CancelReason.CLIENT_PAUSED)


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


@dataclass(frozen=True, slots=True)
class _ToCall:
    """A visit about which its client must be called."""

    visit: Visit
    why: str
    cause: str
    line: CallLine


def apply_repair(
    *,
    week: WeekPlan,
    changes: Sequence[RepairedVisit],
    by: User,
    reason: str = "",
    token: uuid.UUID | None = None,
    today: datetime.date | None = None,
) -> Repaired:
    """All of it, or nothing. Raises WeekChanged when a visit is not as it was, or a rule refuses the repair by now.

    Cancellations hold at once. A visit at another time or by somebody new is to be confirmed: the client is asked (W004).
    """
    done = Repaired()
    why = " ".join(unique([one.why for one in changes if one.why]))
    with taking_step(week=week, by=by, kind=PlanStep.Kind.REPAIR, reason=(reason or why)[:200], token=token) as step:
        today = today or timezone.localdate()
        loaded = load_week(step.week)
        visits = _visits(step, changes, today)
        _within_rules(step, loaded, visits, changes)
        calls: list[_ToCall] = []
        # Cancellations first, so that nobody stands in the way of who arrives.
        for change in sorted(changes, key=lambda one: one.to is not None):
            visit = visits[change.visit_id]
            line = _call_line(loaded, visit, change)
            with step.changing(visit):
                if change.to is None:
                    _cancel(visit, change)
                    done.cancelled += 1
                else:
                    _put(visit, change.to, loaded)
                    done.changed += 1
            if _must_hear(line):
                calls.append(_ToCall(visit, change.why, change.cause, line))
        step.summary = _summary(loaded, changes, visits)
        step.afterwards.append(lambda row: done.calls.extend(_ask_clients(row, calls, loaded, by, today)))
    return done


def _visits(step: Step, changes: Sequence[RepairedVisit], today: datetime.date) -> dict[int, Visit]:
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
        if visit.status != Visit.Status.PLANNED or visit.date < today or mark_of(visit) != one.seen:
            raise WeekChanged(_CHANGED)
        if one.to is not None and one.to.date < today:
            raise WeekChanged(_CHANGED)
    return visits


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


# Who must be called


def _call_line(loaded: LoadedWeek, visit: Visit, change: RepairedVisit) -> CallLine:
    """What the client hears; `visit` is still as it was."""
    names = {student.id: student.name for student in loaded.facts.students}
    came = {seat.student_id for seat in visit.seats.all()}
    comes = [int(member.student) for member in change.to.members] if change.to else []
    return CallLine(
        before=Slot(visit.date, visit.block_id, visit.starts_at, visit.ends_at),
        after=_slot(loaded, change.to) if change.to else None,
        cause=change.cause,
        absent=tuple(names[pk] for pk in change.absent if pk in names),
        comes=tuple(names[pk] for pk in comes),
        newcomers=tuple(names[pk] for pk in comes if pk not in came),
    )


def _must_hear(line: CallLine) -> bool:
    """Does the client notice it, and not know it yet?"""
    if line.after is None:
        return line.cause not in _CLIENT_KNOWS
    return line.after.key != line.before.key or bool(line.newcomers)


def _ask_clients(
    step: PlanStep, calls: Sequence[_ToCall], loaded: LoadedWeek, by: User, today: datetime.date
) -> list[Task]:
    """One call for each client, with what is asked about each visit."""
    of_client: dict[int, list[_ToCall]] = defaultdict(list)
    for one in sorted(calls, key=lambda one: (one.line.before.date, one.line.before.starts)):
        of_client[one.visit.client_id].append(one)
    tasks = []
    for several in of_client.values():
        client = several[0].visit.client
        asks = any(one.line.after is not None for one in several)
        task = open_task(
            location=loaded.here.location,
            kind=CONFIRM if asks else TELL,
            title=f"Bel {client.address_name}: {_about(several)}",
            script=script(client.address_name, loaded.here.location.name, [one.line for one in several]),
            due_on=today,
            by=by,
        )
        for one in several:
            Confirmation.objects.create(
                location_id=step.location_id,
                visit=one.visit,
                step=step,
                task=task,
                reason=one.why[:200],
                if_no=one.cause if one.cause in Visit.CancelReason.values else Visit.CancelReason.PLAN_CHANGED,
            )
        tasks.append(task)
    return tasks


def _about(several: Sequence[_ToCall]) -> str:
    if len(several) > 1:
        return f"{len(several)} bezoeken veranderen"
    line = several[0].line
    if line.after is None:
        return "het bezoek gaat niet door"
    return "mag het bezoek op een ander moment?" if line.after.key != line.before.key else "mag er iemand anders komen?"


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
