"""The blocks of a location's day as a bar, ready to draw. Pure: no Django, no database."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

#: Width of the drawing in its own units, and about how much of it a letter takes.
WIDTH = 1000
LETTER = 10

WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A block on certain weekdays (1 is Monday)."""

    name: str
    short_name: str
    kind: str
    kind_words: str
    is_dagdeel: bool
    weekdays: tuple[int, ...]
    starts_at: datetime.time
    ends_at: datetime.time


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch where it stands on the bar; `x`, `middle` and `width` in units of WIDTH."""

    stretch: Stretch
    x: int
    width: int

    @property
    def label(self) -> str:
        """The name where it fits, else the short name."""
        fits = len(self.stretch.name) * LETTER < self.width
        return self.stretch.name if fits else self.stretch.short_name

    @property
    def middle(self) -> int:
        return self.x + self.width // 2


@dataclass(frozen=True, slots=True)
class Hour:
    text: str
    x: int


@dataclass(frozen=True, slots=True)
class DayBar:
    """Weekdays that have the same blocks, with those blocks."""

    days: str
    pieces: tuple[Piece, ...]
    hours: tuple[Hour, ...]


def day_bars(stretches: Iterable[Stretch]) -> list[DayBar]:
    """One bar for each group of weekdays with equal blocks, all on the same scale; days without blocks have none."""
    known = sorted(stretches, key=lambda stretch: (stretch.starts_at, stretch.ends_at, stretch.name))
    if not known:
        return []
    start = min(_minutes(stretch.starts_at) for stretch in known) // 60 * 60
    end = -(-max(_minutes(stretch.ends_at) for stretch in known) // 60) * 60
    scale = WIDTH / (end - start)

    groups: dict[tuple[Stretch, ...], list[int]] = {}
    for weekday in range(1, 8):
        of_day = tuple(stretch for stretch in known if weekday in stretch.weekdays)
        if of_day:
            groups.setdefault(of_day, []).append(weekday)

    hours = tuple(Hour(f"{minute // 60}", round((minute - start) * scale)) for minute in range(start, end + 1, 60))
    return [
        DayBar(weekday_words(weekdays), tuple(_piece(stretch, start, scale) for stretch in of_day), hours)
        for of_day, weekdays in groups.items()
    ]


def weekday_words(weekdays: list[int]) -> str:
    """[1, 2, 3] -> 'maandag t/m woensdag', [1, 3] -> 'maandag en woensdag'."""
    names = [WEEKDAYS[weekday - 1] for weekday in weekdays]
    if len(names) > 2 and weekdays == list(range(weekdays[0], weekdays[-1] + 1)):
        return f"{names[0]} t/m {names[-1]}"
    return " en ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _piece(stretch: Stretch, start: int, scale: float) -> Piece:
    x = round((_minutes(stretch.starts_at) - start) * scale)
    return Piece(stretch, x, round((_minutes(stretch.ends_at) - start) * scale) - x)


def _minutes(time: datetime.time) -> int:
    return time.hour * 60 + time.minute
