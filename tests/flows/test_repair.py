"""A student is ill: from the message to the calls in a real browser, also on a phone and without JavaScript."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from clients.models import Client
from planning.models import Visit
from tests.factories import ClientFactory, StudentFactory, duty_all_week, visit_of
from tests.flows.conftest import OpenFor
from tests.flows.look import AXE, BESIDE, FAULTS, OPTIONS
from wijkleerbedrijf.organisation.models import Location, User

pytestmark = pytest.mark.browser

NARROW = {"width": 320, "height": 700}


@pytest.fixture
def visit(location: Location, coordinator: User, monday: datetime.date) -> Visit:
    """Noor goes to mevrouw Peters on Tuesday; Sam is free."""
    duty_all_week(location, coordinator, monday)
    noor = StudentFactory.create(location=location, first_name="Noor", surname="Smit")
    StudentFactory.create(location=location, first_name="Sam", surname="Bos")
    client: Client = ClientFactory.create(location=location, first_name="Toos", surname="Peters", phone="+31612345678")
    return visit_of(client, noor, date=monday + datetime.timedelta(days=1))


def report_ill(page: Page, visit: Visit) -> None:
    """From the visit: Noor is er niet, ziek, bewaren."""
    page.goto(reverse("planning:visit_detail", args=[visit.pk]))
    page.get_by_role("link", name="Noor is er niet").click()
    page.get_by_label("ziek", exact=True).check()
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Oplossen")


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_from_ill_to_the_yes_of_the_client(
    new_context: Callable[..., BrowserContext], open_for: OpenFor, coordinator: User, visit: Visit, javascript: bool
) -> None:
    page = open_for(new_context(java_script_enabled=javascript, viewport=NARROW), coordinator)
    report_ill(page, visit)
    best = page.get_by_role("listitem").filter(has_text="beste keus")
    expect(best).to_contain_text("Sam gaat, op dezelfde tijd")
    best.get_by_role("button", name=re.compile("^Kies deze oplossing")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bel mevrouw Peters: mag er iemand anders komen?")
    expect(page.get_by_text("Mag Sam komen?")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("^Bel mevrouw Peters"))).to_have_attribute(
        "href", "tel:+31612345678"
    )
    page.goto(reverse("planning:visit_detail", args=[visit.pk]))
    expect(page.get_by_role("main")).to_contain_text("Te bevestigen.")
    page.get_by_role("button", name="Klant zegt ja").click()
    expect(page.locator("#notices")).to_contain_text("zei ja")
    page.goto(reverse("planning:visit_detail", args=[visit.pk]))
    expect(page.get_by_role("main")).not_to_contain_text("Te bevestigen.")
    expect(page.get_by_role("main")).to_contain_text("Sam Bos")


def test_a_visit_that_waits_for_the_client_says_so_on_the_board(
    new_context: Callable[..., BrowserContext],
    open_for: OpenFor,
    coordinator: User,
    visit: Visit,
    monday: datetime.date,
) -> None:
    page = open_for(new_context(), coordinator)
    report_ill(page, visit)
    board = reverse("planning:week_board", args=monday.isocalendar()[:2])
    page.goto(board)
    page.get_by_role("link", name="Los het op").click()
    page.get_by_role("button", name=re.compile("^Kies deze oplossing")).first.click()
    page.goto(board)
    expect(page.get_by_role("link", name=re.compile("te bevestigen: de klant moet nog ja zeggen"))).to_be_visible()
    expect(page.get_by_text("U kunt de week wel publiceren.")).to_be_visible()
    page.evaluate(AXE)
    assert page.evaluate(FAULTS, OPTIONS) == []


@pytest.mark.parametrize("width", [1280, 320])
def test_the_solutions_are_accessible_and_fit_the_screen(
    new_context: Callable[..., BrowserContext], open_for: OpenFor, coordinator: User, visit: Visit, width: int
) -> None:
    page = open_for(new_context(viewport={"width": width, "height": 2400}, reduced_motion="reduce"), coordinator)
    report_ill(page, visit)
    page.evaluate(AXE)
    assert page.evaluate(FAULTS, OPTIONS) == []
    assert page.evaluate(BESIDE) == []
