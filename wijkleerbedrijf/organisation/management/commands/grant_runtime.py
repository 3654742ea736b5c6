"""Gives the run-time role what the application needs on each table, and no more."""

from __future__ import annotations

from typing import Any

import pghistory.models
from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from psycopg import sql


def append_only_tables() -> set[str]:
    """Tables whose rows may be added and read only: models that say `append_only`, and all change history."""
    return {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if getattr(model, "append_only", False) or issubclass(model, pghistory.models.Event)
    }


def privileges_for(table: str, append_only: set[str]) -> str:
    if table == MigrationRecorder.Migration._meta.db_table:
        return "SELECT"
    return "SELECT, INSERT" if table in append_only else "SELECT, INSERT, UPDATE, DELETE"


def grant_runtime(role: str) -> int:
    """Set the privileges of a role on every table that we own; returns the number of tables."""
    append_only = append_only_tables()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user")
        tables = [row[0] for row in cursor.fetchall()]
        who = sql.Identifier(role)
        statements = [
            sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {who}").format(who=who),
            sql.SQL("GRANT USAGE ON SCHEMA public TO {who}").format(who=who),
            sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {who}").format(who=who),
        ]
        for privileges in sorted({privileges_for(table, append_only) for table in tables}):
            names = [sql.Identifier(table) for table in tables if privileges_for(table, append_only) == privileges]
            statements.append(
                sql.SQL("GRANT {what} ON {tables} TO {who}").format(
                    what=sql.SQL(privileges), tables=sql.SQL(", ").join(names), who=who
                )
            )
        for statement in statements:
            cursor.execute(statement)
    return len(tables)


class Command(BaseCommand):
    help = "Gives the run-time role of DATABASE_URL its privileges on the tables; run it after migrate."

    def handle(self, *args: Any, **options: Any) -> None:
        role, owner = settings.RUNTIME_DATABASE_USER, settings.DATABASES["default"]["USER"]
        if role == owner:
            self.stderr.write(
                f"The application runs as {owner}, which owns the tables. Set OWNER_DATABASE_URL for the migrations and "
                "give DATABASE_URL a role without ownership: then no mistake of the application can empty the history."
            )
            return
        count = grant_runtime(role)
        if options["verbosity"] > 1:
            self.stdout.write(f"{role} may use {count} tables.")
