"""Steps of two people, and of one person in an order that nobody expected."""

from __future__ import annotations

import datetime

import pytest

from clients.models import Client, ClientAgreement
from planning.facts import load_week
from planning.models import BaseVisit, Duty, PlanStep, Visit
from planning.services import (
    PlanningRefused,
    WeekChanged,
    approve_week,
    build_week,
    cancel_visit,
    mark_of,
    move_visit,
    plan_visit,
    publish_week,
    record_visit,
    restore_visit,
    set_duty,
    share_week,
    swap_visits,
    undo_last_step,
)
from students.models import Enrolment
from tests.factories import (
    MONDAY,
    ClientFactory,
    ProgrammeFactory,
    StudentFactory,
    base_visit_of,
    block_of,
    duty_all_week,
    visit_of,
    week_of,
)
from wijkleerbedrijf.organisation.models import Location, User

DAY = datetime.timedelta(days=1)
WEEK = datetime.timedelta(weeks=1)
SUNDAY_BEFORE = MONDAY - DAY


@pytest.fixture
def visit(location: Location) -> Visit:
    return visit_of(ClientFactory.create(location=location), StudentFactory.create(location=location))


def test_a_client_gets_help_on_the_last_day(location: Location, coordinator: User) -> None:
    client = ClientFactory.create(location=location)
    Client.objects.filter(pk=client.pk).update(ended_on=MONDAY, end_reason="verhuisd")
    values = {
        "week": week_of(location),
        "client_id": client.pk,
        "block_id": block_of(location).pk,
        "lead_id": StudentFactory.create(location=location).pk,
        "by": coordinator,
    }
    with pytest.raises(PlanningRefused):
        plan_visit(**values, date=MONDAY + DAY)
    assert plan_visit(**values, date=MONDAY).date == MONDAY


def test_making_the_week_again_keeps_a_starter_with_a_coordinator(location: Location, coordinator: User) -> None:
    starter = StudentFactory.create(location=location, is_starter=True)
    planned = plan_visit(
        week=week_of(location),
        client_id=ClientFactory.create(location=location).pk,
        date=MONDAY,
        block_id=block_of(location).pk,
        lead_id=starter.pk,
        accompanied_by_id=coordinator.pk,
        by=coordinator,
        onwards=True,
    )
    build_week(location=location, monday=MONDAY, by=coordinator, today=SUNDAY_BEFORE)
    planned.refresh_from_db()
    assert (planned.status, planned.accompanied_by) == ("planned", coordinator)


def test_a_change_asks_the_teacher_again(visit: Visit, coordinator: User, teacher: User) -> None:
    share_week(week=visit.week, by=coordinator)
    approve_week(week=visit.week, by=teacher)
    cancel_visit(visit=visit, cancel_reason="client_asked", by=coordinator)
    visit.week.refresh_from_db()
    assert (visit.week.state, visit.week.approved_at, visit.week.approved_by) == ("shared", None, None)


def test_a_teacher_does_not_agree_with_what_he_has_not_seen(visit: Visit, coordinator: User, teacher: User) -> None:
    week = share_week(week=visit.week, by=coordinator)
    seen = week.changed_at.isoformat()
    cancel_visit(visit=visit, cancel_reason="client_asked", by=coordinator)
    with pytest.raises(WeekChanged, match="Kijk hem nog eens na"):
        approve_week(week=week, by=teacher, seen=seen)
    week.refresh_from_db()
    assert approve_week(week=week, by=teacher, seen=week.changed_at.isoformat()).approved_by == teacher


def test_from_now_on_in_a_week_that_was_made_before_the_normal_week_changed(
    location: Location, coordinator: User
) -> None:
    sanne, tim = StudentFactory.create_batch(2, location=location)
    base_visit_of(ClientFactory.create(location=location), sanne)
    for monday in (MONDAY, MONDAY + WEEK):
        build_week(location=location, monday=monday, by=coordinator, today=SUNDAY_BEFORE)
    this, following = Visit.objects.order_by("date")
    values = {"block_id": this.block_id, "by": coordinator, "onwards": True}
    move_visit(visit=this, date=MONDAY, lead_id=tim.pk, **values)
    move_visit(visit=following, date=MONDAY + WEEK, lead_id=sanne.pk, **values)
    open_rows = BaseVisit.objects.filter(valid_until=None)
    assert [(row.lead, row.valid_from) for row in open_rows] == [(sanne, MONDAY + WEEK)]
    following.refresh_from_db()
    cancel_visit(visit=following, cancel_reason="client_asked", by=coordinator, onwards=True)
    result = build_week(location=location, monday=MONDAY + 2 * WEEK, by=coordinator, today=SUNDAY_BEFORE)
    assert result.planned == 0


def test_making_the_week_again_ties_a_visit_to_the_row_that_now_asks_for_it(
    location: Location, coordinator: User
) -> None:
    client, student = ClientFactory.create(location=location), StudentFactory.create(location=location)
    old = base_visit_of(client, student)
    build_week(location=location, monday=MONDAY, by=coordinator, today=SUNDAY_BEFORE)
    BaseVisit.objects.filter(pk=old.pk).update(valid_until=SUNDAY_BEFORE)
    new = BaseVisit.objects.create(
        location=location, client=client, weekday=1, block=old.block, lead=student, valid_from=MONDAY
    )
    result = build_week(location=location, monday=MONDAY, by=coordinator, today=SUNDAY_BEFORE)
    assert (result.kept, result.planned, result.cancelled) == (1, 0, 0)
    assert Visit.objects.get().base_visit == new


def test_two_wanted_visits_never_become_one(location: Location, coordinator: User) -> None:
    client = ClientFactory.create(location=location, agreement__visits_per_week=2)
    student = StudentFactory.create(location=location)
    first = base_visit_of(client, student)
    build_week(location=location, monday=MONDAY, by=coordinator, today=SUNDAY_BEFORE)
    BaseVisit.objects.filter(pk=first.pk).update(weekday=3)
    base_visit_of(client, student, weekday=1)
    build_week(location=location, monday=MONDAY, by=coordinator, today=SUNDAY_BEFORE)
    assert [visit.date.isoweekday() for visit in Visit.objects.active().order_by("date")] == [1, 3]


def test_somebody_elses_last_step_is_not_taken_back(visit: Visit, coordinator: User, second_coordinator: User) -> None:
    cancel_visit(visit=visit, cancel_reason="client_asked", by=coordinator)
    mine = PlanStep.objects.get()
    restore_visit(visit=visit, by=second_coordinator)
    with pytest.raises(WeekChanged, match="Cees heeft intussen iets anders gedaan"):
        undo_last_step(week=visit.week, by=coordinator, expected=mine.pk)
    visit.refresh_from_db()
    assert visit.status == "planned"


def test_a_form_of_before_somebody_elses_change_is_refused(visit: Visit, coordinator: User) -> None:
    seen = mark_of(visit)
    tim, noor = StudentFactory.create_batch(2, location=visit.location)
    values = {"visit": visit, "block_id": visit.block_id, "by": coordinator, "seen": seen}
    move_visit(**values, date=MONDAY, lead_id=tim.pk)
    with pytest.raises(WeekChanged, match="intussen veranderd"):
        move_visit(**values, date=MONDAY + DAY, lead_id=noor.pk)
    assert Visit.objects.get(pk=visit.pk).seats.get().student == tim


def test_an_outcome_is_not_overwritten_unseen_and_not_recorded_twice(visit: Visit, coordinator: User) -> None:
    values = {"visit": visit, "activity_ids": [], "by": coordinator, "today": MONDAY, "seen": mark_of(visit)}
    for _ in range(2):
        record_visit(**values, status="done", minutes=90)
    assert PlanStep.objects.filter(kind="record").count() == 1
    with pytest.raises(WeekChanged):
        record_visit(**values, status="client_absent", minutes=None)
    visit.refresh_from_db()
    assert (visit.status, visit.minutes) == ("done", 90)


def test_a_colleague_on_duty_stays_when_another_one_leaves(
    visit: Visit, coordinator: User, second_coordinator: User
) -> None:
    values = {"week": visit.week, "date": MONDAY, "block_id": visit.block_id, "by": coordinator}
    set_duty(**values, user_ids=[coordinator.pk, second_coordinator.pk])
    set_duty(**values, user_ids=[], leaving=[coordinator.pk])
    assert [duty.user for duty in Duty.objects.all()] == [second_coordinator]


def test_who_changes_programme_within_the_week_is_there_all_week(location: Location) -> None:
    student = StudentFactory.create(location=location)
    old = Enrolment.objects.get(student=student)
    old.valid_until = MONDAY + DAY
    old.save()
    Enrolment.objects.create(
        location=location, student=student, programme=ProgrammeFactory.create(), level=2, valid_from=MONDAY + 2 * DAY
    )
    (facts,) = load_week(week_of(location)).facts.students
    assert len(facts.available) == 10


def test_a_restored_visit_has_the_agreement_of_now(visit: Visit, coordinator: User) -> None:
    cancel_visit(visit=visit, cancel_reason="client_asked", by=coordinator)
    old = visit.agreement
    ClientAgreement.objects.filter(pk=old.pk).update(valid_until=SUNDAY_BEFORE)
    new = ClientAgreement.objects.create(
        location=visit.location, client=visit.client, version=2, visits_per_week=1, valid_from=MONDAY
    )
    new.slots.set([])
    for slot in old.slots.all():
        slot.pk = None
        slot.agreement = new
        slot.save()
    restore_visit(visit=visit, by=coordinator)
    visit.refresh_from_db()
    assert visit.agreement == new


def test_what_is_over_does_not_stand_in_the_way_of_publishing(visit: Visit, coordinator: User) -> None:
    duty_all_week(visit.location, coordinator)
    record_visit(visit=visit, status="done", minutes=90, activity_ids=[], by=coordinator, today=MONDAY)
    visit_of(visit.client, StudentFactory.create(location=visit.location), date=MONDAY + 2 * DAY)
    with pytest.raises(PlanningRefused):
        publish_week(week=visit.week, by=coordinator, reason="Proef", today=MONDAY)
    Visit.objects.filter(date=MONDAY + 2 * DAY).update(status="cancelled", cancel_reason="other", is_active=False)
    student = visit.seats.get().student
    student.allergies = ["hond"]
    student.save()
    Client.objects.filter(pk=visit.client_id).update(pets=["hond"])
    assert publish_week(week=visit.week, by=coordinator, reason="Proef", today=MONDAY).version == 1


def test_two_visits_of_one_client_change_students(location: Location, coordinator: User) -> None:
    client = ClientFactory.create(location=location, agreement__visits_per_week=2)
    sanne, tim = StudentFactory.create_batch(2, location=location)
    first, second = visit_of(client, sanne), visit_of(client, tim, date=MONDAY + DAY)
    swap_visits(first=first, second=second, by=coordinator)
    assert (first.seats.get().student, second.seats.get().student) == (tim, sanne)
