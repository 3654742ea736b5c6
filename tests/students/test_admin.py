"""What the admin leaves to the pages of the students, and how it tells who has such a page open."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client as Browser

from students.models import Outflow, Student
from tests.admin_pages import address, filled
from tests.pages import seen_on
from tests.people import signed_in
from tests.reporting_factories import outflow_of_students
from wijkleerbedrijf.organisation.models import Location, User

LAST_DAY = datetime.date(2026, 7, 10)


@pytest.fixture
def bea(administrator: User) -> Browser:
    return signed_in(administrator)


def test_an_enrolment_is_not_ended_beside_the_enrolment(bea: Browser, location: Location) -> None:
    assert bea.get(address(Outflow, "add")).status_code == 403
    outflow_of_students(location, 1, ended_on=LAST_DAY)
    outflow = Outflow.objects.get()
    page = address(Outflow, "change", outflow.pk)
    sent = filled(bea, page, ended_on="31-7-2026", result="certificate")
    assert bea.post(page, sent).status_code == 302
    outflow.refresh_from_db()
    assert (outflow.ended_on, outflow.result) == (LAST_DAY, "certificate")
    assert outflow.enrolment.valid_until == LAST_DAY


def test_a_coordinator_with_the_form_open_is_told_what_the_admin_changed(
    bea: Browser, coordinator: User, student: Student
) -> None:
    carla, form = signed_in(coordinator), f"/studenten/{student.pk}/wijzigen/"
    seen = seen_on(carla.get(form))
    page = address(Student, "change", student.pk)
    assert bea.post(page, filled(bea, page, coordinator=coordinator.pk)).status_code == 302
    response = carla.post(form, {"first_name": "Anders", "revision": seen})
    assert "Een collega heeft dit gewijzigd" in response.content.decode()
    student.refresh_from_db()
    assert (student.coordinator, student.first_name) == (coordinator, "Samira")


def test_saving_in_the_admin_without_a_change_is_no_change(bea: Browser, student: Student) -> None:
    page = address(Student, "change", student.pk)
    bea.post(page, filled(bea, page))
    student.refresh_from_db()
    assert student.revision == 0
