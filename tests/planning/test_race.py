"""Two hundred people give the same student a visit in the same dagdeel at once, over HTTP, on a real server."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.urls import reverse

from clients.models import AgreementSlot, Client, ClientAgreement
from planning.models import Visit, VisitSeat
from students.models import Student
from tests.factories import LONG_AGO, MONDAY, StudentFactory, block_of
from tests.other_process import database_of_the_tests
from tests.people import signed_in
from wijkleerbedrijf.organisation.models import Location, User

PROCESSES, THREADS = 8, 25
SENTENCE = "gaat op maandag 23 november (ochtend) al naar mevrouw Klant"
TOKEN = "x" * 32


def many_clients(location: Location, number: int) -> list[Client]:
    """Clients who all want a visit on the same Monday morning."""
    clients = Client.objects.bulk_create(
        Client(location=location, first_name=f"Anna{n}", surname=f"Klant{n:03}", salutation="mevrouw")
        for n in range(number)
    )
    agreements = ClientAgreement.objects.bulk_create(
        ClientAgreement(location=location, client=client, version=1, valid_from=LONG_AGO) for client in clients
    )
    morning = block_of(location)
    AgreementSlot.objects.bulk_create(
        AgreementSlot(location=location, agreement=agreement, weekday=1, block=morning, kind="possible")
        for agreement in agreements
    )
    return clients


@pytest.fixture
def port(transactional_db: None, tmp_path: Path) -> Iterator[int]:
    """A gunicorn on the database of the tests."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free: int = probe.getsockname()[1]
    environ = os.environ | database_of_the_tests() | {"PORT": str(free), "DATABASE_POOL_SIZE": "8"}
    environ["DEBUG"] = "1"  # so that pages need no built static files
    command = [sys.executable, "-m", "gunicorn", "wijkleerbedrijf.wsgi", "--config", "gunicorn.conf.py"]
    with (tmp_path / "server.log").open("wb") as log:
        server = subprocess.Popen(command, env=environ, cwd=settings.BASE_DIR, stdout=log, stderr=log)
        try:
            wait_for(free, server, tmp_path / "server.log")
            yield free
        finally:
            server.terminate()
            server.wait(30)


def wait_for(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail(f"The server did not start: {log.read_text()}")


def test_of_two_hundred_attempts_at_once_exactly_one_wins(port: int, location: Location, coordinator: User) -> None:
    student: Student = StudentFactory.create(location=location)
    clients = many_clients(location, PROCESSES * THREADS)
    morning = block_of(location)
    session = signed_in(coordinator).cookies[settings.SESSION_COOKIE_NAME].value
    job = {
        "port": port,
        "processes": PROCESSES,
        "path": reverse("planning:visit_plan", args=MONDAY.isocalendar()[:2]),
        "cookies": f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={TOKEN}",
        "bodies": [
            urlencode(
                {
                    "csrfmiddlewaretoken": TOKEN,
                    "client": client.pk,
                    "date": MONDAY.isoformat(),
                    "block": morning.pk,
                    "lead": student.pk,
                    "token": uuid.uuid4(),
                }
            )
            for client in clients
        ],
    }
    race = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("racers.py"))],
        input=json.dumps(job),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert race.returncode == 0, race.stderr
    answers = json.loads(race.stdout)

    unexpected = [(status, page) for status, page in answers if status not in (302, 422)]
    assert unexpected == []
    assert Counter(status for status, _ in answers) == {302: 1, 422: PROCESSES * THREADS - 1}
    without = [page for status, page in answers if status == 422 and SENTENCE not in page]
    assert without == []
    assert Visit.objects.count() == 1
    assert VisitSeat.objects.get().student == student
