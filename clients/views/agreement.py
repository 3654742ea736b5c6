"""What is agreed with a client, version after version."""

from __future__ import annotations

import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods

from clients.forms import AgreementForm
from clients.models import Activity
from clients.services import new_agreement_version
from wijkleerbedrijf.organisation.permission import AppRequest, allow
from wijkleerbedrijf.organisation.week_grid import week_grid
from wijkleerbedrijf.roles import Permission

from .finding import locked_client, visible_client


def _first_day(today: datetime.date, latest: datetime.date | None) -> datetime.date:
    """Today for a first agreement, else the Monday after today and after the first day of the latest version."""
    if latest is None:
        return today
    day = max(today, latest)
    return day + datetime.timedelta(days=8 - day.isoweekday())


@allow(Permission.EDIT_CLIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def agreement_create(request: AppRequest, client_id: int) -> HttpResponse:
    client = (locked_client if request.method == "POST" else visible_client)(request, client_id)
    assert request.access.location is not None
    today = timezone.localdate()
    previous = client.agreements.prefetch_related("slots", "activities", "return_subjects").first()
    form = AgreementForm(
        request.POST or None,
        access=request.access,
        grid=week_grid(request.access.location, today),
        previous=previous,
        initial={"valid_from": _first_day(today, previous.valid_from if previous else None)},
    )
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["valid_from"]
        try:
            agreement = new_agreement_version(
                client=client, values=form.values, slots=form.slots, valid_from=day, by=request.user
            )
        except ValidationError as error:
            form.add_error("valid_from", error)
        else:
            when = date_format(day, "j F Y")
            messages.success(
                request, f"Versie {agreement.version} van de overeenkomst is vastgelegd. Die geldt vanaf {when}."
            )
            return redirect(client)
    context = {
        "form": form,
        "client": client,
        "previous": previous,
        "not_done": Activity.objects.visible_to(request.access).filter(is_allowed=False, is_active=True),
    }
    return render(request, "clients/agreement_create.html", context, status=422 if form.is_bound else 200)
