"""A small week for the tests of the rules: one student to whom nothing stands in the way, one client without demands."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from planning.rules import (
    ClientFacts,
    Finding,
    Id,
    Limits,
    Member,
    Proposal,
    Rule,
    Seat,
    SeatRole,
    Slot,
    Span,
    StudentFacts,
    Vocabulary,
    WeekFacts,
)

MONDAY = datetime.date(2026, 3, 2)
MORNING, AFTERNOON = "ochtend", "middag"
HOURS = {
    MORNING: (datetime.time(10), datetime.time(12)),
    AFTERNOON: (datetime.time(13), datetime.time(15)),
}
LEAD, BUDDY = SeatRole.LEAD, SeatRole.BUDDY


def slot(day: int, block: str = MORNING) -> Slot:
    """The dagdeel of the day with this number, 0 for Monday."""
    starts, ends = HOURS[block]
    return Slot(MONDAY + datetime.timedelta(days=day), block, starts, ends, block)


SLOTS = tuple(slot(day, block) for day in range(5) for block in HOURS)
KEYS = frozenset(one.key for one in SLOTS)
TUESDAY = slot(1)

SANNE = StudentFacts(
    id="sanne",
    name="Sanne",
    gender="v",
    level=2,
    skills=frozenset({"rolstoel"}),
    languages=frozenset({"nl"}),
    max_cycling_minutes=20,
    available=KEYS,
)
OMAR = replace(SANNE, id="omar", name="Omar", gender="m")
KIM = replace(SANNE, id="kim", name="Kim", gender="x")

DE_VRIES = ClientFacts(
    id="de_vries",
    name="mevrouw De Vries",
    visits=2,
    slots=KEYS,
    agreements=(Span(MONDAY - datetime.timedelta(days=100)),),
    travel=10,
)
BAKKER = replace(DE_VRIES, id="bakker", name="de heer Bakker")
YILMAZ = replace(DE_VRIES, id="yilmaz", name="familie Yılmaz")


def week(
    students: Sequence[StudentFacts] = (SANNE, OMAR, KIM),
    clients: Sequence[ClientFacts] = (DE_VRIES, BAKKER, YILMAZ),
    seats: Sequence[Seat] = (),
    **changes: Any,
) -> WeekFacts:
    """An open week with somebody on duty in each dagdeel, and what is given."""
    facts: dict[str, Any] = {
        "slots": SLOTS,
        "duty": KEYS,
        "limits": Limits(),
        "vocabulary": Vocabulary(skills={"rolstoel": "rijden met een rolstoel"}, languages={"ar": "Arabisch"}),
    }
    return WeekFacts(tuple(students), tuple(clients), seats=tuple(seats), **(facts | changes))


def seat(
    student: StudentFacts, client: ClientFacts, when: Slot = TUESDAY, role: SeatRole = LEAD, **changes: Any
) -> Seat:
    """A seat of the visit of this client in this dagdeel."""
    return Seat(
        visit=changes.pop("visit", visit_id(client, when)),
        student=student.id,
        client=client.id,
        date=when.date,
        block=when.block,
        starts=when.starts,
        ends=when.ends,
        role=role,
        **changes,
    )


def visit_id(client: ClientFacts, when: Slot) -> Id:
    return f"{client.id} {when.date} {when.block}"


def visit(client: ClientFacts, when: Slot, *students: StudentFacts, **changes: Any) -> Proposal:
    """The first student does the visit, the others come along."""
    members = tuple(Member(student.id, BUDDY if number else LEAD) for number, student in enumerate(students))
    return Proposal(client.id, when, members, **changes)


def rules_of(findings: Sequence[Finding]) -> list[Rule]:
    return [one.rule for one in findings]
