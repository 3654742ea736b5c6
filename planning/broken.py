"""Visits that can't go on as they are planned: the student is not there, the client has pause, the location is closed.

Reporting somebody ill or a client away does not change the week by itself; here is what then waits for a solution.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from planning.begun import begun_slots, moment_of
from planning.facts import LoadedWeek
from planning.models import Visit
from planning.rules import Finding, Id, Rule, SlotKey

#: The rules that break a visit which is there already, and what a cancellation is then called.
CANCEL_REASONS: Final[Mapping[Rule, Visit.CancelReason]] = {
    Rule.OPEN_CALENDAR: Visit.CancelReason.CLOSED,
    Rule.PAUSE: Visit.CancelReason.CLIENT_PAUSED,
    Rule.AGREEMENT: Visit.CancelReason.CLIENT_PAUSED,
    Rule.AVAILABLE: Visit.CancelReason.STUDENT_ABSENT,
}


@dataclass(frozen=True, slots=True)
class BrokenVisit:
    """A planned visit to come that can't go on. `students` can't come; empty: the visit itself is in the way."""

    visit: Any
    students: frozenset[Id]
    cause: str
    sentences: tuple[str, ...]

    @property
    def client(self) -> int:
        return int(self.visit.client_id)

    @property
    def slot(self) -> SlotKey:
        return self.visit.date, self.visit.block_id


def past_slots(loaded: LoadedWeek, today: datetime.date) -> frozenset[SlotKey]:
    """The dagdelen in which nothing can be solved any more: before `today`, or begun by now."""
    return begun_slots(loaded.facts.slots, moment_of(today))


def broken_visits(loaded: LoadedWeek, findings: Iterable[Finding], past: Collection[SlotKey]) -> list[BrokenVisit]:
    """The broken visits of a week in its order; `findings` are those of the whole week, `past` the dagdelen that began."""
    of_visit: dict[tuple[Id, SlotKey], list[Finding]] = defaultdict(list)
    of_slot: dict[SlotKey, list[Finding]] = defaultdict(list)
    for one in findings:
        if one.hard and one.rule in CANCEL_REASONS and one.slot is not None:
            if one.client is not None:
                of_visit[one.client, one.slot].append(one)
            elif one.rule is Rule.OPEN_CALENDAR:
                of_slot[one.slot].append(one)
    broken = []
    for visit in loaded.visits:
        slot = (visit.date, visit.block_id)
        said = [*of_slot[slot], *of_visit[visit.client_id, slot]]
        if said and visit.is_active and visit.status == Visit.Status.PLANNED and slot not in past:
            broken.append(_broken(visit, said))
    return broken


def _broken(visit: Any, said: list[Finding]) -> BrokenVisit:
    # A closed day or a pause weighs more than who would have come.
    first = min(said, key=lambda one: list(CANCEL_REASONS).index(one.rule))
    absent = frozenset(one.student for one in said if one.rule is Rule.AVAILABLE and one.student is not None)
    return BrokenVisit(
        visit=visit,
        students=absent if first.rule is Rule.AVAILABLE else frozenset(),
        cause=CANCEL_REASONS[first.rule],
        sentences=tuple(dict.fromkeys(one.sentence for one in said)),
    )
