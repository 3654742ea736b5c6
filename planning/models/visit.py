from __future__ import annotations

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q

from clients.models import Activity, Client, ClientAgreement
from planning.querysets import VisitQuerySet
from students.models import Student
from wijkleerbedrijf.organisation.constraints import MatchesRelated, no_overlap_in_time, same_location
from wijkleerbedrijf.organisation.models import Block, Location, User

from .base_plan import BaseVisit
from .week import WeekPlan


@pghistory.track(exclude=["monday"])
class Visit(models.Model):
    """Help at one client in one dagdeel. It keeps its own times; it is cancelled with a reason, never deleted."""

    class Status(models.TextChoices):
        PLANNED = "planned", "gepland"
        DONE = "done", "gedaan"
        CLIENT_ABSENT = "client_absent", "klant niet thuis"
        CANCELLED = "cancelled", "afgezegd"

    class CancelReason(models.TextChoices):
        STUDENT_ABSENT = "student_absent", "student is er niet"
        CLIENT_ASKED = "client_asked", "klant heeft afgezegd"
        CLIENT_PAUSED = "client_paused", "klant heeft pauze of is gestopt"
        CLOSED = "closed", "de locatie is dicht"
        PLAN_CHANGED = "plan_changed", "de planning is veranderd"
        OTHER = "other", "anders"

    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="visits", verbose_name="locatie")
    week = models.ForeignKey(WeekPlan, on_delete=models.PROTECT, related_name="visits", verbose_name="week")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="visits", verbose_name="klant")
    agreement = models.ForeignKey(
        ClientAgreement, on_delete=models.PROTECT, related_name="visits", verbose_name="overeenkomst"
    )
    date = models.DateField("datum")
    monday = models.GeneratedField(
        expression=Func(F("date"), template="(date_trunc('week', (%(expressions)s)::timestamp)::date)"),
        output_field=models.DateField(),
        db_persist=True,
    )
    block = models.ForeignKey(Block, on_delete=models.PROTECT, related_name="+", verbose_name="dagdeel")
    starts_at = models.TimeField("begint om")
    ends_at = models.TimeField("eindigt om")
    status = models.CharField("stand", max_length=15, choices=Status, default=Status.PLANNED)
    is_active = models.BooleanField("telt mee", default=True, editable=False)
    cancel_reason = models.CharField("reden van afzeggen", max_length=20, choices=CancelReason, blank=True)
    base_visit = models.ForeignKey(
        BaseVisit, on_delete=models.PROTECT, null=True, blank=True, related_name="visits", verbose_name="uit basisweek"
    )
    by_hand = models.BooleanField("met de hand gepland of veranderd", default=False)
    pinned = models.BooleanField("vastgezet", default=False, help_text="Een voorstel laat dit bezoek staan.")
    accompanied_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="begeleider gaat mee"
    )
    minutes = models.PositiveSmallIntegerField(
        "minuten", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(600)]
    )
    activities = models.ManyToManyField(Activity, blank=True, related_name="visits", verbose_name="samen gedaan")
    note = models.CharField("opmerking", max_length=300, blank=True, help_text="Geen medische gegevens.")
    recorded_at = models.DateTimeField("afgerond op", null=True, blank=True)
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="afgerond door"
    )

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = "bezoek"
        verbose_name_plural = "bezoeken"
        ordering = ["date", "starts_at", "pk"]
        indexes = [
            models.Index(fields=["location", "date"], name="visit_by_day"),
            models.Index(fields=["client", "-date"], name="visit_by_client"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["id", "location"], name="visit_location_key"),
            models.UniqueConstraint(
                fields=["id", "location", "date", "starts_at", "ends_at", "is_active"], name="visit_seat_key"
            ),
            models.UniqueConstraint(
                fields=["client", "date"],
                condition=Q(is_active=True),
                name="visit_one_a_client_a_day",
                violation_error_message="Deze klant heeft op deze dag al een bezoek.",
            ),
            models.CheckConstraint(
                condition=(Q(status="cancelled", is_active=False) & ~Q(cancel_reason=""))
                | (~Q(status="cancelled") & Q(is_active=True, cancel_reason="")),
                name="visit_cancelled_with_reason",
                violation_error_message="Kies waarom het bezoek niet doorgaat.",
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="visit_end_after_start"),
            models.CheckConstraint(
                condition=(Q(status="done") & Q(minutes__isnull=False)) | (~Q(status="done") & Q(minutes__isnull=True)),
                name="visit_done_has_minutes",
                violation_error_message="Vul in hoeveel minuten het bezoek duurde.",
            ),
            models.CheckConstraint(
                condition=Q(recorded_at__isnull=True, recorded_by__isnull=True)
                | Q(recorded_at__isnull=False, recorded_by__isnull=False),
                name="visit_recorded_at_and_by",
            ),
            MatchesRelated(field="week", columns=["location", "monday"], name="visit_in_its_week"),
            MatchesRelated(field="agreement", columns=["client"], name="visit_agreement_of_client"),
            *same_location("client", "block", model="visit"),
        ]

    def __str__(self) -> str:
        return f"{self.client} {self.date:%d-%m-%Y} {self.starts_at:%H:%M}"


@pghistory.track()
class VisitSeat(models.Model):
    """A student's part in a visit: the row that holds 'at most one client per student per dagdeel' (V061).

    Place, day, time and whether the visit goes on are those of the visit; the database carries each change over.
    """

    ONE_CLIENT_A_DAGDEEL = "visit_seat_one_client_a_dagdeel"

    class Role(models.TextChoices):
        LEAD = "lead", "doet het bezoek"
        BUDDY = "buddy", "gaat mee"

    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+", verbose_name="locatie")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="seats", verbose_name="bezoek")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="seats", verbose_name="student")
    role = models.CharField("rol", max_length=5, choices=Role, default=Role.LEAD)
    date = models.DateField("datum")
    starts_at = models.TimeField("begint om")
    ends_at = models.TimeField("eindigt om")
    is_active = models.BooleanField("telt mee", default=True)

    class Meta:
        verbose_name = "plek in een bezoek"
        verbose_name_plural = "plekken in een bezoek"
        ordering = ["visit", "-role"]
        indexes = [
            models.Index(fields=["student", "-date"], name="visit_seat_by_student"),
            models.Index(fields=["location", "date"], name="visit_seat_by_day"),
        ]
        constraints = [
            MatchesRelated(
                field="visit",
                columns=["location", "date", "starts_at", "ends_at", "is_active"],
                name="visit_seat_follows_visit",
                follow=True,
            ),
            *same_location("student", model="visit_seat"),
            models.UniqueConstraint(
                fields=["visit", "role"],
                name="visit_seat_one_a_role",
                violation_error_message="Dit bezoek heeft al een student voor deze rol.",
            ),
            no_overlap_in_time(
                name="visit_seat_one_client_a_dagdeel",  # ONE_CLIENT_A_DAGDEEL
                keys=["student_id"],
                condition=Q(is_active=True),
                message="Deze student heeft in dit dagdeel al een bezoek.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.student} ({self.get_role_display()})"
