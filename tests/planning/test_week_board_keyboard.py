"""The week board in a real browser without touching a mouse: plan, move, publish and print; and two people at once."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from clients.models import Client
from planning.models import Visit, WeekPlan
from planning.services import plan_visit, share_week
from students.models import Student
from tests.factories import (
    MONDAY,
    ClientFactory,
    StudentFactory,
    block_of,
    duty_all_week,
    visit_of,
    week_of,
)
from tests.people import signed_in
from wijkleerbedrijf.organisation.models import Location, User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BOARD = reverse("planning:week_board", args=[2026, 48])
TUESDAY = MONDAY + datetime.timedelta(days=1)
OpenBoard = Callable[..., Page]


@pytest.fixture
def open_board(browser: Chromium, live_server: LiveServer) -> OpenBoard:
    """The board in a browser in which this person has signed in."""

    def opened(user: User, *, width: int = 1440, script: bool = True) -> Page:
        context = browser.new_context(
            locale="nl-NL",
            viewport={"width": width, "height": 900},
            java_script_enabled=script,
            base_url=live_server.url,
        )
        value = signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
        page = context.new_page()
        page.goto(BOARD)
        return page

    return opened


@pytest.fixture
def sanne(location: Location) -> Student:
    return StudentFactory.create(location=location, first_name="Sanne", surname="Bakker")


@pytest.fixture
def toos(location: Location) -> Client:
    return ClientFactory.create(location=location, first_name="Toos", surname="Peters", salutation="mevrouw")


def tab_to(page: Page, wanted: Locator, *, back: bool = False) -> None:
    """Presses Tab until this element has the focus."""
    for _ in range(60):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Shift+Tab" if back else "Tab")
    pytest.fail(f"Tab never came at {wanted}")


def focused_cell(page: Page) -> str | None:
    cell: str | None = page.evaluate("document.activeElement.closest('.cell')?.dataset.cell")
    return cell


def cell_of(student: Student, date: datetime.date, block: str = "och") -> str:
    return f"{student.pk}:{date}:{block_of(student.location, block).pk}"


def test_a_week_is_planned_published_and_printed_by_keyboard(
    open_board: OpenBoard, sanne: Student, toos: Client, coordinator: User
) -> None:
    duty_all_week(sanne.location, coordinator)
    page = open_board(coordinator)

    # Plan: from the tray to the first place that fits
    tab_to(page, page.locator(".tray-item"))
    page.keyboard.press("Enter")
    expect(page.locator(".pick-bar")).to_contain_text("Toos P.")
    expect(page.locator("[data-grid] .cell:focus-within")).to_have_count(1)
    assert focused_cell(page) == cell_of(sanne, MONDAY)
    page.keyboard.press("Enter")
    expect(page.locator("#notices")).to_contain_text("Het bezoek bij Toos P. staat in de week.")
    expect(page.locator("#board .cell .visit")).to_have_text(re.compile("Toos P."))

    # Move: pick it up, walk to Tuesday afternoon, put it down
    expect(page.locator("[data-grid] .visit:focus")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator(".pick-bar")).to_contain_text("plekken passen")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert focused_cell(page) == cell_of(sanne, TUESDAY, "mid")
    page.keyboard.press("Enter")
    expect(page.locator("#notices")).to_contain_text("Het bezoek bij Toos P. is verplaatst.")
    visit = Visit.objects.get()
    assert (visit.date, visit.starts_at) == (TUESDAY, datetime.time(13))

    # Publish: the teacher has not agreed, so a reason is asked
    tab_to(page, page.get_by_role("button", name="Publiceer", exact=True), back=True)
    page.keyboard.press("Enter")
    expect(page.locator("#id_reason")).to_be_focused()
    page.keyboard.type("De docent is op cursus.")
    page.keyboard.press("Enter")
    expect(page.locator("#notices")).to_contain_text("Week 48 is gepubliceerd.")
    assert WeekPlan.objects.get().version == 1

    # Print
    tab_to(page, page.locator(".board-more > summary"), back=True)
    page.keyboard.press("Enter")
    link = page.get_by_role("link", name="Week voor aan de muur")
    tab_to(page, link)
    answer = page.request.get(link.get_attribute("href") or "")
    assert answer.headers["content-type"] == "application/pdf"


def test_a_forbidden_cell_says_why_and_escape_puts_the_visit_back(
    open_board: OpenBoard, sanne: Student, toos: Client, coordinator: User
) -> None:
    toos.pets = ["hond"]
    toos.save()
    StudentFactory.create(location=sanne.location, first_name="Bram", surname="Zwart", allergies=["hond"])
    visit_of(toos, sanne)
    page = open_board(coordinator)
    tab_to(page, page.locator("#board .cell .visit"))
    page.keyboard.press("Enter")
    expect(page.locator(".pick-bar")).to_contain_text("plekken passen")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".pick-bar")).to_contain_text("Bram is allergisch voor honden")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.locator(".pick-bar")).to_be_hidden()
    expect(page.locator("#board .cell .visit")).to_be_focused()
    assert Visit.objects.get().date == MONDAY


def test_a_plus_opens_the_clients_that_fit_and_plans_with_enter(
    open_board: OpenBoard, sanne: Student, toos: Client, coordinator: User
) -> None:
    page = open_board(coordinator)
    tab_to(page, page.locator("#board .cell .add").first)
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("link", name=re.compile("Toos Peters")))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("button", name="Plan het bezoek"))
    page.keyboard.press("Enter")
    expect(page.locator("#notices")).to_contain_text("Het bezoek bij Toos P. staat in de week.")
    assert Visit.objects.get().date == MONDAY


def test_a_visit_is_cancelled_by_keyboard_from_the_panel_beside_the_board(
    open_board: OpenBoard, sanne: Student, toos: Client, coordinator: User
) -> None:
    visit = visit_of(toos, sanne)
    page = open_board(coordinator)
    tab_to(page, page.locator("#board .cell .visit"))
    page.keyboard.press("Enter")
    expect(page.locator("#board-panel")).to_contain_text("Toos Peters")
    page.keyboard.press("Tab")
    expect(page.locator("#panel-title")).to_be_focused()
    tab_to(page, page.get_by_role("link", name="Zeg af"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("radio").first)
    page.keyboard.press("ArrowDown")
    tab_to(page, page.get_by_role("button", name="Zeg het bezoek af"))
    page.keyboard.press("Enter")
    expect(page.locator("#notices")).to_contain_text("Het bezoek bij Toos P. is afgezegd.")
    visit.refresh_from_db()
    assert visit.cancel_reason == Visit.CancelReason.CLIENT_ASKED


def test_a_visit_is_dragged_to_another_student(
    open_board: OpenBoard, sanne: Student, toos: Client, coordinator: User
) -> None:
    youssef = StudentFactory.create(location=sanne.location, first_name="Youssef", surname="Zaidi")
    visit = visit_of(toos, sanne)
    page = open_board(coordinator)
    page.locator("#board .cell .visit").drag_to(page.locator(f'[data-cell="{cell_of(youssef, TUESDAY)}"]'))
    expect(page.locator("#notices")).to_contain_text("is verplaatst")
    assert visit.seats.get().student == youssef


def test_the_board_works_without_javascript(
    open_board: OpenBoard, sanne: Student, toos: Client, coordinator: User
) -> None:
    page = open_board(coordinator, script=False)
    page.locator(".tray-item").click()
    page.get_by_role("link", name=re.compile("dinsdag 24 november .ochtend.")).click()
    page.get_by_role("link", name=re.compile("Sanne")).click()
    page.get_by_role("button", name="Plan het bezoek").click()
    expect(page.locator("#notices")).to_contain_text("staat in de week")
    assert Visit.objects.get().date == TUESDAY


def test_the_change_of_a_colleague_appears_without_reload_and_keeps_the_focus(
    open_board: OpenBoard, sanne: Student, toos: Client, coordinator: User, second_coordinator: User
) -> None:
    week = week_of(sanne.location)
    page = open_board(coordinator)
    tab_to(page, page.locator("#board .cell .add").first)
    page.keyboard.press("ArrowRight")
    before = focused_cell(page)
    plan_visit(
        week=week,
        client_id=toos.pk,
        date=TUESDAY,
        block_id=block_of(sanne.location).pk,
        lead_id=sanne.pk,
        by=second_coordinator,
    )
    page.evaluate("htmx.trigger('.board-poll', 'refresh')")
    expect(page.locator("#board .cell .visit")).to_have_text(re.compile("Toos P."))
    page.wait_for_function("cell => document.activeElement.closest('.cell')?.dataset.cell === cell", arg=before)


@pytest.mark.parametrize("width", [1440, 768, 375])
def test_nothing_scrolls_sideways(
    width: int, open_board: OpenBoard, location: Location, coordinator: User, second_coordinator: User
) -> None:
    for number in range(22):
        student = StudentFactory.create(location=location, first_name=f"Wilhelmina{number}", surname="van den Broek")
        visit_of(ClientFactory.create(location=location, first_name="Bartholomeus"), student, block="mid")
    duty_all_week(location, coordinator)
    share_week(week=week_of(location), by=coordinator)
    page = open_board(coordinator, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") == width
