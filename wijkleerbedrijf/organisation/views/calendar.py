"""The school calendar of the location: the year on one page, and the periods that the location adds itself."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wijkleerbedrijf.organisation.calendar_days import school_year_days, school_year_label, school_year_of
from wijkleerbedrijf.organisation.calendar_overview import year_overview
from wijkleerbedrijf.organisation.forms import CalendarPeriodForm
from wijkleerbedrijf.organisation.holidays_import import import_holidays
from wijkleerbedrijf.organisation.models import CalendarPeriod, Location
from wijkleerbedrijf.organisation.permission import AppRequest, allow
from wijkleerbedrijf.organisation.saving import save_or_explain
from wijkleerbedrijf.organisation.school_calendar import CalendarImportError, as_period
from wijkleerbedrijf.roles import Permission

SCHOOL_YEARS = range(2010, 2100)


def _checked(school_year: int) -> int:
    if school_year not in SCHOOL_YEARS:
        raise Http404
    return school_year


def _location(request: AppRequest) -> Location:
    """A new installation has none yet."""
    if request.access.location is None:
        raise Http404
    return request.access.location


@allow(Permission.SEE_LOCATION)
@require_safe
def calendar_year(request: AppRequest, school_year: int | None = None) -> HttpResponse:
    today = timezone.localdate()
    year = school_year_of(today) if school_year is None else _checked(school_year)
    location = _location(request)
    first, last = school_year_days(year)
    rows = list(CalendarPeriod.objects.visible_to(request.access).between(first, last))
    context = {
        "location": location,
        "school_year": year,
        "label": school_year_label(year),
        "previous": year - 1 if year - 1 in SCHOOL_YEARS else None,
        "next": year + 1 if year + 1 in SCHOOL_YEARS else None,
        "overview": year_overview(year, [as_period(row) for row in rows], today),
        "periods": rows,
        "has_holidays": any(row.imported for row in rows),
        "may_edit": request.access.may(Permission.EDIT_CALENDAR),
        "today": today,
    }
    return render(request, "organisation/calendar_year.html", context)


@allow(Permission.EDIT_CALENDAR)
@require_POST
def calendar_import(request: AppRequest, school_year: int) -> HttpResponse:
    """Take over the holidays of this school year."""
    year = _checked(school_year)
    try:
        messages.success(request, str(import_holidays(_location(request), year)))
    except CalendarImportError as error:
        messages.error(request, str(error))
    return redirect("organisation:calendar_year", school_year=year)


@allow(Permission.EDIT_CALENDAR)
@require_http_methods(["GET", "HEAD", "POST"])
def calendar_period_create(request: AppRequest) -> HttpResponse:
    return _edit(request, CalendarPeriod(location=_location(request)))


@allow(Permission.EDIT_CALENDAR)
@require_http_methods(["GET", "HEAD", "POST"])
def calendar_period_edit(request: AppRequest, pk: int) -> HttpResponse:
    return _edit(request, _own_period(request, pk))


@allow(Permission.EDIT_CALENDAR)
@require_POST
def calendar_period_delete(request: AppRequest, pk: int) -> HttpResponse:
    """Only a period that has not begun: past weeks were planned around the others."""
    period = _own_period(request, pk)
    if period.starts_on <= timezone.localdate():
        messages.error(request, f"{period.name} is al begonnen en blijft staan. Maak de laatste dag vroeger.")
        return redirect("organisation:calendar_period_edit", pk=period.pk)
    year = school_year_of(period.starts_on)
    period.delete()
    messages.success(request, f"{period.name} is uit de kalender gehaald.")
    return redirect("organisation:calendar_year", school_year=year)


def _own_period(request: AppRequest, pk: int) -> CalendarPeriod:
    """A period that the location made itself; imported ones follow the national calendar."""
    periods = CalendarPeriod.objects.visible_to(request.access).filter(imported=False)
    period: CalendarPeriod = get_object_or_404(periods, pk=pk)
    return period


def _edit(request: AppRequest, period: CalendarPeriod) -> HttpResponse:
    is_new = period.pk is None
    name = period.name
    form = CalendarPeriodForm(request.POST or None, instance=period)
    if request.method == "POST" and form.is_valid():
        try:
            save_or_explain(form.instance)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request,
                f"{period.name} staat in de kalender. Bezoeken die al gepland waren, blijven staan: "
                "kijk op het weekbord of er iets verandert.",
            )
            return redirect("organisation:calendar_year", school_year=school_year_of(period.starts_on))
    context = {
        "form": form,
        "name": name,
        "is_new": is_new,
        "period": None if is_new else period,
        "may_delete": not is_new
        and CalendarPeriod.objects.filter(pk=period.pk, starts_on__gt=timezone.localdate()).exists(),
        "back": reverse("organisation:calendar"),
    }
    status = 422 if form.errors and request.htmx else 200
    return render(request, "organisation/calendar_period_edit.html", context, status=status)
