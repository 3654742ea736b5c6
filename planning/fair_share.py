"""Is the help shared fairly? What clients asked for and got over the last published weeks, worst first, and who visited."""

from __future__ import annotations

import datetime
import enum
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, DateField, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from clients.models import Client
from planning.asked import OpenWeek, Share, weeks_missed, weeks_waited
from planning.history import History, load_history
from planning.loading import json_rows
from planning.models import Visit, VisitSeat
from planning.rules import Span
from students.models import Enrolment, Student
from wijkleerbedrijf.organisation.access import Access
from wijkleerbedrijf.organisation.models import Location, LocationYear
from wijkleerbedrijf.organisation.parameters import parameters_on

#: Who got less than this percentage of what was asked, and missed at least two visits, got too little.
ENOUGH_PERCENT = 75
_MISSED_AT_LEAST = 2
#: Of a neighbourhood with fewer clients nothing is shown: one person would make the difference.
SMALLEST_GROUP = 5
_WEEK = datetime.timedelta(weeks=1)


class Got(enum.StrEnum):
    """What a client got of what was asked in a week; also the name of the picture of it."""

    ALL = "all"
    SOME = "some"
    NOTHING = "nothing"
    NOT_ASKED = "not-asked"


@dataclass(frozen=True, slots=True)
class WeekCell:
    got: Got
    number: int
    asked: int
    given: int


@dataclass(frozen=True, slots=True)
class Sum:
    """Visits asked and given together."""

    asked: int
    given: int

    @property
    def percent(self) -> int:
        """Rounded down: 100 is only for who got everything."""
        return 100 * self.given // self.asked if self.asked else 100

    @property
    def short(self) -> int:
        return self.asked - self.given


@dataclass(frozen=True, slots=True)
class ClientLine:
    client: Client
    total: Sum
    weeks: Sequence[WeekCell]
    without: int
    last_visit: datetime.date | None
    waiting_since: datetime.date | None

    @property
    def in_words(self) -> str:
        """'week 40: 1 van 2, week 41: niets gevraagd': the row of pictures for who can't see it."""
        return ", ".join(
            f"week {cell.number}: " + (f"{cell.given} van {cell.asked}" if cell.asked else "niets gevraagd")
            for cell in self.weeks
        )

    @property
    def too_little(self) -> bool:
        return self.total.percent < ENOUGH_PERCENT and (self.total.short >= _MISSED_AT_LEAST or not self.total.given)


@dataclass(frozen=True, slots=True)
class StudentLine:
    """Visits of a student in the weeks of his or her training, beside the target for as many weeks."""

    student: Student
    weeks: int
    visits: int
    target: int

    @property
    def average(self) -> float:
        return self.visits / self.weeks

    @property
    def aim(self) -> int:
        return self.target * self.weeks


@dataclass(frozen=True, slots=True)
class GroupLine:
    name: str
    clients: int
    total: Sum


@dataclass(frozen=True, slots=True)
class FairShare:
    weeks: Sequence[OpenWeek]
    clients: Sequence[ClientLine]
    students: Sequence[StudentLine]
    groups: Sequence[GroupLine]
    in_small_groups: int
    resting: int

    @property
    def total(self) -> Sum:
        return _sum(line.total for line in self.clients)

    @property
    def too_little(self) -> list[ClientLine]:
        return [line for line in self.clients if line.too_little]

    @property
    def first_week(self) -> int:
        return self.weeks[0].monday.isocalendar().week

    @property
    def last_week(self) -> int:
        return self.weeks[-1].monday.isocalendar().week


def load_fair_share(access: Access, today: datetime.date) -> FairShare:
    """The last published weeks of the location up to and including this one; six queries, however many rows there are."""
    location = access.location
    if location is None:
        return FairShare((), (), (), (), 0, 0)
    monday = today - datetime.timedelta(days=today.weekday())
    history = load_history(location.pk, monday + _WEEK)
    present = [client for client in history.clients.values() if client.ended_on is None or client.ended_on >= today]
    last = _last_visits(present, today)
    lines = [_client_line(client, history, last[client.pk]) for client in present]
    asking = [line for line in lines if line.total.asked or line.waiting_since]
    groups, small = _groups(asking)
    return FairShare(
        weeks=history.weeks,
        clients=sorted(asking, key=_worst_first),
        students=_students(location, history.weeks, today) if history.weeks else (),
        groups=groups,
        in_small_groups=small,
        resting=len(lines) - len(asking),
    )


def _worst_first(line: ClientLine) -> tuple[int, int, str]:
    return line.total.percent, -line.total.short - line.without, line.client.surname


def _sum(parts: Iterable[Sum]) -> Sum:
    parts = list(parts)
    return Sum(sum(one.asked for one in parts), sum(one.given for one in parts))


def _last_visits(clients: Sequence[Client], today: datetime.date) -> dict[int, datetime.date | None]:
    visits = Visit.objects.filter(client=OuterRef("pk"), is_active=True, date__lte=today).order_by("-date")
    return dict(
        Client.objects.filter(pk__in=[client.pk for client in clients])
        .annotate(last_visit=Subquery(visits.values("date")[:1], output_field=DateField()))
        .values_list("pk", "last_visit")
    )


def _client_line(client: Client, history: History, last_visit: datetime.date | None) -> ClientLine:
    shares, past = history.shares[client.pk], history.past[client.pk]
    waited = weeks_waited(past, shares, history.weeks)
    return ClientLine(
        client=client,
        total=Sum(sum(share.asked for share in shares), sum(share.given for share in shares)),
        weeks=[_cell(share) for share in shares],
        without=weeks_missed(shares, 0) + waited,
        last_visit=last_visit,
        waiting_since=client.waiting_since if last_visit is None else None,
    )


def _cell(share: Share) -> WeekCell:
    if not share.asked:
        got = Got.NOT_ASKED
    elif not share.given:
        got = Got.NOTHING
    else:
        got = Got.ALL if share.given >= share.asked else Got.SOME
    return WeekCell(got, share.monday.isocalendar().week, share.asked, share.given)


def _groups(lines: Sequence[ClientLine]) -> tuple[list[GroupLine], int]:
    """By neighbourhood, or the digits of the postcode; and how many clients live where fewer than five do."""
    by_name: dict[str, list[ClientLine]] = defaultdict(list)
    for line in lines:
        by_name[line.client.neighbourhood or line.client.postcode[:4] or "onbekend"].append(line)
    large = [
        GroupLine(name, len(members), _sum(line.total for line in members))
        for name, members in by_name.items()
        if len(members) >= SMALLEST_GROUP
    ]
    shown = sum(group.clients for group in large)
    return sorted(large, key=lambda group: (group.total.percent, group.name)), len(lines) - shown


def _students(location: Location, weeks: Sequence[OpenWeek], today: datetime.date) -> list[StudentLine]:
    """Those who are in training now, furthest below their target first."""
    first, last = weeks[0].monday, weeks[-1].monday + _WEEK - datetime.timedelta(days=1)
    mine = {"student": OuterRef("pk")}
    enrolled = Enrolment.objects.filter(**mine)
    seats = VisitSeat.objects.filter(is_active=True, date__range=(first, last), **mine).order_by()
    parameters = parameters_on(location, today) or LocationYear()
    rows: Any = (
        Student.objects.filter(location=location)
        .filter(
            Q(enrolments__valid_until__isnull=True) | Q(enrolments__valid_until__gte=today),
            enrolments__valid_from__lte=today,
        )
        .distinct()
        .annotate(
            enrolment_rows=json_rows(enrolled.order_by("pk"), first="valid_from", last="valid_until"),
            visits=Coalesce(
                Subquery(seats.values("student").annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0
            ),
        )
        .order_by("surname", "prefix", "first_name", "pk")
    )
    lines = []
    for student in rows:
        spans = [_span(row) for row in student.enrolment_rows]
        number = sum(any(day in span for span in spans for day in week.days) for week in weeks)
        if number:
            own = student.target_visits_per_week
            lines.append(StudentLine(student, number, student.visits, _or(own, parameters)))
    return sorted(lines, key=lambda line: line.average - line.target)


def _span(row: dict[str, Any]) -> Span:
    last = row["last"]
    return Span(datetime.date.fromisoformat(row["first"]), datetime.date.fromisoformat(last) if last else None)


def _or(own: int | None, parameters: LocationYear) -> int:
    return parameters.target_visits_per_week if own is None else own
