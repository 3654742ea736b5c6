"""The list of students."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from students.models import Student
from tests.factories import StudentFactory, member
from tests.people import signed_in
from wijkleerbedrijf.organisation.models import Location, Skill, User
from wijkleerbedrijf.roles import Role

LIST = "/studenten/"


def names_on(user: User, query: str = "") -> str:
    return signed_in(user).get(f"{LIST}{query}").content.decode().split('id="student-list"')[1]


def test_names_stand_in_order_of_surname_without_its_prefix(coordinator: User, location: Location) -> None:
    StudentFactory.create(location=location, first_name="Sanne", prefix="de", surname="Vries")
    StudentFactory.create(location=location, first_name="Bo", surname="Zwart")
    StudentFactory.create(location=location, first_name="Ali", surname="Émile")
    page = names_on(coordinator)
    assert page.index("Émile, Ali") < page.index("Vries, Sanne de") < page.index("Zwart, Bo")


def test_a_list_shows_nothing_that_is_sensitive(coordinator: User, location: Location) -> None:
    StudentFactory.create(
        location=location, allergies=["hond"], wishes="liever stil", phone="+31612345678", street="Voorbeeldstraat"
    )
    page = names_on(coordinator)
    assert "hond" not in page
    assert "liever stil" not in page
    assert "12345678" not in page
    assert "Voorbeeldstraat" not in page


@pytest.mark.parametrize("person", ["coordinator", "teacher", "project_lead"])
def test_staff_may_open_the_list(person: str, request: pytest.FixtureRequest) -> None:
    assert signed_in(request.getfixturevalue(person)).get(LIST).status_code == 200


@pytest.mark.parametrize("person", ["steering_member", "referrer", "administrator"])
def test_others_may_not_open_the_list(person: str, request: pytest.FixtureRequest) -> None:
    assert signed_in(request.getfixturevalue(person)).get(LIST).status_code == 403


def test_a_student_may_not_open_the_list(student: Student) -> None:
    assert student.user is not None
    assert signed_in(student.user).get(LIST).status_code == 403


def test_only_a_coordinator_gets_a_button_to_add(coordinator: User, teacher: User) -> None:
    assert "toevoegen" in signed_in(coordinator).get(LIST).content.decode()
    assert "toevoegen" not in signed_in(teacher).get(LIST).content.decode()


def test_students_of_another_location_do_not_appear(coordinator: User, other_location: Location) -> None:
    StudentFactory.create(location=other_location, first_name="Wim", surname="Winsum")
    assert "Winsum, Wim" not in names_on(coordinator)


def test_the_list_can_be_searched_on_parts_of_a_name(coordinator: User, location: Location) -> None:
    StudentFactory.create(location=location, first_name="Sanne", prefix="de", surname="Vries")
    StudentFactory.create(location=location, first_name="Bo", surname="Zwart")
    page = names_on(coordinator, "?q=san+vri")
    assert "Vries, Sanne de" in page
    assert "Zwart" not in page


def test_a_search_without_result_says_what_to_do(coordinator: User) -> None:
    assert "Zoek op een deel van de naam" in names_on(coordinator, "?q=bestaatniet")


def test_an_empty_list_offers_the_first_step(coordinator: User) -> None:
    assert "Eerste toevoegen" in names_on(coordinator)


Make = Callable[[Location], Student]


def _left(location: Location) -> Student:
    student = StudentFactory.create(location=location, surname="Weg")
    student.enrolments.update(valid_until=timezone.localdate() - datetime.timedelta(days=1))
    return student


def _coming(location: Location) -> Student:
    student = StudentFactory.create(location=location, surname="Straks")
    student.enrolments.update(valid_from=timezone.localdate() + datetime.timedelta(days=7))
    return student


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("", {"Hier"}),
        ("?presence=aanwezig", {"Hier"}),
        ("?presence=vertrokken", {"Weg"}),
        ("?presence=komt", {"Straks", "Zonder"}),
        ("?presence=alle", {"Hier", "Weg", "Straks", "Zonder"}),
    ],
)
def test_without_a_choice_only_who_is_enrolled_now_appears(
    query: str, seen: set[str], coordinator: User, location: Location
) -> None:
    StudentFactory.create(location=location, surname="Hier")
    _left(location)
    _coming(location)
    Student.objects.create(location=location, first_name="Zoë", surname="Zonder", gender="v")
    page = names_on(coordinator, query)
    assert {name for name in ("Hier", "Weg", "Straks", "Zonder") if f">{name}, " in page} == seen


def test_the_list_can_be_filtered(coordinator: User, location: Location) -> None:
    skill = Skill.objects.create(name="rolstoel")
    able = StudentFactory.create(location=location, surname="Kan", is_starter=True, coordinator=coordinator, level=1)
    able.skills.add(skill)
    StudentFactory.create(location=location, surname="Niet")
    for query in (f"?skill={skill.pk}", "?starter=ja", f"?coordinator={coordinator.pk}", "?level=1"):
        page = names_on(coordinator, query)
        assert ">Kan, " in page
        assert ">Niet, " not in page


def test_a_coordinator_of_elsewhere_is_no_choice(coordinator: User, other_location: Location) -> None:
    StudentFactory.create(
        location=other_location, coordinator=member(Role.COORDINATOR, other_location, surname="Elders")
    )
    assert "Elders" not in signed_in(coordinator).get(LIST).content.decode()


@pytest.mark.parametrize("number", [3, 30])
def test_the_list_needs_no_more_queries_for_more_students(number: int, coordinator: User, location: Location) -> None:
    for student in StudentFactory.create_batch(number, location=location, coordinator=coordinator):
        student.skills.add(Skill.objects.get_or_create(name="koken")[0])
    browser = signed_in(coordinator)
    browser.get(LIST)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        browser.get(LIST)
    assert len(queries) <= 12, [query["sql"][:120] for query in queries]
