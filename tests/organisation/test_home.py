"""Everybody begins on the page of his or her role, at one of his or her locations."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse

from tests.factories import LONG_AGO, UserFactory, member
from tests.people import signed_in
from wijkleerbedrijf.organisation.models import Location, Membership, User
from wijkleerbedrijf.roles import ROLE_HOMES, Role

HOME = reverse("organisation:home")
SWITCH = reverse("organisation:switch")


@pytest.mark.parametrize("role", Role)
def test_every_role_has_a_page_to_begin_on(location: Location, role: Role) -> None:
    response = signed_in(member(role, location)).get(HOME)
    assert response["Location"] == reverse(ROLE_HOMES[role])


def test_without_a_role_a_person_reads_what_happened_and_whom_to_ask(db: None) -> None:
    person = UserFactory.create(email="nieuw@example.org")
    response = signed_in(person).get(HOME, follow=True)
    assert response.status_code == 403
    assert "nieuw@example.org" in response.content.decode()
    assert "Vraag de beheerder" in response.content.decode()


def test_a_role_that_ended_yesterday_is_no_role(location: Location) -> None:
    person = member(Role.COORDINATOR, location)
    person.memberships.update(valid_until=datetime.date(2026, 1, 1))
    assert signed_in(person).get(HOME)["Location"] == reverse("organisation:no_role")


def test_somebody_with_a_role_does_not_stay_on_the_page_for_nobody(coordinator: User) -> None:
    assert signed_in(coordinator).get(reverse("organisation:no_role")).status_code == 302


def test_a_person_goes_to_another_own_location(coordinator: User, location: Location, other_location: Location) -> None:
    Membership.objects.create(user=coordinator, role=Role.TEACHER, location=other_location, valid_from=LONG_AGO)
    browser = signed_in(coordinator)
    assert browser.get(HOME)["Location"] == reverse("planning:home")
    browser.post(SWITCH, {"location": other_location.pk})
    assert browser.get(HOME)["Location"] == reverse("portfolio:home")


@pytest.mark.parametrize("chosen", ["other", "", "x", "0"])
def test_a_foreign_or_unknown_location_is_refused(coordinator: User, other_location: Location, chosen: str) -> None:
    browser = signed_in(coordinator)
    response = browser.post(SWITCH, {"location": other_location.pk if chosen == "other" else chosen})
    assert response.status_code == 404
    assert browser.get(HOME)["Location"] == reverse("planning:home")


def test_a_location_is_not_chosen_with_a_link(coordinator: User) -> None:
    assert signed_in(coordinator).get(SWITCH).status_code == 405


def test_in_a_new_installation_the_first_administrator_makes_a_location(db: None) -> None:
    browser = signed_in(User.objects.create_superuser("eerste@example.org", first_name="Eva", surname="Eerste"))
    assert browser.get(HOME, follow=True).status_code == 200
    page = browser.get(reverse("organisation:location_detail"), follow=True).content.decode()
    assert "Nieuwe locatie uit voorbeeld" in page
    for name in ("calendar", "calendar_period_create"):
        assert browser.get(reverse(f"organisation:{name}")).status_code == 404
    assert browser.post(reverse("organisation:calendar_import", args=[2026])).status_code == 404
