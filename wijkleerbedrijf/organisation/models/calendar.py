from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import F, Q

from wijkleerbedrijf.organisation.querysets import CalendarQuerySet

from .location import Location


@pghistory.track()
class CalendarPeriod(models.Model):
    """Days on which a location is closed, or open again within a closure. Weekends are always closed."""

    class Kind(models.TextChoices):
        SCHOOL_HOLIDAY = "school_holiday", "schoolvakantie"
        PUBLIC_HOLIDAY = "public_holiday", "feestdag"
        CLOSING = "closing", "eigen sluitingsdag"
        OPENING = "opening", "toch open"

    location = models.ForeignKey(
        Location, on_delete=models.PROTECT, related_name="calendar_periods", verbose_name="locatie"
    )
    kind = models.CharField("soort", max_length=15, choices=Kind)
    name = models.CharField("naam", max_length=80)
    starts_on = models.DateField("eerste dag")
    ends_on = models.DateField("laatste dag")
    imported = models.BooleanField("uit de landelijke kalender", default=False, editable=False)

    objects = CalendarQuerySet.as_manager()

    class Meta:
        verbose_name = "periode in de kalender"
        verbose_name_plural = "kalender"
        ordering = ["starts_on", "kind"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="calendar_period_in_order",
                violation_error_message="De laatste dag ligt vóór de eerste dag. Kies een latere laatste dag.",
            ),
            models.UniqueConstraint(
                fields=["location", "kind", "name", "starts_on"],
                name="calendar_period_once",
                violation_error_message="Deze periode staat al in de kalender.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.starts_on:%d-%m-%Y} t/m {self.ends_on:%d-%m-%Y}"
