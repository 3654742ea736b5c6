"""Planning a visit and moving one: the same steps, the same form. A choice from the board itself skips the form."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods

from planning import services
from planning.forms import ONLY_THIS_WEEK, VisitForm
from planning.models import Visit, VisitSeat, WeekPlan
from planning.sent import number
from planning.services import PlanningError, ReasonNeeded
from planning.views.answers import board_address, done, location_of, monday_or_404, panel, refused
from planning.views.visits import find_visit, plan_address, seat_of, week_rows
from planning.views.weeks import person
from planning.visit_choices import Choices, Chosen, VisitChoices
from wijkleerbedrijf.organisation.permission import AppRequest, allow
from wijkleerbedrijf.roles import Permission


@require_http_methods(["GET", "POST"])
@allow(Permission.PLAN_WEEK)
def visit_plan(request: AppRequest, year: int, week: int) -> HttpResponse:
    monday = monday_or_404(year, week)
    location = location_of(request)

    def act(data: dict[str, Any], *, onwards: bool) -> str:
        visit = services.plan_visit(
            week=services.week_at(location, monday),
            client_id=data["client"],
            date=data["date"],
            block_id=data["block"],
            lead_id=data["lead"],
            buddy_id=data["buddy"],
            accompanied_by_id=data["accompanied_by"],
            by=person(request),
            reason=data["reason"],
            onwards=onwards,
            token=data["token"],
        )
        return f"Het bezoek bij {visit.client.short_name} staat in de week."

    return _plan(request, monday, Chosen.of(request.GET), act, visit=None, title="Plan een bezoek")


@require_http_methods(["GET", "POST"])
@allow(Permission.PLAN_WEEK)
def visit_move(request: AppRequest, pk: int) -> HttpResponse:
    """Another dagdeel, other students, or both. Without a choice the page offers both lists."""
    visit = find_visit(request, pk)
    lead = seat_of(visit, VisitSeat.Role.LEAD)
    if request.GET:
        chosen = replace(Chosen.of(request.GET), client=visit.client_id)
    else:
        chosen = Chosen(visit.client_id, visit.date, visit.block_id, lead.student_id if lead else None)

    def act(data: dict[str, Any], *, onwards: bool) -> str:
        moved = services.move_visit(
            visit=visit,
            date=data["date"],
            block_id=data["block"],
            lead_id=data["lead"],
            buddy_id=data["buddy"],
            accompanied_by_id=data["accompanied_by"],
            by=person(request),
            reason=data["reason"],
            onwards=onwards,
            token=data["token"],
            seen=data["seen"],
        )
        return f"Het bezoek bij {moved.client.short_name} is verplaatst."

    return _plan(
        request,
        visit.week.monday,
        chosen,
        act,
        visit=visit,
        title="Verander het bezoek",
        everything_open=not request.GET,
    )


Act = Callable[..., str]


def _plan(
    request: AppRequest,
    monday: datetime.date,
    chosen: Chosen,
    act: Act,
    *,
    visit: Visit | None,
    title: str,
    everything_open: bool = False,
) -> HttpResponse:
    data = _sent(request, visit) if request.method == "POST" else None
    if data is not None:
        chosen = _chosen_in(data, visit)
    week, loaded = week_rows(request, monday)
    accompanied = bool(data.get("accompanied_by") if data else visit and visit.accompanied_by_id)
    path = request.path if visit else plan_address(monday)
    steps = VisitChoices(loaded, chosen, path=path, visit=visit.pk if visit else None, accompanied=accompanied)
    coordinators = [
        (user.pk, user.full_name) for user in services.coordinators_on(location_of(request), chosen.date or monday)
    ]
    if visit is not None and everything_open and data is None:
        choices = _everything(loaded, chosen, steps, visit, path)
        return _show(request, week, monday, steps, choices, None, visit=visit, title=title)
    if not steps.complete:
        if data is not None:
            raise Http404
        return _show(request, week, monday, steps, steps.find(), None, visit=visit, title=title)
    buddy = _buddy(data, visit)
    choices = steps.whole(buddy=buddy)
    form = VisitForm(
        data, initial=_initial(chosen, visit), buddies=_with(choices.buddies, buddy, steps), coordinators=coordinators
    )
    if data is None:
        return _show(request, week, monday, steps, choices, form, visit=visit, title=title)
    sentences: list[str] = []
    if form.is_valid():
        try:
            return done(request, monday, act(form.cleaned_data, onwards=form.is_onwards))
        except ReasonNeeded as error:
            sentences = error.sentences
            if not request.POST.get("direct"):
                form.add_error("reason", "Schrijf op waarom. Daarna kunt u het zo vastleggen.")
        except PlanningError as error:
            if request.POST.get("direct"):
                return refused(request, monday, error.sentences)
            for sentence in error.sentences:
                form.add_error(None, sentence)
    return _show(request, week, monday, steps, choices, form, visit=visit, title=title, sentences=sentences, status=422)


def _everything(loaded: Any, chosen: Chosen, steps: VisitChoices, visit: Visit, path: str) -> Choices:
    """Both lists for a visit that is to change: another student in this dagdeel, another dagdeel for this student."""
    other_student = VisitChoices(
        loaded, replace(chosen, student=None), path=path, visit=visit.pk, accompanied=steps.accompanied
    )
    other_slot = VisitChoices(
        loaded, replace(chosen, date=None, block=None), path=path, visit=visit.pk, accompanied=steps.accompanied
    )
    if steps.client is None:
        return Choices()
    lists = [other_student.students()] if steps.slot else []
    return Choices(lists=[*lists, other_slot.slots()])


def _sent(request: AppRequest, visit: Visit | None) -> Any:
    """What was sent. A drop on the board says only where to; the rest stays as it was."""
    data = request.POST.copy()
    data.setdefault("onwards", ONLY_THIS_WEEK)
    if request.POST.get("direct") and visit is not None:
        buddy = seat_of(visit, VisitSeat.Role.BUDDY)
        if buddy and str(buddy.student_id) != data.get("lead"):
            data["buddy"] = str(buddy.student_id)
        if visit.accompanied_by_id:
            data["accompanied_by"] = str(visit.accompanied_by_id)
    if visit is not None:
        data["client"] = str(visit.client_id)
    return data


def _chosen_in(data: Any, visit: Visit | None) -> Chosen:
    return Chosen.of(
        {
            "klant": data.get("client", ""),
            "datum": data.get("date", ""),
            "dagdeel": data.get("block", ""),
            "student": data.get("lead", ""),
        }
    )


def _buddy(data: Any, visit: Visit | None) -> int | None:
    if data is not None:
        return number(data.get("buddy"))
    seat = seat_of(visit, VisitSeat.Role.BUDDY) if visit else None
    return seat.student_id if seat else None


def _with(buddies: list[tuple[int, str]], buddy: int | None, steps: VisitChoices) -> list[tuple[int | str, str]]:
    """The possible second students, and the present one even when a rule speaks against it now."""
    known = steps.facts.student_by_id.get(buddy) if buddy is not None else None
    rest = [(int(known.id), known.name)] if known and buddy not in dict(buddies) else []
    return [*rest, *buddies]


def _initial(chosen: Chosen, visit: Visit | None) -> dict[str, Any]:
    return {
        "client": chosen.client,
        "date": chosen.date,
        "block": chosen.block,
        "lead": chosen.student,
        "buddy": _buddy(None, visit),
        "accompanied_by": visit.accompanied_by_id if visit else None,
        "token": uuid.uuid4(),
        "seen": services.mark_of(visit) if visit else "",
    }


def _show(
    request: AppRequest,
    week: WeekPlan | None,
    monday: datetime.date,
    steps: VisitChoices,
    choices: Choices,
    form: VisitForm | None,
    *,
    visit: Visit | None,
    title: str,
    sentences: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    warnings = sentences or [one.sentence for one in choices.findings if one.needs_reason]
    context = {
        "title": title,
        "visit": visit,
        "client_name": steps.client_name(steps.client.id) if steps.client else "",
        "student": steps.student,
        "slot": steps.slot,
        "choices": choices,
        "form": form,
        "refusals": [one.sentence for one in choices.findings if one.hard],
        "warnings": warnings,
        "asks_reason": bool(warnings) or bool(week and week.version),
        "is_published": bool(week and week.version),
        "path": steps.path,
        "chosen": steps.chosen,
        "without": _without(steps),
        "back": board_address(monday),
    }
    return panel(request, "visit_plan", context, status=status)


def _without(steps: VisitChoices) -> dict[str, str]:
    """Addresses that open one choice again and keep the others."""
    chosen, path = steps.chosen, steps.path
    return {
        "client": path + replace(chosen, client=None).query,
        "slot": path + replace(chosen, date=None, block=None).query,
        "student": path + replace(chosen, student=None).query,
    }
