"""A visit that waits for the yes of its client says so wherever it is shown, and never by whom it must not be read."""

from __future__ import annotations

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from planning.models import Confirmation, Visit
from planning.printing import printed_week
from planning.services import (
    NewPlace,
    RepairedVisit,
    apply_repair,
    cancel_visit,
    mark_of,
    move_visit,
    pin_visit,
    publish_week,
    restore_visit,
)
from students.models import Student
from tests.factories import ClientFactory, StudentFactory, block_of, duty_all_week, visit_of
from tests.people import signed_in
from wijkleerbedrijf.organisation.models import Location, Task, User

TODAY = timezone.localdate()
MONDAY = TODAY + datetime.timedelta(days=7 - TODAY.weekday())
ISO = MONDAY.isocalendar()[:2]


@pytest.fixture
def visit(location: Location, coordinator: User, student: Student) -> Visit:
    """Noor went to mevrouw De Vries in a published week; now Samira goes, if the client says yes."""
    duty_all_week(location, coordinator, MONDAY)
    noor = StudentFactory.create(location=location, first_name="Noor")
    client = ClientFactory.create(location=location, first_name="Toos", prefix="de", surname="Vries")
    planned = visit_of(client, noor, date=MONDAY)
    publish_week(week=planned.week, by=coordinator, reason="Klaar.")
    repair(planned, student, coordinator)
    return planned


def repair(visit: Visit, to: Student | None, by: User) -> None:
    place = NewPlace(visit.date, visit.block_id, to.pk) if to else None
    change = RepairedVisit(
        visit.pk, mark_of(visit), Visit.CancelReason.STUDENT_ABSENT, "Noor is er niet op maandag.", place
    )
    apply_repair(week=visit.week, changes=[change], by=by)


def seen(person: User, name: str, *args: object) -> str:
    page = signed_in(person).get(reverse(name, args=args)).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_the_board_says_it_in_the_cell_above_the_grid_and_among_the_changes(coordinator: User, visit: Visit) -> None:
    page = signed_in(coordinator).get(reverse("planning:week_board", args=ISO)).content.decode()
    assert "visit-unsettled" in page
    assert "te bevestigen: de klant moet nog ja zeggen" in page
    assert "1 bezoek is nog te bevestigen" in page
    assert "<strong>(te bevestigen)</strong>" in page


def test_the_visit_says_why_and_where_the_call_is(coordinator: User, visit: Visit) -> None:
    page = signed_in(coordinator).get(reverse("planning:visit_detail", args=[visit.pk])).content.decode()
    assert "Te bevestigen." in page
    assert Task.objects.get().get_absolute_url() in page
    assert "Klant zegt ja" in page


def test_a_teacher_sees_that_it_waits_but_no_call_and_no_surname(teacher: User, visit: Visit) -> None:
    detail = seen(teacher, "planning:visit_detail", visit.pk)
    assert "Te bevestigen." in detail
    assert "Klant zegt ja" not in detail
    for text in (detail, seen(teacher, "planning:week_board", *ISO)):
        assert "Vries" not in text
    assert "te bevestigen" in seen(teacher, "planning:week_board", *ISO)


def test_the_student_reads_that_it_is_not_sure_yet(student: Student, visit: Visit) -> None:
    assert student.user is not None
    assert "nog niet zeker; je hoort het" in seen(student.user, "planning:my_week", *ISO)


def test_paper_says_it_too(visit: Visit) -> None:
    printed = printed_week(visit.week)
    assert [one.is_unsettled for _, visits in printed.clients for one in visits] == [True]
    assert "Toos V. (te bevestigen)" in {cell.text for _, cells in printed.wall for cell in cells}


def test_publishing_with_an_open_question_is_allowed(coordinator: User, visit: Visit) -> None:
    published = publish_week(week=visit.week, by=coordinator, reason="Noor is er niet.")
    assert published.version == 2


def test_a_cancellation_that_the_client_does_not_know_says_so_beside_the_board(
    coordinator: User, location: Location, student: Student
) -> None:
    duty_all_week(location, coordinator, MONDAY)
    visit = visit_of(ClientFactory.create(location=location), student, date=MONDAY)
    repair(visit, None, coordinator)
    assert "de klant weet het nog niet" in seen(coordinator, "planning:week_board", *ISO)
    assert "De klant weet het nog niet." in seen(coordinator, "planning:visit_detail", visit.pk)


@pytest.mark.parametrize("what", ["moved", "cancelled"])
def test_a_later_change_withdraws_the_question(coordinator: User, visit: Visit, student: Student, what: str) -> None:
    if what == "moved":
        middag = block_of(visit.location, "mid").pk
        move_visit(
            visit=visit, date=MONDAY, block_id=middag, lead_id=student.pk, by=coordinator, reason="Liever de middag."
        )
    else:
        cancel_visit(visit=visit, cancel_reason="client_asked", by=coordinator)
    assert (Confirmation.objects.get().state, Task.objects.get().state) == ("withdrawn", "dropped")


def test_a_cancelled_visit_that_goes_on_after_all_needs_no_call(
    coordinator: User, location: Location, student: Student
) -> None:
    duty_all_week(location, coordinator, MONDAY)
    visit = visit_of(ClientFactory.create(location=location), student, date=MONDAY)
    repair(visit, None, coordinator)
    restore_visit(visit=visit, by=coordinator)
    assert (Confirmation.objects.get().state, Task.objects.get().state) == ("withdrawn", "dropped")


def test_a_pin_leaves_the_question_open(coordinator: User, visit: Visit) -> None:
    pin_visit(visit=visit, pinned=False, by=coordinator)
    assert Confirmation.objects.get().state == "open"


def test_who_comes_along_to_learn_leaves_the_question_open(
    coordinator: User, visit: Visit, student: Student, location: Location
) -> None:
    along = StudentFactory.create(location=location)
    move_visit(
        visit=visit,
        date=visit.date,
        block_id=visit.block_id,
        lead_id=student.pk,
        buddy_id=along.pk,
        by=coordinator,
        reason="Zij leert mee.",
    )
    assert Confirmation.objects.get().state == "open"
