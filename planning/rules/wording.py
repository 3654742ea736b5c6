"""The Dutch words of the findings: days, animals and the location's own words for client and student."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from wijkleerbedrijf.organisation.calendar_days import MONTHS

_DAYS: Final = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")

#: code -> (one of them, more of them)
_ANIMALS: Final[Mapping[str, tuple[str, str]]] = {
    "kat": ("een kat", "katten"),
    "hond": ("een hond", "honden"),
    "vogel": ("een vogel", "vogels"),
    "knaagdier": ("een knaagdier", "knaagdieren"),
    "reptiel": ("een reptiel", "reptielen"),
}

#: Why a student is not there: code of the week pattern or of the absence -> what follows the name.
_ABSENCES: Final[Mapping[str, str]] = {
    "lesson": "heeft les",
    "placement": "is op zorgstage",
    "free": "is vrij",
    "ill": "is ziek gemeld",
    "leave": "heeft verlof",
    "catch_up": "is aan het inhalen",
    "absent": "is afwezig gemeld",
}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words that differ by location, and the names behind the codes of skills and languages.

    A code without a name is shown as it is.
    """

    client: str = "klant"
    clients: str = "klanten"
    the_client: str = "de klant"
    student: str = "student"
    students: str = "studenten"
    skills: Mapping[int | str, str] = field(default_factory=dict)
    languages: Mapping[int | str, str] = field(default_factory=dict)

    def skill(self, code: int | str) -> str:
        return self.skills.get(code, str(code))

    def language(self, code: int | str) -> str:
        return self.languages.get(code, str(code))


def capital(text: str) -> str:
    """The text with a capital first letter; the rest stays: 'Mevrouw De Vries'."""
    return text[:1].upper() + text[1:]


def day_text(day: datetime.date) -> str:
    """'dinsdag 3 maart'."""
    return f"{_DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"


def one_animal(code: str) -> str:
    """'een hond'; an unknown code is shown as it is."""
    return _ANIMALS[code][0] if code in _ANIMALS else f"dit dier: {code}"


def more_animals(code: str) -> str:
    """'honden'; an unknown code is shown as it is."""
    return _ANIMALS[code][1] if code in _ANIMALS else f"dit dier: {code}"


def absence_text(reason: str | None) -> str:
    """What a student does who is not available: 'heeft les'."""
    return _ABSENCES.get(reason or "", "is niet beschikbaar")


def number_text(value: float) -> str:
    """A number with at most one decimal and a comma: '3', '3,4'."""
    return f"{value:.1f}".removesuffix(".0").replace(".", ",")


def times_text(number: int) -> str:
    """'1 bezoek' or '3 bezoeken'."""
    return "1 bezoek" if number == 1 else f"{number} bezoeken"
