"""The week as PDF: for the wall, for each student, for each client, or all of it in one file."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from planning.models import WeekPlan
from planning.printing import printed_week
from planning.views.answers import monday_or_404
from wijkleerbedrijf.organisation.access_log import log_access
from wijkleerbedrijf.organisation.models import AccessLog
from wijkleerbedrijf.organisation.permission import AppRequest, allow
from wijkleerbedrijf.pdf import render_pdf
from wijkleerbedrijf.roles import Permission

WALL, STUDENTS, CLIENTS = "wall", "students", "clients"


@require_GET
@allow(Permission.SEE_WEEK)
def print_week(request: AppRequest, year: int, week: int) -> HttpResponse:
    return _pdf(request, year, week, WALL)


@require_GET
@allow(Permission.PLAN_WEEK)
def print_students(request: AppRequest, year: int, week: int) -> HttpResponse:
    return _pdf(request, year, week, STUDENTS)


@require_GET
@allow(Permission.PLAN_WEEK)
def print_client_cards(request: AppRequest, year: int, week: int) -> HttpResponse:
    return _pdf(request, year, week, CLIENTS)


@require_GET
@allow(Permission.PLAN_WEEK)
def print_all(request: AppRequest, year: int, week: int) -> HttpResponse:
    return _pdf(request, year, week, WALL, STUDENTS, CLIENTS)


def _pdf(request: AppRequest, year: int, week: int, *parts: str) -> HttpResponse:
    """Opens in the browser, from where people print it."""
    weeks = WeekPlan.objects.visible_to(request.access).select_related("location")
    plan = get_object_or_404(weeks, monday=monday_or_404(year, week))
    log_access(request, AccessLog.Action.PRINT, plan)
    context = {"printed": printed_week(plan), "parts": parts, "words": request.access.words}
    name = slugify(f"{plan.location.name} week {plan.iso_week} {' '.join(parts)}")
    return HttpResponse(
        render_pdf("planning/print_week.html", context),
        headers={"Content-Type": "application/pdf", "Content-Disposition": f'inline; filename="{name}.pdf"'},
    )
