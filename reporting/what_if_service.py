"""Asking 'what if ...', solving it in a job, and keeping the answer as a scenario."""

from __future__ import annotations

import datetime
import logging
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.deletion import ProtectedError
from django.utils import timezone
from procrastinate.contrib.django import app

from clients.models import ClientPause
from planning.instances import WeekInstance, instance_of_week
from planning.models import Scenario, WeekPlan
from planning.optimiser.fingerprint import fingerprint
from planning.optimiser.process import Request, SolverCancelled, SolverTimeout, run
from planning.optimiser.what_if import Outcome
from planning.rules import Slot
from students.models import Unavailability
from wijkleerbedrijf.organisation.calendar_days import is_open
from wijkleerbedrijf.organisation.models import Location, User
from wijkleerbedrijf.organisation.school_calendar import periods_of

from .models import WhatIf
from .what_if_figures import WhatIfFigures, freeze
from .what_if_question import Asked, Place

logger = logging.getLogger(__name__)

_DAY = datetime.timedelta(days=1)
_WEEK = datetime.timedelta(weeks=1)
#: An example week is looked for among so many weeks.
_LOOK_AHEAD = 10
#: Answers that nobody kept are thrown away after so long.
_KEPT_DAYS = datetime.timedelta(days=30)
#: Progress is written at most so often, in seconds.
_TELL_EVERY = 0.3
#: A job that was killed this often with this question is not tried again.
_MOST_TRIES = 2
#: The table of all students may take so long; it holds one of the few places of the worker.
TABLE_SECONDS = 60.0
#: The part of that in which students are solved for; the rest is for the week as it is, and for handing over.
_FOR_STUDENTS = 0.8
TASK = "answer_what_if"


def example_monday(location: Location, starts_on: datetime.date) -> datetime.date:
    """The first week from `starts_on` that says most about an ordinary one: fully open, with the fewest people away.

    Three queries.
    """
    first = starts_on + (-starts_on.weekday() % 7) * _DAY
    mondays = [first + number * _WEEK for number in range(_LOOK_AHEAD)]
    last = mondays[-1] + 6 * _DAY
    periods = periods_of(location, first, last)
    away = [
        *Unavailability.objects.filter(location=location, starts_on__lte=last, ends_on__gte=first).values_list(
            "starts_on", "ends_on"
        ),
        *ClientPause.objects.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gte=first), location=location, valid_from__lte=last
        ).values_list("valid_from", "valid_until"),
    ]

    def order(monday: datetime.date) -> tuple[int, int]:
        days = [monday + number * _DAY for number in range(7)]
        missing = sum(begin <= day and (end is None or day <= end) for begin, end in away for day in days)
        return -sum(is_open(day, periods) for day in days), missing

    return min(mondays, key=order)


def week_instance(location: Location, monday: datetime.date, today: datetime.date) -> WeekInstance:
    """The example week as a planning problem, planned already or not."""
    week = WeekPlan.objects.filter(location=location, monday=monday).first()
    return instance_of_week(week or WeekPlan(location=location, monday=monday), today=today)


def extra_slots(loaded: WeekInstance) -> dict[Place, Slot]:
    """Every dagdeel that a working week could have, also where the location has none now."""
    here = loaded.loaded.here
    slots: dict[Place, Slot] = {}
    for number in range(5):
        day = loaded.loaded.monday + number * _DAY
        for hours in sorted(here.hours, key=lambda one: one.starts_at):
            if hours.is_dagdeel and (number + 1, hours.block_id) not in slots:
                slots[number + 1, hours.block_id] = Slot(
                    day, hours.block_id, hours.starts_at, hours.ends_at, hours.name
                )
    return slots


def ask(*, location: Location, asked: Asked, kind: WhatIf.Kind, by: User, today: datetime.date) -> WhatIf:
    """The question as a row, with a job that answers it; the same question about the same facts is the row that is there."""
    monday = example_monday(location, asked.starts_on)
    loaded = week_instance(location, monday, today)
    about = asked.to_json() if kind == WhatIf.Kind.QUESTION else {"starts_on": asked.starts_on.isoformat()}
    mark = fingerprint(kind.value, about, loaded.instance)
    present = WhatIf.objects.filter(location=location, fingerprint=mark).exclude(state=WhatIf.State.FAILED)
    try:
        with transaction.atomic():
            there: WhatIf | None = present.first()
            if there is not None:
                return there
            WhatIf.objects.filter(location=location, asked_at__lt=timezone.now() - _KEPT_DAYS).delete()
            question = asked.to_json() | {"monday": monday.isoformat()}
            row: WhatIf = WhatIf.objects.create(
                location=location, kind=kind, fingerprint=mark, question=question, asked_by=by
            )
            app.configure_task(TASK, lock=f"what-if-{row.pk}").defer(what_if_id=row.pk)
            return row
    except IntegrityError:
        first: WhatIf = present.get()
        return first


class _Stopped(Exception):
    """Somebody stopped it: nobody waits any more."""


def stop(*, what_if: WhatIf) -> bool:
    """Nobody wants the answer any more; False when it had ended already."""
    return _end(what_if.pk, WhatIf.State.FAILED, failure=WhatIf.Failure.STOPPED)


def _never() -> bool:
    return False


def answer(what_if_id: int, *, tries: int = 0, must_stop: Callable[[], bool] = _never) -> None:
    """Solve the question in a process of its own and keep the answer. Does nothing when it was answered already.

    `must_stop` is asked now and then: a worker that ends can't wait for the answer.
    """
    row = WhatIf.objects.select_related("location").filter(pk=what_if_id, state__in=WhatIf.OPEN).first()
    if row is None:
        return
    if tries > _MOST_TRIES:
        _end(row.pk, WhatIf.State.FAILED, failure=WhatIf.Failure.BROKEN)
        return
    if not WhatIf.objects.filter(pk=row.pk, state__in=WhatIf.OPEN).update(state=WhatIf.State.RUNNING):
        return
    asked, monday = Asked.from_json(row.question), datetime.date.fromisoformat(row.question["monday"])
    try:
        result = _solve(row, asked, week_instance(row.location, monday, timezone.localdate()), must_stop)
    except _Stopped:
        return
    except SolverCancelled:
        _end(row.pk, WhatIf.State.FAILED, failure=WhatIf.Failure.INTERRUPTED)
    except SolverTimeout:
        _end(row.pk, WhatIf.State.FAILED, failure=WhatIf.Failure.TOO_LONG)
    except Exception:
        logger.exception("What-if %s was not answered", row.pk)
        _end(row.pk, WhatIf.State.FAILED, failure=WhatIf.Failure.BROKEN)
    else:
        _end(row.pk, WhatIf.State.DONE, result=result)


def _end(what_if_id: int, state: WhatIf.State, *, failure: str = "", result: dict[str, Any] | None = None) -> bool:
    """Only what is open ends: one that was stopped stays so."""
    progress = {"failure": str(failure)} if failure else {}
    rows = WhatIf.objects.filter(pk=what_if_id, state__in=WhatIf.OPEN)
    return bool(rows.update(state=state, ended_at=timezone.now(), progress=progress, result=result))


class _Watch:
    """Between the solver and the row: says how far it is, and notices when nobody waits any more."""

    def __init__(self, what_if_id: int, must_stop: Callable[[], bool]) -> None:
        self._rows = WhatIf.objects.filter(pk=what_if_id, state=WhatIf.State.RUNNING)
        self._must_stop = must_stop
        self._looked = 0.0
        self._told: dict[str, Any] = {}

    def tell(self, told: dict[str, Any]) -> None:
        self._told = told
        self._look()

    def is_cancelled(self) -> bool:
        self._look()
        return self._must_stop()

    def _look(self) -> None:
        if time.monotonic() - self._looked < _TELL_EVERY:
            return
        self._looked = time.monotonic()
        if not self._rows.update(progress=self._told):
            raise _Stopped


def _solve(row: WhatIf, asked: Asked, loaded: WeekInstance, must_stop: Callable[[], bool]) -> dict[str, Any]:
    watch = _Watch(row.pk, must_stop)
    if row.kind == WhatIf.Kind.STUDENTS:
        base, rows = run(
            Request("each_without", (loaded.instance,), {"seconds": TABLE_SECONDS * _FOR_STUDENTS}),
            deadline=TABLE_SECONDS,
            on_progress=watch.tell,
            cancelled=watch.is_cancelled,
        )
        students = [{"student": one.student, "outcome": _numbers(one.outcome)} for one in rows]
        return {
            "base": _numbers(base),
            "students": students,
            "not_reached": len(loaded.instance.week.students) - len(rows),
        }
    questions = asked.questions(extra_slots(loaded))
    outcomes = run(
        Request("what_if", (loaded.instance, questions)),
        deadline=float(settings.PROPOSAL_SECONDS),
        on_progress=watch.tell,
        cancelled=watch.is_cancelled,
    )
    return {"base": _numbers(outcomes[0]), "phases": [_numbers(one) for one in outcomes[1:]]}


def _numbers(outcome: Outcome) -> dict[str, Any]:
    return {name: getattr(outcome, name) for name in Outcome.__dataclass_fields__}


def outcome_from(data: dict[str, Any]) -> Outcome:
    return Outcome(**data)


def keep(*, what_if: WhatIf, figures: WhatIfFigures, title: str, note: str, by: User) -> Scenario:
    """The answer as a scenario with these frozen numbers. Raises ValidationError when there is no answer (yet)."""
    if what_if.state != WhatIf.State.DONE or what_if.kind != WhatIf.Kind.QUESTION:
        raise ValidationError("Er is nog geen uitkomst om te bewaren.", code="unanswered")
    with transaction.atomic():
        held = WhatIf.objects.select_for_update().get(pk=what_if.pk)
        mine = Scenario.objects.filter(location_id=held.location_id, created_by=by)
        return mine.filter(title=title, question=held.question).first() or Scenario.objects.create(
            location_id=held.location_id,
            title=title,
            note=note,
            monday=figures.example_monday,
            question=held.question,
            result=freeze(figures),
            created_by=by,
        )


def delete(*, scenario: Scenario) -> None:
    """Raises ValidationError when a report shows it."""
    try:
        scenario.delete()
    except ProtectedError as error:
        raise ValidationError(
            "Deze berekening staat in een rapport en blijft daarom bewaard. Haal hem eerst uit het concept van het rapport.",
            code="reported",
        ) from error
