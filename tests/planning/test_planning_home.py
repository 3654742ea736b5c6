"""Vandaag: what a coordinator has to do now, and the week ahead on the pages of students and clients."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from planning.models import WeekComment
from students.models import Unavailability
from tests.factories import MONDAY, ClientFactory, StudentFactory, duty_all_week, visit_of, week_of
from tests.people import signed_in
from wijkleerbedrijf.organisation.models import CalendarPeriod, Location, User
from wijkleerbedrijf.organisation.tasks import open_task

HOME = reverse("planning:home")
THURSDAY = MONDAY + datetime.timedelta(days=3)


@pytest.fixture(autouse=True)
def _on_thursday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planning.views.home.timezone.localdate", lambda: THURSDAY)
    monkeypatch.setattr("planning.views.cards.timezone.localdate", lambda: THURSDAY)
    nine = datetime.datetime.combine(THURSDAY, datetime.time(9), timezone.get_current_timezone())
    monkeypatch.setattr("planning.views.home.timezone.localtime", lambda: nine)


def test_it_shows_todays_visits_and_who_can_be_reached(location: Location, coordinator: User) -> None:
    duty_all_week(location, coordinator)
    client = ClientFactory.create(location=location, first_name="Toos", surname="Peters")
    visit_of(client, StudentFactory.create(location=location, first_name="Sanne"), date=THURSDAY)
    page = signed_in(coordinator).get(HOME).content.decode()
    assert "Toos P." in page
    assert "Sanne" in page
    assert "Carla" in page


def test_it_asks_for_what_is_left_to_do(location: Location, coordinator: User, teacher: User) -> None:
    visit_of(
        ClientFactory.create(location=location, first_name="Toos", surname="Peters"),
        StudentFactory.create(location=location),
    )
    WeekComment.objects.create(location=location, week=week_of(location), author=teacher, text="Denk aan de toets.")
    page = signed_in(coordinator).get(HOME).content.decode()
    assert "Rond af: Toos P." in page
    assert "Denk aan de toets." in page
    assert "Plan week 49" in page


def test_it_counts_the_tasks_of_today(location: Location, coordinator: User) -> None:
    for title in ("Bel Anna", "Bel Bert"):
        open_task(location=location, kind="plain", title=title, due_on=MONDAY, by=coordinator)
    page = signed_in(coordinator).get(HOME).content.decode()
    assert "2 taken voor vandaag" in page
    assert reverse("organisation:task_list") in page


def test_visits_without_anybody_to_call_are_a_warning(location: Location, coordinator: User) -> None:
    visit_of(ClientFactory.create(location=location), StudentFactory.create(location=location), date=THURSDAY)
    assert "er is niemand bereikbaar" in signed_in(coordinator).get(HOME).content.decode()


def test_home_is_for_coordinators_of_the_location(location: Location, teacher: User, outsider: User) -> None:
    visit_of(
        ClientFactory.create(location=location, first_name="Toos"),
        StudentFactory.create(location=location),
        date=THURSDAY,
    )
    assert signed_in(teacher).get(HOME).status_code == 403
    assert "Toos" not in signed_in(outsider).get(HOME).content.decode()


def test_home_asks_twelve_queries_however_many_visits_there_are(location: Location, coordinator: User) -> None:
    def queries() -> int:
        browser = signed_in(coordinator)
        with CaptureQueriesContext(connection) as captured:
            browser.get(HOME)
        return len(captured)

    def visits(number: int) -> None:
        for day in (MONDAY, THURSDAY):
            for _ in range(number):
                visit_of(ClientFactory.create(location=location), StudentFactory.create(location=location), date=day)

    visits(1)
    with_one = queries()
    visits(5)
    assert queries() == with_one <= 12


def test_the_cards_show_the_visits_of_one_student_and_one_client(
    location: Location, coordinator: User, teacher: User, outsider: User
) -> None:
    client = ClientFactory.create(location=location, first_name="Toos", surname="Verweijden")
    student = StudentFactory.create(location=location, first_name="Sanne")
    visit_of(client, student, date=THURSDAY)
    of_student = reverse("planning:student_week_card", args=[student.pk])
    of_client = reverse("planning:client_week_card", args=[client.pk])
    assert "Toos V." in signed_in(coordinator).get(of_student).content.decode()
    assert "Sanne" in signed_in(coordinator).get(of_client).content.decode()
    assert "Verweijden" not in signed_in(teacher).get(of_student).content.decode()
    assert signed_in(teacher).get(of_client).status_code == 403
    assert signed_in(outsider).get(of_student).status_code == 404
    assert signed_in(outsider).get(of_client).status_code == 404


def test_what_can_not_go_on_stands_first(coordinator: User, location: Location) -> None:
    friday = THURSDAY + datetime.timedelta(days=1)
    student = StudentFactory.create(location=location)
    visit_of(ClientFactory.create(location=location), student, date=friday)
    assert "Los 1 bezoek op" not in signed_in(coordinator).get(HOME).content.decode()
    Unavailability.objects.create(location=location, student=student, kind="ill", starts_on=friday, ends_on=friday)
    assert "Los 1 bezoek op" in signed_in(coordinator).get(HOME).content.decode()


def test_a_closed_day_with_visits_stands_first_too(coordinator: User, location: Location) -> None:
    friday = THURSDAY + datetime.timedelta(days=1)
    visit_of(ClientFactory.create(location=location), StudentFactory.create(location=location), date=friday)
    CalendarPeriod.objects.create(location=location, kind="closing", name="studiedag", starts_on=friday, ends_on=friday)
    assert "Los 1 bezoek op" in signed_in(coordinator).get(HOME).content.decode()
    CalendarPeriod.objects.create(location=location, kind="opening", name="toch open", starts_on=friday, ends_on=friday)
    assert "Los 1 bezoek op" not in signed_in(coordinator).get(HOME).content.decode()


def test_a_visit_of_today_says_that_it_can_not_go_on(coordinator: User, location: Location) -> None:
    student = StudentFactory.create(location=location)
    visit_of(ClientFactory.create(location=location), student, date=THURSDAY, block="mid")
    assert "kan zo niet" not in signed_in(coordinator).get(HOME).content.decode()
    Unavailability.objects.create(
        location=location, student=student, kind="leave", starts_on=THURSDAY, ends_on=THURSDAY
    )
    assert "kan zo niet" in signed_in(coordinator).get(HOME).content.decode()
