"""A location from one of the examples that ship with the product, at a made-up address and with its school calendar."""

from __future__ import annotations

import datetime

from wijkleerbedrijf.organisation.calendar_days import school_year_of
from wijkleerbedrijf.organisation.holidays_import import import_holidays
from wijkleerbedrijf.organisation.models import Location
from wijkleerbedrijf.organisation.new_location import make_location, presets

from .places import Place

#: A demo location exists for some years, so that there are students who have finished.
YEARS_BEFORE = 3


def make_demo_location(preset: str, place: Place, today: datetime.date, *, years_ahead: int = 1) -> Location:
    """Running since `YEARS_BEFORE` school years, with the holidays of last year up to `years_ahead` years from now."""
    year = school_year_of(today)
    location = make_location(
        presets()[preset], name=place.city, slug=place.slug, region=place.region, school_year=year - YEARS_BEFORE
    )
    location.status = Location.Status.RUNNING
    location.street, location.house_number = "Voorbeeldstraat", "1"
    location.postcode, location.city = f"{place.postcode_digits[0]}QF", place.city
    location.latitude, location.longitude = place.latitude, place.longitude
    location.save()
    for school_year in range(year - 1, year + years_ahead + 1):
        import_holidays(location, school_year)
    return location
