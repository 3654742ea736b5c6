"""Filters on reports that more than one page uses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models

from wijkleerbedrijf.roles import Permission

if TYPE_CHECKING:
    from wijkleerbedrijf.organisation.access import Access


class ReportQuerySet(models.QuerySet[Any]):
    def visible_to(self, access: Access) -> Self:
        """Drafts are for those who write them; published reports for the steering group as well."""
        own = self.filter(location_id=access.location_id)
        if access.may(Permission.WRITE_REPORTS):
            return own
        if access.may(Permission.SEE_PUBLISHED_REPORTS):
            return own.filter(status="published")
        return self.none()

    def light(self) -> Self:
        """Without the files, for lists."""
        return self.defer("pdf", "figures")
