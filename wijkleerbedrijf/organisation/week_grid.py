"""The dagdelen of a location as a grid: a row for each weekday, a column for each block in which visits can be."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from .models import BlockHours, Location
from .models.catalogue import Weekday

#: A place in the grid: ISO weekday and id of the block.
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class GridBlock:
    """A column: `hours` is '10:00-12:00'."""

    pk: int
    name: str
    hours: str


@dataclass(frozen=True, slots=True)
class GridCell:
    """A place with what a page put there; `value` is None where nothing stands, `exists` says whether it is a dagdeel."""

    weekday: int
    block: GridBlock
    exists: bool
    value: Any = None

    @property
    def label(self) -> str:
        """'maandag ochtend'."""
        return f"{Weekday(self.weekday).label} {self.block.name}"

    @property
    def key(self) -> str:
        """Names this place in a form."""
        return f"{self.weekday}_{self.block.pk}"


@dataclass(frozen=True, slots=True)
class GridRow:
    label: str
    cells: list[GridCell]


@dataclass(frozen=True, slots=True)
class WeekGrid:
    """The dagdelen of an ordinary week."""

    blocks: tuple[GridBlock, ...]
    weekdays: tuple[int, ...]
    places: frozenset[Place]

    def cells(self) -> Iterator[GridCell]:
        """The dagdelen that exist, day by day."""
        for row in self.rows({}):
            yield from (cell for cell in row.cells if cell.exists)

    def rows(self, values: Mapping[Place, Any]) -> list[GridRow]:
        """The grid with these values in it."""
        return [
            GridRow(
                Weekday(weekday).label,
                [
                    GridCell(weekday, block, (weekday, block.pk) in self.places, values.get((weekday, block.pk)))
                    for block in self.blocks
                ],
            )
            for weekday in self.weekdays
        ]


def week_grid(location: Location, day: datetime.date) -> WeekGrid:
    """The dagdelen that this location has on `day` or will have later. One query."""
    blocks: dict[int, GridBlock] = {}
    places: set[Place] = set()
    hours = (
        BlockHours.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day))
        .filter(location=location, block__is_dagdeel=True)
        .select_related("block")
        .order_by("valid_from", "starts_at")
    )
    starts: dict[int, datetime.time] = {}
    for row in hours:
        times = f"{row.starts_at:%H:%M}-{row.ends_at:%H:%M}"
        blocks.setdefault(row.block_id, GridBlock(row.block_id, row.block.name, times))
        starts.setdefault(row.block_id, row.starts_at)
        places.update((weekday, row.block_id) for weekday in row.weekdays)
    return WeekGrid(
        blocks=tuple(sorted(blocks.values(), key=lambda block: starts[block.pk])),
        weekdays=tuple(sorted({weekday for weekday, _ in places})),
        places=frozenset(places),
    )
