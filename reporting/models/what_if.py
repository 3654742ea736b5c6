from __future__ import annotations

from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse

from planning.querysets import ScenarioQuerySet
from wijkleerbedrijf.organisation.models import Location, User


class WhatIf(models.Model):
    """A question 'what if ...' while somebody looks at it, and its answer. What is worth keeping becomes a scenario.

    The same question about the same facts is one row, so that it is solved once: `fingerprint` says whether it is the same.
    """

    class Kind(models.TextChoices):
        QUESTION = "question", "een vraag"
        STUDENTS = "students", "elke student"

    class State(models.TextChoices):
        WAITING = "waiting", "wacht"
        RUNNING = "running", "bezig"
        DONE = "done", "klaar"
        FAILED = "failed", "niet gelukt"

    class Failure(models.TextChoices):
        """Why there is no answer, in a sentence for who asked; kept in `progress`."""

        BROKEN = "broken", "Het uitrekenen is niet gelukt. Stel de vraag nog een keer."
        TOO_LONG = "too_long", "Het uitrekenen duurde te lang en is daarom gestopt."
        INTERRUPTED = "interrupted", "Het uitrekenen is onderbroken. Stel de vraag nog een keer."
        STOPPED = "stopped", "Het uitrekenen is gestopt, omdat iemand op Stop drukte."

    OPEN = (State.WAITING, State.RUNNING)

    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+", verbose_name="locatie")
    kind = models.CharField("soort", max_length=10, choices=Kind)
    fingerprint = models.CharField("kenmerk van vraag en gegevens", max_length=64)
    question: models.JSONField[Any, Any] = models.JSONField("vraag", encoder=DjangoJSONEncoder, default=dict)
    state = models.CharField("stand", max_length=10, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField("gevraagd op", auto_now_add=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="gevraagd door")
    ended_at = models.DateTimeField("klaar op", null=True, blank=True)
    progress: models.JSONField[Any, Any] = models.JSONField("voortgang", default=dict)
    result: models.JSONField[Any, Any] = models.JSONField("uitkomst", null=True, blank=True)

    objects = ScenarioQuerySet.as_manager()

    class Meta:
        verbose_name = "vraag wat als"
        verbose_name_plural = "vragen wat als"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["location", "fingerprint"],
                condition=~Q(state="failed"),
                name="what_if_solved_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(result__isnull=False, ended_at__isnull=False),
                name="what_if_done_has_result",
            ),
        ]

    def __str__(self) -> str:
        return f"vraag wat als {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def failure(self) -> str:
        """Why there is no answer, in a sentence."""
        code = self.progress.get("failure")
        return str(self.Failure(code if code in self.Failure.values else self.Failure.BROKEN).label)

    def get_absolute_url(self) -> str:
        return reverse("reporting:what_if_result", args=[self.pk])
