"""The demo data, made once for all tests of the demo."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import pytest

from wijkleerbedrijf.demo.load import load_demo

#: A Wednesday in a school week of every region.
TODAY = datetime.date(2026, 11, 25)


@pytest.fixture(scope="package")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """All demo data, taken away after the last test that uses it."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        load_demo(TODAY)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo_rows(demo: None, db: None) -> None:
    """The demo data within the transaction of one test."""
