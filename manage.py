#!/usr/bin/env python
"""Django's commands. Those that change the schema work as the owner of the tables, all others as the run-time role."""

import os
import sys

OWNER_COMMANDS = {"migrate", "createcachetable", "grant_runtime", "prepare", "flush", "sqlmigrate", "simulate"}


def main() -> None:
    if sys.argv[1:2] == ["solve_week"]:  # pure computation: no settings, no database
        from planning.optimiser.command import main as solve_week

        sys.exit(solve_week(sys.argv[2:]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wijkleerbedrijf.settings")
    if len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS:
        os.environ["DATABASE_AS_OWNER"] = "1"
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
