"""Reads what clients asked for and got in the weeks before a week, in three queries however many rows there are."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Q

from clients.models import AgreementSlot, Client, ClientAgreement, ClientPause
from planning.asked import ClientPast, OpenWeek, Share, Terms, shares_of
from planning.loading import json_rows
from planning.models import Visit, WeekPlan
from planning.rules import Id, Span
from wijkleerbedrijf.organisation.calendar_days import Period, PeriodKind, is_open
from wijkleerbedrijf.organisation.models import CalendarPeriod, Location

#: So many published weeks are looked back at, and no further than half a year.
WEEKS_BACK = 12
_FURTHEST = datetime.timedelta(weeks=26)
_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class History:
    """The published weeks before a Monday, oldest first, and for each client of those weeks what was asked and given."""

    weeks: Sequence[OpenWeek]
    clients: Mapping[int, Client]
    past: Mapping[Id, ClientPast]
    shares: Mapping[Id, Sequence[Share]]


def load_history(location_id: int, monday: datetime.date) -> History:
    """The last `WEEKS_BACK` published weeks before `monday` in which the location was open; three queries."""
    weeks = _open_weeks(location_id, monday)
    first, last = (weeks[0].monday, weeks[-1].monday + 6 * _DAY) if weeks else (monday - _DAY, monday - _DAY)
    clients = {client.pk: client for client in _clients(location_id, first, last)}
    tallies = _tallies(location_id, first, last)
    past: dict[Id, ClientPast] = {pk: _past(client) for pk, client in clients.items()}
    return History(weeks, clients, past, {pk: shares_of(one, weeks, tallies) for pk, one in past.items()})


def _date(value: str) -> datetime.date:
    return datetime.date.fromisoformat(value)


def _span(row: dict[str, Any]) -> Span:
    return Span(_date(row["first"]), _date(row["last"]) if row["last"] else None)


def _open_weeks(location_id: int, monday: datetime.date) -> list[OpenWeek]:
    here = {"location": OuterRef("pk")}
    furthest = monday - _FURTHEST
    location: Any = Location.objects.annotate(
        week_rows=json_rows(
            WeekPlan.objects.filter(version__gt=0, monday__gte=furthest, monday__lt=monday, **here).order_by("-monday"),
            monday="monday",
        ),
        period_rows=json_rows(
            CalendarPeriod.objects.filter(starts_on__lt=monday, ends_on__gte=furthest, **here).order_by("pk"),
            kind="kind",
            name="name",
            first="starts_on",
            last="ends_on",
        ),
    ).get(pk=location_id)
    periods = [
        Period(PeriodKind(row["kind"]), row["name"], _date(row["first"]), _date(row["last"]))
        for row in location.period_rows
    ]
    weeks: list[OpenWeek] = []
    for row in location.week_rows:
        begins = _date(row["monday"])
        days = tuple(day for day in (begins + number * _DAY for number in range(7)) if is_open(day, periods))
        if days:
            weeks.append(OpenWeek(begins, days))
        if len(weeks) == WEEKS_BACK:
            break
    return weeks[::-1]


def _clients(location_id: int, first: datetime.date, last: datetime.date) -> list[Any]:
    mine = {"client": OuterRef("pk")}
    terms = ClientAgreement.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=first), **mine)
    accepted = AgreementSlot.objects.filter(agreement=OuterRef("pk")).exclude(kind=AgreementSlot.Kind.COVERED)
    return list(
        Client.objects.filter(location_id=location_id)
        .filter(Q(ended_on__isnull=True) | Q(ended_on__gte=first))
        .filter(Exists(terms))
        .annotate(
            term_rows=json_rows(
                terms.order_by("-version"),
                version="version",
                visits="visits_per_week",
                first="valid_from",
                last="valid_until",
                weekdays=ArraySubquery(accepted.values("weekday")),
            ),
            pause_rows=json_rows(
                ClientPause.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=first), **mine)
                .filter(valid_from__lte=last)
                .order_by("pk"),
                first="valid_from",
                last="valid_until",
            ),
        )
        .order_by("surname", "prefix", "first_name", "pk")
    )


def _past(client: Any) -> ClientPast:
    return ClientPast(
        client=client.pk,
        terms=tuple(
            Terms(_span(row), row["version"], row["visits"], frozenset(row["weekdays"])) for row in client.term_rows
        ),
        pauses=tuple(_span(row) for row in client.pause_rows),
        ended_on=client.ended_on,
        waiting_since=client.waiting_since,
    )


def _tallies(
    location_id: int, first: datetime.date, last: datetime.date
) -> dict[tuple[Id, datetime.date], tuple[int, int]]:
    rows = (
        Visit.objects.filter(location_id=location_id, date__range=(first, last))
        .order_by()
        .values_list("client_id", "monday")
        .annotate(
            given=Count("pk", filter=Q(is_active=True)),
            cancelled=Count("pk", filter=Q(cancel_reason=Visit.CancelReason.CLIENT_ASKED)),
        )
    )
    return {(client, monday): (given, cancelled) for client, monday, given, cancelled in rows}
