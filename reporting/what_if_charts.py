"""Where the lines and bars of a 'what if' go. Pure: no Django, no database. Lengths are units of the drawing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from .what_if_figures import MonthLine, WhatIfFigures

Number = Callable[[float], str]

WIDTH: Final = 720
HEIGHT: Final = 300
_TOP: Final = 24
_BASE: Final = 256
_LEFT: Final = 8
_RIGHT: Final = 580
_APART: Final = 22
_MONTH_SHORT: Final = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")


@dataclass(frozen=True, slots=True)
class Label:
    text: str
    y: float


@dataclass(frozen=True, slots=True)
class Tick:
    name: str
    x: float


@dataclass(frozen=True, slots=True)
class HoursLines:
    """Hours added up over the school year: done, expected as it is, and expected in the question, with the goal."""

    description: str
    done: str
    as_is: str
    changed: str
    goal_y: float | None
    goal: Label | None
    as_is_label: Label
    changed_label: Label
    ticks: tuple[Tick, ...]
    width: int = WIDTH
    height: int = HEIGHT
    base: int = _BASE
    right: int = _RIGHT

    @property
    def label_x(self) -> int:
        return self.right + 10

    @property
    def name_y(self) -> int:
        return self.base + 24


def hours_lines(figures: WhatIfFigures, number: Number) -> HoursLines:
    lines = figures.lines
    goal = figures.goal
    highest = max([1.0, *(line.as_is for line in lines), *(line.changed for line in lines), float(goal or 0)])
    scale = (_BASE - _TOP) / highest
    step = (_RIGHT - _LEFT) / max(len(lines), 1)

    def points(values: list[tuple[int, float]]) -> str:
        return " ".join(
            f"{round(_LEFT + step * place, 1)},{round(_BASE - value * scale, 1)}" for place, value in values
        )

    past = sum(line.is_past for line in lines)
    done = [(0, 0.0), *((place, line.as_is) for place, line in enumerate(lines[:past], start=1))]
    start = done[-1]
    as_is = [start, *((place, line.as_is) for place, line in enumerate(lines[past:], start=past + 1))]
    changed = [start, *((place, line.changed) for place, line in enumerate(lines[past:], start=past + 1))]
    wished = [_BASE - as_is[-1][1] * scale, _BASE - changed[-1][1] * scale]
    if goal:
        wished.append(_BASE - goal * scale)
    places = _apart(wished)
    return HoursLines(
        description=_description(lines, goal, number),
        done=points(done),
        as_is=points(as_is),
        changed=points(changed),
        goal_y=round(_BASE - goal * scale, 1) if goal else None,
        goal=Label(f"doel {number(goal)}", places[2]) if goal else None,
        as_is_label=Label(f"nu {number(figures.year_as_is)}", places[0]),
        changed_label=Label(f"dan {number(figures.year_changed)}", places[1]),
        ticks=tuple(
            Tick(_MONTH_SHORT[line.month.month - 1], round(_LEFT + step * (place + 0.5), 1))
            for place, line in enumerate(lines)
        ),
    )


def _apart(wished: list[float]) -> list[float]:
    """Places of labels near where they are wished, with room between them, within the drawing."""
    order = sorted(range(len(wished)), key=lambda place: wished[place])
    found = [0.0] * len(wished)
    last = float("-inf")
    for place in order:
        last = max(wished[place], last + _APART)
        found[place] = last
    over = max(0.0, max(found, default=0.0) - _BASE)
    return [round(max(one - over, 14) + 5, 1) for one in found]


def _description(lines: tuple[MonthLine, ...], goal: int | None, number: Number) -> str:
    if not lines:
        return "Nog geen uren."
    last = lines[-1]
    said = (
        f"Uren hulp in het schooljaar, opgeteld per maand. Zoals het nu is komt het jaar uit op {number(last.as_is)} uur, "
        f"met deze verandering op {number(last.changed)} uur."
    )
    return f"{said} Het doel is {number(goal)} uur." if goal else said


@dataclass(frozen=True, slots=True)
class Pair:
    """One measure now and then, as two bars; widths in percent of the longest."""

    name: str
    now: str
    then: str
    now_width: int
    then_width: int


def pairs(figures: WhatIfFigures, number: Number, *, people: Callable[[int], str] | None = None) -> tuple[Pair, ...]:
    """`people` writes a number of clients when that is not as other numbers."""
    base, after = figures.base, figures.after
    clients = people or number
    return (
        _pair("Bezoeken per week", base.visits, after.visits, number),
        _pair(f"{figures.clients.capitalize()} zonder bezoek", base.unserved, after.unserved, clients),
        _pair("Uren hulp per week", base.hours, after.hours, number),
    )


def _pair(name: str, now: float, then: float, said: Callable[[Any], str]) -> Pair:
    longest = max(now, then, 1.0)
    return Pair(name, said(now), said(then), round(100 * now / longest), round(100 * then / longest))
