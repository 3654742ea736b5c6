"""Does the jobs: proposals, messages, and what comes back every minute or every night."""

from __future__ import annotations

import asyncio
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from wijkleerbedrijf.organisation.worker import is_alive, run_worker


class Command(BaseCommand):
    help = "Does the jobs until it is stopped. At least one must run beside the web server; more may."
    #: The web server checks the same, and a worker that stops at a warning helps nobody.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="Stop when no job is left.")
        parser.add_argument("--alive", action="store_true", help="Only tell whether a worker runs: exit 0, or 1.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["alive"]:
            if not is_alive():
                raise CommandError("No worker runs. Start one with: python manage.py worker")
            return
        asyncio.run(run_worker(concurrency=settings.WORKER_CONCURRENCY, wait=not options["once"]))
