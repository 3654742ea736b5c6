"""Vandaag: what a coordinator has to do now."""

from __future__ import annotations

import datetime
from collections import Counter

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from planning.models import Duty, Visit, VisitSeat, WeekComment, WeekPlan, unsettled
from planning.views.answers import board_address
from wijkleerbedrijf.organisation.permission import AppRequest, allow
from wijkleerbedrijf.roles import Permission

_WEEK = datetime.timedelta(weeks=1)
_LONGEST_LIST = 8
#: The week after this one needs a plan from Thursday on.
_THURSDAY = 4


@require_GET
@allow(Permission.PLAN_WEEK)
def home(request: AppRequest) -> HttpResponse:
    access, today = request.access, timezone.localdate()
    monday = today - datetime.timedelta(days=today.weekday())
    weeks = {
        week.monday: week for week in WeekPlan.objects.visible_to(access).filter(monday__in=(monday, monday + _WEEK))
    }
    visits = Visit.objects.visible_to(access).active()
    of_today = visits.filter(date=today).with_struck().annotate(is_unsettled=unsettled())
    todays = list(of_today.select_related("client", "block").prefetch_related("seats__student"))
    to_record = visits.filter(date__lt=today, date__gte=today - 6 * _WEEK, status=Visit.Status.PLANNED)
    overdue = list(to_record.select_related("client", "block").order_by("date", "starts_at")[: _LONGEST_LIST + 1])
    comments = list(
        WeekComment.objects.visible_to(access)
        .filter(settled_at__isnull=True)
        .exclude(author=access.user)
        .select_related("author", "week")
        .order_by("-created_at")[:_LONGEST_LIST]
    )
    duties = Duty.objects.visible_to(access).filter(date=today).select_related("user", "block").order_by("block", "pk")
    next_week = weeks.get(monday + _WEEK)
    ahead = visits.to_come(timezone.localtime()).with_struck().filter(date__lt=monday + 2 * _WEEK)
    days = list(ahead.values_list("date", "is_struck"))
    broken = Counter(day - datetime.timedelta(days=day.weekday()) for day, is_struck in days if is_struck)
    context = {
        "today": today,
        "broken": [(first, board_address(first), number) for first, number in sorted(broken.items())],
        "this_week": weeks.get(monday),
        "this_week_address": board_address(monday),
        "next_week": next_week,
        "next_week_number": (monday + _WEEK).isocalendar().week,
        "next_week_address": board_address(monday + _WEEK),
        "next_week_planned": sum(day >= monday + _WEEK for day, _ in days),
        "next_week_is_due": today.isoweekday() >= _THURSDAY and not (next_week and next_week.version),
        "visits": todays,
        "overdue": overdue[:_LONGEST_LIST],
        "overdue_more": len(overdue) > _LONGEST_LIST,
        "comments": comments,
        "duties": list(duties),
        "lead_role": VisitSeat.Role.LEAD,
    }
    return render(request, "planning/home.html", context)
