"""What clients said no to in this week: it is not proposed to them again."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from planning.facts import LoadedWeek
from planning.models import Confirmation
from planning.rules import ClientFacts, Id, SlotKey


@dataclass
class SaidNo:
    """The dagdelen and the students that a client did not want when a visit changed."""

    slots: set[SlotKey] = field(default_factory=set)
    students: set[Id] = field(default_factory=set)


def refusals_of(loaded: LoadedWeek) -> Mapping[Id, SaidNo]:
    """By client. One query, and none for a week in which nothing was cancelled."""
    cancelled = [visit.pk for visit in loaded.visits if not visit.is_active]
    said: dict[Id, SaidNo] = defaultdict(SaidNo)
    if not cancelled:
        return said
    rows = Confirmation.objects.filter(visit__in=cancelled, state=Confirmation.State.NO).select_related("step", "visit")
    for row in rows.order_by("pk"):
        change = row.change
        if change is None:
            continue
        before, after = change["before"] or {}, change["after"] or {}
        client = row.visit.client_id
        newcomers = {one for one, _ in after["seats"]} - {one for one, _ in before.get("seats", [])}
        if (before.get("date"), before.get("block_id")) != (after["date"], after["block_id"]):
            said[client].slots.add((datetime.date.fromisoformat(after["date"]), after["block_id"]))
        if before:
            # Who would have come to a visit that was new was not what the client said no to.
            said[client].students |= newcomers
    for visit in loaded.visits:
        if visit.is_active and visit.client_id in said:
            # What was agreed in another way meanwhile stays as it is.
            said[visit.client_id].slots.discard((visit.date, visit.block_id))
            said[visit.client_id].students -= {seat["student"] for seat in visit.seat_rows}
    return said


def without_refused(client: ClientFacts, said: SaidNo) -> ClientFacts:
    return replace(
        client,
        slots=client.slots - said.slots,
        preferred=client.preferred - said.slots,
        refuses=client.refuses | said.students,
    )
