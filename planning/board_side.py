"""What stands beside the grid of the week board: who still waits for a visit, and what was cancelled."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from planning.board_rows import Names
from planning.facts import LoadedWeek
from planning.proposal_result import Reason
from planning.proposed_week import waiting_since
from planning.reason_text import sentence
from planning.rules import Id

WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A client who gets fewer visits than agreed: how many are missing and since when that is so."""

    client_id: int
    name: str
    missing: int
    agreed: int
    since: datetime.date
    weeks: int
    minutes: int | None
    is_urgent: bool
    seats: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class Cancelled:
    pk: int
    name: str
    when: str
    reason: str
    is_untold: bool


def clients_waiting(loaded: LoadedWeek, names: Names, reasons: Mapping[Id, Reason]) -> list[Waiting]:
    """Clients with fewer visits than agreed in this week, longest waiting first; not those with pause all week.

    `reasons` are those of the last proposal, for the clients whom it gave fewer.
    """
    placed = Counter(visit.client_id for visit in loaded.visits if visit.is_active)
    open_days = {slot.date for slot in loaded.facts.slots if slot.key not in loaded.facts.closed}
    latest = {agreement.client_id: agreement for agreement in sorted(loaded.agreements, key=lambda row: row.version)}
    found = []
    for client in names.facts.clients:
        agreement = latest[client.id]
        days = {key[0] for key in client.slots if key not in loaded.facts.closed} & open_days
        days = {
            day
            for day in days
            if any(day in span for span in client.agreements) and not any(day in span for span in client.pauses)
        }
        missing = min(client.visits - placed[client.id], len(days))
        if missing <= 0:
            continue
        since = waiting_since(agreement)
        found.append(
            Waiting(
                client_id=int(client.id),
                name=names.client(client.id),
                missing=missing,
                agreed=client.visits,
                since=since,
                weeks=max(0, (loaded.monday - since).days // 7),
                minutes=client.travel,
                is_urgent=client.urgent,
                seats=client.seats,
                why=sentence(client.id, reasons[client.id], names.facts) if client.id in reasons else "",
            )
        )
    return sorted(found, key=lambda one: (one.since, not one.is_urgent, one.name))


def cancelled_visits(loaded: LoadedWeek, names: Names) -> list[Cancelled]:
    short = {hours.block_id: hours.name for hours in loaded.here.hours}
    return [
        Cancelled(
            pk=visit.pk,
            name=names.client(visit.client_id),
            when=f"{WEEKDAYS[visit.date.weekday()]} {short.get(visit.block_id, '')}".strip(),
            reason=visit.get_cancel_reason_display(),
            is_untold=visit.is_unsettled,
        )
        for visit in loaded.visits
        if not visit.is_active
    ]
