"""Visits that can't go on: what can be done about them, doing it, and what the client says about it."""

from __future__ import annotations

import datetime
import uuid

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from clients.models import Client
from planning import services
from planning.facts import load_week
from planning.models import Visit, VisitSeat, WeekPlan
from planning.repair_cards import NotARepair, cards_of, repair_in
from planning.repair_question import CLIENT_CANNOT, Asked, question_of, repairs_for
from planning.rules import clients_for
from planning.services import AlreadyDone, PlanningError, PlanningRefused, Repaired
from planning.views.answers import board_address, existing_week, location_of, monday_or_404, take_step, token_of
from planning.views.visits import find_visit, plan_address, seat_of
from planning.views.weeks import person
from planning.visit_choices import Chosen
from students.models import Student
from wijkleerbedrijf.organisation.permission import AppRequest, allow
from wijkleerbedrijf.roles import Permission


def repair_address(monday: datetime.date, asked: Asked | None = None) -> str:
    year, week, _ = monday.isocalendar()
    return reverse("planning:week_repair", args=[year, week]) + (asked.query if asked else "")


@require_GET
@allow(Permission.PLAN_WEEK)
def week_repair(request: AppRequest, year: int, week: int) -> HttpResponse:
    """The visits of the week that can't go on, and three ways to solve them."""
    monday = monday_or_404(year, week)
    location = location_of(request)
    plan = WeekPlan.objects.visible_to(request.access).filter(monday=monday).first()
    asked = Asked.of(request.GET)
    question = question_of(plan or WeekPlan(location=location, monday=monday), asked)
    answer = repairs_for(question) if question.hit else None
    context = {
        "week_number": week,
        "hit": question.hit,
        "cards": cards_of(question, answer.repairs) if answer else [],
        "in_time": answer is None or answer.in_time,
        "left_out": question.left_out,
        "asked": asked,
        "token": uuid.uuid4(),
        "path": reverse("planning:repair_apply", args=[year, week]),
        "board": board_address(monday),
        "everything": repair_address(monday),
    }
    return render(request, "planning/week_repair.html", context)


@require_POST
@allow(Permission.PLAN_WEEK)
def repair_apply(request: AppRequest, year: int, week: int) -> HttpResponse:
    """The chosen repair: done at once, and then the calls."""
    monday = monday_or_404(year, week)
    plan = existing_week(request, monday)
    asked = Asked.of(request.POST)
    try:
        done = services.apply_repair(
            week=plan,
            changes=repair_in(request.POST.get("oplossing", "")),
            by=person(request),
            token=token_of(request.POST),
        )
    except NotARepair:
        messages.error(request, "Deze oplossing is te oud of niet goed overgekomen. Kies opnieuw.")
        return HttpResponseRedirect(repair_address(monday, asked))
    except AlreadyDone as error:
        messages.info(request, " ".join(error.sentences))
        return redirect("organisation:task_list")
    except PlanningError as error:
        for sentence in error.sentences:
            messages.error(request, sentence)
        return HttpResponseRedirect(repair_address(monday, asked))
    messages.success(request, _told(done, request.access.words.client.plural))
    if plan.version:
        messages.info(request, "Publiceer de week daarna opnieuw. Dan krijgen de studenten bericht.")
    if _first(request, Q()) is not None:
        messages.warning(request, "Er zijn nog meer bezoeken die niet kunnen doorgaan. U vindt ze bij Vandaag.")
    if len(done.calls) == 1:
        return redirect(done.calls[0])
    if done.calls:
        return redirect("organisation:task_list")
    return HttpResponseRedirect(_for_somebody_else(request, plan, asked) or board_address(monday))


def _for_somebody_else(request: AppRequest, week: WeekPlan, asked: Asked) -> str:
    """When the one client who was asked about can't: the page on which the free place goes to somebody who waits."""
    if asked.why != CLIENT_CANNOT or len(asked.visits) != 1:
        return ""
    visit = Visit.objects.filter(week=week, pk__in=asked.visits, is_active=False).prefetch_related("seats").first()
    lead = seat_of(visit, VisitSeat.Role.LEAD) if visit else None
    if visit is None or lead is None:
        return ""
    loaded = load_week(week)
    slot = loaded.facts.slot_by_key.get((visit.date, visit.block_id))
    if slot is None or not any(choice.allowed for choice in clients_for(lead.student_id, slot, loaded.facts)):
        return ""
    messages.info(request, "Er is nu een plek vrij. Kies wie er bezoek krijgt, of ga terug naar de weekplanning.")
    return plan_address(week.monday) + Chosen(date=visit.date, block=visit.block_id, student=lead.student_id).query


def _told(done: Repaired, clients: str) -> str:
    parts = []
    if done.changed:
        parts.append("1 bezoek is veranderd" if done.changed == 1 else f"{done.changed} bezoeken zijn veranderd")
    if done.cancelled:
        parts.append("1 bezoek is afgezegd" if done.cancelled == 1 else f"{done.cancelled} bezoeken zijn afgezegd")
    told = f"Opgelost: {' en '.join(parts)}."
    match len(done.calls):
        case 0:
            return f"{told} U hoeft niemand te bellen."
        case 1:
            return f"{told} Bel nu nog even."
        case number:
            return f"{told} Er zijn {number} {clients} om te bellen."


@require_GET
@allow(Permission.PLAN_WEEK)
def student_repair(request: AppRequest, pk: int) -> HttpResponse:
    """To the first week in which visits of this student can't go on, or else back to the student."""
    student = get_object_or_404(Student.objects.visible_to(request.access), pk=pk)
    first = _first(request, Q(seats__student=student))
    return HttpResponseRedirect(repair_address(_monday(first), Asked(student=pk))) if first else redirect(student)


@require_GET
@allow(Permission.PLAN_WEEK)
def client_repair(request: AppRequest, pk: int) -> HttpResponse:
    """To the first week in which visits to this client can't go on, or else back to the client."""
    client = get_object_or_404(Client.objects.visible_to(request.access), pk=pk)
    first = _first(request, Q(client=client))
    return HttpResponseRedirect(repair_address(_monday(first), Asked(client=pk))) if first else redirect(client)


def _first(request: AppRequest, which: Q) -> Visit | None:
    visits = (
        Visit.objects.visible_to(request.access)
        .to_come(timezone.localtime())
        .with_struck()
        .filter(which, is_struck=True)
    )
    first: Visit | None = visits.order_by("date", "starts_at", "pk").first()
    return first


def _monday(visit: Visit) -> datetime.date:
    return visit.date - datetime.timedelta(days=visit.date.weekday())


@require_POST
@allow(Permission.PLAN_WEEK)
def visit_confirm(request: AppRequest, pk: int) -> HttpResponse:
    """What the client says about a visit that changed."""
    visit = find_visit(request, pk)
    answer = request.POST.get("antwoord")

    def act(reason: str, token: uuid.UUID | None) -> str:
        if answer not in ("ja", "nee"):
            raise PlanningRefused(
                f"Kies wat {request.access.words.client.definite} zei: ja of nee. Er is niets bewaard."
            )
        return services.answer_visit(visit=visit, yes=answer == "ja", by=person(request))

    return take_step(request, visit.week.monday, act, title="Bewaar het antwoord")
