"""Planning, moving, swapping, cancelling and recording a visit through the services."""

from __future__ import annotations

import datetime
import uuid

import pytest

from planning.models import BaseVisit, PlanStep, Visit, VisitSeat, WeekPlan
from planning.services import (
    AlreadyDone,
    PlanningRefused,
    ReasonNeeded,
    WeekChanged,
    cancel_visit,
    move_visit,
    plan_visit,
    record_visit,
    restore_visit,
    swap_visits,
)
from tests.factories import (
    MONDAY,
    ActivityFactory,
    ClientFactory,
    StudentFactory,
    base_visit_of,
    block_of,
    visit_of,
    week_of,
)
from wijkleerbedrijf.organisation.models import CalendarPeriod, Location, User

TUESDAY = MONDAY + datetime.timedelta(days=1)


@pytest.fixture
def week(location: Location) -> WeekPlan:
    return week_of(location)


def students_of(visit: Visit) -> dict[str, str]:
    return {seat.role: seat.student.first_name for seat in VisitSeat.objects.filter(visit=visit)}


def test_a_planned_visit_has_the_times_of_its_block(week: WeekPlan, coordinator: User) -> None:
    client = ClientFactory.create(location=week.location)
    student = StudentFactory.create(location=week.location, first_name="Sanne")
    visit = plan_visit(
        week=week,
        client_id=client.pk,
        date=TUESDAY,
        block_id=block_of(week.location, "mid").pk,
        lead_id=student.pk,
        by=coordinator,
    )
    visit.refresh_from_db()
    assert (visit.starts_at, visit.ends_at) == (datetime.time(13), datetime.time(15))
    assert visit.monday == MONDAY
    assert students_of(visit) == {"lead": "Sanne"}
    assert "Sanne naar mevrouw" in PlanStep.objects.get().summary


def test_second_client_in_the_same_half_day_is_refused(week: WeekPlan, coordinator: User) -> None:
    student = StudentFactory.create(location=week.location)
    visit_of(ClientFactory.create(location=week.location), student)
    with pytest.raises(PlanningRefused, match="Eén klant per dagdeel"):
        plan_visit(
            week=week,
            client_id=ClientFactory.create(location=week.location).pk,
            date=MONDAY,
            block_id=block_of(week.location).pk,
            lead_id=student.pk,
            by=coordinator,
        )
    assert Visit.objects.count() == 1


def test_a_closed_day_is_refused(week: WeekPlan, coordinator: User) -> None:
    CalendarPeriod.objects.create(
        location=week.location, kind="closing", name="Studiedag", starts_on=MONDAY, ends_on=MONDAY
    )
    with pytest.raises(PlanningRefused, match="Studiedag"):
        plan_visit(
            week=week,
            client_id=ClientFactory.create(location=week.location).pk,
            date=MONDAY,
            block_id=block_of(week.location).pk,
            lead_id=StudentFactory.create(location=week.location).pk,
            by=coordinator,
        )


def test_more_than_the_target_asks_a_reason_and_keeps_it(week: WeekPlan, coordinator: User) -> None:
    student = StudentFactory.create(location=week.location, target_visits_per_week=1)
    visit_of(ClientFactory.create(location=week.location), student)
    values = {
        "week": week,
        "client_id": ClientFactory.create(location=week.location).pk,
        "date": TUESDAY,
        "block_id": block_of(week.location).pk,
        "lead_id": student.pk,
        "by": coordinator,
    }
    with pytest.raises(ReasonNeeded, match="Het streven is 1"):
        plan_visit(**values)
    plan_visit(**values, reason="Zij wil graag een extra bezoek")
    assert PlanStep.objects.get().reason == "Zij wil graag een extra bezoek"


def test_the_same_form_sent_twice_plans_once(week: WeekPlan, coordinator: User) -> None:
    token = uuid.uuid4()
    client = ClientFactory.create(location=week.location, agreement__visits_per_week=2)
    values = {
        "week": week,
        "client_id": client.pk,
        "block_id": block_of(week.location).pk,
        "lead_id": StudentFactory.create(location=week.location).pk,
        "by": coordinator,
        "token": token,
    }
    plan_visit(**values, date=MONDAY)
    with pytest.raises(AlreadyDone):
        plan_visit(**values, date=TUESDAY)
    assert Visit.objects.count() == 1


def test_a_student_of_another_location_cannot_be_planned(
    week: WeekPlan, coordinator: User, other_location: Location
) -> None:
    with pytest.raises(PlanningRefused, match="niet ingeschreven"):
        plan_visit(
            week=week,
            client_id=ClientFactory.create(location=week.location).pk,
            date=MONDAY,
            block_id=block_of(week.location).pk,
            lead_id=StudentFactory.create(location=other_location).pk,
            by=coordinator,
        )


def test_a_pair_client_needs_two_students(week: WeekPlan, coordinator: User) -> None:
    client = ClientFactory.create(location=week.location, agreement__seats=2)
    lead, buddy = StudentFactory.create_batch(2, location=week.location)
    values = {
        "week": week,
        "client_id": client.pk,
        "date": MONDAY,
        "block_id": block_of(week.location).pk,
        "by": coordinator,
        "lead_id": lead.pk,
    }
    with pytest.raises(PlanningRefused):
        plan_visit(**values)
    visit = plan_visit(**values, buddy_id=buddy.pk)
    assert visit.seats.count() == 2


def test_a_visit_moves_to_another_dagdeel_and_student_at_once(week: WeekPlan, coordinator: User) -> None:
    sanne, tim = (StudentFactory.create(location=week.location, first_name=name) for name in ("Sanne", "Tim"))
    visit = visit_of(ClientFactory.create(location=week.location), sanne)
    visit_of(ClientFactory.create(location=week.location), sanne, date=TUESDAY)
    move_visit(visit=visit, date=TUESDAY, block_id=block_of(week.location).pk, lead_id=tim.pk, by=coordinator)
    visit.refresh_from_db()
    assert visit.date == TUESDAY
    assert students_of(visit) == {"lead": "Tim"}


def test_from_now_on_changes_the_normal_week_from_this_monday(week: WeekPlan, coordinator: User) -> None:
    sanne, tim = (StudentFactory.create(location=week.location, first_name=name) for name in ("Sanne", "Tim"))
    client = ClientFactory.create(location=week.location)
    base = base_visit_of(client, sanne)
    visit = visit_of(client, sanne, base_visit=base)
    block = block_of(week.location, "mid")
    move_visit(visit=visit, date=TUESDAY, block_id=block.pk, lead_id=tim.pk, by=coordinator, onwards=True)
    base.refresh_from_db()
    assert base.valid_until == MONDAY - datetime.timedelta(days=1)
    new = BaseVisit.objects.get(valid_until=None)
    assert (new.lead, new.weekday, new.block, new.valid_from) == (tim, 2, block, MONDAY)
    # A second change of mind in the same week changes that same row.
    visit.refresh_from_db()
    move_visit(visit=visit, date=MONDAY, block_id=block.pk, lead_id=sanne.pk, by=coordinator, onwards=True)
    assert BaseVisit.objects.get(valid_until=None).lead == sanne


def test_only_this_week_leaves_the_normal_week_alone(week: WeekPlan, coordinator: User) -> None:
    sanne, tim = StudentFactory.create_batch(2, location=week.location)
    client = ClientFactory.create(location=week.location)
    base = base_visit_of(client, sanne)
    visit = visit_of(client, sanne, base_visit=base)
    move_visit(visit=visit, date=MONDAY, block_id=visit.block_id, lead_id=tim.pk, by=coordinator)
    base.refresh_from_db()
    assert (base.lead, base.valid_until) == (sanne, None)


def test_two_visits_change_places(week: WeekPlan, coordinator: User) -> None:
    sanne, tim = (StudentFactory.create(location=week.location, first_name=name) for name in ("Sanne", "Tim"))
    first = visit_of(ClientFactory.create(location=week.location), sanne)
    second = visit_of(ClientFactory.create(location=week.location), tim, date=TUESDAY, block="mid")
    swap_visits(first=first, second=second, by=coordinator)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.date, first.block.short_name, students_of(first)) == (TUESDAY, "mid", {"lead": "Tim"})
    assert (second.date, second.block.short_name, students_of(second)) == (MONDAY, "och", {"lead": "Sanne"})


def test_two_students_swap_within_one_dagdeel(week: WeekPlan, coordinator: User) -> None:
    sanne, tim = (StudentFactory.create(location=week.location, first_name=name) for name in ("Sanne", "Tim"))
    first = visit_of(ClientFactory.create(location=week.location), sanne)
    second = visit_of(ClientFactory.create(location=week.location), tim)
    swap_visits(first=first, second=second, by=coordinator)
    assert students_of(first) == {"lead": "Tim"}
    assert students_of(second) == {"lead": "Sanne"}


def test_a_cancelled_visit_stays_with_its_reason_and_frees_the_dagdeel(week: WeekPlan, coordinator: User) -> None:
    student = StudentFactory.create(location=week.location)
    visit = visit_of(ClientFactory.create(location=week.location), student)
    cancel_visit(visit=visit, cancel_reason="client_asked", by=coordinator)
    assert not VisitSeat.objects.get(visit=visit).is_active
    visit_of(ClientFactory.create(location=week.location), student)
    with pytest.raises(WeekChanged, match="intussen afgezegd"):
        cancel_visit(visit=visit, cancel_reason="client_asked", by=coordinator)


def test_a_cancelled_visit_comes_back_only_when_its_place_is_free(week: WeekPlan, coordinator: User) -> None:
    student = StudentFactory.create(location=week.location)
    visit = visit_of(ClientFactory.create(location=week.location), student)
    cancel_visit(visit=visit, cancel_reason="client_asked", by=coordinator)
    other = visit_of(ClientFactory.create(location=week.location), student)
    with pytest.raises(PlanningRefused, match="Eén klant per dagdeel"):
        restore_visit(visit=visit, by=coordinator)
    cancel_visit(visit=other, cancel_reason="other", by=coordinator)
    restore_visit(visit=visit, by=coordinator)
    assert VisitSeat.objects.get(visit=visit).is_active


def test_an_unknown_cancel_reason_is_refused(week: WeekPlan, coordinator: User) -> None:
    visit = visit_of(ClientFactory.create(location=week.location), StudentFactory.create(location=week.location))
    with pytest.raises(PlanningRefused, match="Kies waarom"):
        cancel_visit(visit=visit, cancel_reason="zomaar", by=coordinator)


def test_a_done_visit_keeps_minutes_and_own_activities(
    week: WeekPlan, coordinator: User, other_location: Location
) -> None:
    visit = visit_of(ClientFactory.create(location=week.location), StudentFactory.create(location=week.location))
    own = ActivityFactory.create(location=week.location)
    foreign = ActivityFactory.create(location=other_location)
    record_visit(
        visit=visit, status="done", minutes=95, activity_ids=[own.pk, foreign.pk], by=coordinator, today=TUESDAY
    )
    visit.refresh_from_db()
    assert (visit.status, visit.minutes, visit.recorded_by) == ("done", 95, coordinator)
    assert list(visit.activities.all()) == [own]
    with pytest.raises(WeekChanged, match="al afgerond"):
        cancel_visit(visit=visit, cancel_reason="other", by=coordinator)


def test_a_visit_of_tomorrow_cannot_be_recorded(week: WeekPlan, coordinator: User) -> None:
    visit = visit_of(
        ClientFactory.create(location=week.location), StudentFactory.create(location=week.location), date=TUESDAY
    )
    with pytest.raises(PlanningRefused, match="moet nog komen"):
        record_visit(visit=visit, status="done", minutes=90, activity_ids=[], by=coordinator, today=MONDAY)
