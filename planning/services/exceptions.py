"""Notes what was agreed for one day beside the ordinary agreements. Saying the same thing twice notes it once."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction

from planning.models import AgreedPair, ExtraDagdeel, WeekPlan
from wijkleerbedrijf.organisation.constraints import violation_sentence
from wijkleerbedrijf.organisation.models import User

from .errors import PlanningRefused

_UNKNOWN = "Deze afspraak kan niet worden genoteerd. Laad de pagina opnieuw en kies nog een keer."


@contextmanager
def _refused() -> Iterator[None]:
    """What the database refuses as a sentence: a row of another location, or one that is not there."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise PlanningRefused(violation_sentence(error) or _UNKNOWN) from error


def note_extra_dagdeel(
    *,
    location_id: int,
    date: datetime.date,
    block_id: int,
    by: User,
    client_id: int | None = None,
    student_id: int | None = None,
) -> ExtraDagdeel:
    """A client or a student can in this dagdeel after all. Exactly one of the two. Raises PlanningRefused."""
    if (client_id is None) == (student_id is None):
        raise ValueError("an extra dagdeel is of a client or of a student")
    whose: dict[str, Any] = {"client_id": client_id, "student_id": student_id}
    with _refused():
        return ExtraDagdeel.objects.get_or_create(
            location_id=location_id,
            date=date,
            block_id=block_id,
            defaults={"agreed_with": by},
            **whose,
        )[0]


def note_agreed_pair(
    *, location_id: int, date: datetime.date, client_id: int, student_id: int, rule: str, by: User
) -> AgreedPair:
    """A client and a student go together on this day although this rule says no. Raises PlanningRefused.

    ValueError for a rule that nobody may set aside, such as an allergy.
    """
    with _refused():
        return AgreedPair.objects.get_or_create(
            location_id=location_id,
            date=date,
            client_id=client_id,
            student_id=student_id,
            rule=AgreedPair.Rule(rule),
            defaults={"agreed_with": by},
        )[0]


def withdraw(agreed: ExtraDagdeel | AgreedPair, *, today: datetime.date) -> None:
    """Takes back what was agreed for a day; it may be gone already. Raises PlanningRefused when the day is over.

    A visit that stands on it stays where it is: the board then says that it can't be, and the week counts as changed.
    """
    if agreed.date < today:
        raise PlanningRefused("Deze dag is al voorbij. De afspraak blijft staan, omdat die toen gold.")
    monday = agreed.date - datetime.timedelta(days=agreed.date.weekday())
    with transaction.atomic():
        week = WeekPlan.objects.select_for_update().filter(location_id=agreed.location_id, monday=monday).first()
        agreed.delete()
        if week is not None:
            week.save(update_fields=["changed_at"])
