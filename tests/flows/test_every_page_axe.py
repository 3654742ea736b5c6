"""Every page of every role in a real browser, at three widths: no fault of accessibility, nothing beside the screen."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page
from pytest_django.live_server_helper import LiveServer

from tests.flows.house import House, Pages
from wijkleerbedrijf.roles import Role

pytestmark = pytest.mark.browser

ROLES = [None, *Role]
WIDTHS = (1280, 375, 320)
HEIGHT = 800
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OPTIONS = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}

SETTLED = "() => document.readyState === 'complete' && !document.querySelector('.htmx-request, .htmx-settling')"

BESIDE = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return [];
  const out = [...document.body.querySelectorAll('*')].filter(one => one.getBoundingClientRect().right > wide + 1);
  return out.slice(0, 4).map(one => one.tagName.toLowerCase() + '.' + [...one.classList].join('.'));
}"""


@dataclass
class Look:
    """One page of the browser, and what was wrong on the addresses that it has opened."""

    page: Page
    wrong: list[str] = field(default_factory=list)
    address: str = ""

    def __post_init__(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.wrong.append(f"{self.address}: {error}"))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.wrong.append(f"{self.address}: the console says {message.text}")

    def at(self, base: str, address: str) -> None:
        self.address = address
        self.page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})
        self.page.goto(base + address)
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": HEIGHT})
            self.page.wait_for_function(SETTLED)
            if beside := self.page.evaluate(BESIDE):
                self.wrong.append(f"{address} at {width}: wider than the screen by {beside}")
            self._axe(width)

    def _axe(self, width: int) -> None:
        for fault in Axe().run(self.page, options=OPTIONS).response["violations"]:
            places = [node["target"] for node in fault["nodes"]][:3]
            why = fault["nodes"][0]["failureSummary"].splitlines()[1:3]
            self.wrong.append(f"{self.address} at {width}: {fault['id']} at {places}: {why}")


def context_of(browser: Browser, house: House, base: str, role: Role | None) -> BrowserContext:
    context = browser.new_context(locale="nl-NL", timezone_id="Europe/Amsterdam", reduced_motion="reduce")
    if role:
        value = house.cookie(role)[settings.SESSION_COOKIE_NAME]
        host = urlsplit(base).hostname or ""
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "domain": host, "path": "/"}])
    return context


def test_every_page_of_every_role_is_accessible_at_every_width(
    live_server: LiveServer, browser: Browser, subtests: pytest.Subtests
) -> None:
    house = House()
    for role in ROLES:
        with subtests.test(role=role or "stranger"):
            context = context_of(browser, house, live_server.url, role)
            look = Look(context.new_page())
            for address in Pages(house, role):
                look.at(live_server.url, address)
            context.close()
            assert look.address, "no page was opened"
            assert not look.wrong, "\n".join(look.wrong)
