"""Two people who ask the same 'what if' at one moment: it is solved once."""

from __future__ import annotations

import datetime
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from reporting.models import WhatIf
from reporting.what_if_question import Asked
from reporting.what_if_service import ask
from tests.factories import LocationFactory, StudentFactory, member
from tests.job_queue import waiting_jobs
from tests.reporting_factories import TODAY
from wijkleerbedrijf.roles import Role


@pytest.mark.django_db(transaction=True)
def test_the_same_question_at_one_moment_is_one_row_and_one_job() -> None:
    location = LocationFactory.create(name="Venray", slug="venray")
    StudentFactory.create(location=location)
    by = member(Role.PROJECT_LEAD, location)
    asked = Asked(starts_on=TODAY + datetime.timedelta(days=1), new_clients=2)
    together = threading.Barrier(4)

    def one(_: int) -> int:
        together.wait(30)
        try:
            return int(ask(location=location, asked=asked, kind=WhatIf.Kind.QUESTION, by=by, today=TODAY).pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        rows = set(pool.map(one, range(4)))
    assert len(rows) == 1
    assert WhatIf.objects.count() == 1
    assert len(waiting_jobs("answer_what_if")) == 1
