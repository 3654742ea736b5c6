"""A proposal for a week: asked, awaited, looked at, applied whole or in part; and pins on the board."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from planning import services
from planning.models import WeekProposal
from planning.proposal_page import ProposalPage, load_proposal_page
from planning.sent import line, number
from planning.services import AlreadyDone, PlanningError, PlanningRefused, ReasonNeeded, WeekChanged
from planning.services.proposals import ask_proposal, cancel_proposal
from planning.views.answers import board_address, location_of, monday_or_404, take_step, tell_calls, token_of
from planning.views.visits import find_visit
from planning.views.weeks import person
from wijkleerbedrijf.organisation.permission import AppRequest, allow
from wijkleerbedrijf.roles import Permission

_SIX_DAYS = datetime.timedelta(days=6)


def proposal_address(monday: datetime.date) -> str:
    year, week, _ = monday.isocalendar()
    return reverse("planning:week_proposal", args=[year, week])


@require_GET
@allow(Permission.PLAN_WEEK)
def week_proposal(request: AppRequest, year: int, week: int) -> HttpResponse:
    """The last proposal for a week: how far it is, or what it says."""
    monday = monday_or_404(year, week)
    page = load_proposal_page(request.access, monday, calm=number(request.GET.get("rust")))
    return _shown(request, page)


def _shown(
    request: AppRequest,
    page: ProposalPage,
    *,
    errors: list[str] | None = None,
    reason: str = "",
    reason_missing: bool = False,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "page": page,
        "errors": errors or [],
        "reason": reason,
        "reason_missing": reason_missing,
        "token": uuid.uuid4(),
        "board_address": board_address(page.monday),
    }
    name = "planning/_week_proposal.html" if request.htmx else "planning/week_proposal.html"
    return render(request, name, context, status=status)


@require_POST
@allow(Permission.PLAN_WEEK)
def proposal_ask(request: AppRequest, year: int, week: int) -> HttpResponse:
    monday = monday_or_404(year, week)
    if monday + _SIX_DAYS < timezone.localdate():
        return HttpResponseRedirect(proposal_address(monday))
    try:
        ask_proposal(week=services.week_at(location_of(request), monday), by=person(request))
    except PlanningError as error:
        for sentence in error.sentences:
            messages.error(request, sentence)
    return HttpResponseRedirect(proposal_address(monday))


@require_POST
@allow(Permission.PLAN_WEEK)
def proposal_cancel(request: AppRequest, pk: int) -> HttpResponse:
    proposal = _find(request, pk)
    cancel_proposal(proposal=proposal)
    return HttpResponseRedirect(proposal_address(proposal.week.monday))


@require_POST
@allow(Permission.PLAN_WEEK)
def proposal_apply(request: AppRequest, pk: int) -> HttpResponse:
    """Carries out the groups that were ticked. What is refused comes back with the same ticks."""
    proposal = _find(request, pk)
    monday = proposal.week.monday
    calm = number(request.POST.get("rust"))
    reason = line(request.POST.get("reason"))
    picked = set(request.POST.getlist("groep")) | {
        key for keys in request.POST.getlist("gewoon") for key in keys.split(",") if key
    }
    try:
        applied = services.apply_proposal(
            proposal=proposal, calm=calm, picked=picked, by=person(request), reason=reason, token=token_of(request.POST)
        )
    except (WeekChanged, AlreadyDone) as error:
        messages.error(request, error.sentences[0])
        back = board_address(monday) if isinstance(error, AlreadyDone) else proposal_address(monday)
        return HttpResponseRedirect(back)
    except (ReasonNeeded, PlanningRefused) as error:
        page = load_proposal_page(request.access, monday, calm=calm, picked=picked)
        return _shown(
            request,
            page,
            errors=error.sentences,
            reason=reason,
            reason_missing=isinstance(error, ReasonNeeded),
            status=422,
        )
    messages.success(request, f"Het voorstel is toegepast: {applied.words}.")
    tell_calls(request, applied.calls)
    if proposal.week.version:
        messages.warning(request, "De week was al gepubliceerd. Publiceer de week opnieuw als het klopt.")
    return HttpResponseRedirect(board_address(monday))


def _find(request: AppRequest, pk: int) -> WeekProposal:
    rows = WeekProposal.objects.visible_to(request.access).select_related("week")
    proposal: WeekProposal = get_object_or_404(rows, pk=pk)
    return proposal


@require_POST
@allow(Permission.PLAN_WEEK)
def visit_pin(request: AppRequest, pk: int) -> HttpResponse:
    """A proposal leaves the visit where it is, or may move it again."""
    visit = find_visit(request, pk)
    pinned = request.POST.get("vast") == "ja"

    def act(reason: str, token: uuid.UUID | None) -> str:
        services.pin_visit(visit=visit, pinned=pinned, by=person(request), token=token)
        if pinned:
            return f"Het bezoek bij {visit.client.short_name} staat vast. Een voorstel laat het staan."
        return f"Het bezoek bij {visit.client.short_name} is los. Een nieuw voorstel mag het verplaatsen."

    if request.POST.get("terug") != "voorstel":
        return take_step(request, visit.week.monday, act, title="Zet het bezoek vast")
    try:
        messages.success(request, act("", token_of(request.POST)))
    except PlanningError as error:
        messages.error(request, error.sentences[0])
    return HttpResponseRedirect(proposal_address(visit.week.monday))
