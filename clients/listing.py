"""What the list of clients shows of each of them, in one query."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import Exists, IntegerField, OuterRef, Q, Subquery

from .models import Client, ClientAgreement, ClientPause
from .querysets import ClientQuerySet


def with_list_facts(clients: ClientQuerySet, day: datetime.date) -> ClientQuerySet:
    """Adds to each client: `visits_agreed` a week (None without an agreement on `day`) and `is_paused` on `day`."""
    agreements = ClientAgreement.objects.filter(client=OuterRef("pk")).valid_on(day)
    return clients.annotate(
        visits_agreed=Subquery(agreements.values("visits_per_week")[:1], output_field=IntegerField()),
        is_paused=Exists(ClientPause.objects.filter(client=OuterRef("pk")).valid_on(day)),
    )


def ended(day: datetime.date) -> Q:
    """The last day of this client lies before `day`."""
    return Q(ended_on__lt=day)


def running(day: datetime.date) -> Q:
    """Has not ended, whatever else."""
    return Q(ended_on__isnull=True) | Q(ended_on__gte=day)


def active(day: datetime.date) -> Q:
    """Gets visits: an agreement holds and there is no pause."""
    return running(day) & Q(visits_agreed__isnull=False, is_paused=False)


def paused(day: datetime.date) -> Q:
    return running(day) & Q(is_paused=True)


def waiting(day: datetime.date) -> Q:
    """Waits for help."""
    return running(day) & Q(waiting_since__isnull=False)


@dataclass(frozen=True, slots=True)
class ClientStatus:
    """How it stands with a client, as an icon and words."""

    text: str
    tone: str
    icon: str


def status_of(client: Client, day: datetime.date, *, is_paused: bool, has_agreement: bool) -> ClientStatus:
    """The one thing that is most true of a client on `day`."""
    if client.ended_on and client.ended_on < day:
        return ClientStatus("gestopt", "closed", "logout")
    if is_paused:
        return ClientStatus("pauze", "absence", "paused")
    if client.waiting_since:
        return ClientStatus("wacht", "soon", "waiting")
    if has_agreement:
        return ClientStatus("krijgt bezoek", "ok", "ok")
    return ClientStatus("geen overeenkomst", "", "concept")
