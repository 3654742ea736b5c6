"""When can we really begin? Asked at a home visit, for a client or for somebody who is none yet."""

from __future__ import annotations

import logging
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from clients.models import Client
from planning.earliest import WEEKS, earliest_start
from planning.earliest_words import answer_lines, dagdeel_name, picture
from planning.optimiser.earliest import Place
from planning.optimiser.process import SolverError
from planning.views.answers import location_of
from planning.wishes_form import WishesForm, begins_with
from wijkleerbedrijf.organisation.access_log import log_access
from wijkleerbedrijf.organisation.models import AccessLog
from wijkleerbedrijf.organisation.models.catalogue import Weekday
from wijkleerbedrijf.organisation.permission import AppRequest, allow
from wijkleerbedrijf.organisation.week_grid import week_grid
from wijkleerbedrijf.roles import Permission

logger = logging.getLogger(__name__)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Permission.PLAN_WEEK)
def earliest_start_anybody(request: AppRequest) -> HttpResponse:
    return _page(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Permission.PLAN_WEEK)
def earliest_start_client(request: AppRequest, client_id: int) -> HttpResponse:
    clients = Client.objects.visible_to(request.access).prefetch_related("skills")
    client = get_object_or_404(clients, pk=client_id)
    if request.method != "POST":
        log_access(request, AccessLog.Action.VIEW, client)
    return _page(request, client)


def _page(request: AppRequest, client: Client | None) -> HttpResponse:
    location, today = location_of(request), timezone.localdate()
    grid = week_grid(location, today)
    agreement = None
    if client is not None:
        agreements = client.agreements.prefetch_related("slots").order_by("version")
        agreement = next((one for one in agreements if one.valid_until is None or one.valid_until >= today), None)
    form = WishesForm(
        request.POST if request.method == "POST" else None,
        access=request.access,
        grid=grid,
        client=client,
        initial=begins_with(client, agreement, grid),
    )
    context: dict[str, Any] = {"form": form, "client": client, "number_of_weeks": WEEKS}
    status = 200
    if request.method == "POST":
        if form.is_valid():
            context |= _answer(request, form, client)
        else:
            status = 422
    return render(request, "planning/earliest_start.html", context, status=status)


def _answer(request: AppRequest, form: WishesForm, client: Client | None) -> dict[str, Any]:
    wishes = form.wishes
    try:
        answer = earliest_start(location_of(request), wishes, client, timezone.localdate())
    except SolverError:
        logger.exception("An earliest start was not computed")
        return {"failed": True}
    names: dict[Place, str] = {
        (cell.weekday, cell.block.pk): dagdeel_name(Weekday(cell.weekday).label, cell.block.name)
        for cell in form.grid.cells()
        if (cell.weekday, cell.block.pk) in wishes.places
    }
    own = max((len(week.own) for week in answer.weeks), default=0)
    asked = max(1, wishes.visits - own)
    lines = answer_lines(answer, names, students=request.access.words.student.plural, visits=asked)
    return {
        "answer": answer,
        "headline": lines[0],
        "lines": lines[1:],
        "picture": picture(answer.weeks, names),
        "own": own,
        "unplanned": [week for week in answer.weeks if not week.planned],
        "wishes": wishes,
    }
