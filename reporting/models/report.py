from __future__ import annotations

from typing import Any

import pgtrigger
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from planning.models import Scenario
from reporting.periods import Kind, Period
from reporting.querysets import ReportQuerySet
from wijkleerbedrijf.organisation.constraints import MatchesRelated, no_overlap, same_location
from wijkleerbedrijf.organisation.models import Location, User

from .indicator import Indicator

_COMPLETE = Q(
    figures__isnull=False,
    pdf__isnull=False,
    pdf_sha256__regex=r"^[0-9a-f]{64}$",
    published_at__isnull=False,
    published_by__isnull=False,
)
_EMPTY = Q(figures__isnull=True, pdf__isnull=True, pdf_sha256="", published_at__isnull=True, published_by__isnull=True)


class Report(models.Model):
    """What a location tells its steering group about a period. Published it never changes: a correction is a version.

    A draft has no figures of its own: they are counted each time it is opened, and frozen when it is published.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "concept"
        PUBLISHED = "published", "gepubliceerd"

    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="reports", verbose_name="locatie")
    kind = models.CharField("soort", max_length=12, choices=[(kind.value, kind.label) for kind in Kind])
    starts_on = models.DateField("eerste dag")
    ends_on = models.DateField("laatste dag")
    version = models.PositiveSmallIntegerField("versie", default=1)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="correction", verbose_name="verbetert"
    )
    correction_reason = models.CharField("waarom verbeterd", max_length=300, blank=True)
    status = models.CharField("stand", max_length=10, choices=Status, default=Status.DRAFT)
    summary = models.TextField("in het kort", blank=True, max_length=2000)
    went_well = models.TextField("wat goed ging", blank=True, max_length=2000)
    needs_attention = models.TextField("wat aandacht vraagt", blank=True, max_length=2000)
    outlook = models.TextField("hoe het verder gaat", blank=True, max_length=2000)
    scenario = models.ForeignKey(
        Scenario,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reports",
        verbose_name="wat als",
        help_text="Een bewaarde berekening die in het rapport komt te staan.",
    )
    created_at = models.DateTimeField("gemaakt op", auto_now_add=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="gemaakt door")
    changed_at = models.DateTimeField("laatst veranderd", auto_now=True)
    indicators = models.ManyToManyField(Indicator, related_name="reports", verbose_name="gebruikte definities")
    figures: models.JSONField[Any, Any] = models.JSONField("cijfers", encoder=DjangoJSONEncoder, null=True)
    pdf = models.BinaryField("PDF", null=True)
    pdf_sha256 = models.CharField("controlegetal van de PDF", max_length=64, blank=True)
    published_at = models.DateTimeField("gepubliceerd op", null=True, blank=True)
    published_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="gepubliceerd door"
    )

    objects = ReportQuerySet.as_manager()

    NARRATIVE = ("summary", "went_well", "needs_attention", "outlook")

    class Meta:
        verbose_name = "rapport"
        verbose_name_plural = "rapporten"
        ordering = ["-ends_on", "-starts_on", "-version"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="report_period_in_order",
                violation_error_message="De laatste dag ligt vóór de eerste dag. Kies een latere laatste dag.",
            ),
            models.UniqueConstraint(
                fields=["id", "location", "kind", "starts_on", "ends_on"], name="report_period_key"
            ),
            models.UniqueConstraint(
                fields=["location", "kind", "starts_on", "version"],
                name="report_version_once",
                violation_error_message="Over deze periode is er al een rapport. Open dat, of maak er een verbetering van.",
            ),
            no_overlap(
                name="report_one_a_period",
                keys=["location_id"],
                texts=["kind"],
                starts="starts_on",
                ends="ends_on",
                condition=Q(version=1),
                message="Over deze periode is er al een rapport. Open dat, of maak er een verbetering van.",
            ),
            models.CheckConstraint(
                condition=Q(version=1, replaces__isnull=True, correction_reason="")
                | (Q(version__gt=1, replaces__isnull=False) & ~Q(correction_reason="")),
                name="report_correction_has_reason",
                violation_error_message="Schrijf op wat er niet klopte.",
            ),
            models.CheckConstraint(
                condition=(Q(status="draft") & _EMPTY) | (Q(status="published") & _COMPLETE),
                name="report_published_is_complete",
            ),
            MatchesRelated(
                field="replaces",
                columns=["location", "kind", "starts_on", "ends_on"],
                name="report_corrects_same_period",
            ),
            *same_location("scenario", model="report"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="report_published_unchanged",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__status="published"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.period.title} {self.location}"

    @property
    def period(self) -> Period:
        return Period(Kind(self.kind), self.starts_on, self.ends_on)

    @property
    def title(self) -> str:
        """'Rapport over het derde kwartaal van 2026', with the version when it is a correction."""
        return self.period.report_title + (f", versie {self.version}" if self.version > 1 else "")

    @property
    def is_published(self) -> bool:
        return self.status == self.Status.PUBLISHED

    @property
    def file_name(self) -> str:
        version = f"-v{self.version}" if self.version > 1 else ""
        return f"{self.location.slug}-{self.period.slug}{version}.pdf"

    def get_absolute_url(self) -> str:
        return reverse("reporting:report_detail", args=[self.pk])
