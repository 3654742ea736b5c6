"""Asks somebody what would make room for a visit, notes the answer, and carries out the plan that was tested with it."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from planning.begun import begun_slots
from planning.facts import LoadedWeek, load_week
from planning.models import AskedRemedy, PlanStep, Visit, WeekPlan, WeekProposal
from planning.optimiser.instance import Assignment
from planning.optimiser.remedies import CLIENT_SLOT, DUTY, MOVES, PAIR, PIN, STUDENT_SLOT
from planning.proposal_changes import new_problems
from planning.proposal_result import CalmResult, Remedy, plan_from_json, plan_to_json
from planning.proposed_week import UnknownInWeek, begun_otherwise, groups_of_plan, present_visits
from wijkleerbedrijf.organisation.models import Task, User
from wijkleerbedrijf.organisation.tasks import drop_task, open_task

from .applying import Applied, carry_out, pin_visit
from .duty import set_duty
from .errors import PlanningError, PlanningRefused, WeekChanged
from .exceptions import note_agreed_pair, note_extra_dagdeel
from .proposals import ask_proposal, cancel_proposal
from .steps import lock_week, taking_step

#: The kind of call task for each kind of question.
ASK_DAGDEEL, ASK_STUDENT, ASK_PAIR = "ask_dagdeel", "ask_student_dagdeel", "ask_pair"
_TASK_KINDS = {CLIENT_SLOT: ASK_DAGDEEL, STUDENT_SLOT: ASK_STUDENT, PAIR: ASK_PAIR}

FIRST_APPLY = "De week is niet zoals in dit voorstel. Pas eerst het voorstel toe, of maak een nieuw voorstel. Er is niets veranderd."
MOVES_NO_MORE = "Deze oplossing kan niet meer. Maak een nieuw voorstel. Er is niets veranderd."
WEEK_OVER = "Deze week is voorbij. Er is niets veranderd."

#: The reason of the step; students and teachers may read it, so it names nobody.
ROOM_MADE = "Er is plek gemaakt voor een bezoek"


@dataclass(frozen=True, slots=True)
class CarriedOut:
    """What became of a remedy: its plan stands in the week, or a new proposal is being made with what was agreed."""

    applied: bool
    calls: list[Task] = field(default_factory=list)


def ask_remedy(*, week: WeekPlan, remedy: Remedy, before: CalmResult, title: str, script: str, by: User) -> AskedRemedy:
    """A call task for this question; asking it again finds the task that is still open. Raises PlanningError."""
    if remedy.kind not in _TASK_KINDS or remedy.slot is None:
        raise PlanningRefused("Hiervoor hoeft u niemand te bellen.")
    _not_begun(week, remedy)
    about = _about(week, remedy)
    with transaction.atomic():
        locked = lock_week(week)
        asked = AskedRemedy.objects.filter(**about, task__state=Task.State.OPEN).select_related("task").first()
        if asked is not None:
            return asked
        task = open_task(
            location=locked.location,
            kind=_TASK_KINDS[remedy.kind],
            title=title,
            script=script,
            due_on=timezone.localdate(),
            by=by,
        )
        return AskedRemedy.objects.create(
            location_id=locked.location_id,
            task=task,
            before=plan_to_json(before.assignments),
            plan=plan_to_json(remedy.plan),
            **about,
        )


def before_of(asked: AskedRemedy) -> frozenset[Assignment]:
    """The plan on which it was tested."""
    return plan_from_json(asked.before)


def carry_out_remedy(
    *,
    week: WeekPlan,
    remedy: Remedy,
    before: frozenset[Assignment],
    by: User,
    token: uuid.UUID | None = None,
    answered: Task | None = None,
) -> CarriedOut:
    """Notes that the answer is yes, and carries out what was tested with it. Raises PlanningError.

    When the week follows the plan on which it was tested (`before`), only what differs changes, in one step that the rules judge
    again. When it does not, or not any more, nothing changes but the note, and a new proposal is asked that counts with it.
    Call tasks that ask the same are not needed any more, but for the one that was `answered`.
    """
    _not_begun(week, remedy)
    with transaction.atomic():
        locked = lock_week(week)
        _note(locked, remedy, by)
        _drop_calls(locked, remedy, by, answered)
        loaded = load_week(locked)
        present = {
            Assignment(member.student, one.client, one.slot.key, member.role)
            for one in present_visits(loaded)
            for member in one.crew
        }
        enters, leaves = remedy.plan - before, before - remedy.plan
        if enters <= present and not leaves & present:
            return CarriedOut(applied=True)
        done = _changed(locked, loaded, (present - leaves) | enters, remedy, by, token) if before <= present else None
        if done is not None:
            return CarriedOut(applied=True, calls=done.calls)
        if remedy.kind == MOVES:
            # Nothing is agreed with anybody: a new proposal would know no more than this one.
            raise WeekChanged(FIRST_APPLY if not before <= present else MOVES_NO_MORE)
        _propose_again(locked, by)
    return CarriedOut(applied=False)


def _about(week: WeekPlan, remedy: Remedy) -> dict[str, Any]:
    """The question as the row of a call has it."""
    day, block = remedy.slot if remedy.slot is not None else (None, None)
    return {
        "week": week,
        "kind": remedy.kind,
        "client_id": remedy.client,
        "student_id": remedy.student,
        "date": day,
        "block_id": block,
        "rule": remedy.rule,
    }


def _drop_calls(week: WeekPlan, remedy: Remedy, by: User, answered: Task | None) -> None:
    if remedy.kind not in _TASK_KINDS:
        return
    for asked in AskedRemedy.objects.filter(**_about(week, remedy), task__state=Task.State.OPEN).select_related("task"):
        if answered is None or asked.task_id != answered.pk:
            drop_task(task=asked.task, by=by, note="Het antwoord was al bekend.")


def _propose_again(week: WeekPlan, by: User) -> None:
    """A proposal that is being made does not know yet what was just noted: it stops, and a new one begins."""
    for going in WeekProposal.objects.filter(week=week, state=WeekProposal.State.RUNNING):
        cancel_proposal(proposal=going)
    ask_proposal(week=week, by=by)


def _not_begun(week: WeekPlan, remedy: Remedy) -> None:
    if remedy.slot is None:
        if week.monday + datetime.timedelta(days=6) < timezone.localdate():
            raise PlanningRefused(WEEK_OVER)
        return
    day, now = remedy.slot[0], timezone.localtime()
    # Only today does it matter at what time the dagdeel begins.
    is_over = day < now.date() or (day == now.date() and remedy.slot in begun_slots(load_week(week).facts.slots, now))
    if is_over:
        raise PlanningRefused(
            "Dit dagdeel is voorbij of al begonnen. Maak een nieuw voorstel voor de rest van de week."
        )


def _note(week: WeekPlan, remedy: Remedy, by: User) -> None:
    """What was agreed, so that the rules know it from now on."""
    if remedy.slot is None:
        return
    day, block = remedy.slot[0], int(remedy.slot[1])
    client, student = int(remedy.client), None if remedy.student is None else int(remedy.student)
    noted: dict[str, Callable[[], object]] = {
        CLIENT_SLOT: lambda: note_extra_dagdeel(
            location_id=week.location_id, date=day, block_id=block, client_id=client, by=by
        ),
        STUDENT_SLOT: lambda: note_extra_dagdeel(
            location_id=week.location_id, date=day, block_id=block, student_id=student, by=by
        ),
        PAIR: lambda: note_agreed_pair(
            location_id=week.location_id, date=day, client_id=client, student_id=student or 0, rule=remedy.rule, by=by
        ),
        DUTY: lambda: set_duty(week=week, date=day, block_id=block, user_ids=[by.pk], leaving=(), by=by),
        PIN: lambda: _let_go(week, remedy, by),
    }
    if remedy.kind in noted:
        noted[remedy.kind]()


def _let_go(week: WeekPlan, remedy: Remedy, by: User) -> None:
    if remedy.slot is None or remedy.pinned is None:
        return
    visit = Visit.objects.filter(
        week=week, client_id=remedy.pinned, date=remedy.slot[0], block_id=remedy.slot[1], is_active=True
    ).first()
    if visit is None:
        raise WeekChanged("Het bezoek dat vaststond is er niet meer. Maak een nieuw voorstel.")
    if visit.pinned:
        pin_visit(visit=visit, pinned=False, by=by)


def _changed(
    week: WeekPlan,
    loaded: LoadedWeek,
    target: set[Assignment],
    remedy: Remedy,
    by: User,
    token: uuid.UUID | None,
) -> Applied | None:
    """The week as this plan has it, in one step; None when the rules or the rows say no, and then nothing was changed."""
    # The client of such a remedy just said yes to this very visit.
    agreed = [(remedy.client, remedy.slot)] if remedy.kind in (CLIENT_SLOT, PAIR) and remedy.slot is not None else []
    try:
        with taking_step(week=week, by=by, kind=PlanStep.Kind.PROPOSAL, reason=ROOM_MADE, token=token) as step:
            now = timezone.localtime()
            groups = groups_of_plan(loaded, target, now.date())
            changes = [change for group in groups for change in group.changes]
            if begun_otherwise(loaded, target, now) or not changes:
                return None
            if new_problems(present_visits(loaded), changes, loaded.facts):
                return None
            done = carry_out(step, loaded, present_visits(loaded), changes, agreed=agreed)
            step.summary = f"{ROOM_MADE}: {done.words}"
    except (PlanningError, UnknownInWeek):
        return None
    return done
