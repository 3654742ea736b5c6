"""What follows when a client was called about a visit that changed: yes makes it final, no cancels it at once (W004)."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from planning.models import Confirmation, PlanStep, Visit, WeekPlan
from wijkleerbedrijf.organisation.models import Task, User
from wijkleerbedrijf.organisation.parameters import client_noun
from wijkleerbedrijf.organisation.tasks import Answer, Done, TaskRefused, answer_task

from .asking_clients import TELL
from .confirmations import close, open_of
from .errors import PlanningError, WeekChanged
from .steps import lock_week, taking_step

YES, NO, TOLD = "yes", "no", "told"


def answer_visit(*, visit: Visit, yes: bool, by: User) -> str:
    """The answer about one visit of a call; when it was the last one that was asked, the call is done.

    Returns what to say. Raises WeekChanged when nothing is asked about the visit any more.
    """
    with transaction.atomic():
        lock_week(visit.week)
        row = Confirmation.objects.filter(visit=visit, state=Confirmation.State.OPEN).select_related("task").first()
        if row is None:
            raise WeekChanged("Dit bezoek wacht niet meer op antwoord. Kijk op het bord hoe het nu is.")
        mine = [one for one in open_of(row.task) if one.pk == row.pk]
        sentence = _settle(mine, yes=yes, by=by)
        if not open_of(row.task):
            _end_call(row.task, by)
    return sentence


def _end_call(task: Task, by: User) -> None:
    """Every visit of the call has its answer."""
    states = set(Confirmation.objects.filter(task=task).values_list("state", flat=True))
    outcome = TOLD if task.kind == TELL else YES if Confirmation.State.YES in states else NO
    try:
        answer_task(task=task, outcome=outcome, by=by)
    except TaskRefused as error:
        raise WeekChanged(*error.sentences) from error


def _settle(confirmations: Collection[Confirmation], *, yes: bool, by: User) -> str:
    """Closes these questions; after a no the visits that were still on are cancelled in one step."""
    asked = [one for one in confirmations if one.visit.is_active]
    told = [one for one in confirmations if not one.visit.is_active]
    close(told, Confirmation.State.YES)
    close(asked, Confirmation.State.YES if yes else Confirmation.State.NO)
    if not asked:
        location = next(iter(confirmations)).location
        return f"Genoteerd dat {client_noun(location, timezone.localdate()).definite} het weet."
    client = asked[0].visit.client.address_name
    when = " en ".join(date_format(one.visit.date, "l j F") for one in asked)
    if yes:
        return f"Genoteerd: {client} zei ja. Het bezoek op {when} staat nu vast."
    _cancel(asked, by)
    return f"Genoteerd: {client} zei nee. Het bezoek op {when} is afgezegd."


def _cancel(confirmations: Sequence[Confirmation], by: User) -> None:
    week = confirmations[0].visit.week
    reasons = {one.visit_id: one.if_no for one in confirmations}
    who = client_noun(week.location, week.monday)
    reason = f"{who.capital_definite} zei nee tegen de verandering."
    with taking_step(week=week, by=by, kind=PlanStep.Kind.CANCEL, reason=reason) as step:
        visits = Visit.objects.filter(pk__in=reasons, status=Visit.Status.PLANNED)
        for visit in visits.select_related("client").prefetch_related("seats", "activities"):
            with step.changing(visit):
                visit.status, visit.is_active, visit.by_hand = Visit.Status.CANCELLED, False, True
                visit.cancel_reason = reasons[visit.pk]
                visit.save()
        names = ", ".join(str(one.visit) for one in confirmations)
        step.summary = f"Afgezegd omdat {who.definite} nee zei: {names}"


# The call as a task


def lock_week_of_call(task: Task) -> None:
    """The lock of the week, taken before that of the task."""
    week = WeekPlan.objects.filter(steps__confirmations__task=task).distinct().first()
    if week is not None:
        lock_week(week)


def answer_call(answer: Answer) -> Done:
    """One answer for all visits that are still asked about."""
    asked = open_of(answer.task)
    if not asked:
        return Done("Genoteerd.")
    try:
        return Done(_settle(asked, yes=answer.outcome != NO, by=answer.by))
    except PlanningError as error:
        raise TaskRefused(*error.sentences) from error
