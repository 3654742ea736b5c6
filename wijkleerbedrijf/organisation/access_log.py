"""Writes down who opened or took whose data."""

from __future__ import annotations

from django.db import models

from .models import AccessLog
from .permission import AppRequest


def log_access(request: AppRequest, action: AccessLog.Action, subject: models.Model | str) -> None:
    """One row: this person did `action` with `subject`, a row of somebody's file or the name of a list. One query."""
    is_row = isinstance(subject, models.Model)
    AccessLog.objects.create(
        user=request.access.user,
        location=request.access.location,
        action=action,
        subject_type=subject._meta.model_name if is_row else subject,
        subject_id=subject.pk if is_row else None,
    )
