from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q

from wijkleerbedrijf.organisation.querysets import PartnersQuerySet

from .base import PersonName, Reachable, ValidPeriod, period_in_order


class Partner(Reachable):
    """An organisation that carries a WijkLeerbedrijf together with others."""

    class Kind(models.TextChoices):
        SCHOOL = "school", "school"
        MUNICIPALITY = "municipality", "gemeente"
        UWV = "uwv", "UWV"
        CARE = "care", "zorginstelling"
        WELFARE = "welfare", "welzijnsorganisatie"
        LEAD = "lead", "penvoerder"
        OTHER = "other", "anders"

    name = models.CharField("naam", max_length=120)
    kind = models.CharField("soort", max_length=15, choices=Kind)
    website = models.URLField("website", blank=True)
    ended_on = models.DateField("doet niet meer mee sinds", null=True, blank=True)

    objects = PartnersQuerySet.as_manager()

    class Meta:
        verbose_name = "partner"
        verbose_name_plural = "partners"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="partner_name_once",
                violation_error_message="Er is al een partner met deze naam.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class ContactPerson(PersonName, Reachable):
    """The person at a partner whom the location calls."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="contacts", verbose_name="partner")
    function = models.CharField("functie", max_length=80, blank=True)
    ended_on = models.DateField("geen contactpersoon meer sinds", null=True, blank=True)

    class Meta:
        verbose_name = "contactpersoon"
        verbose_name_plural = "contactpersonen"
        ordering = ["surname", "first_name"]

    def __str__(self) -> str:
        return self.full_name


@pghistory.track()
class PartnerAgreement(ValidPeriod):
    """What a partner promised to a location: the cooperation and what it contributes (V079, W048, W080)."""

    class Contribution(models.TextChoices):
        MONEY = "money", "geld"
        STAFF = "staff", "inzet van medewerkers"
        HOUSING = "housing", "ruimte of spullen"
        EDUCATION = "education", "onderwijs"
        PLACES = "places", "stageplekken"
        NONE = "none", "geen bijdrage"

    location = models.ForeignKey(
        "organisation.Location", on_delete=models.PROTECT, related_name="partner_agreements", verbose_name="locatie"
    )
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="agreements", verbose_name="partner")
    contribution = models.CharField("bijdrage", max_length=10, choices=Contribution)
    amount_per_year = models.DecimalField("bedrag per jaar (€)", max_digits=10, decimal_places=2, null=True, blank=True)
    hours_per_week = models.DecimalField("uren per week", max_digits=5, decimal_places=1, null=True, blank=True)
    description = models.CharField("toelichting", max_length=200, blank=True)
    job_guarantee = models.BooleanField("garandeert werk na het diploma", default=False)

    class Meta:
        verbose_name = "afspraak met partner"
        verbose_name_plural = "afspraken met partners"
        ordering = ["location", "partner", "-valid_from"]
        constraints = [
            period_in_order("partner_agreement"),
            models.CheckConstraint(
                condition=Q(amount_per_year__isnull=True) | Q(amount_per_year__gte=0),
                name="partner_agreement_amount_not_negative",
                violation_error_message="Een bedrag is nul of meer.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner}: {self.get_contribution_display()}"
