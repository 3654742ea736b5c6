"""The checklist of one student, for staff."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from portfolio.models import StudentItem
from portfolio.progress import progress_of
from portfolio.services import give_programme as give
from portfolio.services import verify_chain
from students.models import Enrolment, Student
from wijkleerbedrijf.organisation.access_log import log_access
from wijkleerbedrijf.organisation.models import AccessLog
from wijkleerbedrijf.organisation.permission import AppRequest, allow
from wijkleerbedrijf.roles import Permission


def _student(request: AppRequest, pk: int) -> Student:
    return get_object_or_404(Student.objects.visible_to(request.access), pk=pk)


def _enrolment(request: AppRequest, student: Student) -> Enrolment | None:
    rows = Enrolment.objects.visible_to(request.access).filter(student=student).select_related("programme")
    found: Enrolment | None = rows.nearest(timezone.localdate())
    return found


@require_safe
@allow(Permission.SEE_PORTFOLIO)
def student_portfolio(request: AppRequest, pk: int) -> HttpResponse:
    student = _student(request, pk)
    enrolment = _enrolment(request, student)
    log_access(request, AccessLog.Action.VIEW, student)
    context = {
        "student": student,
        "enrolment": enrolment,
        "progress": progress_of(enrolment, request.access) if enrolment else None,
        "faults": verify_chain(enrolment) if enrolment else [],
        "may_sign": request.access.may(Permission.SIGN_OFF),
    }
    return render(request, "portfolio/student_portfolio.html", context)


@require_safe
@allow(Permission.SEE_PORTFOLIO)
def student_card(request: AppRequest, pk: int) -> HttpResponse:
    """A small part for the page of a student."""
    student = _student(request, pk)
    enrolment = _enrolment(request, student)
    counts = StudentItem.objects.visible_to(request.access).filter(enrolment=enrolment).counts() if enrolment else None
    context = {"student": student, "enrolment": enrolment, "counts": counts}
    return render(request, "portfolio/_student_card.html", context)


@require_POST
@allow(Permission.SIGN_OFF)
def give_programme(request: AppRequest, pk: int) -> HttpResponse:
    student = _student(request, pk)
    enrolment = _enrolment(request, student)
    assert request.access.user is not None
    if enrolment is None:
        messages.error(request, "Deze student heeft nog geen inschrijving. Leg die eerst vast.")
        return redirect("portfolio:student_portfolio", pk=pk)
    try:
        count = give(enrolment=enrolment, by=request.access.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        if count:
            messages.success(request, f"De aftekenlijst staat klaar: {count} onderdelen.")
        else:
            messages.info(request, "De aftekenlijst was al compleet. Er is niets veranderd.")
    return redirect("portfolio:student_portfolio", pk=pk)
