"""How a week in the database becomes a planning problem; the table of docs/planning.md, line by line."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clients.models import Activity, ClientPause
from planning.instances import Fewer, Kept, WeekInstance, Why, instance_of_week
from planning.models import Duty, WeekPlan
from planning.optimiser import Assignment, solve
from planning.rules import SeatRole
from planning.services import note_extra_dagdeel
from planning.usual_week import Source
from students.models import Enrolment
from tests.factories import (
    MONDAY,
    ActivityFactory,
    ClientFactory,
    LocationFactory,
    StudentFactory,
    base_visit_of,
    block_of,
    member,
    visit_of,
    week_of,
)
from tests.portfolio_factories import item_of, signed_item
from wijkleerbedrijf.organisation.models import CalendarPeriod, Location, Subject, User
from wijkleerbedrijf.roles import Role

DAY, WEEK = datetime.timedelta(days=1), datetime.timedelta(weeks=1)
BEFORE = MONDAY - 4 * DAY
EARLY = datetime.time(8)


@pytest.fixture
def location(db: None) -> Location:
    return LocationFactory.create()


@pytest.fixture
def coordinator(location: Location) -> User:
    return member(Role.COORDINATOR, location)


@pytest.fixture
def student(location: Location) -> Any:
    return StudentFactory.create(location=location)


@pytest.fixture
def client(location: Location) -> Any:
    return ClientFactory.create(location=location)


def made(location: Location, *, today: datetime.date = BEFORE, now: datetime.time = EARLY) -> WeekInstance:
    week = WeekPlan.objects.filter(location=location, monday=MONDAY).first() or WeekPlan(
        location=location, monday=MONDAY
    )
    return instance_of_week(week, today=today, now=now)


def publish(location: Location, monday: datetime.date = MONDAY) -> None:
    week = week_of(location, monday)
    user = member(Role.COORDINATOR, location)
    WeekPlan.objects.filter(pk=week.pk).update(
        version=1, state=WeekPlan.State.PUBLISHED, published_at="2026-01-01T00:00Z", published_by=user
    )


def key(location: Location, day: int = 0, block: str = "och") -> tuple[datetime.date, int]:
    return MONDAY + day * DAY, block_of(location, block).pk


# The plan that the week starts from


def test_a_week_without_anything_starts_from_nothing(location: Location, client: Any) -> None:
    problem = made(location)
    assert problem.source is Source.NOTHING
    assert problem.instance.previous == frozenset()
    assert problem.instance.clients[client.pk].weights == (6,)


def test_a_concept_starts_from_the_normal_week(location: Location, client: Any, student: Any) -> None:
    base_visit_of(client, student, weekday=2)
    problem = made(location)
    assert problem.source is Source.NORMAL_WEEK
    assert problem.instance.previous == {Assignment(student.pk, client.pk, key(location, 1))}
    assert problem.present == frozenset()
    assert problem.instance.clients[client.pk].weights == (8,)


def test_what_was_planned_in_the_concept_wins_over_the_normal_week(
    location: Location, client: Any, student: Any
) -> None:
    base = base_visit_of(client, student, weekday=2)
    visit = visit_of(client, student, date=MONDAY + 3 * DAY, base_visit=base)
    problem = made(location)
    assert problem.instance.previous == problem.present == {Assignment(student.pk, client.pk, key(location, 3))}
    assert problem.visits[client.pk, key(location, 3)].pk == visit.pk


def test_a_visit_cancelled_by_hand_does_not_come_back_from_the_normal_week(
    location: Location, client: Any, student: Any
) -> None:
    base_visit_of(client, student)
    visit_of(client, student, status="cancelled", cancel_reason="plan_changed", is_active=False)
    assert made(location).instance.previous == frozenset()


def test_without_a_normal_week_it_starts_from_the_week_before(location: Location, client: Any, student: Any) -> None:
    visit_of(client, student, date=MONDAY - WEEK + 2 * DAY, block="mid")
    problem = made(location)
    assert problem.source is Source.LAST_WEEK
    assert problem.instance.previous == {Assignment(student.pk, client.pk, key(location, 2, "mid"))}


def test_a_published_week_starts_from_itself(location: Location, client: Any, student: Any) -> None:
    base_visit_of(client, student, weekday=1)
    visit_of(ClientFactory.create(location=location), student, date=MONDAY + DAY)
    publish(location)
    problem = made(location)
    assert problem.source is Source.PUBLISHED
    assert problem.instance.previous == problem.present
    assert {one.client for one in problem.present} != {client.pk}


def test_the_normal_week_is_left_out_on_a_holiday(location: Location, client: Any, student: Any) -> None:
    base_visit_of(client, student)
    CalendarPeriod.objects.create(location=location, kind="closing", name="studiedag", starts_on=MONDAY, ends_on=MONDAY)
    problem = made(location)
    assert problem.instance.previous == frozenset()
    assert problem.instance.week.closed[key(location)] == "studiedag"
    assert problem.wanted == 1


def test_of_a_student_who_left_only_the_moment_of_the_other_stays(location: Location, student: Any) -> None:
    pair = ClientFactory.create(location=location, agreement__seats=2)
    gone = StudentFactory.create(location=location)
    Enrolment.objects.filter(student=gone).update(valid_until=MONDAY - DAY)
    base_visit_of(pair, student, buddy=gone)
    assert made(location).instance.previous == {Assignment(student.pk, pair.pk, key(location))}


# What stays


def test_pinned_visits_and_what_was_recorded_are_locked(
    location: Location, client: Any, student: Any, coordinator: User
) -> None:
    visit_of(client, student, date=MONDAY + DAY, pinned=True)
    other = ClientFactory.create(location=location)
    visit_of(
        other,
        student,
        date=MONDAY + 2 * DAY,
        status="client_absent",
        recorded_at="2026-11-24T12:00Z",
        recorded_by=coordinator,
    )
    loose = ClientFactory.create(location=location)
    visit_of(loose, student, date=MONDAY + 3 * DAY)
    problem = made(location)
    assert problem.kept == {
        (client.pk, key(location, 1)): Kept.PINNED,
        (other.pk, key(location, 2)): Kept.RECORDED,
    }
    assert {one.client for one in problem.instance.locked} == {client.pk, other.pk}


def test_an_accompanied_visit_stays_unless_the_student_is_away(
    location: Location, client: Any, student: Any, coordinator: User
) -> None:
    visit_of(client, student, accompanied_by=coordinator)
    assert made(location).kept == {(client.pk, key(location)): Kept.ACCOMPANIED}
    student.unavailabilities.create(location=location, kind="ill", starts_on=MONDAY, ends_on=MONDAY)
    assert made(location).kept == {}


def test_a_student_who_learns_beside_another_stays_with_the_visit(
    location: Location, client: Any, student: Any
) -> None:
    starter = StudentFactory.create(location=location, is_starter=True)
    base_visit_of(client, student, buddy=starter)
    problem = made(location)
    assert problem.kept == {(client.pk, key(location)): Kept.LEARNING}
    assert problem.instance.locked == {
        Assignment(student.pk, client.pk, key(location)),
        Assignment(starter.pk, client.pk, key(location), SeatRole.BUDDY),
    }


def test_who_learns_in_two_visits_at_once_stays_with_one_of_them(location: Location, student: Any) -> None:
    """The normal week can't refuse it: there somebody may come along in two visits of one dagdeel."""
    starter = StudentFactory.create(location=location, is_starter=True)
    other = StudentFactory.create(location=location)
    for lead in (student, other):
        base_visit_of(ClientFactory.create(location=location), lead, buddy=starter)
    problem = made(location)
    assert list(problem.kept.values()) == [Kept.LEARNING]
    assert solve(problem.instance).assignments >= problem.instance.locked


def test_no_more_visits_to_learn_stay_than_the_student_may_have(location: Location, student: Any) -> None:
    starter = StudentFactory.create(location=location, is_starter=True, target_visits_per_week=1, max_visits_per_week=1)
    for weekday in (1, 2, 3):
        base_visit_of(ClientFactory.create(location=location), student, buddy=starter, weekday=weekday)
    assert list(made(location).kept.values()) == [Kept.LEARNING]


def test_past_dagdelen_are_frozen_as_they_are(location: Location, client: Any, student: Any) -> None:
    base_visit_of(client, student)
    visit_of(ClientFactory.create(location=location), student, date=MONDAY, block="mid")
    tuesday = MONDAY + DAY
    problem = made(location, today=tuesday, now=datetime.time(10))
    assert problem.instance.frozen == {key(location), key(location, 0, "mid"), key(location, 1)}
    assert problem.instance.previous == problem.present
    assert set(problem.kept.values()) == {Kept.PAST}
    assert made(location, today=tuesday, now=datetime.time(9, 59)).instance.frozen == {
        key(location),
        key(location, 0, "mid"),
    }


# What is asked


def test_a_client_who_cancelled_wants_one_visit_less(location: Location, student: Any) -> None:
    client = ClientFactory.create(location=location, agreement__visits_per_week=2)
    visit_of(client, student, status="cancelled", cancel_reason="client_asked", is_active=False)
    problem = made(location)
    assert problem.fewer == {client.pk: Fewer(client.pk, 2, 1, Why.CLIENT_CANCELLED)}
    assert problem.instance.clients[client.pk].weights == (6,)
    assert problem.wanted == 1


def test_a_client_on_pause_all_week_is_outside_the_problem(location: Location, client: Any) -> None:
    ClientPause.objects.create(location=location, client=client, valid_from=MONDAY - DAY)
    problem = made(location)
    assert problem.fewer == {client.pk: Fewer(client.pk, 1, 0, Why.PAUSE)}
    assert problem.wanted == 0


def test_no_more_is_asked_than_there_are_open_days(location: Location) -> None:
    client = ClientFactory.create(location=location, agreement__visits_per_week=3)
    CalendarPeriod.objects.create(
        location=location, kind="school_holiday", name="vakantie", starts_on=MONDAY, ends_on=MONDAY + 2 * DAY
    )
    assert made(location).fewer == {client.pk: Fewer(client.pk, 3, 2, Why.CLOSED)}


def test_a_visit_that_is_there_is_always_wanted(location: Location, student: Any) -> None:
    client = ClientFactory.create(location=location)
    visit_of(client, student, date=MONDAY + DAY)
    visit_of(client, student, status="cancelled", cancel_reason="client_asked", is_active=False)
    assert made(location).wanted == 1


def test_who_got_nothing_in_the_weeks_before_weighs_more(location: Location, client: Any, student: Any) -> None:
    served = ClientFactory.create(location=location)
    for number in (1, 2, 3):
        visit_of(served, student, date=MONDAY - number * WEEK)
        publish(location, MONDAY - number * WEEK)
    problem = made(location)
    assert problem.missed == {client.pk: 3, served.pk: 0}
    assert problem.instance.clients[client.pk].weights == (9,)
    assert problem.instance.clients[served.pk].weights == (8,)  # it runs: the week before is the plan to start from


def test_who_waits_longer_than_the_history_goes_back_still_weighs_more(location: Location) -> None:
    long = ClientFactory.create(location=location, agreement__valid_from=MONDAY - 40 * WEEK)
    longer = ClientFactory.create(location=location, agreement__valid_from=MONDAY - 60 * WEEK)
    for number in range(1, 14):
        publish(location, MONDAY - number * WEEK)
    assert made(location).missed == {long.pk: 12 + 7, longer.pk: 12 + 12}


# What a visit gives


def test_subjects_and_work_processes_come_from_portfolio_and_agreement(
    location: Location, client: Any, student: Any, coordinator: User
) -> None:
    subject = Subject.objects.create(name="rekenen")
    student.subjects.add(subject)
    agreement = client.agreements.get()
    agreement.return_subjects.add(subject)
    agreement.activities.add(ActivityFactory.create(location=location, group=Activity.Group.MEALS))
    item_of(student, coordinator, work_process__code="P2-K1-W1")
    meals = item_of(student, coordinator, work_process__code="P2-K1-W2").item.work_process
    signed_item(student, coordinator, work_process__code="P2-K1-W4")
    problem = made(location).instance
    assert problem.students[student.pk].needs == problem.clients[client.pk].offers == {subject.pk}
    assert len(problem.students[student.pk].open_processes) == 2
    assert problem.clients[client.pk].processes == {meals.pk}


def test_familiarity_counts_three_at_most(location: Location, client: Any, student: Any) -> None:
    for number in range(1, 6):
        visit_of(client, student, date=MONDAY - number * WEEK)
    assert made(location).instance.week.familiarity == {(student.pk, client.pk): 3}


def test_an_extra_dagdeel_reaches_the_optimiser(location: Location, coordinator: User) -> None:
    client = ClientFactory.create(location=location)
    client.agreements.get().slots.all().delete()
    assert made(location).wanted == 0
    note_extra_dagdeel(
        location_id=location.pk, date=MONDAY, block_id=block_of(location).pk, client_id=client.pk, by=coordinator
    )
    assert made(location).wanted == 1


# Duty


def test_before_the_list_of_duty_is_made_every_dagdeel_is_taken_as_reachable(
    location: Location, client: Any, coordinator: User
) -> None:
    problem = made(location)
    assert problem.duty_assumed
    assert len(problem.instance.week.duty) == 10
    Duty.objects.create(location=location, date=MONDAY, block=block_of(location), user=coordinator)
    problem = made(location)
    assert not problem.duty_assumed
    assert problem.instance.week.duty == {key(location)}


# How much it costs


def test_a_problem_is_made_in_twelve_queries_however_many_rows_there_are(location: Location) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            instance_of_week(WeekPlan(location=location, monday=MONDAY), today=BEFORE, now=EARLY)
        return len(captured)

    students = StudentFactory.create_batch(2, location=location)
    clients = ClientFactory.create_batch(2, location=location)
    visit_of(clients[0], students[0], date=MONDAY - WEEK)
    publish(location, MONDAY - WEEK)
    few = queries()
    for client in ClientFactory.create_batch(8, location=location):
        visit_of(client, StudentFactory.create(location=location), date=MONDAY - WEEK)
    assert queries() == few <= 12


def test_another_location_has_no_part_in_it(location: Location, client: Any, student: Any) -> None:
    elsewhere = LocationFactory.create()
    other = ClientFactory.create(location=elsewhere)
    base_visit_of(other, StudentFactory.create(location=elsewhere))
    visit_of(other, StudentFactory.create(location=elsewhere), date=MONDAY - WEEK)
    problem = made(location)
    assert [one.id for one in problem.instance.week.clients] == [client.pk]
    assert [one.id for one in problem.instance.week.students] == [student.pk]
    assert problem.instance.previous == frozenset()
