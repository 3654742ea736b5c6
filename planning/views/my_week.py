"""The week of a student on the phone: where, when, what, and whom to call."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from planning.facts import cycling_minutes
from planning.models import Duty, Visit, VisitSeat, unsettled
from planning.views.answers import monday_or_404
from wijkleerbedrijf.organisation.permission import AppRequest, allow
from wijkleerbedrijf.roles import Permission

_DAY = datetime.timedelta(days=1)
_WEEK = datetime.timedelta(weeks=1)
#: After Friday the page opens on the week that comes.
FRIDAY = 5
#: From this hour the address of tomorrow's visit is shown: the evening before.
ADDRESS_FROM = datetime.time(17)


@dataclass(frozen=True, slots=True)
class MyVisit:
    """A visit as the student sees it: a first name, and the address only from the evening before."""

    visit: Visit
    first_name: str
    together_with: str
    minutes: int | None
    address: str
    city: str
    reachable: list[Any]


@dataclass(frozen=True, slots=True)
class MyDay:
    date: datetime.date
    is_today: bool
    visits: list[MyVisit]


def shows_address(day: datetime.date, now: datetime.datetime) -> bool:
    """True from the evening before the visit until the end of its day."""
    local = timezone.localtime(now)
    return day == local.date() or (day == local.date() + _DAY and local.time() >= ADDRESS_FROM)


@require_GET
@allow(Permission.OWN_WEEK)
def my_week(request: AppRequest, year: int | None = None, week: int | None = None) -> HttpResponse:
    now = timezone.now()
    today = timezone.localdate(now)
    this_monday = today - datetime.timedelta(days=today.weekday())
    if today.isoweekday() > FRIDAY:
        this_monday += _WEEK
    monday = monday_or_404(year, week) if year is not None and week is not None else this_monday
    visits = list(
        Visit.objects.visible_to(request.access)
        .active()
        .filter(seats__student__user=request.access.user)
        .between(monday, monday + 6 * _DAY)
        .annotate(is_unsettled=unsettled())
        .select_related("client", "block", "location", "week")
        .prefetch_related("seats__student", "agreement__activities")
    )
    reachable: dict[tuple[datetime.date, int], list[Any]] = defaultdict(list)
    duties = Duty.objects.filter(location_id=request.access.location_id, date__range=(monday, monday + 6 * _DAY))
    for duty in duties.select_related("user"):
        reachable[duty.date, duty.block_id].append(duty.user)
    days = [
        MyDay(
            date=day,
            is_today=day == today,
            visits=[
                _mine(visit, request, now, reachable[day, visit.block_id]) for visit in visits if visit.date == day
            ],
        )
        for day in (monday + number * _DAY for number in range(7))
    ]
    next_visit = next((one for day in days if day.date >= today for one in day.visits), None)
    context = {
        "days": [day for day in days if day.visits or day.date.isoweekday() <= 5],
        "has_visits": bool(visits),
        "next_visit": next_visit,
        "today": today,
        "monday": monday,
        "week_number": monday.isocalendar().week,
        "is_this_week": monday == this_monday,
        "previous_monday": monday - _WEEK,
        "next_monday": monday + _WEEK,
        "on_duty_today": [user for (day, _), users in reachable.items() if day == today for user in users][:1],
    }
    return render(request, "planning/my_week.html", context)


def _mine(visit: Visit, request: AppRequest, now: datetime.datetime, reachable: list[Any]) -> MyVisit:
    client = visit.client
    shown = shows_address(visit.date, now)
    others = [seat for seat in visit.seats.all() if seat.student.user_id != getattr(request.access.user, "pk", None)]
    leads = any(seat.role == VisitSeat.Role.BUDDY for seat in others)
    me = next((seat.student for seat in visit.seats.all() if seat.student.user_id == request.user.pk), None)
    minutes = cycling_minutes(client, visit.location, me)
    together = " en ".join(seat.student.first_name for seat in others)
    return MyVisit(
        visit=visit,
        first_name=client.first_name,
        together_with=f"{together} gaat met je mee"
        if together and leads
        else f"Je gaat mee met {together}"
        if together
        else "",
        minutes=minutes,
        address=client.street_line if shown else "",
        city=client.city_line if shown else "",
        reachable=reachable,
    )
