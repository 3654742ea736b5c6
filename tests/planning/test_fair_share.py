"""Eerlijk verdeeld?: asked and given over the last weeks, worst first."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clients.models import Client, ClientPause
from planning.fair_share import FairShare, Got, load_fair_share
from planning.models import WeekPlan
from students.models import Student
from tests.factories import ClientFactory, StudentFactory, visit_of, week_of
from tests.people import signed_in
from wijkleerbedrijf.organisation.access import access_of
from wijkleerbedrijf.organisation.models import Location, User

PAGE = "/planning/week/eerlijk/"
TODAY = datetime.date(2026, 11, 25)
MONDAY = datetime.date(2026, 11, 23)
WEEK = datetime.timedelta(weeks=1)


def publish(location: Location, user: User, monday: datetime.date) -> None:
    week = week_of(location, monday)
    WeekPlan.objects.filter(pk=week.pk).update(
        version=1, state=WeekPlan.State.PUBLISHED, published_at="2026-01-01T00:00Z", published_by=user
    )


@pytest.fixture
def student(location: Location) -> Student:
    return StudentFactory.create(location=location, first_name="Sanne", surname="Smit")


@pytest.fixture
def four_weeks(location: Location, coordinator: User) -> list[datetime.date]:
    """Four published weeks, of which this one is the last."""
    mondays = [MONDAY - number * WEEK for number in range(3, -1, -1)]
    for monday in mondays:
        publish(location, coordinator, monday)
    return mondays


def share_of(user: User) -> FairShare:
    return load_fair_share(access_of(user, today=TODAY), TODAY)


def line_of(user: User, client: Client) -> Any:
    return next(line for line in share_of(user).clients if line.client == client)


def test_who_got_the_smallest_part_stands_first(
    coordinator: User, location: Location, student: Student, four_weeks: list[datetime.date]
) -> None:
    served, half, nothing = (
        ClientFactory.create(location=location, surname=name) for name in ("Aalders", "Berg", "Citroen")
    )
    for number, monday in enumerate(four_weeks):
        visit_of(served, student, date=monday)
        if number % 2:
            visit_of(half, student, date=monday, block="mid")
    lines = share_of(coordinator).clients
    assert [(line.client, line.total.given, line.total.asked) for line in lines] == [
        (nothing, 0, 4),
        (half, 2, 4),
        (served, 4, 4),
    ]
    assert [line.too_little for line in lines] == [True, True, False]
    assert [line.without for line in lines] == [4, 0, 0]
    assert [cell.got for cell in lines[1].weeks] == [Got.NOTHING, Got.ALL, Got.NOTHING, Got.ALL]


def test_own_cancellations_pauses_and_closed_days_were_not_asked(
    coordinator: User, location: Location, student: Student, four_weeks: list[datetime.date]
) -> None:
    client = ClientFactory.create(location=location)
    visit_of(client, student, date=four_weeks[0], status="cancelled", cancel_reason="client_asked", is_active=False)
    ClientPause.objects.create(
        location=location, client=client, valid_from=four_weeks[1], valid_until=four_weeks[2] - datetime.timedelta(1)
    )
    location.calendar_periods.create(kind="closing", name="storm", starts_on=four_weeks[2], ends_on=four_weeks[2])
    line = line_of(coordinator, client)
    assert [cell.asked for cell in line.weeks] == [0, 0, 1, 1]
    assert line.total.asked == 2


def test_a_visit_that_the_location_cancelled_was_asked_and_not_given(
    coordinator: User, location: Location, student: Student, four_weeks: list[datetime.date]
) -> None:
    client = ClientFactory.create(location=location)
    visit_of(client, student, date=four_weeks[0], status="cancelled", cancel_reason="student_absent", is_active=False)
    line = line_of(coordinator, client)
    assert (line.weeks[0].asked, line.weeks[0].given) == (1, 0)


def test_weeks_that_were_never_published_do_not_count(
    coordinator: User, location: Location, student: Student, four_weeks: list[datetime.date]
) -> None:
    client = ClientFactory.create(location=location)
    visit_of(client, student, date=MONDAY + WEEK)
    assert len(line_of(coordinator, client).weeks) == 4


def test_no_more_than_twelve_weeks_are_shown(coordinator: User, location: Location) -> None:
    for number in range(15):
        publish(location, coordinator, MONDAY - number * WEEK)
    ClientFactory.create(location=location)
    share = share_of(coordinator)
    assert len(share.weeks) == 12
    assert share.weeks[-1].monday == MONDAY


def test_a_client_on_pause_all_the_time_is_only_counted(
    coordinator: User, location: Location, four_weeks: list[datetime.date]
) -> None:
    client = ClientFactory.create(location=location)
    ClientPause.objects.create(location=location, client=client, valid_from=four_weeks[0])
    share = share_of(coordinator)
    assert share.clients == []
    assert share.resting == 1


def test_a_neighbourhood_with_fewer_than_five_clients_is_not_shown(
    coordinator: User, location: Location, student: Student, four_weeks: list[datetime.date]
) -> None:
    ClientFactory.create_batch(4, location=location, neighbourhood="Klein")
    large = ClientFactory.create_batch(5, location=location, neighbourhood="Landweert")
    visit_of(large[0], student, date=four_weeks[0])
    share = share_of(coordinator)
    assert [(group.name, group.clients, group.total.given, group.total.asked) for group in share.groups] == [
        ("Landweert", 5, 1, 20)
    ]
    assert share.in_small_groups == 4


def test_students_stand_beside_their_target(
    coordinator: User, location: Location, student: Student, four_weeks: list[datetime.date]
) -> None:
    busy = StudentFactory.create(location=location, target_visits_per_week=1)
    for monday in four_weeks:
        visit_of(ClientFactory.create(location=location), busy, date=monday)
    visit_of(ClientFactory.create(location=location), student, date=four_weeks[0])
    lines = [(line.student, line.visits, line.aim) for line in share_of(coordinator).students]
    assert lines == [(student, 1, 12), (busy, 4, 4)]


# The page


@pytest.mark.parametrize("person", ["coordinator", "project_lead"])
def test_coordinator_and_project_lead_see_it(
    person: str, request: pytest.FixtureRequest, location: Location, student: Student
) -> None:
    monday = timezone.localdate() - datetime.timedelta(days=timezone.localdate().weekday())
    user = request.getfixturevalue(person)
    publish(location, user, monday - WEEK)
    ClientFactory.create(location=location, first_name="Anna", surname="Wachter")
    page = " ".join(signed_in(user).get(PAGE).content.decode().split())
    assert "Wachter, Anna" in page
    assert "te weinig" in page
    assert "0 van 1 bezoeken gekregen" in page
    assert "er zijn nog geen evaluaties" in page


@pytest.mark.parametrize("person", ["teacher", "steering_member", "referrer"])
def test_others_do_not(person: str, request: pytest.FixtureRequest) -> None:
    assert signed_in(request.getfixturevalue(person)).get(PAGE).status_code == 403


@pytest.mark.parametrize(("person", "sees"), [("coordinator", True), ("project_lead", True), ("teacher", False)])
def test_the_board_leads_there(person: str, sees: bool, request: pytest.FixtureRequest) -> None:
    board = signed_in(request.getfixturevalue(person)).get("/planning/week/2026/48/").content.decode()
    assert (PAGE in board) is sees


def test_an_odd_choice_shows_everybody(coordinator: User, location: Location) -> None:
    monday = timezone.localdate() - datetime.timedelta(days=timezone.localdate().weekday())
    publish(location, coordinator, monday - WEEK)
    ClientFactory.create(location=location, surname="Wachter")
    assert "Wachter" in signed_in(coordinator).get(f"{PAGE}?welke=<script>").content.decode()


def test_the_choice_leaves_only_who_got_too_little(coordinator: User, location: Location, student: Student) -> None:
    monday = timezone.localdate() - datetime.timedelta(days=timezone.localdate().weekday())
    publish(location, coordinator, monday - WEEK)
    ClientFactory.create(location=location, surname="Wachter")
    visit_of(ClientFactory.create(location=location, surname="Rijk"), student, date=monday - WEEK)
    everybody = signed_in(coordinator).get(PAGE).content.decode()
    few = signed_in(coordinator).get(f"{PAGE}?welke=te-weinig").content.decode()
    assert "Rijk" in everybody
    assert "Wachter" in everybody
    assert "Rijk" not in few
    assert "Wachter" in few


def test_before_the_first_published_week_the_page_says_what_will_come(coordinator: User) -> None:
    assert "nog geen week gepubliceerd" in signed_in(coordinator).get(PAGE).content.decode()


def test_clients_of_another_location_are_not_there(
    coordinator: User, other_location: Location, location: Location
) -> None:
    monday = timezone.localdate() - datetime.timedelta(days=timezone.localdate().weekday())
    publish(location, coordinator, monday - WEEK)
    ClientFactory.create(location=other_location, surname="Elders")
    assert "Elders" not in signed_in(coordinator).get(PAGE).content.decode()


def test_the_page_takes_twelve_queries_however_many_rows(
    coordinator: User, location: Location, student: Student
) -> None:
    browser = signed_in(coordinator)
    monday = timezone.localdate() - datetime.timedelta(days=timezone.localdate().weekday())

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(PAGE).status_code == 200
        return len(captured)

    publish(location, coordinator, monday - WEEK)
    visit_of(ClientFactory.create(location=location), student, date=monday - WEEK)
    few = queries()
    for number in range(2, 8):
        publish(location, coordinator, monday - number * WEEK)
        visit_of(ClientFactory.create(location=location), student, date=monday - number * WEEK)
        StudentFactory.create(location=location)
    assert queries() == few <= 12
