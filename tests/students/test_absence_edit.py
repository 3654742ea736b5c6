"""Days on which a student can't come."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone

from students.models import Student, Unavailability
from tests.factories import StudentFactory, block_of
from tests.people import signed_in
from wijkleerbedrijf.organisation.models import Location, User


@pytest.fixture
def sanne(location: Location) -> Student:
    return StudentFactory.create(location=location, first_name="Sanne")


@pytest.fixture
def carla(coordinator: User) -> Browser:
    return signed_in(coordinator)


def create_url(student: Student) -> str:
    return f"/studenten/{student.pk}/afwezig/"


def typed(**changed: Any) -> dict[str, Any]:
    return {"kind": "ill", "starts_on": "1-3-2027", "ends_on": "5-3-2027", "block": ""} | changed


def absent(student: Student, first: int = 1, last: int = 5, **kwargs: Any) -> Unavailability:
    """Ill on these days of March 2027."""
    return Unavailability.objects.create(
        location=student.location,
        student=student,
        kind="ill",
        starts_on=datetime.date(2027, 3, first),
        ends_on=datetime.date(2027, 3, last),
        **kwargs,
    )


def test_the_form_begins_with_today(carla: Browser, sanne: Student) -> None:
    assert f'value="{timezone.localdate():%d-%m-%Y}"' in carla.get(create_url(sanne)).content.decode()


def test_a_coordinator_reports_somebody_ill(carla: Browser, sanne: Student) -> None:
    response = carla.post(create_url(sanne), typed(), follow=True)
    assert "is er niet (ziek)" in response.content.decode()
    row = sanne.unavailabilities.get()
    assert (row.kind, row.starts_on, row.ends_on, row.block) == (
        "ill",
        datetime.date(2027, 3, 1),
        datetime.date(2027, 3, 5),
        None,
    )


def test_there_is_no_field_for_what_somebody_has(carla: Browser, sanne: Student) -> None:
    page = carla.get(create_url(sanne)).content.decode()
    assert "<textarea" not in page
    assert "Schrijf nergens op wat iemand heeft" in page


def test_a_last_day_before_the_first_is_refused(carla: Browser, sanne: Student) -> None:
    response = carla.post(create_url(sanne), typed(ends_on="1-2-2027"))
    assert "De laatste dag ligt vóór de eerste dag" in response.content.decode()
    assert not sanne.unavailabilities.exists()


def test_days_that_are_taken_are_refused_with_what_stands_there(carla: Browser, sanne: Student) -> None:
    absent(sanne, 4, 8)
    response = carla.post(create_url(sanne), typed())
    assert "Er staat al ziek van 04-03-2027 tot en met 08-03-2027" in response.content.decode()


def test_one_dagdeel_beside_another_is_fine(carla: Browser, sanne: Student) -> None:
    absent(sanne, block=block_of(sanne.location, "och"))
    response = carla.post(create_url(sanne), typed(block=block_of(sanne.location, "mid").pk))
    assert response.status_code == 302


def test_who_is_back_gets_another_last_day(carla: Browser, sanne: Student) -> None:
    row = absent(sanne)
    carla.post(f"/studenten/afwezig/{row.pk}/", typed(ends_on="2-3-2027"))
    row.refresh_from_db()
    assert row.ends_on == datetime.date(2027, 3, 2)


def test_a_mistake_can_be_taken_away(carla: Browser, sanne: Student) -> None:
    row = absent(sanne)
    response = carla.post(f"/studenten/afwezig/{row.pk}/weg/", follow=True)
    assert "De afwezigheid is weggehaald" in response.content.decode()
    assert not sanne.unavailabilities.exists()


def test_taking_away_needs_a_post(carla: Browser, sanne: Student) -> None:
    row = absent(sanne)
    assert carla.get(f"/studenten/afwezig/{row.pk}/weg/").status_code == 405
    assert sanne.unavailabilities.exists()


def test_a_block_of_another_location_is_no_choice(carla: Browser, sanne: Student, other_location: Location) -> None:
    assert carla.post(create_url(sanne), typed(block=block_of(other_location).pk)).status_code == 422


@pytest.mark.parametrize("person", ["teacher", "project_lead", "steering_member", "referrer"])
def test_only_a_coordinator_may_report(person: str, sanne: Student, request: pytest.FixtureRequest) -> None:
    row = absent(sanne)
    other = signed_in(request.getfixturevalue(person))
    for url in (create_url(sanne), f"/studenten/afwezig/{row.pk}/", f"/studenten/afwezig/{row.pk}/weg/"):
        assert other.post(url, typed()).status_code == 403


def test_absence_at_another_location_is_not_found(outsider: User, sanne: Student) -> None:
    row = absent(sanne)
    other = signed_in(outsider)
    for url in (create_url(sanne), f"/studenten/afwezig/{row.pk}/", f"/studenten/afwezig/{row.pk}/weg/"):
        assert other.post(url, typed()).status_code == 404
