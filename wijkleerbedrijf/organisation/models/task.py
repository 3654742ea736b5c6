from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from wijkleerbedrijf.organisation.querysets import TaskQuerySet

from .location import Location
from .people import User


class Task(models.Model):
    """Something that a person at the location must do, usually a call: what to say, and what came of it.

    What the task is about stands in a row of the app that made it; `kind` is the code of a registered kind of task.
    """

    class State(models.TextChoices):
        OPEN = "open", "te doen"
        DONE = "done", "gedaan"
        DROPPED = "dropped", "niet meer nodig"

    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="tasks", verbose_name="locatie")
    kind = models.CharField("soort", max_length=30)
    title = models.CharField("wat", max_length=200)
    script = models.TextField("wat u kunt zeggen", blank=True)
    due_on = models.DateField("doen op")
    assignee = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name="wie"
    )
    state = models.CharField("stand", max_length=10, choices=State, default=State.OPEN)
    outcome = models.CharField("uitkomst", max_length=20, blank=True)
    note = models.CharField("opmerking", max_length=300, blank=True, help_text="Geen medische gegevens.")
    tries = models.PositiveSmallIntegerField("keer geprobeerd", default=0)
    tried_at = models.DateTimeField("het laatst geprobeerd", null=True, blank=True)
    created_at = models.DateTimeField("gemaakt op", auto_now_add=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="gemaakt door")
    closed_at = models.DateTimeField("klaar op", null=True, blank=True)
    closed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="klaar door"
    )

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = "taak"
        verbose_name_plural = "taken"
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["location", "due_on"], name="task_open_by_day", condition=Q(state="open"))]
        constraints = [
            models.UniqueConstraint(fields=["id", "location"], name="task_location_key"),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True, closed_by__isnull=True, outcome="")
                | Q(state="done", closed_at__isnull=False, closed_by__isnull=False) & ~Q(outcome="")
                | Q(state="dropped", closed_at__isnull=False),
                name="task_closed_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("created_at")),
                name="task_closed_after_created",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("organisation:task_detail", args=[self.pk])
