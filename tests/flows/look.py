"""How a page of the product is looked at: at three widths, for faults of accessibility and for what stands beside the screen."""

from __future__ import annotations

from dataclasses import dataclass, field

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.flows.house import House, Pages
from wijkleerbedrijf.roles import Role

#: What others share with the coordinator differs in what it offers, not in its shape: one width is enough for them.
FIRST = Role.COORDINATOR
OTHERS = [None, *(role for role in Role if role != FIRST)]
#: A phone has one shape: between the widest and the narrowest only the width is measured.
WIDEST, BETWEEN, NARROWEST = 1280, 375, 320
HEIGHT = 800
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
#: No preload: it reads style sheets again in a way that our policy for content refuses.
OPTIONS = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"], "preload": False}

SETTLED = "() => document.readyState === 'complete' && !document.querySelector('.htmx-request, .htmx-settling')"

AXE = Axe().axe_script
FAULTS = """async options => (await axe.run(options)).violations.map(one =>
  `${one.id} at ${one.nodes.slice(0, 3).map(node => node.target).join(' ; ')}: ${one.nodes[0].failureSummary}`)"""

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

    def at(self, address: str, widths: tuple[int, ...]) -> None:
        self.address = address
        self._resize(widths[0])
        self.page.goto(address)
        self.judge(widths)

    def judge(self, widths: tuple[int, ...]) -> None:
        """The page that is open, wherever it came from."""
        self.page.evaluate(AXE)
        address = self.address
        for width in widths:
            self._resize(width)
            self.page.wait_for_function(SETTLED)
            if beside := self.page.evaluate(BESIDE):
                self.wrong.append(f"{address} at {width}: wider than the screen by {beside}")
            if width == BETWEEN:
                continue
            # The whole page at once: a bar that stays at the bottom covers nothing that can't be scrolled free.
            self._resize(width, max(HEIGHT, self.page.evaluate("document.documentElement.scrollHeight")))
            for fault in self.page.evaluate(FAULTS, OPTIONS):
                self.wrong.append(f"{address} at {width}: {fault}")

    def _resize(self, width: int, height: int = HEIGHT) -> None:
        self.page.set_viewport_size({"width": width, "height": height})


def context_of(browser: Browser, house: House, base: str, role: Role | None) -> BrowserContext:
    context = browser.new_context(
        base_url=base, locale="nl-NL", timezone_id="Europe/Amsterdam", reduced_motion="reduce"
    )
    if role:
        value = house.cookie(role)[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": base}])
    return context


def _widths_for(address: str, shared: set[str]) -> tuple[int, ...]:
    """The admin is work for a desk: on a phone only its width is measured."""
    if address in shared:
        return (NARROWEST,)
    return (WIDEST, BETWEEN) if address.startswith(reverse("admin:index")) else (WIDEST, BETWEEN, NARROWEST)


def faults_of(browser: Browser, base: str, house: House, role: Role | None) -> list[str]:
    """What is wrong on all pages of a role. Raises AssertionError when there is no page."""
    shared = set(Pages(house, FIRST).addresses()) if role != FIRST else set()
    context = context_of(browser, house, base, role)
    look = Look(context.new_page())
    for address in Pages(house, role):
        look.at(address, _widths_for(address, shared))
    context.close()
    assert look.address, "no page was opened"
    return look.wrong
