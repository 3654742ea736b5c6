from __future__ import annotations

from django.db import models

from planning.querysets import WeekQuerySet
from wijkleerbedrijf.organisation.constraints import same_location
from wijkleerbedrijf.organisation.models import Block, Location, User


class Duty(models.Model):
    """Which coordinator can be reached in a dagdeel, so that a student never stands alone (V091, W116)."""

    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+", verbose_name="locatie")
    date = models.DateField("datum")
    block = models.ForeignKey(Block, on_delete=models.PROTECT, related_name="+", verbose_name="dagdeel")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="duties", verbose_name="wie")

    objects = WeekQuerySet.as_manager()

    class Meta:
        verbose_name = "dienst"
        verbose_name_plural = "diensten"
        ordering = ["date", "block"]
        constraints = [
            models.UniqueConstraint(
                fields=["location", "date", "block", "user"],
                name="duty_once",
                violation_error_message="Deze persoon staat al in dit dagdeel.",
            ),
            *same_location("block", model="duty"),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.date:%d-%m-%Y} {self.block}"
