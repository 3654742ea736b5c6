"""A problem of the product as a week in the exchange format, so that the judge of `specification` can look at its plans."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from planning.optimiser import Assignment, Instance
from planning.rules import ClientFacts, SlotKey, StudentFacts

from .specification import Row, Seat


def name_of(slot: SlotKey) -> str:
    return f"{slot[0]:%Y-%m-%d} {slot[1]}"


def seats_of_plan(plan: Iterable[Assignment]) -> set[Seat]:
    return {(str(one.student), str(one.client), name_of(one.slot), str(one.role)) for one in plan}


def along_to_learn(instance: Instance) -> frozenset[Assignment]:
    """Students who come along where one was agreed: the specification does not know them, somebody decided so."""
    return frozenset(
        one for one in instance.kept if one.role == "buddy" and instance.week.client_by_id[one.client].seats == 1
    )


def week_of(instance: Instance, *, without: frozenset[Assignment] = frozenset()) -> Row:
    """The week for the judge. The seats `without` are taken out, with the time that they cost their student."""
    facts = instance.week
    open_slots = {slot.key for slot in facts.slots if slot.key not in facts.closed and slot.key in facts.duty}
    return {
        "slots": [{"id": name_of(slot.key), "day": slot.date.toordinal()} for slot in facts.slots],
        "times": {name_of(slot.key): (_minutes(slot.starts), _minutes(slot.ends)) for slot in facts.slots},
        "bicycles": {name_of(key): number for key, number in facts.bicycles.items()},
        "coordinators": [{"id": "iemand", "slots": [name_of(key) for key in open_slots]}],
        "students": [
            _student(instance, student, [one for one in without if one.student == student.id])
            for student in facts.students
        ],
        "clients": [_client(instance, client) for client in facts.clients],
        "travel": {
            str(student.id): [client.minutes_for(student.id) for client in facts.clients] for student in facts.students
        },
        "familiarity": [
            [str(student), str(client), min(value, 3)] for (student, client), value in facts.familiarity.items()
        ],
        "previous_plan": _rows(instance.previous - without),
        "locked": _rows(instance.locked - without),
        "frozen_slots": [name_of(key) for key in instance.frozen],
    }


def _rows(plan: Iterable[Assignment]) -> list[Row]:
    return [dict(zip(("student", "client", "slot", "role"), seat, strict=True)) for seat in seats_of_plan(plan)]


def _minutes(time: datetime.time) -> int:
    return 60 * time.hour + time.minute


def _student(instance: Instance, student: StudentFacts, elsewhere: list[Assignment]) -> Row:
    wishes = instance.wishes_of_student(student.id)
    limit = instance.week.limits.max_cycling_minutes
    gone = {one.slot for one in elsewhere}
    if student.max_day == 1:
        days = {day for day, _ in gone}
        gone |= {key for key in student.available if key[0] in days}
    return {
        "id": str(student.id),
        "gender": student.gender,
        "level": student.level,
        "starter": student.starter,
        "skills": [*student.skills],
        "languages": [*student.languages],
        "allergies": [*student.allergies, *student.fears],
        "smoke_ok": student.smoke_ok,
        "max_travel": limit if student.max_cycling_minutes is None else student.max_cycling_minutes,
        "needs_bicycle": student.needs_bicycle,
        "available": [name_of(key) for key in student.available - student.unavailable.keys() - gone],
        "target": student.target,
        "max_week": student.max_week - len(elsewhere),
        "max_day": student.max_day,
        "needs": [*wishes.needs],
        "open_wp": [*wishes.open_processes],
        "prefers": [str(one) for one in student.prefers],
    }


def _client(instance: Instance, client: ClientFacts) -> Row:
    wishes = instance.wishes_of_client(client.id)
    return {
        "id": str(client.id),
        "visits": client.visits,
        "seats": client.seats,
        "slots": [name_of(key) for key in client.slots if _may_be(client, key)],
        "preferred_slots": [name_of(key) for key in client.preferred],
        "pets": [*client.pets],
        "smoker": client.smoker,
        "gender_pref": client.gender_pref,
        "min_level": client.min_level,
        "skills": [*client.skills],
        "language": client.language,
        "refuses": [str(one) for one in client.refuses],
        "face": str(client.face),
        "offers": [*wishes.offers],
        "tasks": [*wishes.processes],
        "visit_weights": [*wishes.weights],
    }


def _may_be(client: ClientFacts, key: SlotKey) -> bool:
    return (
        key not in client.covered
        and any(key[0] in span for span in client.agreements)
        and not any(key[0] in pause for pause in client.pauses)
    )
