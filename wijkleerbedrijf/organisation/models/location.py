from __future__ import annotations

from typing import Any

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from wijkleerbedrijf.organisation.constraints import no_overlap, same_location
from wijkleerbedrijf.organisation.querysets import LocationRowQuerySet, LocationsQuerySet
from wijkleerbedrijf.organisation.vocabulary import ClientWord, StudentWord

from .base import Address, Reachable, ValidPeriod, coordinates_in_range, period_in_order
from .partner import Partner


class Region(models.TextChoices):
    """School holiday region; set by hand because it does not follow from the province alone."""

    NORTH = "noord", "Noord"
    MIDDLE = "midden", "Midden"
    SOUTH = "zuid", "Zuid"


class TargetGroup(models.TextChoices):
    """Groups from which a location takes its students (B006, V008-V012, W091-W092)."""

    EARLY_LEAVER = "vsv", "jongeren zonder startkwalificatie"
    BENEFIT = "bijstand", "mensen met een bijstandsuitkering"
    DISABLED = "wajong_wia", "mensen met Wajong of WIA"
    UNEMPLOYED = "ww", "mensen met een WW-uitkering"
    NEWCOMER = "nieuwkomer", "statushouders en nieuwkomers"
    PRACTICAL = "praktijkonderwijs", "leerlingen van praktijkonderwijs en vso"
    EMPLOYEE = "medewerker", "medewerkers van een partner"


class Location(Address, Reachable):
    """A WijkLeerbedrijf: one place in a neighbourhood from which students go to the homes of residents."""

    class Status(models.TextChoices):
        PREPARING = "preparing", "in voorbereiding"
        PILOT = "pilot", "pilot"
        RUNNING = "running", "draait"
        STOPPED = "stopped", "gestopt"

    name = models.CharField("naam", max_length=80, unique=True)
    slug = models.SlugField("korte naam", unique=True)
    status = models.CharField("stand", max_length=10, choices=Status, default=Status.PREPARING)
    status_since = models.DateField("sinds", null=True, blank=True)
    region = models.CharField("vakantieregio", max_length=6, choices=Region)
    host = models.ForeignKey(
        Partner,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="hosted_locations",
        verbose_name="te gast bij",
        help_text="De partner in wiens gebouw het WijkLeerbedrijf zit.",
    )
    target_groups = ArrayField(
        models.CharField(max_length=20, choices=TargetGroup),
        verbose_name="doelgroepen",
        default=list,
        blank=True,
    )

    objects = LocationsQuerySet.as_manager()

    class Meta:
        verbose_name = "locatie"
        verbose_name_plural = "locaties"
        ordering = ["name"]
        constraints = [coordinates_in_range("location")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("organisation:location_detail")


class HourDefinition(models.TextChoices):
    """What counts as an hour of informal help; printed under every figure that uses it."""

    RECORDED = "recorded", "de minuten die bij het bezoek zijn genoteerd"
    NET = "net", "de tijd van het dagdeel min de reistijd heen en terug"
    BLOCK = "block", "de hele tijd van het dagdeel, met de reistijd"


class ReportRhythm(models.TextChoices):
    QUARTER = "quarter", "elk kwartaal"
    HALF_YEAR = "half_year", "elk half jaar"
    YEAR = "year", "elk jaar"


class Calm(models.IntegerChoices):
    """What one change weighs against visits, when the optimiser makes a proposal."""

    MOST = 0, "zo veel mogelijk bezoeken"
    BIT = 1, "veel bezoeken, iets minder wijzigingen"
    CALM = 2, "rust en bezoeken in balans"
    CALMEST = 4, "zo min mogelijk wijzigingen"


def _positive(maximum: int) -> list[Any]:
    return [MinValueValidator(1), MaxValueValidator(maximum)]


@pghistory.track()
class LocationYear(models.Model):
    """The parameters of a location from the start of a school year, until a later year has its own (W061)."""

    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="years", verbose_name="locatie")
    school_year = models.PositiveSmallIntegerField(
        "schooljaar",
        validators=[MinValueValidator(2010), MaxValueValidator(2100)],
        help_text="Het jaar waarin het schooljaar begint: 2026 is 2026-2027.",
    )
    seats = models.PositiveSmallIntegerField("plaatsen voor studenten", validators=_positive(500))
    client_capacity = models.PositiveSmallIntegerField(
        "aantal klanten tegelijk", null=True, blank=True, validators=_positive(2000)
    )
    break_even = models.PositiveSmallIntegerField(
        "kostendekkend vanaf", null=True, blank=True, help_text="Aantal studenten waarbij de kosten gedekt zijn."
    )
    target_visits_per_week = models.PositiveSmallIntegerField(
        "bezoeken per student per week (streven)", default=3, validators=_positive(20)
    )
    max_visits_per_week = models.PositiveSmallIntegerField(
        "bezoeken per student per week (hoogstens)", default=5, validators=_positive(20)
    )
    max_visits_per_day = models.PositiveSmallIntegerField(
        "bezoeken per student per dag (hoogstens)", default=2, validators=_positive(5)
    )
    max_cycling_minutes = models.PositiveSmallIntegerField(
        "langste fietstijd (minuten, enkele reis)", default=20, validators=_positive(120)
    )
    travel_inside_block = models.BooleanField("reistijd valt binnen het dagdeel", default=True)
    calm = models.PositiveSmallIntegerField(
        "voorstel voor de week",
        choices=Calm,
        default=Calm.CALM,
        help_text="Hoe zwaar een verandering weegt tegen een bezoek erbij.",
    )
    start_months = ArrayField(
        models.PositiveSmallIntegerField(validators=_positive(12)),
        verbose_name="startmaanden",
        default=list,
        help_text="Maandnummers, bijvoorbeeld 9, 2.",
    )
    levels = ArrayField(
        models.PositiveSmallIntegerField(validators=_positive(3)), verbose_name="mbo-niveaus", default=list
    )
    has_placement = models.BooleanField("zorgstage", default=True)
    placement_min_months = models.PositiveSmallIntegerField("zorgstage minstens (maanden)", null=True, blank=True)
    placement_max_months = models.PositiveSmallIntegerField("zorgstage hoogstens (maanden)", null=True, blank=True)
    estimate_after_weeks = models.PositiveSmallIntegerField(
        "inschatting van de duur na (schoolweken)", default=10, validators=_positive(52)
    )
    route_months = ArrayField(
        models.PositiveSmallIntegerField(validators=_positive(60)),
        verbose_name="duur van de leerroute (maanden)",
        default=list,
    )
    goal_hours = models.PositiveIntegerField("doel: uren per jaar", null=True, blank=True)
    goal_households = models.PositiveIntegerField("doel: huishoudens per jaar", null=True, blank=True)
    goal_diploma_percent = models.PositiveSmallIntegerField(
        "doel: diploma's (%)", null=True, blank=True, validators=_positive(100)
    )
    hour_definition = models.CharField(
        "een uur is", max_length=10, choices=HourDefinition, default=HourDefinition.RECORDED
    )
    report_rhythm = models.CharField(
        "verslag aan de stuurgroep", max_length=10, choices=ReportRhythm, default=ReportRhythm.QUARTER
    )
    job_guarantee = models.BooleanField("partners garanderen werk na het diploma", default=False)
    closed_on_good_friday = models.BooleanField("dicht op Goede Vrijdag", default=False)
    closed_on_liberation_day = models.BooleanField(
        "elk jaar dicht op Bevrijdingsdag",
        default=False,
        help_text="Uit: alleen dicht in de lustrumjaren (2025, 2030).",
    )
    coordinator_hours = models.PositiveSmallIntegerField("uren coördinator per week", null=True, blank=True)
    client_word = models.CharField("woord voor klant", max_length=20, choices=ClientWord, default=ClientWord.KLANT)
    student_word = models.CharField(
        "woord voor student", max_length=20, choices=StudentWord, default=StudentWord.STUDENT
    )

    objects = LocationRowQuerySet.as_manager()

    class Meta:
        verbose_name = "instellingen per schooljaar"
        verbose_name_plural = "instellingen per schooljaar"
        ordering = ["location", "-school_year"]
        constraints = [
            models.UniqueConstraint(
                fields=["location", "school_year"],
                name="location_year_once",
                violation_error_message="Voor dit schooljaar zijn er al instellingen. Pas die aan.",
            ),
            models.CheckConstraint(
                condition=Q(max_visits_per_week__gte=F("max_visits_per_day")),
                name="location_year_week_maximum_fits_day",
                violation_error_message="Het maximum per week is lager dan het maximum per dag.",
            ),
            models.CheckConstraint(
                condition=Q(max_visits_per_week__gte=F("target_visits_per_week")),
                name="location_year_target_within_maximum",
                violation_error_message="Het streven per week is hoger dan het maximum per week.",
            ),
            models.CheckConstraint(
                condition=Q(has_placement=False)
                | Q(placement_min_months__isnull=False, placement_max_months__gte=F("placement_min_months")),
                name="location_year_placement_months_in_order",
                violation_error_message="Vul bij zorgstage het kleinste en het grootste aantal maanden in.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.location} {self.label}"

    @property
    def label(self) -> str:
        """'2026-2027'."""
        return f"{self.school_year}-{self.school_year + 1}"

    def clean(self) -> None:
        for field in ("start_months", "levels"):
            if not getattr(self, field):
                raise ValidationError({field: "Vul er minstens één in."})


class Block(models.Model):
    """A named stretch of the location's day. Its hours may change; patterns and wishes keep pointing to it."""

    class Kind(models.TextChoices):
        VISIT = "visit", "bezoek in de wijk"
        LESSON = "lesson", "les"
        LEARNING_HOME = "learning_home", "leerhome: bespreken en werken"
        BREAK = "break", "pauze"

    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="blocks", verbose_name="locatie")
    name = models.CharField("naam", max_length=40, help_text="Bijvoorbeeld: ochtend")
    short_name = models.CharField("korte naam", max_length=8, help_text="Bijvoorbeeld: och")
    kind = models.CharField("soort", max_length=15, choices=Kind)
    is_dagdeel = models.BooleanField(
        "is een dagdeel", default=False, help_text="In een dagdeel kan een student naar één klant."
    )

    objects = LocationRowQuerySet.as_manager()

    class Meta:
        verbose_name = "blok van de dag"
        verbose_name_plural = "blokken van de dag"
        ordering = ["location", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["location", "name"],
                name="block_name_once_a_location",
                violation_error_message="Deze locatie heeft al een blok met deze naam.",
            ),
            models.UniqueConstraint(fields=["id", "location"], name="block_location_key"),
        ]

    def __str__(self) -> str:
        return self.name


class BlockHours(ValidPeriod):
    """When a block is, on which weekdays and in which period. A change of hours is a new row."""

    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+", verbose_name="locatie")
    block = models.ForeignKey(Block, on_delete=models.PROTECT, related_name="hours", verbose_name="blok")
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(validators=_positive(7)),
        verbose_name="weekdagen",
        help_text="1 is maandag, 5 is vrijdag.",
    )
    starts_at = models.TimeField("begint om")
    ends_at = models.TimeField("eindigt om")

    class Meta:
        verbose_name = "tijden van een blok"
        verbose_name_plural = "tijden van een blok"
        ordering = ["starts_at"]
        constraints = [
            period_in_order("block_hours"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="block_hours_end_after_start",
                violation_error_message="Het blok eindigt vóór het begint.",
            ),
            no_overlap(
                name="block_hours_once_at_a_time",
                keys=["block_id"],
                message="In deze periode heeft het blok al tijden. Sluit die eerst af.",
            ),
            *same_location("block", model="block_hours"),
        ]

    def __str__(self) -> str:
        return f"{self.block} {self.starts_at:%H:%M}-{self.ends_at:%H:%M}"


class Room(models.Model):
    """A room of the location: for lessons or for a talk."""

    class Kind(models.TextChoices):
        LESSON = "lesson", "lesruimte"
        TALK = "talk", "gespreksruimte"

    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="rooms", verbose_name="locatie")
    name = models.CharField("naam", max_length=60)
    kind = models.CharField("soort", max_length=10, choices=Kind)
    places = models.PositiveSmallIntegerField("plekken", null=True, blank=True)

    objects = LocationRowQuerySet.as_manager()

    class Meta:
        verbose_name = "ruimte"
        verbose_name_plural = "ruimtes"
        ordering = ["location", "name"]
        constraints = [models.UniqueConstraint(fields=["location", "name"], name="room_name_once_a_location")]

    def __str__(self) -> str:
        return self.name


class Bicycle(ValidPeriod):
    """A bicycle that the location lends for visits (W022)."""

    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="bicycles", verbose_name="locatie")
    name = models.CharField("naam of nummer", max_length=40)

    objects = LocationRowQuerySet.as_manager()

    class Meta:
        verbose_name = "fiets"
        verbose_name_plural = "fietsen"
        ordering = ["location", "name"]
        constraints = [
            period_in_order("bicycle"),
            models.UniqueConstraint(fields=["location", "name"], name="bicycle_name_once_a_location"),
        ]

    def __str__(self) -> str:
        return self.name
