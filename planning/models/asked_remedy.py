from __future__ import annotations

from typing import Any

from django.db import models

from clients.models import Client
from planning.querysets import WeekQuerySet
from students.models import Student
from wijkleerbedrijf.organisation.constraints import same_location
from wijkleerbedrijf.organisation.models import Block, Location, Task

from .week import WeekPlan


class AskedRemedy(models.Model):
    """A question to a client or a student that makes room for a visit when the answer is yes: the subject of a call task.

    `plan` is the whole week as it was tested with that yes, `before` the proposal that it was tested on; both as a proposal
    keeps them, with ids only.
    """

    class Kind(models.TextChoices):
        CLIENT_SLOT = "client_slot", "ander dagdeel van de klant"
        STUDENT_SLOT = "student_slot", "student die vrij komt"
        PAIR = "pair", "wens van de klant opzij"

    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+", verbose_name="locatie")
    week = models.ForeignKey(WeekPlan, on_delete=models.PROTECT, related_name="asked_remedies", verbose_name="week")
    task = models.OneToOneField(Task, on_delete=models.PROTECT, related_name="asked_remedy", verbose_name="taak")
    kind = models.CharField("wat wordt gevraagd", max_length=15, choices=Kind)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+", verbose_name="klant")
    student = models.ForeignKey(
        Student, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="student"
    )
    date = models.DateField("datum")
    block = models.ForeignKey(Block, on_delete=models.PROTECT, related_name="+", verbose_name="dagdeel")
    rule = models.CharField("welke wens", max_length=15, blank=True)
    before: models.JSONField[Any, Any] = models.JSONField("week zoals voorgesteld")
    plan: models.JSONField[Any, Any] = models.JSONField("week zoals getest")

    objects = WeekQuerySet.as_manager()

    class Meta:
        verbose_name = "gevraagde oplossing"
        verbose_name_plural = "gevraagde oplossingen"
        ordering = ["-pk"]
        constraints = [
            *same_location("week", "task", "client", "student", "block", model="asked_remedy"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.client}"
