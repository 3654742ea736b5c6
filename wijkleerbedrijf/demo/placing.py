"""Makes a believable normal week with the rules of planning: nothing that refuses or asks a reason is chosen."""

from __future__ import annotations

import datetime
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from planning.rules import (
    ClientFacts,
    Id,
    Member,
    Proposal,
    Rule,
    SeatRole,
    Slot,
    StudentFacts,
    WeekFacts,
    apply,
    check,
)

_SLOTS_TRIED = 6
_LEADS_TRIED = 7
#: What a good normal week does not ask; the other warnings are about what happened in the weeks before.
_UNWANTED = frozenset({Rule.TARGET, Rule.HEAVY_WEEK, Rule.HEAVY_DAY})


@dataclass(frozen=True, slots=True)
class Placed:
    """A visit of the normal week."""

    client: Id
    date: datetime.date
    block: Id
    lead: Id
    buddy: Id | None = None


class Placer:
    """Fills a week visit by visit: every client a first one, then second ones, each with the student who has least."""

    def __init__(self, week: WeekFacts, chance: random.Random) -> None:
        self.week = week
        self.chance = chance
        self.placed: list[Placed] = []
        self._load: Counter[Id] = Counter()

    def place_all(self, clients: Sequence[Id]) -> list[Placed]:
        """Clients in the order of the list; who comes last may find nobody."""
        asking = [self.week.client_by_id[client] for client in clients if client in self.week.client_by_id]
        for number in range(max((client.visits for client in asking), default=0)):
            for client in asking:
                if client.visits > number:
                    self._place(client)
        self._send_along()
        return self.placed

    def _place(self, client: ClientFacts) -> None:
        visited = {placed.date for placed in self.placed if placed.client == client.id}
        slots = [
            slot
            for slot in self.week.slots
            if slot.key in client.slots
            and slot.key not in self.week.closed
            and slot.key not in client.covered
            and slot.date not in visited
        ]
        self.chance.shuffle(slots)
        slots.sort(key=lambda slot: slot.key not in client.preferred)
        for slot in slots[:_SLOTS_TRIED]:
            for members in self._crews(client, slot):
                if self._take(client, slot, members):
                    return

    def _crews(self, client: ClientFacts, slot: Slot) -> Iterator[tuple[Member, ...]]:
        free = self._free(slot)
        known = {placed.lead for placed in self.placed if placed.client == client.id}
        leads = sorted(
            (student for student in free if not student.starter), key=lambda one: (one.id not in known, self._room(one))
        )
        for lead in leads[:_LEADS_TRIED]:
            if client.seats == 1:
                yield (Member(lead.id),)
                continue
            for buddy in free[:_LEADS_TRIED]:
                if buddy is not lead:
                    yield Member(lead.id), Member(buddy.id, SeatRole.BUDDY)

    def _free(self, slot: Slot) -> list[StudentFacts]:
        """Who could still go in this dagdeel: starters first, because they may only come along, then who has most room."""
        free = [
            student
            for student in self.week.students
            if slot.key in student.available and self._load[student.id] < student.target
        ]
        return sorted(free, key=lambda one: (not one.starter, self._room(one)))

    def _room(self, student: StudentFacts) -> float:
        return self._load[student.id] / max(student.target, 1)

    def _fits(self, proposal: Proposal) -> bool:
        return not any(one.hard or one.rule in _UNWANTED for one in check(proposal, self.week))

    def _take(self, client: ClientFacts, slot: Slot, members: tuple[Member, ...]) -> bool:
        proposal = Proposal(client=client.id, slot=slot, members=members)
        if not self._fits(proposal):
            return False
        self.week = apply(proposal, self.week)
        self._load.update(member.student for member in members)
        lead, *others = members
        buddy = others[0].student if others else None
        self.placed.append(Placed(client.id, slot.date, slot.block, lead.student, buddy))
        return True

    def _send_along(self) -> None:
        """Starters learn beside an experienced student, also where one student was agreed."""
        for number, placed in enumerate(self.placed):
            slot = self.week.slot_by_key[placed.date, placed.block]
            if placed.buddy is not None or self.week.client_by_id[placed.client].heavy:
                continue
            for starter in self._free(slot):
                joining = Proposal(client=placed.client, slot=slot, members=(Member(starter.id, SeatRole.BUDDY),))
                if not starter.starter or not self._fits(joining):
                    continue
                self.week = apply(joining, self.week)
                self._load[starter.id] += 1
                self.placed[number] = replace(placed, buddy=starter.id)
                break
