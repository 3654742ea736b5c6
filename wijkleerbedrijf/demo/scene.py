"""What the makers of one demo location share: the place, its rows so far, the days, and one source of chance."""

from __future__ import annotations

import datetime
import random
from dataclasses import dataclass, field

from django.utils import timezone

from clients.models import Activity
from wijkleerbedrijf.organisation.calendar_days import Period, PeriodKind, is_open
from wijkleerbedrijf.organisation.models import Block, CalendarPeriod, Location, Partner, Skill, Subject, User

from .names import Namer
from .places import AddressBook, Place

DAY = datetime.timedelta(days=1)
WEEK = datetime.timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Dagdeel:
    """A dagdeel of the location with its hours."""

    block: Block
    starts_at: datetime.time
    ends_at: datetime.time
    weekdays: frozenset[int]

    @property
    def minutes(self) -> int:
        return (self.ends_at.hour - self.starts_at.hour) * 60 + self.ends_at.minute - self.starts_at.minute


@dataclass(slots=True)
class Scene:
    """One location while its demo data is made."""

    place: Place
    location: Location
    today: datetime.date
    chance: random.Random
    namer: Namer
    addresses: AddressBook
    dagdelen: list[Dagdeel]
    partners: dict[str, Partner] = field(default_factory=dict)
    staff: dict[str, User] = field(default_factory=dict)
    skills: dict[str, Skill] = field(default_factory=dict)
    subjects: dict[str, Subject] = field(default_factory=dict)
    activities: list[Activity] = field(default_factory=list)
    periods: list[Period] = field(default_factory=list)

    @property
    def this_monday(self) -> datetime.date:
        return monday_of(self.today)

    def at(self, day: datetime.date, hour: int, minute: int = 0) -> datetime.datetime:
        """A moment of that day in Dutch time, but never one that is still to come."""
        moment = timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour, minute)))
        return min(moment, timezone.now())

    def read_calendar(self) -> None:
        """Keeps the closed days of the location at hand."""
        self.periods = [
            Period(kind=PeriodKind(row.kind), name=row.name, first=row.starts_on, last=row.ends_on)
            for row in CalendarPeriod.objects.filter(location=self.location)
        ]

    def is_open(self, day: datetime.date) -> bool:
        return is_open(day, self.periods)

    def open_days(self, monday: datetime.date) -> list[datetime.date]:
        """The open days of the week that begins on this Monday."""
        return [day for day in (monday + DAY * number for number in range(7)) if self.is_open(day)]

    def school_mondays(self, monday: datetime.date, number: int, step: datetime.timedelta) -> list[datetime.date]:
        """The next `number` weeks with an open day from `monday` on, in steps of a week ahead or back."""
        found: list[datetime.date] = []
        while len(found) < number:
            if self.open_days(monday):
                found.append(monday)
            monday += step
        return found

    def start_moments(self, months: tuple[int, ...], number: int) -> list[datetime.date]:
        """The last `number` start moments before today, newest first: the first working day of such a month."""
        year, month = self.today.year, self.today.month
        found: list[datetime.date] = []
        while len(found) < number:
            first = datetime.date(year, month, 1)
            start = first + DAY * (7 - first.weekday() if first.weekday() > 4 else 0)
            if month in months and start <= self.today:
                found.append(start)
            year, month = (year - 1, 12) if month == 1 else (year, month - 1)
        return found


def monday_of(day: datetime.date) -> datetime.date:
    return day - DAY * day.weekday()
