"""A week goes from concept to the teacher to published; publishing freezes a version."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from planning.changed_mail import tell_students
from planning.facts import LoadedWeek, load_week
from planning.models import Visit, WeekComment, WeekPlan, WeekVersion
from planning.rules import Finding, Id, SlotKey, publish_blockers
from wijkleerbedrijf.organisation.models import User

from .errors import PlanningRefused, ReasonNeeded, WeekChanged, unique
from .steps import lock_week


def share_week(*, week: WeekPlan, by: User) -> WeekPlan:
    """Lays the concept before the teacher. A second time changes nothing."""
    with transaction.atomic():
        locked = lock_week(week)
        if locked.state == WeekPlan.State.CONCEPT:
            locked.state = WeekPlan.State.SHARED
            locked.shared_at, locked.shared_by = timezone.now(), by
            locked.approved_at = locked.approved_by = None
            locked.save()
    return locked


def comment_on_week(*, week: WeekPlan, author: User, text: str) -> WeekComment:
    with transaction.atomic():
        locked = lock_week(week)
        comment = WeekComment.objects.create(
            location_id=locked.location_id, week=locked, author=author, text=text.strip()
        )
        locked.save(update_fields=["changed_at"])
    return comment


def settle_comment(*, comment: WeekComment) -> None:
    """The comment has been dealt with. A second time changes nothing."""
    with transaction.atomic():
        locked = lock_week(comment.week)
        WeekComment.objects.filter(pk=comment.pk, settled_at__isnull=True).update(settled_at=timezone.now())
        locked.save(update_fields=["changed_at"])


def approve_week(*, week: WeekPlan, by: User, seen: str = "") -> WeekPlan:
    """The teacher agrees with the shared week (W119). A second time changes nothing.

    `seen` is `changed_at` of the week that the teacher looked at, in ISO form: a week that changed since is not agreed with.
    """
    with transaction.atomic():
        locked = lock_week(week)
        if locked.state == WeekPlan.State.CONCEPT:
            raise PlanningRefused("De coördinator heeft deze week nog niet aan u voorgelegd. U kunt wel iets opmerken.")
        if seen and seen != locked.changed_at.isoformat():
            raise WeekChanged("De week is intussen veranderd. Kijk hem nog eens na en geef dan akkoord.")
        if locked.approved_at is None:
            locked.approved_at, locked.approved_by = timezone.now(), by
            locked.save()
    return locked


def publish_week(*, week: WeekPlan, by: User, reason: str = "", today: datetime.date | None = None) -> WeekPlan:
    """Freezes the week as a version that students see.

    Refused while a hard rule is broken or nobody is on duty in a dagdeel with visits. Asks a reason when the teacher
    has not agreed yet, and when the week was published before. Without changes since then it does nothing.
    """
    with transaction.atomic():
        locked = lock_week(week)
        visits = frozen_visits(locked)
        last = WeekVersion.objects.filter(week=locked, version=locked.version).first()
        if last is not None and last.visits == visits:
            return locked
        blockers = _blockers(load_week(locked), today or timezone.localdate())
        if blockers:
            raise PlanningRefused(*unique([finding.sentence for finding in blockers]))
        if not any(visit["status"] != Visit.Status.CANCELLED for visit in visits):
            raise PlanningRefused("Er staat nog geen bezoek in deze week. Plan eerst een bezoek.")
        if not reason.strip():
            if last is not None:
                raise ReasonNeeded("Deze week was al gepubliceerd. Schrijf op waarom er een nieuwe versie komt.")
            if locked.approved_at is None:
                raise ReasonNeeded(
                    "De docent heeft nog geen akkoord gegeven. Wacht op het akkoord, of schrijf op waarom u nu publiceert."
                )
        locked.version += 1
        locked.state = WeekPlan.State.PUBLISHED
        locked.published_at, locked.published_by = timezone.now(), by
        locked.save()
        WeekVersion.objects.create(
            location_id=locked.location_id,
            week=locked,
            version=locked.version,
            published_by=by,
            reason=reason.strip()[:200],
            visits=visits,
        )
        if last is not None:
            tell_students(week=locked, before=last.visits, after=visits)
    return locked


def _blockers(loaded: LoadedWeek, today: datetime.date) -> list[Finding]:
    """What stands in the way of publishing. What is over, or recorded, can't be changed and so is no obstacle."""
    over: set[tuple[Id | None, SlotKey | None]] = {
        (visit.client_id, (visit.date, visit.block_id))
        for visit in loaded.visits
        if visit.status in (Visit.Status.DONE, Visit.Status.CLIENT_ABSENT)
    }
    return publish_blockers(loaded.facts, since=today, over=over)


def frozen_visits(week: WeekPlan) -> list[dict[str, Any]]:
    """The visits of a week in plain values, as a version keeps them and as the board compares with them."""
    visits = Visit.objects.filter(week=week).prefetch_related("seats").order_by("pk")
    return [
        {
            "id": visit.pk,
            "client": visit.client_id,
            "date": visit.date.isoformat(),
            "block": visit.block_id,
            "starts_at": visit.starts_at.isoformat(),
            "ends_at": visit.ends_at.isoformat(),
            "status": Visit.Status.CANCELLED if not visit.is_active else Visit.Status.PLANNED,
            "seats": sorted([seat.student_id, seat.role] for seat in visit.seats.all()),
        }
        for visit in visits
    ]
