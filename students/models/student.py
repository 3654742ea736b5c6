from __future__ import annotations

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from students.querysets import StudentQuerySet
from wijkleerbedrijf.organisation.models import Location, Skill, Subject, User
from wijkleerbedrijf.organisation.models.base import Address, PersonName, Reachable, coordinates_in_range
from wijkleerbedrijf.organisation.models.catalogue import Animal, Gender, Language
from wijkleerbedrijf.organisation.revision import Revised


@pghistory.track()
class Student(PersonName, Address, Reachable, Revised):
    """Somebody who learns at a location by helping residents. What planning needs to know stands here."""

    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="students", verbose_name="locatie")
    user = models.OneToOneField(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="student", verbose_name="account"
    )
    gender = models.CharField("geslacht", max_length=1, choices=Gender)
    is_starter = models.BooleanField(
        "starter", default=True, help_text="Een starter gaat nog niet alleen naar een bezoek, altijd met een ander."
    )
    languages = ArrayField(
        models.CharField(max_length=3, choices=Language), verbose_name="talen", default=list, blank=True
    )
    skills = models.ManyToManyField(
        Skill,
        blank=True,
        related_name="students",
        verbose_name="vaardigheden",
        help_text="Waarvoor de student een workshop heeft gedaan.",
    )
    subjects = models.ManyToManyField(
        Subject, blank=True, related_name="students", verbose_name="wil oefenen met", help_text="Bijvoorbeeld: taal"
    )
    allergies = ArrayField(
        models.CharField(max_length=10, choices=Animal), verbose_name="allergisch voor", default=list, blank=True
    )
    fears = ArrayField(
        models.CharField(max_length=10, choices=Animal), verbose_name="bang voor", default=list, blank=True
    )
    accepts_smoking = models.BooleanField("mag naar een huis waar gerookt wordt", default=True)
    needs_bicycle = models.BooleanField("heeft een fiets te leen nodig", default=False)
    starts_from_home = models.BooleanField("vertrekt van huis (uitzondering)", default=False)
    starts_from_home_reason = models.CharField("waarom van huis", max_length=200, blank=True)
    max_cycling_minutes = models.PositiveSmallIntegerField(
        "langste fietstijd (minuten)",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
        help_text="Leeg: zoals de locatie.",
    )
    target_visits_per_week = models.PositiveSmallIntegerField(
        "streven: bezoeken per week", null=True, blank=True, validators=[MaxValueValidator(20)]
    )
    max_visits_per_week = models.PositiveSmallIntegerField(
        "hoogstens: bezoeken per week", null=True, blank=True, validators=[MaxValueValidator(20)]
    )
    max_visits_per_day = models.PositiveSmallIntegerField(
        "hoogstens: bezoeken per dag", null=True, blank=True, validators=[MaxValueValidator(5)]
    )
    wishes = models.TextField("wensen", blank=True, help_text="Wat de student zelf wil. Geen medische gegevens.")
    coordinator = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="coordinated_students",
        verbose_name="coördinator",
    )
    teachers = models.ManyToManyField(User, blank=True, related_name="taught_students", verbose_name="vaste docenten")

    objects = StudentQuerySet.as_manager()

    class Meta:
        verbose_name = "student"
        verbose_name_plural = "studenten"
        ordering = ["surname", "prefix", "first_name", "pk"]
        indexes = [models.Index(fields=["location", "surname"], name="student_by_name")]
        constraints = [
            models.UniqueConstraint(fields=["id", "location"], name="student_location_key"),
            coordinates_in_range("student"),
            models.CheckConstraint(
                condition=Q(max_visits_per_week__isnull=True)
                | Q(target_visits_per_week__isnull=True)
                | Q(max_visits_per_week__gte=F("target_visits_per_week")),
                name="student_target_within_maximum",
                violation_error_message="Het streven per week is hoger dan het maximum per week.",
            ),
            models.CheckConstraint(
                condition=Q(starts_from_home=False) | ~Q(starts_from_home_reason=""),
                name="student_from_home_has_reason",
                violation_error_message="Schrijf op waarom deze student van huis vertrekt.",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def get_absolute_url(self) -> str:
        return reverse("students:student_detail", args=[self.pk])

    @property
    def language_names(self) -> list[str]:
        return [str(Language(code).label) for code in self.languages]

    @property
    def allergy_names(self) -> list[str]:
        return [str(Animal(code).label) for code in self.allergies]

    @property
    def fear_names(self) -> list[str]:
        return [str(Animal(code).label) for code in self.fears]
