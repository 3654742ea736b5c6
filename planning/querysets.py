"""Filters on weeks and visits that more than one page uses."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Self

from wijkleerbedrijf.organisation.querysets import LocationPeriodQuerySet, LocationQuerySet
from wijkleerbedrijf.roles import Permission

if TYPE_CHECKING:
    from wijkleerbedrijf.organisation.access import Access


class WeekQuerySet(LocationQuerySet):
    permission = Permission.SEE_WEEK


class ScenarioQuerySet(LocationQuerySet):
    permission = Permission.WHAT_IF


class WeekRowQuerySet(LocationPeriodQuerySet):
    """What belongs to the planning of a location: seen with the week."""

    permission = Permission.SEE_WEEK


class VisitQuerySet(LocationQuerySet):
    permission = Permission.SEE_WEEK

    def visible_to(self, access: Access) -> Self:
        """All visits of the location for staff; a student sees his or her own visits of published weeks."""
        if access.may(Permission.SEE_WEEK):
            return self.filter(location_id=access.location_id)
        if access.may(Permission.OWN_WEEK) and access.user:
            return self.filter(
                location_id=access.location_id, seats__student__user=access.user, week__version__gt=0
            ).distinct()
        return self.none()

    def active(self) -> Self:
        return self.filter(is_active=True)

    def between(self, first: datetime.date, last: datetime.date) -> Self:
        """Visits from `first` up to and including `last`."""
        return self.filter(date__range=(first, last))
