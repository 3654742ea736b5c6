"""The careful spreadsheet: keep what can stay, then place one visit after another, the most constrained first.

Always there and within the rules; the measure that the exact plan is compared with, and its plan of last resort.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from planning.rules import Face, Id, SeatRole, SlotKey

from .instance import Assignment, Instance
from .objective import familiarity
from .possible import Possible, VisitOption, possible


def greedy(instance: Instance) -> frozenset[Assignment]:
    """A plan within the rules, made in one pass."""
    return greedy_among(possible(instance))


def greedy_among(choice: Possible) -> frozenset[Assignment]:
    """The same for what was already asked of the rules."""
    sheet = _Sheet(choice)
    sheet.complete_kept_visits()
    sheet.keep_previous_visits()
    sheet.fill()
    return frozenset(sheet.plan)


class _Sheet:
    """A plan in the making with the room that is left."""

    def __init__(self, choice: Possible) -> None:
        self.choice = choice
        self.instance = choice.instance
        self.plan: set[Assignment] = set(choice.kept)
        self.visits_left = dict(choice.visits_left)
        self.room_left = [room.limit for room in choice.rooms]
        self.rooms_of: dict[tuple[Id, SlotKey], list[int]] = defaultdict(list)
        for number, room in enumerate(choice.rooms):
            for member in room.members:
                self.rooms_of[member].append(number)
        self.days: set[tuple[Id, object]] = set()
        self.seats: dict[Id, int] = defaultdict(int)
        for one in choice.kept:
            self.seats[one.student] += 1
        self.faces: dict[Id, set[Id]] = defaultdict(set)

    def complete_kept_visits(self) -> None:
        for option in self.choice.options:
            if option.completes:
                self._place(option)

    def keep_previous_visits(self) -> None:
        """Visits of the previous plan that can stay with whoever can stay; a lost student is replaced."""
        crews: dict[tuple[Id, SlotKey], dict[SeatRole, Id]] = defaultdict(dict)
        for one in self.instance.previous:
            crews[one.client, one.slot].setdefault(one.role, one.student)
        with_crew = [
            (option, crews[option.client.id, option.slot.key])
            for option in self.choice.options
            if not option.completes and (option.client.id, option.slot.key) in crews
        ]
        for whole in (True, False):
            for option, crew in with_crew:
                if self._wanted(option) and (not whole or self._can_stay(option, crew)):
                    self._place(option, crew)

    def fill(self) -> None:
        """Of each client the first visit, then the second and so on; within a round who has the fewest possibilities."""
        of_client: dict[Id, list[VisitOption]] = defaultdict(list)
        for option in self.choice.options:
            if not option.completes:
                of_client[option.client.id].append(option)
        for _ in range(max((left for left in self.visits_left.values()), default=0)):
            waiting = [client for client in of_client if self.visits_left[client] > 0]
            for client in sorted(waiting, key=lambda one: self._freedom(of_client[one])):
                self._place_somewhere(of_client[client])

    def _place_somewhere(self, options: list[VisitOption]) -> None:
        def order(option: VisitOption) -> tuple[bool, int]:
            return option.slot.key not in option.client.preferred, -len(self._free(option, SeatRole.LEAD))

        for option in sorted(options, key=order):
            if self._wanted(option) and self._place(option):
                return

    def _freedom(self, options: list[VisitOption]) -> tuple[int, int]:
        choices = sum(len(self._free(option, SeatRole.LEAD)) for option in options if self._wanted(option))
        return choices, -self.instance.wishes_of_client(options[0].client.id).weights[0]

    def _wanted(self, option: VisitOption) -> bool:
        client = option.client.id
        return self.visits_left[client] > 0 and (client, option.slot.date) not in self.days

    def _free(self, option: VisitOption, role: SeatRole) -> list[Id]:
        students = option.leads if role is SeatRole.LEAD else option.buddies
        return [one for one in students if self._has_room(one, option.slot.key)]

    def _has_room(self, student: Id, slot: SlotKey) -> bool:
        return all(self.room_left[number] > 0 for number in self.rooms_of[student, slot])

    def _can_stay(self, option: VisitOption, crew: dict[SeatRole, Id]) -> bool:
        return all(crew.get(role) in self._free(option, role) for role in _roles(option))

    def _place(self, option: VisitOption, wish: dict[SeatRole, Id] | None = None) -> bool:
        """Put a visit in the plan with the wished or the best students; False when there is nobody."""
        crew: list[Assignment] = []
        for role in sorted(_roles(option)):  # who comes along first: the more choice, the later
            free = self._free(option, role)
            wished = (wish or {}).get(role)
            student = wished if wished in free else self._best(option, free)
            if student is None:
                break
            crew.append(Assignment(student, option.client.id, option.slot.key, role))
            self._use(student, option.slot.key, 1)
        if not crew or (len(crew) < len(_roles(option)) and not option.completes):
            for one in crew:
                self._use(one.student, one.slot, -1)
            return False
        self.plan.update(crew)
        self.faces[option.client.id].update(one.student for one in crew)
        if not option.completes:
            self.visits_left[option.client.id] -= 1
            self.days.add((option.client.id, option.slot.date))
        return True

    def _use(self, student: Id, slot: SlotKey, number: int) -> None:
        self.seats[student] += number
        for room in self.rooms_of[student, slot]:
            self.room_left[room] -= number

    def _best(self, option: VisitOption, students: Iterable[Id]) -> Id | None:
        """A known face where that is liked, then whoever is furthest below the target."""
        week, client = self.instance.week, option.client

        def order(student: Id) -> tuple[int, int]:
            known = familiarity(self.instance, student, client.id) + 3 * (student in self.faces[client.id])
            face = known if client.face is Face.VARIATION else -known
            return face, self.seats[student] - week.student_by_id[student].target

        return min(students, key=order, default=None)


def _roles(option: VisitOption) -> list[SeatRole]:
    roles = []
    if option.needs_lead:
        roles.append(SeatRole.LEAD)
    if option.needs_buddy:
        roles.append(SeatRole.BUDDY)
    return roles
