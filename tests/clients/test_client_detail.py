"""The file of one client."""

from __future__ import annotations

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clients.models import AgreementSlot, Client, ClientPause
from tests.factories import ActivityFactory, ClientFactory, block_of
from tests.people import signed_in
from wijkleerbedrijf.organisation.models import AccessLog, Location, LocationYear, Skill, User


@pytest.fixture
def anna(location: Location) -> Client:
    anna = ClientFactory.create(
        location=location,
        first_name="Anna",
        surname="Berg",
        pets=["hond"],
        is_smoker=True,
        phone="+31612345678",
        alert="Bel twee keer aan",
        language="tr",
        min_level=2,
    )
    agreement = anna.agreements.get()
    agreement.activities.add(ActivityFactory.create(location=location, name="samen wandelen"))
    AgreementSlot.objects.filter(agreement=agreement, weekday=1, block=block_of(location)).update(
        kind="covered", covered_by="dochter"
    )
    AgreementSlot.objects.filter(agreement=agreement, weekday=2, block=block_of(location)).update(kind="preferred")
    return anna


def page_of(user: User, client: Client) -> str:
    response = signed_in(user).get(client.get_absolute_url())
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_it_shows_who_and_how_and_what_was_agreed(coordinator: User, anna: Client) -> None:
    page = page_of(coordinator, anna)
    for text in (
        "Anna Berg",
        "Bel twee keer aan",
        "06 12345678",
        "Voorbeeldstraat",
        "5801 AA",
        "hond",
        "er wordt binnen gerookt",
        "spreekt Turks",
        "niveau 2",
        "1 bezoek per week",
        "samen wandelen",
        "dochter",
        "liefst",
    ):
        assert text in page


def test_the_words_of_the_location_are_used(coordinator: User, anna: Client) -> None:
    LocationYear.objects.update(client_word="gezin", student_word="leerling")
    page = page_of(coordinator, anna)
    assert "Gezinnen" in page
    assert "één leerling" in page
    main = page.split("<main")[1].split("</main>")[0]
    assert "klant" not in re.sub(r'(href|hx-get)="[^"]*"', "", main)


def test_opening_a_file_is_written_down(project_lead: User, anna: Client) -> None:
    page_of(project_lead, anna)
    row = AccessLog.objects.get()
    assert (row.user, row.subject_type, row.subject_id) == (project_lead, "client", anna.pk)


def test_the_project_lead_gets_no_buttons(project_lead: User, anna: Client) -> None:
    page = page_of(project_lead, anna)
    for text in ("Gegevens wijzigen", "Nieuwe afspraken", "Pauze invullen", "Hulp stoppen"):
        assert text not in page


@pytest.mark.parametrize("person", ["teacher", "steering_member", "referrer", "administrator"])
def test_others_may_not_open_a_file(person: str, anna: Client, request: pytest.FixtureRequest) -> None:
    assert signed_in(request.getfixturevalue(person)).get(anna.get_absolute_url()).status_code == 403


def test_a_client_of_another_location_is_not_found(outsider: User, anna: Client) -> None:
    assert signed_in(outsider).get(anna.get_absolute_url()).status_code == 404


def test_a_pause_of_now_stands_at_the_top(coordinator: User, anna: Client) -> None:
    ClientPause.objects.create(
        location=anna.location, client=anna, valid_from=timezone.localdate(), reason="bij familie"
    )
    page = page_of(coordinator, anna)
    assert "zonder einddatum" in page
    assert "bij familie" in page


def test_without_agreement_it_says_that_nothing_can_be_planned(coordinator: User, location: Location) -> None:
    client = ClientFactory.create(location=location, agreement=False)
    assert "Zonder overeenkomst kunnen er geen bezoeken worden gepland" in page_of(coordinator, client)


def test_an_ended_client_can_be_opened_again(coordinator: User, anna: Client) -> None:
    day = timezone.localdate() - datetime.timedelta(days=1)
    Client.objects.filter(pk=anna.pk).update(ended_on=day, end_reason="verhuisd")
    page = page_of(coordinator, anna)
    assert "gestopt" in page
    assert "verhuisd" in page
    assert "Weer openzetten" in page
    assert "Nieuwe afspraken" not in page


@pytest.mark.parametrize("number", [1, 10])
def test_a_file_needs_no_more_queries_for_more_rows(number: int, coordinator: User, anna: Client) -> None:
    for index in range(number):
        anna.skills.add(Skill.objects.create(name=f"vaardigheid {index}"))
        day = timezone.localdate() + datetime.timedelta(days=10 * index)
        ClientPause.objects.create(location=anna.location, client=anna, valid_from=day, valid_until=day)
        anna.agreements.get().activities.add(ActivityFactory.create(location=anna.location))
    browser = signed_in(coordinator)
    with CaptureQueriesContext(connection) as queries:
        browser.get(anna.get_absolute_url())
    assert len(queries) <= 16, [query["sql"][:100] for query in queries]
