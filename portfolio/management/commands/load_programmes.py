"""Loads the qualifications and the example checklists that ship with the product."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portfolio.programme_files import DIRECTORY, ProgrammeFileError, read_all
from portfolio.services import load_programme


class Command(BaseCommand):
    help = "Loads programmes with their core tasks, work processes and example checklists; safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--directory", type=Path, default=DIRECTORY, help="Where the TOML files are.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            texts = read_all(options["directory"])
        except ProgrammeFileError as error:
            raise CommandError(str(error)) from error
        for text in texts:
            programme = load_programme(text)
            self.stdout.write(f"{programme.crebo} {programme.name}, version {programme.version}")
