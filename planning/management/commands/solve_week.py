"""manage.py solve_week INSTANCE.json --output PLAN.json [--time-limit S] [--calm L]"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from planning.optimiser.command import HELP, CannotSolve, add_arguments, solve_file


class Command(BaseCommand):
    """For `manage.py help` and from code; manage.py itself starts `planning.optimiser.command` without Django."""

    help = HELP
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            told = solve_file(
                options["instance"], options["output"], time_limit=options["time_limit"], calm=options["calm"]
            )
        except CannotSolve as error:
            raise CommandError(str(error), returncode=error.status) from error
        self.stdout.write(told)
