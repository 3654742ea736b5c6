"""The checklist of one student, for staff."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from students.models import Enrolment, Student
from tests.factories import StudentFactory
from tests.people import signed_in
from tests.portfolio_factories import ChecklistItemFactory, handed_in_item, item_of, signed_item
from wijkleerbedrijf.organisation.models import AccessLog, Location, User


def url(student: Student, name: str = "student_portfolio") -> str:
    return reverse(f"portfolio:{name}", args=[student.pk])


@pytest.mark.parametrize("role", ["teacher", "coordinator", "project_lead"])
def test_staff_see_where_each_item_stands(
    role: str, request: pytest.FixtureRequest, student: Student, teacher: User
) -> None:
    signed_item(student, teacher, text="Ik was af.")
    item_of(student, teacher, text="Ik kook soep.")
    text = signed_in(request.getfixturevalue(role)).get(url(student)).content.decode()
    assert "Ik was af." in text
    assert "Ik kook soep." in text
    assert "Dirk Docent" in text
    assert "van 2 onderdelen" in text


@pytest.mark.parametrize("role", ["steering_member", "referrer", "administrator"])
@pytest.mark.parametrize("name", ["student_portfolio", "student_card"])
def test_others_see_no_portfolio(role: str, name: str, request: pytest.FixtureRequest, student: Student) -> None:
    assert signed_in(request.getfixturevalue(role)).get(url(student, name)).status_code == 403


@pytest.mark.parametrize("name", ["student_portfolio", "student_card"])
def test_a_student_of_another_location_does_not_exist(name: str, outsider: User, student: Student) -> None:
    assert signed_in(outsider).get(url(student, name)).status_code == 404


def test_opening_a_portfolio_is_written_down(student: Student, teacher: User) -> None:
    signed_in(teacher).get(url(student))
    row = AccessLog.objects.get()
    assert (row.user, row.subject_type, row.subject_id) == (teacher, "student", student.pk)


def test_a_docent_gives_the_checklist_with_one_button(student: Student, teacher: User) -> None:
    ChecklistItemFactory.create_batch(2)
    browser = signed_in(teacher)
    assert "Aftekenlijst klaarzetten" in browser.get(url(student)).content.decode()
    page = browser.post(url(student, "give_programme"), follow=True)
    assert "De aftekenlijst staat klaar: 2 onderdelen." in page.content.decode()
    page = browser.post(url(student, "give_programme"), follow=True)
    assert "was al compleet" in page.content.decode()
    assert student.enrolments.get().items.count() == 2


def test_a_coordinator_does_not_give_the_checklist(student: Student, coordinator: User) -> None:
    ChecklistItemFactory.create()
    browser = signed_in(coordinator)
    assert "Aftekenlijst klaarzetten" not in browser.get(url(student)).content.decode()
    assert browser.post(url(student, "give_programme")).status_code == 403


def test_a_student_without_enrolment_has_no_portfolio_yet(teacher: User, location: Location) -> None:
    student = StudentFactory.create(location=location)
    Enrolment.objects.filter(student=student).delete()
    browser = signed_in(teacher)
    assert "Nog geen inschrijving" in browser.get(url(student)).content.decode()
    assert "nog geen inschrijving" in browser.post(url(student, "give_programme"), follow=True).content.decode()


def test_the_card_says_it_in_short(student: Student, coordinator: User, teacher: User) -> None:
    signed_item(student, teacher)
    handed_in_item(student, teacher)
    text = signed_in(coordinator).get(url(student, "student_card")).content.decode()
    assert "1 van 2 onderdelen afgetekend." in text
    assert "1 wacht op een docent." in text
    assert "<html" not in text


@pytest.mark.parametrize("name", ["student_portfolio", "student_card"])
def test_the_queries_do_not_grow_with_the_items(
    name: str, student: Student, teacher: User, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    browser = signed_in(teacher)
    signed_item(student, teacher)
    with django_assert_max_num_queries(12) as few:
        browser.get(url(student, name))
    for _ in range(5):
        signed_item(student, teacher)
        handed_in_item(student, teacher)
    with django_assert_max_num_queries(len(few)):
        browser.get(url(student, name))
