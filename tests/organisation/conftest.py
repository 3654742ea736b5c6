"""People of the tests of the admin."""

from __future__ import annotations

import pytest
from django.test import Client as Browser

from tests.factories import member
from tests.people import signed_in
from wijkleerbedrijf.organisation.models import User
from wijkleerbedrijf.roles import Role


@pytest.fixture
def everywhere(db: None) -> User:
    return member(Role.ADMINISTRATOR, None, first_name="Iris", surname="Installatie")


@pytest.fixture
def bea(administrator: User) -> Browser:
    """A browser of the administrator of the location."""
    return signed_in(administrator)
