"""A pause of the help, its end, and beginning again."""

from __future__ import annotations

import pghistory
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from clients.forms import EndForm, PauseForm
from clients.models import Client, ClientPause
from clients.services import end_client, pause_client, reopen_client
from wijkleerbedrijf.organisation.permission import AppRequest, allow
from wijkleerbedrijf.roles import Permission

from .finding import visible_client


def _own_pause(request: AppRequest, pause_id: int) -> ClientPause:
    rows = ClientPause.objects.visible_to(request.access).select_related("client")
    pause: ClientPause = get_object_or_404(rows, pk=pause_id)
    return pause


@allow(Permission.EDIT_CLIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def pause_create(request: AppRequest, client_id: int) -> HttpResponse:
    client = visible_client(request, client_id)
    return _edit(request, ClientPause(location_id=client.location_id, client=client, valid_from=timezone.localdate()))


@allow(Permission.EDIT_CLIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def pause_edit(request: AppRequest, pause_id: int) -> HttpResponse:
    return _edit(request, _own_pause(request, pause_id))


def _edit(request: AppRequest, pause: ClientPause) -> HttpResponse:
    client = pause.client
    form = PauseForm(request.POST or None, instance=pause)
    if request.method == "POST" and form.is_valid():
        try:
            pause_client(pause=pause, by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"De pauze van {client.full_name} is bewaard.")
            return _after_change(request, client)
    context = {"form": form, "client": client, "pause": pause if pause.pk else None}
    page = "clients/pause_edit.html" if pause.pk else "clients/pause_create.html"
    return render(request, page, context, status=422 if form.is_bound else 200)


def _after_change(request: AppRequest, client: Client) -> HttpResponse:
    """Planning looks whether this hits visits; when it does not, it comes back to the client."""
    return (
        redirect("planning:client_repair", client.pk) if request.access.may(Permission.PLAN_WEEK) else redirect(client)
    )


@allow(Permission.EDIT_CLIENTS)
@require_POST
def pause_remove(request: AppRequest, pause_id: int) -> HttpResponse:
    """For a mistake: the change history keeps that it stood there."""
    pause = _own_pause(request, pause_id)
    with pghistory.context(user=request.user.pk):
        pause.delete()
    messages.success(request, "De pauze is weggehaald.")
    return redirect(pause.client)


@allow(Permission.EDIT_CLIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def client_end(request: AppRequest, client_id: int) -> HttpResponse:
    client = visible_client(request, client_id)
    initial = {"ended_on": client.ended_on or timezone.localdate(), "reason": client.end_reason}
    form = EndForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            end_client(client=client, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error("ended_on", error)
        else:
            messages.success(request, f"De hulp aan {client.full_name} is gestopt. De gegevens blijven bewaard.")
            return _after_change(request, client)
    context = {"form": form, "client": client}
    return render(request, "clients/client_end.html", context, status=422 if form.is_bound else 200)


@allow(Permission.EDIT_CLIENTS)
@require_POST
def client_reopen(request: AppRequest, client_id: int) -> HttpResponse:
    client = visible_client(request, client_id)
    reopen_client(client=client, waiting_since=timezone.localdate(), by=request.user)
    messages.success(request, f"{client.full_name} staat weer open en wacht vanaf vandaag. Leg een overeenkomst vast.")
    return redirect(client)
