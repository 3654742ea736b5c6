"""What a checklist says together: how far a student is, what comes now and what later. One query an enrolment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from students.models import Enrolment
from wijkleerbedrijf.organisation.access import Access

from .models import StudentItem, WorkProcess

#: How many items a student sees as "now": few enough to choose from.
NOW_AT_MOST = 3

_Status = StudentItem.Status


@dataclass(frozen=True, slots=True)
class WorkProcessProgress:
    work_process: WorkProcess
    items: Sequence[StudentItem]

    @property
    def signed(self) -> int:
        return sum(item.status == _Status.SIGNED for item in self.items)

    @property
    def total(self) -> int:
        return len(self.items)


@dataclass(frozen=True, slots=True)
class Progress:
    """All items of one enrolment, in the order of the qualification file."""

    items: Sequence[StudentItem]

    def of_status(self, status: _Status) -> list[StudentItem]:
        return [item for item in self.items if item.status == status]

    @property
    def total(self) -> int:
        return len(self.items)

    @property
    def signed(self) -> list[StudentItem]:
        """Latest first."""
        return sorted(self.of_status(_Status.SIGNED), key=lambda item: item.sign_off.number, reverse=True)

    @property
    def handed_in(self) -> list[StudentItem]:
        return self.of_status(_Status.HANDED_IN)

    @property
    def returned(self) -> list[StudentItem]:
        return self.of_status(_Status.RETURNED)

    @property
    def _todo(self) -> list[StudentItem]:
        """What can be done in the neighbourhood first; what waits for the placement last."""
        return sorted(self.of_status(_Status.TODO), key=lambda item: not item.item.work_process.in_neighbourhood)

    @property
    def now(self) -> list[StudentItem]:
        """What came back, then the first things that are still to do."""
        return [*self.returned, *self._todo[: max(0, NOW_AT_MOST - len(self.returned))]]

    @property
    def later(self) -> list[StudentItem]:
        return self._todo[max(0, NOW_AT_MOST - len(self.returned)) :]

    @property
    def by_work_process(self) -> list[WorkProcessProgress]:
        return [
            WorkProcessProgress(work_process, list(items))
            for work_process, items in groupby(self.items, key=lambda item: item.item.work_process)
        ]


def progress_of(enrolment: Enrolment, access: Access) -> Progress:
    return Progress(
        list(
            StudentItem.objects.visible_to(access)
            .filter(enrolment=enrolment)
            .select_related("item__work_process__core_task", "sign_off", "returned_by")
            .in_book_order()
        )
    )
