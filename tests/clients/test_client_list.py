"""The list of clients."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clients.models import Client, ClientPause
from students.models import Student
from tests.factories import ClientFactory
from tests.people import signed_in
from wijkleerbedrijf.organisation.models import Location, User

LIST = "/klanten/"


def names_on(user: User, query: str = "") -> str:
    return signed_in(user).get(f"{LIST}{query}").content.decode().split('id="client-list"')[1]


def test_coordinator_sees_name_neighbourhood_and_what_was_agreed(coordinator: User, location: Location) -> None:
    ClientFactory.create(
        location=location,
        first_name="Anna",
        prefix="van der",
        surname="Berg",
        neighbourhood="Landweert",
        is_urgent=True,
        waiting_since=datetime.date(2026, 3, 1),
        agreement__visits_per_week=2,
    )
    page = " ".join(names_on(coordinator).split())
    for text in ("Berg, Anna van der", "Landweert", "spoed", "1 maart 2026", 'Bezoeken per week">2<', "1 klant<"):
        assert text in page


def test_a_list_shows_nothing_that_is_sensitive(coordinator: User, location: Location) -> None:
    ClientFactory.create(location=location, alert="sleutel onder de mat", phone="+31612345678", pets=["hond"])
    page = names_on(coordinator)
    for text in ("sleutel", "12345678", "hond", "Voorbeeldstraat", "5801"):
        assert text not in page


@pytest.mark.parametrize("person", ["coordinator", "project_lead"])
def test_coordinator_and_project_lead_may_open_the_list(person: str, request: pytest.FixtureRequest) -> None:
    assert signed_in(request.getfixturevalue(person)).get(LIST).status_code == 200


@pytest.mark.parametrize("person", ["teacher", "steering_member", "referrer", "administrator"])
def test_others_may_not_open_the_list(person: str, request: pytest.FixtureRequest) -> None:
    assert signed_in(request.getfixturevalue(person)).get(LIST).status_code == 403


def test_a_student_may_not_open_the_list(student: Student) -> None:
    assert student.user is not None
    assert signed_in(student.user).get(LIST).status_code == 403


def test_the_project_lead_gets_no_button_to_add(coordinator: User, project_lead: User) -> None:
    assert "toevoegen" in signed_in(coordinator).get(LIST).content.decode()
    assert "toevoegen" not in signed_in(project_lead).get(LIST).content.decode()


def test_clients_of_another_location_do_not_appear(coordinator: User, other_location: Location) -> None:
    ClientFactory.create(location=other_location, surname="Elders", neighbourhood="Verweg")
    page = signed_in(coordinator).get(LIST).content.decode()
    assert "Elders" not in page
    assert "Verweg" not in page


@pytest.mark.parametrize("words", ["berg", "anna+berg", "kerkstraat", "5801", "0612345678", "12345678"])
def test_the_list_can_be_searched_on_name_street_postcode_and_phone(
    words: str, coordinator: User, location: Location
) -> None:
    ClientFactory.create(
        location=location, first_name="Anna", surname="Berg", street="Kerkstraat", phone="+31612345678"
    )
    ClientFactory.create(location=location, surname="Dal", postcode="9951AA")
    page = names_on(coordinator, f"?q={words}")
    assert "Berg, Anna" in page
    assert "Dal" not in page


def _everybody(location: Location) -> None:
    today = timezone.localdate()
    ClientFactory.create(location=location, surname="Actief")
    ClientFactory.create(location=location, surname="Wacht", agreement=False, waiting_since=today)
    paused = ClientFactory.create(location=location, surname="Pauze")
    ClientPause.objects.create(location=location, client=paused, valid_from=today)
    ended = ClientFactory.create(location=location, surname="Gestopt", waiting_since=today)
    Client.objects.filter(pk=ended.pk).update(ended_on=today - datetime.timedelta(days=1), end_reason="verhuisd")


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("", {"Actief", "Wacht", "Pauze"}),
        ("?status=lopend", {"Actief", "Wacht", "Pauze"}),
        ("?status=actief", {"Actief"}),
        ("?status=wacht", {"Wacht"}),
        ("?status=pauze", {"Pauze"}),
        ("?status=gestopt", {"Gestopt"}),
        ("?status=alle", {"Actief", "Wacht", "Pauze", "Gestopt"}),
    ],
)
def test_the_list_can_be_filtered_on_how_it_stands(
    query: str, seen: set[str], coordinator: User, location: Location
) -> None:
    _everybody(location)
    page = names_on(coordinator, query)
    assert {name for name in ("Actief", "Wacht", "Pauze", "Gestopt") if f">{name}, " in page} == seen


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("?neighbourhood=Landweert", {"Hond"}),
        ("?pets=hond", {"Hond"}),
        ("?pets=geen", {"Rook"}),
        ("?smoker=ja", {"Rook"}),
        ("?smoker=nee", {"Hond"}),
    ],
)
def test_the_list_can_be_filtered_on_the_home(
    query: str, seen: set[str], coordinator: User, location: Location
) -> None:
    ClientFactory.create(location=location, surname="Hond", pets=["hond", "kat"], neighbourhood="Landweert")
    ClientFactory.create(location=location, surname="Rook", is_smoker=True, neighbourhood="Veltum")
    page = names_on(coordinator, query)
    assert {name for name in ("Hond", "Rook") if f">{name}, " in page} == seen


@pytest.mark.parametrize("number", [3, 30])
def test_the_list_needs_no_more_queries_for_more_clients(number: int, coordinator: User, location: Location) -> None:
    ClientFactory.create_batch(number, location=location, neighbourhood="Landweert")
    browser = signed_in(coordinator)
    browser.get(LIST)
    with CaptureQueriesContext(connection) as queries:
        browser.get(LIST)
    assert len(queries) <= 12, [query["sql"][:120] for query in queries]


def test_who_waits_longest_stands_first(coordinator: User, location: Location) -> None:
    for surname, month in (("Aa", 9), ("Bee", 3), ("Cee", 6)):
        ClientFactory.create(location=location, surname=surname, waiting_since=datetime.date(2026, month, 1))
    page = names_on(coordinator, "?status=wacht")
    assert page.index("Bee, ") < page.index("Cee, ") < page.index("Aa, ")
