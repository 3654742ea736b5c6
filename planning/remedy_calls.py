"""The questions that make room for a visit, in the list of tasks: what to say, whom to call, and what follows from yes."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

from django.urls import reverse

from planning.call_script import hours, opening
from planning.models import AskedRemedy
from planning.optimiser.remedies import CLIENT_SLOT, STUDENT_SLOT
from planning.proposal_result import Remedy
from planning.rules import Rule, SeatRole, Slot, WeekFacts
from planning.rules.wording import day_text
from planning.services.errors import PlanningError
from planning.services.remedies import (
    ASK_DAGDEEL,
    ASK_PAIR,
    ASK_STUDENT,
    before_of,
    carry_out_remedy,
)
from planning.services.steps import lock_week
from planning.unplaced import NO, YES, remedy_of
from wijkleerbedrijf.organisation.access import Access
from wijkleerbedrijf.organisation.models import Task
from wijkleerbedrijf.organisation.tasks import Answer, Done, Outcome, TaskFacts, TaskKind, TaskRefused, register
from wijkleerbedrijf.roles import Permission

APPLIED = "Genoteerd, en het bezoek staat in de week."
MOVED = "Het bezoek staat in de week. Andere bezoeken zijn daarvoor veranderd, er viel er geen af."
PROPOSED = (
    "Genoteerd. Het bezoek staat nog niet in de week: er wordt een nieuw voorstel gemaakt dat met deze afspraak rekent."
)


def asks_student(remedy: Remedy) -> bool:
    """Is it the student who has to say yes, and not the client?"""
    return remedy.kind == STUDENT_SLOT or remedy.rule == Rule.CYCLING_TIME.code


def title_of(remedy: Remedy, week: WeekFacts) -> str:
    """'Vraag mevrouw De Vries: kan het ook op dinsdag 1 december (ochtend)?' The list of tasks is not about one week."""
    slot = _day_and_dagdeel(week.slot_by_key[remedy.slot]) if remedy.slot is not None else ""
    client = week.client_by_id[remedy.client].name
    student = week.student_by_id[remedy.student].name if remedy.student is not None else ""
    if remedy.kind == CLIENT_SLOT:
        return f"Vraag {client}: kan het ook op {slot}?"
    if remedy.kind == STUDENT_SLOT:
        return f"Regel dat {student} vrij is van les op {slot}"
    if asks_student(remedy):
        return f"Vraag {student} om deze keer langer te fietsen, op {slot}"
    return f"Vraag {client}: mag {student} komen op {slot}?"


def _day_and_dagdeel(slot: Slot) -> str:
    return f"{day_text(slot.date)} ({slot.name.lower()})" if slot.name else day_text(slot.date)


def script_of(remedy: Remedy, week: WeekFacts, location: str) -> str:
    """What to say on the phone; to a client `u`, to a student `je`. A blank line stands between the parts."""
    slot = week.slot_by_key[remedy.slot] if remedy.slot is not None else None
    client = week.client_by_id[remedy.client]
    if slot is None:
        return ""
    moment = f"{day_text(slot.date)} van {hours(slot)}"
    who = [
        week.student_by_id[one.student].name
        for one in sorted(remedy.plan, key=lambda one: one.role is not SeatRole.LEAD)
        if (one.client, one.slot) == (remedy.client, remedy.slot)
    ]
    student = week.student_by_id[remedy.student].name if remedy.student is not None else ""
    if remedy.kind == CLIENT_SLOT:
        comes = f" {' en '.join(who)} {'komt' if len(who) == 1 else 'komen'} dan." if who else ""
        return "\n\n".join(
            [
                opening(client.name, location),
                f"Op uw gewone dagen is er {_in_week(slot)} geen plek meer voor een bezoek.",
                f"Kunt u dan ook op {moment}?{comes}",
            ]
        )
    if remedy.kind == STUDENT_SLOT:
        return "\n\n".join(
            [
                f"Vraag de docent of de les van {student} op {moment} een keer op een ander moment kan.",
                f"Vraag daarna {student} zelf: kun jij op {moment} op bezoek bij een {week.vocabulary.client}?",
            ]
        )
    if asks_student(remedy):
        minutes = client.minutes_for(remedy.student) if remedy.student is not None else None
        how = f"ongeveer {minutes} minuten" if minutes is not None else "verder dan normaal"
        return "\n\n".join(
            [
                f"Dag {student}, je spreekt met … van het WijkLeerbedrijf.",
                f"Wil je op {moment} op bezoek bij een {week.vocabulary.client}? Je fietst dan {how}.",
                "Het is voor één keer. Je mag ook nee zeggen.",
            ]
        )
    return "\n\n".join(
        [
            opening(client.name, location),
            _asks_wish(remedy, week, student, _in_week(slot)),
            f"Mag {student} deze keer komen, op {moment}?",
        ]
    )


def _in_week(slot: Slot) -> str:
    """'in de week van maandag 30 november': true on whatever day somebody calls."""
    monday = slot.date - datetime.timedelta(days=slot.date.weekday())
    return f"in de week van {day_text(monday)}"


def _asks_wish(remedy: Remedy, week: WeekFacts, student: str, in_week: str) -> str:
    client = week.client_by_id[remedy.client]
    if remedy.rule == Rule.LANGUAGE.code and client.language is not None:
        language = week.vocabulary.language(client.language)
        return f"U vraagt om iemand die {language} spreekt. Zo iemand kan {in_week} niet komen. {student} kan wel, maar spreekt geen {language}."
    who = {"v": "een vrouw", "m": "een man"}.get(client.gender_pref or "", "iemand anders")
    return f"U vraagt om {who}. Dat lukt niet {in_week}. {student} kan wel komen."


# As tasks


def _describe(tasks: Sequence[Task], access: Access) -> Mapping[int, TaskFacts]:
    """Whom to call; one query."""
    rows = (
        AskedRemedy.objects.visible_to(access)
        .filter(task__in=tasks)
        .select_related("client", "student", "week", "block")
    )
    return {row.task_id: _facts(row, access) for row in rows}


def _facts(asked: AskedRemedy, access: Access) -> TaskFacts:
    remedy = remedy_of(asked)
    when = f"{day_text(asked.date)}, {asked.block.name}"
    link = reverse("planning:week_proposal", args=[asked.week.iso_year, asked.week.iso_week])
    may_plan = access.may(Permission.PLAN_WEEK)
    student = asked.student
    if student is not None and asks_student(remedy):
        sees = access.may(Permission.SEE_STUDENTS)
        who, phone = (student.full_name, student.phone) if sees else (student.first_name, "")
    else:
        sees = access.may(Permission.SEE_CLIENTS)
        who, phone = (asked.client.address_name, asked.client.phone) if sees else (asked.client.short_name, "")
    for_whom = asked.client.address_name if access.may(Permission.SEE_CLIENTS) else asked.client.short_name
    return TaskFacts(
        who=who,
        phone=phone,
        lines=(when, f"Dan is er plek voor een bezoek bij {for_whom}."),
        link=link if may_plan else "",
        link_text="Naar het voorstel" if may_plan else "",
    )


def _lock(task: Task) -> None:
    """The lock of the week, taken before that of the task."""
    lock_week(AskedRemedy.objects.select_related("week").get(task=task).week)


def _answer(answer: Answer) -> Done:
    asked = AskedRemedy.objects.select_related("week").get(task=answer.task)
    address = reverse("planning:week_proposal", args=[asked.week.iso_year, asked.week.iso_week])
    if answer.outcome != YES:
        return Done("Genoteerd dat het niet kan. Bij het voorstel staat misschien nog een andere oplossing.", address)
    try:
        done = carry_out_remedy(
            week=asked.week, remedy=remedy_of(asked), before=before_of(asked), by=answer.by, answered=answer.task
        )
    except PlanningError as error:
        raise TaskRefused(*error.sentences) from error
    if done.applied:
        board = reverse("planning:week_board", args=[asked.week.iso_year, asked.week.iso_week])
        return Done(APPLIED, board)
    return Done(PROPOSED, address)


def register_remedy_calls() -> None:
    """Enters these questions among the kinds of tasks."""
    for code, label, yes in (
        (ASK_DAGDEEL, "Ander dagdeel vragen", "Ja, dat kan"),
        (ASK_STUDENT, "Student vrij maken", "Ja, het is geregeld"),
        (ASK_PAIR, "Vragen of iemand mag komen", "Ja, dat is goed"),
    ):
        register(
            TaskKind(
                code=code,
                label=label,
                outcomes=(Outcome(YES, yes, "ok"), Outcome(NO, "Nee, dat kan niet", "cancelled")),
                describe=_describe,
                answer=_answer,
                lock=_lock,
            )
        )
