"""Who can be reached in which dagdeel."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.db import transaction

from planning.models import Duty, WeekPlan
from wijkleerbedrijf.organisation.models import Location, Membership, User
from wijkleerbedrijf.roles import Role

from .errors import PlanningRefused
from .steps import lock_week

_WEEK = datetime.timedelta(weeks=1)


def coordinators_on(location: Location, day: datetime.date) -> list[User]:
    """Who may be on duty: the coordinators of the location on that day, by name."""
    memberships = (
        Membership.objects.filter(location=location, role=Role.COORDINATOR)
        .valid_on(day)
        .select_related("user")
        .order_by("user__surname", "user__first_name")
    )
    return list(dict.fromkeys(membership.user for membership in memberships))


def set_duty(
    *,
    week: WeekPlan,
    date: datetime.date,
    block_id: int,
    user_ids: Collection[int],
    by: User,
    leaving: Collection[int] | None = None,
) -> None:
    """These coordinators are on duty in the dagdeel, and nobody else. Doing it twice changes nothing.

    With `leaving` only those people leave, and who else is on duty stays: so that a colleague's change is not undone.
    """
    with transaction.atomic():
        locked = lock_week(week)
        if not locked.monday <= date <= locked.sunday:
            raise PlanningRefused("Deze dag hoort niet bij deze week. Open de goede week en probeer het opnieuw.")
        allowed = {user.pk for user in coordinators_on(locked.location, date)}
        if not set(user_ids) <= allowed:
            raise PlanningRefused("Kies iemand die op die dag coördinator van deze locatie is.")
        rows = Duty.objects.filter(location_id=locked.location_id, date=date, block_id=block_id)
        others = rows.exclude(user_id__in=user_ids)
        (others if leaving is None else others.filter(user_id__in=leaving)).delete()
        present = set(rows.values_list("user_id", flat=True))
        Duty.objects.bulk_create(
            Duty(location_id=locked.location_id, date=date, block_id=block_id, user_id=user_id)
            for user_id in sorted(set(user_ids) - present)
        )
        locked.save(update_fields=["changed_at"])


def copy_duty(*, week: WeekPlan, by: User) -> int:
    """The duties of the week before, for the dagdelen of this week that have none yet. Returns how many were added."""
    with transaction.atomic():
        locked = lock_week(week)
        mine = Duty.objects.filter(location_id=locked.location_id, date__range=(locked.monday, locked.sunday))
        taken = set(mine.values_list("date", "block_id"))
        before = Duty.objects.filter(
            location_id=locked.location_id, date__range=(locked.monday - _WEEK, locked.sunday - _WEEK)
        )
        allowed = {user.pk for user in coordinators_on(locked.location, locked.monday)}
        added = [
            Duty(location_id=locked.location_id, date=duty.date + _WEEK, block_id=duty.block_id, user_id=duty.user_id)
            for duty in before
            if (duty.date + _WEEK, duty.block_id) not in taken and duty.user_id in allowed
        ]
        Duty.objects.bulk_create(added)
        locked.save(update_fields=["changed_at"])
    return len(added)
