"""What the role that the application runs as may do in the database, and what it may not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.conf import settings
from django.db import ProgrammingError, connection, transaction

from tests.factories import LocationFactory
from wijkleerbedrijf.organisation.management.commands.grant_runtime import append_only_tables, grant_runtime
from wijkleerbedrijf.organisation.models import AccessLog, Location


def all_tables() -> list[str]:
    return [table for table in connection.introspection.table_names() if table != "django_migrations"]


@pytest.fixture
def as_runtime_role(db: None) -> Iterator[None]:
    """The statements of the test are those of the run-time role."""
    role = settings.RUNTIME_DATABASE_USER
    assert role != settings.DATABASES["default"]["USER"]
    assert grant_runtime(role) == len(all_tables()) + 1
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {connection.ops.quote_name(role)}")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def is_refused(statement: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except ProgrammingError as error:
        return "permission denied" in str(error) or "must be owner" in str(error)
    return False


def test_the_application_works_as_the_runtime_role(as_runtime_role: None) -> None:
    location = LocationFactory.create(name="Venray")
    Location.objects.filter(pk=location.pk).update(name="Venray-Oost")
    assert Location.objects.get(pk=location.pk).name == "Venray-Oost"


def test_the_access_log_and_all_history_are_append_only(db: None) -> None:
    events = {table for table in all_tables() if table.endswith("event")}
    assert events
    assert events | {AccessLog._meta.db_table} <= append_only_tables()


@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = NULL", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_what_was_logged_cannot_be_changed_or_emptied(as_runtime_role: None, statement: str) -> None:
    models = {model._meta.db_table: model for model in apps.get_models() if model._meta.managed}
    allowed = [
        table
        for table in append_only_tables() & models.keys()
        if not is_refused(statement.format(table, models[table]._meta.pk.column))
    ]
    assert allowed == []


def test_no_table_can_be_emptied_changed_in_shape_or_dropped(as_runtime_role: None) -> None:
    for statement in ("TRUNCATE {} CASCADE", "ALTER TABLE {} ADD COLUMN extra int", "DROP TABLE {} CASCADE"):
        assert [table for table in all_tables() if not is_refused(statement.format(table))] == []
    assert is_refused("CREATE TABLE extra (id int)")


def test_triggers_that_write_history_cannot_be_switched_off(as_runtime_role: None) -> None:
    assert is_refused(f"ALTER TABLE {Location._meta.db_table} DISABLE TRIGGER ALL")
    assert is_refused("SET session_replication_role = replica")


def test_the_list_of_migrations_can_be_read_only(as_runtime_role: None) -> None:
    assert is_refused("DELETE FROM django_migrations")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_migrations")
        assert cursor.fetchone()[0] > 0
