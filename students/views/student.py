"""The list of students and the file of each of them."""

from __future__ import annotations

import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from students.filters import StudentFilter
from students.forms import StudentForm
from students.listing import with_list_facts
from students.models import Student, WeekPattern
from wijkleerbedrijf.organisation.access_log import log_access
from wijkleerbedrijf.organisation.models import AccessLog
from wijkleerbedrijf.organisation.permission import AppRequest, allow
from wijkleerbedrijf.organisation.week_grid import week_grid
from wijkleerbedrijf.roles import Permission

from .finding import locked_student, visible_student

PAGE_SIZE = 50
#: How long an absence that is over stays on the page.
REMEMBERED = datetime.timedelta(weeks=8)


@allow(Permission.SEE_STUDENTS)
@require_safe
def student_list(request: AppRequest) -> HttpResponse:
    students = with_list_facts(Student.objects.visible_to(request.access), timezone.localdate())
    found = StudentFilter(request.GET, students.select_related("coordinator"), request=request)
    context = {
        "filter": found,
        "page": Paginator(found.qs, PAGE_SIZE).get_page(request.GET.get("page")),
        "parameters": request.access.parameters,
        "today": timezone.localdate(),
        "may_edit": request.access.may(Permission.EDIT_STUDENTS),
    }
    return render(request, "students/student_list.html", context)


@allow(Permission.SEE_STUDENTS)
@require_safe
def student_detail(request: AppRequest, student_id: int) -> HttpResponse:
    today = timezone.localdate()
    students = Student.objects.visible_to(request.access).select_related("coordinator", "location")
    student = get_object_or_404(
        students.prefetch_related("skills", "subjects", "teachers", "referrals__partner"), pk=student_id
    )
    log_access(request, AccessLog.Action.VIEW, student)
    enrolments = list(student.enrolments.select_related("programme", "outflow"))
    patterns = list(student.patterns.all())
    starts = sorted({row.valid_from for row in patterns if row.valid_from > today})
    held = {(row.weekday, row.block_id): row for row in patterns if row.is_valid_on(today)}
    context = {
        "student": student,
        "parameters": request.access.parameters,
        "enrolments": enrolments,
        "current": next((row for row in enrolments if row.is_valid_on(today)), None),
        "grid": week_grid(student.location, today),
        "grid_rows": [],
        "pattern_since": max((row.valid_from for row in held.values()), default=None),
        "next_pattern": starts[0] if starts else None,
        "absences": list(student.unavailabilities.filter(ends_on__gte=today - REMEMBERED).select_related("block")),
        "today": today,
        "may_edit": request.access.may(Permission.EDIT_STUDENTS),
        "may_see_week": request.access.may(Permission.SEE_WEEK),
        "may_see_portfolio": request.access.may(Permission.SEE_PORTFOLIO),
        "kinds": WeekPattern.Kind,
    }
    context["grid_rows"] = context["grid"].rows(held)
    return render(request, "students/student_detail.html", context)


@allow(Permission.EDIT_STUDENTS)
@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def student_create(request: AppRequest) -> HttpResponse:
    student = Student(location=request.access.location)
    form = StudentForm(request.POST or None, instance=student, access=request.access)
    if request.method == "POST" and form.is_valid():
        saved = form.save()
        messages.success(request, f"{saved} is toegevoegd. Vul nu de inschrijving en het weekpatroon in.")
        return redirect(saved)
    return render(request, "students/student_create.html", {"form": form}, status=422 if form.is_bound else 200)


@allow(Permission.EDIT_STUDENTS)
@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def student_edit(request: AppRequest, student_id: int) -> HttpResponse:
    find = locked_student if request.method == "POST" else visible_student
    student = find(request, student_id)
    name = str(student)
    form = StudentForm(request.POST or None, instance=student, access=request.access)
    if request.method == "POST" and form.is_valid():
        saved = form.save()
        messages.success(request, f"De gegevens van {saved} zijn bewaard.")
        return redirect(saved)
    if not form.is_bound:
        log_access(request, AccessLog.Action.VIEW, student)
    context = {"form": form, "student": student, "name": name}
    return render(request, "students/student_edit.html", context, status=422 if form.is_bound else 200)
