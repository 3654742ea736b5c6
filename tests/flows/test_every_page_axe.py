"""Every page of the coordinator in a real browser: no fault of accessibility, nothing beside the screen.

The other roles have a file of their own, so that both can run at the same time.
"""

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.flows.house import House
from tests.flows.look import FIRST, faults_of


@pytest.mark.browser
def test_every_page_of_the_coordinator_is_accessible_at_every_width(live_server: LiveServer, browser: Browser) -> None:
    faults = faults_of(browser, live_server.url, House(), FIRST)
    assert not faults, "\n".join(faults)
