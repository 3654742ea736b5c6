from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import F, Q

from clients.models import Client
from planning.querysets import WeekRowQuerySet
from students.models import Student
from wijkleerbedrijf.organisation.constraints import no_overlap, same_location
from wijkleerbedrijf.organisation.models import Block, Location
from wijkleerbedrijf.organisation.models.base import ValidPeriod, period_in_order
from wijkleerbedrijf.organisation.models.catalogue import Weekday


@pghistory.track()
class BaseVisit(ValidPeriod):
    """Which student normally goes to which client in a dagdeel of the normal week."""

    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+", verbose_name="locatie")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="base_visits", verbose_name="klant")
    weekday = models.PositiveSmallIntegerField("dag", choices=Weekday)
    block = models.ForeignKey(Block, on_delete=models.PROTECT, related_name="+", verbose_name="dagdeel")
    lead = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="base_visits", verbose_name="student")
    buddy = models.ForeignKey(
        Student, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="gaat mee"
    )

    objects = WeekRowQuerySet.as_manager()

    class Meta:
        verbose_name = "bezoek in de basisweek"
        verbose_name_plural = "basisweek"
        ordering = ["weekday", "block", "client"]
        constraints = [
            period_in_order("base_visit"),
            models.CheckConstraint(condition=Q(weekday__range=(1, 7)), name="base_visit_weekday"),
            models.CheckConstraint(
                condition=Q(buddy__isnull=True) | ~Q(buddy=F("lead")),
                name="base_visit_two_different_students",
                violation_error_message="Kies twee verschillende studenten.",
            ),
            no_overlap(
                name="base_visit_one_a_client_a_day",
                keys=["client_id", "weekday"],
                message="Deze klant heeft op deze dag al een bezoek in de basisweek.",
            ),
            no_overlap(
                name="base_visit_one_a_student_a_dagdeel",
                keys=["lead_id", "weekday", "block_id"],
                message="Deze student heeft in dit dagdeel al een bezoek in de basisweek.",
            ),
            *same_location("client", "block", "lead", "buddy", model="base_visit"),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.block}: {self.lead} naar {self.client}"


class Refusal(models.Model):
    """A client and a student who don't go together, because one of them said so."""

    class By(models.TextChoices):
        CLIENT = "client", "de klant"
        STUDENT = "student", "de student"
        COORDINATOR = "coordinator", "de coördinator"

    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+", verbose_name="locatie")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="refusals", verbose_name="klant")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="refusals", verbose_name="student")
    by = models.CharField("wie wil het niet", max_length=12, choices=By)
    since = models.DateField("sinds")
    ended_on = models.DateField("voorbij sinds", null=True, blank=True)

    objects = WeekRowQuerySet.as_manager()

    class Meta:
        verbose_name = "gaat niet samen"
        verbose_name_plural = "gaat niet samen"
        ordering = ["client", "student"]
        constraints = [
            models.UniqueConstraint(
                fields=["client", "student"],
                condition=Q(ended_on__isnull=True),
                name="refusal_once",
                violation_error_message="Dit stond al genoteerd.",
            ),
            *same_location("client", "student", model="refusal"),
        ]

    def __str__(self) -> str:
        return f"{self.student} gaat niet naar {self.client}"
