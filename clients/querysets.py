"""Filters on clients that more than one page uses."""

from __future__ import annotations

import datetime
from typing import Self

from django.db.models import Q

from wijkleerbedrijf.organisation.querysets import LocationPeriodQuerySet, LocationQuerySet
from wijkleerbedrijf.roles import Permission


class ClientQuerySet(LocationQuerySet):
    permission = Permission.SEE_CLIENTS

    def with_agreement_between(self, first: datetime.date, last: datetime.date) -> Self:
        """Clients with an agreement that holds on a day from `first` up to and including `last`."""
        return self.filter(
            Q(agreements__valid_until__isnull=True) | Q(agreements__valid_until__gte=first),
            agreements__valid_from__lte=last,
        ).distinct()

    def search(self, text: str) -> Self:
        """Each word of `text` occurs in a name, the street, the postcode or the phone number."""
        query = Q()
        for word in text.split():
            digits = "".join(character for character in word if character.isdigit()).lstrip("0")
            query &= (
                Q(first_name__icontains=word)
                | Q(surname__icontains=word)
                | Q(prefix__iexact=word)
                | Q(street__icontains=word)
                | Q(postcode__istartswith=word)
                | (Q(phone__contains=digits) if len(digits) >= 3 else Q())
            )
        return self.filter(query)


class ClientRowQuerySet(LocationPeriodQuerySet):
    """What belongs to a client: seen with the client."""

    permission = Permission.SEE_CLIENTS


class ActivityQuerySet(LocationQuerySet):
    permission = Permission.SEE_LOCATION
