"""Which parameters of a location hold on a day: those of its school year, or of the last year that has any."""

from __future__ import annotations

import datetime

from .calendar_days import school_year_of
from .models import Location, LocationYear


def parameters_on(location: Location, day: datetime.date) -> LocationYear | None:
    """None when the location has no parameters for that school year or an earlier one. One query."""
    return (
        LocationYear.objects.filter(location=location, school_year__lte=school_year_of(day))
        .order_by("-school_year")
        .first()
    )
