"""A demo location from the preset of the same name."""

from __future__ import annotations

import datetime

from clients.models import Activity
from wijkleerbedrijf.organisation.calendar_days import school_year_of
from wijkleerbedrijf.organisation.holidays_import import import_holidays
from wijkleerbedrijf.organisation.models import Block, BlockHours, Location, LocationYear

from .places import Place


def make_location(preset: str, place: Place, today: datetime.date) -> Location:
    year = school_year_of(today)
    location = Location.objects.create(name=place.city, slug=place.slug, status="running", region=place.region,
        street="Voorbeeldstraat", house_number="1", city=place.city, postcode=place.postcode_digits[0] + "QF",
        latitude=place.latitude, longitude=place.longitude)
    LocationYear.objects.create(location=location, school_year=year - 3, seats=22 if preset == "venray" else 18,
        client_capacity=80, break_even=22, start_months=[9, 2], levels=[1, 2], placement_min_months=3, placement_max_months=6,
        route_months=[12, 18, 24], goal_hours=10000, goal_households=200, goal_diploma_percent=80,
        target_visits_per_week=3 if preset == "venray" else 8, max_visits_per_week=5 if preset == "venray" else 10)
    for name, short, start, end in (("ochtend", "och", 10, 12), ("middag", "mid", 13, 15)):
        block = Block.objects.create(location=location, name=name, short_name=short, kind="visit", is_dagdeel=True)
        BlockHours.objects.create(location=location, block=block, weekdays=[1, 2, 3, 4, 5],
            starts_at=datetime.time(start), ends_at=datetime.time(end), valid_from=datetime.date(year - 3, 8, 1))
    for number, name in enumerate(("koffie drinken", "wandelen", "ramen zemen", "samen koken", "de hond uitlaten")):
        Activity.objects.create(location=location, name=name, group="household", position=number)
    for one in (year - 1, year, year + 1):
        import_holidays(location, one)
    return location
