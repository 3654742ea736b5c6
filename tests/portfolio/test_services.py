"""What may happen to an item, and what may not, also when two people are at it."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import Error, connection, transaction

from portfolio.models import SignOff, StudentItem
from portfolio.services import give_programme, hand_in, return_item, sign, verify_chain
from students.models import Student
from tests.factories import StudentFactory
from tests.portfolio_factories import ChecklistItemFactory, handed_in_item, item_of, signed_item
from wijkleerbedrijf.organisation.models import Location, User


def without_trigger(statement: str, parameters: list[object]) -> None:
    """What somebody with the keys of the database could do behind the application's back."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE portfolio_signoff DISABLE TRIGGER USER")
        cursor.execute(statement, parameters)
        cursor.execute("ALTER TABLE portfolio_signoff ENABLE TRIGGER USER")


def test_a_student_gets_every_active_item_once(student: Student, teacher: User) -> None:
    ChecklistItemFactory.create_batch(3)
    ChecklistItemFactory.create(is_active=False)
    ChecklistItemFactory.create(work_process__core_task__programme__crebo="25741")
    enrolment = student.enrolments.get()
    assert give_programme(enrolment=enrolment, by=teacher) == 3
    assert give_programme(enrolment=enrolment, by=teacher) == 0
    assert StudentItem.objects.filter(enrolment=enrolment, status="todo").count() == 3


def test_a_programme_without_a_checklist_is_said_so(student: Student, teacher: User) -> None:
    with pytest.raises(ValidationError, match="nog geen aftekenlijst"):
        give_programme(enrolment=student.enrolments.get(), by=teacher)


def test_signing_makes_a_record_that_keeps_what_was_signed(student: Student, teacher: User) -> None:
    item = handed_in_item(student, teacher, note="Bij mevrouw K. de afwas gedaan.")
    signature = sign(student_item=item, by=teacher)
    item.refresh_from_db()
    assert item.status == "signed"
    assert (signature.number, signature.signed_by_name) == (1, "Dirk Docent")
    assert (signature.item_text, signature.note) == (item.item.text, "Bij mevrouw K. de afwas gedaan.")
    assert verify_chain(item.enrolment) == []


def test_signing_twice_signs_once_and_says_who_was_first(student: Student, teacher: User) -> None:
    item = signed_item(student, teacher)
    with pytest.raises(ValidationError, match="al afgetekend door Dirk Docent op"):
        sign(student_item=item, by=teacher)
    assert SignOff.objects.count() == 1


def test_what_was_not_handed_in_is_not_signed(student: Student, teacher: User) -> None:
    with pytest.raises(ValidationError, match="nog niet ingeleverd"):
        sign(student_item=item_of(student, teacher), by=teacher)


def test_what_a_colleague_gave_back_is_not_signed(student: Student, teacher: User) -> None:
    item = handed_in_item(student, teacher)
    return_item(student_item=item, reason="Schrijf er ook bij wat je deed.", by=teacher)
    with pytest.raises(ValidationError, match="al teruggegeven"):
        sign(student_item=item, by=teacher)


def test_giving_back_asks_a_reason(student: Student, teacher: User) -> None:
    item = handed_in_item(student, teacher)
    with pytest.raises(ValidationError, match="Schrijf op wat de student nog moet doen"):
        return_item(student_item=item, reason="  ", by=teacher)
    item.refresh_from_db()
    assert item.status == "handed_in"


def test_a_student_hands_in_again_after_it_came_back(student: Student, teacher: User) -> None:
    item = handed_in_item(student, teacher)
    return_item(student_item=item, reason="Vertel ook hoe het ging.", by=teacher)
    again = hand_in(student_item=item, note="Het ging goed.", by=teacher)
    assert (again.status, again.note, again.return_reason) == (
        "handed_in",
        "Het ging goed.",
        "Vertel ook hoe het ging.",
    )


@pytest.mark.parametrize(("make", "sentence"), [(handed_in_item, "al ingeleverd"), (signed_item, "al afgetekend")])
def test_handing_in_twice_is_once(
    student: Student, teacher: User, make: Callable[[Student, User], StudentItem], sentence: str
) -> None:
    with pytest.raises(ValidationError, match=sentence):
        hand_in(student_item=make(student, teacher), note="Nog eens.", by=teacher)


def test_a_signature_can_not_be_changed_or_removed(student: Student, teacher: User) -> None:
    signature = signed_item(student, teacher).sign_off
    with pytest.raises(Error, match="Cannot update or delete"), transaction.atomic():
        SignOff.objects.filter(pk=signature.pk).update(note="Anders")
    with pytest.raises(Error, match="Cannot update or delete"), transaction.atomic():
        SignOff.objects.filter(pk=signature.pk).delete()


def test_a_signature_of_another_enrolment_is_refused_by_the_database(
    student: Student, teacher: User, location: Location
) -> None:
    signature = signed_item(student, teacher).sign_off
    other = StudentFactory.create(location=location)
    loose = handed_in_item(student, teacher)
    forged = SignOff(
        **{field.attname: getattr(signature, field.attname) for field in SignOff._meta.fields if field.name != "id"}
    )
    forged.student_item = loose
    forged.enrolment = other.enrolments.get()
    with pytest.raises(Error, match="sign_off_item_of_enrolment"), transaction.atomic():
        forged.save()


def test_a_change_behind_the_back_of_the_application_is_found(student: Student, teacher: User) -> None:
    first = signed_item(student, teacher)
    signed_item(student, teacher)
    call_command("verify_sign_offs")
    without_trigger("UPDATE portfolio_signoff SET signed_by_name = 'Iemand' WHERE id = %s", [first.sign_off.pk])
    assert verify_chain(first.enrolment) == [
        f"Aftekening 1 ({first.item.code}) is na het aftekenen veranderd.",
    ]
    with pytest.raises(CommandError, match="1 van 1 inschrijvingen"):
        call_command("verify_sign_offs")


def test_a_signature_cut_off_at_the_end_is_found(student: Student, teacher: User) -> None:
    signed_item(student, teacher)
    last = signed_item(student, teacher)
    without_trigger("DELETE FROM portfolio_signoff WHERE id = %s", [last.sign_off.pk])
    assert verify_chain(last.enrolment) == ["Bij 1 afgetekende onderdelen ontbreekt de aftekening."]


@pytest.mark.django_db(transaction=True)
def test_eight_docents_at_once_make_one_signature(student: Student, teacher: User) -> None:
    items = [handed_in_item(student, teacher), handed_in_item(student, teacher)]
    barrier = threading.Barrier(8)
    said: list[str] = []

    def attempt(number: int) -> None:
        try:
            barrier.wait()
            sign(student_item=items[number % 2], by=teacher)
            said.append("signed")
        except ValidationError as error:
            said.append(error.messages[0])
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said.count("signed") == 2
    assert sum("al afgetekend" in sentence for sentence in said) == 6
    assert sorted(SignOff.objects.values_list("number", flat=True)) == [1, 2]
    assert verify_chain(items[0].enrolment) == []


@pytest.mark.django_db(transaction=True)
def test_who_signs_and_who_gives_back_at_once_do_not_both_win(student: Student, teacher: User) -> None:
    item = handed_in_item(student, teacher)
    barrier = threading.Barrier(6)
    said: list[str] = []

    def attempt(number: int) -> None:
        try:
            barrier.wait()
            if number % 2:
                sign(student_item=item, by=teacher)
            else:
                return_item(student_item=item, reason="Vertel er meer over.", by=teacher)
            said.append("done")
        except ValidationError as error:
            said.append(error.messages[0])
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said.count("done") == 1
    assert sum("Er is niets veranderd." in sentence for sentence in said) == 5
