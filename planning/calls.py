"""The calls of planning in the list of tasks: a visit to confirm with the client, a cancellation to tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.formats import date_format

from planning.models import Confirmation
from planning.services import CONFIRM, NO, TELL, TOLD, YES, answer_call, lock_week_of_call
from wijkleerbedrijf.organisation.access import Access
from wijkleerbedrijf.organisation.models import Task
from wijkleerbedrijf.organisation.tasks import Outcome, TaskFacts, TaskKind, register
from wijkleerbedrijf.roles import Permission


def _describe(tasks: Sequence[Task], access: Access) -> Mapping[int, TaskFacts]:
    """Whom to call and about which visits; three queries."""
    of_task: dict[int, list[Confirmation]] = {}
    rows = (
        Confirmation.objects.visible_to(access)
        .filter(task__in=tasks)
        .select_related("visit__client", "visit__week", "visit__block")
        .prefetch_related("visit__seats__student")
        .order_by("visit__date", "pk")
    )
    for row in rows:
        of_task.setdefault(row.task_id, []).append(row)
    return {pk: _facts(several, access) for pk, several in of_task.items()}


def _facts(several: Sequence[Confirmation], access: Access) -> TaskFacts:
    visit = several[0].visit
    client = visit.client
    sees = access.may(Permission.SEE_CLIENTS)
    link, link_text = reverse("planning:visit_detail", args=[visit.pk]), "Naar het bezoek"
    asked = [one.visit_id for one in several if one.state == Confirmation.State.OPEN and one.visit.is_active]
    if asked and access.may(Permission.PLAN_WEEK):
        query = "&".join(f"bezoek={pk}" for pk in asked)
        address = reverse("planning:week_repair", args=[visit.week.iso_year, visit.week.iso_week])
        link, link_text = (
            f"{address}?{query}&reden=nee",
            f"Zegt de {access.words.client.singular} nee? Zoek een andere oplossing",
        )
    return TaskFacts(
        who=client.address_name if sees else client.short_name,
        phone=client.phone if sees else "",
        lines=tuple(_line(one) for one in several),
        link=link,
        link_text=link_text,
    )


def _line(confirmation: Confirmation) -> str:
    visit = confirmation.visit
    when = f"{date_format(visit.date, 'l j F')}, {visit.block.name}"
    if not visit.is_active:
        return f"{when}: gaat niet door. {confirmation.reason}"
    students = [seat.student.first_name for seat in visit.seats.all()]
    return f"{when}: {' en '.join(students)} {'komt' if len(students) == 1 else 'komen'}. {confirmation.reason}"


def register_calls() -> None:
    """Enters the calls of planning among the kinds of tasks."""
    register(
        TaskKind(
            code=CONFIRM,
            label="Veranderd bezoek: vraag of het goed is",
            outcomes=(Outcome(YES, "Ja, dat is goed", "ok"), Outcome(NO, "Nee: zeg het bezoek af", "cancelled")),
            describe=_describe,
            answer=answer_call,
            lock=lock_week_of_call,
        )
    )
    register(
        TaskKind(
            code=TELL,
            label="Afgezegd bezoek: vertel het",
            outcomes=(Outcome(TOLD, "Het is verteld", "ok"),),
            describe=_describe,
            answer=answer_call,
            lock=lock_week_of_call,
        )
    )
