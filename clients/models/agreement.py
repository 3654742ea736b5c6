from __future__ import annotations

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from clients.querysets import ClientRowQuerySet
from wijkleerbedrijf.organisation.constraints import no_overlap, same_location
from wijkleerbedrijf.organisation.models import Block, Location, Subject
from wijkleerbedrijf.organisation.models.base import ValidPeriod, period_in_order
from wijkleerbedrijf.organisation.models.catalogue import Weekday

from .activity import Activity
from .client import Client


@pghistory.track()
class ClientAgreement(ValidPeriod):
    """What was agreed with a client, in a version. Other wishes are a new version; the old one stays (V053)."""

    class Face(models.TextChoices):
        FIXED = "fixed", "steeds dezelfde student"
        VARIATION = "variation", "graag afwisseling"
        NONE = "none", "maakt niet uit"

    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+", verbose_name="locatie")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="agreements", verbose_name="klant")
    version = models.PositiveSmallIntegerField("versie", editable=False)
    visits_per_week = models.PositiveSmallIntegerField(
        "bezoeken per week",
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    seats = models.PositiveSmallIntegerField(
        "studenten per bezoek",
        default=1,
        choices=[(1, "één student"), (2, "twee studenten samen")],
    )
    face = models.CharField("wie komt er", max_length=10, choices=Face, default=Face.NONE)
    activities = models.ManyToManyField(
        Activity, blank=True, related_name="agreements", verbose_name="wat gaan we samen doen"
    )
    return_subjects = models.ManyToManyField(
        Subject,
        blank=True,
        related_name="agreements",
        verbose_name="wederdienst: helpt de student met",
    )
    return_service = models.CharField("wederdienst in eigen woorden", max_length=200, blank=True)
    note = models.TextField("afspraken", blank=True, help_text="Geen medische gegevens.")

    objects = ClientRowQuerySet.as_manager()

    class Meta:
        verbose_name = "overeenkomst"
        verbose_name_plural = "overeenkomsten"
        ordering = ["client", "-version"]
        constraints = [
            period_in_order("client_agreement"),
            models.UniqueConstraint(fields=["id", "location"], name="client_agreement_location_key"),
            models.UniqueConstraint(fields=["id", "client"], name="client_agreement_client_key"),
            models.UniqueConstraint(fields=["client", "version"], name="client_agreement_version_once"),
            models.CheckConstraint(condition=Q(seats__in=(1, 2)), name="client_agreement_seats"),
            models.CheckConstraint(condition=Q(visits_per_week__range=(1, 5)), name="client_agreement_visits"),
            no_overlap(
                name="client_agreement_one_at_a_time",
                keys=["client_id"],
                message="In deze periode geldt al een overeenkomst. Kies een latere begindatum.",
            ),
            *same_location("client", model="client_agreement"),
        ]

    def __str__(self) -> str:
        return f"versie {self.version}, vanaf {self.valid_from:%d-%m-%Y}"


@pghistory.track()
class AgreementSlot(models.Model):
    """A dagdeel of the agreement: when help is welcome, or when others already help (W015)."""

    class Kind(models.TextChoices):
        POSSIBLE = "possible", "kan"
        PREFERRED = "preferred", "liefst"
        COVERED = "covered", "er helpt al iemand"

    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+", verbose_name="locatie")
    agreement = models.ForeignKey(
        ClientAgreement, on_delete=models.PROTECT, related_name="slots", verbose_name="overeenkomst"
    )
    weekday = models.PositiveSmallIntegerField("dag", choices=Weekday)
    block = models.ForeignKey(Block, on_delete=models.PROTECT, related_name="+", verbose_name="dagdeel")
    kind = models.CharField("wat", max_length=10, choices=Kind)
    covered_by = models.CharField(
        "wie helpt", max_length=60, blank=True, help_text="Bijvoorbeeld: dochter, vrijwilliger"
    )

    class Meta:
        verbose_name = "dagdeel van de overeenkomst"
        verbose_name_plural = "dagdelen van de overeenkomst"
        ordering = ["weekday", "block"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "weekday", "block"], name="agreement_slot_once"),
            models.CheckConstraint(condition=Q(weekday__range=(1, 7)), name="agreement_slot_weekday"),
            *same_location("agreement", "block", model="agreement_slot"),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.block}: {self.get_kind_display()}"
