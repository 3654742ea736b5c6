"""'Wat als' from question to report, and 'wanneer kunnen we echt?', in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from clients.models import ClientAgreement
from planning.models import Scenario
from tests.factories import ClientFactory, StudentFactory
from tests.flows.conftest import OpenFor
from tests.flows.look import BETWEEN, NARROWEST, WIDEST, Look
from tests.job_queue import do_jobs
from tests.reporting_factories import draft_of
from wijkleerbedrijf.organisation.models import Location, User

pytestmark = pytest.mark.browser
WIDTHS = (WIDEST, BETWEEN, NARROWEST)


@pytest.fixture
def people(location: Location) -> None:
    """Two students who make two visits each, and clients who want more than that."""
    for name in ("Aisha", "Bilal"):
        StudentFactory.create(location=location, first_name=name, surname="Jansen", max_visits_per_week=2)
    for _ in range(3):
        ClientFactory.create(location=location)
    ClientAgreement.objects.update(visits_per_week=2)


def ask_that_somebody_stops(page: Page) -> None:
    page.set_viewport_size({"width": WIDEST, "height": 800})
    page.goto(reverse("reporting:what_if"))
    for summary in page.locator(".what-if-people > summary").all():
        summary.click()
    page.get_by_label("Aisha Jansen").first.check()
    page.get_by_role("button", name="Reken uit").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wat als: uitkomst")


def test_a_question_is_asked_answered_kept_and_shown_in_a_report(
    context: BrowserContext, open_for: OpenFor, location: Location, project_lead: User, people: None
) -> None:
    report = draft_of(location, project_lead)
    page = open_for(context, project_lead)
    look = Look(page)
    look.at(reverse("reporting:what_if"), WIDTHS)
    ask_that_somebody_stops(page)
    expect(page.get_by_role("status")).to_contain_text("We rekenen het uit")
    do_jobs()
    expect(page.get_by_text("Er passen dan elke week 2 bezoeken minder: 2 in plaats van 4.")).to_be_visible()
    look.judge(WIDTHS)
    page.get_by_label("Naam").fill("Als er één stopt")
    page.get_by_role("button", name="Bewaren").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Als er één stopt")
    assert "Aisha" not in page.content()
    look.judge(WIDTHS)
    page.goto(reverse("reporting:edit_report", args=[report.pk]))
    page.get_by_label("wat als").select_option(label="Als er één stopt")
    page.get_by_role("button", name="Teksten bewaren").click()
    expect(page.get_by_role("heading", name="Wat als: Als er één stopt")).to_be_visible()
    look.judge(WIDTHS)
    assert look.wrong == []


def test_the_table_of_all_students_comes_by_itself(
    context: BrowserContext, open_for: OpenFor, project_lead: User, people: None
) -> None:
    page = open_for(context, project_lead)
    look = Look(page)
    page.goto(reverse("reporting:what_if"))
    page.get_by_role("button", name="Reken de tabel uit").click()
    expect(page.get_by_role("status")).to_contain_text("We rekenen het uit")
    do_jobs()
    expect(page.get_by_role("row", name="Aisha Jansen 2")).to_be_visible()
    look.judge(WIDTHS)
    assert look.wrong == []


def test_without_javascript_one_looks_whether_it_is_ready(
    new_context: Callable[..., BrowserContext], open_for: OpenFor, project_lead: User, people: None
) -> None:
    page = open_for(new_context(java_script_enabled=False), project_lead)
    ask_that_somebody_stops(page)
    do_jobs()
    page.get_by_role("link", name="Kijk of het klaar is").click()
    expect(page.get_by_text("Er passen dan elke week 2 bezoeken minder: 2 in plaats van 4.")).to_be_visible()
    page.get_by_role("button", name="Bewaren").click()
    assert Scenario.objects.get().title == "1 student stopt"


def test_at_a_home_visit_it_is_said_when_help_can_begin(
    context: BrowserContext, open_for: OpenFor, location: Location, coordinator: User
) -> None:
    StudentFactory.create(location=location)
    client = ClientFactory.create(location=location, first_name="Toos", surname="Peters", agreement=False)
    page = open_for(context, coordinator)
    look = Look(page)
    page.goto(client.get_absolute_url())
    page.get_by_role("link", name="Wanneer kunnen we echt?").click()
    look.judge(WIDTHS)
    page.set_viewport_size({"width": WIDEST, "height": 800})
    for tick in page.get_by_role("checkbox", name="kan op").all():
        tick.uncheck()
    page.get_by_label("kan op donderdag ochtend").check()
    page.get_by_role("button", name="Reken uit").click()
    answer = page.get_by_role("region", name="Antwoord")
    expect(answer).to_contain_text("Het kan")
    expect(answer).to_contain_text("op donderdagochtend, 1 keer per week.")
    expect(page.get_by_label("kan op donderdag ochtend")).to_be_checked()
    expect(page.get_by_label("kan op donderdag middag")).not_to_be_checked()
    look.judge(WIDTHS)
    assert look.wrong == []
