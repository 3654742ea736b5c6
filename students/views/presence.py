"""Days on which a student can't come."""

from __future__ import annotations

import datetime

import pghistory
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from students.forms import AbsenceForm
from students.models import Unavailability
from students.services import report_absence
from wijkleerbedrijf.organisation.permission import AppRequest, allow
from wijkleerbedrijf.organisation.week_grid import week_grid
from wijkleerbedrijf.roles import Permission

from .finding import visible_student


def _own_absence(request: AppRequest, absence_id: int) -> Unavailability:
    rows = Unavailability.objects.visible_to(request.access).select_related("student")
    absence: Unavailability = get_object_or_404(rows, pk=absence_id)
    return absence


@allow(Permission.EDIT_STUDENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def absence_create(request: AppRequest, student_id: int) -> HttpResponse:
    """An absence of today, or of the day in ?dag=."""
    student = visible_student(request, student_id)
    day = _day_asked(request)
    absence = Unavailability(location_id=student.location_id, student=student, starts_on=day, ends_on=day)
    return _edit(request, absence)


def _day_asked(request: AppRequest) -> datetime.date:
    try:
        return datetime.date.fromisoformat(request.GET.get("dag", ""))
    except ValueError:
        return timezone.localdate()


@allow(Permission.EDIT_STUDENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def absence_edit(request: AppRequest, absence_id: int) -> HttpResponse:
    return _edit(request, _own_absence(request, absence_id))


def _edit(request: AppRequest, absence: Unavailability) -> HttpResponse:
    assert request.access.location is not None
    student = absence.student
    grid = week_grid(request.access.location, timezone.localdate())
    form = AbsenceForm(request.POST or None, instance=absence, grid=grid)
    if request.method == "POST" and form.is_valid():
        try:
            report_absence(absence=absence, by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"Bewaard: {student} is er niet ({absence.get_kind_display()}).")
            # Planning looks whether this hits visits; when it does not, it comes back to the student.
            if request.access.may(Permission.PLAN_WEEK):
                return redirect("planning:student_repair", student.pk)
            return redirect(student)
    context = {"form": form, "student": student, "absence": absence if absence.pk else None}
    page = "students/absence_edit.html" if absence.pk else "students/absence_create.html"
    return render(request, page, context, status=422 if form.is_bound else 200)


@allow(Permission.EDIT_STUDENTS)
@require_POST
def absence_remove(request: AppRequest, absence_id: int) -> HttpResponse:
    """For a mistake: the change history keeps that it stood there."""
    absence = _own_absence(request, absence_id)
    with pghistory.context(user=request.user.pk):
        absence.delete()
    messages.success(request, "De afwezigheid is weggehaald.")
    return redirect(absence.student)
