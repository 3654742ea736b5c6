from __future__ import annotations

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q

from portfolio.querysets import SignOffQuerySet, StudentItemQuerySet
from students.models import Enrolment
from wijkleerbedrijf.organisation.constraints import MatchesRelated, same_location
from wijkleerbedrijf.organisation.models import Location, User

from .programme import ChecklistItem


@pghistory.track()
class StudentItem(models.Model):
    """A checklist item of one student: still to do, handed in, returned with a reason, or signed off."""

    class Status(models.TextChoices):
        TODO = "todo", "nog te doen"
        HANDED_IN = "handed_in", "ingeleverd"
        RETURNED = "returned", "terug met reden"
        SIGNED = "signed", "afgetekend"

    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+", verbose_name="locatie")
    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.PROTECT, related_name="items", verbose_name="inschrijving"
    )
    item = models.ForeignKey(
        ChecklistItem, on_delete=models.PROTECT, related_name="student_items", verbose_name="onderdeel"
    )
    status = models.CharField("stand", max_length=10, choices=Status, default=Status.TODO)
    given_at = models.DateTimeField("gekregen op", auto_now_add=True)
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="gegeven door")
    handed_in_at = models.DateTimeField("ingeleverd op", null=True, blank=True)
    note = models.CharField("wat de student erbij schreef", max_length=500, blank=True)
    returned_at = models.DateTimeField("teruggegeven op", null=True, blank=True)
    returned_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="teruggegeven door"
    )
    return_reason = models.CharField("waarom terug", max_length=300, blank=True)
    signed_at = models.DateTimeField("afgetekend op", null=True, blank=True)

    objects = StudentItemQuerySet.as_manager()

    class Meta:
        verbose_name = "onderdeel van een student"
        verbose_name_plural = "onderdelen van studenten"
        ordering = ["enrolment", "item__work_process__core_task__position", "item__work_process__position"]
        indexes = [
            models.Index(
                fields=["location", "handed_in_at"], condition=Q(status="handed_in"), name="student_item_sign_off_queue"
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["id", "location"], name="student_item_location_key"),
            models.UniqueConstraint(fields=["id", "enrolment"], name="student_item_enrolment_key"),
            models.UniqueConstraint(
                fields=["enrolment", "item"],
                name="student_item_once",
                violation_error_message="De student heeft dit onderdeel al.",
            ),
            models.CheckConstraint(
                condition=Q(status="todo", handed_in_at__isnull=True)
                | (~Q(status="todo") & Q(handed_in_at__isnull=False)),
                name="student_item_handed_in_at",
            ),
            models.CheckConstraint(
                condition=(Q(status="signed", signed_at__isnull=False))
                | (~Q(status="signed") & Q(signed_at__isnull=True)),
                name="student_item_signed_at",
            ),
            models.CheckConstraint(
                condition=Q(returned_at__isnull=True, returned_by__isnull=True, return_reason="")
                | (Q(returned_at__isnull=False, returned_by__isnull=False) & ~Q(return_reason="")),
                name="student_item_returned_with_reason",
                violation_error_message="Schrijf op wat de student nog moet doen.",
            ),
            models.CheckConstraint(
                condition=~Q(status="returned") | Q(returned_at__isnull=False), name="student_item_returned_at"
            ),
            *same_location("enrolment", model="student_item"),
        ]

    def __str__(self) -> str:
        return str(self.item)


class SignOff(models.Model):
    """A signature under one item. Rows are only ever added, and each carries the hash of the one before it.

    The texts are copies: what was signed stays readable and checkable after a name or a checklist changed.
    """

    append_only = True

    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+", verbose_name="locatie")
    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.PROTECT, related_name="sign_offs", verbose_name="inschrijving"
    )
    student_item = models.OneToOneField(
        StudentItem, on_delete=models.PROTECT, related_name="sign_off", verbose_name="onderdeel"
    )
    number = models.PositiveIntegerField("nummer in de rij van deze inschrijving")
    item_code = models.CharField("code", max_length=24)
    item_text = models.CharField("wat de student liet zien", max_length=250)
    note = models.CharField("wat de student erbij schreef", max_length=500, blank=True)
    signed_at = models.DateTimeField("afgetekend op")
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="afgetekend door")
    signed_by_name = models.CharField("naam", max_length=200)
    previous_hash = models.CharField("vorige controlegetal", max_length=64, blank=True)
    hash = models.CharField("controlegetal", max_length=64)

    objects = SignOffQuerySet.as_manager()

    class Meta:
        verbose_name = "aftekening"
        verbose_name_plural = "aftekeningen"
        ordering = ["enrolment", "number"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "number"], name="sign_off_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="sign_off_numbers_from_one"),
            models.CheckConstraint(
                condition=Q(number=1, previous_hash="") | (Q(number__gt=1) & ~Q(previous_hash="")),
                name="sign_off_first_has_no_previous",
            ),
            MatchesRelated(field="student_item", columns=["enrolment"], name="sign_off_item_of_enrolment"),
            *same_location("enrolment", "student_item", model="sign_off"),
        ]
        triggers = [pgtrigger.Protect(name="sign_off_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.item_code} {self.signed_at:%d-%m-%Y} {self.signed_by_name}"
