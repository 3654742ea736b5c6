from __future__ import annotations

from django.db import models

from clients.querysets import ActivityQuerySet
from wijkleerbedrijf.organisation.models import Location


class Activity(models.Model):
    """Something that students of a location do together with a client, or explicitly don't (W062-W071, C002)."""

    class Group(models.TextChoices):
        COMPANY_INDOORS = "company_indoors", "gezelligheid binnenshuis"
        COMPANY_OUTDOORS = "company_outdoors", "gezelligheid buitenshuis"
        NEIGHBOURHOOD = "neighbourhood", "activiteit in de wijk"
        PETS = "pets", "huisdieren"
        HOUSEHOLD = "household", "licht huishoudelijk werk"
        MEALS = "meals", "maaltijden"
        FAMILY = "family", "gezin met kinderen"
        GREEN = "green", "groen"
        CARE = "care", "zorg"

    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="activities", verbose_name="locatie")
    name = models.CharField("naam", max_length=80)
    group = models.CharField("groep", max_length=20, choices=Group)
    icon = models.CharField("pictogram", max_length=40, blank=True)
    is_allowed = models.BooleanField("dit doen we", default=True, help_text="Uit: dit staat bij ‘dit doen we niet’.")
    explanation = models.CharField("uitleg", max_length=200, blank=True)
    is_active = models.BooleanField("in gebruik", default=True)
    position = models.PositiveSmallIntegerField("volgorde", default=0)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = "activiteit"
        verbose_name_plural = "activiteiten"
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(fields=["id", "location"], name="activity_location_key"),
            models.UniqueConstraint(
                fields=["location", "name"],
                name="activity_name_once_a_location",
                violation_error_message="Deze activiteit staat al in de lijst.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
