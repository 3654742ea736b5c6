"""The beginning and the end of a student's time on a programme, and who referred the student."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from students.forms import EnrolmentForm, OutflowForm, ReferralForm
from students.models import Enrolment, Outflow, Referral, Student
from students.services import end_enrolment, enrol
from wijkleerbedrijf.organisation.permission import AppRequest, allow
from wijkleerbedrijf.organisation.saving import save_or_explain
from wijkleerbedrijf.roles import Permission

from .finding import visible_student


@allow(Permission.EDIT_STUDENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def enrolment_create(request: AppRequest, student_id: int) -> HttpResponse:
    student = visible_student(request, student_id)
    levels = request.access.parameters.levels if request.access.parameters else [1, 2, 3]
    enrolment = Enrolment(location_id=student.location_id, student=student)
    form = EnrolmentForm(request.POST or None, instance=enrolment, levels=levels)
    if request.method == "POST" and form.is_valid():
        try:
            enrol(enrolment=enrolment, by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"{student} is ingeschreven voor {enrolment.programme}.")
            return redirect(student)
    context = {"form": form, "student": student}
    return render(request, "students/enrolment_create.html", context, status=422 if form.is_bound else 200)


@allow(Permission.EDIT_STUDENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def enrolment_end(request: AppRequest, enrolment_id: int) -> HttpResponse:
    rows = Enrolment.objects.visible_to(request.access).select_related("student", "programme", "outflow")
    enrolment: Enrolment = get_object_or_404(rows, pk=enrolment_id)
    student = enrolment.student
    if hasattr(enrolment, "outflow"):
        messages.info(request, f"Deze inschrijving van {student} is al afgesloten.")
        return redirect(student)
    outflow = Outflow(location_id=enrolment.location_id, enrolment=enrolment)
    initial = {"ended_on": timezone.localdate()}
    form = OutflowForm(request.POST or None, instance=outflow, enrolment=enrolment, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            end_enrolment(outflow=outflow, by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"De inschrijving van {student} is afgesloten.")
            return redirect(student)
    context = {"form": form, "student": student, "enrolment": enrolment}
    return render(request, "students/enrolment_end.html", context, status=422 if form.is_bound else 200)


@allow(Permission.EDIT_STUDENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def referral_create(request: AppRequest, student_id: int) -> HttpResponse:
    student = visible_student(request, student_id)
    referral = Referral(location_id=student.location_id, student=student, referred_on=timezone.localdate())
    return _edit_referral(request, referral, student)


@allow(Permission.EDIT_STUDENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def referral_edit(request: AppRequest, referral_id: int) -> HttpResponse:
    seen = Student.objects.visible_to(request.access)
    referral: Referral = get_object_or_404(Referral.objects.filter(student__in=seen), pk=referral_id)
    return _edit_referral(request, referral, referral.student)


def _edit_referral(request: AppRequest, referral: Referral, student: Student) -> HttpResponse:
    form = ReferralForm(request.POST or None, instance=referral, access=request.access)
    if request.method == "POST" and form.is_valid():
        try:
            save_or_explain(referral)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"De aanmelding van {student} is bewaard.")
            return redirect(student)
    context = {"form": form, "student": student}
    page = "students/referral_edit.html" if referral.pk else "students/referral_create.html"
    return render(request, page, context, status=422 if form.is_bound else 200)
