"""The list of clients and the file of each of them."""

from __future__ import annotations

import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clients.filters import ClientFilter
from clients.forms import ClientForm
from clients.listing import status_of, with_list_facts
from clients.models import Client
from wijkleerbedrijf.organisation.access_log import log_access
from wijkleerbedrijf.organisation.models import AccessLog
from wijkleerbedrijf.organisation.permission import AppRequest, allow
from wijkleerbedrijf.organisation.week_grid import week_grid
from wijkleerbedrijf.roles import Permission

from .finding import locked_client, visible_client

PAGE_SIZE = 50
#: How long a pause that is over stays on the page.
REMEMBERED = datetime.timedelta(weeks=26)


@allow(Permission.SEE_CLIENTS)
@require_safe
def client_list(request: AppRequest) -> HttpResponse:
    today = timezone.localdate()
    clients = with_list_facts(Client.objects.visible_to(request.access), today)
    found = ClientFilter(request.GET, clients, request=request)
    page = Paginator(found.qs, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "filter": found,
        "page": page,
        "rows": [
            (
                client,
                status_of(client, today, is_paused=client.is_paused, has_agreement=client.visits_agreed is not None),
            )
            for client in page.object_list
        ],
        "may_edit": request.access.may(Permission.EDIT_CLIENTS),
    }
    return render(request, "clients/client_list.html", context)


@allow(Permission.SEE_CLIENTS)
@require_safe
def client_detail(request: AppRequest, client_id: int) -> HttpResponse:
    today = timezone.localdate()
    clients = Client.objects.visible_to(request.access).select_related("location").prefetch_related("skills", "pauses")
    client: Client = get_object_or_404(clients, pk=client_id)
    log_access(request, AccessLog.Action.VIEW, client)
    agreements = list(client.agreements.prefetch_related("slots", "activities", "return_subjects").order_by("-version"))
    current = next((row for row in agreements if row.is_valid_on(today)), None)
    coming = next((row for row in reversed(agreements) if row.valid_from > today), None)
    shown = current or coming
    grid = week_grid(client.location, today)
    slots = {(slot.weekday, slot.block_id): slot for slot in shown.slots.all()} if shown else {}
    pauses = [row for row in client.pauses.all() if row.valid_until is None or row.valid_until >= today - REMEMBERED]
    paused = next((row for row in pauses if row.is_valid_on(today)), None)
    context = {
        "client": client,
        "status": status_of(client, today, is_paused=paused is not None, has_agreement=current is not None),
        "agreement": shown,
        "agreement_begins_later": shown is not None and current is None,
        "coming": coming if coming is not shown else None,
        "older": [row for row in agreements if row not in (shown, coming)],
        "grid": grid,
        "grid_rows": grid.rows(slots),
        "pauses": pauses,
        "paused": paused,
        "ended": client.ended_on is not None,
        "today": today,
        "may_edit": request.access.may(Permission.EDIT_CLIENTS),
        "may_see_week": request.access.may(Permission.SEE_WEEK),
    }
    return render(request, "clients/client_detail.html", context)


@allow(Permission.EDIT_CLIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def client_create(request: AppRequest) -> HttpResponse:
    client = Client(location=request.access.location, waiting_since=timezone.localdate())
    form = ClientForm(request.POST or None, instance=client)
    if request.method == "POST" and form.is_valid():
        saved = form.save()
        messages.success(request, f"{saved.full_name} is toegevoegd. Leg nu de overeenkomst vast.")
        return redirect(saved)
    return render(request, "clients/client_create.html", {"form": form}, status=422 if form.is_bound else 200)


@allow(Permission.EDIT_CLIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def client_edit(request: AppRequest, client_id: int) -> HttpResponse:
    client = (locked_client if request.method == "POST" else visible_client)(request, client_id)
    name = client.full_name
    form = ClientForm(request.POST or None, instance=client)
    if request.method == "POST" and form.is_valid():
        saved = form.save()
        messages.success(request, f"De gegevens van {saved.full_name} zijn bewaard.")
        return redirect(saved)
    if not form.is_bound:
        log_access(request, AccessLog.Action.VIEW, client)
    context = {"form": form, "client": client, "name": name}
    return render(request, "clients/client_edit.html", context, status=422 if form.is_bound else 200)
