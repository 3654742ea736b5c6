"""The docent's home: what waits for a signature, and how the group is doing."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Max, Q
from django.db.models.functions import Greatest
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from portfolio.forms import ReturnForm
from portfolio.models import StudentItem
from portfolio.services import return_item as give_back
from portfolio.services import sign
from students.models import Enrolment, Student
from wijkleerbedrijf.organisation.permission import AppRequest, allow
from wijkleerbedrijf.roles import Permission

#: After this long without anything handed in, a docent asks how it goes.
QUIET_AFTER = datetime.timedelta(weeks=3)
QUEUE_AT_MOST = 50
EVERYONE = "alle"


def _queue(request: AppRequest, *, everyone: bool, own_students: bool, chosen: str = "") -> dict[str, Any]:
    """The items that wait, the one that is up, and whose they are."""
    waiting = StudentItem.objects.visible_to(request.access).waiting()
    if own_students and not everyone:
        waiting = waiting.of_teacher(request.user)
    items = list(
        waiting.select_related(
            "enrolment__student", "enrolment__programme", "item__work_process__core_task", "returned_by"
        )[: QUEUE_AT_MOST + 1]
    )
    current = next((item for item in items if str(item.pk) == chosen), items[0] if items else None)
    return {
        "current": current,
        "others": [item for item in items[:QUEUE_AT_MOST] if item is not current],
        "count": len(items),
        "more": len(items) > QUEUE_AT_MOST,
        "everyone": everyone,
        "own_students": own_students,
        "return_form": ReturnForm(auto_id="return-%s"),
    }


def _has_own_students(request: AppRequest) -> bool:
    return Student.objects.visible_to(request.access).filter(teachers=request.access.user).exists()


def _group(request: AppRequest, *, own_only: bool) -> list[dict[str, Any]]:
    """One row a student with an enrolment today: what is signed, what waits and since when it is quiet. One query."""
    enrolments = Enrolment.objects.visible_to(request.access).valid_on(timezone.localdate())
    if own_only:
        enrolments = enrolments.filter(student__teachers=request.access.user)
    rows = (
        enrolments.select_related("student", "programme")
        .annotate(
            total=Count("items"),
            signed=Count("items", filter=Q(items__status=StudentItem.Status.SIGNED)),
            waiting=Count("items", filter=Q(items__status=StudentItem.Status.HANDED_IN)),
            returned=Count("items", filter=Q(items__status=StudentItem.Status.RETURNED)),
            last_activity=Greatest(Max("items__handed_in_at"), Max("items__signed_at")),
            given_at=Max("items__given_at"),
        )
        .order_by("student__surname", "student__first_name", "pk")
    )
    quiet_before = timezone.now() - QUIET_AFTER
    return [
        {
            "enrolment": row,
            "is_quiet": bool(row.total)
            and row.signed < row.total
            and (row.last_activity or row.given_at) < quiet_before,
        }
        for row in rows
    ]


@require_safe
@allow(Permission.SIGN_OFF)
def home(request: AppRequest) -> HttpResponse:
    everyone = request.GET.get("wie") == EVERYONE
    own_students = _has_own_students(request)
    queue = _queue(request, everyone=everyone, own_students=own_students, chosen=request.GET.get("onderdeel", ""))
    if request.htmx and request.htmx.target == "aftekenen":
        return render(request, "portfolio/_sign_off_queue.html", queue)
    group = _group(request, own_only=own_students and not everyone)
    return render(request, "portfolio/home.html", queue | {"group": group})


def _after(request: AppRequest, *, status: int = 200, extra: dict[str, Any] | None = None) -> HttpResponse:
    """The queue as it is now: a part of the page for htmx, the whole page otherwise."""
    everyone = request.POST.get("wie") == EVERYONE
    if request.htmx:
        queue = _queue(
            request,
            everyone=everyone,
            own_students=_has_own_students(request),
            chosen=str(extra["chosen"]) if extra else "",
        )
        return render(request, "portfolio/_sign_off_queue.html", queue | {"oob": True} | (extra or {}), status=status)
    address = reverse("portfolio:home") + (f"?wie={EVERYONE}" if everyone else "")
    return redirect(address)


@require_POST
@allow(Permission.SIGN_OFF)
def sign_item(request: AppRequest, pk: int) -> HttpResponse:
    item = get_object_or_404(
        StudentItem.objects.visible_to(request.access).select_related("enrolment__student", "item"), pk=pk
    )
    assert request.access.user is not None
    try:
        sign(student_item=item, by=request.access.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return _after(request, status=409)
    messages.success(request, f"Afgetekend voor {item.enrolment.student.full_name}: {item.item.text}")
    return _after(request)


@require_POST
@allow(Permission.SIGN_OFF)
def return_item(request: AppRequest, pk: int) -> HttpResponse:
    item = get_object_or_404(
        StudentItem.objects.visible_to(request.access).select_related("enrolment__student", "item"), pk=pk
    )
    assert request.access.user is not None
    form = ReturnForm(request.POST, auto_id="return-%s")
    if not form.is_valid():
        if request.htmx:
            return _after(request, status=422, extra={"return_form": form, "chosen": item.pk})
        everyone = request.POST.get("wie") == EVERYONE
        queue = _queue(request, everyone=everyone, own_students=_has_own_students(request), chosen=str(item.pk))
        group = _group(request, own_only=queue["own_students"] and not everyone)
        return render(request, "portfolio/home.html", queue | {"group": group, "return_form": form}, status=422)
    try:
        give_back(student_item=item, reason=form.cleaned_data["reason"], by=request.access.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return _after(request, status=409)
    messages.success(request, f"Teruggegeven aan {item.enrolment.student.full_name}: {item.item.text}")
    return _after(request)
