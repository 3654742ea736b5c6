"""Planning and moving a visit through the pages, with and without JavaScript."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from planning.models import BaseVisit, Visit, VisitSeat
from planning.services import publish_week
from students.models import Student
from tests.factories import MONDAY, ClientFactory, StudentFactory, block_of, duty_all_week, visit_of
from tests.people import signed_in
from wijkleerbedrijf.organisation.models import Location, User

PLAN = reverse("planning:visit_plan", args=[2026, 48])
TUESDAY = MONDAY + datetime.timedelta(days=1)
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/planning/week/2026/48/"}


@pytest.fixture
def planner(coordinator: User) -> Browser:
    return signed_in(coordinator)


@pytest.fixture
def sanne(location: Location) -> Student:
    return StudentFactory.create(location=location, first_name="Sanne")


def choice(client: Any, lead: Any, date: datetime.date = TUESDAY, block: str = "och", **rest: Any) -> dict[str, Any]:
    return {
        "client": client.pk,
        "date": date.isoformat(),
        "block": block_of(client.location, block).pk,
        "lead": lead.pk,
        "onwards": "week",
        "token": str(uuid.uuid4()),
        **rest,
    }


# The steps without JavaScript


def test_first_the_client_then_the_dagdeel_then_the_student(planner: Browser, sanne: Student) -> None:
    client = ClientFactory.create(location=sanne.location, first_name="Toos", surname="Peters")
    start = planner.get(PLAN).content.decode()
    assert f"{PLAN}?klant={client.pk}" in start
    slots = planner.get(PLAN, {"klant": client.pk}).content.decode()
    assert "1 student mogelijk" in slots
    here = {"klant": client.pk, "datum": TUESDAY, "dagdeel": block_of(sanne.location).pk}
    students = planner.get(PLAN, here).content.decode()
    assert "Sanne" in students
    form = planner.get(PLAN, here | {"student": sanne.pk}).content.decode()
    assert "Plan het bezoek" in form


def test_an_empty_cell_offers_the_clients_that_fit_and_says_why_others_do_not(planner: Browser, sanne: Student) -> None:
    sanne.allergies = ["hond"]
    sanne.save()
    ClientFactory.create(location=sanne.location, first_name="Toos", surname="Peters")
    ClientFactory.create(location=sanne.location, first_name="Harrie", surname="Arts", pets=["hond"])
    page = planner.get(PLAN, {"student": sanne.pk, "datum": TUESDAY, "dagdeel": block_of(sanne.location).pk})
    text = page.content.decode()
    assert text.index("Toos Peters") < text.index("Kan niet, en waarom") < text.index("Harrie Arts")
    assert "allergisch" in text


def test_a_planned_visit_stands_in_the_week(planner: Browser, sanne: Student) -> None:
    client = ClientFactory.create(location=sanne.location)
    response = planner.post(PLAN, choice(client, sanne), follow=True)
    assert f"Het bezoek bij {client.short_name} staat in de week." in response.content.decode()
    visit = Visit.objects.get()
    assert (visit.date, visit.seats.get().student) == (TUESDAY, sanne)
    assert not BaseVisit.objects.exists()


def test_from_now_on_also_changes_the_normal_week(planner: Browser, sanne: Student) -> None:
    planner.post(PLAN, choice(ClientFactory.create(location=sanne.location), sanne, onwards="voortaan"))
    base = BaseVisit.objects.get()
    assert (base.weekday, base.lead) == (2, sanne)


def test_a_rule_that_refuses_keeps_the_form_with_the_sentence(planner: Browser, sanne: Student) -> None:
    client = ClientFactory.create(location=sanne.location, pets=["hond"])
    sanne.allergies = ["hond"]
    sanne.save()
    response = planner.post(PLAN, choice(client, sanne))
    assert response.status_code == 422
    assert "allergisch" in response.content.decode()
    assert not Visit.objects.exists()


def test_a_soft_rule_asks_why_and_then_lets_it_through(planner: Browser, sanne: Student) -> None:
    sanne.target_visits_per_week = 0
    sanne.save()
    client = ClientFactory.create(location=sanne.location)
    asked = planner.post(PLAN, choice(client, sanne))
    assert asked.status_code == 422
    assert "Schrijf op waarom" in asked.content.decode()
    planner.post(PLAN, choice(client, sanne, reason="Sanne vroeg er zelf om."))
    assert Visit.objects.count() == 1


def test_a_published_week_asks_a_reason_before_it_is_sent(planner: Browser, sanne: Student, coordinator: User) -> None:
    visit = visit_of(ClientFactory.create(location=sanne.location), sanne)
    duty_all_week(sanne.location, coordinator)
    publish_week(week=visit.week, by=coordinator, reason="Zonder docent.")
    client = ClientFactory.create(location=sanne.location)
    query = {"klant": client.pk, "datum": TUESDAY, "dagdeel": block_of(sanne.location).pk, "student": sanne.pk}
    assert "zien deze reden" in planner.get(PLAN, query).content.decode()


def test_a_pair_client_gets_two_students(planner: Browser, sanne: Student) -> None:
    youssef = StudentFactory.create(location=sanne.location, first_name="Youssef")
    client = ClientFactory.create(location=sanne.location, agreement__seats=2)
    assert planner.post(PLAN, choice(client, sanne)).status_code == 422
    planner.post(PLAN, choice(client, sanne, buddy=youssef.pk))
    assert set(VisitSeat.objects.values_list("student", "role")) == {(sanne.pk, "lead"), (youssef.pk, "buddy")}


def test_a_coordinator_who_comes_along_makes_a_starter_possible(
    planner: Browser, sanne: Student, coordinator: User
) -> None:
    sanne.is_starter = True
    sanne.save()
    client = ClientFactory.create(location=sanne.location)
    assert planner.post(PLAN, choice(client, sanne)).status_code == 422
    planner.post(PLAN, choice(client, sanne, accompanied_by=coordinator.pk))
    assert Visit.objects.get().accompanied_by == coordinator


@pytest.mark.parametrize("missing", ["client", "date", "block", "lead"])
def test_a_form_without_a_choice_is_not_found(planner: Browser, sanne: Student, missing: str) -> None:
    data = choice(ClientFactory.create(location=sanne.location), sanne)
    del data[missing]
    assert planner.post(PLAN, data).status_code == 404


def test_a_client_of_another_location_can_not_be_planned(
    planner: Browser, sanne: Student, other_location: Location
) -> None:
    stranger = ClientFactory.create(location=other_location)
    data = choice(ClientFactory.create(location=sanne.location), sanne) | {"client": stranger.pk}
    assert planner.post(PLAN, data).status_code == 404
    assert not Visit.objects.exists()


def test_a_teacher_can_not_plan(sanne: Student, teacher: User) -> None:
    data = choice(ClientFactory.create(location=sanne.location), sanne)
    assert signed_in(teacher).post(PLAN, data).status_code == 403


# From the board


def test_a_choice_on_the_board_answers_with_the_fresh_board(planner: Browser, sanne: Student) -> None:
    client = ClientFactory.create(location=sanne.location)
    response = planner.post(PLAN, choice(client, sanne, direct="1"), headers=HTMX)
    assert response.headers["HX-Retarget"] == "#board"
    assert f"{client.short_name}, concept" in response.content.decode()
    assert "staat in de week" in response.content.decode()


def test_who_comes_second_gets_the_sentence_and_the_fresh_board(planner: Browser, sanne: Student) -> None:
    first, second = ClientFactory.create_batch(2, location=sanne.location)
    planner.post(PLAN, choice(first, sanne, direct="1"), headers=HTMX)
    response = planner.post(PLAN, choice(second, sanne, direct="1"), headers=HTMX)
    assert response.status_code == 409
    assert response.headers["HX-Retarget"] == "#board"
    assert "Sanne gaat op dinsdag 24 november (ochtend) al naar" in response.content.decode()
    assert Visit.objects.count() == 1


def test_the_same_form_sent_twice_plans_once(planner: Browser, sanne: Student) -> None:
    data = choice(ClientFactory.create(location=sanne.location, agreement__visits_per_week=2), sanne)
    planner.post(PLAN, data)
    response = planner.post(PLAN, data)
    assert "al" in response.content.decode()
    assert Visit.objects.count() == 1


def test_a_drop_that_needs_a_reason_opens_the_form_beside_the_board(planner: Browser, sanne: Student) -> None:
    sanne.target_visits_per_week = 0
    sanne.save()
    response = planner.post(
        PLAN, choice(ClientFactory.create(location=sanne.location), sanne, direct="1"), headers=HTMX
    )
    assert response.status_code == 422
    assert response.headers["HX-Retarget"] == "#board-panel"
    assert 'name="reason"' in response.content.decode()


def test_a_visit_moves_to_another_dagdeel_with_its_second_student(planner: Browser, sanne: Student) -> None:
    youssef = StudentFactory.create(location=sanne.location)
    visit = visit_of(ClientFactory.create(location=sanne.location), sanne, buddy=youssef)
    data = choice(visit.client, sanne, direct="1", block="mid")
    planner.post(reverse("planning:visit_move", args=[visit.pk]), data, headers=HTMX)
    visit.refresh_from_db()
    assert (visit.date, visit.starts_at) == (TUESDAY, datetime.time(13))
    assert {seat.student for seat in visit.seats.all()} == {sanne, youssef}


def test_the_page_of_a_visit_that_changes_offers_other_students_and_other_dagdelen(
    planner: Browser, sanne: Student
) -> None:
    StudentFactory.create(location=sanne.location, first_name="Youssef")
    visit = visit_of(ClientFactory.create(location=sanne.location), sanne)
    page = planner.get(reverse("planning:visit_move", args=[visit.pk])).content.decode()
    assert "Youssef" in page
    assert "Op welk dagdeel?" in page
