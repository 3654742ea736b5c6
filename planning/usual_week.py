"""Where a week starts from: itself once it was published, else the normal week, else the week before."""

from __future__ import annotations

import datetime
import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from planning import loading
from planning.facts import LoadedWeek
from planning.models import BaseVisit, WeekPlan
from planning.optimiser import Assignment
from planning.rules import Id, SeatRole, SlotKey

_DAY = datetime.timedelta(days=1)
_WEEK = datetime.timedelta(weeks=1)


class Source(enum.StrEnum):
    """What the plan was that the week starts from."""

    PUBLISHED = "published"
    NORMAL_WEEK = "normal_week"
    LAST_WEEK = "last_week"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Usual:
    """A visit as it usually is."""

    client: Id
    key: SlotKey
    crew: tuple[tuple[Id, SeatRole], ...]
    base: int | None = None

    @property
    def assignments(self) -> Iterator[Assignment]:
        for student, role in self.crew:
            yield Assignment(student, self.client, self.key, role)


def usual_week(week: WeekPlan, loaded: LoadedWeek) -> tuple[Source, list[Usual]]:
    """Where the week starts from: itself once it was published, else the normal week, else the week before."""
    if week.version > 0:
        return Source.PUBLISHED, []
    rows = BaseVisit.objects.filter(location_id=week.location_id).valid_between(week.monday, week.sunday)
    bases = list(rows.order_by("weekday", "block_id", "pk"))
    if bases:
        return Source.NORMAL_WEEK, list(_usual_of_bases(bases, week.monday))
    before = loading.load_visits(week.location_id, week.monday - _WEEK)
    usual = [
        Usual(visit.client_id, (visit.date + _WEEK, visit.block_id), crew_of(visit))
        for visit in before
        if visit.is_active
    ]
    if usual:
        return Source.LAST_WEEK, usual
    return (Source.NORMAL_WEEK if loaded.facts.seats else Source.NOTHING), []


def _usual_of_bases(bases: Iterable[BaseVisit], monday: datetime.date) -> Iterator[Usual]:
    for base in bases:
        day = monday + (base.weekday - 1) * _DAY
        if base.is_valid_on(day):
            crew: tuple[tuple[Id, SeatRole], ...] = ((base.lead_id, SeatRole.LEAD),)
            if base.buddy_id is not None:
                crew += ((base.buddy_id, SeatRole.BUDDY),)
            yield Usual(base.client_id, (day, base.block_id), crew, base.pk)


def crew_of(visit: Any) -> tuple[tuple[Id, SeatRole], ...]:
    return tuple((row["student"], SeatRole(row["role"])) for row in visit.seat_rows)
