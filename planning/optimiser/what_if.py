"""What if: the same week with other people or another dagdeel, solved again. Pure.

A what-if is about how much help is possible, not about a plan: pins, the past and last week's plan play no part in it. Every
outcome is the best that the rules allow: the greatest priority, of that the most visits, of those the most clients with one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from planning.rules import ClientFacts, Id, Slot, SlotKey, StudentFacts, WeekFacts
from planning.travel import block_minutes, net_visit_minutes

from .bare import bare, by_number
from .instance import Assignment, Instance
from .possible import KnownPairs
from .solving import solve

T = TypeVar("T")
Progress = Callable[[dict[str, Any]], None]

#: Why a student is not available, in the words of the week pattern.
_FREE, _PLACEMENT = "free", "placement"


@dataclass(frozen=True, slots=True)
class Question:
    """What is different; an empty question is the week as it is.

    `without` are students who stop, `on_placement` students who go to a placement and on no visits. Of `fewer_students` and
    `more_students` nobody knows who they are: they are like those who are there, spread over all of them; so are the new
    clients, with their wishes. In a dagdeel of `extra` somebody is reachable, and who is free by pattern goes on visits.
    """

    without: tuple[Id, ...] = ()
    on_placement: tuple[Id, ...] = ()
    fewer_students: int = 0
    more_students: int = 0
    new_clients: int = 0
    extra: tuple[Slot, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the best plan gives in a week.

    `students` can go on visits in some dagdeel. `asked` are the visits that the clients want together; `clients` counts the
    present ones, `new_clients` those of the question. The minutes are those of all visits, net of the journey there and back.
    """

    students: int
    asked: int
    visits: int
    clients: int
    served: int
    new_clients: int
    new_served: int
    block_minutes: int
    net_minutes: int
    proven: bool

    @property
    def unserved(self) -> int:
        """Present clients without any visit."""
        return self.clients - self.served


@dataclass(frozen=True, slots=True)
class WithoutOne:
    """The outcome when this student stops."""

    student: Id
    outcome: Outcome


def answer(instance: Instance, questions: Sequence[Question], *, progress: Progress | None = None) -> list[Outcome]:
    """The outcome of the week as it is, then that of each question."""
    solver = _Solver(instance, 1 + len(questions), progress)
    return [solver.as_it_is()[0], *(solver.outcome(changed(solver.base, one))[0] for one in questions)]


def each_without(
    instance: Instance, *, progress: Progress | None = None, seconds: float | None = None
) -> tuple[Outcome, list[WithoutOne]]:
    """The outcome of the week as it is, and what it would be when one student stops, for each of them.

    A student whom the best plan does not use is not solved for: that plan stays as good without him or her. After `seconds`
    nobody is solved for any more; who was not reached, or not to the end, is left out.
    """
    until = None if seconds is None else time.monotonic() + seconds
    solver = _Solver(instance, 1 + len(instance.week.students), progress)
    as_is, plan = solver.as_it_is()
    used = {one.student for one in plan}
    rows = []
    for student in instance.week.students:
        if student.id in used:
            left = None if until is None else until - time.monotonic()
            if left is not None and left <= 0:
                continue
            outcome, _ = solver.outcome(changed(solver.base, Question(without=(student.id,))), time_limit=left)
            if left is not None and not outcome.proven:
                continue
        else:
            outcome = replace(as_is, students=as_is.students - bool(usable(student)))
            solver.tell()
        rows.append(WithoutOne(student.id, outcome))
    return as_is, rows


class _Solver:
    """Solves one changed week after the other and tells how far it is."""

    def __init__(self, instance: Instance, total: int, progress: Progress | None) -> None:
        self.base = plain_week(instance)
        self.present = frozenset(client.id for client in self.base.week.clients)
        self.total, self.progress, self.done = total, progress, 0
        self.known = KnownPairs()

    def as_it_is(self) -> tuple[Outcome, frozenset[Assignment]]:
        return self.outcome(self.base)

    def outcome(self, instance: Instance, *, time_limit: float | None = None) -> tuple[Outcome, frozenset[Assignment]]:
        """What the best plan gives, and that plan."""
        solved = solve(by_number(instance), levels=1, known=self.known, time_limit=time_limit)
        self.tell()
        return _outcome(instance, solved.assignments, self.present, proven=solved.proven[0]), solved.assignments

    def tell(self) -> None:
        self.done += 1
        if self.progress:
            self.progress({"done": self.done, "total": self.total})


# The changed week


def plain_week(instance: Instance) -> Instance:
    """The week without what was already decided in it."""
    return bare(replace(instance, previous=frozenset(), locked=frozenset(), frozen=frozenset()))


def changed(instance: Instance, question: Question) -> Instance:
    """The week of the question; students whom the week does not know make no difference."""
    week = _open(instance.week, question.extra)
    students = [student for student in week.students if student.id not in question.without]
    gone = frozenset(student.id for student in spread(_by_presence(students), question.fewer_students))
    more = [
        replace(student, id=f"new-student-{number}", name=f"nieuw {number}", prefers=frozenset(), average=None)
        for number, student in enumerate(spread(students, question.more_students), start=1)
    ]
    staying = [
        _on_placement(student) if student.id in question.on_placement else student
        for student in students
        if student.id not in gone
    ]
    models = spread([client for client in week.clients if client.visits and client.slots], question.new_clients)
    new_ids = {f"new-client-{number}": client for number, client in enumerate(models, start=1)}
    new = [
        replace(client, id=new_id, name=new_id, refuses=frozenset(), urgent=False) for new_id, client in new_ids.items()
    ]
    return replace(
        instance,
        week=replace(week, students=(*staying, *more), clients=(*week.clients, *new)),
        clients={**instance.clients} | {new_id: instance.wishes_of_client(like.id) for new_id, like in new_ids.items()},
    )


def spread(rows: Sequence[T], number: int) -> list[T]:
    """`number` of the rows at equal distances, in turn again when there are not enough."""
    if not rows or number <= 0:
        return []
    rounds, rest = divmod(number, len(rows))
    return [*rows] * rounds + [rows[(2 * place + 1) * len(rows) // (2 * rest)] for place in range(rest)]


def _by_presence(students: list[StudentFacts]) -> list[StudentFacts]:
    """From who is there least to who is there most."""
    return sorted(students, key=lambda student: len(usable(student)))


def usable(student: StudentFacts) -> frozenset[SlotKey]:
    """The dagdelen in which a student may go on visits."""
    return student.available - student.unavailable.keys()


def _on_placement(student: StudentFacts) -> StudentFacts:
    away = dict.fromkeys(student.available, _PLACEMENT) | dict(student.unavailable)
    return replace(student, available=frozenset(), unavailable=away)


def _open(week: WeekFacts, extra: Sequence[Slot]) -> WeekFacts:
    """The week in which these dagdelen are there, with somebody reachable; a day on which the location is closed stays so."""
    for slot in extra:
        if slot.key in week.closed:
            continue
        is_new = slot.key not in week.slot_by_key
        slots = tuple(sorted((*week.slots, slot), key=lambda one: (one.date, one.starts))) if is_new else week.slots
        week = replace(
            week,
            slots=slots,
            duty=week.duty | {slot.key},
            bicycles={slot.key: max(week.bicycles.values()), **week.bicycles} if week.bicycles else week.bicycles,
            students=tuple(_free_then(student, slot.key) for student in week.students),
            clients=tuple(_welcome_then(client, slot, week) for client in week.clients) if is_new else week.clients,
        )
    return week


def _free_then(student: StudentFacts, key: SlotKey) -> StudentFacts:
    """Who is free in this dagdeel and is there in the week at all goes on visits in it."""
    if not student.available or student.unavailable.get(key, _FREE) != _FREE:
        return student
    unavailable = {other: why for other, why in student.unavailable.items() if other != key}
    return replace(student, available=student.available | {key}, unavailable=unavailable)


def _welcome_then(client: ClientFacts, new: Slot, week: WeekFacts) -> ClientFacts:
    """Nobody was asked about a dagdeel that is not there yet: who can on that day, or else at that time, is taken to accept."""
    same_day = any(slot.date == new.date for slot in week.slots)
    alike = {slot.key for slot in week.slots if (slot.date == new.date if same_day else slot.block == new.block)}
    return replace(client, slots=client.slots | {new.key}) if client.slots & alike else client


# What a plan gives


def _outcome(
    instance: Instance, assignments: frozenset[Assignment], present: frozenset[Id], *, proven: bool
) -> Outcome:
    week = instance.week
    visits = {(one.client, one.slot) for one in assignments}
    served = {client for client, _ in visits}
    asking = [client for client in week.clients if client.visits]
    gross = net = 0
    for client, key in visits:
        slot = week.slot_by_key[key]
        whole = block_minutes(slot.starts, slot.ends)
        left = net_visit_minutes(
            slot.starts,
            slot.ends,
            week.client_by_id[client].travel,
            inside_block=week.limits.travel_inside_block,
        )
        gross += whole
        net += whole if left is None else left
    return Outcome(
        students=sum(bool(usable(student)) for student in week.students),
        asked=sum(client.visits for client in asking),
        visits=len(visits),
        clients=sum(client.id in present for client in asking),
        served=len(served & present),
        new_clients=sum(client.id not in present for client in asking),
        new_served=len(served - present),
        block_minutes=gross,
        net_minutes=net,
        proven=proven,
    )
