from __future__ import annotations

import datetime
from typing import Any

import pghistory
import pgtrigger
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse

from planning.querysets import WeekQuerySet
from wijkleerbedrijf.organisation.constraints import same_location
from wijkleerbedrijf.organisation.models import Location, User


@pghistory.track()
class WeekPlan(models.Model):
    """One ISO week of one location: concept, shared with the teacher, published.

    Everybody who changes a visit first locks this row, so that two people never change one week at once.
    """

    class State(models.TextChoices):
        CONCEPT = "concept", "concept"
        SHARED = "shared", "ligt bij de docent"
        PUBLISHED = "published", "gepubliceerd"

    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="weeks", verbose_name="locatie")
    monday = models.DateField("maandag")
    state = models.CharField("stand", max_length=10, choices=State, default=State.CONCEPT)
    version = models.PositiveSmallIntegerField("versie", default=0, help_text="0: nog nooit gepubliceerd.")
    changed_at = models.DateTimeField("laatst veranderd", auto_now=True)
    shared_at = models.DateTimeField("gedeeld op", null=True, blank=True)
    shared_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField("akkoord op", null=True, blank=True)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField("gepubliceerd op", null=True, blank=True)
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = WeekQuerySet.as_manager()

    class Meta:
        verbose_name = "weekplanning"
        verbose_name_plural = "weekplanningen"
        ordering = ["-monday"]
        constraints = [
            models.UniqueConstraint(fields=["location", "monday"], name="week_once_a_location"),
            models.UniqueConstraint(fields=["id", "location", "monday"], name="week_location_monday_key"),
            models.UniqueConstraint(fields=["id", "location"], name="week_location_key"),
            models.CheckConstraint(condition=Q(monday__iso_week_day=1), name="week_begins_on_monday"),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{act}_at__isnull": True, f"{act}_by__isnull": True})
                    | Q(**{f"{act}_at__isnull": False, f"{act}_by__isnull": False}),
                    name=f"week_{act}_at_and_by",
                )
                for act in ("shared", "approved", "published")
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(version__gt=0, published_at__isnull=False),
                name="week_published_has_version",
            ),
        ]

    def __str__(self) -> str:
        return f"week {self.iso_week} van {self.iso_year}"

    @property
    def iso_year(self) -> int:
        return self.monday.isocalendar().year

    @property
    def iso_week(self) -> int:
        return self.monday.isocalendar().week

    @property
    def friday(self) -> datetime.date:
        return self.monday + datetime.timedelta(days=4)

    @property
    def sunday(self) -> datetime.date:
        return self.monday + datetime.timedelta(days=6)

    def get_absolute_url(self) -> str:
        return reverse("planning:week_board", args=[self.iso_year, self.iso_week])


class WeekVersion(models.Model):
    """A published week as it was at that moment. Rows are only ever added."""

    append_only = True

    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")
    week = models.ForeignKey(WeekPlan, on_delete=models.PROTECT, related_name="versions", verbose_name="week")
    version = models.PositiveSmallIntegerField("versie")
    published_at = models.DateTimeField("gepubliceerd op", auto_now_add=True)
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="door")
    reason = models.CharField("waarom opnieuw", max_length=200, blank=True)
    visits: models.JSONField[Any, Any] = models.JSONField("bezoeken", encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = "gepubliceerde week"
        verbose_name_plural = "gepubliceerde weken"
        ordering = ["week", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["week", "version"], name="week_version_once"),
            *same_location("week", model="week_version"),
        ]
        triggers = [pgtrigger.Protect(name="week_version_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.week}, versie {self.version}"


class WeekComment(models.Model):
    """What a teacher or coordinator says about a week (W119)."""

    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")
    week = models.ForeignKey(WeekPlan, on_delete=models.PROTECT, related_name="comments", verbose_name="week")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="wie")
    text = models.CharField("opmerking", max_length=500)
    created_at = models.DateTimeField("wanneer", auto_now_add=True)
    settled_at = models.DateTimeField("afgehandeld", null=True, blank=True)

    objects = WeekQuerySet.as_manager()

    class Meta:
        verbose_name = "opmerking bij een week"
        verbose_name_plural = "opmerkingen bij een week"
        ordering = ["created_at"]
        constraints = [*same_location("week", model="week_comment")]

    def __str__(self) -> str:
        return self.text


class PlanStep(models.Model):
    """One step that a person took on a week, with what each visit was before and after: the list of changes and undo."""

    class Kind(models.TextChoices):
        PLAN = "plan", "ingepland"
        MOVE = "move", "verplaatst"
        SWAP = "swap", "geruild"
        SEATS = "seats", "andere student"
        CANCEL = "cancel", "afgezegd"
        RESTORE = "restore", "weer gepland"
        BUILD = "build", "week gemaakt"
        RECORD = "record", "afgerond"
        PROPOSAL = "proposal", "voorstel toegepast"
        REPAIR = "repair", "opgelost"
        PIN = "pin", "vastgezet"
        UNDO = "undo", "teruggedraaid"

    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")
    week = models.ForeignKey(WeekPlan, on_delete=models.PROTECT, related_name="steps", verbose_name="week")
    kind = models.CharField("wat", max_length=10, choices=Kind)
    summary = models.CharField("in woorden", max_length=300)
    reason = models.CharField("reden", max_length=200, blank=True)
    after_version = models.PositiveSmallIntegerField("na versie", help_text="0: vóór de eerste publicatie.")
    at = models.DateTimeField("wanneer", auto_now_add=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="wie")
    changes: models.JSONField[Any, Any] = models.JSONField("veranderingen", encoder=DjangoJSONEncoder, default=list)
    token = models.UUIDField("eenmalige sleutel van het formulier", null=True, editable=False)
    undone_at = models.DateTimeField("teruggedraaid op", null=True, blank=True)

    objects = WeekQuerySet.as_manager()

    class Meta:
        verbose_name = "stap in de planning"
        verbose_name_plural = "stappen in de planning"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["id", "location"], name="plan_step_location_key"),
            models.CheckConstraint(
                condition=Q(after_version=0) | Q(kind="record") | ~Q(reason=""),
                name="plan_step_reason_after_publication",
                violation_error_message="De week is gepubliceerd. Schrijf op waarom je iets verandert.",
            ),
            models.UniqueConstraint(
                fields=["week", "token"],
                name="plan_step_form_once",
                violation_error_message="Dit formulier was al verstuurd. De verandering staat er één keer in.",
            ),
            *same_location("week", model="plan_step"),
        ]

    def __str__(self) -> str:
        return self.summary
