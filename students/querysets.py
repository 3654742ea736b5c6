"""Filters on students that more than one page uses."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from wijkleerbedrijf.organisation.querysets import LocationPeriodQuerySet, LocationQuerySet
from wijkleerbedrijf.roles import Permission

if TYPE_CHECKING:
    from wijkleerbedrijf.organisation.access import Access


class StudentQuerySet(LocationQuerySet):
    permission = Permission.SEE_STUDENTS

    def visible_to(self, access: Access) -> Self:
        """All students of the location for staff; a student sees only himself or herself."""
        if access.may(Permission.SEE_STUDENTS):
            return self.filter(location_id=access.location_id)
        if access.may(Permission.OWN_WEEK) and access.user:
            return self.filter(location_id=access.location_id, user=access.user)
        return self.none()

    def enrolled_between(self, first: datetime.date, last: datetime.date) -> Self:
        """Students with an enrolment that holds on a day from `first` up to and including `last`."""
        return self.filter(
            Q(enrolments__valid_until__isnull=True) | Q(enrolments__valid_until__gte=first),
            enrolments__valid_from__lte=last,
        ).distinct()

    def search(self, text: str) -> Self:
        """Each word of `text` occurs in a name."""
        query = Q()
        for word in text.split():
            query &= Q(first_name__icontains=word) | Q(surname__icontains=word) | Q(prefix__iexact=word)
        return self.filter(query)


class StudentRowQuerySet(LocationPeriodQuerySet):
    """What belongs to a student: seen with the student."""

    permission = Permission.SEE_STUDENTS


class EnrolmentQuerySet(StudentRowQuerySet):
    def nearest(self, day: datetime.date) -> Any:
        """The enrolment that holds on `day`, else the one that began latest, else the first to come; or None.

        Enrolments of a student never share a day, so that of those that began the latest is the one that holds, if any.
        """
        begun = self.filter(valid_from__lte=day).order_by("-valid_from").first()
        return begun or self.order_by("valid_from").first()


class ReferralQuerySet(models.QuerySet[Any]):
    def visible_to(self, access: Access) -> Self:
        """A referrer sees the people whom his or her own organisation referred to this location."""
        if not access.may(Permission.OWN_REFERRALS):
            return self.none()
        return self.filter(location_id=access.location_id, partner_id__in=access.referring_partner_ids)
