"""A proposal beside the week as it is now: is it still about this week, and which changes does it want?"""

from __future__ import annotations

from collections.abc import Iterable

from planning.facts import LoadedWeek
from planning.models import PlanStep, WeekProposal
from planning.optimiser.instance import Assignment
from planning.proposal_changes import Group, Planned, changes_between, crew_in_order, grouped, planned_of
from planning.rules import Member, SeatRole, Slot


class UnknownInWeek(ValueError):
    """A plan has a student, a client or a dagdeel that the week does not have any more."""


def is_outdated(proposal: WeekProposal) -> bool:
    """Did anybody change a visit of the week since its facts were read? One query."""
    if proposal.week_changed_at is None:
        return True
    return PlanStep.objects.filter(week_id=proposal.week_id, at__gt=proposal.week_changed_at).exists()


def present_visits(loaded: LoadedWeek) -> list[Planned]:
    """The visits of the week that go on, also one without a student."""
    names = {hours.block_id: hours.name for hours in loaded.here.hours}
    return [
        Planned(
            client=visit.client_id,
            slot=Slot(visit.date, visit.block_id, visit.starts_at, visit.ends_at, names.get(visit.block_id, "")),
            crew=crew_in_order(Member(row["student"], SeatRole(row["role"])) for row in visit.seat_rows),
            visit=visit.pk,
            accompanied=visit.accompanied_by_id is not None,
        )
        for visit in loaded.visits
        if visit.is_active
    ]


def groups_of_plan(loaded: LoadedWeek, plan: Iterable[Assignment]) -> list[Group]:
    """What has to change for this plan, in groups that each can be left out. UnknownInWeek when the plan is of another week."""
    facts = loaded.facts
    for one in plan:
        if (
            one.student not in facts.student_by_id
            or one.client not in facts.client_by_id
            or one.slot not in facts.slot_by_key
        ):
            raise UnknownInWeek(f"{one}")
    present = present_visits(loaded)
    return grouped(changes_between(present, planned_of(plan, facts)), present, facts)
