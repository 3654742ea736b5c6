"""The week ahead of one student or one client, as a part for the pages of those apps."""

from __future__ import annotations

import datetime

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from clients.models import Client
from planning.models import Visit, unsettled
from students.models import Student
from wijkleerbedrijf.organisation.permission import AppRequest, allow
from wijkleerbedrijf.roles import Permission

_AHEAD = datetime.timedelta(days=13)


def _from_monday() -> tuple[datetime.date, datetime.date]:
    """This week and the next."""
    today = timezone.localdate()
    monday = today - datetime.timedelta(days=today.weekday())
    return monday, monday + _AHEAD


@require_GET
@allow(Permission.SEE_WEEK)
def student_week_card(request: AppRequest, pk: int) -> HttpResponse:
    student = get_object_or_404(Student.objects.visible_to(request.access), pk=pk)
    first, last = _from_monday()
    visits = (
        Visit.objects.visible_to(request.access)
        .filter(seats__student=student, is_active=True)
        .between(first, last)
        .annotate(is_unsettled=unsettled())
        .select_related("client", "block", "week")
    )
    context = {"visits": visits, "student": student, "sees_client": request.access.may(Permission.SEE_CLIENTS)}
    return render(request, "planning/_student_week_card.html", context)


@require_GET
@allow(Permission.SEE_CLIENTS)
def client_week_card(request: AppRequest, pk: int) -> HttpResponse:
    client = get_object_or_404(Client.objects.visible_to(request.access), pk=pk)
    first, last = _from_monday()
    visits = (
        Visit.objects.visible_to(request.access)
        .filter(client=client, is_active=True)
        .between(first, last)
        .annotate(is_unsettled=unsettled())
        .select_related("block", "week")
        .prefetch_related("seats__student")
    )
    return render(request, "planning/_client_week_card.html", {"visits": visits, "client": client})
