"""What became of published visits: changes with a reason, and visits that are done, with minutes and activities."""

from __future__ import annotations

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
    steps: list[PlanStep] = []
    for visit, change in changed:
        before = visit_snapshot(_with_rows(visit))
        if change.lead_id is not None:
            VisitSeat.objects.filter(visit=visit, role=VisitSeat.Role.LEAD).update(student_id=change.lead_id)
        else:
            visit.status = Visit.Status.CANCELLED
            visit.cancel_reason = change.cancel_reason
            visit.is_active = False
        visit.by_hand = True
        visit.save()
        now = _with_rows(visit)
        steps.append(
            PlanStep(
                location=scene.location,
                week=week,
                kind=PlanStep.Kind.SEATS if change.lead_id is not None else PlanStep.Kind.CANCEL,
                summary=_summary(now),
                reason=change.reason,
                after_version=week.version,
                at=scene.at(visit.date, 8, 40),
                by=scene.staff["coordinator" if visit.pk % 2 else "coordinator2"],
                changes=[{"what": "visit", "id": visit.pk, "before": before, "after": visit_snapshot(now)}],
            )
        )
    steps.sort(key=attrgetter("at"))
    copy_rows(PlanStep, steps)


def _with_rows(visit: Visit) -> Visit:
    return (
        Visit.objects.select_related("client", "block")
        .prefetch_related("seats__student", "activities")
        .get(pk=visit.pk)
    )


def _summary(visit: Visit) -> str:
    if visit.status == Visit.Status.CANCELLED:
        client = str(visit.client)
        return f"{client[:1].upper()}{client[1:]} {visit.date:%d-%m-%Y} {visit.starts_at:%H:%M}: {visit.get_cancel_reason_display()}"
    names = " en ".join(seat.student.first_name for seat in visit.seats.all())
    return f"{names} naar {visit.client} op {visit.date:%d-%m-%Y} ({visit.block})"


def record(scene: Scene, visits: list[Visit]) -> None:
    """Visits of days that have passed are done, or nobody was at home; of the last day some are still to be recorded."""
    past = [visit for visit in visits if visit.date < scene.today]
    agreed: dict[int, list[int]] = {}
    through = ClientAgreement.activities.through
    for agreement, activity in (
        through.objects.filter(clientagreement_id__in={visit.agreement_id for visit in past})
        .order_by("pk")
        .values_list("clientagreement_id", "activity_id")
    ):
        agreed.setdefault(agreement, []).append(activity)
    last_day = max((visit.date for visit in past), default=None)
    recent = last_day is not None and scene.today - last_day < DAY * 7
    done: list[Visit] = []
    did: list[Visit.activities.through] = []  # type: ignore[name-defined]
    open_ended = [visit.pk for visit in past if recent and visit.date == last_day][::2][:_NOT_YET_RECORDED]
    for visit in past:
        if visit.pk in open_ended:
            continue
        at_home = scene.chance.random() >= _NEVER_HOME
        visit.status = Visit.Status.DONE if at_home else Visit.Status.CLIENT_ABSENT
        if at_home:
            length = (visit.ends_at.hour - visit.starts_at.hour) * 60 + visit.ends_at.minute - visit.starts_at.minute
            visit.minutes = max(30, length - 5 * scene.chance.choice((2, 3, 3, 4, 4, 5, 6)))
            options = agreed.get(visit.agreement_id, [])
            chosen = scene.chance.sample(options, min(len(options), scene.chance.randint(1, 2)))
            did += [Visit.activities.through(visit_id=visit.pk, activity_id=activity) for activity in chosen]
            if scene.chance.random() < 0.12:
                visit.note = scene.chance.choice(_NOTES)
        visit.recorded_at = scene.at(visit.date, visit.ends_at.hour, 20)
        visit.recorded_by = scene.staff["coordinator" if visit.date.day % 2 else "coordinator2"]
        done.append(visit)
    Visit.objects.bulk_update(done, ["status", "minutes", "note", "recorded_at", "recorded_by"])
    Visit.activities.through.objects.bulk_create(did)
