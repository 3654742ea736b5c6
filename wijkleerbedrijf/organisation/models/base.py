"""The shapes that several models share: rows of a location, periods, names of people and addresses."""

from __future__ import annotations

import datetime

from django.db import models
from django.db.models import Q

from wijkleerbedrijf.organisation.fields import PhoneField, PostcodeField, format_phone, format_postcode

#: Sorts é beside e, as a Dutch reader expects.
DUTCH = "nl-x-icu"


class ValidPeriod(models.Model):
    """A fact that holds from one day up to and including another, or without end."""

    valid_from = models.DateField("vanaf")
    valid_until = models.DateField("tot en met", null=True, blank=True, help_text="Leeg: zonder einddatum.")

    class Meta:
        abstract = True

    def is_valid_on(self, day: datetime.date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


def period_in_order(model: str) -> models.CheckConstraint:
    """The period ends on or after its first day."""
    return models.CheckConstraint(
        condition=Q(valid_until__isnull=True) | Q(valid_until__gte=models.F("valid_from")),
        name=f"{model}_period_in_order",
        violation_error_message="De einddatum ligt vóór de begindatum. Kies een latere einddatum.",
    )


class PersonName(models.Model):
    """A Dutch name: sorted on the surname without its prefix."""

    initials = models.CharField("voorletters", max_length=20, blank=True)
    first_name = models.CharField("voornaam", max_length=60)
    prefix = models.CharField("tussenvoegsel", max_length=20, blank=True, help_text="Bijvoorbeeld: van der")
    surname = models.CharField("achternaam", max_length=80, db_collation=DUTCH)

    class Meta:
        abstract = True

    NAME_ORDER = ("surname", "prefix", "first_name", "pk")

    @property
    def full_name(self) -> str:
        """'Anna de Vries'."""
        return " ".join(part for part in (self.first_name, self.prefix, self.surname) if part)

    @property
    def formal_name(self) -> str:
        """'A. de Vries'."""
        return " ".join(part for part in (self.initials or self.first_name, self.prefix, self.surname) if part)

    @property
    def list_name(self) -> str:
        """'Vries, Anna de', for lists that are sorted on surname."""
        return f"{self.surname}, {' '.join(part for part in (self.first_name, self.prefix) if part)}"

    @property
    def short_name(self) -> str:
        """'Anna V.', where least data is enough."""
        return f"{self.first_name} {self.surname[:1]}."


class Address(models.Model):
    """A Dutch address; the coordinates are only used to estimate how long a student cycles."""

    street = models.CharField("straat", max_length=100, blank=True)
    house_number = models.CharField("huisnummer", max_length=10, blank=True)
    house_number_suffix = models.CharField("toevoeging", max_length=10, blank=True)
    postcode = PostcodeField("postcode", blank=True)
    city = models.CharField("woonplaats", max_length=80, blank=True)
    latitude = models.FloatField("breedtegraad", null=True, blank=True)
    longitude = models.FloatField("lengtegraad", null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def street_line(self) -> str:
        return f"{self.street} {self.house_number}{self.house_number_suffix}".strip()

    @property
    def city_line(self) -> str:
        return f"{format_postcode(self.postcode)} {self.city}".strip()

    @property
    def coordinates(self) -> tuple[float, float] | None:
        """(latitude, longitude) in degrees, or None when one of them is unknown."""
        if self.latitude is None or self.longitude is None:
            return None
        return self.latitude, self.longitude


def coordinates_in_range(model: str) -> models.CheckConstraint:
    """Coordinates come in pairs and lie on the globe."""
    return models.CheckConstraint(
        condition=Q(latitude__isnull=True, longitude__isnull=True)
        | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
        name=f"{model}_coordinates_in_range",
        violation_error_message="Vul breedtegraad en lengtegraad allebei in, of laat ze allebei leeg.",
    )


class Reachable(models.Model):
    """Somebody who can be called or written to."""

    phone = PhoneField("telefoon", blank=True)
    email = models.EmailField("e-mail", blank=True)

    class Meta:
        abstract = True

    @property
    def phone_display(self) -> str:
        return format_phone(self.phone)
