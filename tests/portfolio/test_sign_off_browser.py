"""The docent's queue in a real browser, by keyboard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from portfolio.models import StudentItem
from students.models import Student
from tests.people import signed_in
from tests.portfolio_factories import handed_in_item
from wijkleerbedrijf.organisation.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page_of_teacher(browser: Browser, live_server: LiveServer, teacher: User) -> Iterator[Page]:
    """A page on which the docent has signed in."""
    signed = signed_in(teacher)
    context = browser.new_context(locale="nl-NL", base_url=live_server.url)
    context.add_cookies(
        [{"name": name, "value": morsel.value, "url": live_server.url} for name, morsel in signed.cookies.items()]
    )
    yield context.new_page()
    context.close()


def test_enter_signs_and_r_gives_back_without_a_mouse(page_of_teacher: Page, student: Student, teacher: User) -> None:
    first, second, third = (
        handed_in_item(student, teacher, days_ago=days, text=f"Onderdeel {days}") for days in (9, 5, 2)
    )
    page = page_of_teacher
    page.goto(reverse("portfolio:home"))
    card = page.locator(".sign-off-text")
    expect(card).to_have_text("Onderdeel 9")
    page.keyboard.press("Enter")
    expect(card).to_have_text("Onderdeel 5")
    page.wait_for_timeout(600)
    page.keyboard.press("r")
    page.keyboard.type("Vertel ook hoe het ging.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(card).to_have_text("Onderdeel 2")
    expect(page.locator("#notices")).to_contain_text("Teruggegeven aan Samira Student")
    page.wait_for_timeout(600)
    page.keyboard.press("Enter")
    expect(page.locator("#aftekenen")).to_contain_text("Alles is bekeken")
    found = dict(StudentItem.objects.values_list("pk", "status"))
    assert found == {first.pk: "signed", second.pk: "returned", third.pk: "signed"}


def test_a_key_that_is_held_down_signs_one_item(page_of_teacher: Page, student: Student, teacher: User) -> None:
    for days in (9, 5, 2):
        handed_in_item(student, teacher, days_ago=days, text=f"Onderdeel {days}")
    page = page_of_teacher
    page.goto(reverse("portfolio:home"))
    page.keyboard.down("Enter")
    expect(page.locator(".sign-off-text")).to_have_text("Onderdeel 5")
    for _ in range(5):
        page.keyboard.down("Enter")
    page.keyboard.up("Enter")
    page.wait_for_timeout(300)
    assert StudentItem.objects.filter(status="signed").count() == 1
