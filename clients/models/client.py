from __future__ import annotations

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from clients.querysets import ClientQuerySet, ClientRowQuerySet
from wijkleerbedrijf.organisation.constraints import no_overlap, same_location
from wijkleerbedrijf.organisation.models import Location, Skill
from wijkleerbedrijf.organisation.models.base import (
    Address,
    PersonName,
    Reachable,
    ValidPeriod,
    coordinates_in_range,
    period_in_order,
)
from wijkleerbedrijf.organisation.models.catalogue import Animal, Gender, Language
from wijkleerbedrijf.organisation.revision import Revised


@pghistory.track()
class Client(PersonName, Address, Reachable, Revised):
    """A resident, or a household, who asks for help. What planning needs to know about the home stands here."""

    class Salutation(models.TextChoices):
        MRS = "mevrouw", "mevrouw"
        MR = "de heer", "de heer"
        FAMILY = "familie", "familie"
        NONE = "", "geen aanhef"

    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="clients", verbose_name="locatie")
    salutation = models.CharField("aanhef", max_length=10, choices=Salutation, blank=True, default=Salutation.NONE)
    neighbourhood = models.CharField("wijk", max_length=60, blank=True)
    pets = ArrayField(
        models.CharField(max_length=10, choices=Animal), verbose_name="huisdieren", default=list, blank=True
    )
    is_smoker = models.BooleanField("er wordt binnen gerookt", default=False)
    gender_preference = models.CharField(
        "wil liever een",
        max_length=1,
        choices=[(Gender.WOMAN.value, "vrouw"), (Gender.MAN.value, "man")],
        blank=True,
        help_text="Leeg: maakt niet uit.",
    )
    min_level = models.PositiveSmallIntegerField(
        "minstens niveau", default=1, validators=[MinValueValidator(1), MaxValueValidator(3)]
    )
    skills = models.ManyToManyField(
        Skill, blank=True, related_name="clients", verbose_name="vaardigheden die nodig zijn"
    )
    language = models.CharField("wil een student die spreekt", max_length=3, choices=Language, blank=True)
    is_heavy = models.BooleanField(
        "zwaar bezoek", default=False, help_text="Een bezoek dat veel van een student vraagt."
    )
    travel_minutes = models.PositiveSmallIntegerField(
        "fietsminuten vanaf de locatie",
        null=True,
        blank=True,
        validators=[MaxValueValidator(240)],
        help_text="Leeg: wij schatten het uit het adres, als we weten waar dat ligt.",
    )
    alert = models.CharField(
        "let op", max_length=200, blank=True, help_text="Dit ziet de student bij het bezoek. Geen medische gegevens."
    )
    waiting_since = models.DateField("wacht sinds", null=True, blank=True)
    is_urgent = models.BooleanField("met spoed", default=False)
    ended_on = models.DateField("gestopt op", null=True, blank=True)
    end_reason = models.CharField("reden van stoppen", max_length=120, blank=True)

    objects = ClientQuerySet.as_manager()

    class Meta:
        verbose_name = "klant"
        verbose_name_plural = "klanten"
        ordering = ["surname", "prefix", "first_name", "pk"]
        indexes = [models.Index(fields=["location", "surname"], name="client_by_name")]
        constraints = [
            models.UniqueConstraint(fields=["id", "location"], name="client_location_key"),
            coordinates_in_range("client"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | ~Q(end_reason=""),
                name="client_end_has_reason",
                violation_error_message="Schrijf op waarom deze klant stopt.",
            ),
        ]

    def __str__(self) -> str:
        return self.address_name

    @property
    def address_name(self) -> str:
        """'mevrouw De Vries', or the full name without a salutation."""
        if not self.salutation:
            return self.full_name
        name = " ".join(part for part in (self.prefix, self.surname) if part)
        return f"{self.salutation} {name[:1].upper()}{name[1:]}"

    @property
    def pet_names(self) -> list[str]:
        return [str(Animal(code).label) for code in self.pets]

    def get_absolute_url(self) -> str:
        return reverse("clients:client_detail", args=[self.pk])


@pghistory.track()
class ClientPause(ValidPeriod):
    """A period in which a client needs no visits, for instance a stay with family."""

    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+", verbose_name="locatie")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="pauses", verbose_name="klant")
    reason = models.CharField("reden", max_length=120, blank=True, help_text="Kort. Geen medische gegevens.")

    objects = ClientRowQuerySet.as_manager()

    class Meta:
        verbose_name = "pauze"
        verbose_name_plural = "pauzes"
        ordering = ["-valid_from"]
        constraints = [
            period_in_order("client_pause"),
            no_overlap(
                name="client_pause_one_at_a_time",
                keys=["client_id"],
                message="In deze periode staat er al een pauze.",
            ),
            *same_location("client", model="client_pause"),
        ]

    def __str__(self) -> str:
        return f"pauze vanaf {self.valid_from:%d-%m-%Y}"
