"""How far each student is with the checklist: signed over the past months, waiting for a docent, returned, or to do."""

from __future__ import annotations

import datetime

from portfolio import sign_off_chain
from portfolio.models import ChecklistItem, SignOff, StudentItem
from students.models import Enrolment

from .copy_rows import copy_rows, next_ids
from .scene import DAY, Scene

_Status = StudentItem.Status
_NOTES = (
    "Ik heb dit gedaan bij mijn vaste mevrouw.",
    "Samen met de coördinator gedaan.",
    "Ik heb het drie keer geoefend.",
    "Gedaan op dinsdag, het ging goed.",
    "",
    "",
)
_RETURNS = (
    "Schrijf erbij wat je zelf deed en wat de klant deed.",
    "Doe dit nog een keer samen met de coördinator.",
    "Vertel ook hoe je het hebt afgesloten.",
)
#: After so many days a route is done, and the whole list with it.
_FULL_ROUTE_DAYS = 400


def give_portfolios(scene: Scene, enrolments: list[Enrolment]) -> None:
    """Every student has the whole checklist; who began longer ago is further."""
    items: dict[int, list[ChecklistItem]] = {}
    for item in (
        ChecklistItem.objects.filter(is_active=True)
        .select_related("work_process__core_task")
        .order_by("work_process__core_task__position", "work_process__position", "position")
    ):
        items.setdefault(item.work_process.core_task.programme_id, []).append(item)
    student_items: list[StudentItem] = []
    signatures: list[SignOff] = []
    for number, enrolment in enumerate(enrolments):
        mine = [_given(scene, enrolment, item) for item in items.get(enrolment.programme_id, [])]
        for pk, student_item in zip(next_ids(StudentItem, len(mine)), mine, strict=True):
            student_item.pk = pk
        signatures += _sign_some(scene, enrolment, mine, number)
        student_items += mine
    copy_rows(StudentItem, student_items, with_ids=True)
    copy_rows(SignOff, signatures)


def _given(scene: Scene, enrolment: Enrolment, item: ChecklistItem) -> StudentItem:
    return StudentItem(
        location=scene.location,
        enrolment=enrolment,
        item=item,
        status=_Status.TODO,
        given_at=scene.at(enrolment.valid_from, 9, 30),
        given_by=scene.staff["teacher"],
    )


def _sign_some(scene: Scene, enrolment: Enrolment, items: list[StudentItem], number: int) -> list[SignOff]:
    """Signs the first part of the list in order, and lets one or two of what follows wait or come back."""
    last_day = min(enrolment.valid_until or scene.today, scene.today)
    days = (last_day - enrolment.valid_from).days
    share = min(0.9, days / _FULL_ROUTE_DAYS * scene.chance.uniform(0.7, 1.15))
    if number % 8 == 3:
        share /= 3
    count = int(len(items) * share) if enrolment.valid_until is None else len(items)
    docent = scene.staff["teacher" if number % 2 else "teacher2"]
    made: list[SignOff] = []
    previous_hash = ""
    for place, student_item in enumerate(items[:count]):
        day = enrolment.valid_from + DAY * max(1, round((place + 0.8) * max(days - 2, 1) / max(count, 1)))
        signed_at = scene.at(_working_day(min(day, last_day - DAY)), 10 + place % 6, place % 60)
        student_item.status = _Status.SIGNED
        student_item.handed_in_at = signed_at - datetime.timedelta(days=2, hours=3)
        student_item.note = scene.chance.choice(_NOTES)
        student_item.signed_at = signed_at
        record = sign_off_chain.Record(
            enrolment_id=enrolment.pk,
            number=place + 1,
            student_item_id=student_item.pk,
            item_code=student_item.item.code,
            item_text=student_item.item.text,
            note=student_item.note,
            signed_at=signed_at,
            signed_by_id=docent.pk,
            signed_by_name=docent.full_name,
        )
        hash_here = sign_off_chain.hash_of(record, previous_hash)
        made.append(
            SignOff(
                location=scene.location,
                enrolment=enrolment,
                student_item=student_item,
                number=record.number,
                item_code=record.item_code,
                item_text=record.item_text,
                note=record.note,
                signed_at=signed_at,
                signed_by=docent,
                signed_by_name=record.signed_by_name,
                previous_hash=previous_hash,
                hash=hash_here,
            )
        )
        previous_hash = hash_here
    _let_wait(scene, items[count:], number)
    return made


def _working_day(day: datetime.date) -> datetime.date:
    """The day itself, or the Friday before a weekend."""
    return day - DAY * max(0, day.isoweekday() - 5)


def _let_wait(scene: Scene, rest: list[StudentItem], number: int) -> None:
    """Two of three students have something in the queue, up to three weeks old; every fifth got something back."""
    waiting = 0 if number % 3 == 2 else 1 + (number % 4 == 0)
    for place, student_item in enumerate(rest[:waiting]):
        student_item.status = _Status.HANDED_IN
        student_item.handed_in_at = scene.at(scene.today - DAY * (1 + (number * 5 + place * 3) % 20), 12, number % 60)
        student_item.note = scene.chance.choice(_NOTES)
    if number % 5 == 1 and len(rest) > waiting:
        returned = rest[waiting]
        returned.status = _Status.RETURNED
        returned.handed_in_at = scene.at(scene.today - DAY * (9 + number % 4), 13)
        returned.returned_at = scene.at(scene.today - DAY * (3 + number % 4), 15, 10)
        returned.returned_by = scene.staff["teacher"]
        returned.return_reason = _RETURNS[number % len(_RETURNS)]
