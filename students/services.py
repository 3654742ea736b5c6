"""Writes that touch more than one row of a student. Each locks the student first, so that two people never mix."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

import pghistory
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from wijkleerbedrijf.organisation.models import User
from wijkleerbedrijf.organisation.saving import save_or_explain

from .models import Enrolment, Outflow, Student, Unavailability, WeekPattern

_DAY = datetime.timedelta(days=1)


def _locked(student: Student) -> Student:
    """The student, whom nobody else changes until this transaction ends."""
    return Student.objects.select_for_update().get(pk=student.pk)


@transaction.atomic
def set_week_pattern(
    *, student: Student, pattern: Mapping[tuple[int, int], str], valid_from: datetime.date, by: User
) -> None:
    """From `valid_from` the ordinary week of a student is `pattern`: (ISO weekday, block id) -> kind.

    What held until then ends the day before; nothing is thrown away. A change that was already recorded for later keeps
    its day: the new pattern holds until then. A pattern that begins on the very same day is replaced.
    """
    with pghistory.context(user=by.pk):
        locked = _locked(student)
        rows = list(WeekPattern.objects.filter(student=locked).order_by("valid_from"))
        for row in rows:
            if row.valid_from < valid_from and (row.valid_until is None or row.valid_until >= valid_from):
                row.valid_until = valid_from - _DAY
                save_or_explain(row)
        same_day = {(row.weekday, row.block_id): row for row in rows if row.valid_from == valid_from}
        for place, kind in pattern.items():
            later = [r.valid_from for r in rows if (r.weekday, r.block_id) == place and r.valid_from > valid_from]
            row = same_day.pop(place, None) or WeekPattern(
                location_id=locked.location_id,
                student=locked,
                weekday=place[0],
                block_id=place[1],
                valid_from=valid_from,
            )
            row.kind = kind
            row.valid_until = min(later) - _DAY if later else None
            save_or_explain(row)
        for row in same_day.values():
            row.kind = WeekPattern.Kind.FREE
            save_or_explain(row)


@transaction.atomic
def report_absence(*, absence: Unavailability, by: User) -> None:
    """Record or change days on which a student can't come. Raises ValidationError when those days are taken."""
    with pghistory.context(user=by.pk):
        _locked(absence.student)
        others = Unavailability.objects.filter(
            student=absence.student, starts_on__lte=absence.ends_on, ends_on__gte=absence.starts_on
        ).exclude(pk=absence.pk)
        if absence.block_id:
            others = others.filter(Q(block__isnull=True) | Q(block=absence.block))
        if other := others.order_by("starts_on").first():
            raise ValidationError(
                f"Er staat al {other.get_kind_display()} van {other.starts_on:%d-%m-%Y} tot en met"
                f" {other.ends_on:%d-%m-%Y}. Wijzig die regel, of kies andere dagen.",
                code="overlap",
            )
        save_or_explain(absence)


@transaction.atomic
def enrol(*, enrolment: Enrolment, by: User) -> None:
    """Begin an enrolment. Raises ValidationError when the student has one in that period."""
    with pghistory.context(user=by.pk):
        _locked(enrolment.student)
        save_or_explain(enrolment)


@transaction.atomic
def end_enrolment(*, outflow: Outflow, by: User) -> None:
    """End an enrolment on the last day of its outflow. The week pattern ends with it, unless a later one follows."""
    with pghistory.context(user=by.pk):
        enrolment = outflow.enrolment
        student = _locked(enrolment.student)
        if Outflow.objects.filter(enrolment=enrolment).exists():
            raise ValidationError("Deze inschrijving is al afgesloten. Laad de pagina opnieuw.", code="ended")
        enrolment.valid_until = outflow.ended_on
        save_or_explain(enrolment)
        save_or_explain(outflow)
        if student.enrolments.filter(valid_from__gt=outflow.ended_on).exists():
            return
        for row in student.patterns.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=outflow.ended_on)):
            if row.valid_from > outflow.ended_on:
                row.kind = WeekPattern.Kind.FREE
            else:
                row.valid_until = outflow.ended_on
            save_or_explain(row)
