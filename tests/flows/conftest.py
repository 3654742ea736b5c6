"""How the people of the tests sign in at the real server."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.people import signed_in
from wijkleerbedrijf.organisation.models import User

#: A busy machine is slow; a page that is really wrong stays wrong.
expect.set_options(timeout=15_000)

OpenFor = Callable[[BrowserContext, User], Page]


@pytest.fixture
def open_for(live_server: LiveServer) -> OpenFor:
    """A page of the browser in which this person has signed in already."""

    def opened(context: BrowserContext, user: User) -> Page:
        value = signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
        return context.new_page()

    return opened


@pytest.fixture
def monday() -> datetime.date:
    """The Monday after today."""
    today = timezone.localdate()
    return today + datetime.timedelta(days=7 - today.weekday())
