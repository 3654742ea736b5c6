"""Writes many rows at once, with every value as given: also the moments that a save would fill in itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import GeneratedField, Model


def copy_rows(model: type[Model], rows: Iterable[Model], *, with_ids: bool = False) -> int:
    """Adds rows with COPY and returns how many. Constraints and triggers hold as always.

    Without `with_ids` the database numbers them, and the objects stay without a number.
    """
    fields = [
        field
        for field in model._meta.concrete_fields
        if not isinstance(field, GeneratedField) and (with_ids or not field.primary_key)
    ]
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    count = 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")  # what wraps statements, such as pgtrigger.ignore, does not see a COPY
        with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row([field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields])
                count += 1
    return count


def next_ids(model: type[Model], number: int) -> Sequence[int]:
    """So many numbers of the model's own sequence, never to be given out again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [model._meta.db_table, str(model._meta.pk.column), number],
        )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return [row[0] for row in rows]
