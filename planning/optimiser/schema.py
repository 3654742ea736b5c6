"""Reads an instance in the exchange format wlb-plan/1 and writes a plan in it; what is malformed is named by its place.

The format has weekdays and no dates: a week in 2001 stands in for them. The block of a dagdeel is its id in the file.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, TypeVar

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

from .instance import Assignment, ClientWishes, Instance, StudentWishes
from .objective import in_order, seats_of
from .solution import Solution

SCHEMA: Final = "wlb-plan/1"
MONDAY: Final = datetime.date(2001, 1, 1)
#: No number in an instance is larger; more is a slip of the keyboard.
LARGEST: Final = 1_000_000
#: Weights and targets are counted with exactly up to here.
LARGEST_WEIGHT: Final = 100_000
_HOURS: Final = {
    "och": (datetime.time(10), datetime.time(12)),
    "mid": (datetime.time(13), datetime.time(15)),
}

T = TypeVar("T")


class SchemaError(ValueError):
    """An instance that can't be read: where, and why."""

    def __init__(self, path: str, why: str) -> None:
        self.path, self.why = path, why
        super().__init__(f"{path}: {why}" if path else why)


class Part:
    """A value of the file and its place, asked for as what it should be."""

    def __init__(self, value: object, path: str) -> None:
        self.value, self.path = value, path

    def fault(self, why: str) -> SchemaError:
        return SchemaError(self.path, why)

    def object(self) -> dict[str, Part]:
        if not isinstance(self.value, dict):
            raise self.fault(f"should be an object, and is {_kind(self.value)}.")
        return {key: Part(value, f"{self.path}.{key}" if self.path else key) for key, value in self.value.items()}

    def __getitem__(self, key: str) -> Part:
        if not isinstance(self.value, dict):
            raise self.fault(f"should be an object, and is {_kind(self.value)}.")
        path = f"{self.path}.{key}" if self.path else key
        if key not in self.value:
            raise SchemaError(path, "is missing.")
        return Part(self.value[key], path)

    def items(self) -> list[Part]:
        if not isinstance(self.value, list):
            raise self.fault(f"should be a list, and is {_kind(self.value)}.")
        return [Part(value, f"{self.path}[{place}]") for place, value in enumerate(self.value)]

    def text(self) -> str:
        if not isinstance(self.value, str):
            raise self.fault(f"should be a text, and is {_kind(self.value)}.")
        return self.value

    def name(self) -> str:
        if not self.text():
            raise self.fault("should not be empty.")
        return self.text()

    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            raise self.fault(f"should be true or false, and is {_kind(self.value)}.")
        return self.value

    def number(self, least: int = 0, most: int = LARGEST) -> int:
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise self.fault(f"should be a whole number, and is {_kind(self.value)}.")
        if not least <= self.value <= most:
            shown = str(self.value) if abs(self.value) < 10**20 else "very large"
            raise self.fault(f"should be {least} to {most}, and is {shown}.")
        return self.value

    def one_of(self, *choices: str) -> str:
        if self.text() not in choices:
            raise self.fault(f"should be one of {', '.join(choices)}, and is {self.value!r}.")
        return self.text()

    def or_none(self, read: Callable[[Part], T]) -> T | None:
        return None if self.value is None else read(self)

    def distinct(self, read: Callable[[Part], T]) -> list[T]:
        """A list in which nothing stands twice."""
        seen: dict[T, None] = {}
        for part in self.items():
            value = read(part)
            if value in seen:
                raise part.fault("stands in this list already.")
            seen[value] = None
        return list(seen)

    def texts(self) -> frozenset[Id]:
        return frozenset(self.distinct(Part.name))

    def known(self, among: dict[str, T], what: str) -> T:
        """Something that the instance defines elsewhere."""
        name = self.text()
        if name not in among:
            raise self.fault(f"there is no {what} {name!r} in this instance.")
        return among[name]


def _kind(value: object) -> str:
    if value is None:
        return "null"
    kinds: list[tuple[type, str]] = [(bool, "true or false"), (int, "a number"), (float, "a number with a fraction")]
    kinds += [(str, "a text"), (list, "a list"), (dict, "an object")]
    return next((name for kind, name in kinds if isinstance(value, kind)), type(value).__name__)


def parse(text: str) -> object:
    """JSON as it should be: no NaN, no infinity, no key twice. SchemaError otherwise."""

    def no_constant(name: str) -> object:
        raise SchemaError("", f"{name} is no JSON number.")

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        if len(found) < len(pairs):
            twice = next(key for number, (key, _) in enumerate(pairs) if key in dict(pairs[:number]))
            raise SchemaError(twice, "stands twice in one object.")
        return found

    try:
        return json.loads(text, parse_constant=no_constant, object_pairs_hook=once)
    except SchemaError:
        raise
    except (ValueError, RecursionError) as error:
        raise SchemaError("", f"this is no JSON: {error}.") from error


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
        frozen=frozenset(whole["frozen_slots"].distinct(lambda one: one.known(keys, "dagdeel"))),
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
    rows = [
        (name, one["day"].number(0, 4), one["half"].one_of(*_HOURS)) for name, one in _named(part, "dagdeel").items()
    ]
    slots = []
    for name, day, half in rows:
        same = [other for other, weekday, _ in rows if weekday == day]
        halves = [kind for _, weekday, kind in rows if weekday == day]
        starts, ends = _HOURS[half]
        if len(set(halves)) < len(halves):
            length = 24 * 60 * 60 // len(same)
            if length < 1:
                raise part.fault("has too many dagdelen on one day.")
            starts, ends = (_clock(length * (same.index(name) + number)) for number in (0, 1))
        slots.append(Slot(MONDAY + datetime.timedelta(days=day), name, starts, ends, name))
    return slots


def _clock(second: int) -> datetime.time:
    second = min(second, 24 * 60 * 60 - 1)
    return datetime.time(second // 3600, second // 60 % 60, second % 60)


def _coordinator(part: Part, keys: dict[str, SlotKey]) -> list[SlotKey]:
    return part["slots"].distinct(lambda one: one.known(keys, "dagdeel"))


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
    available = frozenset(part["available"].distinct(lambda one: one.known(keys, "dagdeel")))
    unavailable: dict[SlotKey, str] = {}
    for slot, reason in part["unavailable"].object().items():
        if slot not in keys:
            raise reason.fault(f"there is no dagdeel {slot!r} in this instance.")
        if keys[slot] not in available:  # the reason only explains; `available` decides (H2)
            unavailable[keys[slot]] = reason.text()
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
    slots = frozenset(part["slots"].distinct(lambda one: one.known(keys, "dagdeel")))
    preferred = part["preferred_slots"].distinct(lambda one: one.known(keys, "dagdeel"))
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
        slot=part["slot"].known(keys, "dagdeel"),
        role=SeatRole(part["role"].one_of(*SeatRole)),
    )


def _check_kept(instance: Instance, previous: Sequence[Assignment], locked: Sequence[Assignment]) -> None:
    """What is locked or past must be possible together, or no plan exists. A student who is still missing may be found."""
    for place, one in enumerate(locked):
        if one.slot in instance.frozen and one not in instance.previous:
            raise SchemaError(f"locked[{place}]", "is in a frozen dagdeel, and not in previous_plan.")
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
            raise SchemaError(blamed, f"breaks {finding.rule.specification or finding.rule.code}: {finding.sentence}")


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
