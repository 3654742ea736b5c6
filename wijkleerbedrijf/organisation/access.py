"""Where a person is at work in this request, with which roles: the one thing that views and querysets ask."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from wijkleerbedrijf.roles import ROLE_HOMES, Permission, Role, permissions_of

from .models import Location, LocationYear, Membership, Task, User
from .parameters import parameters_on
from .vocabulary import DEFAULT_WORDS, Words, words_for

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase

SESSION_KEY = "location_id"


@dataclass
class Access:
    """A person, the location where he or she is at work now, and the roles that hold there today.

    Nobody (not signed in, or no role that holds today) has no location and no permission.
    """

    user: User | None = None
    location: Location | None = None
    roles: frozenset[Role] = frozenset()
    #: The partners for which this person refers; not those whose seat in the steering group he or she has.
    referring_partner_ids: frozenset[int] = frozenset()
    choices: Sequence[Location] = ()
    everywhere_roles: frozenset[Role] = frozenset()
    managed_location_ids: frozenset[int] = field(default_factory=frozenset)
    #: Tasks of today and before at this location: this person's own and those of nobody.
    due_tasks: int = 0

    @property
    def location_id(self) -> int:
        """0 for nowhere: no row lies there."""
        return self.location.pk if self.location else 0

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        return permissions_of(self.roles)

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions

    @property
    def home(self) -> str:
        """The URL name of the page on which this person begins."""
        for role, name in ROLE_HOMES.items():
            if role in self.roles:
                return name
        return "organisation:no_role"

    @cached_property
    def parameters(self) -> LocationYear | None:
        """The parameters that hold today at this location."""
        return parameters_on(self.location, timezone.localdate()) if self.location else None

    @property
    def words(self) -> Words:
        if self.parameters is None:
            return DEFAULT_WORDS
        return words_for(self.parameters.client_word, self.parameters.student_word)

    def managed_locations_q(self, path: str) -> Q:
        """Rows whose location, at `path`, this person administers; an installation-wide role has all of them."""
        if Role.ADMINISTRATOR in self.everywhere_roles:
            return Q()
        return Q(**{f"{path}__in": self.managed_location_ids})


NOBODY = Access()


def access_of(user: User, *, location_id: int | None = None, today: datetime.date | None = None) -> Access:
    """What this person may do at `location_id`, or at the first of his or her locations. Two queries at most."""
    day = today or timezone.localdate()
    memberships = list(
        Membership.objects.filter(user=user)
        .valid_on(day)
        .select_related("location")
        .annotate(due_tasks=_due_tasks(user, day, "location"))
        .order_by("location__name", "pk")
    )
    everywhere = [membership for membership in memberships if membership.location is None]
    locations = {membership.location.pk: membership.location for membership in memberships if membership.location}
    due = {membership.location_id: membership.due_tasks for membership in memberships}
    if everywhere:
        all_locations = Location.objects.annotate(due_tasks=_due_tasks(user, day, "pk")).order_by("name")
        locations = {location.pk: location for location in all_locations}
        due = {location.pk: location.due_tasks for location in all_locations}
    location = locations.get(location_id or 0) or next(iter(locations.values()), None)
    held = [m for m in memberships if m.location is None or (location and m.location_id == location.pk)]
    return Access(
        user=user,
        location=location,
        roles=frozenset(Role(membership.role) for membership in held),
        referring_partner_ids=frozenset(
            m.partner_id for m in held if m.role == Role.REFERRER and m.partner_id is not None
        ),
        choices=tuple(locations.values()),
        everywhere_roles=frozenset(Role(membership.role) for membership in everywhere),
        managed_location_ids=frozenset(
            m.location_id for m in memberships if m.role == Role.ADMINISTRATOR and m.location_id is not None
        ),
        due_tasks=due.get(location.pk, 0) if location else 0,
    )


def _due_tasks(user: User, day: datetime.date, location: str) -> Coalesce:
    """The menu shows this number on every page: it comes along with what is asked for every page."""
    tasks = Task.objects.due(day).for_person(user).filter(location_id=OuterRef(location)).order_by()
    counted = tasks.values("location_id").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


def access_from_session(user: User, session: SessionBase) -> Access:
    return access_of(user, location_id=session.get(SESSION_KEY))
