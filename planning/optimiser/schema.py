"""Reads an instance in the exchange format wlb-plan/1 and writes a plan in it; what is malformed is named by its place.

The format has weekdays and no dates: a week in 2001 stands in for them. The block of a dagdeel is its id in the file.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from planning.rules import (
    OPTIMISER,
    ClientFacts,
    Face,
    Id,
    Rule,
    SeatRole,
    Slot,
    SlotKey,
    Span,
    StudentFacts,
    WeekFacts,
    check_week,
)

from .faults import what_breaks
from .instance import Assignment, ClientWishes, Instance, StudentWishes
from .json_part import Part, SchemaError
from .objective import in_order, seats_of
from .solution import Solution

SCHEMA: Final = "wlb-plan/1"
MONDAY: Final = datetime.date(2001, 1, 1)
#: Weights and targets are counted with exactly up to here.
LARGEST_WEIGHT: Final = 100_000
_HOURS: Final = {
    "och": (datetime.time(10), datetime.time(12)),
    "mid": (datetime.time(13), datetime.time(15)),
}


def read_instance(data: object) -> Instance:
    """The instance that parsed JSON describes. SchemaError names the first place that is wrong."""
    whole = Part(data, "")
    if whole["schema"].text() != SCHEMA:
        raise whole["schema"].fault(f"should be {SCHEMA!r}, and is {whole['schema'].value!r}.")
    slots = _slots(whole["slots"])
    keys = {str(slot.block): slot.key for slot in slots}
    students = _named(whole["students"], "student")
    clients = _named(whole["clients"], "client")
    travel = _travel(whole["travel"], list(students), len(clients))
    names = {name: name for name in students}
    client_names = {name: name for name in clients}
    week = WeekFacts(
        students=tuple(_student(name, part, keys, client_names) for name, part in students.items()),
        clients=tuple(
            _client(name, part, keys, names, {student: travel[student][place] for student in students})
            for place, (name, part) in enumerate(clients.items())
        ),
        slots=tuple(slots),
        duty=frozenset(key for part in whole["coordinators"].items() for key in _coordinator(part, keys)),
        familiarity=_familiarity(whole["familiarity"], names, client_names),
    )
    _named(whole["coordinators"], "coordinator")

    def assignments(part: Part) -> list[Assignment]:
        return part.distinct(lambda one: _assignment(one, keys, names, client_names))

    previous, locked = assignments(whole["previous_plan"]), assignments(whole["locked"])
    instance = Instance(
        week=week,
        students={
            name: StudentWishes(part["needs"].texts(), part["open_wp"].texts()) for name, part in students.items()
        },
        clients={
            name: ClientWishes(_weights(part), part["offers"].texts(), part["tasks"].texts())
            for name, part in clients.items()
        },
        previous=frozenset(previous),
        locked=frozenset(locked),
        frozen=frozenset(whole["frozen_slots"].distinct(lambda one: one.known(keys, "slot"))),
        id=whole["id"].text(),
    )
    _check_kept(instance, previous, locked)
    return instance


def _named(part: Part, what: str) -> dict[str, Part]:
    found: dict[str, Part] = {}
    for one in part.items():
        name = one["id"].name()
        if name in found:
            raise one["id"].fault(f"there is already a {what} {name!r}.")
        found[name] = one
    return found


def _slots(part: Part) -> list[Slot]:
    """The dagdelen; on a day that has more than a morning and an afternoon each gets an hour part of its own."""
    rows = [(name, one["day"].number(0, 4), one["half"].one_of(*_HOURS)) for name, one in _named(part, "slot").items()]
    slots = []
    for name, day, half in rows:
        same = [other for other, weekday, _ in rows if weekday == day]
        halves = [kind for _, weekday, kind in rows if weekday == day]
        starts, ends = _HOURS[half]
        if len(set(halves)) < len(halves):
            length = 24 * 60 * 60 // len(same)
            if length < 1:
                raise part.fault("has too many slots on one day.")
            starts, ends = (_clock(length * (same.index(name) + number)) for number in (0, 1))
        slots.append(Slot(MONDAY + datetime.timedelta(days=day), name, starts, ends, name))
    return slots


def _clock(second: int) -> datetime.time:
    second = min(second, 24 * 60 * 60 - 1)
    return datetime.time(second // 3600, second // 60 % 60, second % 60)


def _coordinator(part: Part, keys: dict[str, SlotKey]) -> list[SlotKey]:
    return part["slots"].distinct(lambda one: one.known(keys, "slot"))


def _travel(part: Part, students: list[str], clients: int) -> dict[str, list[int | None]]:
    rows = part.object()
    for name, row in rows.items():
        if name not in students:
            raise row.fault(f"there is no student {name!r} in this instance.")
    found: dict[str, list[int | None]] = {}
    for name in students:
        minutes = [one.or_none(Part.number) for one in part[name].items()]
        if len(minutes) != clients:
            raise part[name].fault(f"should have {clients} numbers, one for each client, and has {len(minutes)}.")
        found[name] = minutes
    return found


def _student(name: str, part: Part, keys: dict[str, SlotKey], clients: dict[str, str]) -> StudentFacts:
    available = frozenset(part["available"].distinct(lambda one: one.known(keys, "slot")))
    unavailable: dict[SlotKey, str] = {}
    for slot, reason in part["unavailable"].object().items():
        if slot not in keys:
            raise reason.fault(f"there is no slot {slot!r} in this instance.")
        why = reason.text()
        if keys[slot] not in available:  # the reason only explains; `available` decides (H2)
            unavailable[keys[slot]] = why
    return StudentFacts(
        id=name,
        name=name,
        gender=part["gender"].one_of("v", "m", "x"),
        level=part["level"].number(1, 3),
        starter=part["starter"].flag(),
        skills=part["skills"].texts(),
        languages=part["languages"].texts(),
        allergies=frozenset(map(str, part["allergies"].texts())),
        smoke_ok=part["smoke_ok"].flag(),
        max_cycling_minutes=part["max_travel"].number(),
        target=part["target"].number(most=LARGEST_WEIGHT),
        max_week=part["max_week"].number(),
        max_day=part["max_day"].number(),
        available=available,
        unavailable=unavailable,
        prefers=frozenset(part["prefers"].distinct(lambda one: one.known(clients, "client"))),
    )


def _client(
    name: str, part: Part, keys: dict[str, SlotKey], students: dict[str, str], travel: Mapping[Id, int | None]
) -> ClientFacts:
    slots = frozenset(part["slots"].distinct(lambda one: one.known(keys, "slot")))
    preferred = part["preferred_slots"].distinct(lambda one: one.known(keys, "slot"))
    for place, key in enumerate(preferred):
        if key not in slots:
            raise part["preferred_slots"].items()[place].fault("is preferred, and not among the client's slots.")
    told = part.object()  # these only tell people something
    if "waiting_weeks" in told:
        told["waiting_weeks"].number()
    if "urgent" in told:
        told["urgent"].flag()
    return ClientFacts(
        id=name,
        name=name,
        visits=part["visits"].number(1, 3),
        seats=part["seats"].number(1, 2),
        slots=slots,
        preferred=frozenset(preferred),
        agreements=(Span(MONDAY),),
        pets=frozenset(map(str, part["pets"].texts())),
        smoker=part["smoker"].flag(),
        gender_pref=part["gender_pref"].or_none(lambda one: one.one_of("v", "m")),
        min_level=part["min_level"].number(1, 3),
        skills=part["skills"].texts(),
        language=part["language"].or_none(Part.name),
        refuses=frozenset(part["refuses"].distinct(lambda one: one.known(students, "student"))),
        face=Face(part["face"].one_of(*Face)),
        travel_of=travel,
    )


def _weights(part: Part) -> tuple[int, ...]:
    visits, given = part["visits"].number(1, 3), part["visit_weights"]
    weights = [one.number(most=LARGEST_WEIGHT) for one in given.items()]
    if len(weights) != visits:
        raise given.fault(f"should have {visits} numbers, one for each visit, and has {len(weights)}.")
    for place in range(1, visits):
        if weights[place] > weights[place - 1]:
            raise given.items()[place].fault("is more than the one before; a next visit never counts more.")
    return tuple(weights)


def _familiarity(part: Part, students: dict[str, str], clients: dict[str, str]) -> dict[tuple[Id, Id], int]:
    found: dict[tuple[Id, Id], int] = {}
    for one in part.items():
        row = one.items()
        if len(row) != 3:
            raise one.fault(f"should be [student, client, value], and has {len(row)} parts.")
        pair = row[0].known(students, "student"), row[1].known(clients, "client")
        if pair in found:
            raise one.fault("this student and client stand in the list already.")
        found[pair] = row[2].number(1, 3)
    return found


def _assignment(part: Part, keys: dict[str, SlotKey], students: dict[str, str], clients: dict[str, str]) -> Assignment:
    return Assignment(
        student=part["student"].known(students, "student"),
        client=part["client"].known(clients, "client"),
        slot=part["slot"].known(keys, "slot"),
        role=SeatRole(part["role"].one_of(*SeatRole)),
    )


def _check_kept(instance: Instance, previous: Sequence[Assignment], locked: Sequence[Assignment]) -> None:
    """What is locked or past must be possible together, or no plan exists. A student who is still missing may be found."""
    for place, one in enumerate(locked):
        if one.slot in instance.frozen and one not in instance.previous:
            raise SchemaError(f"locked[{place}]", "is in a frozen slot, and not in previous_plan.")
    places = {one: f"previous_plan[{place}]" for place, one in enumerate(previous) if one.slot in instance.frozen}
    places |= {one: f"locked[{place}]" for place, one in enumerate(locked)}
    week = replace(instance.week, seats=seats_of(instance, instance.kept))
    for finding in check_week(week, policy=OPTIMISER):
        still_to_find = finding.rule in (Rule.LEAD, Rule.PAIR) and finding.slot not in instance.frozen
        if finding.hard and not still_to_find:
            blamed = next(
                path
                for one, path in places.items()
                if one.slot == finding.slot
                and finding.student in (None, one.student)
                and finding.client in (None, one.client)
            )
            raise SchemaError(blamed, what_breaks(finding))


def plan_as_data(instance: Instance, solution: Solution) -> dict[str, Any]:
    """The plan as it is written: what format and objective ask, and what is proven."""
    return {
        "instance": instance.id,
        "assignments": [
            {"student": one.student, "client": one.client, "slot": one.slot[1], "role": str(one.role)}
            for one in in_order(instance, solution.assignments)
        ],
        "objective": list(solution.objective),
        "proven": list(solution.proven),
        "seconds": round(solution.seconds, 3),
    }
