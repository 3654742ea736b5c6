"""From weeks to a year: what a 'what if' does to visits and to hours against the year's goal. Pure: no Django, no database."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from planning.optimiser.what_if import Outcome

#: A later form of the kept figures gets another number.
FORMAT: Final = 1
#: With fewer visits than this nobody knows yet which part of them goes on.
_ENOUGH: Final = 20


@dataclass(frozen=True, slots=True)
class Practice:
    """How plans turned out this school year: what a visit counts, and which part of the planned visits went on.

    `minutes` None: what the location counts follows from the dagdeel (`net` or not), not from what was recorded.
    """

    minutes: float | None
    net: bool
    rate: float
    rate_known: bool

    def hours(self, outcome: Outcome) -> float:
        """Hours of help that a week with this outcome gives."""
        if self.minutes is not None:
            planned = outcome.visits * self.minutes
        else:
            planned = float(outcome.net_minutes if self.net else outcome.block_minutes)
        return planned * self.rate / 60


def practice_of(*, definition: str, done: int, known: int, recorded_minutes: int) -> Practice:
    """`known` are visits whose outcome is known, `done` those that went on, with their recorded minutes together."""
    enough = known >= _ENOUGH and done > 0
    rate = done / known if enough else 1.0
    if definition == "block":
        return Practice(None, net=False, rate=rate, rate_known=enough)
    if definition == "recorded" and enough and recorded_minutes:
        return Practice(recorded_minutes / done, net=True, rate=rate, rate_known=True)
    return Practice(None, net=True, rate=rate, rate_known=enough)


@dataclass(frozen=True, slots=True)
class WeekFigures:
    """A week: visits planned of those asked, clients without a visit, and the hours that come of it."""

    visits: int
    asked: int
    clients: int
    unserved: int
    students: int
    hours: float


def week_figures(outcome: Outcome, practice: Practice) -> WeekFigures:
    return WeekFigures(
        visits=outcome.visits,
        asked=outcome.asked,
        clients=outcome.clients,
        unserved=outcome.unserved,
        students=outcome.students,
        hours=round(practice.hours(outcome), 2),
    )


@dataclass(frozen=True, slots=True)
class MonthLine:
    """Hours since the start of the school year at the end of a month; `is_past` months have been counted, not forecast."""

    month: datetime.date
    as_is: float
    changed: float
    is_past: bool


@dataclass(frozen=True, slots=True)
class WhatIfFigures:
    """The answer as it is shown and kept: numbers only, no people."""

    computed_on: datetime.date
    example_monday: datetime.date
    starts_on: datetime.date
    placement_from: datetime.date | None
    without: int
    placement: int
    fewer_students: int
    more_students: int
    new_clients: int
    extra: tuple[str, ...]
    base: WeekFigures
    after: WeekFigures
    new_served: int
    lines: tuple[MonthLine, ...]
    goal: int | None
    rate_percent: int | None
    hour_definition: str
    seats_now: int
    seats_then: int
    seats: int | None
    break_even: int | None
    client: str = "klant"
    clients: str = "klanten"
    student: str = "student"
    students: str = "studenten"

    @property
    def year_as_is(self) -> float:
        return self.lines[-1].as_is if self.lines else 0.0

    @property
    def year_changed(self) -> float:
        return self.lines[-1].changed if self.lines else 0.0

    @property
    def visits_more(self) -> int:
        return self.after.visits - self.base.visits

    @property
    def unserved_more(self) -> int:
        return self.after.unserved - self.base.unserved

    @property
    def hours_more(self) -> float:
        """A week."""
        return self.after.hours - self.base.hours

    @property
    def year_more(self) -> float:
        """From now to the end of the school year."""
        return self.year_changed - self.year_as_is

    @property
    def until(self) -> datetime.date | None:
        """The last month of the school year."""
        return self.lines[-1].month if self.lines else None


@dataclass(frozen=True, slots=True)
class Phase:
    """From this day on a week gives so many hours."""

    first: datetime.date
    hours: float


def forecast(
    done: Sequence[tuple[datetime.date, float]],
    *,
    open_days: Iterable[datetime.date],
    days_a_week: int,
    as_is: float,
    phases: Sequence[Phase],
    today: datetime.date,
) -> tuple[MonthLine, ...]:
    """Hours by month, added up: what was done, and for each open day still to come its part of a week's hours.

    `done` has every month of the school year with its hours; `open_days` are those after today. `phases` in order of time.
    """
    planned: dict[datetime.date, float] = {}
    changed: dict[datetime.date, float] = {}
    for day in open_days:
        month = day.replace(day=1)
        hours = as_is
        for phase in phases:
            if phase.first <= day:
                hours = phase.hours
        planned[month] = planned.get(month, 0.0) + as_is / days_a_week
        changed[month] = changed.get(month, 0.0) + hours / days_a_week
    lines = []
    total = other = 0.0
    for month, hours in done:
        total += hours + planned.get(month, 0.0)
        other += hours + changed.get(month, 0.0)
        is_past = (month + datetime.timedelta(days=32)).replace(day=1) <= today
        lines.append(MonthLine(month, round(total, 1), round(other, 1), is_past))
    return tuple(lines)


# Kept


def freeze(figures: WhatIfFigures) -> dict[str, Any]:
    """As JSON can hold them."""
    return {"format": FORMAT} | _plain(asdict(figures))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def thaw(data: Mapping[str, Any]) -> WhatIfFigures:
    """What was frozen. ValueError for a form that this version does not know."""
    if data.get("format") != FORMAT:
        raise ValueError(f"figures of format {data.get('format')!r} can't be read")
    values = {name: value for name, value in data.items() if name != "format"}
    begins = values["placement_from"]
    return WhatIfFigures(
        **values
        | {
            "computed_on": _day(values["computed_on"]),
            "example_monday": _day(values["example_monday"]),
            "starts_on": _day(values["starts_on"]),
            "placement_from": _day(begins) if begins else None,
            "extra": tuple(values["extra"]),
            "base": WeekFigures(**values["base"]),
            "after": WeekFigures(**values["after"]),
            "lines": tuple(MonthLine(**line | {"month": _day(line["month"])}) for line in values["lines"]),
        }
    )


def _day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)
