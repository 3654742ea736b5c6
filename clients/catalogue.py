"""The catalogue of activities with which every location begins: what we do, and what we don't."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from clients.models import Activity
from wijkleerbedrijf.organisation.models import Location

CATALOGUE = Path(__file__).parent / "catalogue.toml"
#: Room between two positions, so that a location can put one of its own in between.
STEP = 10


def catalogue() -> list[dict[str, Any]]:
    """The fields of each activity, in order."""
    groups = tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))["group"]
    entries = [(group["code"], activity) for group in groups for activity in group["activities"]]
    return [
        {
            "name": activity["name"],
            "group": Activity.Group(code),
            "icon": activity["icon"],
            "is_allowed": activity.get("allowed", True),
            "explanation": activity.get("explanation", ""),
            "is_active": activity.get("active", True),
            "position": number * STEP,
        }
        for number, (code, activity) in enumerate(entries, start=1)
    ]


def load_catalogue(location: Location, preset: str = "") -> int:
    """Give the location the activities that it does not have yet; how many were added. Every preset has the same ones."""
    present = set(Activity.objects.filter(location=location).values_list("name", flat=True))
    new = [Activity(location=location, **fields) for fields in catalogue() if fields["name"] not in present]
    Activity.objects.bulk_create(new)
    return len(new)
