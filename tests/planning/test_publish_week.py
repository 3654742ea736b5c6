"""From concept to the teacher to published, what changes after that, and taking a step back."""

from __future__ import annotations

import datetime

import pytest
from django.db import DatabaseError, transaction

from planning.models import BaseVisit, PlanStep, Visit, WeekPlan, WeekVersion
from planning.services import (
    PlanningRefused,
    ReasonNeeded,
    WeekChanged,
    approve_week,
    cancel_visit,
    comment_on_week,
    copy_duty,
    move_visit,
    plan_visit,
    publish_week,
    set_duty,
    settle_comment,
    share_week,
    swap_visits,
    undo_last_step,
)
from tests.factories import (
    MONDAY,
    ClientFactory,
    StudentFactory,
    base_visit_of,
    block_of,
    duty_all_week,
    visit_of,
    week_of,
)
from wijkleerbedrijf.organisation.models import Location, User

TUESDAY = MONDAY + datetime.timedelta(days=1)
WEEK = datetime.timedelta(weeks=1)


@pytest.fixture
def visit(location: Location) -> Visit:
    return visit_of(ClientFactory.create(location=location), StudentFactory.create(location=location))


@pytest.fixture
def published(visit: Visit, coordinator: User, teacher: User) -> WeekPlan:
    duty_all_week(visit.location, coordinator)
    share_week(week=visit.week, by=coordinator)
    approve_week(week=visit.week, by=teacher)
    return publish_week(week=visit.week, by=coordinator)


def test_the_teacher_agrees_after_the_week_was_shared(visit: Visit, coordinator: User, teacher: User) -> None:
    with pytest.raises(PlanningRefused, match="nog niet aan u voorgelegd"):
        approve_week(week=visit.week, by=teacher)
    share_week(week=visit.week, by=coordinator)
    assert approve_week(week=visit.week, by=teacher).approved_by == teacher


def test_a_week_without_duty_is_not_published(visit: Visit, coordinator: User) -> None:
    with pytest.raises(PlanningRefused, match="bereikbaar"):
        publish_week(week=visit.week, by=coordinator, reason="Docent is ziek")
    assert WeekVersion.objects.count() == 0


def test_publishing_without_the_teacher_asks_a_reason(visit: Visit, coordinator: User) -> None:
    duty_all_week(visit.location, coordinator)
    with pytest.raises(ReasonNeeded, match="nog geen akkoord"):
        publish_week(week=visit.week, by=coordinator)
    assert publish_week(week=visit.week, by=coordinator, reason="Docent is ziek").state == "published"


def test_an_empty_week_is_not_published(location: Location, coordinator: User) -> None:
    with pytest.raises(PlanningRefused, match="nog geen bezoek"):
        publish_week(week=week_of(location), by=coordinator, reason="Toch maar")


def test_publishing_twice_makes_one_version(published: WeekPlan, coordinator: User) -> None:
    again = publish_week(week=published, by=coordinator)
    assert again.version == 1
    assert WeekVersion.objects.count() == 1


def test_a_change_after_publication_asks_a_reason(published: WeekPlan, visit: Visit, coordinator: User) -> None:
    other = StudentFactory.create(location=visit.location)
    values = {"visit": visit, "date": MONDAY, "block_id": visit.block_id, "lead_id": other.pk, "by": coordinator}
    with pytest.raises(ReasonNeeded, match="al gepubliceerd"):
        move_visit(**values)
    move_visit(**values, reason="Sanne is ziek")
    step = PlanStep.objects.get()
    assert (step.reason, step.after_version) == ("Sanne is ziek", 1)
    assert publish_week(week=published, by=coordinator, reason="Sanne is ziek").version == 2


def test_a_published_version_never_changes(published: WeekPlan) -> None:
    version = WeekVersion.objects.get()
    version.reason = "stiekem"
    with pytest.raises(DatabaseError), transaction.atomic():
        version.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        version.delete()


def test_a_comment_is_settled_once(visit: Visit, teacher: User) -> None:
    comment = comment_on_week(week=visit.week, author=teacher, text=" Sanne heeft dinsdag toets ")
    settle_comment(comment=comment)
    comment.refresh_from_db()
    first = comment.settled_at
    settle_comment(comment=comment)
    comment.refresh_from_db()
    assert comment.text == "Sanne heeft dinsdag toets"
    assert comment.settled_at == first is not None


def test_duty_is_for_coordinators_of_this_location_and_this_week(
    visit: Visit, coordinator: User, outsider: User
) -> None:
    values = {"week": visit.week, "block_id": visit.block_id, "by": coordinator}
    with pytest.raises(PlanningRefused, match="coördinator van deze locatie"):
        set_duty(**values, date=MONDAY, user_ids=[outsider.pk])
    with pytest.raises(PlanningRefused, match="hoort niet bij deze week"):
        set_duty(**values, date=MONDAY + WEEK, user_ids=[coordinator.pk])
    set_duty(**values, date=MONDAY, user_ids=[coordinator.pk])
    next_week = week_of(visit.location, MONDAY + WEEK)
    assert [copy_duty(week=next_week, by=coordinator) for _ in range(2)] == [1, 0]


# Taking a step back


def test_a_planned_visit_is_taken_back(location: Location, coordinator: User) -> None:
    week = week_of(location)
    plan_visit(
        week=week,
        client_id=ClientFactory.create(location=location).pk,
        date=MONDAY,
        block_id=block_of(location).pk,
        lead_id=StudentFactory.create(location=location).pk,
        by=coordinator,
        onwards=True,
    )
    undo_last_step(week=week, by=coordinator)
    assert Visit.objects.get().status == "cancelled"
    assert BaseVisit.objects.count() == 0
    with pytest.raises(PlanningRefused, match="geen stap"):
        undo_last_step(week=week, by=coordinator)


def test_a_move_from_now_on_is_taken_back_with_the_normal_week(location: Location, coordinator: User) -> None:
    client, student = ClientFactory.create(location=location), StudentFactory.create(location=location)
    base = base_visit_of(client, student)
    visit = visit_of(client, student, base_visit=base)
    other = StudentFactory.create(location=location)
    move_visit(visit=visit, date=TUESDAY, block_id=visit.block_id, lead_id=other.pk, by=coordinator, onwards=True)
    undo_last_step(week=visit.week, by=coordinator)
    visit.refresh_from_db()
    assert (visit.date, visit.base_visit, visit.seats.get().student) == (MONDAY, base, student)
    assert list(BaseVisit.objects.values_list("pk", "valid_until")) == [(base.pk, None)]


def test_a_swap_is_taken_back(location: Location, coordinator: User) -> None:
    first, second = (
        visit_of(ClientFactory.create(location=location), StudentFactory.create(location=location)) for _ in range(2)
    )
    students = [first.seats.get().student, second.seats.get().student]
    swap_visits(first=first, second=second, by=coordinator)
    undo_last_step(week=first.week, by=coordinator)
    assert [visit.seats.get().student for visit in (first, second)] == students


def test_steps_are_taken_back_one_after_another(visit: Visit, coordinator: User) -> None:
    start = visit.seats.get().student
    for name in ("Tim", "Noor"):
        other = StudentFactory.create(location=visit.location, first_name=name)
        move_visit(visit=visit, date=MONDAY, block_id=visit.block_id, lead_id=other.pk, by=coordinator)
    undo_last_step(week=visit.week, by=coordinator)
    assert visit.seats.get().student.first_name == "Tim"
    undo_last_step(week=visit.week, by=coordinator)
    assert visit.seats.get().student == start


def test_a_step_is_not_taken_back_over_somebody_elses_change(visit: Visit, coordinator: User) -> None:
    cancel_visit(visit=visit, cancel_reason="client_asked", by=coordinator)
    Visit.objects.filter(pk=visit.pk).update(note="Zoon belt morgen terug")
    with pytest.raises(WeekChanged, match="kan niet meer terug"):
        undo_last_step(week=visit.week, by=coordinator)
    visit.refresh_from_db()
    assert visit.status == "cancelled"


def test_a_cancelled_visit_whose_student_is_taken_does_not_come_back(visit: Visit, coordinator: User) -> None:
    cancel_visit(visit=visit, cancel_reason="client_asked", by=coordinator)
    visit_of(ClientFactory.create(location=visit.location), visit.seats.get().student)
    with pytest.raises(PlanningRefused, match="heeft in dit dagdeel al een bezoek"):
        undo_last_step(week=visit.week, by=coordinator)
