"""What became of published visits: changes with a reason, and visits that are done, with minutes and activities."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter

from clients.models import ClientAgreement
from planning.models import PlanStep, Visit, VisitSeat, WeekPlan
from planning.services.steps import visit_snapshot

from .copy_rows import copy_rows
from .scene import DAY, Scene

_NOTES = (
    "Samen koffie gedronken en de krant doorgenomen.",
    "Lekker gewandeld, het ging goed.",
    "Veel verteld over vroeger.",
    "Soep gekookt voor twee dagen.",
    "Graag volgende keer eerder beginnen.",
)
_NEVER_HOME = 0.03
_NOT_YET_RECORDED = 3


@dataclass(frozen=True, slots=True)
class Change:
    """What changed after the week was published: another student, or the visit did not go on."""

    reason: str
    cancel_reason: str = ""
    lead_id: int | None = None


def carry_out(scene: Scene, week: WeekPlan, changed: list[tuple[Visit, Change]]) -> None:
    """Carries changes out, each as a step with its reason on the day itself."""
    ids = [visit.pk for visit, _ in changed]
    before = {visit.pk: visit_snapshot(visit) for visit in _with_rows(ids)}
    # What is cancelled first: whoever takes over may have been on a visit that did not go on.
    for visit, change in sorted(changed, key=lambda one: one[1].lead_id is not None):
        if change.lead_id is not None:
            VisitSeat.objects.filter(visit=visit, role=VisitSeat.Role.LEAD).update(student_id=change.lead_id)
        else:
            visit.status = Visit.Status.CANCELLED
            visit.cancel_reason = change.cancel_reason
            visit.is_active = False
        visit.by_hand = True
        visit.save()
    now = {visit.pk: visit for visit in _with_rows(ids)}
    steps = [
        PlanStep(
            location=scene.location,
            week=week,
            kind=PlanStep.Kind.SEATS if change.lead_id is not None else PlanStep.Kind.CANCEL,
            summary=_summary(now[visit.pk]),
            reason=change.reason,
            after_version=week.version,
            at=scene.at(visit.date, 8, 40),
            by=scene.staff["coordinator" if visit.pk % 2 else "coordinator2"],
            changes=[
                {"what": "visit", "id": visit.pk, "before": before[visit.pk], "after": visit_snapshot(now[visit.pk])}
            ],
        )
        for visit, change in changed
    ]
    steps.sort(key=attrgetter("at"))
    copy_rows(PlanStep, steps)


def _with_rows(ids: list[int]) -> Iterable[Visit]:
    rows = Visit.objects.filter(pk__in=ids).select_related("client", "block")
    return rows.prefetch_related("seats__student", "activities")


def _summary(visit: Visit) -> str:
    if visit.status == Visit.Status.CANCELLED:
        client = str(visit.client)
        return f"{client[:1].upper()}{client[1:]} {visit.date:%d-%m-%Y} {visit.starts_at:%H:%M}: {visit.get_cancel_reason_display()}"
    names = " en ".join(seat.student.first_name for seat in visit.seats.all())
    return f"{names} naar {visit.client} op {visit.date:%d-%m-%Y} ({visit.block})"


def settle(scene: Scene, visits: list[Visit]) -> dict[int, list[int]]:
    """Visits of days that have passed are done, or nobody was at home; of the last day some are still to be recorded.

    The visits are not saved. Returns which activities were done, by the place of the visit in the list.
    """
    past = [place for place, visit in enumerate(visits) if visit.date < scene.today]
    agreed = _agreed_activities({visits[place].agreement_id for place in past})
    last_day = max((visits[place].date for place in past), default=scene.today)
    recent = scene.today - last_day < DAY * 7
    waiting = [place for place in past if recent and visits[place].date == last_day][::2][:_NOT_YET_RECORDED]
    did: dict[int, list[int]] = {}
    for place in past:
        visit = visits[place]
        if place in waiting:
            continue
        at_home = scene.chance.random() >= _NEVER_HOME
        visit.status = Visit.Status.DONE if at_home else Visit.Status.CLIENT_ABSENT
        if at_home:
            length = (visit.ends_at.hour - visit.starts_at.hour) * 60 + visit.ends_at.minute - visit.starts_at.minute
            visit.minutes = max(30, length - 5 * scene.chance.choice((2, 3, 3, 4, 4, 5, 6)))
            options = agreed.get(visit.agreement_id, [])
            did[place] = scene.chance.sample(options, min(len(options), scene.chance.randint(1, 2)))
            if scene.chance.random() < 0.12:
                visit.note = scene.chance.choice(_NOTES)
        visit.recorded_at = scene.at(visit.date, visit.ends_at.hour, 20)
        visit.recorded_by = scene.staff["coordinator" if visit.date.day % 2 else "coordinator2"]
    return did


def _agreed_activities(agreements: set[int]) -> dict[int, list[int]]:
    """Activities by agreement."""
    through = ClientAgreement.activities.through
    found: dict[int, list[int]] = {}
    rows = through.objects.filter(clientagreement_id__in=agreements).order_by("pk")
    for agreement, activity in rows.values_list("clientagreement_id", "activity_id"):
        found.setdefault(agreement, []).append(activity)
    return found


def note_activities(visits: list[Visit], did: dict[int, list[int]]) -> None:
    """Keeps what was done together, once the visits have been saved."""
    through = Visit.activities.through
    through.objects.bulk_create(
        through(visit_id=visits[place].pk, activity_id=activity) for place, chosen in did.items() for activity in chosen
    )
