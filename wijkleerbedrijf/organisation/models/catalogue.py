from __future__ import annotations

from django.db import models


class Gender(models.TextChoices):
    WOMAN = "v", "vrouw"
    MAN = "m", "man"
    OTHER = "x", "anders"


class Animal(models.TextChoices):
    """Animals that a client may have and that a student may be allergic to or afraid of (W064)."""

    CAT = "kat", "kat"
    DOG = "hond", "hond"
    BIRD = "vogel", "vogel"
    RODENT = "knaagdier", "knaagdier"
    REPTILE = "reptiel", "reptiel"


class Language(models.TextChoices):
    DUTCH = "nl", "Nederlands"
    ENGLISH = "en", "Engels"
    GERMAN = "de", "Duits"
    FRENCH = "fr", "Frans"
    TURKISH = "tr", "Turks"
    ARABIC = "ar", "Arabisch"
    BERBER = "ber", "Berbers (Tamazight)"
    POLISH = "pl", "Pools"
    SOMALI = "so", "Somalisch"
    TIGRINYA = "ti", "Tigrinya"
    FARSI = "fa", "Farsi en Dari"
    UKRAINIAN = "uk", "Oekraïens"
    RUSSIAN = "ru", "Russisch"
    SPANISH = "es", "Spaans"
    PAPIAMENTO = "pap", "Papiaments"
    DIALECT = "dia", "streektaal of dialect"


class Weekday(models.IntegerChoices):
    MONDAY = 1, "maandag"
    TUESDAY = 2, "dinsdag"
    WEDNESDAY = 3, "woensdag"
    THURSDAY = 4, "donderdag"
    FRIDAY = 5, "vrijdag"
    SATURDAY = 6, "zaterdag"
    SUNDAY = 7, "zondag"


class Skill(models.Model):
    """What a student learns in a workshop and what a client may need, such as going out with a wheelchair (V033)."""

    name = models.CharField("naam", max_length=60, unique=True)
    description = models.CharField("uitleg", max_length=200, blank=True)
    is_active = models.BooleanField("in gebruik", default=True)

    class Meta:
        verbose_name = "vaardigheid"
        verbose_name_plural = "vaardigheden"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Subject(models.Model):
    """What a student practises and a client may help with in return: language, arithmetic, cycling (V063, B003)."""

    name = models.CharField("naam", max_length=60, unique=True)
    is_active = models.BooleanField("in gebruik", default=True)

    class Meta:
        verbose_name = "oefenonderwerp"
        verbose_name_plural = "oefenonderwerpen"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
