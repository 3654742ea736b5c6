"""Rows of the portfolio for tests."""

from __future__ import annotations

import datetime
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from portfolio.models import ChecklistItem, CoreTask, StudentItem, WorkProcess
from portfolio.services import hand_in, sign
from students.models import Student
from tests.factories import ProgrammeFactory
from wijkleerbedrijf.organisation.models import User


class CoreTaskFactory(DjangoModelFactory[CoreTask]):
    class Meta:
        model = CoreTask
        django_get_or_create = ("programme", "code")

    programme = factory.SubFactory(ProgrammeFactory)
    code = "P2-K1"
    name = "Ondersteunt bij dagelijkse activiteiten"


class WorkProcessFactory(DjangoModelFactory[WorkProcess]):
    class Meta:
        model = WorkProcess
        django_get_or_create = ("core_task", "code")

    core_task = factory.SubFactory(CoreTaskFactory)
    code = "P2-K1-W1"
    name = "Ondersteunt bij wonen"


class ChecklistItemFactory(DjangoModelFactory[ChecklistItem]):
    class Meta:
        model = ChecklistItem

    work_process = factory.SubFactory(WorkProcessFactory)
    code = factory.Sequence(lambda n: f"P2-K1-W1.{n}")
    text = factory.Sequence(lambda n: f"Ik was af bij bezoek {n}.")
    position = factory.Sequence(int)


def item_of(student: Student, by: User, **kwargs: Any) -> StudentItem:
    """An item of the student's programme that is still to do."""
    enrolment = student.enrolments.get()
    return StudentItem.objects.create(
        location=student.location,
        enrolment=enrolment,
        item=ChecklistItemFactory.create(work_process__core_task__programme=enrolment.programme, **kwargs),
        given_by=by,
    )


def handed_in_item(
    student: Student, by: User, *, days_ago: int = 0, note: str = "Gedaan.", **kwargs: Any
) -> StudentItem:
    item = hand_in(student_item=item_of(student, by, **kwargs), note=note, by=by)
    if days_ago:
        item.handed_in_at = timezone.now() - datetime.timedelta(days=days_ago)
        item.save(update_fields=["handed_in_at"])
    return item


def signed_item(student: Student, by: User, **kwargs: Any) -> StudentItem:
    item = handed_in_item(student, by, **kwargs)
    sign(student_item=item, by=by)
    item.refresh_from_db()
    return item
