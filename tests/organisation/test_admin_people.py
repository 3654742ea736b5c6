"""An administrator keeps the people of the location, and can't take over an account with more rights."""

from __future__ import annotations

import datetime
import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client as Browser

from tests.admin_pages import address, filled, role_row
from tests.factories import LONG_AGO, member
from tests.people import signed_in
from wijkleerbedrijf.organisation.models import (
    Location,
    Membership,
    User,
)
from wijkleerbedrijf.roles import Role


def test_a_new_person_gets_a_role_and_a_mail_to_choose_a_password(bea: Browser, location: Location) -> None:
    page = address(User, "add")
    form = filled(bea, page, email="Nieuw@Example.org", first_name="Nina", surname="Nieuw", send_invitation="on")
    response = bea.post(page, form | role_row(Role.TEACHER, location), follow=True)
    assert "Er is een mail gestuurd naar nieuw@example.org" in response.content.decode()
    person = User.objects.get(email="nieuw@example.org")
    assert person.memberships.get().role == Role.TEACHER
    assert not person.has_usable_password()
    link = re.search(r"http://testserver(/\S+)", mail.outbox[0].body)
    assert link
    chosen = {"password1": "vier-blauwe-fietsen", "password2": "vier-blauwe-fietsen"}
    stranger = Browser()
    form_page = stranger.get(link[1], follow=True)
    stranger.post(form_page.request["PATH_INFO"], chosen)
    person.refresh_from_db()
    assert person.check_password("vier-blauwe-fietsen")


def test_a_person_without_a_role_is_not_made(bea: Browser) -> None:
    page = address(User, "add")
    bea.post(page, filled(bea, page, email="nieuw@example.org", first_name="Nina", surname="Nieuw"))
    assert not User.objects.filter(email="nieuw@example.org").exists()


@pytest.mark.parametrize("where", ["everywhere", "elsewhere"])
def test_no_role_beyond_the_own_location_is_given(bea: Browser, other_location: Location, where: str) -> None:
    page = address(User, "add")
    form = filled(bea, page, email="nieuw@example.org", first_name="Nina", surname="Nieuw")
    target = None if where == "everywhere" else other_location
    response = bea.post(page, form | role_row(Role.ADMINISTRATOR, target))
    assert response.status_code == 200
    assert not User.objects.filter(email="nieuw@example.org").exists()


def test_an_own_role_is_not_stretched_to_the_whole_installation(bea: Browser, administrator: User) -> None:
    page = address(User, "change", administrator.pk)
    bea.post(page, filled(bea, page, **{"memberships-0-location": ""}))
    assert administrator.memberships.get().location is not None


def test_an_administrator_of_the_installation_gives_a_role_everywhere(everywhere: User) -> None:
    browser, page = signed_in(everywhere), address(User, "add")
    form = filled(browser, page, email="nieuw@example.org", first_name="Nina", surname="Nieuw")
    browser.post(page, form | role_row(Role.ADMINISTRATOR, None))
    assert User.objects.get(email="nieuw@example.org").memberships.get().location is None


@pytest.fixture(params=["everywhere", "elsewhere", "later"])
def powerful(request: pytest.FixtureRequest, location: Location, other_location: Location) -> User:
    """Somebody of the location who also has, or will have, a role that its administrator does not have."""
    person = member(Role.COORDINATOR, location, email="machtig@example.org", first_name="Mila")
    Membership.objects.create(
        user=person,
        role=Role.ADMINISTRATOR,
        location=None if request.param == "everywhere" else other_location,
        valid_from=datetime.date(2099, 1, 1) if request.param == "later" else LONG_AGO,
    )
    return person


def test_the_account_of_somebody_with_more_rights_is_not_taken_over(bea: Browser, powerful: User) -> None:
    page = address(User, "change", powerful.pk)
    bea.post(page, filled(bea, page, email="bea@example.org", first_name="Bea", is_active=""))
    powerful.refresh_from_db()
    assert (powerful.email, powerful.first_name, powerful.is_active) == ("machtig@example.org", "Mila", True)
    assert bea.post(address(User, "invite", powerful.pk)).status_code == 403
    assert not mail.outbox
    assert "Deze persoon heeft ook een rol buiten uw locatie" in bea.get(page).content.decode()


def test_the_role_at_the_own_location_can_be_ended_still(bea: Browser, powerful: User, location: Location) -> None:
    page = address(User, "change", powerful.pk)
    assert bea.get(page).content.decode().count("memberships-0-role") > 0
    assert "memberships-1-role" not in bea.get(page).content.decode()
    bea.post(page, filled(bea, page, **{"memberships-0-valid_until": "1-12-2026"}))
    assert powerful.memberships.get(location=location).valid_until == datetime.date(2026, 12, 1)
    assert powerful.memberships.exclude(location=location).get().valid_until is None


def test_a_colleague_of_the_location_gets_a_new_password_mail(bea: Browser, coordinator: User) -> None:
    response = bea.post(address(User, "invite", coordinator.pk), follow=True)
    assert "Er is een mail gestuurd" in response.content.decode()
    assert mail.outbox[0].to == [coordinator.email]


def test_nobody_of_another_location_is_invited(bea: Browser, outsider: User) -> None:
    assert bea.post(address(User, "invite", outsider.pk)).status_code == 404


def test_there_is_no_page_to_set_the_password_of_another(bea: Browser, coordinator: User) -> None:
    page = bea.get(address(User, "change", coordinator.pk)).content.decode()
    assert 'name="password"' not in page
    old = coordinator.password
    bea.post(
        address(User, "change", coordinator.pk),
        filled(bea, address(User, "change", coordinator.pk), password="zelf-gekozen"),
    )
    coordinator.refresh_from_db()
    assert coordinator.password == old


def test_an_old_address_no_longer_opens_the_account(bea: Browser, coordinator: User) -> None:
    EmailAddress.objects.create(user=coordinator, email=coordinator.email, primary=True, verified=True)
    page = address(User, "change", coordinator.pk)
    bea.post(page, filled(bea, page, email="carla@nieuw.example"))
    coordinator.refresh_from_db()
    assert coordinator.email == "carla@nieuw.example"
    assert not EmailAddress.objects.exists()


def test_a_password_is_not_guessed_through_a_filter(bea: Browser, coordinator: User) -> None:
    assert bea.get(address(User), {"password__startswith": coordinator.password[:8]}).status_code == 400


def test_a_filter_names_only_own_locations(bea: Browser, everywhere: User, other_location: Location) -> None:
    other_location.memberships.create(user=everywhere, role=Role.TEACHER, valid_from=LONG_AGO)
    assert "Winsum" in signed_in(everywhere).get(address(User)).content.decode()
    assert "Winsum" not in bea.get(address(User)).content.decode()


def test_an_email_that_exists_is_refused_whatever_its_capitals(
    bea: Browser, location: Location, outsider: User
) -> None:
    page = address(User, "add")
    form = filled(bea, page, email=outsider.email.upper(), first_name="Nina", surname="Nieuw")
    response = bea.post(page, form | role_row(Role.TEACHER, location))
    assert "Er is al iemand met dit e-mailadres" in response.content.decode()


def test_a_partner_role_names_a_partner(bea: Browser, location: Location) -> None:
    page = address(User, "add")
    form = filled(bea, page, email="nieuw@example.org", first_name="Nina", surname="Nieuw")
    response = bea.post(page, form | role_row(Role.STEERING_MEMBER, location))
    assert "Kies namens welke partner" in response.content.decode()


def test_the_same_role_twice_in_a_period_is_refused(bea: Browser, location: Location, coordinator: User) -> None:
    page = address(User, "change", coordinator.pk)
    twice = role_row(Role.COORDINATOR, location, 1) | {"memberships-TOTAL_FORMS": 2}
    response = bea.post(page, filled(bea, page) | twice)
    assert "Deze persoon heeft deze rol in deze periode al" in response.content.decode()
    assert coordinator.memberships.count() == 1
