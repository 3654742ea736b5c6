"""Writes that touch more than one row of a client. Each locks the client first, so that two people never mix."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError, Q, QuerySet
from django.utils import timezone

from wijkleerbedrijf.organisation.models import User
from wijkleerbedrijf.organisation.saving import save_or_explain

from .models import AgreementSlot, Client, ClientAgreement, ClientPause

_DAY = datetime.timedelta(days=1)
_PLAIN = ("visits_per_week", "seats", "face", "return_service", "note")
_LINKED = ("activities", "return_subjects")


@dataclass(frozen=True, slots=True)
class SlotWish:
    """What was agreed for one dagdeel; `kind` is a value of AgreementSlot.Kind."""

    weekday: int
    block_id: int
    kind: str
    covered_by: str = ""


def _locked(client: Client) -> Client:
    """The client, whom nobody else changes until this transaction ends."""
    return Client.objects.select_for_update().get(pk=client.pk)


@transaction.atomic
def new_agreement_version(
    *, client: Client, values: Mapping[str, Any], slots: Collection[SlotWish], valid_from: datetime.date, by: User
) -> ClientAgreement:
    """Record what was agreed from `valid_from` on; the version before it ends the day before.

    `values` has the fields of ClientAgreement, with lists of rows for `activities` and `return_subjects`. The same again
    returns the version that is already there, so that a form that is sent twice makes one. A version that has not held
    for a day yet may still be put right: the same first day changes that version. Raises ValidationError for a client
    who ended by then, and for any other day on or before the first day of the latest version. With a client whose last
    day is known already, the new version holds until that day.
    """
    with pghistory.context(user=by.pk):
        locked = _locked(client)
        if locked.ended_on and valid_from > locked.ended_on:
            raise ValidationError("Hier is de hulp gestopt. Zet de hulp eerst weer open.", code="ended")
        latest = locked.agreements.order_by("-version").first()
        if latest and latest.valid_from == valid_from and _is_the_same(latest, values, slots):
            return latest
        if latest and latest.valid_from == valid_from >= timezone.localdate():
            return _record(latest, values, slots)
        if latest and valid_from <= latest.valid_from:
            raise ValidationError(
                f"Versie {latest.version} begint op {latest.valid_from:%d-%m-%Y}. Kies een latere dag.",
                code="too_early",
            )
        if latest and (latest.valid_until is None or latest.valid_until >= valid_from):
            latest.valid_until = valid_from - _DAY
            save_or_explain(latest)
        version = latest.version + 1 if latest else 1
        fresh = ClientAgreement(
            location_id=locked.location_id,
            client=locked,
            version=version,
            valid_from=valid_from,
            valid_until=locked.ended_on,
        )
        return _record(fresh, values, slots)


def _record(agreement: ClientAgreement, values: Mapping[str, Any], slots: Collection[SlotWish]) -> ClientAgreement:
    for name in _PLAIN:
        if name in values:
            setattr(agreement, name, values[name])
    save_or_explain(agreement)
    for name in _LINKED:
        getattr(agreement, name).set(values.get(name, ()))
    agreement.slots.all().delete()
    AgreementSlot.objects.bulk_create(
        AgreementSlot(
            location_id=agreement.location_id,
            agreement=agreement,
            weekday=slot.weekday,
            block_id=slot.block_id,
            kind=slot.kind,
            covered_by=slot.covered_by,
        )
        for slot in slots
    )
    return agreement


def _is_the_same(agreement: ClientAgreement, values: Mapping[str, Any], slots: Collection[SlotWish]) -> bool:
    held = {SlotWish(slot.weekday, slot.block_id, slot.kind, slot.covered_by) for slot in agreement.slots.all()}
    return (
        all(getattr(agreement, name) == values[name] for name in _PLAIN if name in values)
        and all(
            set(getattr(agreement, name).values_list("pk", flat=True)) == {row.pk for row in values.get(name, ())}
            for name in _LINKED
        )
        and held == set(slots)
    )


@transaction.atomic
def pause_client(*, pause: ClientPause, by: User) -> None:
    """Begin or change a pause. Raises ValidationError when there is one in that period."""
    with pghistory.context(user=by.pk):
        _locked(pause.client)
        save_or_explain(pause)


@transaction.atomic
def end_client(*, client: Client, ended_on: datetime.date, reason: str, by: User) -> None:
    """Help ends: `ended_on` is the last day. Agreements and pauses end that day too.

    A version that would only begin later is dropped; raises ValidationError when something was already planned on it.
    For a client who ended already, a later last day takes along what ended on the old one.
    """
    with pghistory.context(user=by.pk):
        locked = _locked(client)
        later = locked.agreements.filter(valid_from__gt=ended_on)
        try:
            with transaction.atomic():
                AgreementSlot.objects.filter(agreement__in=later).delete()
                later.delete()
        except ProtectedError as error:
            raise ValidationError(
                "Er zijn al bezoeken gepland na deze dag, op een overeenkomst die dan pas begint."
                " Kies een latere laatste dag.",
                code="planned",
            ) from error
        for rows in (locked.agreements, locked.pauses):
            if locked.ended_on and locked.ended_on < ended_on:
                _extend(rows.all(), until=ended_on, ended_on=locked.ended_on)
            for row in rows.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=ended_on), valid_from__lte=ended_on):
                row.valid_until = ended_on
                save_or_explain(row)
        locked.ended_on = ended_on
        locked.end_reason = reason
        locked.waiting_since = None
        locked.revision += 1
        save_or_explain(locked)


def _extend(rows: QuerySet[Any], *, ended_on: datetime.date, until: datetime.date) -> None:
    """What ended on `ended_on` holds until `until`, or until the day before the next row begins."""
    for row in rows.filter(valid_until=ended_on):
        following = rows.filter(valid_from__gt=ended_on, valid_from__lte=until).order_by("valid_from").first()
        row.valid_until = following.valid_from - _DAY if following else until
        save_or_explain(row)


@transaction.atomic
def reopen_client(*, client: Client, waiting_since: datetime.date, by: User) -> None:
    """Help begins again: the client waits until there is a new agreement. Does nothing for a client who never ended."""
    with pghistory.context(user=by.pk):
        locked = _locked(client)
        if locked.ended_on is None:
            return
        locked.ended_on = None
        locked.end_reason = ""
        locked.waiting_since = waiting_since
        locked.revision += 1
        save_or_explain(locked)
