"""Filters on the portfolio that more than one page uses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Count, Q

from wijkleerbedrijf.roles import Permission

if TYPE_CHECKING:
    from wijkleerbedrijf.organisation.access import Access
    from wijkleerbedrijf.organisation.models import User


class PortfolioQuerySet(models.QuerySet[Any]):
    """Rows with a location and an enrolment: staff see those of the location, a student his or her own."""

    def visible_to(self, access: Access) -> Self:
        if access.may(Permission.SEE_PORTFOLIO):
            return self.filter(location_id=access.location_id)
        if access.may(Permission.OWN_PORTFOLIO) and access.user:
            return self.filter(location_id=access.location_id, enrolment__student__user=access.user)
        return self.none()


class StudentItemQuerySet(PortfolioQuerySet):
    def in_book_order(self) -> Self:
        """In the order of the qualification file."""
        return self.order_by(
            "item__work_process__core_task__position",
            "item__work_process__position",
            "item__position",
            "item__code",
            "pk",
        )

    def waiting(self) -> Self:
        """Handed in and not yet looked at, longest waiting first."""
        return self.filter(status="handed_in").order_by("handed_in_at", "pk")

    def of_teacher(self, teacher: User) -> Self:
        """Items of the students whose fixed docent this is (V065)."""
        return self.filter(enrolment__student__teachers=teacher)

    def counts(self) -> dict[str, int]:
        """How many items stand where: 'total', 'todo', 'handed_in', 'returned' and 'signed'. One query."""
        statuses = ("todo", "handed_in", "returned", "signed")
        return self.aggregate(
            total=Count("pk"), **{status: Count("pk", filter=Q(status=status)) for status in statuses}
        )


class SignOffQuerySet(PortfolioQuerySet):
    pass
