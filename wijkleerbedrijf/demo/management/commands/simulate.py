"""Fills an empty try-out with years of weeks at many locations, to measure how fast the pages stay."""

from __future__ import annotations

import multiprocessing
import os
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from planning.models import Visit
from wijkleerbedrijf.demo.load import DEFAULT_SEED, load_programmes
from wijkleerbedrijf.demo.locations import shared_lists
from wijkleerbedrijf.demo.simulation import only_simulated, simulate_location, slug_of
from wijkleerbedrijf.organisation.models import Location

_MOST_LOCATIONS = 99


class Command(BaseCommand):
    help = "Makes bulk data for measurements. Refuses where there is other data."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--locations", type=int, default=25)
        parser.add_argument("--years", type=int, default=5)
        parser.add_argument("--seed", type=int, default=DEFAULT_SEED)
        parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Simulated data is only made when DEMO is on, never on a real site.")
        if not only_simulated():
            raise CommandError(
                "This database holds other data. Simulate in an empty one, for example with another DATA_DIR."
            )
        if not 1 <= options["locations"] <= _MOST_LOCATIONS:
            raise CommandError(f"Choose 1 to {_MOST_LOCATIONS} locations.")
        started = time.monotonic()
        load_programmes()
        shared_lists()
        present = set(Location.objects.values_list("slug", flat=True))
        numbers = [number for number in range(1, options["locations"] + 1) if slug_of(number) not in present]
        jobs = [(number, options["years"], options["seed"]) for number in numbers]
        leave_database()
        processes = multiprocessing.get_context("fork")
        with processes.Pool(max(1, options["processes"]), maxtasksperchild=None) as pool:
            for done, name in enumerate(pool.imap_unordered(_simulate, jobs), 1):
                self.stderr.write(f"{done} of {len(jobs)}: {name}, {time.monotonic() - started:.0f} s")
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        self.stdout.write(f"{Visit.objects.count()} visits after {time.monotonic() - started:.0f} s.")


def leave_database() -> None:
    """Gives the connections back, because a forked process must not speak through those of its parent."""
    connection.close()
    if connection.settings_dict["OPTIONS"].get("pool"):
        connection.close_pool()  # type: ignore[attr-defined]


def _simulate(job: tuple[int, int, int]) -> str:
    number, years, seed = job
    count = simulate_location(number, years, timezone.localdate(), seed, load_programmes())
    return f"{slug_of(number)} with {count} visits"
