from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from planning.querysets import WeekQuerySet
from wijkleerbedrijf.organisation.constraints import same_location
from wijkleerbedrijf.organisation.models import Location, Task

from .visit import Visit
from .week import PlanStep


class Confirmation(models.Model):
    """A visit that changed and about which the client must be called (W004).

    A visit at another time or by somebody else holds for good once the client has said yes; until then it is 'te bevestigen'.
    A cancellation holds at once and only has to be told. One task is one call, perhaps about several visits of a client.
    """

    class State(models.TextChoices):
        OPEN = "open", "te bevestigen"
        YES = "yes", "de klant zei ja"
        NO = "no", "de klant zei nee"
        WITHDRAWN = "withdrawn", "niet meer nodig"

    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+", verbose_name="locatie")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="confirmations", verbose_name="bezoek")
    step = models.ForeignKey(PlanStep, on_delete=models.PROTECT, related_name="confirmations", verbose_name="stap")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="confirmations", verbose_name="taak")
    reason = models.CharField("waarom veranderd", max_length=200)
    if_no = models.CharField("reden van afzeggen bij nee", max_length=20, choices=Visit.CancelReason)
    state = models.CharField("stand", max_length=10, choices=State, default=State.OPEN)
    created_at = models.DateTimeField("gevraagd op", auto_now_add=True)
    closed_at = models.DateTimeField("beantwoord op", null=True, blank=True)

    objects = WeekQuerySet.as_manager()

    class Meta:
        verbose_name = "te bevestigen bezoek"
        verbose_name_plural = "te bevestigen bezoeken"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["visit"],
                condition=Q(state="open"),
                name="confirmation_one_open_a_visit",
                violation_error_message="Dit bezoek wacht al op antwoord.",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True) | ~Q(state="open") & Q(closed_at__isnull=False),
                name="confirmation_closed_at",
            ),
            *same_location("visit", "step", "task", model="confirmation"),
        ]

    @property
    def change(self) -> dict[str, Any] | None:
        """The visit before and after the step that the client is asked about, as the step noted it."""
        changes = (one for one in self.step.changes if one["what"] == "visit" and one["id"] == self.visit_id)
        return next(changes, None)

    def __str__(self) -> str:
        return f"{self.visit}: {self.get_state_display()}"


def unsettled() -> Exists:
    """For a queryset of visits: must the client still be called about a change of this visit?"""
    rows = Confirmation.objects.filter(visit=OuterRef("pk"), state=Confirmation.State.OPEN)
    return Exists(rows.order_by())
