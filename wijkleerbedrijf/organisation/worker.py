"""The process beside the web server that does the jobs: how it runs, and whether one does."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import logging
import time

from django.utils import timezone
from procrastinate import App
from procrastinate.contrib.django import DjangoApp, app
from procrastinate.contrib.django.models import ProcrastinateWorker
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import ConnectorException
from procrastinate.psycopg_connector import PsycopgConnector

logger = logging.getLogger(__name__)

#: A worker says so often that it lives, in seconds; one that is silent for longer than the second number has been killed.
HEARTBEAT, SILENT = 4.0, 15.0
#: How long a worker that must stop waits for its jobs, before it asks them to stop too.
PATIENCE = 2.0


def _worker_app() -> App:
    """The same jobs, fetched over connections of its own: what a job itself defers stays in the transaction of that job."""
    own = DjangoApp(connector=PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=4))
    own.tasks = app.tasks
    own.periodic_registry = app.periodic_registry
    return own


async def run_worker(*, concurrency: int, wait: bool = True) -> None:
    """Do jobs until a SIGTERM or Ctrl-C; without `wait` until there is none left."""
    own = _worker_app()
    async with own.open_async():
        await rescue_jobs(own)
        over = asyncio.Event()
        rescuer = asyncio.create_task(_keep_rescuing(own, over))
        try:
            await own.run_worker_async(
                concurrency=concurrency,
                wait=wait,
                update_heartbeat_interval=HEARTBEAT,
                stalled_worker_timeout=SILENT,
                shutdown_graceful_timeout=PATIENCE,
            )
        finally:
            # A cancelled wait for a database that is away may come back as another error: hence also an event.
            over.set()
            rescuer.cancel()
            await asyncio.wait({rescuer}, timeout=HEARTBEAT)


async def rescue_jobs(own: App) -> int:
    """Jobs of a worker that was killed go back in the queue; each job knows what that means. Returns their number."""
    jobs = list(await own.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENT))
    for job in jobs:
        try:
            await own.job_manager.retry_job(job)
        except ConnectorException:  # another worker was first
            continue
        logger.warning("Job %s (%s) was left by a worker that is gone; it is done again.", job.id, job.task_name)
    return len(jobs)


async def _keep_rescuing(own: App, over: asyncio.Event) -> None:
    while not over.is_set():
        before = time.time()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(over.wait(), 2 * HEARTBEAT)
        if over.is_set() or time.time() - before > SILENT:
            # The end; or the machine slept, and this worker with it: its own jobs only seem to be left.
            continue
        try:
            await rescue_jobs(own)
        except ConnectorException as error:
            logger.warning("Looking for jobs of workers that are gone failed: %s", error)


def is_alive() -> bool:
    """Does a worker run somewhere? One query."""
    since = timezone.now() - datetime.timedelta(seconds=SILENT)
    return bool(ProcrastinateWorker.objects.filter(last_heartbeat__gte=since).exists())
