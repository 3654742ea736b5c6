from __future__ import annotations

from django.db import models
from django.db.models import Q

from .location import Location


class Message(models.Model):
    """A mail in the outbox: written together with what it tells about, sent afterwards, at most once for each key."""

    class State(models.TextChoices):
        WAITING = "waiting", "wacht op verzending"
        SENDING = "sending", "wordt verstuurd"
        SENT = "sent", "verstuurd"
        FAILED = "failed", "niet gelukt"

    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+", verbose_name="locatie")
    to = models.EmailField("aan")
    subject = models.CharField("onderwerp", max_length=200)
    text = models.TextField("tekst")
    once = models.CharField("eenmalige sleutel", max_length=120, unique=True)
    state = models.CharField("stand", max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField("pogingen", default=0)
    error = models.CharField("fout", max_length=300, blank=True)
    created_at = models.DateTimeField("gemaakt op", auto_now_add=True)
    sent_at = models.DateTimeField("verstuurd op", null=True, blank=True)

    class Meta:
        verbose_name = "bericht"
        verbose_name_plural = "berichten"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | ~Q(state="sent") & Q(sent_at__isnull=True),
                name="message_sent_at",
            )
        ]

    def __str__(self) -> str:
        return self.subject
