"""A week on paper: the wall, a page for each student, a card in large type for each client."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from clients.models import Activity, Client
from planning.facts import LoadedWeek, load_week
from planning.models import Visit, VisitSeat, WeekPlan, unsettled
from planning.rules import Slot
from wijkleerbedrijf.organisation.models import User

_DAY_WORDS = {
    "lesson": "les",
    "placement": "zorgstage",
    "free": "vrij",
    "ill": "ziek",
    "leave": "verlof",
    "catch_up": "inhalen",
    "absent": "afwezig",
}


@dataclass(frozen=True, slots=True)
class PrintedVisit:
    """One visit as it stands on paper. `others` are the students who come too."""

    date: datetime.date
    starts_at: datetime.time
    ends_at: datetime.time
    client: Client
    students: list[str]
    activities: list[Activity]
    alert: str
    accompanied_by: str
    is_unsettled: bool

    @property
    def who(self) -> str:
        """'Sanne' or 'Sanne en Tim'."""
        return " en ".join(self.students)


@dataclass(frozen=True, slots=True)
class Cell:
    """A dagdeel of a student on the wall: visits, or a word for what else there is."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class PrintedWeek:
    """A whole week, ready to print. Each part is a list of pages or rows; `slots` are the columns of the wall."""

    week: WeekPlan
    location: Any
    days: list[tuple[datetime.date, list[Slot]]]
    wall: list[tuple[str, list[Cell]]]
    students: list[tuple[str, list[PrintedVisit]]]
    clients: list[tuple[Client, list[PrintedVisit]]]
    on_duty: list[tuple[Slot, str]]


def printed_week(week: WeekPlan) -> PrintedWeek:
    """Reads the week and lays it out; a fixed number of queries."""
    loaded = load_week(week)
    visits = _visits(loaded)
    slots = sorted(loaded.facts.slots, key=lambda slot: (slot.date, slot.starts))
    by_student: dict[int, list[tuple[Visit, PrintedVisit]]] = {}
    by_client: dict[int, list[PrintedVisit]] = {}
    for visit, printed in visits:
        by_client.setdefault(visit.client_id, []).append(printed)
        for seat in visit.seats.all():
            by_student.setdefault(seat.student_id, []).append((visit, printed))
    clients = {printed.client.pk: printed.client for _, printed in visits}
    return PrintedWeek(
        week=week,
        location=loaded.here.location,
        days=[(day, own) for day in loaded.days if (own := [slot for slot in slots if slot.date == day])],
        wall=[
            (student.full_name, [_cell(loaded, student.pk, slot, by_student.get(student.pk, [])) for slot in slots])
            for student in loaded.students
        ],
        students=[
            (student.full_name, [printed for _, printed in by_student[student.pk]])
            for student in loaded.students
            if student.pk in by_student
        ],
        clients=[
            (client, by_client[client.pk])
            for client in sorted(clients.values(), key=lambda one: (one.surname, one.first_name, one.pk))
        ],
        on_duty=_on_duty(loaded, slots),
    )


def _visits(loaded: LoadedWeek) -> list[tuple[Visit, PrintedVisit]]:
    rows = (
        Visit.objects.filter(pk__in=[visit.pk for visit in loaded.visits if visit.is_active])
        .annotate(is_unsettled=unsettled())
        .select_related("client", "accompanied_by")
        .prefetch_related("seats__student", "agreement__activities")
        .order_by("date", "starts_at", "pk")
    )
    return [
        (
            visit,
            PrintedVisit(
                date=visit.date,
                starts_at=visit.starts_at,
                ends_at=visit.ends_at,
                client=visit.client,
                students=[
                    seat.student.first_name
                    for seat in sorted(visit.seats.all(), key=lambda seat: seat.role != VisitSeat.Role.LEAD)
                ],
                activities=list(visit.agreement.activities.all()),
                alert=visit.client.alert,
                accompanied_by=visit.accompanied_by.first_name if visit.accompanied_by else "",
                is_unsettled=visit.is_unsettled,
            ),
        )
        for visit in rows
    ]


def _cell(loaded: LoadedWeek, student_id: int, slot: Slot, visits: list[tuple[Visit, PrintedVisit]]) -> Cell:
    here = [
        f"{visit.client.short_name} (te bevestigen)" if printed.is_unsettled else visit.client.short_name
        for visit, printed in visits
        if (visit.date, visit.block_id) == slot.key
    ]
    if here:
        return Cell(", ".join(here), "visit")
    if slot.key in loaded.facts.closed:
        return Cell(loaded.facts.closed[slot.key], "closed")
    reason = loaded.facts.student_by_id[student_id].unavailable.get(slot.key)
    return Cell(_DAY_WORDS.get(reason, ""), reason) if reason else Cell("", "open")


def _on_duty(loaded: LoadedWeek, slots: list[Slot]) -> list[tuple[Slot, str]]:
    user_ids = {user_id for ids in loaded.here.duties.values() for user_id in ids}
    names = {user.pk: user.first_name for user in User.objects.filter(pk__in=user_ids)}
    duties: dict[Any, list[int]] = {**loaded.here.duties}
    return [(slot, ", ".join(names[user_id] for user_id in duties.get(slot.key, []))) for slot in slots]
