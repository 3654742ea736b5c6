"""One visit: its details and history, planning and moving it, swapping, cancelling, restoring and recording it."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.db.models import Case, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clients.models import Activity
from planning import services
from planning.facts import LoadedWeek, cycling_minutes, load_week, load_week_of
from planning.forms import CancelForm, RecordForm
from planning.models import Confirmation, PlanStep, Visit, VisitSeat, WeekPlan
from planning.options import swapped
from planning.proposal_lines import price_text
from planning.proposed_week import pin_price
from planning.rules import check_together, visits_of
from planning.sent import number
from planning.travel import net_visit_minutes
from planning.views.answers import board_address, done, panel, refused, take_step
from planning.views.weeks import person
from wijkleerbedrijf.organisation.parameters import parameters_on
from wijkleerbedrijf.organisation.permission import AppRequest, allow
from wijkleerbedrijf.roles import Permission


def find_visit(request: AppRequest, pk: int) -> Visit:
    """A visit of this location, or a 404."""
    rows = Visit.objects.visible_to(request.access).select_related(
        "client", "week", "block", "agreement", "accompanied_by", "base_visit"
    )
    visit: Visit = get_object_or_404(rows.prefetch_related("seats__student"), pk=pk)
    return visit


def seat_of(visit: Visit, role: str) -> VisitSeat | None:
    return next((seat for seat in visit.seats.all() if seat.role == role), None)


def visit_facts(request: AppRequest, visit: Visit) -> dict[str, Any]:
    """What every part about a visit shows; clients by first name and initial for whoever may not see clients."""
    access = request.access
    sees_client = access.may(Permission.SEE_CLIENTS)
    return {
        "visit": visit,
        "client_name": visit.client.full_name if sees_client else visit.client.short_name,
        "sees_client": sees_client,
        "lead": seat_of(visit, VisitSeat.Role.LEAD),
        "buddy": seat_of(visit, VisitSeat.Role.BUDDY),
        "may_plan": access.may(Permission.PLAN_WEEK),
        "may_record": access.may(Permission.RECORD_VISIT) and visit.date <= timezone.localdate(),
        "back": board_address(visit.week.monday),
    }


@require_GET
@allow(Permission.SEE_WEEK)
def visit_detail(request: AppRequest, pk: int) -> HttpResponse:
    visit = find_visit(request, pk)
    minutes, net_minutes = _minutes(visit)
    steps = PlanStep.objects.visible_to(request.access).filter(
        week=visit.week, changes__contains=[{"what": "visit", "id": visit.pk}]
    )
    context = visit_facts(request, visit) | {
        "minutes": minutes,
        "net_minutes": net_minutes,
        "agreed": visit.agreement.activities.all(),
        "done": visit.activities.all() if visit.status == Visit.Status.DONE else [],
        "steps": steps.select_related("by")[:12],
        "confirmation": visit.confirmations.filter(state=Confirmation.State.OPEN).select_related("task").first(),
        "is_to_come": visit.date >= timezone.localdate(),
        "price": _price_of_pin(visit) if visit.pinned and request.access.may(Permission.PLAN_WEEK) else "",
    }
    return panel(request, "visit_detail", context)


def _price_of_pin(visit: Visit) -> str:
    """'dit kost 1 ander bezoek'; empty when no proposal says so."""
    price = pin_price(visit)
    return "" if price is None else price_text(price)[1]


@require_http_methods(["GET", "POST"])
@allow(Permission.PLAN_WEEK)
def visit_swap(request: AppRequest, pk: int) -> HttpResponse:
    """GET: with which visits this one may change places. POST: does it."""
    visit = find_visit(request, pk)
    if request.method == "POST":
        other = find_visit(request, number(request.POST.get("met")) or 0)

        def act(reason: str, token: uuid.UUID | None) -> str:
            services.swap_visits(first=visit, second=other, by=person(request), reason=reason, token=token)
            return f"De bezoeken van {visit.client.short_name} en {other.client.short_name} zijn geruild."

        return take_step(request, visit.week.monday, act, title="Ruil de bezoeken")
    loaded = load_week(visit.week)
    context = visit_facts(request, visit) | {"options": _swap_options(visit, loaded), "token": uuid.uuid4()}
    return panel(request, "visit_swap", context)


def _swap_options(visit: Visit, loaded: LoadedWeek) -> list[dict[str, Any]]:
    proposals = {proposal.visit: proposal for proposal in visits_of(loaded.facts)}
    mine = proposals.get(visit.pk)
    if mine is None:
        return []
    found = []
    for other in proposals.values():
        if other.visit == visit.pk:
            continue
        findings = check_together(swapped(mine, other), loaded.facts)
        if not any(one.hard for one in findings):
            names = [loaded.facts.student_by_id[member.student].name for member in other.members]
            found.append(
                {
                    "pk": other.visit,
                    "client": loaded.facts.client_by_id[other.client].name,
                    "when": other.slot.text,
                    "who": " en ".join(names),
                    "sentences": [one.sentence for one in findings if one.needs_reason],
                }
            )
    return found


@require_http_methods(["GET", "POST"])
@allow(Permission.PLAN_WEEK)
def visit_cancel(request: AppRequest, pk: int) -> HttpResponse:
    visit = find_visit(request, pk)
    form = CancelForm(request.POST if request.method == "POST" else None, initial={"token": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data

        def act(reason: str, token: uuid.UUID | None) -> str:
            services.cancel_visit(
                visit=visit,
                cancel_reason=data["cancel_reason"],
                by=person(request),
                reason=reason,
                onwards=form.is_onwards,
                token=token,
            )
            return f"Het bezoek bij {visit.client.short_name} is afgezegd. Bel {request.access.words.client.definite} als die het nog niet weet."

        return take_step(request, visit.week.monday, act, title="Zeg het bezoek af")
    context = visit_facts(request, visit) | {"form": form}
    return panel(request, "visit_cancel", context, status=422 if form.is_bound else 200)


@require_POST
@allow(Permission.PLAN_WEEK)
def visit_restore(request: AppRequest, pk: int) -> HttpResponse:
    visit = find_visit(request, pk)

    def act(reason: str, token: uuid.UUID | None) -> str:
        services.restore_visit(visit=visit, by=person(request), reason=reason, token=token)
        return f"Het bezoek bij {visit.client.short_name} gaat weer door."

    return take_step(request, visit.week.monday, act, title="Zet het bezoek terug")


@require_http_methods(["GET", "POST"])
@allow(Permission.RECORD_VISIT)
def visit_record(request: AppRequest, pk: int) -> HttpResponse:
    visit = find_visit(request, pk)
    agreed = list(visit.agreement.activities.values_list("pk", flat=True))
    before = list(visit.activities.values_list("pk", flat=True))
    initial = {
        "status": visit.status if visit.status in (Visit.Status.DONE, Visit.Status.CLIENT_ABSENT) else "done",
        "minutes": visit.minutes or _expected_minutes(visit),
        "activities": before or agreed,
        "note": visit.note,
        "seen": services.mark_of(visit),
    }
    activities = Activity.objects.filter(location_id=visit.location_id, is_allowed=True, is_active=True).order_by(
        Case(When(pk__in=agreed, then=0), default=1), "position", "name"
    )
    form = RecordForm(request.POST if request.method == "POST" else None, initial=initial, activities=activities)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.record_visit(
                visit=visit,
                status=data["status"],
                minutes=data["minutes"],
                activity_ids=[activity.pk for activity in data["activities"]],
                note=data["note"],
                by=person(request),
                seen=data["seen"],
            )
        except services.PlanningError as error:
            return refused(request, visit.week.monday, error.sentences)
        return done(request, visit.week.monday, f"Het bezoek bij {visit.client.short_name} is afgerond.")
    context = visit_facts(request, visit) | {"form": form, "agreed": agreed}
    return panel(request, "visit_record", context, status=422 if form.is_bound else 200)


def _minutes(visit: Visit) -> tuple[int | None, int | None]:
    """Cycling one way, and what is left for the visit; None where that is unknown."""
    lead = seat_of(visit, VisitSeat.Role.LEAD)
    cycling = cycling_minutes(visit.client, visit.location, lead.student if lead else None)
    parameters = parameters_on(visit.location, visit.date)
    inside = parameters is None or parameters.travel_inside_block
    return cycling, net_visit_minutes(visit.starts_at, visit.ends_at, cycling, inside_block=inside)


def _expected_minutes(visit: Visit) -> int:
    """The time of the dagdeel less the journeys, when those are known."""
    _, left = _minutes(visit)
    return left or net_visit_minutes(visit.starts_at, visit.ends_at, None, inside_block=False) or 0


def week_rows(request: AppRequest, monday: datetime.date) -> tuple[WeekPlan | None, LoadedWeek]:
    """The week if it exists, and its facts."""
    week = WeekPlan.objects.visible_to(request.access).filter(monday=monday).first()
    return week, load_week_of(request.access.location_id or 0, monday)


def plan_address(monday: datetime.date) -> str:
    year, week, _ = monday.isocalendar()
    return reverse("planning:visit_plan", args=[year, week])
