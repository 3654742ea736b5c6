"""The agreement in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.factories import ClientFactory
from tests.people import signed_in
from wijkleerbedrijf.organisation.models import Location, User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_who_helps_is_asked_only_where_somebody_helps(
    page: Page, live_server: LiveServer, coordinator: User, location: Location
) -> None:
    client = ClientFactory.create(location=location, agreement=False)
    page.context.add_cookies(
        [
            {"name": name, "value": morsel.value, "url": live_server.url}
            for name, morsel in signed_in(coordinator).cookies.items()
        ]
    )
    page.goto(f"{live_server.url}/klanten/{client.pk}/overeenkomst/")
    who = page.get_by_label("wie helpt er maandag ochtend")
    expect(who).to_be_hidden()
    page.get_by_label("maandag ochtend", exact=True).select_option("al hulp")
    expect(who).to_be_visible()
    who.fill("dochter")
    page.get_by_label("dinsdag middag", exact=True).select_option("liefst")
    page.get_by_role("button", name="Overeenkomst vastleggen").click()
    expect(page.locator("#notices")).to_contain_text("Versie 1 van de overeenkomst is vastgelegd")
    expect(page.get_by_role("cell", name="dochter")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert client.agreements.get().slots.get(weekday=1).covered_by == "dochter"
