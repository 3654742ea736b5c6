"""Brings the database and the static files in step with the code; does nothing when they are."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def pending_migrations() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def static_inputs() -> str:
    """A digest of all that collectstatic would read: our files by name, size and time, packages by their lock file."""
    digest = hashlib.sha256((settings.BASE_DIR / "requirements" / "runtime.txt").read_bytes())
    for directory in settings.STATICFILES_DIRS:
        for path in sorted(Path(directory).rglob("*")):
            if path.is_file():
                about = path.stat()
                digest.update(f"{path}\0{about.st_size}\0{about.st_mtime_ns}\n".encode())
    return digest.hexdigest()


class Command(BaseCommand):
    help = "Migrates, makes the shared cache, grants the run-time role, builds static files: what is needed only."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="Also load demo data, once, and print who can sign in.")

    def handle(self, *args: Any, **options: Any) -> None:
        settings.MEDIA_ROOT.mkdir(mode=0o700, parents=True, exist_ok=True)
        if count := pending_migrations():
            self.stderr.write(f"Updating the database ({count} migrations) ...")
            call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        call_command("grant_runtime", verbosity=0)
        self._build_static()
        if options["demo"]:
            call_command("demo", logins=True)

    def _build_static(self) -> None:
        stamp = Path(settings.DATA_DIR) / "static.stamp"
        wanted = static_inputs()
        if stamp.is_file() and stamp.read_text() == wanted and Path(settings.STATIC_ROOT).is_dir():
            return
        self.stderr.write("Building static files ...")
        stamp.unlink(missing_ok=True)
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        stamp.write_text(wanted)
