"""The week board itself: the page, its refresh, and where a visit may go."""

from __future__ import annotations

import datetime

from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from planning.board import BoardView
from planning.facts import load_week_of
from planning.models import WeekPlan
from planning.options import options_for_client, options_for_visit
from planning.sent import number
from planning.views.answers import board_address, board_context, location_of, monday_or_404, view_of
from wijkleerbedrijf.organisation.permission import AppRequest, allow
from wijkleerbedrijf.roles import Permission

_WEEK = datetime.timedelta(weeks=1)


@require_GET
@allow(Permission.SEE_WEEK)
def current_week(request: AppRequest) -> HttpResponse:
    """This week, or the first week after it that has not been published yet when this one has."""
    today = timezone.localdate()
    monday = today - datetime.timedelta(days=today.weekday())
    published = set(
        WeekPlan.objects.visible_to(request.access)
        .filter(monday__gte=monday, version__gt=0)
        .values_list("monday", flat=True)
    )
    if request.access.may(Permission.PLAN_WEEK):
        while monday in published:
            monday += _WEEK
    return HttpResponseRedirect(board_address(monday))


@require_GET
@allow(Permission.SEE_WEEK)
def week_board(request: AppRequest, year: int, week: int) -> HttpResponse:
    context = board_context(request, monday_or_404(year, week), BoardView.of(request.GET))
    return render(request, "planning/week_board.html", context)


@require_GET
@allow(Permission.SEE_WEEK)
def week_changes(request: AppRequest, year: int, week: int) -> HttpResponse:
    """The fresh board when somebody changed the week since the given moment; otherwise 204, nothing to do."""
    monday = monday_or_404(year, week)
    if "sinds" in request.GET:
        changed = WeekPlan.objects.visible_to(request.access).filter(monday=monday).values_list("changed_at", flat=True)
        now = changed.first()
        if request.GET["sinds"] == (now.isoformat() if now else ""):
            return HttpResponse(status=204)
    return render(request, "planning/_board.html", board_context(request, monday, view_of(request)))


@require_GET
@allow(Permission.PLAN_WEEK)
def visit_options(request: AppRequest, year: int, week: int) -> JsonResponse:
    """For a visit or a client: which cells of the board are possible, and the sentences for the others."""
    monday = monday_or_404(year, week)
    loaded = load_week_of(location_of(request).pk, monday)
    by_client = BoardView.of(request.GET).rows == "klanten"
    visit_id, client_id = number(request.GET.get("bezoek")), number(request.GET.get("klant"))
    if visit_id is not None:
        options = options_for_visit(loaded, visit_id, by_client=by_client)
    elif client_id is not None:
        options = options_for_client(loaded, client_id, by_client=by_client)
    else:
        options = None
    if options is None:
        raise Http404
    return JsonResponse(options)
