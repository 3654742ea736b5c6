"""Proposals straight in the database, with an answer made by hand."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from clients.models import Client
from planning.models import Visit, WeekPlan, WeekProposal
from planning.optimiser.instance import Assignment
from planning.optimiser.solution import Objective
from planning.proposal_result import CalmResult, ProposalResult, to_json, visits_of_plan
from planning.rules import SeatRole
from students.models import Student
from tests.factories import block_of
from wijkleerbedrijf.organisation.models import User

#: The week after the coming one: every day of it is still to come.
AHEAD = timezone.localdate() + datetime.timedelta(days=14 - timezone.localdate().weekday())
TUESDAY = AHEAD + datetime.timedelta(days=1)


def goes(
    student: Student, client: Client, date: datetime.date = AHEAD, block: str = "och", role: str = "lead"
) -> Assignment:
    return Assignment(student.pk, client.pk, (date, block_of(client.location, block).pk), SeatRole(role))


def calm_of(assignments: Iterable[Assignment], *, calm: int = 0, **changes: Any) -> CalmResult:
    plan = frozenset(assignments)
    values: dict[str, Any] = {
        "calm": calm,
        "assignments": plan,
        "objective": Objective(0, 0, 0, 0, 0),
        "proven": (True, True, True, True, True),
        "placed": len(visits_of_plan(plan)),
        "without": 0,
        "changes": 0,
        "known": 0,
        "seats": len(plan),
    }
    return CalmResult(**(values | changes))


def result_of(*calms: CalmResult, **changes: Any) -> ProposalResult:
    most = max(one.placed for one in calms)
    values: dict[str, Any] = {
        "default_calm": calms[0].calm,
        "calms": calms,
        "wanted": most,
        "most_visits": most,
        "most_proven": True,
    }
    return ProposalResult(**(values | changes))


def done_proposal(week: WeekPlan, result: ProposalResult | Iterable[Assignment], by: User) -> WeekProposal:
    """A proposal that is ready, about the week as it is now."""
    if not isinstance(result, ProposalResult):
        result = result_of(calm_of(result))
    now = timezone.now()
    return WeekProposal.objects.create(
        location=week.location,
        week=week,
        asked_by=by,
        state=WeekProposal.State.DONE,
        started_at=now,
        ended_at=now,
        week_changed_at=now,
        result=to_json(result),
    )


def stood(visit: Visit) -> tuple[datetime.date, str, list[int], str]:
    """Where a visit is now: day, dagdeel, students, status."""
    fresh = Visit.objects.get(pk=visit.pk)
    students = list(fresh.seats.order_by("role").values_list("student_id", flat=True))
    return fresh.date, fresh.block.short_name, students, fresh.status


__all__ = ["AHEAD", "TUESDAY", "calm_of", "done_proposal", "goes", "result_of", "stood"]
