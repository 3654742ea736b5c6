from __future__ import annotations

from django.db import models
from django.db.models import Q

from clients.models import Client
from planning.querysets import WeekQuerySet
from students.models import Student
from wijkleerbedrijf.organisation.constraints import same_location
from wijkleerbedrijf.organisation.models import Block, Location, User


class ExtraDagdeel(models.Model):
    """A dagdeel on one day in which a client or a student can after all, because he or she said so (V048)."""

    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+", verbose_name="locatie")
    date = models.DateField("datum")
    block = models.ForeignKey(Block, on_delete=models.PROTECT, related_name="+", verbose_name="dagdeel")
    client = models.ForeignKey(
        Client, on_delete=models.PROTECT, null=True, blank=True, related_name="extra_dagdelen", verbose_name="klant"
    )
    student = models.ForeignKey(
        Student, on_delete=models.PROTECT, null=True, blank=True, related_name="extra_dagdelen", verbose_name="student"
    )
    agreed_at = models.DateTimeField("afgesproken op", auto_now_add=True)
    agreed_with = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="genoteerd door")

    objects = WeekQuerySet.as_manager()

    class Meta:
        verbose_name = "extra dagdeel"
        verbose_name_plural = "extra dagdelen"
        ordering = ["date", "block"]
        constraints = [
            models.CheckConstraint(
                condition=Q(client__isnull=False, student__isnull=True) | Q(client__isnull=True, student__isnull=False),
                name="extra_dagdeel_of_one_person",
            ),
            models.UniqueConstraint(
                fields=["client", "date", "block"],
                name="extra_dagdeel_client_once",
                violation_error_message="Dit was al afgesproken.",
            ),
            models.UniqueConstraint(
                fields=["student", "date", "block"],
                name="extra_dagdeel_student_once",
                violation_error_message="Dit was al afgesproken.",
            ),
            *same_location("block", "client", "student", model="extra_dagdeel"),
        ]

    def __str__(self) -> str:
        return f"{self.client or self.student} kan ook op {self.date:%d-%m-%Y} ({self.block})"


class AgreedPair(models.Model):
    """A client and a student who go together on one day although a rule says no, because both agreed."""

    class Rule(models.TextChoices):
        """The rules that a person may set aside for once; the values are codes of planning.rules.Rule."""

        GENDER = "gender", "man of vrouw zoals gevraagd"
        LANGUAGE = "language", "spreekt de taal"
        CYCLING_TIME = "cycling_time", "niet te lang fietsen"

    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+", verbose_name="locatie")
    date = models.DateField("datum")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="agreed_pairs", verbose_name="klant")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="agreed_pairs", verbose_name="student")
    rule = models.CharField("wat nu anders mag", max_length=15, choices=Rule)
    agreed_at = models.DateTimeField("afgesproken op", auto_now_add=True)
    agreed_with = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="genoteerd door")

    objects = WeekQuerySet.as_manager()

    class Meta:
        verbose_name = "afspraak voor één keer"
        verbose_name_plural = "afspraken voor één keer"
        ordering = ["date", "client"]
        constraints = [
            models.UniqueConstraint(
                fields=["client", "student", "date", "rule"],
                name="agreed_pair_once",
                violation_error_message="Dit was al afgesproken.",
            ),
            *same_location("client", "student", model="agreed_pair"),
        ]

    def __str__(self) -> str:
        return f"{self.student} mag op {self.date:%d-%m-%Y} naar {self.client}"
