"""Chromium of the system, on a network that it may not use."""

import os
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

CHROMIUM = "/usr/bin/chromium"


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    flags = [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--disable-gpu",
        "--disable-quic",
    ]
    if os.geteuid() == 0:
        flags.append("--no-sandbox")
    return browser_type_launch_args | {"executable_path": CHROMIUM, "args": flags}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any], live_server: LiveServer) -> dict[str, Any]:
    """A Dutch visitor; `page.goto("/")` opens the real server."""
    return browser_context_args | {
        "base_url": live_server.url,
        "locale": "nl-NL",
        "timezone_id": "Europe/Amsterdam",
    }


@pytest.fixture(autouse=True)
def _chromium_is_there(request: pytest.FixtureRequest) -> None:
    if "browser_name" in request.fixturenames and not os.access(CHROMIUM, os.X_OK):
        pytest.fail(f"{CHROMIUM} is missing. Run script/bootstrap --tests.")
