"""Tells students by mail that a published week has changed for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse

from planning.models import Visit, WeekPlan
from students.models import Student
from wijkleerbedrijf.organisation.messages import send

Frozen = Sequence[Mapping[str, Any]]


def changed_students(before: Frozen, after: Frozen) -> set[int]:
    """The students for whom two versions of a week differ; a visit that was off in both is no difference."""
    old, new = _weeks_of_students(before), _weeks_of_students(after)
    return {student for student in old.keys() | new.keys() if old.get(student) != new.get(student)}


def tell_students(*, week: WeekPlan, before: Frozen, after: Frozen) -> int:
    """One mail to each student with an account whose week changed, once a version. Returns how many."""
    students = Student.objects.filter(
        location_id=week.location_id, pk__in=changed_students(before, after), user__is_active=True
    ).select_related("user")
    link = settings.SITE_URL.rstrip("/") + reverse("planning:my_week", args=[week.iso_year, week.iso_week])
    for student in students:
        send(
            to=student.user.email,
            subject=f"Je week {week.iso_week} is veranderd",
            text=(
                f"Hallo {student.first_name},\n\nEr is iets veranderd in je planning van week {week.iso_week}.\n"
                f"Kijk in Mijn week wat er nu staat:\n{link}\n\nHeb je vragen? Bel het WijkLeerbedrijf.\n"
            ),
            location=week.location,
            once=f"week-{week.pk}-version-{week.version}-student-{student.pk}",
        )
    return len(students)


def _weeks_of_students(visits: Frozen) -> dict[int, set[tuple[Any, ...]]]:
    """For each student where he or she must be when, with whom and in which role."""
    weeks: dict[int, set[tuple[Any, ...]]] = {}
    for visit in visits:
        if visit["status"] == Visit.Status.CANCELLED:
            continue
        seats = tuple(tuple(seat) for seat in visit["seats"])
        for student, _ in seats:
            facts = (visit["id"], visit["client"], visit["date"], visit["starts_at"], visit["ends_at"], seats)
            weeks.setdefault(student, set()).add(facts)
    return weeks
