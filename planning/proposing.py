"""Makes one proposal: reads the week, lets the solver process work, and keeps the answer with how it went."""

from __future__ import annotations

import datetime
import logging
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from planning.instances import Kept, WeekInstance, Why, instance_of_week
from planning.models import WeekProposal
from planning.optimiser.process import (
    GRACE,
    Request,
    SolverCancelled,
    SolverFailed,
    SolverTimeout,
    run,
)
from planning.proposal_result import to_json
from planning.rules import Id, SlotKey
from planning.services.steps import lock_week
from wijkleerbedrijf.organisation.parameters import parameters_on

logger = logging.getLogger(__name__)

#: The wishes for rest that are solved, so that a person can choose.
CALMS = (0, 1, 2, 4)
#: Of the time that a proposal may take, the part that the plans and their reasons get; the rest is for starting and ending.
_FOR_SOLVING = 0.8
#: Seconds between two looks at the row: whether it was stopped, and to say how far it is.
_LOOK_EVERY = 0.5
#: So long after its time was up a proposal that says nothing is lost, in seconds.
_LOST_AFTER = 30.0
#: So long a proposal may wait for a worker before somebody who asks again gets a new one, in seconds.
_LONGEST_WAIT = 600.0

#: Why a visit that was agreed is not asked for in this week; what a client said off or paused needs no remark.
_FEWER = {
    Why.CLOSED: "telt het voorstel minder bezoeken dan afgesproken, omdat de locatie een deel van de week dicht is.",
    Why.PAST: "telt het voorstel alleen wat er deze week nog kan, omdat een deel van de week voorbij is.",
}

KILLED = "Het rekenen is halverwege gestopt. Er is niets aan de week veranderd. Vraag een nieuw voorstel."
TOO_LONG = "Het rekenen duurde te lang. Er is niets aan de week veranderd. Vraag een nieuw voorstel."
BROKEN = (
    "Er ging iets mis bij het rekenen. Er is niets aan de week veranderd. Probeer het nog eens. "
    "Gaat het weer mis, meld het dan aan de beheerder."
)


class Stopped(Exception):
    """Somebody stopped the proposal, or the row is no longer waiting for an answer."""


def make(proposal_id: int, *, must_stop: Callable[[], bool]) -> None:
    """Make the proposal if it still waits; what happens with it is written in its row.

    `must_stop` is asked now and then: a worker that ends can't wait for the answer.
    """
    waiting = WeekProposal.objects.filter(pk=proposal_id, state=WeekProposal.State.WAITING)
    if not waiting.update(state=WeekProposal.State.RUNNING, started_at=timezone.now()):
        # Only a job whose worker was killed comes back to a proposal that is running.
        _end(proposal_id, WeekProposal.State.FAILED, failure=KILLED)
        return
    try:
        result, chosen_calm = _solved(proposal_id, must_stop)
    except Stopped:
        return
    except SolverCancelled:
        _end(proposal_id, WeekProposal.State.FAILED, failure=KILLED)
    except SolverTimeout:
        _end(proposal_id, WeekProposal.State.FAILED, failure=TOO_LONG)
    except SolverFailed as error:
        logger.error("Proposal %s failed: %s", proposal_id, error)
        _end(proposal_id, WeekProposal.State.FAILED, failure=BROKEN)
    except Exception:
        _end(proposal_id, WeekProposal.State.FAILED, failure=BROKEN)
        raise
    else:
        _end(proposal_id, WeekProposal.State.DONE, result=result, chosen_calm=chosen_calm)


def is_lost(proposal: WeekProposal, now: datetime.datetime) -> bool:
    """Has an open proposal been silent for so long that nobody makes it any more?"""
    if proposal.state == WeekProposal.State.RUNNING and proposal.started_at is not None:
        longest = settings.PROPOSAL_SECONDS + GRACE + _LOST_AFTER
        return (now - proposal.started_at).total_seconds() > longest
    return proposal.state == WeekProposal.State.WAITING and (now - proposal.asked_at).total_seconds() > _LONGEST_WAIT


def _solved(proposal_id: int, must_stop: Callable[[], bool]) -> tuple[dict[str, Any], int | None]:
    """The answer, and the wish for rest whose plan the week follows already, if it does."""
    week, calm = _read(proposal_id)
    keywords = {
        "default_calm": calm,
        "pinned": _pinned(week),
        "remarks": _remarks(week),
        "budget": settings.PROPOSAL_SECONDS * _FOR_SOLVING,
    }
    watch = _Watch(proposal_id, must_stop)
    answer = run(
        Request("propose", (week.instance, CALMS), keywords),
        deadline=settings.PROPOSAL_SECONDS,
        on_progress=watch.tell,
        cancelled=watch.is_cancelled,
    )
    follows = answer.of_calm().assignments == week.present
    return to_json(answer), answer.default_calm if follows else None


def _read(proposal_id: int) -> tuple[WeekInstance, int]:
    """The week as a problem, read under its lock: a step that is being taken is in it, or comes after `week_changed_at`."""
    proposal = WeekProposal.objects.select_related("week__location").get(pk=proposal_id)
    with transaction.atomic():
        week = lock_week(proposal.week)
        week.location = proposal.week.location
        WeekProposal.objects.filter(pk=proposal_id).update(week_changed_at=timezone.now())
        found = instance_of_week(week)
    parameters = parameters_on(week.location, week.monday)
    return found, int(parameters.calm) if parameters else 0


def _pinned(week: WeekInstance) -> tuple[tuple[Id, SlotKey], ...]:
    """The visits that a person put where they are, and could let go."""
    return tuple(visit for visit, why in week.kept.items() if why is Kept.PINNED)


def _remarks(week: WeekInstance) -> tuple[str, ...]:
    """What a reader of the proposal must know of the facts, also why it counts fewer visits than the board."""
    words = week.loaded.facts.vocabulary
    said = []
    if week.duty_assumed:
        said.append(
            "Er staat deze week nog niemand op dienst. Het voorstel gaat ervan uit dat er in elk dagdeel iemand bereikbaar is."
        )
    reasons = Counter(one.why for one in week.fewer.values())
    for why, sentence in _FEWER.items():
        if number := reasons[why]:
            said.append(f"Bij {number} {words.client if number == 1 else words.clients} {sentence}")
    return tuple(said)


class _Watch:
    """Between the solver and the row: says how far it is, and notices when nobody waits any more."""

    def __init__(self, proposal_id: int, must_stop: Callable[[], bool]) -> None:
        self._rows = WeekProposal.objects.filter(pk=proposal_id, state=WeekProposal.State.RUNNING)
        self._must_stop = must_stop
        self._started = self._looked = time.monotonic()
        self._told: dict[str, Any] = {}

    def tell(self, told: dict[str, Any]) -> None:
        self._told = told
        self._look()

    def is_cancelled(self) -> bool:
        if self._must_stop():
            return True
        self._look()
        return False

    def _look(self) -> None:
        """At most now and then: write how far it is. Raises Stopped when the row is not running any more."""
        now = time.monotonic()
        if now - self._looked < _LOOK_EVERY:
            return
        self._looked = now
        if not self._rows.update(progress={**self._told, "seconds": round(now - self._started, 1)}):
            raise Stopped


def _end(
    proposal_id: int,
    state: WeekProposal.State,
    *,
    result: dict[str, Any] | None = None,
    chosen_calm: int | None = None,
    failure: str = "",
) -> None:
    """Only a proposal that is being made ends: one that was stopped stays so."""
    running = WeekProposal.objects.filter(pk=proposal_id, state=WeekProposal.State.RUNNING)
    running.update(state=state, ended_at=timezone.now(), result=result, chosen_calm=chosen_calm, failure=failure)
