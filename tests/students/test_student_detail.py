"""The file of one student."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from students.models import Referral, Student, Unavailability
from tests.factories import PartnerFactory, StudentFactory
from tests.people import signed_in
from wijkleerbedrijf.organisation.models import AccessLog, Location, Skill, Subject, User


@pytest.fixture
def sanne(location: Location, coordinator: User) -> Student:
    sanne = StudentFactory.create(
        location=location,
        first_name="Sanne",
        prefix="de",
        surname="Vries",
        allergies=["hond"],
        fears=["reptiel"],
        accepts_smoking=False,
        phone="+31612345678",
        languages=["nl", "tr"],
        coordinator=coordinator,
        target_visits_per_week=None,
    )
    sanne.skills.add(Skill.objects.create(name="rolstoel"))
    sanne.subjects.add(Subject.objects.create(name="taal"))
    return sanne


def page_of(user: User, student: Student) -> str:
    response = signed_in(user).get(student.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def test_it_shows_what_planning_must_know(coordinator: User, sanne: Student) -> None:
    page = page_of(coordinator, sanne)
    for text in (
        "Sanne de Vries",
        "allergisch: hond",
        "bang: reptiel",
        "huis waar gerookt wordt",
        "rolstoel",
        "Nederlands, Turks",
        "06 12345678",
        "Carla Coördinator",
        "maandag",
        "10:00-12:00",
    ):
        assert text in page


def test_limits_that_are_not_filled_in_are_those_of_the_location(coordinator: User, sanne: Student) -> None:
    page = " ".join(page_of(coordinator, sanne).split())
    assert "3 per week als streven, hoogstens 10 per week en 2 per dag" in page


def test_opening_a_file_is_written_down(teacher: User, sanne: Student) -> None:
    page_of(teacher, sanne)
    row = AccessLog.objects.get()
    assert (row.user, row.action, row.subject_type, row.subject_id) == (teacher, "view", "student", sanne.pk)


@pytest.mark.parametrize("person", ["teacher", "project_lead"])
def test_who_may_only_read_gets_no_buttons(person: str, sanne: Student, request: pytest.FixtureRequest) -> None:
    page = page_of(request.getfixturevalue(person), sanne)
    assert "wijzigen" not in page.lower()
    assert "Afwezig melden" not in page


@pytest.mark.parametrize("person", ["steering_member", "referrer", "administrator"])
def test_others_may_not_open_a_file(person: str, sanne: Student, request: pytest.FixtureRequest) -> None:
    assert signed_in(request.getfixturevalue(person)).get(sanne.get_absolute_url()).status_code == 403
    assert not AccessLog.objects.exists()


def test_a_student_may_not_open_the_staff_page_of_himself(student: Student) -> None:
    assert student.user is not None
    assert signed_in(student.user).get(student.get_absolute_url()).status_code == 403


def test_a_student_of_another_location_is_not_found(outsider: User, sanne: Student) -> None:
    assert signed_in(outsider).get(sanne.get_absolute_url()).status_code == 404


def test_absence_of_today_and_of_the_last_weeks_is_shown(coordinator: User, sanne: Student) -> None:
    today = timezone.localdate()
    long_ago = today - datetime.timedelta(days=200)
    for kind, day in (("ill", today), ("leave", long_ago)):
        Unavailability.objects.create(location=sanne.location, student=sanne, kind=kind, starts_on=day, ends_on=day)
    page = page_of(coordinator, sanne)
    assert "Ziek" in page
    assert "Verlof" not in page


def test_a_student_without_week_pattern_is_said_to_be_free(coordinator: User, location: Location) -> None:
    student = Student.objects.create(location=location, first_name="Nina", surname="Nieuw", gender="v")
    page = page_of(coordinator, student)
    assert "Er is nog geen weekpatroon" in page
    assert "nu niet ingeschreven" in page
    assert "Weekpatroon invullen" in page


@pytest.mark.parametrize("number", [1, 10])
def test_a_file_needs_no_more_queries_for_more_rows(number: int, coordinator: User, sanne: Student) -> None:
    for index in range(number):
        day = timezone.localdate() + datetime.timedelta(days=index)
        Unavailability.objects.create(location=sanne.location, student=sanne, kind="ill", starts_on=day, ends_on=day)
        Referral.objects.create(
            location=sanne.location, student=sanne, partner=PartnerFactory.create(), referred_on=day
        )
        sanne.skills.add(Skill.objects.create(name=f"vaardigheid {index}"))
    browser = signed_in(coordinator)
    with CaptureQueriesContext(connection) as queries:
        browser.get(sanne.get_absolute_url())
    assert len(queries) <= 17, [query["sql"][:100] for query in queries]
