"""Planning a week with proposals in a real browser: asked, looked at, applied in part, pinned, asked again, published."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from clients.models import Client
from planning.models import PlanStep, Visit, WeekPlan
from tests.factories import ClientFactory, StudentFactory, duty_all_week, visit_of
from tests.flows.conftest import OpenFor
from tests.flows.look import AXE, FAULTS, OPTIONS
from tests.job_queue import do_jobs
from wijkleerbedrijf.organisation.models import Location, User

pytestmark = pytest.mark.browser


@pytest.fixture
def clients(location: Location, coordinator: User, monday: datetime.date) -> list[Client]:
    """Five clients who each want a visit, two students who each can make two; one visit is there already."""
    duty_all_week(location, coordinator, monday)
    noor, _ = (
        StudentFactory.create(location=location, first_name=name, max_visits_per_week=2) for name in ("Noor", "Sam")
    )
    names = ("Arends", "Bakker", "Claes", "Dirks", "Evers")
    found = [ClientFactory.create(location=location, surname=name) for name in names]
    visit_of(found[0], noor, date=monday)
    return found


def week_address(name: str, monday: datetime.date) -> str:
    return reverse(f"planning:{name}", args=monday.isocalendar()[:2])


def has_no_faults(page: Page) -> None:
    page.evaluate(AXE)
    assert page.evaluate(FAULTS, OPTIONS) == []


def test_a_week_is_planned_with_proposals(
    context: BrowserContext,
    open_for: OpenFor,
    coordinator: User,
    clients: list[Client],
    monday: datetime.date,
) -> None:
    page = open_for(context, coordinator)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(week_address("week_board", monday))
    page.get_by_role("button", name="Maak voorstel").click()
    expect(page.get_by_role("heading", level=2)).to_contain_text("wacht op de planner")
    has_no_faults(page)
    do_jobs()

    # The page notices by itself that the answer is there.
    expect(page.get_by_role("heading", name="4 van 5 bezoeken geplaatst")).to_be_visible()
    expect(page.locator(".proposal-verdict")).to_contain_text("Meer kan niet (bewezen).")
    expect(page.get_by_role("status").filter(has_text="Het voorstel is klaar")).to_be_attached()
    expect(page.locator("#niet-geplaatst h3")).to_have_count(1)
    has_no_faults(page)

    # One of the three changes; the count follows.
    expect(page.locator("[data-picks-count]")).to_have_text("3 veranderingen aangevinkt.")
    page.get_by_role("button", name="Niets aanvinken").click()
    expect(page.get_by_role("button", name="Pas toe wat is aangevinkt")).to_be_disabled()
    page.get_by_role("checkbox").first.check()
    expect(page.locator("[data-picks-count]")).to_have_text("1 verandering aangevinkt.")
    page.get_by_role("button", name="Pas toe wat is aangevinkt").click()
    expect(page.locator("#notices")).to_contain_text("Het voorstel is toegepast: 1 bezoek erbij.")
    expect(page.locator(".board .week-grid .visit-lit")).to_have_count(1)
    assert Visit.objects.active().count() == 2

    # A visit is pinned where it is.
    pinned = Visit.objects.get(client=clients[0])
    page.goto(week_address("week_board", monday))
    page.locator(f".visit[data-visit='{pinned.pk}']").click()
    page.get_by_role("button", name="Zet vast").click()
    expect(page.locator("#notices")).to_contain_text("staat vast")
    expect(page.locator(f".visit[data-visit='{pinned.pk}'] .visit-pin")).to_be_visible()

    # Asked again: what is pinned stays, and its price is known.
    page.get_by_role("button", name="Maak voorstel").click()
    do_jobs()
    expect(page.get_by_role("heading", name="Vastgezet")).to_be_visible()
    expect(page.locator(".proposal-side")).to_contain_text("1 vastgezet bezoek kost niets")
    page.get_by_role("button", name="Pas toe wat is aangevinkt").click()
    expect(page.locator(".board-week")).to_contain_text("4 van 5 bezoeken geplaatst")
    assert PlanStep.objects.filter(kind="proposal").count() == 2
    expect(page.locator(".tray-why")).to_have_count(1)

    page.get_by_role("button", name="Publiceer").click()
    page.get_by_label("Waarom doet u het toch?").fill("De docent is op cursus.")
    page.get_by_role("button", name="Publiceer de week").click()
    expect(page.locator("#notices")).to_contain_text("is gepubliceerd")
    assert WeekPlan.objects.get().version == 1


def test_without_javascript_a_proposal_is_asked_looked_up_and_applied(
    new_context: Callable[..., BrowserContext],
    open_for: OpenFor,
    coordinator: User,
    clients: list[Client],
    monday: datetime.date,
) -> None:
    page = open_for(new_context(java_script_enabled=False, viewport={"width": 375, "height": 800}), coordinator)
    page.goto(week_address("week_board", monday))
    page.get_by_role("button", name="Maak voorstel").click()
    assert "wacht op de planner" in page.get_by_role("heading", level=2).inner_text()
    do_jobs()
    page.get_by_role("link", name="Kijk of het klaar is").click()
    assert "4 van 5 bezoeken geplaatst" in page.locator(".proposal-verdict").inner_text()
    page.get_by_role("checkbox").first.uncheck()
    page.get_by_role("button", name="Pas toe wat is aangevinkt").click()
    assert re.search("Het voorstel is toegepast: 2 bezoeken erbij", page.locator("#notices").inner_text())
    assert Visit.objects.active().count() == 3


def test_a_proposal_is_picked_from_by_keyboard_alone(
    context: BrowserContext,
    open_for: OpenFor,
    coordinator: User,
    clients: list[Client],
    monday: datetime.date,
) -> None:
    page = open_for(context, coordinator)
    page.goto(week_address("week_board", monday))
    page.get_by_role("button", name="Maak voorstel").press("Enter")
    do_jobs()
    box = page.get_by_role("checkbox").first
    box.press("Space")
    expect(box).not_to_be_checked()
    expect(page.locator("[data-picks-count]")).to_have_text("2 veranderingen aangevinkt.")
    page.get_by_role("button", name="Pas toe wat is aangevinkt").press("Enter")
    expect(page.locator("#notices")).to_contain_text("Het voorstel is toegepast: 2 bezoeken erbij.")
