"""Finds the rows that a page is about, within what this person may see."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from clients.models import Client
from wijkleerbedrijf.organisation.permission import AppRequest


def visible_client(request: AppRequest, client_id: int) -> Client:
    """404 for a client of another location."""
    client: Client = get_object_or_404(Client.objects.visible_to(request.access), pk=client_id)
    return client


def locked_client(request: AppRequest, client_id: int) -> Client:
    """The same, for a change: a colleague who sends one now waits. Needs a transaction."""
    clients = Client.objects.visible_to(request.access).select_for_update(of=("self",))
    client: Client = get_object_or_404(clients, pk=client_id)
    return client
