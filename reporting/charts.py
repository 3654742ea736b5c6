"""Where the bars and lines of a chart go. Pure: no Django, no database. Lengths are units of the drawing."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from .indicators import HourFigures
from .periods import MONTHS

WIDTH: Final = 720
HEIGHT: Final = 288
_TOP: Final = 32
_BASE: Final = 256
_TARGET_SPACE: Final = 120
_LABEL_HEIGHT: Final = 22
_INSIDE_FROM: Final = 34
_MONTH_SHORT: Final = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")


@dataclass(frozen=True, slots=True)
class Bar:
    """A month. `label` stands above the bar, or in it when the target line would run through the number."""

    name: str
    full_name: str
    value: str
    x: float
    y: float
    width: float
    height: float
    middle: float
    label_y: float
    label_inside: bool


@dataclass(frozen=True, slots=True)
class Target:
    y: float
    x_end: float
    value: str

    @property
    def label_x(self) -> float:
        return self.x_end + 10

    @property
    def second_line_y(self) -> float:
        return round(self.y + 18, 1)


@dataclass(frozen=True, slots=True)
class BarChart:
    title: str
    description: str
    bars: tuple[Bar, ...]
    target: Target | None
    width: int = WIDTH
    height: int = HEIGHT
    base: int = _BASE

    @property
    def name_y(self) -> int:
        return self.base + 24

    @property
    def axis_end(self) -> float:
        return self.target.x_end if self.target else self.width


def hours_chart(figures: HourFigures, *, number: Callable[[float], str], until: datetime.date) -> BarChart:
    """Hours by month with the month's part of the year goal as a line. A month after `until` has no number yet."""
    goal = figures.goal_month
    highest = max([part.hours for part in figures.by_month] + [goal or 0, 1])
    scale = (_BASE - _TOP) / highest
    right = WIDTH - (_TARGET_SPACE if goal else 0)
    slot = right / max(len(figures.by_month), 1)
    target_y = None if goal is None else _BASE - goal * scale
    bars = []
    for place, part in enumerate(figures.by_month):
        height = part.hours * scale
        top = _BASE - height
        crossed = target_y is not None and top - _LABEL_HEIGHT <= target_y <= top + 2
        inside = crossed and height >= _INSIDE_FROM
        bars.append(
            Bar(
                name=_MONTH_SHORT[part.month.month - 1],
                full_name=f"{MONTHS[part.month.month - 1]} {part.month.year}",
                value=number(part.hours) if part.hours or part.month <= until else "",
                x=round(slot * place + slot * 0.2, 1),
                y=round(top, 1),
                width=round(slot * 0.6, 1),
                height=round(height, 1),
                middle=round(slot * (place + 0.5), 1),
                label_y=round(top + 24 if inside else top - 8, 1),
                label_inside=inside,
            )
        )
    target = None if goal is None or target_y is None else Target(round(target_y, 1), right, number(goal))
    return BarChart(
        title="Uren hulp per maand",
        description=_description(bars, target),
        bars=tuple(bars),
        target=target,
    )


def _description(bars: Sequence[Bar], target: Target | None) -> str:
    """The chart in words, for who can't see it."""
    values = ", ".join(f"{bar.full_name} {bar.value} uur" for bar in bars if bar.value)
    words = f"Uren hulp per maand: {values}." if values else "Nog geen uren."
    return f"{words} Het doel is {target.value} uur per maand." if target else words
