"""Writes on the portfolio. Each locks what it changes, so that two people or two clicks never do a thing twice."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from students.models import Enrolment, Programme
from wijkleerbedrijf.organisation.models import User

from . import sign_off_chain
from .models import ChecklistItem, CoreTask, SignOff, StudentItem, WorkProcess
from .programme_files import ProgrammeText

_Status = StudentItem.Status


def give_programme(*, enrolment: Enrolment, by: User) -> int:
    """Give a student the checklist of the programme; returns how many items are new. Safe to repeat."""
    with transaction.atomic():
        Enrolment.objects.select_for_update().get(pk=enrolment.pk)
        items = list(
            ChecklistItem.objects.filter(
                work_process__core_task__programme=enrolment.programme_id, is_active=True
            ).exclude(student_items__enrolment=enrolment)
        )
        if not items and not StudentItem.objects.filter(enrolment=enrolment).exists():
            raise ValidationError(
                "Deze opleiding heeft nog geen aftekenlijst. Vraag de beheerder om die toe te voegen.", code="no_items"
            )
        StudentItem.objects.bulk_create(
            StudentItem(location_id=enrolment.location_id, enrolment=enrolment, item=item, given_by=by)
            for item in items
        )
    return len(items)


def _locked(student_item: StudentItem) -> StudentItem:
    """The row as it is now, held until the end of the transaction. No joins: those would show what was there before."""
    return StudentItem.objects.select_for_update().get(pk=student_item.pk)


def hand_in(*, student_item: StudentItem, note: str, by: User) -> StudentItem:
    """A student says that an item is done. Raises ValidationError when it already lies with the docent or is signed."""
    with transaction.atomic():
        item = _locked(student_item)
        if item.status == _Status.HANDED_IN:
            raise ValidationError("Je hebt dit al ingeleverd. Je docent kijkt ernaar.", code="handed_in")
        if item.status == _Status.SIGNED:
            raise ValidationError("Dit onderdeel is al afgetekend. Je hoeft niets meer te doen.", code="signed")
        item.status = _Status.HANDED_IN
        item.handed_in_at = timezone.now()
        item.note = note
        item.save(update_fields=["status", "handed_in_at", "note"])
    return item


def _refuse_unless_waiting(item: StudentItem) -> None:
    """Only what lies with the docents can be signed or returned; the sentence says what happened in the meantime."""
    if item.status == _Status.SIGNED:
        signature = item.sign_off
        day = date_format(timezone.localtime(signature.signed_at), "j F Y")
        raise ValidationError(
            f"Dit onderdeel is al afgetekend door {signature.signed_by_name} op {day}. Er is niets veranderd.",
            code="signed",
        )
    if item.status == _Status.RETURNED:
        raise ValidationError(
            "Dit onderdeel is al teruggegeven aan de student. Er is niets veranderd.", code="returned"
        )
    if item.status == _Status.TODO:
        raise ValidationError("De student heeft dit onderdeel nog niet ingeleverd. Aftekenen kan daarna.", code="todo")


def sign(*, student_item: StudentItem, by: User) -> SignOff:
    """Sign an item that was handed in. Raises ValidationError when somebody was first."""
    with transaction.atomic():
        Enrolment.objects.select_for_update().get(pk=student_item.enrolment_id)
        item = _locked(student_item)
        _refuse_unless_waiting(item)
        last = SignOff.objects.filter(enrolment_id=item.enrolment_id).order_by("-number").first()
        previous_hash = last.hash if last else ""
        record = sign_off_chain.Record(
            enrolment_id=item.enrolment_id,
            number=last.number + 1 if last else 1,
            student_item_id=item.pk,
            item_code=item.item.code,
            item_text=item.item.text,
            note=item.note,
            signed_at=timezone.now(),
            signed_by_id=by.pk,
            signed_by_name=by.full_name,
        )
        signature = SignOff.objects.create(
            location_id=item.location_id,
            enrolment_id=record.enrolment_id,
            student_item=item,
            number=record.number,
            item_code=record.item_code,
            item_text=record.item_text,
            note=record.note,
            signed_at=record.signed_at,
            signed_by=by,
            signed_by_name=record.signed_by_name,
            previous_hash=previous_hash,
            hash=sign_off_chain.hash_of(record, previous_hash),
        )
        item.status = _Status.SIGNED
        item.signed_at = record.signed_at
        item.save(update_fields=["status", "signed_at"])
    return signature


def return_item(*, student_item: StudentItem, reason: str, by: User) -> StudentItem:
    """Give an item back with what is still to do. Raises ValidationError without a reason or when somebody was first."""
    if not reason.strip():
        raise ValidationError("Schrijf op wat de student nog moet doen.", code="reason")
    with transaction.atomic():
        item = _locked(student_item)
        _refuse_unless_waiting(item)
        item.status = _Status.RETURNED
        item.returned_at = timezone.now()
        item.returned_by = by
        item.return_reason = reason.strip()
        item.save(update_fields=["status", "returned_at", "returned_by", "return_reason"])
    return item


def verify_chain(enrolment: Enrolment) -> list[str]:
    """What is wrong with the signatures of an enrolment, in sentences; empty when they are as they were made."""
    signatures = list(SignOff.objects.filter(enrolment=enrolment).order_by("number"))
    found = sign_off_chain.faults([_link(signature) for signature in signatures])
    signed = set(StudentItem.objects.filter(enrolment=enrolment, status=_Status.SIGNED).values_list("pk", flat=True))
    recorded = {signature.student_item_id for signature in signatures}
    if missing := len(signed - recorded):
        found.append(f"Bij {missing} afgetekende onderdelen ontbreekt de aftekening.")
    if loose := len(recorded - signed):
        found.append(f"Bij {loose} aftekeningen staat het onderdeel niet meer op afgetekend.")
    return found


def _link(signature: SignOff) -> sign_off_chain.Link:
    record = sign_off_chain.Record(
        enrolment_id=signature.enrolment_id,
        number=signature.number,
        student_item_id=signature.student_item_id,
        item_code=signature.item_code,
        item_text=signature.item_text,
        note=signature.note,
        signed_at=signature.signed_at,
        signed_by_id=signature.signed_by_id,
        signed_by_name=signature.signed_by_name,
    )
    return sign_off_chain.Link(record, signature.previous_hash, signature.hash)


@transaction.atomic
def load_programme(text: ProgrammeText) -> Programme:
    """Bring a programme in step with its file. Items that a beheerder changed keep their text; nothing is deleted."""
    programme, _ = Programme.objects.get_or_create(
        crebo=text.crebo, version=text.version, defaults={"name": text.name, "level": text.level}
    )
    for task_position, task_text in enumerate(text.core_tasks, start=1):
        task, _ = CoreTask.objects.update_or_create(
            programme=programme, code=task_text.code, defaults={"name": task_text.name, "position": task_position}
        )
        for position, process_text in enumerate(task_text.work_processes, start=1):
            process, _ = WorkProcess.objects.update_or_create(
                core_task=task,
                code=process_text.code,
                defaults={
                    "name": process_text.name,
                    "position": position,
                    "in_neighbourhood": process_text.in_neighbourhood,
                },
            )
            for code, item_position, item_text in process_text.coded_items():
                ChecklistItem.objects.get_or_create(
                    work_process=process, code=code, defaults={"text": item_text, "position": item_position}
                )
    return programme
