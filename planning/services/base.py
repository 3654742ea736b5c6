"""'From now on': a change of a visit that also changes the normal week, from the Monday of the visit's week."""

from __future__ import annotations

import datetime

from planning.models import BaseVisit, Visit

from .steps import Step

_DAY = datetime.timedelta(days=1)
_SUNDAY = datetime.timedelta(days=6)


def base_of(step: Step, visit: Visit) -> BaseVisit | None:
    """The row of the normal week that this visit stands for now; ask before the visit gets another day.

    A week may have been made before the normal week changed: then it is no longer the row from which the visit came.
    """
    base = visit.base_visit
    if base is not None and (base.valid_until is None or base.valid_until >= step.week.monday):
        return base
    return (
        BaseVisit.objects.filter(client_id=visit.client_id, weekday=visit.date.isoweekday())
        .valid_between(step.week.monday, step.week.sunday)
        .order_by("-valid_from")
        .first()
    )


def carry_on(step: Step, visit: Visit, base: BaseVisit | None, *, lead_id: int, buddy_id: int | None) -> None:
    """From this week on the client normally gets this student in this dagdeel, instead of `base`.

    The visit then follows the normal week.
    """
    monday = step.week.monday
    if base is not None and base.valid_from < monday:
        end_base(step, base)
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


def end_base(step: Step, base: BaseVisit) -> None:
    """From this week on the client normally doesn't get this visit."""
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
