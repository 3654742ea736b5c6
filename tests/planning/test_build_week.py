"""Making a week from the normal week, and copying the week before."""

from __future__ import annotations

import datetime

import pytest

from clients.models import ClientPause
from planning.models import Visit, WeekPlan
from planning.services import build_week, cancel_visit, copy_last_week, move_visit, pin_visit, record_visit
from students.models import Unavailability
from tests.factories import (
    MONDAY,
    ClientFactory,
    StudentFactory,
    base_visit_of,
    block_of,
    visit_of,
    week_of,
)
from wijkleerbedrijf.organisation.models import CalendarPeriod, Location, User

SUNDAY_BEFORE = MONDAY - datetime.timedelta(days=1)
WEEK = datetime.timedelta(weeks=1)


def build(location: Location, by: User, today: datetime.date = SUNDAY_BEFORE):
    return build_week(location=location, monday=MONDAY, by=by, today=today)


@pytest.fixture
def normal_week(location: Location) -> None:
    """Three visits: Monday and Tuesday morning, Wednesday morning by two students."""
    for weekday in (1, 2):
        base_visit_of(
            ClientFactory.create(location=location), StudentFactory.create(location=location), weekday=weekday
        )
    pair = ClientFactory.create(location=location, agreement__seats=2)
    lead, buddy = StudentFactory.create_batch(2, location=location)
    base_visit_of(pair, lead, weekday=3, buddy=buddy)


@pytest.mark.usefixtures("normal_week")
def test_a_week_follows_the_normal_week(location: Location, coordinator: User) -> None:
    result = build(location, coordinator)
    assert (result.planned, result.unplaced) == (3, [])
    assert [visit.date.isoweekday() for visit in Visit.objects.order_by("date")] == [1, 2, 3]
    assert Visit.objects.get(date=MONDAY + 2 * datetime.timedelta(days=1)).seats.count() == 2


@pytest.mark.usefixtures("normal_week")
def test_making_the_week_again_changes_nothing(location: Location, coordinator: User) -> None:
    build(location, coordinator)
    before = list(Visit.objects.order_by("pk").values())
    result = build(location, coordinator)
    assert (result.planned, result.changed, result.cancelled, result.kept) == (0, 0, 0, 3)
    assert list(Visit.objects.order_by("pk").values()) == before


@pytest.mark.usefixtures("normal_week")
def test_what_was_changed_by_hand_stays(location: Location, coordinator: User) -> None:
    build(location, coordinator)
    moved, cancelled, _ = Visit.objects.order_by("date")
    student = StudentFactory.create(location=location)
    move_visit(
        visit=moved,
        date=MONDAY + 4 * datetime.timedelta(days=1),
        block_id=moved.block_id,
        lead_id=student.pk,
        by=coordinator,
    )
    cancel_visit(visit=cancelled, cancel_reason="client_asked", by=coordinator)
    result = build(location, coordinator)
    assert (result.planned, result.changed, result.cancelled) == (0, 0, 0)
    assert Visit.objects.active().count() == 2
    assert Visit.objects.get(pk=moved.pk).seats.get().student == student


def test_what_is_pinned_stays_where_it_is(location: Location, coordinator: User) -> None:
    base_visit_of(ClientFactory.create(location=location), StudentFactory.create(location=location))
    kept = visit_of(ClientFactory.create(location=location), StudentFactory.create(location=location))
    loose = visit_of(ClientFactory.create(location=location), StudentFactory.create(location=location))
    pin_visit(visit=kept, pinned=True, by=coordinator)
    build(location, coordinator)
    assert Visit.objects.get(pk=kept.pk).is_active
    assert not Visit.objects.get(pk=loose.pk).is_active


@pytest.mark.usefixtures("normal_week")
def test_a_later_pause_illness_and_closure_are_followed(location: Location, coordinator: User) -> None:
    build(location, coordinator)
    monday, tuesday, wednesday = Visit.objects.order_by("date")
    ClientPause.objects.create(location=location, client=monday.client, valid_from=MONDAY)
    Unavailability.objects.create(
        location=location,
        student=tuesday.seats.get().student,
        kind="ill",
        starts_on=tuesday.date,
        ends_on=tuesday.date,
    )
    CalendarPeriod.objects.create(
        location=location, kind="closing", name="Studiedag", starts_on=wednesday.date, ends_on=wednesday.date
    )
    result = build(location, coordinator)
    assert result.cancelled == 3
    assert len(result.unplaced) == 3
    assert [v.cancel_reason for v in Visit.objects.order_by("date")] == ["client_paused", "student_absent", "closed"]


@pytest.mark.usefixtures("normal_week")
def test_a_visit_comes_back_when_the_pause_is_over(location: Location, coordinator: User) -> None:
    build(location, coordinator)
    visit = Visit.objects.get(date=MONDAY)
    pause = ClientPause.objects.create(location=location, client=visit.client, valid_from=MONDAY)
    build(location, coordinator)
    pause.delete()
    build(location, coordinator)
    visit.refresh_from_db()
    assert visit.is_active
    assert Visit.objects.count() == 3


def test_two_students_who_changed_places_in_the_normal_week_change_places_here(
    location: Location, coordinator: User
) -> None:
    sanne, tim = StudentFactory.create_batch(2, location=location)
    bases = [base_visit_of(ClientFactory.create(location=location), student) for student in (sanne, tim)]
    build(location, coordinator)
    bases[0].lead, bases[1].lead = StudentFactory.create(location=location), sanne
    for base in bases:
        base.save()
    bases[0].lead = tim
    bases[0].save()
    build(location, coordinator)
    assert [Visit.objects.get(base_visit=base).seats.get().student for base in bases] == [tim, sanne]


@pytest.mark.usefixtures("normal_week")
def test_a_visit_that_left_the_normal_week_is_cancelled(location: Location, coordinator: User) -> None:
    build(location, coordinator)
    visit = Visit.objects.get(date=MONDAY)
    base = visit.base_visit
    assert base is not None
    base.valid_until = SUNDAY_BEFORE
    base.save()
    build(location, coordinator)
    visit.refresh_from_db()
    assert visit.cancel_reason == "plan_changed"


@pytest.mark.usefixtures("normal_week")
def test_days_that_are_over_are_left_alone(location: Location, coordinator: User) -> None:
    result = build(location, coordinator, today=MONDAY + datetime.timedelta(days=1))
    assert result.planned == 2
    visit = Visit.objects.earliest("date")
    record_visit(visit=visit, status="done", minutes=90, activity_ids=[], by=coordinator, today=visit.date)
    assert build(location, coordinator, today=visit.date).kept == 2


def test_the_week_before_is_copied_with_its_students(location: Location, coordinator: User) -> None:
    lead, buddy = StudentFactory.create_batch(2, location=location)
    client = ClientFactory.create(location=location)
    visit_of(client, lead, buddy=buddy, date=MONDAY - WEEK)
    gone = visit_of(ClientFactory.create(location=location), lead, date=MONDAY - WEEK, block="mid")
    cancel_visit(visit=gone, cancel_reason="client_asked", by=coordinator)
    week: WeekPlan = week_of(location)
    for planned in (1, 0):
        result = copy_last_week(week=week, by=coordinator, today=SUNDAY_BEFORE)
        assert result.planned == planned
    copy = Visit.objects.get(week=week)
    assert (copy.client, copy.date, copy.block) == (client, MONDAY, block_of(location))
    assert {seat.student for seat in copy.seats.all()} == {lead, buddy}
