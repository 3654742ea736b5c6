"""The panel of a visit and what can be done with it: swap, cancel, restore, record."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client as Browser
from django.urls import reverse

from planning.models import Visit
from planning.services import cancel_visit, move_visit
from tests.factories import MONDAY, ActivityFactory, ClientFactory, StudentFactory, block_of, visit_of
from tests.people import signed_in
from wijkleerbedrijf.organisation.models import Location, User

TUESDAY = MONDAY + datetime.timedelta(days=1)


@pytest.fixture
def planner(coordinator: User) -> Browser:
    return signed_in(coordinator)


@pytest.fixture
def visit(location: Location) -> Visit:
    client = ClientFactory.create(location=location, first_name="Toos", surname="Peters", alert="De bel is stuk.")
    return visit_of(client, StudentFactory.create(location=location, first_name="Sanne"))


@pytest.fixture
def _after_the_visit(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("planning.views.visits", "planning.services.visits"):
        monkeypatch.setattr(f"{module}.timezone.localdate", lambda: TUESDAY)


def at(name: str, visit: Visit) -> str:
    return reverse(f"planning:{name}", args=[visit.pk])


def test_the_panel_tells_who_goes_when_and_what_happened(planner: Browser, visit: Visit, coordinator: User) -> None:
    student = visit.seats.get().student_id
    move_visit(
        visit=visit,
        date=TUESDAY,
        block_id=block_of(visit.location).pk,
        lead_id=student,
        by=coordinator,
        reason="Gebeld.",
    )
    page = planner.get(at("visit_detail", visit)).content.decode()
    assert "Toos Peters" in page
    assert "dinsdag 24 november" in page
    assert "De bel is stuk." in page
    assert "Verplaatst" in page
    assert "Gebeld." in page


def test_a_teacher_sees_the_visit_without_surname_alert_or_buttons(visit: Visit, teacher: User) -> None:
    page = signed_in(teacher).get(at("visit_detail", visit)).content.decode()
    assert "Toos P." in page
    assert "Peters" not in page
    assert "De bel is stuk." not in page
    assert at("visit_cancel", visit) not in page


def test_a_visit_is_cancelled_with_a_reason(planner: Browser, visit: Visit) -> None:
    refused = planner.post(at("visit_cancel", visit), {})
    assert refused.status_code == 422
    assert "Kies waarom het bezoek niet doorgaat." in refused.content.decode()
    planner.post(at("visit_cancel", visit), {"cancel_reason": "client_asked"})
    visit.refresh_from_db()
    assert visit.status == Visit.Status.CANCELLED


def test_a_cancelled_visit_can_go_on_after_all(planner: Browser, visit: Visit, coordinator: User) -> None:
    cancel_visit(visit=visit, cancel_reason="client_asked", by=coordinator)
    page = planner.get(visit.week.get_absolute_url()).content.decode()
    assert "klant heeft afgezegd" in page
    planner.post(at("visit_restore", visit))
    visit.refresh_from_db()
    assert visit.status == Visit.Status.PLANNED


def test_two_visits_swap(planner: Browser, visit: Visit) -> None:
    other = visit_of(
        ClientFactory.create(location=visit.location), StudentFactory.create(location=visit.location), date=TUESDAY
    )
    assert f'value="{other.pk}"' in planner.get(at("visit_swap", visit)).content.decode()
    planner.post(at("visit_swap", visit), {"met": other.pk})
    visit.refresh_from_db()
    other.refresh_from_db()
    assert (visit.date, other.date) == (TUESDAY, MONDAY)


def test_a_swap_with_a_visit_elsewhere_is_not_found(planner: Browser, visit: Visit, other_location: Location) -> None:
    stranger = visit_of(ClientFactory.create(location=other_location), StudentFactory.create(location=other_location))
    assert planner.post(at("visit_swap", visit), {"met": stranger.pk}).status_code == 404
    assert planner.post(at("visit_swap", visit), {"met": "iets"}).status_code == 404


@pytest.mark.usefixtures("_after_the_visit")
def test_a_visit_is_recorded_with_the_agreed_activities_ticked(planner: Browser, visit: Visit) -> None:
    walk = ActivityFactory.create(location=visit.location, name="wandelen in het park")
    visit.agreement.activities.add(walk)
    page = planner.get(at("visit_record", visit)).content.decode()
    assert "wandelen in het park" in page
    assert "checked" in page[page.index(f'name="activities" value="{walk.pk}"') :][:200]
    planner.post(at("visit_record", visit), {"status": "done", "minutes": "95", "activities": [walk.pk]})
    visit.refresh_from_db()
    assert (visit.status, visit.minutes) == (Visit.Status.DONE, 95)
    assert list(visit.activities.all()) == [walk]


@pytest.mark.usefixtures("_after_the_visit")
def test_a_done_visit_needs_minutes_and_an_absent_client_does_not(planner: Browser, visit: Visit) -> None:
    refused = planner.post(at("visit_record", visit), {"status": "done", "minutes": ""})
    assert refused.status_code == 422
    assert "Vul in hoeveel minuten het bezoek duurde." in refused.content.decode()
    planner.post(at("visit_record", visit), {"status": "client_absent"})
    visit.refresh_from_db()
    assert (visit.status, visit.minutes) == (Visit.Status.CLIENT_ABSENT, None)


def test_a_visit_that_must_still_come_can_not_be_recorded(
    planner: Browser, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planning.services.visits.timezone.localdate", lambda: MONDAY - datetime.timedelta(days=3))
    response = planner.post(at("visit_record", visit), {"status": "done", "minutes": "90"}, follow=True)
    assert "moet nog komen" in response.content.decode()


@pytest.mark.parametrize("name", ["visit_plan", "visit_cancel", "visit_swap", "visit_record", "visit_move"])
def test_a_teacher_can_not_change_a_visit(name: str, visit: Visit, teacher: User) -> None:
    address = reverse("planning:visit_plan", args=[2026, 48]) if name == "visit_plan" else at(name, visit)
    assert signed_in(teacher).get(address).status_code == 403


def test_restoring_takes_a_post(planner: Browser, visit: Visit) -> None:
    assert planner.get(at("visit_restore", visit)).status_code == 405
