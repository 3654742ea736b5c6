"""Every step on a week: one lock, one transaction, and a record of what each visit was before and after."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from planning.models import BaseVisit, PlanStep, Visit, VisitSeat, WeekPlan
from planning.rules import Finding
from wijkleerbedrijf.organisation.constraints import violation_sentence
from wijkleerbedrijf.organisation.models import User
from wijkleerbedrijf.organisation.parameters import client_noun
from wijkleerbedrijf.organisation.revision import fingerprint

from .confirmations import Snapshot, was_called_about, withdraw_overtaken
from .errors import AlreadyDone, PlanningRefused, ReasonNeeded, WeekChanged, unique

PUBLISHED = "Deze week is al gepubliceerd. Schrijf op waarom u iets verandert. Studenten en docenten zien die reden."

_VISIT_FIELDS = (
    "client_id",
    "agreement_id",
    "date",
    "block_id",
    "starts_at",
    "ends_at",
    "status",
    "cancel_reason",
    "base_visit_id",
    "by_hand",
    "pinned",
    "accompanied_by_id",
    "minutes",
    "note",
    "recorded_at",
    "recorded_by_id",
)
_BASE_FIELDS = ("client_id", "weekday", "block_id", "lead_id", "buddy_id", "valid_from", "valid_until")


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date | datetime.time) else value


def visit_snapshot(visit: Visit) -> Snapshot:
    """All that a step may change of a visit, in plain values that fit in JSON."""
    values = {name: _plain(getattr(visit, name)) for name in _VISIT_FIELDS}
    seats = sorted([seat.student_id, seat.role] for seat in visit.seats.all())
    activities = sorted(activity.pk for activity in visit.activities.all())
    return values | {"seats": seats, "activities": activities}


def mark_of(visit: Visit) -> str:
    """A short mark of a visit as it is: a form carries it, so that a change in the meantime is noticed."""
    return fingerprint(visit_snapshot(visit))


def base_snapshot(base: BaseVisit) -> Snapshot:
    return {name: _plain(getattr(base, name)) for name in _BASE_FIELDS}


@dataclass
class Step:
    """A step being taken: the locked week, and what the visits and base visits were before."""

    week: WeekPlan
    by: User
    kind: str
    reason: str
    summary: str = ""
    changes: list[dict[str, Any]] = field(default_factory=list)
    afterwards: list[Callable[[PlanStep], None]] = field(default_factory=list)
    """What needs the row of the step; called in the same transaction, when it is there."""

    @contextmanager
    def changing(self, visit: Visit) -> Iterator[None]:
        """Notes what an existing visit is before and after the block."""
        before = visit_snapshot(visit)
        yield
        self.note("visit", visit.pk, before, visit_snapshot(_fresh(visit)))

    def agree(self, findings: Sequence[Finding]) -> None:
        """Raises PlanningRefused for what is forbidden, and ReasonNeeded for what wants a reason that was not given."""
        refused = [finding.sentence for finding in findings if finding.hard]
        if refused:
            raise PlanningRefused(*unique(refused))
        warnings = [finding.sentence for finding in findings if finding.needs_reason]
        if self.is_published:
            warnings.append(PUBLISHED)
        if warnings and not self.reason:
            raise ReasonNeeded(*unique(warnings))

    @property
    def is_published(self) -> bool:
        return self.week.version > 0

    def created(self, visit: Visit) -> None:
        self.note("visit", visit.pk, None, visit_snapshot(_fresh(visit)))

    @contextmanager
    def changing_base(self, base: BaseVisit) -> Iterator[None]:
        before = base_snapshot(base)
        yield
        self.note("base", base.pk, before, base_snapshot(base))

    def created_base(self, base: BaseVisit) -> None:
        self.note("base", base.pk, None, base_snapshot(base))

    def note(self, what: str, pk: int, before: Snapshot | None, after: Snapshot | None) -> None:
        if before != after:
            self.changes.append({"what": what, "id": pk, "before": before, "after": after})


def _fresh(visit: Visit) -> Visit:
    return Visit.objects.prefetch_related("seats", "activities").get(pk=visit.pk)


def lock_week(week: WeekPlan) -> WeekPlan:
    """The week as it is now, locked until the transaction ends. Whoever comes second waits here."""
    return WeekPlan.objects.select_for_update().get(pk=week.pk)


@contextmanager
def taking_step(
    *, week: WeekPlan, by: User, kind: str, reason: str = "", token: uuid.UUID | None = None
) -> Iterator[Step]:
    """Locks the week, lets the caller change visits through the step, and records it.

    Raises ReasonNeeded on a published week without a reason, AlreadyDone for a form that was sent before, and
    PlanningRefused with the rule's own sentence when the database refuses a row.
    """
    try:
        with transaction.atomic():
            locked = lock_week(week)
            _check_seats(at_once=False)
            if token and PlanStep.objects.filter(week=locked, token=token).exists():
                raise AlreadyDone
            step = Step(locked, by, kind, reason.strip())
            yield step
            if step.changes:
                if kind != PlanStep.Kind.RECORD:
                    step.agree([])
                row = PlanStep.objects.create(
                    location_id=locked.location_id,
                    week=locked,
                    kind=kind,
                    summary=step.summary[:300],
                    reason=step.reason[:200],
                    after_version=locked.version,
                    by=by,
                    changes=step.changes,
                    token=token,
                )
                withdraw_overtaken(step.changes, by=by)
                for follow in step.afterwards:
                    follow(row)
                _without_old_approval(locked, kind)
                locked.save(update_fields=["changed_at", "approved_at", "approved_by"])
            _check_seats(at_once=True)
    except IntegrityError as error:
        sentence = violation_sentence(error)
        if sentence is None:
            raise
        raise PlanningRefused(sentence) from error


def _without_old_approval(week: WeekPlan, kind: str) -> None:
    """The teacher agreed with the week as it was: a change before publication asks for a new OK."""
    if week.version == 0 and kind not in (PlanStep.Kind.RECORD, PlanStep.Kind.PIN):
        week.approved_at = week.approved_by = None


def _check_seats(*, at_once: bool) -> None:
    """Within a step two visits may change places, so 'one client a dagdeel' is only asked when the step is complete."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS {VisitSeat.ONE_CLIENT_A_DAGDEEL} {'IMMEDIATE' if at_once else 'DEFERRED'}")


def add_seat(visit: Visit, student_id: int, role: str) -> None:
    VisitSeat.objects.create(
        location_id=visit.location_id,
        visit=visit,
        student_id=student_id,
        role=role,
        date=visit.date,
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
        is_active=visit.is_active,
    )


def place(visit: Visit, seats: Iterable[tuple[int, str]]) -> None:
    """Saves the visit where it now is with exactly these (student, role) seats."""
    visit.save()
    wanted = {(student_id, VisitSeat.Role(role).value) for student_id, role in seats}
    present = {(seat.student_id, seat.role): seat for seat in VisitSeat.objects.filter(visit=visit)}
    for key, seat in present.items():
        if key not in wanted:
            seat.delete()
    for student_id, role in sorted(wanted - present.keys()):
        add_seat(visit, student_id, role)


def _restore_visit(visit: Visit, snapshot: Snapshot) -> None:
    for name in _VISIT_FIELDS:
        # A step of before a field existed says nothing about it.
        setattr(visit, name, snapshot.get(name, getattr(visit, name)))
    visit.is_active = visit.status != Visit.Status.CANCELLED
    visit.full_clean(validate_constraints=False, validate_unique=False)
    place(visit, snapshot["seats"])
    visit.activities.set(snapshot["activities"])


def _cancel_created(visit: Visit) -> None:
    visit.status = Visit.Status.CANCELLED
    visit.is_active = False
    visit.cancel_reason = Visit.CancelReason.PLAN_CHANGED
    visit.by_hand = False
    visit.minutes = None


def last_step(week: WeekPlan) -> PlanStep | None:
    """The step that undo would take back."""
    return (
        PlanStep.objects.filter(week=week, undone_at__isnull=True)
        .exclude(kind=PlanStep.Kind.UNDO)
        .select_related("by")
        .first()
    )


def undo_last_step(
    *, week: WeekPlan, by: User, expected: int | None = None, token: uuid.UUID | None = None
) -> PlanStep:
    """Takes the last step back; refused when a visit of that step was changed since in another way, or a client was called about it.

    `expected` is the step that the person saw as the last one: another one is left alone, with WeekChanged.
    """
    with taking_step(
        week=week, by=by, kind=PlanStep.Kind.UNDO, reason="Laatste stap teruggedraaid.", token=token
    ) as step:
        undone = last_step(step.week)
        if undone is None:
            raise PlanningRefused("Er is geen stap om terug te draaien.")
        if expected is not None and undone.pk != expected:
            raise WeekChanged(
                f"{undone.by.first_name} heeft intussen iets anders gedaan: {undone.summary}. Er is niets teruggedraaid."
            )
        if was_called_about(undone):
            who = client_noun(step.week.location, step.week.monday).capital_definite
            raise PlanningRefused(f"{who} is hierover al gebeld. Verander het bezoek zelf.")
        step.summary = f"Teruggedraaid: {undone.summary}"
        _take_back(step, undone)
        undone.undone_at = timezone.now()
        undone.save(update_fields=["undone_at"])
    return undone


def _is_still(visit: Visit, after: Snapshot) -> bool:
    """Is the visit as the step left it, in everything that was noted then?"""
    now = visit_snapshot(visit)
    return all(now.get(name) == value for name, value in after.items())


def _take_back(step: Step, undone: PlanStep) -> None:
    changed = WeekChanged(
        "Deze stap kan niet meer terug: iemand heeft daarna iets aan hetzelfde bezoek veranderd. Verander het bezoek zelf."
    )
    visit_ids = [change["id"] for change in undone.changes if change["what"] == "visit"]
    visits = {
        visit.pk: visit for visit in Visit.objects.filter(pk__in=visit_ids).prefetch_related("seats", "activities")
    }
    for change in undone.changes:
        if change["what"] == "visit" and not _is_still(visits[change["id"]], change["after"]):
            raise changed
    before_and_after: list[tuple[Visit, Snapshot | None, Snapshot]] = [
        (visits[change["id"]], change["before"], change["after"])
        for change in undone.changes
        if change["what"] == "visit"
    ]
    for visit, before, after in sorted(before_and_after, key=lambda row: row[1] is not None):
        if before is None:
            _cancel_created(visit)
            place(visit, after["seats"])
        else:
            _restore_visit(visit, before)
        step.note("visit", visit.pk, after, visit_snapshot(_fresh(visit)))
    _take_back_base(step, undone, changed)


def _take_back_base(step: Step, undone: PlanStep, changed: WeekChanged) -> None:
    """The base plan as it was: what was made goes first, then what was changed or ended comes back."""
    changes = [change for change in undone.changes if change["what"] == "base"]
    for change in sorted(changes, key=lambda row: row["before"] is not None):
        base = BaseVisit.objects.filter(pk=change["id"]).first()
        if base is None or base_snapshot(base) != change["after"]:
            raise changed
        if change["before"] is None:
            Visit.objects.filter(base_visit=base).update(base_visit=None)
            step.note("base", base.pk, change["after"], None)
            base.delete()
        else:
            for name in _BASE_FIELDS:
                setattr(base, name, change["before"][name])
            base.full_clean(validate_unique=False, validate_constraints=False)
            base.save()
            step.note("base", base.pk, change["after"], base_snapshot(base))
