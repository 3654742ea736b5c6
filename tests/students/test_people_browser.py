"""Students in a real browser: the week by keyboard, the list while somebody types."""

from __future__ import annotations

import datetime

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from students.models import Student
from tests.factories import StudentFactory
from tests.people import signed_in
from wijkleerbedrijf.organisation.models import Location, User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def open_as(page: Page, live_server: LiveServer, user: User, path: str) -> None:
    page.context.add_cookies(
        [
            {"name": name, "value": morsel.value, "url": live_server.url}
            for name, morsel in signed_in(user).cookies.items()
        ]
    )
    page.goto(f"{live_server.url}{path}")


def test_a_week_pattern_is_changed_by_keyboard_alone(
    page: Page, live_server: LiveServer, coordinator: User, location: Location
) -> None:
    student: Student = StudentFactory.create(location=location, first_name="Sanne")
    open_as(page, live_server, coordinator, f"/studenten/{student.pk}/weekpatroon/")
    page.get_by_label("Vanaf welke dag").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("1 maart 2027")
    page.keyboard.press("Tab")
    expect(page.get_by_label("maandag ochtend")).to_be_focused()
    page.keyboard.type("les")
    page.get_by_label("Vanaf welke dag").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#notices")).to_contain_text("Het geldt vanaf 1 maart 2027")
    first_of_march = datetime.date(2027, 3, 1)
    kinds = student.patterns.valid_on(first_of_march).order_by("weekday", "block").values_list("kind", flat=True)
    assert list(kinds) == ["lesson", *["neighbourhood"] * 9]


def test_a_mistake_brings_the_keyboard_to_the_summary(page: Page, live_server: LiveServer, coordinator: User) -> None:
    open_as(page, live_server, coordinator, "/studenten/nieuw/")
    page.get_by_label("Postcode").fill("12")
    page.keyboard.press("Enter")
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="Postcode").press("Enter")
    expect(page.get_by_label("Postcode")).to_be_focused()
    expect(page.get_by_label("Postcode")).to_have_value("12")


def test_the_list_follows_what_is_typed(
    page: Page, live_server: LiveServer, coordinator: User, location: Location
) -> None:
    StudentFactory.create(location=location, first_name="Sanne", prefix="de", surname="Vries")
    StudentFactory.create(location=location, first_name="Bo", surname="Zwart")
    open_as(page, live_server, coordinator, "/studenten/")
    page.get_by_label("Zoek op naam").press_sequentially("vri")
    expect(page.get_by_role("link", name="Zwart, Bo")).to_have_count(0)
    expect(page.get_by_role("link", name="Vries, Sanne de")).to_be_visible()
    expect(page.get_by_label("Zoek op naam")).to_be_focused()
    page.wait_for_load_state("networkidle")
