"""Every page of the other roles, and of somebody who has not signed in, in a real browser."""

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.flows.house import House
from tests.flows.look import OTHERS, faults_of


@pytest.mark.browser
def test_every_page_of_the_other_roles_is_accessible_at_every_width(
    live_server: LiveServer, browser: Browser, subtests: pytest.Subtests
) -> None:
    house = House()
    for role in OTHERS:
        with subtests.test(role=role or "stranger"):
            faults = faults_of(browser, live_server.url, house, role)
            assert not faults, "\n".join(faults)
