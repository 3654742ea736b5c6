"""A question 'what if ...' as it is asked and kept, with ids only. Pure: no Django, no database."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from planning.optimiser.what_if import Question
from planning.rules import Slot

#: A dagdeel of every week: ISO weekday and id of the block.
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is different from `starts_on`; students who go on placement do so from `placement_from`, never before `starts_on`."""

    starts_on: datetime.date
    without: tuple[int, ...] = ()
    placement: tuple[int, ...] = ()
    placement_from: datetime.date | None = None
    fewer_students: int = 0
    more_students: int = 0
    new_clients: int = 0
    extra: tuple[Place, ...] = ()

    @property
    def is_empty(self) -> bool:
        numbers = self.fewer_students or self.more_students or self.new_clients
        return not (self.without or self.placement or numbers or self.extra)

    @property
    def later(self) -> datetime.date | None:
        """When the placements begin, if that is after the rest; None when everything begins at once."""
        begins = self.placement_from
        return begins if self.placement and begins is not None and begins > self.starts_on else None

    def questions(self, slots: Mapping[Place, Slot]) -> tuple[Question, ...]:
        """The week when all has begun; before it, when the placements begin later, the week without them."""
        complete = Question(
            without=self.without,
            on_placement=self.placement,
            fewer_students=self.fewer_students,
            more_students=self.more_students,
            new_clients=self.new_clients,
            extra=tuple(slots[place] for place in self.extra if place in slots),
        )
        if self.later is None:
            return (complete,)
        return (
            Question(
                without=self.without,
                fewer_students=self.fewer_students,
                more_students=self.more_students,
                new_clients=self.new_clients,
                extra=complete.extra,
            ),
            complete,
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "starts_on": self.starts_on.isoformat(),
            "without": list(self.without),
            "placement": list(self.placement),
            "placement_from": self.placement_from.isoformat() if self.placement_from else None,
            "fewer_students": self.fewer_students,
            "more_students": self.more_students,
            "new_clients": self.new_clients,
            "extra": [list(place) for place in self.extra],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Asked:
        begins = data["placement_from"]
        return cls(
            starts_on=datetime.date.fromisoformat(data["starts_on"]),
            without=tuple(data["without"]),
            placement=tuple(data["placement"]),
            placement_from=datetime.date.fromisoformat(begins) if begins else None,
            fewer_students=data["fewer_students"],
            more_students=data["more_students"],
            new_clients=data["new_clients"],
            extra=tuple((weekday, block) for weekday, block in data["extra"]),
        )
