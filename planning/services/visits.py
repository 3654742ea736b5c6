"""Plan, move, swap, cancel, restore and record a visit: each is one step, checked by the rules, all or nothing."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence

from django.utils import timezone

from clients.models import Activity
from planning.facts import LoadedWeek, load_week
from planning.models import PlanStep, Visit, WeekPlan
from planning.rules import Member, Proposal, SeatRole, Slot, check, check_together
from wijkleerbedrijf.organisation.models import User

from .base import base_of, carry_on, end_base
from .duty import coordinators_on
from .errors import PlanningRefused, WeekChanged
from .steps import Step, mark_of, place, taking_step


def plan_visit(
    *,
    week: WeekPlan,
    client_id: int,
    date: datetime.date,
    block_id: int,
    lead_id: int,
    buddy_id: int | None = None,
    accompanied_by_id: int | None = None,
    by: User,
    reason: str = "",
    onwards: bool = False,
    token: uuid.UUID | None = None,
) -> Visit:
    """A new visit in the week; with `onwards` also in the normal week. Raises PlanningError."""
    with taking_step(week=week, by=by, kind=PlanStep.Kind.PLAN, reason=reason, token=token) as step:
        loaded = load_week(step.week)
        slot = _slot(loaded, date, block_id)
        members = _members(loaded, lead_id, buddy_id)
        _known_client(loaded, client_id)
        _known_coordinator(step, accompanied_by_id, date)
        step.agree(check(Proposal(client_id, slot, members, accompanied=accompanied_by_id is not None), loaded.facts))
        visit = Visit(
            location_id=step.week.location_id,
            week=step.week,
            client_id=client_id,
            by_hand=True,
            pinned=True,
            accompanied_by_id=accompanied_by_id,
        )
        put_at(visit, slot, loaded)
        place(visit, _seats(members))
        if onwards:
            carry_on(step, visit, base_of(step, visit), lead_id=lead_id, buddy_id=buddy_id)
        step.created(visit)
        step.summary = _who_to_whom(loaded, members, client_id, slot)
    return visit


def move_visit(
    *,
    visit: Visit,
    date: datetime.date,
    block_id: int,
    lead_id: int,
    buddy_id: int | None = None,
    accompanied_by_id: int | None = None,
    by: User,
    reason: str = "",
    onwards: bool = False,
    token: uuid.UUID | None = None,
    seen: str = "",
) -> Visit:
    """The visit in another dagdeel of its week, with other students, or both. Raises PlanningError.

    `seen` is the mark of the visit that the person looked at: a visit that changed since stays as it is.
    """
    with taking_step(week=visit.week, by=by, kind=PlanStep.Kind.MOVE, reason=reason, token=token) as step:
        moved = _planned(visit)
        _is_as_seen(moved, seen)
        loaded = load_week(step.week)
        slot = _slot(loaded, date, block_id)
        members = _members(loaded, lead_id, buddy_id)
        _known_coordinator(step, accompanied_by_id, date)
        step.agree(
            check(
                Proposal(moved.client_id, slot, members, visit=moved.pk, accompanied=accompanied_by_id is not None),
                loaded.facts,
            )
        )
        if (moved.date, moved.block_id) == (date, block_id):
            step.kind = PlanStep.Kind.SEATS
        with step.changing(moved):
            base = base_of(step, moved)
            moved.by_hand = moved.pinned = True
            moved.accompanied_by_id = accompanied_by_id
            put_at(moved, slot, loaded)
            place(moved, _seats(members))
            if onwards:
                carry_on(step, moved, base, lead_id=lead_id, buddy_id=buddy_id)
        step.summary = _who_to_whom(loaded, members, moved.client_id, slot)
    return moved


def swap_visits(*, first: Visit, second: Visit, by: User, reason: str = "", token: uuid.UUID | None = None) -> None:
    """The two visits change places: each takes the dagdeel and the student of the other. Raises PlanningError."""
    with taking_step(week=first.week, by=by, kind=PlanStep.Kind.SWAP, reason=reason, token=token) as step:
        one, other = _planned(first), _planned(second)
        if one.week_id != other.week_id or one.pk == other.pk:
            raise PlanningRefused("Kies twee verschillende bezoeken van dezelfde week.")
        loaded = load_week(step.week)
        swapped = [(one, other), (other, one)]
        proposals = []
        for visit, place_of in swapped:
            # Two visits of one client keep their days: only the students change.
            own_day = visit if one.client_id == other.client_id else place_of
            slot = _slot(loaded, own_day.date, own_day.block_id)
            members = _members(loaded, _student(place_of, SeatRole.LEAD), _buddy(visit))
            proposals.append(
                Proposal(
                    visit.client_id,
                    slot,
                    members,
                    visit=visit.pk,
                    accompanied=visit.accompanied_by_id is not None,
                )
            )
        step.agree(check_together(proposals, loaded.facts))
        with step.changing(one), step.changing(other):
            for (visit, _), proposal in zip(swapped, proposals, strict=True):
                visit.by_hand = visit.pinned = True
                put_at(visit, proposal.slot, loaded)
                place(visit, _seats(proposal.members))
        step.summary = "Geruild: " + " en ".join(
            _who_to_whom(loaded, proposal.members, visit.client_id, proposal.slot)
            for (visit, _), proposal in zip(swapped, proposals, strict=True)
        )


def cancel_visit(
    *,
    visit: Visit,
    cancel_reason: str,
    by: User,
    reason: str = "",
    onwards: bool = False,
    token: uuid.UUID | None = None,
) -> Visit:
    """The visit does not go on; with `onwards` it also leaves the normal week. Raises PlanningError."""
    if cancel_reason not in Visit.CancelReason.values:
        raise PlanningRefused("Kies waarom het bezoek niet doorgaat.")
    label = str(Visit.CancelReason(cancel_reason).label)
    with taking_step(week=visit.week, by=by, kind=PlanStep.Kind.CANCEL, reason=reason or label, token=token) as step:
        cancelled = _planned(visit)
        with step.changing(cancelled):
            cancelled.status = Visit.Status.CANCELLED
            cancelled.cancel_reason = cancel_reason
            cancelled.is_active = False
            cancelled.by_hand = True
            cancelled.save()
            if onwards and (base := base_of(step, cancelled)) is not None:
                end_base(step, base)
        step.summary = f"{_capital(str(cancelled))}: {label}"
    return cancelled


def restore_visit(*, visit: Visit, by: User, reason: str = "", token: uuid.UUID | None = None) -> Visit:
    """A cancelled visit goes on after all, when the rules still allow it. Raises PlanningError."""
    with taking_step(week=visit.week, by=by, kind=PlanStep.Kind.RESTORE, reason=reason, token=token) as step:
        restored = _fresh(visit)
        if restored.status != Visit.Status.CANCELLED:
            raise WeekChanged("Dit bezoek staat al weer in de planning.")
        loaded = load_week(step.week)
        slot = _slot(loaded, restored.date, restored.block_id)
        members = _members(loaded, _student(restored, SeatRole.LEAD), _buddy(restored))
        _known_client(loaded, restored.client_id)
        step.agree(
            check(
                Proposal(restored.client_id, slot, members, accompanied=restored.accompanied_by_id is not None),
                loaded.facts,
            )
        )
        with step.changing(restored):
            restored.status = Visit.Status.PLANNED
            restored.cancel_reason = ""
            restored.is_active = True
            restored.by_hand = restored.pinned = True
            put_at(restored, slot, loaded)
            restored.save()
        step.summary = _who_to_whom(loaded, members, restored.client_id, slot)
    return restored


def record_visit(
    *,
    visit: Visit,
    status: str,
    minutes: int | None,
    activity_ids: Sequence[int],
    note: str = "",
    by: User,
    today: datetime.date | None = None,
    seen: str = "",
) -> Visit:
    """What became of a visit: done in so many minutes with these activities, or the client was not there.

    Recording the same twice changes nothing; `seen` is as in `move_visit`. Raises PlanningError for a visit that is cancelled or still to come.
    """
    with taking_step(week=visit.week, by=by, kind=PlanStep.Kind.RECORD) as step:
        recorded = _fresh(visit)
        if recorded.status == Visit.Status.CANCELLED:
            raise WeekChanged("Dit bezoek is afgezegd. Zet het eerst terug in de planning.")
        if recorded.date > (today or timezone.localdate()):
            raise PlanningRefused("Dit bezoek moet nog komen. U kunt het afronden op de dag zelf.")
        done = status == Visit.Status.DONE
        if status not in (Visit.Status.DONE, Visit.Status.CLIENT_ABSENT):
            raise PlanningRefused("Kies of het bezoek is gedaan, of dat er niemand thuis was.")
        if done and not minutes:
            raise PlanningRefused("Vul in hoeveel minuten het bezoek duurde.")
        allowed = Activity.objects.filter(location_id=recorded.location_id, is_allowed=True, pk__in=activity_ids)
        activities = list(allowed) if done else []
        outcome = (status, minutes if done else None, note.strip())
        present = (recorded.status, recorded.minutes, recorded.note)
        if recorded.recorded_at and (outcome, set(activities)) == (present, set(recorded.activities.all())):
            return recorded
        _is_as_seen(recorded, seen)
        with step.changing(recorded):
            recorded.status, recorded.minutes, recorded.note = outcome
            recorded.recorded_at, recorded.recorded_by = timezone.now(), by
            recorded.save()
            recorded.activities.set(activities)
        step.summary = f"{_capital(str(recorded))}: {recorded.get_status_display()}"
    return recorded


# What the steps share


def _fresh(visit: Visit) -> Visit:
    """The visit as it is now that the week is locked."""
    return Visit.objects.select_related("client", "base_visit").prefetch_related("seats", "activities").get(pk=visit.pk)


def _planned(visit: Visit) -> Visit:
    fresh = _fresh(visit)
    if fresh.status == Visit.Status.CANCELLED:
        raise WeekChanged("Dit bezoek is intussen afgezegd. Kijk op het bord hoe het nu is.")
    if fresh.status != Visit.Status.PLANNED:
        raise WeekChanged("Dit bezoek is al afgerond en kan niet meer veranderen.")
    return fresh


def _is_as_seen(visit: Visit, seen: str) -> None:
    if seen and seen != mark_of(visit):
        raise WeekChanged("Iemand heeft dit bezoek intussen veranderd. Kijk hoe het nu is, en probeer het dan opnieuw.")


def _slot(loaded: LoadedWeek, date: datetime.date, block_id: int) -> Slot:
    slot = loaded.facts.slot_by_key.get((date, block_id))
    if slot is None:
        raise PlanningRefused("Op die dag is dit dagdeel er niet. Kies een ander dagdeel.")
    return slot


def _known_client(loaded: LoadedWeek, client_id: int) -> None:
    if client_id not in loaded.facts.client_by_id:
        raise PlanningRefused(
            f"Met deze {loaded.facts.vocabulary.client} geldt deze week geen overeenkomst. Maak eerst een overeenkomst."
        )


def _known_coordinator(step: Step, user_id: int | None, day: datetime.date) -> None:
    if user_id is not None and user_id not in {user.pk for user in coordinators_on(step.week.location, day)}:
        raise PlanningRefused("Kies als begeleider iemand die op die dag coördinator van deze locatie is.")


def _members(loaded: LoadedWeek, lead_id: int | None, buddy_id: int | None) -> tuple[Member, ...]:
    if lead_id is None:
        raise PlanningRefused(f"Kies welke {loaded.facts.vocabulary.student} het bezoek doet.")
    members = [Member(lead_id, SeatRole.LEAD)]
    if buddy_id is not None:
        members.append(Member(buddy_id, SeatRole.BUDDY))
    for member in members:
        if member.student not in loaded.facts.student_by_id:
            raise PlanningRefused(
                f"Deze {loaded.facts.vocabulary.student} is deze week niet ingeschreven. Kies een ander."
            )
    return tuple(members)


def _seats(members: Sequence[Member]) -> list[tuple[int, str]]:
    return [(int(member.student), member.role.value) for member in members]


def _student(visit: Visit, role: SeatRole) -> int | None:
    return next((seat.student_id for seat in visit.seats.all() if seat.role == role), None)


def _buddy(visit: Visit) -> int | None:
    return _student(visit, SeatRole.BUDDY)


def put_at(visit: Visit, slot: Slot, loaded: LoadedWeek) -> None:
    """Day, times and the agreement that holds on that day."""
    agreement = loaded.agreement_on(visit.client_id, slot.date)
    if agreement is None:
        raise PlanningRefused("Op die dag geldt er geen overeenkomst met deze klant. Kies een andere dag.")
    visit.agreement_id = agreement.pk
    visit.date = slot.date
    visit.block_id = int(slot.block)
    visit.starts_at = slot.starts
    visit.ends_at = slot.ends


def _who_to_whom(loaded: LoadedWeek, members: Sequence[Member], client_id: int, slot: Slot) -> str:
    """'Sanne naar mevrouw De Vries op dinsdag 3 maart (ochtend)'."""
    names = " en ".join(loaded.facts.student_by_id[member.student].name for member in members)
    return f"{names} naar {loaded.facts.client_by_id[client_id].name} op {slot.text}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
