"""The beginning and the end of a student's time on a programme."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client as Browser

from students.models import Enrolment, Student
from tests.factories import LONG_AGO, ProgrammeFactory, StudentFactory
from tests.people import signed_in
from wijkleerbedrijf.organisation.models import Location, User

LAST_DAY = datetime.date(2027, 7, 1)


@pytest.fixture
def sanne(location: Location) -> Student:
    return StudentFactory.create(location=location, first_name="Sanne")


@pytest.fixture
def carla(coordinator: User) -> Browser:
    return signed_in(coordinator)


def enrolled(**changed: Any) -> dict[str, Any]:
    return {"programme": ProgrammeFactory.create().pk, "level": "2", "valid_from": "1 september 2027"} | changed


def ended(**changed: Any) -> dict[str, Any]:
    return {
        "ended_on": "1-7-2027",
        "result": "diploma",
        "destination": "partner_work",
        "reason_class": "positive",
    } | changed


def end_url(student: Student) -> str:
    return f"/studenten/inschrijving/{student.enrolments.get().pk}/afsluiten/"


def test_a_new_student_is_enrolled(carla: Browser, location: Location) -> None:
    nina = Student.objects.create(location=location, first_name="Nina", surname="Nieuw", gender="v")
    response = carla.post(f"/studenten/{nina.pk}/inschrijven/", enrolled(expected_until="1-9-2028"), follow=True)
    assert "Nina Nieuw is ingeschreven voor" in response.content.decode()
    row = nina.enrolments.get()
    assert (row.level, row.valid_from) == (2, datetime.date(2027, 9, 1))


def test_a_second_enrolment_at_the_same_time_is_refused_with_a_sentence(carla: Browser, sanne: Student) -> None:
    response = carla.post(f"/studenten/{sanne.pk}/inschrijven/", enrolled())
    assert response.status_code == 422
    assert "Deze student heeft in deze periode al een inschrijving" in response.content.decode()
    assert sanne.enrolments.count() == 1


def test_an_expected_end_before_the_beginning_is_refused(carla: Browser, sanne: Student) -> None:
    response = carla.post(f"/studenten/{sanne.pk}/inschrijven/", enrolled(expected_until="1-1-2027"))
    assert "Het verwachte einde ligt vóór het begin" in response.content.decode()


def test_the_level_is_one_that_the_location_offers(carla: Browser, sanne: Student) -> None:
    assert carla.post(f"/studenten/{sanne.pk}/inschrijven/", enrolled(level="3")).status_code == 422


def test_ending_an_enrolment_ends_the_week_pattern_and_keeps_how_it_ended(carla: Browser, sanne: Student) -> None:
    response = carla.post(end_url(sanne), ended(), follow=True)
    assert "is afgesloten" in response.content.decode()
    row: Enrolment = sanne.enrolments.get()
    assert (row.valid_until, row.outflow.result) == (LAST_DAY, "diploma")
    assert not sanne.patterns.valid_on(LAST_DAY + datetime.timedelta(days=1)).exists()
    assert sanne.patterns.valid_on(LAST_DAY).count() == 10


def test_the_same_end_sent_twice_is_recorded_once(carla: Browser, sanne: Student) -> None:
    url = end_url(sanne)
    carla.post(url, ended())
    response = carla.post(url, ended(result="none", reason_class="negative"), follow=True)
    assert "is al afgesloten" in response.content.decode()
    assert sanne.enrolments.get().outflow.result == "diploma"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"ended_on": "1-1-2019"}, "De inschrijving begint pas op"),
        ({"reason_class": "negative"}, "Uitstroom met een diploma is positief"),
        ({"destination": ""}, "verplicht"),
        ({"reason": "123456782"}, "burgerservicenummer"),
    ],
)
def test_an_end_that_can_not_be_is_refused(
    changed: dict[str, str], sentence: str, carla: Browser, sanne: Student
) -> None:
    response = carla.post(end_url(sanne), ended(**changed))
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert sanne.enrolments.get(valid_from=LONG_AGO).valid_until is None


@pytest.mark.parametrize("person", ["teacher", "project_lead", "steering_member", "referrer"])
def test_only_a_coordinator_may_enrol_and_end(person: str, sanne: Student, request: pytest.FixtureRequest) -> None:
    other = signed_in(request.getfixturevalue(person))
    assert other.post(f"/studenten/{sanne.pk}/inschrijven/", enrolled()).status_code == 403
    assert other.post(end_url(sanne), ended()).status_code == 403


def test_an_enrolment_at_another_location_is_not_found(outsider: User, sanne: Student) -> None:
    assert signed_in(outsider).post(end_url(sanne), ended()).status_code == 404
    assert sanne.enrolments.get().valid_until is None
