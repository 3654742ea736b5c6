"""How the views of planning answer: a part for the board, a page of its own without JavaScript, and refusals in words."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from planning.board import BoardView, load_board
from planning.models import WeekPlan
from planning.sent import line
from planning.services import PlanningError, ReasonNeeded
from wijkleerbedrijf.organisation.calendar_days import monday_of
from wijkleerbedrijf.organisation.models import Location, Task
from wijkleerbedrijf.organisation.permission import AppRequest
from wijkleerbedrijf.roles import Permission, Role

#: Set by the forms of the page itself; not asked again.
_OWN_FIELDS = ("csrfmiddlewaretoken", "reason", "token")


def monday_or_404(year: int, week: int) -> datetime.date:
    try:
        return monday_of(year, week)
    except ValueError as error:
        raise Http404 from error


def location_of(request: AppRequest) -> Location:
    location = request.access.location
    if location is None:
        raise Http404
    return location


def board_address(monday: datetime.date) -> str:
    year, week, _ = monday.isocalendar()
    return reverse("planning:week_board", args=[year, week])


def board_context(request: AppRequest, monday: datetime.date, view: BoardView) -> dict[str, Any]:
    access = request.access
    return {
        "board": load_board(access, monday, view, today=timezone.localdate()),
        "may_plan": access.may(Permission.PLAN_WEEK),
        "may_comment": access.may(Permission.COMMENT_WEEK),
        "may_see_clients": access.may(Permission.SEE_CLIENTS),
        "may_approve": Role.TEACHER in access.roles,
        "token": uuid.uuid4(),
    }


def view_of(request: AppRequest) -> BoardView:
    """The rows and day that the person looks at, also when the request comes from a part of that page."""
    if request.htmx and request.htmx.current_url:
        query = parse_qs(urlsplit(request.htmx.current_url).query)
        return BoardView.of({name: values[0] for name, values in query.items()})
    return BoardView.of(request.GET)


def board_part(request: AppRequest, monday: datetime.date, *, status: int = 200) -> HttpResponse:
    """The board as it is now, with what was just said above it; the panel closes."""
    context = board_context(request, monday, view_of(request))
    response = render(request, "planning/_board_answer.html", context, status=status)
    response["HX-Retarget"] = "#board"
    response["HX-Reswap"] = "outerHTML"
    response["HX-Trigger-After-Swap"] = "board-done"
    return response


def panel(request: AppRequest, name: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """`planning/_name.html` for the panel beside the board, `planning/name.html` as a page of its own."""
    if not request.htmx:
        return render(request, f"planning/{name}.html", context, status=status)
    response = render(request, f"planning/_{name}.html", context, status=status)
    response["HX-Retarget"] = "#board-panel"
    response["HX-Reswap"] = "innerHTML"
    return response


def done(request: AppRequest, monday: datetime.date, sentence: str) -> HttpResponse:
    """A step was taken: the fresh board."""
    if sentence:
        messages.success(request, sentence)
    return board_part(request, monday) if request.htmx else HttpResponseRedirect(board_address(monday))


def refused(request: AppRequest, monday: datetime.date, sentences: list[str]) -> HttpResponse:
    """A step was not taken: why, and the board as it is now."""
    for sentence in sentences:
        messages.error(request, sentence)
    return board_part(request, monday, status=409) if request.htmx else HttpResponseRedirect(board_address(monday))


def take_step(
    request: AppRequest, monday: datetime.date, act: Callable[[str, uuid.UUID | None], str], *, title: str
) -> HttpResponse:
    """Does `act(reason, token)`, which returns what to say. Asks a reason when one is needed; refuses in words."""
    reason = line(request.POST.get("reason"))
    try:
        return done(request, monday, act(reason, token_of(request.POST)))
    except ReasonNeeded as error:
        return ask_reason(request, monday, error.sentences, title=title)
    except PlanningError as error:
        return refused(request, monday, error.sentences)


def ask_reason(request: AppRequest, monday: datetime.date, sentences: list[str], *, title: str) -> HttpResponse:
    """The same step again, with a field for the reason; everything that was sent goes along."""
    fields = [(name, value) for name, values in request.POST.lists() if name not in _OWN_FIELDS for value in values]
    context = {
        "title": title,
        "sentences": sentences,
        "fields": fields,
        "token": uuid.uuid4(),
        "back": board_address(monday),
    }
    return panel(request, "reason_form", context, status=422)


def tell_calls(request: AppRequest, calls: Sequence[Task]) -> None:
    """How many clients must be called about what was just changed, and where those calls stand."""
    if calls:
        ready = "Er staat 1 telefoontje klaar" if len(calls) == 1 else f"Er staan {len(calls)} telefoontjes klaar"
        link = format_html('<a href="{}">Taken</a>', reverse("organisation:task_list"))
        messages.warning(request, format_html("{} bij {}: de bezoeken zijn nog te bevestigen.", ready, link))


def token_of(post: QueryDict) -> uuid.UUID | None:
    try:
        return uuid.UUID(post.get("token", ""))
    except ValueError:
        return None


def existing_week(request: AppRequest, monday: datetime.date) -> WeekPlan:
    week = WeekPlan.objects.visible_to(request.access).filter(monday=monday).first()
    if week is None:
        raise Http404
    return week
