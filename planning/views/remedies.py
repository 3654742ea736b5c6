"""What would help a visit that a proposal does not place: asked in a call task, or carried out at once."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from planning.facts import load_week
from planning.models import WeekProposal
from planning.optimiser.remedies import MOVES
from planning.proposal_result import CalmResult, Remedy, ResultFormatError, from_json
from planning.remedy_calls import APPLIED, MOVED, PROPOSED, script_of, title_of
from planning.rules import WeekFacts
from planning.sent import line, number
from planning.services import PlanningError
from planning.services.remedies import ask_remedy, carry_out_remedy
from planning.unplaced import ASKED, find_remedy, remedy_line
from planning.views.answers import board_address, tell_calls, token_of
from planning.views.proposals import proposal_address
from planning.views.weeks import person
from wijkleerbedrijf.organisation.permission import AppRequest, allow
from wijkleerbedrijf.roles import Permission

_GONE = "Deze oplossing past niet meer bij de week. Maak een nieuw voorstel."


@require_POST
@allow(Permission.PLAN_WEEK)
def remedy_ask(request: AppRequest, pk: int) -> HttpResponse:
    """Makes the call task and opens it: there stands what to say."""
    proposal = _find(request, pk)
    back = HttpResponseRedirect(f"{proposal_address(proposal.week.monday)}#niet-geplaatst")
    result, remedy = _asked(request, proposal)
    facts = load_week(proposal.week).facts
    if not _still_makes_sense(facts, result, remedy) or remedy.kind not in ASKED:
        messages.error(request, _GONE)
        return back
    try:
        asked = ask_remedy(
            week=proposal.week,
            remedy=remedy,
            before=result,
            title=title_of(remedy, facts),
            script=script_of(remedy, facts, proposal.location.name),
            by=person(request),
        )
    except PlanningError as error:
        messages.error(request, error.sentences[0])
        return back
    return HttpResponseRedirect(reverse("organisation:task_detail", args=[asked.task_id]))


@require_POST
@allow(Permission.PLAN_WEEK)
def remedy_apply(request: AppRequest, pk: int) -> HttpResponse:
    """The answer is yes already, or nobody has to be asked."""
    proposal = _find(request, pk)
    monday = proposal.week.monday
    back = HttpResponseRedirect(f"{proposal_address(monday)}#niet-geplaatst")
    result, remedy = _asked(request, proposal)
    if not _still_makes_sense(load_week(proposal.week).facts, result, remedy):
        messages.error(request, _GONE)
        return back
    try:
        done = carry_out_remedy(
            week=proposal.week,
            remedy=remedy,
            before=result.assignments,
            by=person(request),
            token=token_of(request.POST),
        )
    except PlanningError as error:
        for sentence in error.sentences:
            messages.error(request, sentence)
        return back
    applied = MOVED if remedy.kind == MOVES else APPLIED
    messages.success(request, applied if done.applied else PROPOSED)
    tell_calls(request, done.calls)
    return HttpResponseRedirect(board_address(monday) if done.applied else proposal_address(monday))


def _find(request: AppRequest, pk: int) -> WeekProposal:
    rows = WeekProposal.objects.visible_to(request.access).select_related("week", "location")
    proposal: WeekProposal = get_object_or_404(rows, pk=pk, state=WeekProposal.State.DONE)
    return proposal


def _asked(request: AppRequest, proposal: WeekProposal) -> tuple[CalmResult, Remedy]:
    """The remedy of the form, and the plan on which it was tested; 404 when this proposal has no such remedy."""
    client = number(request.POST.get("klant"))
    try:
        result = from_json(proposal.result).of_calm(number(request.POST.get("rust")))
    except ResultFormatError as error:
        raise Http404 from error
    remedy = None if client is None else find_remedy(result, client, line(request.POST.get("hulp")))
    if remedy is None:
        raise Http404
    return result, remedy


def _still_makes_sense(facts: WeekFacts, result: CalmResult, remedy: Remedy) -> bool:
    """Are the people and the dagdelen of the remedy still in the week?"""
    return remedy_line(facts, result, remedy) is not None
