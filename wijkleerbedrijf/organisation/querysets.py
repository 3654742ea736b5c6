"""Filters on the rows of the organisation that more than one page uses."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from wijkleerbedrijf.roles import Permission

if TYPE_CHECKING:
    from .access import Access
    from .models import User


class LocationQuerySet(models.QuerySet[Any]):
    """Rows that belong to a location. A subclass says in `permission` who may see them."""

    permission: Permission

    def visible_to(self, access: Access) -> Self:
        """The rows of the location where this person is at work; none without the permission."""
        if not access.may(self.permission):
            return self.none()
        return self.filter(location_id=access.location_id)


class PeriodFilters:
    """For rows with `valid_from` and `valid_until`."""

    def valid_on(self, day: datetime.date) -> Self:
        return self.valid_between(day, day)

    def valid_between(self, first: datetime.date, last: datetime.date) -> Self:
        """Rows that hold on at least one day from `first` up to and including `last`."""
        rows: Any = self
        in_time: Self = rows.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=first), valid_from__lte=last)
        return in_time


class PeriodQuerySet(PeriodFilters, models.QuerySet[Any]):
    """Rows that hold in a period."""


class LocationPeriodQuerySet(PeriodFilters, LocationQuerySet):
    """Rows of a location that hold in a period."""


class LocationRowQuerySet(LocationPeriodQuerySet):
    """What describes the location itself: staff who see the location see it all."""

    permission = Permission.SEE_LOCATION


class LocationsQuerySet(models.QuerySet[Any]):
    def visible_to(self, access: Access) -> Self:
        """The location where this person is at work."""
        if not access.may(Permission.SEE_LOCATION):
            return self.none()
        return self.filter(pk=access.location_id)

    def managed_by(self, access: Access) -> Self:
        """The locations that an administrator keeps: his or her own, or all when the role names none."""
        return self.filter(access.managed_locations_q("pk"))


class PartnersQuerySet(models.QuerySet[Any]):
    def visible_to(self, access: Access) -> Self:
        """The partners that have an agreement with the location where this person is at work."""
        if not access.may(Permission.SEE_LOCATION):
            return self.none()
        return self.filter(agreements__location_id=access.location_id).distinct()


class MembershipsQuerySet(PeriodQuerySet):
    def managed_by(self, access: Access) -> Self:
        """The roles that an administrator may give and end."""
        return self.filter(access.managed_locations_q("location"))


class TaskQuerySet(LocationQuerySet):
    permission = Permission.SEE_TASKS

    def open(self) -> Self:
        return self.filter(state="open")

    def due(self, today: datetime.date) -> Self:
        """Open tasks of today and before."""
        return self.open().filter(due_on__lte=today)

    def for_person(self, user: User | None) -> Self:
        """Tasks of this person and those of nobody in particular."""
        return self.filter(Q(assignee__isnull=True) | Q(assignee=user))

    def to_call(self) -> Self:
        """The oldest first; who was tried already comes after who was not."""
        return self.order_by("due_on", models.F("tried_at").asc(nulls_first=True), "pk")


class CalendarQuerySet(LocationQuerySet):
    permission = Permission.SEE_LOCATION

    def between(self, first: datetime.date, last: datetime.date) -> Self:
        """Periods that touch a day from `first` up to and including `last`."""
        return self.filter(starts_on__lte=last, ends_on__gte=first)
