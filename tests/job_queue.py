"""The jobs that a test has deferred: read, and done at once in the transaction of the test."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from psycopg import sql


def waiting_jobs(task_name: str | None = None) -> list[dict[str, Any]]:
    """Name and arguments of the jobs that wait, in the order in which they were asked."""
    jobs = ProcrastinateJob.objects.filter(status="todo").order_by("pk")
    if task_name:
        jobs = jobs.filter(task_name=task_name)
    return [{"task": job.task_name, **job.args} for job in jobs]


def do_jobs(*, aborted: bool = False) -> int:
    """Do what waits, and what that defers, once each and without waiting for a time. Returns how many were done.

    A job that raises stays in the queue with one attempt more, and raises in the test.
    """
    done = 0
    while job := ProcrastinateJob.objects.filter(status="todo").order_by("pk").first():
        task = app.tasks[job.task_name]
        context = SimpleNamespace(
            app=app, job=SimpleNamespace(id=job.pk, attempts=job.attempts), should_abort=lambda: aborted
        )
        _set(job.pk, "attempts", job.attempts + 1)
        arguments = [context] if task.pass_context else []
        task.func(*arguments, **job.args)
        _set(job.pk, "status", "succeeded")
        done += 1
    return done


def _set(pk: int, column: str, value: Any) -> None:
    """Procrastinate's models are for reading: a test plays the worker with plain SQL."""
    statement = sql.SQL("UPDATE procrastinate_jobs SET {} = %s WHERE id = %s").format(sql.Identifier(column))
    with connection.cursor() as cursor:
        cursor.execute(statement, [value, pk])
