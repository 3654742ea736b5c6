"""The docent's queue: longest waiting first, one click to sign, own students first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils.html import escape

from portfolio.models import SignOff
from students.models import Student
from tests.factories import LocationFactory, StudentFactory
from tests.people import signed_in
from tests.portfolio_factories import handed_in_item, signed_item
from wijkleerbedrijf.organisation.models import Location, User

HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "aftekenen"}


def url(name: str, *args: object) -> str:
    return reverse(f"portfolio:{name}", args=args)


def test_the_item_that_waits_longest_is_up(student: Student, teacher: User) -> None:
    young = handed_in_item(student, teacher, days_ago=1)
    old = handed_in_item(student, teacher, days_ago=9)
    page = signed_in(teacher).get(url("home"))
    assert page.context["current"] == old
    assert page.context["others"] == [young]


def test_another_item_can_be_chosen(student: Student, teacher: User) -> None:
    young = handed_in_item(student, teacher, days_ago=1)
    handed_in_item(student, teacher, days_ago=9)
    page = signed_in(teacher).get(url("home"), {"onderdeel": young.pk})
    assert page.context["current"] == young


def test_own_students_come_first_and_all_are_one_click_away(
    student: Student, teacher: User, location: Location
) -> None:
    student.teachers.add(teacher)
    own = handed_in_item(student, teacher)
    other = handed_in_item(StudentFactory.create(location=location), teacher, days_ago=5)
    browser = signed_in(teacher)
    page = browser.get(url("home"))
    assert (page.context["current"], page.context["others"]) == (own, [])
    assert [row["enrolment"].student for row in page.context["group"]] == [student]
    page = browser.get(url("home"), {"wie": "alle"})
    assert (page.context["current"], page.context["others"]) == (other, [own])


def test_a_docent_without_own_students_sees_everybody(student: Student, teacher: User) -> None:
    item = handed_in_item(student, teacher)
    page = signed_in(teacher).get(url("home"))
    assert page.context["current"] == item
    assert "Mijn studenten" not in page.content.decode()


def test_signing_without_javascript_brings_the_next_item(student: Student, teacher: User) -> None:
    first = handed_in_item(student, teacher, days_ago=9)
    second = handed_in_item(student, teacher, days_ago=1)
    page = signed_in(teacher).post(url("sign_item", first.pk), follow=True)
    assert page.context["current"] == second
    assert f"Afgetekend voor {student.full_name}" in page.content.decode()
    assert SignOff.objects.get().signed_by == teacher


def test_signing_with_htmx_answers_with_the_queue_only(student: Student, teacher: User) -> None:
    item = handed_in_item(student, teacher)
    answer = signed_in(teacher).post(url("sign_item", item.pk), **HTMX)
    text = answer.content.decode()
    assert "Alles is bekeken" in text
    assert 'hx-swap-oob="true"' in text
    assert "<html" not in text


def test_signing_what_is_signed_gives_a_sentence(student: Student, teacher: User) -> None:
    item = signed_item(student, teacher)
    browser = signed_in(teacher)
    assert "al afgetekend door Dirk Docent" in browser.post(url("sign_item", item.pk), follow=True).content.decode()
    answer = browser.post(url("sign_item", item.pk), **HTMX)
    assert answer.status_code == 409
    assert "al afgetekend door Dirk Docent" in answer.content.decode()
    assert SignOff.objects.count() == 1


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_giving_back_without_reason_shows_the_message(student: Student, teacher: User, headers: dict[str, Any]) -> None:
    item = handed_in_item(student, teacher)
    answer = signed_in(teacher).post(url("return_item", item.pk), {"reason": ""}, **headers)
    assert answer.status_code == 422
    assert "Schrijf op wat de student nog moet doen." in answer.content.decode()
    item.refresh_from_db()
    assert item.status == "handed_in"


def test_giving_back_with_a_reason(student: Student, teacher: User) -> None:
    item = handed_in_item(student, teacher)
    signed_in(teacher).post(url("return_item", item.pk), {"reason": "Vertel ook hoe het ging."})
    item.refresh_from_db()
    assert (item.status, item.return_reason, item.returned_by) == ("returned", "Vertel ook hoe het ging.", teacher)


def test_what_a_student_wrote_is_shown_as_text(student: Student, teacher: User) -> None:
    note = "<script>alert('x')</script>"
    handed_in_item(student, teacher, note=note)
    text = signed_in(teacher).get(url("home")).content.decode()
    assert note not in text
    assert escape(note) in text


@pytest.mark.parametrize("name", ["sign_item", "return_item"])
def test_an_item_of_another_location_does_not_exist(name: str, teacher: User, student: Student) -> None:
    elsewhere = StudentFactory.create(location=LocationFactory.create())
    item = handed_in_item(elsewhere, teacher)
    assert signed_in(teacher).post(url(name, item.pk), {"reason": "x"}).status_code == 404
    item.refresh_from_db()
    assert item.status == "handed_in"


@pytest.mark.parametrize("role", ["coordinator", "project_lead", "steering_member", "referrer", "administrator"])
def test_only_docents_sign(role: str, request: pytest.FixtureRequest, student: Student, teacher: User) -> None:
    item = handed_in_item(student, teacher)
    browser = signed_in(request.getfixturevalue(role))
    assert browser.get(url("home")).status_code == 403
    assert browser.post(url("sign_item", item.pk)).status_code == 403
    assert browser.post(url("return_item", item.pk), {"reason": "x"}).status_code == 403


def test_a_get_signs_nothing(student: Student, teacher: User) -> None:
    item = handed_in_item(student, teacher)
    assert signed_in(teacher).get(url("sign_item", item.pk)).status_code == 405


def test_who_was_quiet_for_weeks_stands_out(student: Student, teacher: User, location: Location) -> None:
    busy = StudentFactory.create(location=location)
    handed_in_item(student, teacher, days_ago=30)
    handed_in_item(busy, teacher, days_ago=2)
    group = signed_in(teacher).get(url("home")).context["group"]
    assert {row["enrolment"].student: row["is_quiet"] for row in group} == {student: True, busy: False}


@pytest.mark.django_db
def test_the_page_costs_twelve_queries_at_most_whatever_the_rows(
    teacher: User, location: Location, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    browser = signed_in(teacher)
    for student in StudentFactory.create_batch(6, location=location):
        student.teachers.add(teacher)
        handed_in_item(student, teacher)
        handed_in_item(student, teacher)
        signed_item(student, teacher)
    with django_assert_max_num_queries(12) as few:
        browser.get(url("home"))
    for student in StudentFactory.create_batch(6, location=location):
        student.teachers.add(teacher)
        handed_in_item(student, teacher)
    with django_assert_max_num_queries(len(few)):
        browser.get(url("home"))
