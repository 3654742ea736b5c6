"""What a plan is worth and what is wrong with it: the plan specification, read out loud."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from planning.rules import OPTIMISER, Face, Finding, Id, Seat, SlotKey, check_week

from .instance import Assignment, Instance
from .solution import Objective

#: Familiarity counts at most this much for each pair.
MOST_FAMILIAR = 3
#: From here to there in at most this many minutes is close by.
CLOSE_BY_MINUTES = 10


@dataclass(frozen=True, slots=True)
class Violation:
    """Why a plan may not be: the code of the rule, or `locked` or `frozen`, and a sentence."""

    code: str
    sentence: str
    finding: Finding | None = None


def objective(instance: Instance, assignments: Collection[Assignment]) -> Objective:
    """The five levels of this plan, whether or not it keeps to the rules. Source: the objective of the plan specification."""
    plan = set(assignments)
    return Objective(
        priority=_priority(instance, plan),
        changes=_changes(instance, plan),
        continuity=_continuity(instance, plan),
        match=_match(instance, plan),
        unfairness=_unfairness(instance, plan),
    )


def rank(found: Objective, calm: int = 0) -> tuple[int, int, int, int, int]:
    """The levels in the order in which they decide, more is better: the first one is P - calm * D."""
    return (
        found.priority - calm * found.changes,
        -found.changes,
        found.continuity,
        found.match,
        -found.unfairness,
    )


def violations(
    instance: Instance, assignments: Collection[Assignment], *, forgive_kept: bool = True
) -> list[Violation]:
    """What refuses this plan; an empty list is a plan that may be carried out.

    What is kept is there because somebody decided so: what the rules already say about it by itself is forgiven.
    """
    plan = set(assignments)
    kept = instance.kept
    forgiven = {_subject(one) for one in _refusals(instance, kept)} if kept and forgive_kept else set()
    found = [
        Violation(one.rule.code, one.sentence, one)
        for one in _refusals(instance, plan)
        if _subject(one) not in forgiven
    ]
    for one in in_order(instance, kept - plan):
        found.append(Violation("locked", f"{one} is locked or past and not in the plan."))
    for one in in_order(instance, plan - kept):
        if one.slot in instance.frozen:
            found.append(Violation("frozen", f"{one} was added in a dagdeel that is past."))
    return found


def in_order(instance: Instance, assignments: Iterable[Assignment]) -> list[Assignment]:
    """Assignments by dagdeel, client, role and student, in the order of the week: the same each time."""
    week = instance.week
    slots = {slot.key: place for place, slot in enumerate(week.slots)}
    clients = {client.id: place for place, client in enumerate(week.clients)}
    students = {student.id: place for place, student in enumerate(week.students)}
    return sorted(
        assignments, key=lambda one: (slots[one.slot], clients[one.client], -len(one.role), students[one.student])
    )


def seats_of(instance: Instance, assignments: Iterable[Assignment]) -> tuple[Seat, ...]:
    """The assignments as seats of visits for the rules; a visit is one client in one dagdeel."""
    seats = []
    for one in in_order(instance, assignments):
        slot = instance.week.slot_by_key[one.slot]
        visit = f"{one.client}|{slot.date}|{slot.block}"
        seats.append(Seat(visit, one.student, one.client, slot.date, slot.block, slot.starts, slot.ends, one.role))
    return tuple(seats)


def _refusals(instance: Instance, assignments: Collection[Assignment]) -> list[Finding]:
    week = replace(instance.week, seats=seats_of(instance, assignments))
    return [one for one in check_week(week, policy=OPTIMISER) if one.hard]


def _subject(one: Finding) -> tuple[object, ...]:
    return one.rule, one.student, one.client, one.slot


def _visits(plan: Iterable[Assignment]) -> set[tuple[Id, SlotKey]]:
    return {(one.client, one.slot) for one in plan}


def _trips(plan: Iterable[Assignment]) -> set[tuple[Id, Id, SlotKey]]:
    return {(one.student, one.client, one.slot) for one in plan}


def _priority(instance: Instance, plan: set[Assignment]) -> int:
    number: dict[Id, int] = defaultdict(int)
    for client, _ in _visits(plan):
        number[client] += 1
    return sum(sum(instance.wishes_of_client(client).weights[:placed]) for client, placed in number.items())


def _changes(instance: Instance, plan: set[Assignment]) -> int:
    lost_trips = _trips(instance.previous) - _trips(plan)
    lost_visits = _visits(instance.previous) - _visits(plan)
    return len(lost_trips) + len(lost_visits)


def _continuity(instance: Instance, plan: set[Assignment]) -> int:
    week = instance.week
    points = 0
    faces: dict[Id, set[Id]] = defaultdict(set)
    for student, client, _ in _trips(plan):
        faces[client].add(student)
        if week.client_by_id[client].face is not Face.VARIATION:
            points += familiarity(instance, student, client)
    for client, students in faces.items():
        facts = week.client_by_id[client]
        if facts.face is Face.FIXED:
            points -= 2 * max(0, len(students) - facts.seats)
        elif facts.face is Face.VARIATION:
            points += len(students)
    return points


def familiarity(instance: Instance, student: Id, client: Id) -> int:
    """How well they know each other: 0 to 3."""
    return max(0, min(MOST_FAMILIAR, instance.week.familiarity.get((student, client), 0)))


def match_points(instance: Instance, student: Id, client: Id) -> int:
    """What a seat of this student at this client is worth at the fourth level, apart from dagdeel and work processes."""
    facts = instance.week.client_by_id[client]
    offered = instance.wishes_of_student(student).needs & instance.wishes_of_client(client).offers
    minutes = facts.minutes_for(student)
    return (
        3 * (client in instance.week.student_by_id[student].prefers)
        + 2 * len(offered)
        + (minutes is not None and minutes <= CLOSE_BY_MINUTES)
    )


def _match(instance: Instance, plan: set[Assignment]) -> int:
    points = sum(match_points(instance, one.student, one.client) for one in plan)
    points += sum(slot in instance.week.client_by_id[client].preferred for client, slot in _visits(plan))
    practised = {
        (one.student, process)
        for one in plan
        for process in instance.wishes_of_student(one.student).open_processes
        & instance.wishes_of_client(one.client).processes
    }
    return points + 2 * len(practised)


def _unfairness(instance: Instance, plan: set[Assignment]) -> int:
    number: dict[Id, int] = defaultdict(int)
    for one in plan:
        number[one.student] += 1
    return sum((number[student.id] - student.target) ** 2 for student in instance.week.students)
