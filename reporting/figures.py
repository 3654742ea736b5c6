"""All figures of a report together, and how they are frozen as JSON and read back. Pure: no Django, no database."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from . import what_if_figures
from .indicators import (
    HourFigures,
    MonthHours,
    Named,
    OutflowFigures,
    PartnerLine,
    SeatFigures,
    VisitFigures,
)

#: A later form of the frozen figures gets another number and a reader of its own.
FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class UsedDefinition:
    """The meaning that a figure had when it was counted."""

    code: str
    version: int
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class KeptScenario:
    """A 'what if' that the report shows, under its name and with the note beside it."""

    title: str
    note: str
    figures: what_if_figures.WhatIfFigures


@dataclass(frozen=True, slots=True)
class Figures:
    """`counted_until` is the last day of the period, or today while the period runs.

    `student_plural` is what the location calls its students.
    """

    counted_until: datetime.date
    hours: HourFigures
    hour_definitions: tuple[str, ...]
    travel_unknown: int
    households: int | None
    goal_households: int | None
    visits: VisitFigures
    seats: SeatFigures
    outflow: tuple[OutflowFigures, ...]
    goal_diploma_percent: int | None
    partners: tuple[PartnerLine, ...]
    definitions: tuple[UsedDefinition, ...]
    student_plural: str = "studenten"
    scenario: KeptScenario | None = None

    @property
    def student_capital(self) -> str:
        return self.student_plural.capitalize()


def freeze(figures: Figures) -> dict[str, Any]:
    """As JSON can hold them."""
    plain = _plain(figures)
    if figures.scenario is not None:
        plain["scenario"]["figures"] = what_if_figures.freeze(figures.scenario.figures)
    return {"format": FORMAT} | plain


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def thaw(data: Mapping[str, Any]) -> Figures:
    """The figures that were frozen. ValueError for a form that this version does not know."""
    if data.get("format") != FORMAT:
        raise ValueError(f"figures of format {data.get('format')!r} can't be read")
    hours, visits, seats = data["hours"], data["visits"], data["seats"]
    scenario = data.get("scenario")
    return Figures(
        counted_until=_day(data["counted_until"]),
        hours=HourFigures(
            total=hours["total"],
            by_month=tuple(MonthHours(_day(part["month"]), part["hours"]) for part in hours["by_month"]),
            goal_year=hours["goal_year"],
            goal=hours["goal"],
        ),
        hour_definitions=tuple(data["hour_definitions"]),
        travel_unknown=data["travel_unknown"],
        households=data["households"],
        goal_households=data["goal_households"],
        visits=VisitFigures(**visits | {"cancelled_by_reason": _named(visits["cancelled_by_reason"])}),
        seats=SeatFigures(**seats | {"end": _day(seats["end"])}),
        outflow=tuple(
            OutflowFigures(**part | {"destinations": _named(part["destinations"])}) for part in data["outflow"]
        ),
        goal_diploma_percent=data["goal_diploma_percent"],
        partners=tuple(
            PartnerLine(part["name"], part["kind"], tuple(part["contributions"])) for part in data["partners"]
        ),
        definitions=tuple(UsedDefinition(**part) for part in data["definitions"]),
        student_plural=data["student_plural"],
        scenario=scenario
        and KeptScenario(scenario["title"], scenario["note"], what_if_figures.thaw(scenario["figures"])),
    )


def _day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def _named(parts: list[dict[str, Any]]) -> tuple[Named, ...]:
    return tuple(Named(**part) for part in parts)
