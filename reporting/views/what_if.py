"""What if: asking, the answer while it is computed and after that, and what is kept of it."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from planning.models import Scenario
from reporting.models import WhatIf
from reporting.presentation import whole
from reporting.what_if_answer import figures_of, student_lines, year_of
from reporting.what_if_figures import thaw
from reporting.what_if_forms import KeepForm, WhatIfForm
from reporting.what_if_presentation import shown_what_if
from reporting.what_if_question import Asked
from reporting.what_if_service import ask, delete, keep, stop
from reporting.what_if_words import title_of
from students.models import Student
from wijkleerbedrijf.organisation.calendar_days import school_year_days, school_year_of
from wijkleerbedrijf.organisation.models import Location, User
from wijkleerbedrijf.organisation.permission import AppRequest, allow
from wijkleerbedrijf.organisation.week_grid import week_grid
from wijkleerbedrijf.roles import Permission

_DAY = datetime.timedelta(days=1)
#: Seconds of waiting after which the page says that nobody answers.
_SILENT = 10


def _who_and_where(request: AppRequest) -> tuple[User, Location]:
    assert request.access.user is not None
    assert request.access.location is not None
    return request.access.user, request.access.location


def _next_monday(today: datetime.date) -> datetime.date:
    return today + (7 - today.weekday()) * _DAY


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Permission.WHAT_IF)
def what_if(request: AppRequest) -> HttpResponse:
    by, location = _who_and_where(request)
    today = timezone.localdate()
    form = WhatIfForm(
        request.POST if request.method == "POST" else None,
        access=request.access,
        grid=week_grid(location, today),
        today=today,
        last=school_year_days(school_year_of(_next_monday(today)))[1],
        initial={"starts_on": _next_monday(today)},
    )
    if request.method == "POST" and form.is_valid():
        return redirect(ask(location=location, asked=form.asked, kind=WhatIf.Kind.QUESTION, by=by, today=today))
    context = {
        "form": form,
        "scenarios": Scenario.objects.visible_to(request.access).select_related("created_by"),
        "sees_students": request.access.may(Permission.SEE_STUDENTS),
    }
    return render(request, "reporting/what_if.html", context, status=422 if form.errors else 200)


@require_POST
@allow(Permission.WHAT_IF)
def what_if_students(request: AppRequest) -> HttpResponse:
    """What if this student stops, for every student."""
    by, location = _who_and_where(request)
    today = timezone.localdate()
    asked = Asked(starts_on=_next_monday(today))
    return redirect(ask(location=location, asked=asked, kind=WhatIf.Kind.STUDENTS, by=by, today=today))


@require_safe
@allow(Permission.WHAT_IF)
def what_if_result(request: AppRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(WhatIf.objects.visible_to(request.access).select_related("location"), pk=pk)
    context = {"what_if": row} | _answer(request, row)
    if request.htmx and not request.htmx.boosted:
        return render(request, "reporting/_what_if_result.html", context)
    return render(request, "reporting/what_if_result.html", context)


@require_POST
@allow(Permission.WHAT_IF)
def what_if_stop(request: AppRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(WhatIf.objects.visible_to(request.access), pk=pk)
    stop(what_if=row)
    return redirect(row)


def _answer(request: AppRequest, row: WhatIf) -> dict[str, Any]:
    if row.state != WhatIf.State.DONE:
        waited = (timezone.now() - row.asked_at).total_seconds()
        return {"is_silent": row.state == WhatIf.State.WAITING and waited > _SILENT}
    year = year_of(row.location, timezone.localdate())
    if row.kind == WhatIf.Kind.STUDENTS:
        names = {student.pk: student.full_name for student in Student.objects.visible_to(request.access)}
        base, lines = student_lines(row, year.practice, names)
        monday = datetime.date.fromisoformat(row.question["monday"])
        return {"base": base, "lines": lines, "monday": monday, "not_reached": row.result.get("not_reached", 0)}
    figures = figures_of(row, year, request.access.words)
    return {
        "effect": shown_what_if(figures, whole),
        "form": KeepForm(initial={"title": title_of(figures)}),
        "named": _named(request, row),
    }


def _named(request: AppRequest, row: WhatIf) -> list[tuple[str, str]]:
    """Who they are, for those who see students."""
    if not request.access.may(Permission.SEE_STUDENTS):
        return []
    asked = Asked.from_json(row.question)
    ids = {*asked.without, *asked.placement}
    names = {student.pk: student.full_name for student in Student.objects.visible_to(request.access).filter(pk__in=ids)}
    said = (("Stopt", asked.without), ("Op zorgstage", asked.placement))
    return [(word, ", ".join(names.get(pk, "onbekend") for pk in pks)) for word, pks in said if pks]


@require_POST
@allow(Permission.WHAT_IF)
def what_if_keep(request: AppRequest, pk: int) -> HttpResponse:
    by, _ = _who_and_where(request)
    row = get_object_or_404(WhatIf.objects.visible_to(request.access).select_related("location"), pk=pk)
    form = KeepForm(request.POST)
    if not form.is_valid():
        context = {"what_if": row} | _answer(request, row) | {"form": form}
        return render(request, "reporting/what_if_result.html", context, status=422)
    try:
        if row.state != WhatIf.State.DONE or row.kind != WhatIf.Kind.QUESTION:
            raise ValidationError("Er is nog geen uitkomst om te bewaren.", code="unanswered")
        figures = figures_of(row, year_of(row.location, timezone.localdate()), request.access.words)
        scenario = keep(
            what_if=row, figures=figures, title=form.cleaned_data["title"], note=form.cleaned_data["note"], by=by
        )
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect(row)
    messages.success(request, "Bewaard. U kunt het in een rapport laten zien.")
    return redirect("reporting:scenario_detail", pk=scenario.pk)


@require_safe
@allow(Permission.WHAT_IF)
def scenario_detail(request: AppRequest, pk: int) -> HttpResponse:
    scenario = get_object_or_404(Scenario.objects.visible_to(request.access).select_related("created_by"), pk=pk)
    context = {
        "scenario": scenario,
        "effect": shown_what_if(thaw(scenario.result), whole),
        "reports": scenario.reports.visible_to(request.access).light(),
        "may_delete": scenario.created_by_id == request.user.pk,
    }
    return render(request, "reporting/scenario_detail.html", context)


@require_POST
@allow(Permission.WHAT_IF)
def scenario_delete(request: AppRequest, pk: int) -> HttpResponse:
    """Only who kept it throws it away."""
    own = Scenario.objects.visible_to(request.access).filter(created_by=request.user)
    scenario = get_object_or_404(own, pk=pk)
    try:
        delete(scenario=scenario)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("reporting:scenario_detail", pk=pk)
    messages.success(request, f"‘{scenario.title}’ is verwijderd.")
    return redirect("reporting:what_if")
