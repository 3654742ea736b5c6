"""When a dagdeel has begun: from then on no proposal, remedy or repair changes what stands in it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.utils import timezone

from planning.rules import Slot, SlotKey


def has_begun(date: datetime.date, starts: datetime.time, now: datetime.datetime) -> bool:
    """Had what starts then begun at this local moment?"""
    return (date, starts) <= (now.date(), now.time())


def begun_slots(slots: Iterable[Slot], now: datetime.datetime) -> frozenset[SlotKey]:
    return frozenset(slot.key for slot in slots if has_begun(slot.date, slot.starts, now))


def moment_of(today: datetime.date | None) -> datetime.datetime:
    """The present moment when this is the present day or no day is given, and the start of the day otherwise."""
    now = timezone.localtime()
    if today is None or today == now.date():
        return now
    return datetime.datetime.combine(today, datetime.time(), now.tzinfo)
