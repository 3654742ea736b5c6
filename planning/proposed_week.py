"""A proposal beside the week as it is now: is it still about this week, and which changes does it want?"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef

from planning.begun import begun_slots
from planning.change_reasons import Since
from planning.facts import LoadedWeek
from planning.models import PlanStep, Visit, WeekProposal
from planning.optimiser.instance import Assignment
from planning.proposal_changes import Group, Planned, changes_between, crew_in_order, grouped, planned_of
from planning.proposal_result import FORMAT, PinPrice, pins_from_json
from planning.rules import Id, Member, SeatRole, Slot


class UnknownInWeek(ValueError):
    """A plan has a student, a client or a dagdeel that the week does not have any more."""


def is_outdated(proposal: WeekProposal) -> bool:
    """Did anybody change a visit of the week since its facts were read? One query."""
    if proposal.week_changed_at is None:
        return True
    return PlanStep.objects.filter(week_id=proposal.week_id, at__gt=proposal.week_changed_at).exists()


def pin_price(visit: Visit) -> PinPrice | None:
    """What the last proposal says that this pinned visit costs; None when it is of an older week, or says nothing. One query."""
    newer = PlanStep.objects.filter(week=OuterRef("week"), at__gt=OuterRef("week_changed_at"))
    row = (
        WeekProposal.objects.filter(week_id=visit.week_id, state=WeekProposal.State.DONE, result__format=FORMAT)
        .annotate(is_old=Exists(newer.exclude(kind=PlanStep.Kind.PROPOSAL)))
        .order_by("-pk")
        .values_list("result__pins", "is_old")
        .first()
    )
    prices = pins_from_json(row[0]) if row is not None and not row[1] else ()
    here = (visit.client_id, (visit.date, visit.block_id))
    return next((one for one in prices if (one.client, one.slot) == here), None)


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


def may_change(visit: Any, today: datetime.date) -> bool:
    """What is pinned, recorded or over stays, whatever a proposal says."""
    return not visit.pinned and visit.status == Visit.Status.PLANNED and visit.date >= today


def wanted_visits(loaded: LoadedWeek, plan: Iterable[Assignment], today: datetime.date) -> list[Planned]:
    """The visits of the week when it follows this plan. UnknownInWeek when the plan is of another week."""
    facts = loaded.facts
    plan = list(plan)
    for one in plan:
        if (
            one.student not in facts.student_by_id
            or one.client not in facts.client_by_id
            or one.slot not in facts.slot_by_key
        ):
            raise UnknownInWeek(f"{one}")
    rows = {visit.pk: visit for visit in loaded.visits}
    staying = [one for one in present_visits(loaded) if not may_change(rows[one.visit], today)]
    there = {(one.client, one.slot.key) for one in staying}
    return staying + [
        one for one in planned_of(plan, facts) if one.slot.date >= today and (one.client, one.slot.key) not in there
    ]


def begun_otherwise(loaded: LoadedWeek, plan: Iterable[Assignment], now: datetime.datetime) -> frozenset[Id]:
    """The clients for whom this plan has something else in the dagdelen that have begun than the week has."""
    begun = begun_slots(loaded.facts.slots, now)
    known = loaded.facts.student_by_id
    present = {
        Assignment(member.student, one.client, one.slot.key, member.role)
        for one in present_visits(loaded)
        for member in one.crew
        if member.student in known
    }
    return frozenset(one.client for one in present.symmetric_difference(plan) if one.slot in begun)


def groups_of_plan(loaded: LoadedWeek, plan: Iterable[Assignment], today: datetime.date) -> list[Group]:
    """What has to change for this plan, in groups that each can be left out. UnknownInWeek when the plan is of another week."""
    present = present_visits(loaded)
    return grouped(changes_between(present, wanted_visits(loaded, plan, today)), present, loaded.facts)


def weeks_waiting(loaded: LoadedWeek) -> dict[Id, Since]:
    """For each client the whole weeks since the last visit, or since the client began to wait for the first."""
    latest = {one.client_id: one for one in sorted(loaded.agreements, key=lambda one: one.version)}
    return {
        pk: Since(max(0, (loaded.monday - waiting_since(one)).days // 7), was_visited=one.last_visit is not None)
        for pk, one in latest.items()
    }


def waiting_since(agreement: Any) -> datetime.date:
    """The last visit; before the first visit the day on which the client asked for help, or on which the agreement began."""
    since: datetime.date = agreement.last_visit or agreement.client.waiting_since or agreement.valid_from
    return since
