"""What is to be solved in a week: which visits, why, and the planning problem in which that is impossible."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Self
from urllib.parse import urlencode

from planning.broken import BrokenVisit, broken_visits
from planning.instances import WeekInstance, instance_of_week
from planning.models import Confirmation, Visit, WeekPlan
from planning.optimiser import Assignment, Instance, Solution, greedy, objective
from planning.optimiser.process import Request, SolverError, run
from planning.optimiser.repair import Repair, repairs
from planning.rules import ClientFacts, Id, SlotKey, check_week
from planning.rules.wording import capital, day_text
from planning.sent import number, numbers

log = logging.getLogger(__name__)

#: Seconds for the solver, and beyond them before it is stopped: somebody waits for the page.
SECONDS, GRACE = 1.4, 1.1

#: Solvers that one web process runs at a moment; who comes then waits a little.
_at_once = threading.BoundedSemaphore(2)

CLIENT_CANNOT, CLIENT_SAID_NO = "klant", "nee"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of the page asks: all that is broken, or only of a student, a client or some visits.

    `why` CLIENT_CANNOT: the client is away for those visits; CLIENT_SAID_NO: the client doesn't want the change that was made.
    """

    student: int | None = None
    client: int | None = None
    visits: frozenset[int] = frozenset()
    why: str = ""

    @classmethod
    def of(cls, query: Any) -> Self:
        why = query.get("reden", "")
        return cls(
            student=number(query.get("student")),
            client=number(query.get("klant")),
            visits=frozenset(numbers(query.getlist("bezoek"))),
            why=why if why in (CLIENT_CANNOT, CLIENT_SAID_NO) else "",
        )

    @property
    def query(self) -> str:
        """'?student=4', or nothing when everything is asked."""
        parts: list[tuple[str, object]] = [("bezoek", pk) for pk in sorted(self.visits)]
        named = {"student": self.student, "klant": self.client, "reden": self.why}
        parts += [(name, value) for name, value in named.items() if value]
        return "?" + urlencode(parts) if parts else ""

    @property
    def is_everything(self) -> bool:
        return self.student is None and self.client is None and not self.visits

    def takes(self, broken: BrokenVisit) -> bool:
        return (
            (self.student is None or any(row["student"] == self.student for row in broken.visit.seat_rows))
            and (self.client is None or broken.client == self.client)
            and (not self.visits or broken.visit.pk in self.visits)
        )


@dataclass(frozen=True, slots=True)
class RepairQuestion:
    """The visits to solve, and the instance in which they can't stay. `left_out` are broken visits that were not asked for."""

    week: WeekInstance
    instance: Instance
    hit: tuple[BrokenVisit, ...]
    lost: frozenset[Assignment]
    left_out: int

    def broken(self, client: Id, slot: SlotKey) -> BrokenVisit | None:
        return next((one for one in self.hit if (one.client, one.slot) == (client, slot)), None)


def question_of(week: WeekPlan, asked: Asked) -> RepairQuestion:
    """Reads the week; at most thirteen queries."""
    found = instance_of_week(week)
    past = found.instance.frozen
    broken = broken_visits(found.loaded, check_week(found.loaded.facts), past)
    # What the week has now is what a repair changes; what the normal week has in mind is no part of it.
    # Where a visit stands, somebody must be reachable anyway: that the list of duty is not ready is no reason to cancel.
    duty = found.instance.week.duty | {one.slot for one in found.present}
    instance = replace(
        found.instance,
        week=replace(found.instance.week, duty=duty),
        previous=found.present,
        locked=found.instance.locked & found.present,
    )
    if asked.why:
        rows = [row for row in found.loaded.visits if row.pk in asked.visits and _may_change(row, past)]
        if asked.why == CLIENT_CANNOT:
            hit, instance = _client_cannot(rows, instance)
        else:
            hit, instance = _client_said_no(rows, instance)
    else:
        hit = [one for one in broken if asked.takes(one)]
    asked_for = {one.visit.pk for one in hit}
    return RepairQuestion(
        week=found,
        instance=instance,
        hit=tuple(hit),
        lost=frozenset(_lost(hit, found.present)),
        left_out=sum(one.visit.pk not in asked_for for one in broken),
    )


def _may_change(row: Any, past: frozenset[SlotKey]) -> bool:
    return row.is_active and row.status == Visit.Status.PLANNED and (row.date, row.block_id) not in past


def _lost(hit: Iterable[BrokenVisit], present: frozenset[Assignment]) -> Iterable[Assignment]:
    for one in hit:
        for seat in present:
            if (seat.client, seat.slot) == (one.client, one.slot) and (
                not one.students or seat.student in one.students
            ):
                yield seat


def _client_cannot(rows: list[Any], instance: Instance) -> tuple[list[BrokenVisit], Instance]:
    """The client is away on the days of these visits."""
    hit = []
    for row in rows:
        name = capital(row.client.address_name)
        sentence = f"{name} kan niet op {day_text(row.date)}."
        hit.append(BrokenVisit(row, frozenset(), Visit.CancelReason.CLIENT_ASKED, (sentence,)))
        gone = frozenset(slot.key for slot in instance.week.slots if slot.date == row.date)
        instance = _with_client(instance, row.client_id, slots_gone=gone)
    return hit, instance


def _client_said_no(rows: list[Any], instance: Instance) -> tuple[list[BrokenVisit], Instance]:
    """The client doesn't want what was changed: the new time, or the new student."""
    open_ones = Confirmation.objects.filter(
        visit__in=[row.pk for row in rows], state=Confirmation.State.OPEN
    ).select_related("step")
    of_visit = {one.visit_id: one for one in open_ones}
    hit = []
    for row in rows:
        if row.pk not in of_visit:
            continue
        confirmation = of_visit[row.pk]
        students = {seat["student"] for seat in row.seat_rows}
        before = _before(confirmation)
        moved = (before.get("date"), before.get("block_id")) != (row.date.isoformat(), row.block_id)
        newcomers = students - {student for student, _ in before.get("seats", [])}
        sentence = f"{capital(row.client.address_name)} zei nee tegen de verandering."
        cause = Visit.CancelReason(confirmation.if_no)
        hit.append(BrokenVisit(row, frozenset(), cause, (sentence,)))
        instance = _with_client(
            instance,
            row.client_id,
            slots_gone=frozenset({(row.date, row.block_id)}) if moved else frozenset(),
            refused=frozenset() if moved and not newcomers else frozenset(newcomers or students),
        )
    return hit, instance


def _before(confirmation: Confirmation) -> dict[str, Any]:
    """The visit as it was before the step that the client is asked about."""
    changes = confirmation.step.changes
    return next((one["before"] or {} for one in changes if one["id"] == confirmation.visit_id), {})


def _with_client(
    instance: Instance, client: Id, *, slots_gone: frozenset[SlotKey], refused: frozenset[Id] = frozenset()
) -> Instance:
    def changed(facts: ClientFacts) -> ClientFacts:
        return replace(
            facts,
            slots=facts.slots - slots_gone,
            preferred=facts.preferred - slots_gone,
            refuses=facts.refuses | refused,
        )

    clients = tuple(changed(one) if one.id == client else one for one in instance.week.clients)
    return replace(instance, week=replace(instance.week, clients=clients))


# The answer


@dataclass(frozen=True, slots=True)
class RepairAnswer:
    """The repairs, the best first and at last the one that only cancels. `in_time`: the solver answered."""

    repairs: list[Repair]
    in_time: bool


def repairs_for(question: RepairQuestion) -> RepairAnswer:
    """Asks the solver in a process of its own, so that this one never loads it and is never held up by it.

    When it does not answer in time, the careful way by hand, which is quick and within the rules but not the best.
    """
    request = Request("repairs", (question.instance, question.lost), {"time_limit": SECONDS})
    if _at_once.acquire(timeout=SECONDS):
        try:
            return RepairAnswer(run(request, deadline=SECONDS, grace=GRACE), in_time=True)
        except (SolverError, OSError) as error:
            log.warning("no repairs from the solver for %s: %s", question.instance.id, error)
        finally:
            _at_once.release()
    return RepairAnswer(repairs(question.instance, question.lost, solver=_by_hand), in_time=False)


def _by_hand(instance: Instance, **_: Any) -> Solution:
    plan = greedy(instance)
    return Solution(plan, objective(instance, plan), (False, False, False, False, False), 0.0)
