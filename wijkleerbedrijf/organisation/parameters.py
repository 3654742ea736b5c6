"""Which parameters of a location hold on a day: those of its school year, or of the last year that has any."""

from __future__ import annotations

import datetime

from .calendar_days import school_year_of
from .models import Location, LocationYear
from .vocabulary import DEFAULT_WORDS, Noun, words_for


def parameters_on(location: Location, day: datetime.date) -> LocationYear | None:
    """None when the location has no parameters for that school year or an earlier one. One query."""
    return (
        LocationYear.objects.filter(location=location, school_year__lte=school_year_of(day))
        .order_by("-school_year")
        .first()
    )


def client_noun(location: Location, day: datetime.date) -> Noun:
    """What the location calls a client on this day."""
    year = parameters_on(location, day)
    return words_for(year.client_word, year.student_word).client if year else DEFAULT_WORDS.client
