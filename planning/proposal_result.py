"""The answer to "Maak voorstel", as it is kept: plain data with ids only; sentences and names are made when it is shown.

Pure, because the solver process fills it. JSON has dates as text and an assignment as [student, client, date, block, role].
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from planning.optimiser.instance import Assignment
from planning.optimiser.solution import Objective
from planning.rules import Id, SeatRole, SlotKey

#: A result of another format is of an older release: the page then asks for a new proposal.
FORMAT = 1


class ResultFormatError(ValueError):
    """A stored result that this release can't read."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a visit is not placed: a code and what its sentence needs. Only what is provably true stands here."""

    code: str
    rules: tuple[str, ...] = ()
    slots: tuple[SlotKey, ...] = ()
    clients: tuple[Id, ...] = ()
    students: tuple[Id, ...] = ()
    numbers: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Remedy:
    """One thing that would help, tested by solving again: `plan` is the whole plan then.

    `kind` says what is asked (another dagdeel of the client, a student who becomes free, a rule set aside, somebody on duty, a
    pin released); `placed_after` and `changes_after` count visits and changes of that plan. `client` gets the visit; `pinned` is
    the client of the visit that is let go.
    """

    kind: str
    client: Id
    student: Id | None = None
    slot: SlotKey | None = None
    rule: str = ""
    pinned: Id | None = None
    placed_after: int = 0
    changes_after: int = 0
    plan: frozenset[Assignment] = frozenset()


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A client who gets fewer visits than wanted: how many are missing, the one true reason, and what would help, best first."""

    client: Id
    missing: int
    reason: Reason
    remedies: tuple[Remedy, ...] = ()


@dataclass(frozen=True, slots=True)
class PinPrice:
    """What it costs that a visit stays where a person put it: the visits that fit when it is let go, less those of the plan.

    Not `proven`: the time was up, and nothing may be said of the price.
    """

    client: Id
    slot: SlotKey
    visits: int
    priority: int
    proven: bool = True


@dataclass(frozen=True, slots=True)
class CalmResult:
    """The plan for one wish for rest (`calm`: the weight of a change against a visit; 0 places most).

    `assignments` is the whole plan, with what stays as it is. `placed` counts visits, `without` clients who want a visit and get
    none, `changes` what is lost of the previous plan (the second level of the objective), `known` of the `seats` are taken by a
    student who has been at the client before. `explained` is false when the time was up before the reasons were found.
    """

    calm: int
    assignments: frozenset[Assignment]
    objective: Objective
    proven: tuple[bool, bool, bool, bool, bool]
    placed: int
    without: int
    changes: int
    known: int
    seats: int
    unplaced: tuple[Unplaced, ...] = ()
    explained: bool = True


@dataclass(frozen=True, slots=True)
class ProposalResult:
    """All that a proposal says. `calms` has the default of the location (`default_calm`) among them.

    `wanted` counts the visits that clients want in this week, `most_visits` the greatest number that fits whatever goes first;
    `most_proven` says whether that number is proven. `previous` is the plan that changes are counted from. `remarks` are
    sentences about the facts (no duty list yet), without names.
    """

    default_calm: int
    calms: tuple[CalmResult, ...]
    wanted: int
    most_visits: int
    most_proven: bool
    previous: frozenset[Assignment] = frozenset()
    pins: tuple[PinPrice, ...] = ()
    remarks: tuple[str, ...] = ()
    seconds: float = 0.0

    def of_calm(self, calm: int | None = None) -> CalmResult:
        """The plan for this wish for rest; without one, or when it was not made, that of the location."""
        by_calm = {one.calm: one for one in self.calms}
        wanted = self.default_calm if calm is None else calm
        return by_calm.get(wanted) or by_calm.get(self.default_calm) or self.calms[0]


def visits_of_plan(assignments: frozenset[Assignment]) -> frozenset[tuple[Id, SlotKey]]:
    """The visits of a plan: (client, dagdeel)."""
    return frozenset((one.client, one.slot) for one in assignments)


# To JSON


def to_json(result: ProposalResult) -> dict[str, Any]:
    """What WeekProposal.result keeps."""
    return {
        "format": FORMAT,
        "default_calm": result.default_calm,
        "calms": [_calm_to_json(one) for one in result.calms],
        "wanted": result.wanted,
        "most_visits": result.most_visits,
        "most_proven": result.most_proven,
        "previous": plan_to_json(result.previous),
        "pins": [
            {
                "client": one.client,
                "slot": _slot_to_json(one.slot),
                "visits": one.visits,
                "priority": one.priority,
                "proven": one.proven,
            }
            for one in result.pins
        ],
        "remarks": list(result.remarks),
        "seconds": round(result.seconds, 3),
    }


def plan_to_json(assignments: frozenset[Assignment]) -> list[list[Any]]:
    """In a fixed order: the same plan is the same text."""
    rows = [[one.student, one.client, one.slot[0].isoformat(), one.slot[1], one.role.value] for one in assignments]
    return sorted(rows, key=lambda row: (row[2], str(row[3]), str(row[1]), row[4], str(row[0])))


def _slot_to_json(slot: SlotKey) -> list[Any]:
    return [slot[0].isoformat(), slot[1]]


def _calm_to_json(one: CalmResult) -> dict[str, Any]:
    return {
        "calm": one.calm,
        "assignments": plan_to_json(one.assignments),
        "objective": list(one.objective),
        "proven": list(one.proven),
        "placed": one.placed,
        "without": one.without,
        "changes": one.changes,
        "known": one.known,
        "seats": one.seats,
        "unplaced": [_unplaced_to_json(row, one.assignments) for row in one.unplaced],
        "explained": one.explained,
    }


def _unplaced_to_json(one: Unplaced, base: frozenset[Assignment]) -> dict[str, Any]:
    return {
        "client": one.client,
        "missing": one.missing,
        "reason": {
            "code": one.reason.code,
            "rules": list(one.reason.rules),
            "slots": [_slot_to_json(slot) for slot in one.reason.slots],
            "clients": list(one.reason.clients),
            "students": list(one.reason.students),
            "numbers": dict(one.reason.numbers),
        },
        "remedies": [remedy_to_json(remedy, base) for remedy in one.remedies],
    }


def remedy_to_json(one: Remedy, base: frozenset[Assignment]) -> dict[str, Any]:
    """Of the plan only what differs from that without the remedy."""
    return {
        "kind": one.kind,
        "client": one.client,
        "student": one.student,
        "slot": None if one.slot is None else _slot_to_json(one.slot),
        "rule": one.rule,
        "pinned": one.pinned,
        "placed_after": one.placed_after,
        "changes_after": one.changes_after,
        "leaves": plan_to_json(base - one.plan),
        "enters": plan_to_json(one.plan - base),
    }


# From JSON


def from_json(data: Mapping[str, Any]) -> ProposalResult:
    """What was kept; ResultFormatError when it is of another release."""
    try:
        if data["format"] != FORMAT:
            raise ResultFormatError(f"format {data['format']}")
        result = ProposalResult(
            default_calm=data["default_calm"],
            calms=tuple(_calm(row) for row in data["calms"]),
            wanted=data["wanted"],
            most_visits=data["most_visits"],
            most_proven=data["most_proven"],
            previous=plan_from_json(data["previous"]),
            pins=pins_from_json(data["pins"]),
            remarks=tuple(data["remarks"]),
            seconds=data["seconds"],
        )
    except ResultFormatError:
        raise
    except (KeyError, TypeError, IndexError, AttributeError, ValueError) as error:
        raise ResultFormatError(str(error)) from error
    if not result.calms:
        raise ResultFormatError("no plan")
    return result


def pins_from_json(rows: Sequence[Mapping[str, Any]]) -> tuple[PinPrice, ...]:
    return tuple(
        PinPrice(row["client"], _slot(row["slot"]), row["visits"], row["priority"], row["proven"]) for row in rows
    )


def plan_from_json(rows: Sequence[Sequence[Any]]) -> frozenset[Assignment]:
    return frozenset(
        Assignment(student, client, (datetime.date.fromisoformat(day), block), SeatRole(role))
        for student, client, day, block, role in rows
    )


def _slot(pair: Sequence[Any]) -> SlotKey:
    return datetime.date.fromisoformat(pair[0]), pair[1]


def _calm(row: Mapping[str, Any]) -> CalmResult:
    one, two, three, four, five = row["proven"]
    assignments = plan_from_json(row["assignments"])
    return CalmResult(
        calm=row["calm"],
        assignments=assignments,
        objective=Objective(*row["objective"]),
        proven=(one, two, three, four, five),
        placed=row["placed"],
        without=row["without"],
        changes=row["changes"],
        known=row["known"],
        seats=row["seats"],
        unplaced=tuple(_unplaced(part, assignments) for part in row["unplaced"]),
        explained=row["explained"],
    )


def _unplaced(row: Mapping[str, Any], base: frozenset[Assignment]) -> Unplaced:
    return Unplaced(
        client=row["client"],
        missing=row["missing"],
        reason=reason_from_json(row["reason"]),
        remedies=tuple(remedy_from_json(part, base) for part in row["remedies"]),
    )


def reason_from_json(row: Mapping[str, Any]) -> Reason:
    return Reason(
        code=row["code"],
        rules=tuple(row["rules"]),
        slots=tuple(_slot(slot) for slot in row["slots"]),
        clients=tuple(row["clients"]),
        students=tuple(row["students"]),
        numbers=dict(row["numbers"]),
    )


def remedy_from_json(row: Mapping[str, Any], base: frozenset[Assignment]) -> Remedy:
    return Remedy(
        kind=row["kind"],
        client=row["client"],
        student=row["student"],
        slot=None if row["slot"] is None else _slot(row["slot"]),
        rule=row["rule"],
        pinned=row["pinned"],
        placed_after=row["placed_after"],
        changes_after=row["changes_after"],
        plan=base - plan_from_json(row["leaves"]) | plan_from_json(row["enters"]),
    )
