"""Carries out a proposal, whole or in part, and keeps visits where a person wants them."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from django.utils import timezone

from planning.facts import LoadedWeek, load_week
from planning.models import PlanStep, Visit, WeekProposal
from planning.proposal_changes import Change, Group, Kind, Planned, new_problems, seats_of
from planning.proposal_result import CalmResult, ResultFormatError, from_json
from planning.proposed_week import UnknownInWeek, begun_otherwise, groups_of_plan, is_outdated, present_visits
from planning.rules import Finding, Id, Member, SlotKey, check_week
from wijkleerbedrijf.organisation.models import Task, User

from .asking_clients import ClientCalls
from .build import cancel_reason
from .errors import PlanningRefused, WeekChanged, unique
from .steps import Step, place, taking_step
from .visits import put_at

OUTDATED = "De week is veranderd nadat dit voorstel werd gemaakt. Er is niets toegepast. Maak een nieuw voorstel."
BEGUN = "Een dagdeel van dit voorstel is al begonnen. Er is niets toegepast. Maak een nieuw voorstel voor de rest van de week."
#: The reason of a step that has none of its own: the rules that ask for one are then explained by it.
_PROPOSAL = "Voorstel"
_CHANGED, _NEW = "De planning is veranderd.", "Er is plek voor een nieuw bezoek."


@dataclass
class Applied:
    """What carrying out a proposal did, in numbers of visits, and the calls to make."""

    new: int = 0
    changed: int = 0
    dropped: int = 0
    calls: list[Task] = field(default_factory=list)

    @property
    def words(self) -> str:
        """'5 bezoeken erbij, 3 veranderd, 1 eraf'."""
        parts = []
        if self.new:
            parts.append(f"{self.new} {'bezoek' if self.new == 1 else 'bezoeken'} erbij")
        if self.changed:
            parts.append(f"{self.changed} veranderd")
        if self.dropped:
            parts.append(f"{self.dropped} eraf")
        return ", ".join(parts)


def apply_proposal(
    *,
    proposal: WeekProposal,
    calm: int | None,
    picked: Collection[str] | None,
    by: User,
    reason: str = "",
    token: uuid.UUID | None = None,
    now: datetime.datetime | None = None,
) -> Applied:
    """The groups of changes with these keys, or all of them for None, in one step. Raises PlanningError.

    A week that somebody changed since is left alone, and so is one in which the rules refuse what was picked, or in which a
    dagdeel has begun that one of the changes leaves or enters.
    """
    with taking_step(week=proposal.week, by=by, kind=PlanStep.Kind.PROPOSAL, reason=reason, token=token) as step:
        if proposal.state != WeekProposal.State.DONE or is_outdated(proposal):
            raise WeekChanged(OUTDATED)
        step.agree([])
        step.reason = step.reason or _PROPOSAL
        loaded = load_week(step.week)
        plan = _plan(proposal, calm)
        now = now or timezone.localtime()
        groups = _groups(loaded, plan, now.date())
        changes = _picked(groups, picked)
        _not_begun(loaded, plan, changes, now)
        present = present_visits(loaded)
        problems = new_problems(present, changes, loaded.facts)
        if problems:
            raise PlanningRefused(
                "Zo kan het niet, er is niets toegepast. Kies andere wijzigingen of maak een nieuw voorstel.",
                *unique([one.sentence for one in problems])[:5],
            )
        done = carry_out(step, loaded, present, changes)
        if len(changes) == sum(len(group.changes) for group in groups):
            WeekProposal.objects.filter(pk=proposal.pk).update(chosen_calm=plan.calm)
        return done


def _plan(proposal: WeekProposal, calm: int | None) -> CalmResult:
    try:
        return from_json(proposal.result).of_calm(calm)
    except ResultFormatError as error:
        raise WeekChanged(OUTDATED) from error


def _groups(loaded: LoadedWeek, plan: CalmResult, today: datetime.date) -> list[Group]:
    try:
        return groups_of_plan(loaded, plan.assignments, today)
    except UnknownInWeek as error:
        raise WeekChanged(OUTDATED) from error


def _not_begun(loaded: LoadedWeek, plan: CalmResult, changes: Sequence[Change], now: datetime.datetime) -> None:
    if begun_otherwise(loaded, plan.assignments, now) & {change.client for change in changes}:
        raise WeekChanged(BEGUN)


def _picked(groups: Sequence[Group], picked: Collection[str] | None) -> list[Change]:
    if picked is not None:
        if set(picked) - {group.key for group in groups}:
            raise WeekChanged(OUTDATED)
        groups = [group for group in groups if group.key in picked]
    if not groups:
        raise PlanningRefused("Kies minstens één wijziging. Er is niets toegepast.")
    return [change for group in groups for change in group.changes]


def carry_out(
    step: Step,
    loaded: LoadedWeek,
    present: Sequence[Planned],
    changes: Sequence[Change],
    *,
    agreed: Collection[tuple[Id, SlotKey]] = (),
) -> Applied:
    """The changes in the week of the step. Departures first, so that nobody stands in the way of who arrives.

    Of a published week the clients know what they get: who notices a change is called (W004). `agreed` are the visits, as client
    and dagdeel, about which the client was asked already.
    """
    before = check_week(replace(loaded.facts, seats=seats_of(present)))
    rows = {
        visit.pk: visit
        for visit in Visit.objects.filter(
            week=step.week, pk__in=[change.before.visit for change in changes if change.before]
        )
        .select_related("client")
        .prefetch_related("seats", "activities")
    }
    done = Applied()
    calls = ClientCalls(loaded, rows.values())
    order = {Kind.DROPPED: 0, Kind.MOVED: 1, Kind.SEATS: 1, Kind.NEW: 2}
    for change in sorted(changes, key=lambda one: order[one.kind]):
        visit = rows[int(change.before.visit)] if change.before and change.before.visit is not None else None
        if visit is None:
            visit = Visit(location_id=step.week.location_id, week=step.week, client_id=change.client)
            _put(visit, change, loaded)
            step.created(visit)
            _hear(calls, visit, change, agreed)
            done.new += 1
        elif change.after is None:
            reason = cancel_reason([one for one in before if one.hard and _is_about(one, visit)])
            calls.about(visit, cause=reason, why=_CHANGED, after=None)
            with step.changing(visit):
                visit.status, visit.is_active = Visit.Status.CANCELLED, False
                visit.cancel_reason = reason
                visit.by_hand = True
                visit.save()
            done.dropped += 1
        else:
            _hear(calls, visit, change, agreed)
            with step.changing(visit):
                _put(visit, change, loaded)
            done.changed += 1
    if step.is_published:
        today = timezone.localtime().date()
        step.afterwards.append(lambda row: done.calls.extend(calls.make(row, by=step.by, today=today)))
    step.summary = f"Voorstel toegepast: {done.words}"
    return done


def _is_about(one: Finding, visit: Visit) -> bool:
    return one.client == visit.client_id and one.slot == (visit.date, visit.block_id)


def _hear(calls: ClientCalls, visit: Visit, change: Change, agreed: Collection[tuple[Id, SlotKey]]) -> None:
    after = change.after
    if after is None or (change.client, after.slot.key) in agreed:
        return
    calls.about(
        visit,
        cause=Visit.CancelReason.PLAN_CHANGED,
        why=_NEW if change.kind is Kind.NEW else _CHANGED,
        after=after.slot,
        comes=[int(pk) for pk in after.students],
    )


def _put(visit: Visit, change: Change, loaded: LoadedWeek) -> None:
    if change.after is None:
        raise ValueError("a visit that does not go on is put nowhere")
    if change.kind is not Kind.SEATS:
        put_at(visit, change.after.slot, loaded)
        visit.accompanied_by = None
    visit.by_hand = True  # making the week again leaves what a person chose
    place(visit, [_seat(member) for member in change.after.crew])


def _seat(member: Member) -> tuple[int, str]:
    return int(member.student), member.role.value


def pin_visit(*, visit: Visit, pinned: bool, by: User, token: uuid.UUID | None = None) -> Visit:
    """From now on a proposal leaves the visit where it is, or may move it again. Raises PlanningError."""
    with taking_step(
        week=visit.week, by=by, kind=PlanStep.Kind.PIN, reason="Alleen voor voorstellen", token=token
    ) as step:
        row = Visit.objects.select_related("client").prefetch_related("seats", "activities").get(pk=visit.pk)
        if row.status == Visit.Status.CANCELLED:
            raise WeekChanged("Dit bezoek is intussen afgezegd. Kijk op het bord hoe het nu is.")
        with step.changing(row):
            row.pinned = pinned
            row.save(update_fields=["pinned"])
        step.summary = f"{row.client.short_name} {'vastgezet' if pinned else 'losgemaakt'}"
    return row
