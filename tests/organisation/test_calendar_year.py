"""The school calendar on its page, and the days that a location adds itself."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.people import signed_in
from wijkleerbedrijf.organisation.holidays_import import import_holidays
from wijkleerbedrijf.organisation.models import CalendarPeriod, Location, User

YEAR = reverse("organisation:calendar_year", kwargs={"school_year": 2026})
NEW = reverse("organisation:calendar_period_create")


def closing(location: Location, day: datetime.date, **values: object) -> CalendarPeriod:
    fields = {"kind": CalendarPeriod.Kind.CLOSING, "name": "studiedag", "starts_on": day, "ends_on": day} | values
    return CalendarPeriod.objects.create(location=location, **fields)


def test_the_year_shows_its_holidays_and_counts_the_school_weeks(teacher: User, location: Location) -> None:
    import_holidays(location, 2026)
    page = signed_in(teacher).get(YEAR).content.decode()
    assert "Kalender 2026-2027" in page
    assert page.count("Herfstvakantie") > 5
    assert page.count('class="month"') == 12
    assert "schoolweken" in page


def test_a_year_without_holidays_offers_to_fetch_them(coordinator: User, teacher: User) -> None:
    assert "Vakanties ophalen" in signed_in(coordinator).get(YEAR).content.decode()
    page = signed_in(teacher).get(YEAR).content.decode()
    assert "staan er nog niet in" in page
    assert "Vakanties ophalen" not in page


def test_a_coordinator_fetches_the_holidays(coordinator: User, location: Location) -> None:
    response = signed_in(coordinator).post(
        reverse("organisation:calendar_import", kwargs={"school_year": 2026}), follow=True
    )
    assert "De kalender is bijgewerkt" in response.content.decode()
    assert location.calendar_periods.filter(imported=True).exists()


def test_fetching_an_unknown_year_says_so(coordinator: User) -> None:
    response = signed_in(coordinator).post(
        reverse("organisation:calendar_import", kwargs={"school_year": 2060}), follow=True
    )
    assert "zijn nog niet bekend" in response.content.decode()


def test_a_coordinator_adds_a_closing_day_with_one_date(coordinator: User, location: Location) -> None:
    form = {"kind": "closing", "name": "studiedag", "starts_on": "4-3-2027", "ends_on": ""}
    response = signed_in(coordinator).post(NEW, form, follow=True)
    assert "studiedag staat in de kalender" in response.content.decode()
    period = location.calendar_periods.get()
    assert (period.starts_on, period.ends_on, period.imported) == (
        datetime.date(2027, 3, 4),
        datetime.date(2027, 3, 4),
        False,
    )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"starts_on": "31-2-2027"}, "Deze datum klopt niet"),
        ({"ends_on": "1-3-2027"}, "De laatste dag ligt vóór de eerste dag"),
        ({"ends_on": "1-3-2029"}, "hoogstens een jaar"),
        ({"name": ""}, "Dit veld is verplicht"),
        ({"kind": "public_holiday"}, "Selecteer een geldige keuze"),
    ],
)
def test_a_wrong_period_is_refused_with_a_sentence(
    coordinator: User, location: Location, change: dict[str, str], sentence: str
) -> None:
    form = {"kind": "closing", "name": "studiedag", "starts_on": "4-3-2027", "ends_on": ""} | change
    assert sentence in signed_in(coordinator).post(NEW, form).content.decode()
    assert not location.calendar_periods.exists()


def test_the_same_period_twice_is_refused(coordinator: User, location: Location) -> None:
    closing(location, datetime.date(2027, 3, 4))
    form = {"kind": "closing", "name": "studiedag", "starts_on": "4-3-2027", "ends_on": ""}
    assert "staat al in de kalender" in signed_in(coordinator).post(NEW, form).content.decode()
    assert location.calendar_periods.count() == 1


def test_an_imported_period_is_not_changed_by_hand(coordinator: User, location: Location) -> None:
    period = closing(location, datetime.date(2027, 3, 4), imported=True)
    address = reverse("organisation:calendar_period_edit", args=[period.pk])
    assert signed_in(coordinator).get(address).status_code == 404


def test_a_period_that_has_not_begun_can_be_taken_out(coordinator: User, location: Location) -> None:
    period = closing(location, timezone.localdate() + datetime.timedelta(days=1))
    response = signed_in(coordinator).post(
        reverse("organisation:calendar_period_delete", args=[period.pk]), follow=True
    )
    assert "is uit de kalender gehaald" in response.content.decode()
    assert not location.calendar_periods.exists()


def test_a_period_that_has_begun_stays(coordinator: User, location: Location) -> None:
    period = closing(location, timezone.localdate())
    response = signed_in(coordinator).post(
        reverse("organisation:calendar_period_delete", args=[period.pk]), follow=True
    )
    assert "is al begonnen en blijft staan" in response.content.decode()
    assert location.calendar_periods.exists()


def test_another_location_has_another_calendar(outsider: User, location: Location) -> None:
    period = closing(location, datetime.date(2027, 3, 4))
    browser = signed_in(outsider)
    assert "studiedag" not in browser.get(YEAR).content.decode()
    assert browser.get(reverse("organisation:calendar_period_edit", args=[period.pk])).status_code == 404
    assert browser.post(reverse("organisation:calendar_period_delete", args=[period.pk])).status_code == 404


def test_a_year_out_of_reach_does_not_exist(coordinator: User) -> None:
    assert signed_in(coordinator).get("/locatie/kalender/99999/").status_code == 404


def test_the_year_takes_few_queries_however_many_periods(coordinator: User, location: Location) -> None:
    browser = signed_in(coordinator)
    with CaptureQueriesContext(connection) as few:
        browser.get(YEAR)
    for number in range(1, 25):
        closing(location, datetime.date(2027, 3, number), name=f"dag {number}")
    with CaptureQueriesContext(connection) as many:
        browser.get(YEAR)
    assert len(few) == len(many) <= 12
