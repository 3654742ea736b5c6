"""The people of the tests: one of each role at one location, signed in, and an outsider of another location."""

from __future__ import annotations

import pytest
from django.test import Client as Browser

from students.models import Student
from tests.factories import LocationFactory, StudentFactory, member
from wijkleerbedrijf.organisation.models import Location, User
from wijkleerbedrijf.roles import Role


@pytest.fixture
def location(db: None) -> Location:
    return LocationFactory.create(name="Venray", slug="venray")


@pytest.fixture
def other_location(db: None) -> Location:
    return LocationFactory.create(name="Winsum", slug="winsum", region="noord")


@pytest.fixture
def coordinator(location: Location) -> User:
    return member(Role.COORDINATOR, location, first_name="Carla", surname="Coördinator")


@pytest.fixture
def second_coordinator(location: Location) -> User:
    return member(Role.COORDINATOR, location, first_name="Cees", surname="Coördinator")


@pytest.fixture
def teacher(location: Location) -> User:
    return member(Role.TEACHER, location, first_name="Dirk", surname="Docent")


@pytest.fixture
def project_lead(location: Location) -> User:
    return member(Role.PROJECT_LEAD, location, first_name="Petra", surname="Projectleider")


@pytest.fixture
def steering_member(location: Location) -> User:
    return member(Role.STEERING_MEMBER, location, first_name="Stef", surname="Stuurgroep")


@pytest.fixture
def referrer(location: Location) -> User:
    return member(Role.REFERRER, location, first_name="Vera", surname="Verwijzer")


@pytest.fixture
def administrator(location: Location) -> User:
    return member(Role.ADMINISTRATOR, location, first_name="Bea", surname="Beheerder")


@pytest.fixture
def student(location: Location) -> Student:
    """A student of the location who can sign in."""
    user = member(Role.STUDENT, location, first_name="Samira", surname="Student")
    return StudentFactory.create(location=location, user=user, first_name="Samira", surname="Student")


@pytest.fixture
def outsider(other_location: Location) -> User:
    """A coordinator of the other location."""
    return member(Role.COORDINATOR, other_location, first_name="Olga", surname="Outsider")


def signed_in(user: User) -> Browser:
    """A browser in which this person has signed in."""
    browser = Browser()
    browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


__all__ = ["signed_in"]
