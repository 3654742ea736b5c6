"""The student's own week: what is published, a first name, and the address from the evening before."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from planning.models import Visit
from planning.services import publish_week
from planning.views.my_week import shows_address
from students.models import Student
from tests.factories import MONDAY, ClientFactory, StudentFactory, duty_all_week, visit_of
from tests.people import signed_in
from wijkleerbedrijf.organisation.models import User

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MY_WEEK = reverse("planning:my_week", args=[2026, 48])


def moment(day: int, hour: int) -> datetime.datetime:
    return datetime.datetime(2026, 11, day, hour, tzinfo=AMSTERDAM)


def at(monkeypatch: pytest.MonkeyPatch, now: datetime.datetime) -> None:
    monkeypatch.setattr("planning.views.my_week.timezone.now", lambda: now)


def page_of(student: Student) -> str:
    assert student.user is not None
    response = signed_in(student.user).get(MY_WEEK)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def visit(student: Student, coordinator: User) -> Visit:
    client = ClientFactory.create(
        location=student.location, first_name="Toos", surname="Verweijden", street="Lindelaan", alert="De bel is stuk."
    )
    coordinator.phone = "0478 000 001"
    coordinator.save()
    duty_all_week(student.location, coordinator)
    return visit_of(client, student)


@pytest.fixture
def published(visit: Visit, coordinator: User) -> Visit:
    publish_week(week=visit.week, by=coordinator, reason="Zonder docent.")
    return visit


@pytest.mark.usefixtures("visit")
def test_a_concept_is_not_shown(student: Student) -> None:
    assert "Toos" not in page_of(student)


@pytest.mark.usefixtures("published")
def test_a_published_visit_shows_time_first_name_and_what_to_mind(
    student: Student, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, moment(22, 12))
    page = page_of(student)
    assert "10:00" in page
    assert "Toos" in page
    assert "De bel is stuk." in page
    assert "Verweijden" not in page


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(("now", "shown"), [(moment(22, 12), False), (moment(22, 18), True), (moment(23, 8), True)])
def test_the_address_is_there_from_the_evening_before(
    student: Student, monkeypatch: pytest.MonkeyPatch, now: datetime.datetime, shown: bool
) -> None:
    at(monkeypatch, now)
    assert ("Lindelaan" in page_of(student)) is shown


@pytest.mark.parametrize(
    ("now", "shown"),
    [(moment(22, 16), False), (moment(22, 17), True), (moment(23, 23), True), (moment(24, 0), False)],
)
def test_the_address_disappears_again_after_the_day(now: datetime.datetime, shown: bool) -> None:
    assert shows_address(MONDAY, now) is shown


@pytest.mark.usefixtures("published")
def test_there_is_a_button_to_call_who_can_be_reached(student: Student, monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, moment(23, 8))
    page = page_of(student)
    assert 'href="tel:0478 000 001"' in page
    assert "Bel Carla" in page


@pytest.mark.usefixtures("published")
def test_another_student_does_not_see_the_visit(student: Student, outsider: User) -> None:
    visit_of(
        ClientFactory.create(location=student.location, first_name="Piet"),
        StudentFactory.create(location=student.location),
    )
    assert "Piet" not in page_of(student)
    assert signed_in(outsider).get(MY_WEEK).status_code == 403


def test_an_empty_week_says_what_to_expect(student: Student) -> None:
    assert "Nog geen bezoeken" in page_of(student)
