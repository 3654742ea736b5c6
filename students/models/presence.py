from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import F, Q

from students.querysets import StudentRowQuerySet
from wijkleerbedrijf.organisation.constraints import no_overlap, same_location
from wijkleerbedrijf.organisation.models import Block, Location
from wijkleerbedrijf.organisation.models.base import ValidPeriod, period_in_order
from wijkleerbedrijf.organisation.models.catalogue import Weekday

from .student import Student


@pghistory.track()
class WeekPattern(ValidPeriod):
    """What a student does in a dagdeel of an ordinary week, in a period. No row: the student is free (V023)."""

    class Kind(models.TextChoices):
        NEIGHBOURHOOD = "neighbourhood", "wijk"
        LESSON = "lesson", "les"
        PLACEMENT = "placement", "zorgstage"
        FREE = "free", "vrij"

    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+", verbose_name="locatie")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="patterns", verbose_name="student")
    weekday = models.PositiveSmallIntegerField("dag", choices=Weekday)
    block = models.ForeignKey(Block, on_delete=models.PROTECT, related_name="+", verbose_name="dagdeel")
    kind = models.CharField("wat", max_length=15, choices=Kind)

    objects = StudentRowQuerySet.as_manager()

    class Meta:
        verbose_name = "weekpatroon"
        verbose_name_plural = "weekpatronen"
        ordering = ["student", "weekday", "block", "valid_from"]
        constraints = [
            period_in_order("week_pattern"),
            models.CheckConstraint(condition=Q(weekday__range=(1, 7)), name="week_pattern_weekday"),
            no_overlap(
                name="week_pattern_one_at_a_time",
                keys=["student_id", "weekday", "block_id"],
                message="Voor dit dagdeel staat er in deze periode al iets in het weekpatroon.",
            ),
            *same_location("student", "block", model="week_pattern"),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.block}: {self.get_kind_display()}"


@pghistory.track()
class Unavailability(models.Model):
    """Days, or one block of those days, on which a student can't go on visits. Never with a medical reason."""

    class Kind(models.TextChoices):
        ILL = "ill", "ziek"
        LEAVE = "leave", "verlof"
        CATCH_UP = "catch_up", "inhalen"
        ABSENT = "absent", "afwezig"

    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+", verbose_name="locatie")
    student = models.ForeignKey(
        Student, on_delete=models.PROTECT, related_name="unavailabilities", verbose_name="student"
    )
    kind = models.CharField("waarom", max_length=10, choices=Kind)
    starts_on = models.DateField("eerste dag")
    ends_on = models.DateField("laatste dag")
    block = models.ForeignKey(
        Block,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="dagdeel",
        help_text="Leeg: de hele dag.",
    )

    objects = StudentRowQuerySet.as_manager()

    class Meta:
        verbose_name = "afwezigheid"
        verbose_name_plural = "afwezigheid"
        ordering = ["-starts_on"]
        indexes = [models.Index(fields=["location", "starts_on", "ends_on"], name="unavailability_days")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="unavailability_in_order",
                violation_error_message="De laatste dag ligt vóór de eerste dag. Kies een latere laatste dag.",
            ),
            *same_location("student", "block", model="unavailability"),
        ]

    def __str__(self) -> str:
        return f"{self.student} {self.get_kind_display()} {self.starts_on:%d-%m} t/m {self.ends_on:%d-%m}"
