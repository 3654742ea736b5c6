"""Writes down who opened or took whose data."""

from __future__ import annotations

from django.db import models

from .models import AccessLog
from .permission import AppRequest


def log_access(request: AppRequest, action: AccessLog.Action, subject: models.Model | str) -> None:
    """One row: this person did `action` with `subject`, a row of somebody's file or the name of a list. One query."""
    kind, pk = (subject, None) if isinstance(subject, str) else (subject._meta.model_name or "", subject.pk)
    AccessLog.objects.create(
        user=request.user,
        location=request.access.location,
        action=action,
        subject_type=kind,
        subject_id=pk,
    )
