"""Fills an empty try-out with demo data, once."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from wijkleerbedrijf.demo.load import DEFAULT_SEED, has_data, load_demo
from wijkleerbedrijf.demo.logins import email_of, logins_as_text
from wijkleerbedrijf.organisation.models import User


class Command(BaseCommand):
    help = "Makes demo locations, people and weeks in an empty try-out. Does nothing when there is any data."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=DEFAULT_SEED, help="The same seed gives the same people.")
        parser.add_argument("--logins", action="store_true", help="Also print who can sign in.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Demo data has known passwords and is only made when DEMO is on. See script/server.")
        if not has_data():
            self.stderr.write("Making demo data ...")
            load_demo(timezone.localdate(), options["seed"])
        if options["logins"] and User.objects.filter(email=email_of("coordinator", "venray")).exists():
            self.stdout.write(logins_as_text())
