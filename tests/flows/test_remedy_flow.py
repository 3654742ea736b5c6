"""A visit that does not fit, in a real browser: read why, ask the client, say what the answer was, and see it fit."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from planning.models import ExtraDagdeel, Visit
from tests.factories import ClientFactory, StudentFactory, block_of, duty_all_week
from tests.flows.conftest import OpenFor
from tests.flows.look import AXE, FAULTS, OPTIONS
from tests.job_queue import do_jobs
from wijkleerbedrijf.organisation.models import Location, User

pytestmark = pytest.mark.browser


@pytest.fixture
def busy_monday(location: Location, coordinator: User, monday: datetime.date) -> None:
    """Three clients who can only on Monday morning, and two students."""
    duty_all_week(location, coordinator, monday)
    for name in ("Noor", "Sam"):
        StudentFactory.create(location=location, first_name=name)
    morning = block_of(location, "och")
    for name in ("Arends", "Bakker", "Claes"):
        slots = ClientFactory.create(location=location, surname=name, phone="+31478123456").agreements.get().slots
        slots.exclude(weekday=1, block=morning).delete()


def has_no_faults(page: Page) -> None:
    page.evaluate(AXE)
    assert page.evaluate(FAULTS, OPTIONS) == []


@pytest.mark.usefixtures("busy_monday")
def test_a_client_is_asked_says_yes_and_gets_a_visit(
    context: BrowserContext, open_for: OpenFor, coordinator: User, monday: datetime.date
) -> None:
    page = open_for(context, coordinator)
    page.set_viewport_size({"width": 375, "height": 800})
    page.goto(reverse("planning:week_board", args=monday.isocalendar()[:2]))
    page.get_by_role("button", name="Maak voorstel").click()
    expect(page.get_by_role("heading", level=2)).to_contain_text("wacht op de planner")
    do_jobs()

    # Why, counted: three on that morning, and two students.
    expect(page.get_by_role("heading", name="2 van 3 bezoeken geplaatst")).to_be_visible()
    unplaced = page.locator("#niet-geplaatst")
    expect(unplaced.get_by_role("listitem").first).to_contain_text(
        "moeten op maandag ochtend samen minstens 3 bezoeken"
    )
    expect(unplaced.get_by_role("listitem").first).to_contain_text(
        "Alle studenten samen kunnen er dan hoogstens 2 doen."
    )
    has_no_faults(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375

    # The call: what to say, and the answer.
    unplaced.get_by_role("button", name="Bellen").first.click()
    expect(page.locator(".task-script")).to_contain_text("Kunt u dan ook op")
    has_no_faults(page)
    page.get_by_role("link", name="Naar het voorstel").click()
    expect(unplaced.get_by_role("link", name="Wordt gevraagd")).to_have_count(1)
    unplaced.get_by_role("link", name="Wordt gevraagd").click()
    page.get_by_role("button", name="Ja, dat kan").click()
    expect(page.locator("#notices")).to_contain_text("er wordt een nieuw voorstel gemaakt")
    assert ExtraDagdeel.objects.count() == 1
    do_jobs()

    # And it fits.
    expect(page.get_by_role("heading", name="3 van 3 bezoeken geplaatst")).to_be_visible()
    expect(unplaced).to_contain_text("Iedereen krijgt alle bezoeken die zijn gevraagd.")
    page.get_by_role("button", name="Pas toe wat is aangevinkt").click()
    expect(page.locator("#notices")).to_contain_text("Het voorstel is toegepast: 3 bezoeken erbij.")
    assert Visit.objects.active().count() == 3
