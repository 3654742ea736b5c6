"""Makes a location from an example: one of the systems that the documents of WijkLeerbedrijven describe."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from .calendar_days import school_year_days, school_year_of
from .models import Block, BlockHours, Location, LocationYear

PRESETS = Path(__file__).parent / "presets"

#: What another app adds to a new location, entered in its `AppConfig.ready`. Receives the location and the preset's code.
AtNewLocation = Callable[[Location, str], object]
_at_new_location: list[AtNewLocation] = []


def at_new_location(step: AtNewLocation) -> None:
    """Register what an app adds to every new location."""
    if step not in _at_new_location:
        _at_new_location.append(step)


@dataclass(frozen=True, slots=True)
class Preset:
    """`code` is the name of its file; `location`, `year` and `blocks` are fields of the models of those names."""

    code: str
    title: str
    summary: str
    location: dict[str, Any]
    year: dict[str, Any]
    blocks: list[dict[str, Any]]


def presets() -> dict[str, Preset]:
    """All examples, keyed by code, in the order in which a list shows them."""
    read = (_read(path) for path in sorted(PRESETS.glob("*.toml")))
    return {preset.code: preset for _, preset in sorted(read, key=lambda pair: pair[0])}


def _read(path: Path) -> tuple[int, Preset]:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return data["position"], Preset(
        code=path.stem,
        title=data["title"],
        summary=data["summary"],
        location=data.get("location", {}),
        year=data["year"],
        blocks=data["block"],
    )


@transaction.atomic
def make_location(
    preset: Preset, *, name: str, slug: str, region: str = "", school_year: int | None = None
) -> Location:
    """A location with the parameters, blocks and lists of the example, from the start of the school year.

    `region` wins from that of the example. Raises ValidationError when the name or the parameters are refused.
    """
    year = school_year_of(timezone.localdate()) if school_year is None else school_year
    first_day = school_year_days(year)[0]
    values = preset.location | ({"region": region} if region else {})
    location = Location(name=name, slug=slug, **values)
    location.full_clean()
    location.save()
    parameters = LocationYear(location=location, school_year=year, **preset.year)
    parameters.full_clean()
    parameters.save()
    for block in preset.blocks:
        _make_block(location, block, first_day)
    for step in _at_new_location:
        step(location, preset.code)
    return location


def _make_block(location: Location, block: dict[str, Any], first_day: datetime.date) -> None:
    row = Block(
        location=location,
        name=block["name"],
        short_name=block["short_name"],
        kind=block["kind"],
        is_dagdeel=block.get("is_dagdeel", False),
    )
    row.full_clean()
    row.save()
    hours = BlockHours(
        location=location,
        block=row,
        weekdays=block["weekdays"],
        starts_at=block["starts_at"],
        ends_at=block["ends_at"],
        valid_from=first_day,
    )
    hours.full_clean()
    hours.save()
