from __future__ import annotations

from typing import Any

from django.db import models

from planning.querysets import ScenarioQuerySet
from wijkleerbedrijf.organisation.models import Location, User


class Scenario(models.Model):
    """A question 'what if ...' about the coming weeks with its answer, kept for a report.

    `question` holds ids and numbers; `result` holds numbers only, so that a report needs no names.
    """

    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="scenarios", verbose_name="locatie")
    title = models.CharField("naam", max_length=120)
    monday = models.DateField("eerste week")
    question: models.JSONField[Any, Any] = models.JSONField("vraag", default=dict)
    result: models.JSONField[Any, Any] = models.JSONField("uitkomst", default=dict)
    note = models.CharField("toelichting", max_length=500, blank=True)
    created_at = models.DateTimeField("gemaakt op", auto_now_add=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="gemaakt door")

    objects = ScenarioQuerySet.as_manager()

    class Meta:
        verbose_name = "wat als"
        verbose_name_plural = "wat als"
        ordering = ["-created_at"]
        constraints = [models.UniqueConstraint(fields=["id", "location"], name="scenario_location_key")]

    def __str__(self) -> str:
        return self.title
