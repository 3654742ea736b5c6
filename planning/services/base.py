"""'From now on': a change of a visit that also changes the normal week, from the Monday of the visit's week."""

from __future__ import annotations

import datetime

from planning.models import BaseVisit, Visit

from .steps import Step

_DAY = datetime.timedelta(days=1)
_SUNDAY = datetime.timedelta(days=6)


def carry_on(step: Step, visit: Visit, *, lead_id: int, buddy_id: int | None) -> None:
    """From this week on the client normally gets this student in this dagdeel. The visit then follows the base plan."""
    base = visit.base_visit
    monday = step.week.monday
    if base is not None and base.valid_from < monday:
        end_base(step, visit)
        base = None
    values = {
        "client_id": visit.client_id,
        "weekday": visit.date.isoweekday(),
        "block_id": visit.block_id,
        "lead_id": lead_id,
        "buddy_id": buddy_id,
        "valid_until": None,
    }
    base = base or _ended_this_week(visit, monday)
    if base is None:
        base = BaseVisit.objects.create(location_id=visit.location_id, valid_from=monday, **values)
        step.created_base(base)
    else:
        with step.changing_base(base):
            for name, value in values.items():
                setattr(base, name, value)
            base.save()
    visit.base_visit = base
    visit.by_hand = False
    visit.save(update_fields=["base_visit", "by_hand"])


def end_base(step: Step, visit: Visit) -> None:
    """From this week on the client normally doesn't get this visit."""
    base = visit.base_visit
    if base is None or (base.valid_until is not None and base.valid_until < step.week.monday):
        return
    with step.changing_base(base):
        # A row that began this week keeps its first day, because a period has at least one; this week's visit
        # has been changed by hand, so that day makes no visit.
        base.valid_until = max(step.week.monday - _DAY, base.valid_from)
        base.save(update_fields=["valid_until"])


def _ended_this_week(visit: Visit, monday: datetime.date) -> BaseVisit | None:
    """A row of this client and weekday that began and ended this week: it is used again."""
    return BaseVisit.objects.filter(
        client_id=visit.client_id,
        weekday=visit.date.isoweekday(),
        valid_from__gte=monday,
        valid_until__lte=monday + _SUNDAY,
    ).first()
