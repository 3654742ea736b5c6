from __future__ import annotations

import pgtrigger
from django.db import models

from .location import Location
from .people import User


class AccessLog(models.Model):
    """Who opened or took whose data, and when. Rows are only ever added."""

    append_only = True

    class Action(models.TextChoices):
        VIEW = "view", "bekeken"
        PRINT = "print", "afgedrukt"
        DOWNLOAD = "download", "gedownload"

    at = models.DateTimeField("wanneer", auto_now_add=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="wie")
    location = models.ForeignKey(
        Location, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="locatie"
    )
    action = models.CharField("wat", max_length=10, choices=Action)
    subject_type = models.CharField("soort dossier", max_length=40)
    subject_id = models.BigIntegerField("nummer van het dossier", null=True)

    class Meta:
        verbose_name = "inzage"
        verbose_name_plural = "inzages"
        ordering = ["-at"]
        indexes = [models.Index(fields=["subject_type", "subject_id", "-at"], name="access_log_subject")]
        triggers = [
            pgtrigger.Protect(name="access_log_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_action_display()} {self.subject_type} {self.subject_id}"
