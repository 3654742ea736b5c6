"""Clients who notice a change are called: about another time or somebody new they are asked, a cancellation they are told (W004)."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from planning.call_script import CallLine, script
from planning.facts import LoadedWeek
from planning.models import Confirmation, PlanStep, Visit
from planning.rules import Slot
from wijkleerbedrijf.organisation.models import Task, User
from wijkleerbedrijf.organisation.tasks import open_task

from .confirmations import Snapshot, noticed
from .steps import visit_snapshot

CONFIRM, TELL = "confirm_visit", "tell_cancelled"

#: Whoever asked for it knows that the visit does not go on.
_CLIENT_KNOWS = (Visit.CancelReason.CLIENT_ASKED, Visit.CancelReason.CLIENT_PAUSED)


@dataclass(frozen=True, slots=True)
class _ToCall:
    """A visit about which its client must be called."""

    visit: Visit
    why: str
    cause: str
    line: CallLine


class ClientCalls:
    """What the clients of one step must hear: gathered while visits change, made into calls when the step is recorded."""

    def __init__(self, loaded: LoadedWeek, visits: Iterable[Visit] = ()) -> None:
        """`visits` are those that will change, as they still are, with their seats."""
        self._loaded = loaded
        self._names = {student.id: student.name for student in loaded.facts.students}
        self._expected = _expected(visits)
        self._calls: list[_ToCall] = []

    def about(
        self,
        visit: Visit,
        *,
        cause: str,
        why: str,
        after: Slot | None,
        comes: Sequence[int] = (),
        absent: Sequence[int] = (),
    ) -> None:
        """This visit goes to `after`, with who `comes`; None: it does not go on. Asks nothing that the client agreed to before."""
        expected = self._expected.get(visit.pk)
        came = {student for student, _ in expected["seats"]} if expected else set()
        line = CallLine(
            before=_slot_of(expected) if expected else None,
            after=after,
            cause=cause,
            absent=tuple(self._names[pk] for pk in absent if pk in self._names),
            comes=tuple(self._names[pk] for pk in comes),
            newcomers=tuple(self._names[pk] for pk in comes if pk not in came),
        )
        if _must_hear(line):
            self._calls.append(_ToCall(visit, why, cause, line))

    def make(self, step: PlanStep, *, by: User, today: datetime.date) -> list[Task]:
        """One call for each client, with what is asked about each visit."""
        # Who was asked already about what did not change for the client, is not asked again.
        waiting = set(
            Confirmation.objects.filter(
                visit__in=[one.visit.pk for one in self._calls], state=Confirmation.State.OPEN
            ).values_list("visit_id", flat=True)
        )
        of_client: dict[int, list[_ToCall]] = defaultdict(list)
        for one in sorted(self._calls, key=lambda one: _when(one.line)):
            if one.visit.pk in waiting:
                continue
            of_client[one.visit.client_id].append(one)
        location = self._loaded.here.location
        tasks = []
        for several in of_client.values():
            client = several[0].visit.client
            asks = any(one.line.after is not None for one in several)
            task = open_task(
                location=location,
                kind=CONFIRM if asks else TELL,
                title=f"Bel {client.address_name}: {_about(several)}",
                script=script(client.address_name, location.name, [one.line for one in several]),
                due_on=today,
                by=by,
            )
            for one in several:
                Confirmation.objects.create(
                    location_id=step.location_id,
                    visit=one.visit,
                    step=step,
                    task=task,
                    reason=one.why[:200],
                    if_no=one.cause if one.cause in Visit.CancelReason.values else Visit.CancelReason.PLAN_CHANGED,
                )
            tasks.append(task)
        return tasks


def _expected(visits: Iterable[Visit]) -> dict[int, Snapshot | None]:
    """What each client still expects of a visit: what was last agreed, not what is only being asked. None: no visit. One query."""
    now = {visit.pk: visit_snapshot(visit) for visit in visits}
    expected: dict[int, Snapshot | None] = dict(now)
    settled: set[int] = set()
    for row in Confirmation.objects.filter(visit__in=now).select_related("step").order_by("-pk"):
        here = expected[row.visit_id]
        was_asked = row.state in (Confirmation.State.OPEN, Confirmation.State.WITHDRAWN)
        change = row.change
        # Another change came between, of which the client heard in another way: what was asked before it says nothing.
        if row.visit_id in settled or not was_asked or here is None or change is None or noticed(change["after"], here):
            settled.add(row.visit_id)
            continue
        expected[row.visit_id] = change["before"]
    return expected


def _slot_of(snapshot: Snapshot) -> Slot:
    return Slot(
        datetime.date.fromisoformat(snapshot["date"]),
        snapshot["block_id"],
        datetime.time.fromisoformat(snapshot["starts_at"]),
        datetime.time.fromisoformat(snapshot["ends_at"]),
    )


def _must_hear(line: CallLine) -> bool:
    """Does the client notice it, and not know it yet?"""
    if line.before is None:
        return line.after is not None
    if line.after is None:
        return line.cause not in _CLIENT_KNOWS
    return line.after.key != line.before.key or bool(line.newcomers)


def _when(line: CallLine) -> tuple[datetime.date, datetime.time]:
    slot = line.before or line.after
    if slot is None:
        raise ValueError("a call about a visit that was not there and does not come")
    return slot.date, slot.starts


def _about(several: Sequence[_ToCall]) -> str:
    if len(several) > 1:
        return f"{len(several)} bezoeken veranderen"
    line = several[0].line
    if line.before is None:
        return "past dit nieuwe bezoek?"
    if line.after is None:
        return "het bezoek gaat niet door"
    return "mag het bezoek op een ander moment?" if line.after.key != line.before.key else "mag er iemand anders komen?"
