"""Takes over periods from a national calendar into that of a location, and leaves what the location made itself."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import transaction

from .calendar_days import Period, PeriodKind
from .models import CalendarPeriod, Location


class CalendarImportError(Exception):
    """Nothing was taken over; the text says what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class ImportResult:
    added: int
    removed: int
    kept: int

    def __str__(self) -> str:
        if not self.added and not self.removed:
            return f"De kalender was al bijgewerkt: {self.kept} periodes."
        return f"De kalender is bijgewerkt: {self.added} erbij, {self.removed} eraf, {self.kept} gelijk gebleven."


def periods_of(location: Location, first: datetime.date, last: datetime.date) -> list[Period]:
    """The calendar of a location for the pure functions of `calendar_days`. One query."""
    rows = CalendarPeriod.objects.filter(location=location).between(first, last)
    return [as_period(row) for row in rows]


def as_period(row: CalendarPeriod) -> Period:
    return Period(PeriodKind(row.kind), row.name, row.starts_on, row.ends_on)


@transaction.atomic
def replace_imported(
    location: Location,
    periods: Iterable[Period],
    *,
    starting: tuple[datetime.date, datetime.date],
    kinds: Collection[PeriodKind],
) -> ImportResult:
    """Make `periods` the imported rows of these kinds that start from `starting[0]` up to and including `starting[1]`.

    Doing it again changes nothing. A row that the location made itself stays, and wins from an imported one that is the same.
    """
    Location.objects.select_for_update().get(pk=location.pk)
    present = CalendarPeriod.objects.filter(location=location, starts_on__range=starting)
    own = {(row.kind, row.name, row.starts_on) for row in present.filter(imported=False)}
    imported = {
        (row.kind, row.name, row.starts_on, row.ends_on): row
        for row in present.filter(imported=True, kind__in=[kind.value for kind in kinds])
    }
    wanted = {
        (period.kind.value, period.name, period.first, period.last)
        for period in periods
        if (period.kind.value, period.name, period.first) not in own
    }
    gone = [row.pk for key, row in imported.items() if key not in wanted]
    CalendarPeriod.objects.filter(pk__in=gone).delete()
    CalendarPeriod.objects.bulk_create(
        CalendarPeriod(location=location, kind=kind, name=name, starts_on=first, ends_on=last, imported=True)
        for kind, name, first, last in sorted(wanted - imported.keys())
    )
    return ImportResult(added=len(wanted - imported.keys()), removed=len(gone), kept=len(wanted & imported.keys()))
