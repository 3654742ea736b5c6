"""How long a student cycles to a client and what is left of the visit. Pure: no Django, no database.

Minutes are whole minutes; `Travel.minutes` is one way. Students start from the location (V059), from home only by exception.
The journeys there and back fall inside the block (W056), unless the location says otherwise.
"""

from __future__ import annotations

import datetime
import enum
import math
from dataclasses import dataclass
from typing import Final, TypeAlias

#: (latitude, longitude) in degrees, WGS 84.
Point: TypeAlias = tuple[float, float]

#: Mean radius of the earth in kilometres (IUGG).
EARTH_RADIUS_KM: Final = 6371.0088
#: Usual speed of an ordinary bicycle in km/h: Fietsberaad, "Het bereik van een fiets" (fietsberaad.nl, Kennisbank).
CYCLING_SPEED_KMH: Final = 16.0
#: A road is longer than a straight line; our own estimate.
DETOUR_FACTOR: Final = 1.3
#: Unlocking, locking and the front door, in minutes; our own estimate.
FIXED_MINUTES: Final = 3


class TravelSource(enum.StrEnum):
    """Where the minutes come from, so that a page can say 'geschat'."""

    ENTERED = "entered"
    ESTIMATED = "estimated"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Travel:
    """Minutes one way, None when unknown, and where they come from."""

    minutes: int | None
    source: TravelSource


UNKNOWN_TRAVEL: Final = Travel(None, TravelSource.UNKNOWN)


def straight_km(start: Point, end: Point) -> float:
    """Distance over the globe in kilometres (haversine). ValueError for a point that is not on the globe."""
    (lat_1, lon_1), (lat_2, lon_2) = _radians(start), _radians(end)
    half_chord = (
        math.sin((lat_2 - lat_1) / 2) ** 2 + math.cos(lat_1) * math.cos(lat_2) * math.sin((lon_2 - lon_1) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half_chord)))


def estimated_minutes(start: Point, end: Point) -> int:
    """Cycling minutes one way between two points, rounded up so that nobody comes late by our doing.

    Straight distance × 1.3 at 16 km/h (Fietsberaad) + 3 minutes; the detour of 1.3 and the 3 minutes are our own estimate.
    ValueError for a point that is not on the globe.
    """
    cycling = straight_km(start, end) * DETOUR_FACTOR / CYCLING_SPEED_KMH * 60
    return FIXED_MINUTES + math.ceil(cycling)


def travel(*, entered: int | None, start: Point | None, client: Point | None) -> Travel:
    """Minutes one way from `start` to `client`: what somebody entered, else an estimate when both points are known.

    `entered` holds for this same start. Choose the start with `start_of`. ValueError for negative minutes and for a point
    that is not on the globe.
    """
    if entered is not None:
        if entered < 0:
            raise ValueError("travel minutes can't be negative")
        return Travel(entered, TravelSource.ENTERED)
    if start is None or client is None:
        return UNKNOWN_TRAVEL
    return Travel(estimated_minutes(start, client), TravelSource.ESTIMATED)


def start_of(*, location: Point | None, home: Point | None, from_home: bool) -> Point | None:
    """Where a student leaves from: "we start from here" (V059), from home only by exception.

    A home that is not known stays unknown: the location would give a wrong time.
    """
    return home if from_home else location


def block_minutes(starts: datetime.time, ends: datetime.time) -> int:
    """Whole minutes from `starts` to `ends` on one day. ValueError when it does not end after it starts."""
    minutes = (ends.hour - starts.hour) * 60 + ends.minute - starts.minute
    if minutes <= 0:
        raise ValueError(f"the block ends at {ends}, not after it starts at {starts}")
    return minutes


def net_visit_minutes(
    starts: datetime.time, ends: datetime.time, one_way: int | None, *, inside_block: bool = True
) -> int | None:
    """Minutes at the client: the block less twice the travel (W056), never below 0; None when the travel is unknown.

    With `inside_block=False` the location counts travel outside the block: then the whole block is left.
    ValueError when the block does not end after it starts and for negative minutes.
    """
    whole = block_minutes(starts, ends)
    if not inside_block:
        return whole
    if one_way is None:
        return None
    if one_way < 0:
        raise ValueError("travel minutes can't be negative")
    return max(0, whole - 2 * one_way)


def _radians(point: Point) -> Point:
    latitude, longitude = point
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ValueError(f"{point} is not a latitude and a longitude in degrees")
    return math.radians(latitude), math.radians(longitude)
