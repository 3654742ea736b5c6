"""The week board as people see it: what stands in it, who may see what, and how much it asks of the database."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from planning.models import Visit, WeekPlan
from planning.services import plan_visit, publish_week, share_week
from students.models import Unavailability
from tests.factories import (
    MONDAY,
    ActivityFactory,
    ClientFactory,
    StudentFactory,
    block_of,
    duty_all_week,
    visit_of,
    week_of,
)
from tests.people import signed_in
from wijkleerbedrijf.organisation.models import CalendarPeriod, Location, User

BOARD = reverse("planning:week_board", args=[2026, 48])
CHANGES = reverse("planning:week_changes", args=[2026, 48])
OPTIONS = reverse("planning:visit_options", args=[2026, 48])
TUESDAY = MONDAY + datetime.timedelta(days=1)


def text_of(user: User, address: str = BOARD) -> str:
    response = signed_in(user).get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_a_visit_stands_in_the_row_of_its_student_with_client_and_cycling_minutes(
    location: Location, coordinator: User
) -> None:
    client = ClientFactory.create(location=location, first_name="Toos", surname="Peters", travel_minutes=8)
    client.agreements.get().activities.add(ActivityFactory.create(location=location, icon="walk"))
    visit = visit_of(client, StudentFactory.create(location=location, first_name="Sanne"))
    page = text_of(coordinator)
    assert "Toos P., concept, 8 minuten fietsen, ma ochtend" in page
    assert reverse("planning:visit_detail", args=[visit.pk]) in page
    assert "#walk" in page


def test_lessons_absence_and_closed_days_are_shown_as_words(location: Location, coordinator: User) -> None:
    StudentFactory.create(location=location, pattern="lesson")
    ill = StudentFactory.create(location=location)
    Unavailability.objects.create(location=location, student=ill, kind="ill", starts_on=MONDAY, ends_on=MONDAY)
    CalendarPeriod.objects.create(
        location=location, kind="closing", name="studiedag", starts_on=TUESDAY, ends_on=TUESDAY
    )
    page = text_of(coordinator)
    assert '<span class="word">les</span>' in page
    assert '<span class="word">ziek</span>' in page
    assert '<span class="word">dicht</span>' in page
    assert "studiedag" in page


def test_a_buddy_sees_the_same_visit_in_both_rows(location: Location, coordinator: User) -> None:
    client = ClientFactory.create(location=location, first_name="Toos", surname="Peters")
    sanne = StudentFactory.create(location=location, first_name="Sanne")
    youssef = StudentFactory.create(location=location, first_name="Youssef")
    visit_of(client, sanne, buddy=youssef)
    page = text_of(coordinator)
    assert "Toos P., samen met Youssef" in page
    assert "Toos P., samen met Sanne" in page


def test_clients_without_their_visits_wait_in_the_tray_longest_first(location: Location, coordinator: User) -> None:
    ClientFactory.create(location=location, first_name="Later", waiting_since=MONDAY - datetime.timedelta(weeks=2))
    ClientFactory.create(location=location, first_name="Eerder", waiting_since=MONDAY - datetime.timedelta(weeks=9))
    page = text_of(coordinator)
    assert page.index("Eerder") < page.index("Later")
    assert "wacht 9 weken" in page


def test_a_client_with_all_agreed_visits_does_not_wait(location: Location, coordinator: User) -> None:
    visit_of(ClientFactory.create(location=location), StudentFactory.create(location=location))
    assert "Alles is geplaatst." in text_of(coordinator)


def test_the_rows_can_be_clients_with_what_others_already_do(location: Location, coordinator: User) -> None:
    client = ClientFactory.create(location=location, first_name="Toos", surname="Peters")
    slot = client.agreements.get().slots.first()
    slot.kind, slot.covered_by = "covered", "dochter"
    slot.save()
    page = text_of(coordinator, BOARD + "?view=klanten")
    assert "dochter" in page
    assert f"Plan een bezoek voor {client.short_name}" in page


def test_a_teacher_sees_first_names_and_initials_only_and_can_change_nothing(location: Location, teacher: User) -> None:
    client = ClientFactory.create(location=location, first_name="Toos", surname="Verweijden", min_level=3)
    visit_of(client, StudentFactory.create(location=location))
    page = text_of(teacher)
    assert "Toos V." in page
    assert "Verweijden" not in page
    assert "Voorbeeldstraat" not in page
    assert reverse("planning:visit_plan", args=[2026, 48]) + "?" not in page
    assert reverse("planning:week_publish", args=[2026, 48]) not in page


def test_a_teacher_reads_changes_without_surnames_of_clients(
    location: Location, coordinator: User, teacher: User
) -> None:
    visit = visit_of(ClientFactory.create(location=location), StudentFactory.create(location=location))
    duty_all_week(location, coordinator)
    publish_week(week=visit.week, by=coordinator, reason="De docent is ziek.")
    client = ClientFactory.create(location=location, first_name="Toos", surname="Verweijden")
    plan_visit(
        week=visit.week,
        client_id=client.pk,
        date=TUESDAY,
        block_id=block_of(location).pk,
        lead_id=visit.seats.get().student_id,
        by=coordinator,
        reason="Extra gevraagd.",
    )
    assert "naar mevrouw Verweijden" in text_of(coordinator)
    page = text_of(teacher)
    assert "naar Toos V. op dinsdag" in page
    assert "Verweijden" not in page


def test_a_broken_rule_stands_at_the_top(location: Location, coordinator: User) -> None:
    client = ClientFactory.create(location=location, pets=["hond"])
    visit_of(client, StudentFactory.create(location=location, first_name="Sanne", allergies=["hond"]))
    page = text_of(coordinator)
    assert "publiceren tegen" in page
    assert "Sanne" in page[page.index("publiceren tegen") : page.index("<table")]


def test_a_published_visit_that_changes_gets_another_look_and_a_line_with_the_reason(
    location: Location, coordinator: User
) -> None:
    visit = visit_of(ClientFactory.create(location=location), StudentFactory.create(location=location))
    duty_all_week(location, coordinator)
    publish_week(week=visit.week, by=coordinator, reason="De docent is ziek.")
    assert "visit-published" in text_of(coordinator).split("<tbody>")[1].split("</tbody>")[0]
    plan_visit(
        week=visit.week,
        client_id=ClientFactory.create(location=location).pk,
        date=TUESDAY,
        block_id=block_of(location).pk,
        lead_id=visit.seats.get().student_id,
        by=coordinator,
        reason="Extra gevraagd.",
    )
    page = text_of(coordinator)
    assert "visit-changed" in page.split("<tbody>")[1].split("</tbody>")[0]
    assert "Extra gevraagd." in page
    assert "gepubliceerd, daarna veranderd" in page


def test_a_week_without_anything_planned_can_be_opened_and_is_not_made_by_looking(
    location: Location, coordinator: User
) -> None:
    StudentFactory.create(location=location)
    assert "Maak week uit basisweek" in text_of(coordinator)
    assert not WeekPlan.objects.exists()


def test_the_menu_opens_the_first_week_that_is_not_published(
    location: Location, coordinator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planning.views.board.timezone.localdate", lambda: MONDAY)
    visit = visit_of(ClientFactory.create(location=location), StudentFactory.create(location=location))
    duty_all_week(location, coordinator)
    browser = signed_in(coordinator)
    assert browser.get(reverse("planning:week_board")).headers["Location"] == BOARD
    publish_week(week=visit.week, by=coordinator, reason="Zonder docent.")
    assert browser.get(reverse("planning:week_board")).headers["Location"].endswith("/2026/49/")


@pytest.mark.parametrize("address", ["/planning/week/2026/54/", "/planning/week/0/1/", "/planning/week/99999/1/"])
def test_a_week_that_does_not_exist_is_not_found(coordinator: User, address: str) -> None:
    assert signed_in(coordinator).get(address).status_code == 404


@pytest.mark.parametrize("role", ["steering_member", "referrer", "administrator"])
def test_other_roles_can_not_open_the_board(role: str, request: pytest.FixtureRequest) -> None:
    assert signed_in(request.getfixturevalue(role)).get(BOARD).status_code == 403


def test_a_coordinator_of_another_location_sees_nothing_of_this_one(location: Location, outsider: User) -> None:
    visit = visit_of(
        ClientFactory.create(location=location, first_name="Toos"), StudentFactory.create(location=location)
    )
    assert "Toos" not in text_of(outsider)
    browser = signed_in(outsider)
    for name in ("visit_detail", "visit_move", "visit_cancel", "visit_record", "visit_swap"):
        assert browser.get(reverse(f"planning:{name}", args=[visit.pk])).status_code == 404


# The refresh


def test_nothing_comes_back_while_nothing_changed(location: Location, coordinator: User) -> None:
    week = week_of(location)
    browser = signed_in(coordinator)
    since = week.changed_at.isoformat()
    assert browser.get(CHANGES, {"sinds": since}).status_code == 204
    share_week(week=week, by=coordinator)
    response = browser.get(CHANGES, {"sinds": since})
    assert response.status_code == 200
    assert "ligt bij de docent" in response.content.decode()


def test_the_refresh_in_the_page_finds_nothing_new(location: Location, coordinator: User) -> None:
    week_of(location)
    page = text_of(coordinator)
    address = page.split('hx-get="')[1].split('"')[0].replace("&amp;", "&")
    assert signed_in(coordinator).get(address).status_code == 204


# Where a visit may go


def cell(student: Any, date: datetime.date, location: Location, block: str = "och") -> str:
    return f"{student.pk}:{date}:{block_of(location, block).pk}"


def test_each_cell_says_whether_the_visit_may_go_there_and_why_not(location: Location, coordinator: User) -> None:
    client = ClientFactory.create(location=location, pets=["hond"])
    fits = StudentFactory.create(location=location, first_name="Sanne")
    allergic = StudentFactory.create(location=location, first_name="Bram", allergies=["hond"])
    options = signed_in(coordinator).get(OPTIONS, {"klant": client.pk}).json()
    assert options["cells"][cell(fits, TUESDAY, location)]["s"] in ("can", "warn")
    refused = options["cells"][cell(allergic, TUESDAY, location)]
    assert refused["s"] == "cannot"
    assert "Bram" in options["sentences"][refused["w"][0]]


def test_a_pair_client_asks_who_comes_along(location: Location, coordinator: User) -> None:
    client = ClientFactory.create(location=location, agreement__seats=2)
    student = StudentFactory.create(location=location)
    options = signed_in(coordinator).get(OPTIONS, {"klant": client.pk}).json()
    assert options["cells"][cell(student, TUESDAY, location)]["s"] == "ask"


def test_two_visits_that_may_change_places_are_offered_as_a_swap(location: Location, coordinator: User) -> None:
    one = visit_of(ClientFactory.create(location=location), StudentFactory.create(location=location))
    other = visit_of(ClientFactory.create(location=location), StudentFactory.create(location=location), date=TUESDAY)
    options = signed_in(coordinator).get(OPTIONS, {"bezoek": one.pk}).json()
    assert options["swaps"][str(other.pk)]["s"] in ("can", "warn")


def test_options_for_an_unknown_visit_are_not_found(location: Location, coordinator: User) -> None:
    assert signed_in(coordinator).get(OPTIONS, {"bezoek": "12345678"}).status_code == 404
    assert signed_in(coordinator).get(OPTIONS).status_code == 404


# The budget


def queries_for(user: User, address: str) -> int:
    browser = signed_in(user)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("view", ["", "?view=klanten"])
def test_the_board_asks_twelve_queries_with_three_students_and_with_twenty_two(
    view: str, location: Location, coordinator: User
) -> None:
    duty_all_week(location, coordinator)

    def fill(number: int) -> None:
        for _ in range(number):
            visit_of(ClientFactory.create(location=location), StudentFactory.create(location=location))

    fill(3)
    with_three = queries_for(coordinator, BOARD + view)
    fill(19)
    assert Visit.objects.count() == 22
    assert queries_for(coordinator, BOARD + view) == with_three <= 12
