"""What the list of students shows of each of them, in one query."""

from __future__ import annotations

import datetime

from django.db.models import Count, DateField, Exists, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from .models import Enrolment, WeekPattern
from .querysets import StudentQuerySet


def with_list_facts(students: StudentQuerySet, day: datetime.date) -> StudentQuerySet:
    """Adds to each student: `is_present` on `day`, `level`, `starts_on` and `left_on` of the last enrolment, `dagdelen`.

    `level` is None for somebody without any enrolment; `left_on` only counts when `is_present` is false;
    `dagdelen` is the number of dagdelen a week in the neighbourhood.
    """
    enrolments = Enrolment.objects.filter(student=OuterRef("pk"))
    last = enrolments.order_by("-valid_from")
    neighbourhood = (
        WeekPattern.objects.filter(student=OuterRef("pk"), kind=WeekPattern.Kind.NEIGHBOURHOOD)
        .valid_on(day)
        .order_by()
        .values("student")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return students.annotate(
        is_present=Exists(enrolments.valid_on(day)),
        level=Coalesce(
            Subquery(enrolments.valid_on(day).values("level")[:1]),
            Subquery(last.values("level")[:1]),
            output_field=IntegerField(),
        ),
        starts_on=Subquery(last.values("valid_from")[:1], output_field=DateField()),
        left_on=Subquery(last.values("valid_until")[:1], output_field=DateField()),
        dagdelen=Coalesce(Subquery(neighbourhood, output_field=IntegerField()), 0),
    )


def present(day: datetime.date) -> Q:
    """Enrolled on `day`."""
    return Q(is_present=True)


def left(day: datetime.date) -> Q:
    """Was enrolled, and is no longer."""
    return Q(is_present=False, left_on__lt=day)


def not_yet_started(day: datetime.date) -> Q:
    """Has no enrolment, or one that begins later."""
    return Q(is_present=False) & (Q(starts_on__isnull=True) | Q(starts_on__gt=day))
