"""The student's own page: what is signed, what now, what later."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from portfolio.services import return_item
from students.models import Enrolment, Student
from tests.factories import ProgrammeFactory, StudentFactory
from tests.people import signed_in
from tests.portfolio_factories import WorkProcessFactory, handed_in_item, item_of, signed_item
from wijkleerbedrijf.organisation.models import Location, User

MINE = "portfolio:my_portfolio"


def test_three_items_are_now_and_the_rest_is_later(student: Student, teacher: User) -> None:
    items = [item_of(student, teacher, position=position) for position in range(5)]
    progress = signed_in(student.user).get(reverse(MINE)).context["progress"]
    assert progress.now == items[:3]
    assert progress.later == items[3:]


def test_what_came_back_comes_first_with_its_reason(student: Student, teacher: User) -> None:
    item_of(student, teacher)
    back = handed_in_item(student, teacher)
    return_item(student_item=back, reason="Vertel ook hoe het ging.", by=teacher)
    page = signed_in(student.user).get(reverse(MINE))
    assert page.context["progress"].now[0] == back
    text = page.content.decode()
    assert "Dirk schrijft: ‘Vertel ook hoe het ging.’" in text
    assert "nog te doen" in text


def test_what_belongs_to_the_placement_comes_last(student: Student, teacher: User) -> None:
    care = WorkProcessFactory.create(code="P2-K1-W3", in_neighbourhood=False)
    placement = item_of(student, teacher, work_process=care, position=0)
    others = [item_of(student, teacher, position=position) for position in (1, 2, 3)]
    progress = signed_in(student.user).get(reverse(MINE)).context["progress"]
    assert progress.now == others
    assert progress.later == [placement]


def test_a_student_hands_in_with_a_note(student: Student, teacher: User) -> None:
    item = item_of(student, teacher)
    browser = signed_in(student.user)
    address = reverse("portfolio:hand_in_item", args=[item.pk])
    assert item.item.text in browser.get(address).content.decode()
    page = browser.post(address, {"note": "Met een mevrouw gekookt."}, follow=True)
    assert "Ingeleverd. Je docent kijkt ernaar." in page.content.decode()
    item.refresh_from_db()
    assert (item.status, item.note) == ("handed_in", "Met een mevrouw gekookt.")
    again = browser.post(address, {"note": "Nog eens."}, follow=True)
    assert "Je hebt dit al ingeleverd." in again.content.decode()
    item.refresh_from_db()
    assert item.note == "Met een mevrouw gekookt."


def test_handing_in_asks_what_was_done(student: Student, teacher: User) -> None:
    item = item_of(student, teacher)
    answer = signed_in(student.user).post(reverse("portfolio:hand_in_item", args=[item.pk]), {"note": ""})
    assert answer.status_code == 422
    assert "Schrijf kort op wat je hebt gedaan." in answer.content.decode()


def test_what_is_signed_says_by_whom(student: Student, teacher: User) -> None:
    signed_item(student, teacher)
    text = signed_in(student.user).get(reverse(MINE)).content.decode()
    assert "Dirk Docent" in text
    assert "Alles is afgetekend." in text


def test_a_student_without_a_list_reads_what_will_come(student: Student) -> None:
    assert "Je lijst komt nog" in signed_in(student.user).get(reverse(MINE)).content.decode()


def test_the_item_of_another_student_does_not_exist(student: Student, teacher: User, location: Location) -> None:
    item = item_of(StudentFactory.create(location=location), teacher)
    address = reverse("portfolio:hand_in_item", args=[item.pk])
    browser = signed_in(student.user)
    assert browser.get(address).status_code == 404
    assert browser.post(address, {"note": "Van mij."}).status_code == 404


@pytest.mark.parametrize("role", ["teacher", "coordinator", "project_lead", "steering_member", "referrer"])
def test_staff_have_no_portfolio_of_their_own(role: str, request: pytest.FixtureRequest, student: Student) -> None:
    assert signed_in(request.getfixturevalue(role)).get(reverse(MINE)).status_code == 403


def test_a_student_sees_no_page_of_staff(student: Student) -> None:
    browser = signed_in(student.user)
    assert browser.get(reverse("portfolio:home")).status_code == 403
    assert browser.get(reverse("portfolio:student_portfolio", args=[student.pk])).status_code == 403


def test_the_queries_do_not_grow_with_the_items(
    student: Student, teacher: User, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    browser = signed_in(student.user)
    signed_item(student, teacher)
    with django_assert_max_num_queries(12) as few:
        browser.get(reverse(MINE))
    for _ in range(5):
        signed_item(student, teacher)
        handed_in_item(student, teacher)
        item_of(student, teacher)
    with django_assert_max_num_queries(len(few)):
        browser.get(reverse(MINE))


@pytest.mark.parametrize(
    ("periods", "shown"),
    [
        ([(-400, -40), (-30, None)], 1),
        ([(-30, 30), (31, None)], 0),
        ([(-400, -300), (-200, -10), (10, None)], 1),
        ([(10, 20), (21, None)], 0),
    ],
    ids=["the present one", "present and to come", "the latest begun", "the first to come"],
)
def test_the_enrolment_of_today_is_shown_to_the_student_and_to_the_teacher(
    periods: list[tuple[int, int | None]], shown: int, student: Student, teacher: User
) -> None:
    today = timezone.localdate()
    student.enrolments.all().delete()
    rows = [
        Enrolment.objects.create(
            location=student.location,
            student=student,
            programme=ProgrammeFactory.create(),
            level=2,
            valid_from=today + datetime.timedelta(days=first),
            valid_until=None if last is None else today + datetime.timedelta(days=last),
        )
        for first, last in periods
    ]
    assert signed_in(student.user).get(reverse(MINE)).context["enrolment"] == rows[shown]
    for name in ("student_portfolio", "student_card"):
        page = signed_in(teacher).get(reverse(f"portfolio:{name}", args=[student.pk]))
        assert page.context["enrolment"] == rows[shown]
