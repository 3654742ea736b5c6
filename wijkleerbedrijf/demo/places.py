"""Where the made-up people live: streets, postcodes and phone numbers that cannot exist, round a real village.

The letters F, I, O, Q, U and Y occur in no Dutch postcode, and no subscriber number begins with a zero.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field
from typing import Any

STREETS = (
    "Voorbeeldstraat",
    "Verzinselweg",
    "Bedachtlaan",
    "Denkbeeldhof",
    "Fantasieplein",
    "Proefstraat",
    "Schijnweg",
    "Zogenaamdlaan",
    "Luchtkasteelpad",
    "Sprookjeshof",
    "Nergensweg",
    "Als-of-straat",
    "Droomerf",
    "Oefenlaan",
)
_LETTERS = "FIOQUY"
_KM_PER_DEGREE = 111.2


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """A part of the village, so many kilometres from the location in a direction (degrees, 0 is north)."""

    name: str
    distance_km: float
    bearing: float
    weight: int = 4
    city: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    slug: str
    city: str
    region: str
    latitude: float
    longitude: float
    postcode_digits: tuple[str, ...]
    area_code: str
    neighbourhoods: tuple[Neighbourhood, ...]


VENRAY = Place(
    slug="venray",
    city="Venray",
    region="zuid",
    latitude=51.5250,
    longitude=5.9750,
    postcode_digits=("5801", "5802", "5803", "5804"),
    area_code="478",
    neighbourhoods=(
        Neighbourhood("Centrum", 0.4, 90),
        Neighbourhood("Brukske", 1.2, 75, 6),
        Neighbourhood("Landweert", 1.5, 20, 6),
        Neighbourhood("Veltum", 1.6, 300, 5),
        Neighbourhood("Vlakwater", 2.0, 200, 4),
        Neighbourhood("Smakterheide", 2.4, 350, 3),
        Neighbourhood("Oostrum", 2.9, 110, 2, "Oostrum"),
        Neighbourhood("Leunen", 3.1, 170, 2, "Leunen"),
        Neighbourhood("Merselo", 5.2, 265, 1, "Merselo"),
    ),
)
WINSUM = Place(
    slug="winsum",
    city="Winsum",
    region="noord",
    latitude=53.3310,
    longitude=6.5190,
    postcode_digits=("9951", "9952"),
    area_code="595",
    neighbourhoods=(
        Neighbourhood("Winsum-centrum", 0.3, 180, 6),
        Neighbourhood("Obergum", 0.7, 10, 5),
        Neighbourhood("Winsum-West", 0.9, 270, 6),
        Neighbourhood("De Brake", 1.1, 200, 4),
        Neighbourhood("Bellingeweer", 1.3, 220, 3),
        Neighbourhood("Schouwerzijl", 4.9, 285, 1, "Schouwerzijl"),
        Neighbourhood("Onderdendam", 4.0, 85, 1, "Onderdendam"),
    ),
)


@dataclass(slots=True)
class AddressBook:
    """Gives every household of a place its own made-up address and every person a number that nobody has."""

    place: Place
    chance: random.Random
    _houses: int = 0
    _phones: int = field(default=0)

    def address(self) -> dict[str, Any]:
        """The fields of an Address, with `neighbourhood` beside them."""
        here = self.chance.choices(self.place.neighbourhoods, [one.weight for one in self.place.neighbourhoods])[0]
        self._houses += 1
        bearing = math.radians(here.bearing + self.chance.uniform(-18, 18))
        distance = here.distance_km * self.chance.uniform(0.85, 1.15)
        north, east = distance * math.cos(bearing), distance * math.sin(bearing)
        latitude = self.place.latitude + north / _KM_PER_DEGREE
        longitude = self.place.longitude + east / (_KM_PER_DEGREE * math.cos(math.radians(latitude)))
        return {
            "street": STREETS[self._houses % len(STREETS)],
            "house_number": str(1 + self._houses // len(STREETS) * 2 + self._houses % 2),
            "postcode": self.chance.choice(self.place.postcode_digits)
            + self.chance.choice(_LETTERS)
            + self.chance.choice(_LETTERS),
            "city": here.city or self.place.city,
            "latitude": round(latitude, 5),
            "longitude": round(longitude, 5),
            "neighbourhood": here.name,
        }

    def mobile(self) -> str:
        """06 00000012."""
        self._phones += 1
        return f"+316{self._phones:08}"

    def landline(self) -> str:
        """0478 000012."""
        self._phones += 1
        return f"+31{self.place.area_code}{self._phones:06}"
