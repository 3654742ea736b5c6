from __future__ import annotations

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q

from students.querysets import EnrolmentQuerySet, ReferralQuerySet, StudentRowQuerySet
from wijkleerbedrijf.organisation.constraints import no_overlap, same_location
from wijkleerbedrijf.organisation.models import Location, Partner
from wijkleerbedrijf.organisation.models.base import ValidPeriod, period_in_order

from .student import Student


class Programme(models.Model):
    """A qualification that a student works towards, such as Entree 25741, in the version of a year."""

    crebo = models.CharField(
        "crebo", max_length=5, validators=[RegexValidator(r"^\d{5}$", "Een crebo heeft 5 cijfers.")]
    )
    name = models.CharField("naam", max_length=120)
    level = models.PositiveSmallIntegerField("niveau", validators=[MinValueValidator(1), MaxValueValidator(3)])
    version = models.CharField("versie", max_length=20, help_text="Het jaar van het kwalificatiedossier.")
    is_active = models.BooleanField("in gebruik", default=True)

    class Meta:
        verbose_name = "opleiding"
        verbose_name_plural = "opleidingen"
        ordering = ["level", "name", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["crebo", "version"],
                name="programme_version_once",
                violation_error_message="Deze versie van de opleiding bestaat al.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} (niveau {self.level})"


@pghistory.track()
class Enrolment(ValidPeriod):
    """A student's time on a programme: `valid_until` is the last day, empty as long as it goes on."""

    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="enrolments", verbose_name="locatie")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="enrolments", verbose_name="student")
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="enrolments", verbose_name="opleiding"
    )
    level = models.PositiveSmallIntegerField(
        "niveau", validators=[MinValueValidator(1), MaxValueValidator(3)], help_text="Op welk niveau de student werkt."
    )
    expected_until = models.DateField("verwacht einde", null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = "inschrijving"
        verbose_name_plural = "inschrijvingen"
        ordering = ["-valid_from"]
        constraints = [
            period_in_order("enrolment"),
            models.UniqueConstraint(fields=["id", "location"], name="enrolment_location_key"),
            models.UniqueConstraint(fields=["id", "student"], name="enrolment_student_key"),
            no_overlap(
                name="enrolment_one_at_a_time",
                keys=["student_id"],
                message="Deze student heeft in deze periode al een inschrijving. Sluit die eerst af.",
            ),
            *same_location("student", model="enrolment"),
        ]

    def __str__(self) -> str:
        return f"{self.programme} vanaf {self.valid_from:%d-%m-%Y}"


@pghistory.track()
class Outflow(models.Model):
    """How an enrolment ended: with which paper, where to and why (C005, H006, V114)."""

    class Result(models.TextChoices):
        DIPLOMA = "diploma", "diploma"
        CERTIFICATE = "certificate", "mbo-certificaat"
        STATEMENT = "statement", "mbo-verklaring"
        NONE = "none", "geen"

    class Destination(models.TextChoices):
        PARTNER_WORK = "partner_work", "werk bij een partner"
        OTHER_WORK = "other_work", "ander werk"
        LEVEL_2 = "level_2", "opleiding niveau 2"
        LEVEL_3 = "level_3", "opleiding niveau 3"
        SCHOOL = "school", "terug naar school"
        OTHER = "other", "anders"
        UNKNOWN = "unknown", "niet bekend"

    class ReasonClass(models.TextChoices):
        POSITIVE = "positive", "positief"
        NEUTRAL = "neutral", "neutraal"
        NEGATIVE = "negative", "negatief"

    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="outflows", verbose_name="locatie")
    enrolment = models.OneToOneField(
        Enrolment, on_delete=models.PROTECT, related_name="outflow", verbose_name="inschrijving"
    )
    ended_on = models.DateField("laatste dag")
    result = models.CharField("papier", max_length=12, choices=Result)
    destination = models.CharField("waarheen", max_length=15, choices=Destination)
    reason_class = models.CharField("aard van de reden", max_length=10, choices=ReasonClass)
    reason = models.CharField("reden", max_length=120, blank=True, help_text="Kort. Geen medische gegevens.")

    objects = StudentRowQuerySet.as_manager()

    class Meta:
        verbose_name = "uitstroom"
        verbose_name_plural = "uitstroom"
        ordering = ["-ended_on"]
        constraints = [
            *same_location("enrolment", model="outflow"),
            models.CheckConstraint(
                condition=~Q(result="diploma") | Q(reason_class="positive"),
                name="outflow_diploma_is_positive",
                violation_error_message="Uitstroom met een diploma is positief.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_result_display()}, {self.get_destination_display()}"


class Referral(models.Model):
    """Which partner sent a student, and since when the student lets that partner see the status."""

    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="referrals", verbose_name="locatie")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="referrals", verbose_name="student")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="referrals", verbose_name="partner")
    referred_on = models.DateField("aangemeld op")
    shared_since = models.DateField(
        "deelt voortgang sinds", null=True, blank=True, help_text="Alleen invullen als de student ja heeft gezegd."
    )

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = "aanmelding"
        verbose_name_plural = "aanmeldingen"
        ordering = ["-referred_on"]
        constraints = [
            *same_location("student", model="referral"),
            models.UniqueConstraint(
                fields=["student", "partner"],
                name="referral_once_a_partner",
                violation_error_message="Deze partner heeft deze student al aangemeld.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.student} via {self.partner}"
