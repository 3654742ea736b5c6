"""Saves a row so that a rule of the database comes back as the sentence of that rule."""

from __future__ import annotations

from django.db import IntegrityError, models, transaction


def save_or_explain(row: models.Model) -> None:
    """Save; raises ValidationError with the sentence of the constraint that refused the row."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        row.validate_constraints()
        raise
