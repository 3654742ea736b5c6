"""The location with all its parameters of a school year."""

from __future__ import annotations

import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from wijkleerbedrijf.organisation.calendar_days import school_year_days, school_year_label, school_year_of
from wijkleerbedrijf.organisation.calendar_overview import MONTHS
from wijkleerbedrijf.organisation.day_bar import WIDTH, Stretch, day_bars
from wijkleerbedrijf.organisation.models import (
    Bicycle,
    BlockHours,
    Location,
    LocationYear,
    PartnerAgreement,
    Room,
)
from wijkleerbedrijf.organisation.models.location import TargetGroup
from wijkleerbedrijf.organisation.permission import AppRequest, allow
from wijkleerbedrijf.organisation.vocabulary import DEFAULT_WORDS, words_for
from wijkleerbedrijf.roles import Permission


@allow(Permission.SEE_LOCATION)
@require_safe
def location_detail(request: AppRequest, school_year: int | None = None) -> HttpResponse:
    """All parameters as they hold today, or as they held in another school year."""
    location = request.access.location
    if location is None:
        # A new installation: its administrator first makes a location.
        return redirect("admin:organisation_location_changelist")
    today = timezone.localdate()
    current = school_year_of(today)
    year = current if school_year is None else school_year
    years = list(LocationYear.objects.filter(location=location).order_by("school_year"))
    parameters = next((row for row in reversed(years) if row.school_year <= year), None)
    if school_year is not None and parameters is None:
        raise Http404
    day = _day_in(year, today)
    context = {
        "location": location,
        "label": school_year_label(year),
        "is_current": year == current,
        "parameters": parameters,
        "other_years": [(row.school_year, row.label) for row in years if parameters and row.pk != parameters.pk],
        "target_groups": [TargetGroup(code).label for code in location.target_groups],
        "start_months": [MONTHS[number - 1] for number in parameters.start_months] if parameters else [],
        "year_words": words_for(parameters.client_word, parameters.student_word) if parameters else DEFAULT_WORDS,
        "bars": day_bars(_stretches(location, day)),
        "bar_width": WIDTH,
        "rooms": Room.objects.filter(location=location),
        "bicycles": Bicycle.objects.filter(location=location).valid_on(day),
        "agreements": _agreements(location, day),
        "may_see_money": request.access.may(Permission.WRITE_REPORTS) or request.access.may(Permission.MANAGE),
        "may_manage": request.access.may(Permission.MANAGE),
    }
    return render(request, "organisation/location_detail.html", context)


def _day_in(school_year: int, today: datetime.date) -> datetime.date:
    """Today when it lies in the school year, else its day nearest to today."""
    try:
        first, last = school_year_days(school_year)
    except ValueError:
        raise Http404 from None
    return min(max(today, first), last)


def _stretches(location: Location, day: datetime.date) -> list[Stretch]:
    return [
        Stretch(
            name=hours.block.name,
            short_name=hours.block.short_name,
            kind=hours.block.kind,
            kind_words=hours.block.get_kind_display(),
            is_dagdeel=hours.block.is_dagdeel,
            weekdays=tuple(hours.weekdays),
            starts_at=hours.starts_at,
            ends_at=hours.ends_at,
        )
        for hours in BlockHours.objects.filter(location=location)
        .filter(valid_from__lte=day)
        .exclude(valid_until__lt=day)
        .select_related("block")
    ]


def _agreements(location: Location, day: datetime.date) -> list[PartnerAgreement]:
    return list(
        PartnerAgreement.objects.filter(location=location, valid_from__lte=day)
        .exclude(valid_until__lt=day)
        .select_related("partner")
        .order_by("partner__name", "-valid_from")
    )
