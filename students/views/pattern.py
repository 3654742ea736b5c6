"""The ordinary week of a student."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods

from students.forms import WeekPatternForm
from students.models import WeekPattern
from students.services import set_week_pattern
from wijkleerbedrijf.organisation.permission import AppRequest, allow
from wijkleerbedrijf.organisation.week_grid import week_grid
from wijkleerbedrijf.roles import Permission

from .finding import locked_student, visible_student


def _next_monday(today: datetime.date) -> datetime.date:
    return today + datetime.timedelta(days=8 - today.isoweekday())


def _latest_pattern(rows: Sequence[WeekPattern], today: datetime.date) -> dict[tuple[int, int], str]:
    """What holds today; for somebody who still has to begin, the first pattern that was recorded."""
    day = today
    if rows and not any(row.is_valid_on(today) for row in rows):
        day = max(today, rows[0].valid_from)
    return {(row.weekday, row.block_id): row.kind for row in rows if row.is_valid_on(day)}


@allow(Permission.EDIT_STUDENTS)
@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def week_pattern(request: AppRequest, student_id: int) -> HttpResponse:
    today = timezone.localdate()
    student = (locked_student if request.method == "POST" else visible_student)(request, student_id)
    assert request.access.location is not None
    rows = list(student.patterns.order_by("valid_from", "weekday", "block"))
    current = _latest_pattern(rows, today)
    form = WeekPatternForm(
        request.POST or None,
        grid=week_grid(request.access.location, today),
        rows=rows,
        current=current,
        initial={"valid_from": _next_monday(today) if current else today},
    )
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["valid_from"]
        try:
            set_week_pattern(student=student, pattern=form.pattern, valid_from=day, by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            when = date_format(day, "j F Y")
            messages.success(request, f"Het weekpatroon van {student} is bewaard. Het geldt vanaf {when}.")
            return redirect(student)
    context = {"form": form, "student": student, "later": any(row.valid_from > today for row in rows)}
    return render(request, "students/week_pattern.html", context, status=422 if form.is_bound else 200)
