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
    undo_last_step,
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


def answer(person: User, outcome: str) -> Task:
    """What the client said on the phone."""
    task = Task.objects.get()
    signed_in(person).post(reverse("organisation:task_answer", args=[task.pk]), {"outcome": outcome, "tries": "0"})
    task.refresh_from_db()
    return task


def test_a_yes_makes_the_visit_final(coordinator: User, visit: Visit) -> None:
    assert answer(coordinator, "yes").state == "done"
    visit.refresh_from_db()
    assert (Confirmation.objects.get().state, visit.status) == ("yes", "planned")
    assert "te bevestigen: de klant" not in seen(coordinator, "planning:week_board", *ISO)


def test_a_no_cancels_the_visit_at_once(coordinator: User, visit: Visit) -> None:
    assert answer(coordinator, "no").state == "done"
    visit.refresh_from_db()
    assert (Confirmation.objects.get().state, visit.status) == ("no", "cancelled")
    assert visit.cancel_reason == "student_absent"


def test_no_answer_leaves_everything_as_it_is_for_a_later_try(coordinator: User, visit: Visit) -> None:
    task = answer(coordinator, "no_answer")
    assert (task.state, task.tries, Confirmation.objects.get().state) == ("open", 1, "open")


def test_a_no_can_be_said_at_the_visit_itself(coordinator: User, visit: Visit) -> None:
    signed_in(coordinator).post(reverse("planning:visit_confirm", args=[visit.pk]), {"antwoord": "nee"})
    visit.refresh_from_db()
    assert (visit.status, Task.objects.get().outcome) == ("cancelled", "no")


def test_an_answer_that_comes_twice_is_refused_in_words(coordinator: User, visit: Visit) -> None:
    address = reverse("planning:visit_confirm", args=[visit.pk])
    browser = signed_in(coordinator)
    browser.post(address, {"antwoord": "ja"})
    page = browser.post(address, {"antwoord": "nee"}, follow=True).content.decode()
    assert "wacht niet meer op antwoord" in page
    visit.refresh_from_db()
    assert visit.status == "planned"


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


def test_undo_withdraws_the_question_and_drops_the_call(coordinator: User, visit: Visit) -> None:
    undo_last_step(week=visit.week, by=coordinator)
    assert (Confirmation.objects.get().state, Task.objects.get().state) == ("withdrawn", "dropped")
    assert [seat.student.first_name for seat in visit.seats.all()] == ["Noor"]


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
