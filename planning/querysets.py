"""Filters on weeks and visits that more than one page uses."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Self

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q

from clients.models import ClientPause
from students.models import Unavailability
from wijkleerbedrijf.organisation.models import CalendarPeriod
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

    def to_come(self, now: datetime.datetime) -> Self:
        """Planned visits that have not begun at this local time."""
        later = Q(date__gt=now.date()) | Q(date=now.date(), starts_at__gt=now.time())
        return self.active().filter(later, status="planned")

    def with_struck(self) -> Self:
        """`is_struck`: the student is absent, the client has pause or has stopped, or a closure came. The rules know the rest."""
        absence = Unavailability.objects.filter(
            Q(block=OuterRef("block")) | Q(block__isnull=True),
            student__seats__visit=OuterRef("pk"),
            starts_on__lte=OuterRef("date"),
            ends_on__gte=OuterRef("date"),
        )
        pause = ClientPause.objects.filter(
            Q(valid_until__gte=OuterRef("date")) | Q(valid_until__isnull=True),
            client=OuterRef("client"),
            valid_from__lte=OuterRef("date"),
        )
        period = CalendarPeriod.objects.filter(
            location=OuterRef("location"), starts_on__lte=OuterRef("date"), ends_on__gte=OuterRef("date")
        )
        opening = Q(kind=CalendarPeriod.Kind.OPENING)
        is_closed = Q(Exists(period.exclude(opening))) & ~Q(Exists(period.filter(opening)))
        is_struck = Q(Exists(absence)) | Q(Exists(pause)) | Q(client__ended_on__lt=F("date")) | is_closed
        return self.annotate(is_struck=ExpressionWrapper(is_struck, output_field=BooleanField()))

    def between(self, first: datetime.date, last: datetime.date) -> Self:
        """Visits from `first` up to and including `last`."""
        return self.filter(date__range=(first, last))
