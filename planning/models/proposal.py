from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from planning.querysets import WeekQuerySet
from wijkleerbedrijf.organisation.constraints import same_location
from wijkleerbedrijf.organisation.models import Location, User

from .week import WeekPlan


class WeekProposal(models.Model):
    """A question to the optimiser for one week, and its answer. At most one is open for a week.

    `result` holds only ids of students and clients, never names.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "wacht"
        RUNNING = "running", "bezig"
        DONE = "done", "klaar"
        FAILED = "failed", "niet gelukt"
        CANCELLED = "cancelled", "gestopt"

    OPEN = (State.WAITING, State.RUNNING)

    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+", verbose_name="locatie")
    week = models.ForeignKey(WeekPlan, on_delete=models.PROTECT, related_name="proposals", verbose_name="week")
    state = models.CharField("stand", max_length=10, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField("gevraagd op", auto_now_add=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="gevraagd door")
    started_at = models.DateTimeField("begonnen op", null=True, blank=True)
    ended_at = models.DateTimeField("klaar op", null=True, blank=True)
    week_changed_at = models.DateTimeField(
        "week zoals die was op", null=True, blank=True, help_text="Verandert de week daarna, dan is het voorstel oud."
    )
    progress: models.JSONField[Any, Any] = models.JSONField("voortgang", default=dict)
    result: models.JSONField[Any, Any] = models.JSONField("uitkomst", null=True, blank=True)
    chosen_calm = models.PositiveSmallIntegerField(
        "gekozen rust", null=True, blank=True, help_text="Van het plan dat helemaal is toegepast."
    )
    failure = models.CharField("waarom niet gelukt", max_length=300, blank=True)

    objects = WeekQuerySet.as_manager()

    class Meta:
        verbose_name = "voorstel voor een week"
        verbose_name_plural = "voorstellen voor weken"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["week"],
                condition=Q(state__in=("waiting", "running")),
                name="proposal_one_open_a_week",
                violation_error_message="Er wordt al een voorstel voor deze week gemaakt.",
            ),
            models.CheckConstraint(
                condition=~Q(state="done")
                | Q(result__isnull=False, ended_at__isnull=False, week_changed_at__isnull=False),
                name="proposal_done_has_result",
            ),
            *same_location("week", model="proposal"),
        ]

    def __str__(self) -> str:
        return f"voorstel voor {self.week}"
