"""What would have to move when somebody takes a place: the steps from one visit to the next, in one plan.

The plan is a network of places. A step asks a place for the visit of a client on a day, or for one role of a pair; who stands
there has to take a step in turn, until somebody finds a free place.
"""

from __future__ import annotations

import datetime
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from planning.rules import Id, SeatRole, SlotKey

from .instance import Assignment
from .placed import Place, Placed
from .possible import VisitOption

#: A day of a client, or a dagdeel and the role of a pair that needs somebody else.
StepKey = tuple[Id, datetime.date | SlotKey, SeatRole | None]


@dataclass(slots=True)
class Step:
    """What comes of asking for one day of a client, or for another student in one role of a pair.

    `places` are those that would do; `room` when there is one for the taking; else `next` are the steps of who is in the way.
    """

    places: set[Place] = field(default_factory=set)
    room: bool = False
    next: dict[StepKey, None] = field(default_factory=dict)


class Reach:
    """The steps of one plan, each worked out once."""

    def __init__(self, placed: Placed) -> None:
        self.placed = placed
        self._steps: dict[StepKey, Step] = {}
        self._in_the_way: dict[Place, list[Assignment]] = {}
        self._distances: dict[StepKey, int] | None = None

    def of_client(self, client: Id, leaving: SlotKey | None = None) -> list[StepKey]:
        """The client could have the visit on any day without one, or on that on which it leaves its place."""
        taken = self.placed.days_of.get(client, set())
        days = dict.fromkeys(slot[0] for slot in self.placed.options.get(client, ()))
        return [(client, day, None) for day in days if day not in taken or (leaving is not None and day == leaving[0])]

    def step(self, key: StepKey) -> Step:
        if key not in self._steps:
            step = self._steps[key] = Step()
            client, when, role = key
            for slot, option in self.placed.options.get(client, {}).items():
                if role is None and slot[0] == when:
                    self._look_at_visit(step, option)
                elif role is not None and slot == when:
                    self._look_at_role(step, option, role)
        return self._steps[key]

    def _look_at_visit(self, step: Step, option: VisitOption) -> None:
        free = [student for student in option.leads if self._is_free(step, student, option.slot.key)]
        if free and option.client.seats == 2:
            others = [student for student in option.buddies if self._is_free(step, student, option.slot.key)]
            step.room |= bool(others) and len({*free, *others}) > 1
        elif free:
            step.room = True

    def _look_at_role(self, step: Step, option: VisitOption, role: SeatRole) -> None:
        crew = self.placed.crew(option.client.id, option.slot.key)
        partner = {student for other, student in crew.items() if other is not role}
        for student in option.leads if role is SeatRole.LEAD else option.buddies:
            if student not in partner:
                step.room |= self._is_free(step, student, option.slot.key)

    def _is_free(self, step: Step, student: Id, slot: SlotKey) -> bool:
        """Is this place free? If not, the step leads on to whoever is in the way."""
        place = student, slot
        step.places.add(place)
        for key in self.after(place):
            step.next[key] = None
        return not self.in_the_way(place)

    def in_the_way(self, place: Place) -> list[Assignment]:
        """The seats of which one must go before this place can be taken."""
        if place not in self._in_the_way:
            self._in_the_way[place] = seats_in_the_way(self.placed, *place)
        return self._in_the_way[place]

    def after(self, place: Place) -> Iterable[StepKey]:
        """The steps of which one must follow when this place is taken."""
        for seat in self.in_the_way(place):
            yield from self.of_client(seat.client, leaving=seat.slot)
            if self.placed.client(seat.client).seats == 2 and seat.slot in self.placed.options.get(seat.client, ()):
                yield seat.client, seat.slot, seat.role

    def depths(self, client: Id) -> dict[StepKey, int]:
        """Every step that can be reached from this client, and how many steps go before it; the nearest first."""
        found = dict.fromkeys(self.of_client(client), 0)
        queue = deque(found)
        while queue:
            key = queue.popleft()
            for one in self.step(key).next:
                if one not in found:
                    found[one] = found[key] + 1
                    queue.append(one)
        return found

    def visits_to_move(self, place: Place) -> int | None:
        """How many visits must move at least before this place can be taken: 0 when it is free; None when it can't be."""
        if not self.in_the_way(place):
            return 0
        return min((found for key in self.after(place) if (found := self._distance(key)) is not None), default=None)

    def _distance(self, key: StepKey) -> int | None:
        """How many visits move when this step is taken; None when no free place can be reached."""
        if self._distances is None:
            self._distances = self._all_distances()
        return self._distances.get(key)

    def _all_distances(self) -> dict[StepKey, int]:
        """From the free places backwards."""
        keys = [key for client in self.placed.options for key in self._every_step(client)]
        before: dict[StepKey, list[StepKey]] = {}
        for key in keys:
            for one in self.step(key).next:
                before.setdefault(one, []).append(key)
        found = dict.fromkeys((key for key in keys if self.step(key).room), 1)
        queue = deque(found)
        while queue:
            key = queue.popleft()
            for one in before.get(key, ()):
                if one not in found:
                    found[one] = found[key] + 1
                    queue.append(one)
        return found

    def _every_step(self, client: Id) -> Iterable[StepKey]:
        for day in dict.fromkeys(slot[0] for slot in self.placed.options[client]):
            yield client, day, None
        if self.placed.client(client).seats == 2:
            for slot in self.placed.visits.get(client, ()):
                if slot in self.placed.options[client]:
                    yield client, slot, SeatRole.LEAD
                    yield client, slot, SeatRole.BUDDY


def seats_in_the_way(placed: Placed, student: Id, slot: SlotKey) -> list[Assignment]:
    """The movable seats of which one must go before this student can take this place; empty when the place is free.

    When the student is there already or at that time elsewhere, those seats; else all of the day or week that is full.
    """
    week = placed.choice.instance.week
    here = week.slot_by_key[slot]
    facts = week.student_by_id[student]
    mine = placed.seats_of.get(student, [])
    at_once = [one for one in mine if one.slot == slot or here.overlaps(week.slot_by_key[one.slot])]
    if at_once:
        return [one for one in at_once if one in placed.movable]
    on_day = [one for one in mine if one.slot[0] == slot[0]]
    if len(on_day) >= facts.max_day:
        return [one for one in on_day if one in placed.movable]
    if len(mine) >= facts.max_week:
        return [one for one in mine if one in placed.movable]
    return []
