"""What a report counts and what each figure means. Pure: no Django, no database.

Facts go in as sums by month, spans of days and counts; figures come out as plain dataclasses. Groups of people smaller than
SMALLEST_GROUP are not shown: the steering group reads about people in numbers only. Visits and hours are no people.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

SMALLEST_GROUP: Final = 5
REST_LABEL: Final = "overige, samengenomen"


@dataclass(frozen=True, slots=True)
class Definition:
    """A version of what a figure means. `{hour}` in the text is filled in with the location's definition of an hour."""

    code: str
    version: int
    title: str
    text: str
    owner: str
    valid_from: datetime.date


_SINCE: Final = datetime.date(2026, 8, 1)
DEFINITIONS: Final = (
    Definition(
        "hours",
        1,
        "Uren hulp",
        "De uren van alle bezoeken die zijn gedaan. Geteld is: {hour}. Een bezoek met twee studenten telt één keer.",
        "projectleider",
        _SINCE,
    ),
    Definition(
        "households",
        1,
        "Huishoudens",
        "Het aantal verschillende huishoudens waar in de periode minstens één bezoek is gedaan. "
        "Een huishouden met meer bezoeken telt één keer.",
        "projectleider",
        _SINCE,
    ),
    Definition(
        "visits",
        1,
        "Bezoeken",
        "Alle bezoeken in weken die zijn gepubliceerd. Gedaan: het bezoek was er. Niet thuis: de student ging, "
        "de klant was er niet. Afgezegd: het bezoek ging niet door, met de reden die is genoteerd.",
        "coördinator",
        _SINCE,
    ),
    Definition(
        "seats",
        1,
        "Bezette plaatsen",
        "Het aantal studenten met een inschrijving. Gemiddeld: over alle dagen van de periode, ook weekend en vakantie.",
        "projectleider",
        _SINCE,
    ),
    Definition(
        "diplomas",
        1,
        "Diploma’s en uitstroom",
        "Alleen studenten die klaar zijn tellen mee: met of zonder diploma. Wie nog bezig is, telt nergens mee. "
        "Het percentage is het aantal diploma’s gedeeld door het aantal studenten dat klaar is. "
        "De tweede rij telt alle hele schooljaren tot nu toe, zodat niemand te herkennen is aan het verschil "
        "tussen twee rapporten.",
        "projectleider",
        _SINCE,
    ),
    Definition(
        "partners",
        1,
        "Partners",
        "De partners met een afspraak die in de periode geldt, en wat zij volgens die afspraak bijdragen.",
        "projectleider",
        _SINCE,
    ),
)


# Facts


@dataclass(frozen=True, slots=True)
class VisitSum:
    """Visits of one month with one status and reason. Minutes are whole minutes, summed."""

    month: datetime.date
    status: str
    cancel_reason: str
    visits: int
    recorded_minutes: int = 0
    block_minutes: int = 0
    net_minutes: int = 0


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `first` up to and including `last`; None is without end."""

    first: datetime.date
    last: datetime.date | None


@dataclass(frozen=True, slots=True)
class OutflowCount:
    """How many finished routes ended with this paper and this destination."""

    result: str
    destination: str
    people: int


# Figures


@dataclass(frozen=True, slots=True)
class MonthHours:
    month: datetime.date
    hours: float


@dataclass(frozen=True, slots=True)
class HourFigures:
    """`goal` is the part of the year goal that belongs to these months, spread evenly; None without a goal."""

    total: float
    by_month: tuple[MonthHours, ...]
    goal_year: int | None
    goal: float | None

    @property
    def goal_month(self) -> float | None:
        return None if self.goal is None or not self.by_month else self.goal / len(self.by_month)

    @property
    def percent_of_goal(self) -> float | None:
        return None if not self.goal else 100 * self.total / self.goal


@dataclass(frozen=True, slots=True)
class Named:
    """A number with its word."""

    label: str
    number: int


@dataclass(frozen=True, slots=True)
class VisitFigures:
    """`open` are visits in the past of which nobody noted the outcome, `ahead` are still to come."""

    total: int
    done: int
    client_absent: int
    cancelled: int
    cancelled_by_reason: tuple[Named, ...]
    open: int
    ahead: int

    @property
    def percent_done(self) -> float | None:
        """Of all visits whose outcome is known."""
        known = self.done + self.client_absent + self.cancelled
        return 100 * self.done / known if known else None


@dataclass(frozen=True, slots=True)
class SeatFigures:
    """A number of people that is None is a group too small to show."""

    seats: int | None
    break_even: int | None
    average: float | None
    at_end: int | None
    end: datetime.date


@dataclass(frozen=True, slots=True)
class OutflowFigures:
    """Finished routes of `label`. `finished` None: a group in it is too small to show."""

    label: str
    finished: int | None
    diplomas: int | None
    destinations: tuple[Named, ...] = ()

    @property
    def percent(self) -> float | None:
        return 100 * self.diplomas / self.finished if self.finished and self.diplomas is not None else None


@dataclass(frozen=True, slots=True)
class PartnerLine:
    name: str
    kind: str
    contributions: tuple[str, ...]


# Computation


def is_small(people: int) -> bool:
    """Is this a group in which a person could be recognised? Nobody is no group."""
    return 0 < people < SMALLEST_GROUP


def shown(people: int) -> int | None:
    """The number, or None for a group too small to show."""
    return None if is_small(people) else people


def hours_of(
    sums: Iterable[VisitSum],
    *,
    months: Sequence[datetime.date],
    minutes_field: Mapping[datetime.date, str],
    goals: Mapping[datetime.date, int | None],
) -> HourFigures:
    """Hours done in each of `months` (first days).

    `minutes_field` names the field of VisitSum that counts in a month, `goals` the year goal that holds in it: both may change
    with the school year. Without a goal in any of the months there is no goal.
    """
    minutes = dict.fromkeys(months, 0)
    for row in sums:
        if row.status == "done" and row.month in minutes:
            minutes[row.month] += getattr(row, minutes_field[row.month])
    by_month = tuple(MonthHours(month, minutes[month] / 60) for month in months)
    year_goals = [goals[month] for month in months]
    known = [goal for goal in year_goals if goal]
    complete = bool(known) and len(known) == len(year_goals)
    return HourFigures(
        total=sum(minutes.values()) / 60,
        by_month=by_month,
        goal_year=known[-1] if complete else None,
        goal=sum(known) / 12 if complete else None,
    )


def visits_of(sums: Iterable[VisitSum], *, reasons: Mapping[str, str], open_visits: int) -> VisitFigures:
    """Visits by outcome. `reasons` gives the word of each reason, in the order of the table."""
    by_status: dict[str, int] = {}
    by_reason: dict[str, int] = {}
    for row in sums:
        by_status[row.status] = by_status.get(row.status, 0) + row.visits
        if row.status == "cancelled":
            by_reason[row.cancel_reason] = by_reason.get(row.cancel_reason, 0) + row.visits
    return VisitFigures(
        total=sum(by_status.values()),
        done=by_status.get("done", 0),
        client_absent=by_status.get("client_absent", 0),
        cancelled=by_status.get("cancelled", 0),
        cancelled_by_reason=tuple(
            Named(word, by_reason[reason]) for reason, word in reasons.items() if by_reason.get(reason)
        ),
        open=open_visits,
        ahead=by_status.get("planned", 0) - open_visits,
    )


def average_present(spans: Iterable[Span], first: datetime.date, last: datetime.date) -> float:
    """How many spans hold on an average day from `first` up to and including `last`. ValueError when they are reversed."""
    days = (last - first).days + 1
    if days < 1:
        raise ValueError(f"{last} lies before {first}")
    total = 0
    for span in spans:
        begin, end = max(span.first, first), min(span.last or last, last)
        total += max(0, (end - begin).days + 1)
    return total / days


def present_on(spans: Iterable[Span], day: datetime.date) -> int:
    return sum(span.first <= day and (span.last is None or day <= span.last) for span in spans)


def seats_of(
    spans: Sequence[Span],
    *,
    first: datetime.date,
    last: datetime.date,
    seats: int | None,
    break_even: int | None,
) -> SeatFigures:
    """Seats filled on average and on the last day; hidden when either is a group too small to show."""
    average, at_end = average_present(spans, first, last), present_on(spans, last)
    hidden = is_small(at_end) or 0 < average < SMALLEST_GROUP
    return SeatFigures(
        seats=seats,
        break_even=break_even,
        average=None if hidden else round(average, 1),
        at_end=None if hidden else at_end,
        end=last,
    )


def outflow_of(counts: Iterable[OutflowCount], *, label: str, destinations: Mapping[str, str]) -> OutflowFigures:
    """Diplomas among finished routes only: 39 of 47 is 83%, whoever is still learning counts nowhere (V114).

    When the finished, those with or those without a diploma are a group too small to show, none of it is shown: each of
    them follows from the other two. Destinations that are too small are taken together.
    """
    rows = list(counts)
    finished = sum(row.people for row in rows)
    diplomas = sum(row.people for row in rows if row.result == "diploma")
    if is_small(finished) or is_small(diplomas) or is_small(finished - diplomas):
        return OutflowFigures(label, None, None)
    by_destination = dict.fromkeys(destinations.values(), 0)
    for row in rows:
        by_destination[destinations[row.destination]] += row.people
    return OutflowFigures(
        label, finished, diplomas, merged([Named(word, people) for word, people in by_destination.items() if people])
    )


def merged(groups: Sequence[Named]) -> tuple[Named, ...]:
    """Small groups taken together as the rest, with the next smallest added until the rest is no small group either.

    When even all together are too few, there is nothing to show.
    """
    kept = sorted(
        (group for group in groups if not is_small(group.number)), key=lambda group: group.number, reverse=True
    )
    rest = sum(group.number for group in groups if is_small(group.number))
    while is_small(rest) and kept:
        rest += kept.pop().number
    if is_small(rest):
        return ()
    return (*kept, Named(REST_LABEL, rest)) if rest else tuple(kept)
