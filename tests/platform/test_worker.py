"""A real worker, as the role without ownership, on rows that were really committed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from planning.models import WeekProposal
from planning.services.proposals import ask_proposal
from tests.factories import ClientFactory, StudentFactory, duty_all_week, week_of
from tests.other_process import database_of_the_tests
from wijkleerbedrijf.organisation.delivery import UNCERTAIN
from wijkleerbedrijf.organisation.jobs import clear_old_jobs
from wijkleerbedrijf.organisation.management.commands.grant_runtime import grant_runtime
from wijkleerbedrijf.organisation.messages import send
from wijkleerbedrijf.organisation.models import Location, Message, User
from wijkleerbedrijf.organisation.worker import is_alive

pytestmark = pytest.mark.django_db(transaction=True)

Worker = subprocess.Popen[bytes]
SECONDS = 40


@pytest.fixture
def start_worker(transactional_db: None, tmp_path: Path) -> Iterator[Callable[..., Worker]]:
    """Starts `manage.py worker`; those that still run are stopped after the test."""
    grant_runtime(settings.RUNTIME_DATABASE_USER)
    started: list[Worker] = []
    environ = os.environ | database_of_the_tests() | {"DATABASE_POOL_SIZE": "4"}
    environ.pop("DATABASE_AS_OWNER", None)

    def start(*arguments: str, **changes: str) -> Worker:
        command = [sys.executable, "manage.py", "worker", *arguments]
        with (tmp_path / f"worker-{len(started)}.log").open("wb") as log:
            worker = subprocess.Popen(command, env=environ | changes, cwd=settings.BASE_DIR, stdout=log, stderr=log)
        started.append(worker)
        return worker

    yield start
    for worker in started:
        if worker.poll() is None:
            worker.terminate()
        worker.wait(SECONDS)


def wait_for(is_so: Callable[[], Any]) -> None:
    deadline = time.monotonic() + SECONDS
    while not is_so():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


def state_of(row: Message | WeekProposal) -> str:
    row.refresh_from_db()
    return row.state


@contextmanager
def mute_mail_server() -> Iterator[int]:
    """A port where somebody listens and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def mail(location: Location, once: str = "one") -> Message:
    return send(to="samira@example.org", subject="Je week", text="Kijk in Mijn week.", location=location, once=once)


def test_a_worker_does_what_was_asked_and_stops_when_told(
    start_worker: Callable[..., Worker], location: Location, coordinator: User, tmp_path: Path
) -> None:
    assert not is_alive()
    worker = start_worker()
    wait_for(is_alive)
    duty_all_week(location, coordinator)
    ClientFactory.create(location=location)
    StudentFactory.create(location=location)
    message = mail(location)
    proposal = ask_proposal(week=week_of(location), by=coordinator)
    wait_for(lambda: state_of(message) == "sent")
    wait_for(lambda: state_of(proposal) == "done")
    assert b"Subject: Je week" in (tmp_path / "worker-0.log").read_bytes()
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(10) == 0
    assert not is_alive()


def test_the_job_of_a_worker_that_was_killed_is_found_by_the_next_one(
    start_worker: Callable[..., Worker], location: Location
) -> None:
    with mute_mail_server() as port:
        message = mail(location)
        real = {"DEMO": "", "DEFAULT_FROM_EMAIL": "post@example.org", "EMAIL_URL": f"smtp://127.0.0.1:{port}"}
        worker = start_worker(**real)
        wait_for(lambda: state_of(message) == "sending")
        worker.kill()
        worker.wait()
    assert ProcrastinateJob.objects.get(task_name="send_message").status == "doing"
    with connection.cursor() as cursor:  # a quarter of a minute passes
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '20 seconds'")
    start_worker()
    wait_for(lambda: state_of(message) == "failed")
    assert message.error == UNCERTAIN
    wait_for(lambda: ProcrastinateJob.objects.get(task_name="send_message").status == "succeeded")


def test_what_is_over_for_three_days_is_cleared_away(
    start_worker: Callable[..., Worker], location: Location, coordinator: User
) -> None:
    old, new = mail(location, "old"), mail(location, "new")
    assert start_worker("--once").wait(SECONDS) == 0
    assert {state_of(old), state_of(new)} == {"sent"}
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_events SET at = at - interval '73 hours' FROM procrastinate_jobs AS job"
            " WHERE job.id = job_id AND job.args->>'message_id' = %s",
            [str(old.pk)],
        )
    clear_old_jobs.defer(timestamp=0)
    assert start_worker("--once").wait(SECONDS) == 0
    left = ProcrastinateJob.objects.filter(task_name="send_message")
    assert [job.args["message_id"] for job in left] == [new.pk]
    assert Message.objects.count() == 2


def test_a_command_tells_whether_a_worker_runs(start_worker: Callable[..., Worker]) -> None:
    assert start_worker("--alive").wait(SECONDS) == 1
    start_worker()
    wait_for(is_alive)
    assert start_worker("--alive").wait(SECONDS) == 0
