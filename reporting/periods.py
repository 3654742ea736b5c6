"""Periods that a report can be about: quarter, half-year, year and school year. Pure: no Django, no database."""

from __future__ import annotations

import datetime
import enum
from dataclasses import dataclass
from typing import Final

from wijkleerbedrijf.organisation.calendar_days import school_year_days, school_year_label, school_year_of

_DAY: Final = datetime.timedelta(days=1)
MONTHS: Final = (
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
)
_ORDINALS: Final = ("eerste", "tweede", "derde", "vierde")


class Kind(enum.StrEnum):
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"
    SCHOOL_YEAR = "school_year"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS: Final = {
    Kind.QUARTER: "kwartaal",
    Kind.HALF_YEAR: "half jaar",
    Kind.YEAR: "kalenderjaar",
    Kind.SCHOOL_YEAR: "schooljaar",
}
_MONTHS_LONG: Final = {Kind.QUARTER: 3, Kind.HALF_YEAR: 6, Kind.YEAR: 12}


def dutch_date(day: datetime.date) -> str:
    """'3 november 2026'."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


@dataclass(frozen=True, slots=True)
class Period:
    """From `starts_on` up to and including `ends_on`."""

    kind: Kind
    starts_on: datetime.date
    ends_on: datetime.date

    @property
    def name(self) -> str:
        """'het derde kwartaal van 2026'."""
        year = self.starts_on.year
        match self.kind:
            case Kind.QUARTER:
                return f"het {_ORDINALS[(self.starts_on.month - 1) // 3]} kwartaal van {year}"
            case Kind.HALF_YEAR:
                return f"de {_ORDINALS[(self.starts_on.month - 1) // 6]} helft van {year}"
            case Kind.YEAR:
                return f"het jaar {year}"
            case Kind.SCHOOL_YEAR:
                return f"het schooljaar {school_year_label(year)}"

    @property
    def title(self) -> str:
        """'Derde kwartaal 2026'."""
        words = self.name.split(" ", 1)[1].replace(" van ", " ")
        return words[:1].upper() + words[1:]

    @property
    def report_title(self) -> str:
        return f"Rapport over {self.name}"

    @property
    def slug(self) -> str:
        """For file names: '2026-kwartaal-3'."""
        year = self.starts_on.year
        match self.kind:
            case Kind.QUARTER:
                return f"{year}-kwartaal-{(self.starts_on.month - 1) // 3 + 1}"
            case Kind.HALF_YEAR:
                return f"{year}-halfjaar-{(self.starts_on.month - 1) // 6 + 1}"
            case Kind.YEAR:
                return f"{year}"
            case Kind.SCHOOL_YEAR:
                return f"schooljaar-{school_year_label(year)}"

    @property
    def days_in_words(self) -> str:
        """'1 juli 2026 tot en met 30 september 2026'."""
        return f"{dutch_date(self.starts_on)} tot en met {dutch_date(self.ends_on)}"

    @property
    def months(self) -> tuple[datetime.date, ...]:
        """The first day of every month in the period."""
        found = []
        month = self.starts_on.replace(day=1)
        while month <= self.ends_on:
            found.append(month)
            month = _months_later(month, 1)
        return tuple(found)


def _months_later(first: datetime.date, number: int) -> datetime.date:
    """The first of the month that lies `number` months after a first of the month."""
    index = first.year * 12 + first.month - 1 + number
    return datetime.date(index // 12, index % 12 + 1, 1)


def period_of(kind: Kind, day: datetime.date) -> Period:
    """The period of this kind in which a day lies."""
    if kind is Kind.SCHOOL_YEAR:
        return Period(kind, *school_year_days(school_year_of(day)))
    length = _MONTHS_LONG[kind]
    first = datetime.date(day.year, (day.month - 1) // length * length + 1, 1)
    return Period(kind, first, _months_later(first, length) - _DAY)


def last_finished(kind: Kind, today: datetime.date) -> Period:
    """The latest period of this kind that ended before today."""
    return period_of(kind, period_of(kind, today).starts_on - _DAY)


def proposals(kind: Kind, today: datetime.date) -> tuple[Period, Period]:
    """What somebody most probably wants to report about: the last finished period, then the current one."""
    return last_finished(kind, today), period_of(kind, today)


def fault_in(kind: Kind, starts_on: datetime.date, ends_on: datetime.date) -> str | None:
    """Why these days are no period of this kind, in a Dutch sentence; None when they are."""
    if ends_on < starts_on:
        return "De laatste dag ligt vóór de eerste dag. Kies een latere laatste dag."
    whole = period_of(kind, starts_on)
    if (whole.starts_on, whole.ends_on) != (starts_on, ends_on):
        return f"Dit is geen heel {kind.label}. Bedoelt u {whole.days_in_words}?"
    return None
