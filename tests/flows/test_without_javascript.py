"""The daily work in a real browser in which JavaScript is off."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from planning.models import Visit
from portfolio.models import StudentItem
from tests.factories import ClientFactory, StudentFactory, visit_of
from tests.flows.conftest import OpenFor
from tests.portfolio_factories import handed_in_item
from wijkleerbedrijf.organisation.models import Location, User

pytestmark = pytest.mark.browser


@pytest.fixture
def plain(new_context: Callable[..., BrowserContext]) -> BrowserContext:
    return new_context(java_script_enabled=False)


def board_of(monday: datetime.date) -> str:
    return reverse("planning:week_board", args=monday.isocalendar()[:2])


def notice(page: Page) -> str:
    return page.locator("#notices").inner_text()


def test_a_visit_is_planned_step_by_step(
    plain: BrowserContext, open_for: OpenFor, location: Location, coordinator: User, monday: datetime.date
) -> None:
    ClientFactory.create(location=location, first_name="Toos", surname="Peters")
    StudentFactory.create(location=location, first_name="Sanne", surname="Smit")
    page = open_for(plain, coordinator)
    page.goto(board_of(monday))
    page.get_by_role("complementary", name="Nog te doen").get_by_role("link", name="Toos").click()
    page.get_by_role("link", name=re.compile(r"^dinsdag .* \(middag\)")).click()
    page.get_by_role("link", name=re.compile("^Sanne")).click()
    page.get_by_role("button", name="Plan het bezoek").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Week {monday.isocalendar().week}")
    assert "staat in de week" in notice(page)
    visit = Visit.objects.get()
    assert (visit.client.first_name, visit.date) == ("Toos", monday + datetime.timedelta(days=1))
    expect(page.locator(f"[data-visit='{visit.pk}']")).to_be_visible()


def test_a_visit_is_cancelled_with_a_reason(
    plain: BrowserContext, open_for: OpenFor, location: Location, coordinator: User, monday: datetime.date
) -> None:
    client = ClientFactory.create(location=location, first_name="Toos")
    visit = visit_of(client, StudentFactory.create(location=location), date=monday)
    page = open_for(plain, coordinator)
    page.goto(board_of(monday))
    page.locator(f"[data-visit='{visit.pk}']").click()
    page.get_by_role("link", name="Zeg af").click()
    page.get_by_role("button", name="Zeg het bezoek af").click()
    expect(page.get_by_role("alert")).to_contain_text("Kies waarom het bezoek niet doorgaat.")
    page.get_by_role("group", name="Waarom gaat het bezoek niet door?").get_by_label("klant heeft afgezegd").check()
    page.get_by_role("button", name="Zeg het bezoek af").click()
    assert "is afgezegd" in notice(page)
    visit.refresh_from_db()
    assert (visit.status, visit.cancel_reason) == ("cancelled", "client_asked")


def test_a_docent_signs_an_item(plain: BrowserContext, open_for: OpenFor, location: Location, teacher: User) -> None:
    item = handed_in_item(StudentFactory.create(location=location), teacher)
    page = open_for(plain, teacher)
    page.goto(reverse("portfolio:home"))
    page.get_by_role("button", name="Aftekenen").click()
    assert "Afgetekend voor" in notice(page)
    assert StudentItem.objects.get(pk=item.pk).status == StudentItem.Status.SIGNED


def test_a_client_is_found_by_name(
    plain: BrowserContext, open_for: OpenFor, location: Location, coordinator: User
) -> None:
    ClientFactory.create(location=location, first_name="Toos", surname="Peters")
    ClientFactory.create(location=location, first_name="Wim", surname="Jansen")
    page = open_for(plain, coordinator)
    page.goto(reverse("clients:client_list"))
    page.get_by_role("search").get_by_label("Zoek op naam").fill("peters")
    page.get_by_role("button", name="Zoeken").click()
    found = page.locator("#client-list")
    expect(found).to_contain_text("Peters")
    expect(found).not_to_contain_text("Jansen")
