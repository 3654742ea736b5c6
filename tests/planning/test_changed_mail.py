"""A student hears by mail that a published week changed for him or her, once a version, and no client is named."""

from __future__ import annotations

import pytest
from django.core import mail

from planning import services
from planning.models import Visit
from students.models import Student
from tests.factories import MONDAY, ClientFactory, StudentFactory, duty_all_week, member, visit_of
from tests.job_queue import do_jobs
from wijkleerbedrijf.organisation.models import Location, Message, User
from wijkleerbedrijf.roles import Role


@pytest.fixture
def visit(location: Location, student: Student, coordinator: User) -> Visit:
    """A visit of the student in a week in which somebody else goes to somebody else."""
    duty_all_week(location, coordinator)
    visit_of(ClientFactory.create(location=location), StudentFactory.create(location=location))
    return visit_of(ClientFactory.create(location=location, first_name="Toos", surname="Peters"), student)


def publish(visit: Visit, by: User, reason: str = "Akkoord gegeven.") -> None:
    services.publish_week(week=visit.week, by=by, reason=reason, today=MONDAY)
    do_jobs()


def cancel(visit: Visit, by: User) -> None:
    services.cancel_visit(visit=visit, cancel_reason=Visit.CancelReason.CLIENT_ASKED, by=by, reason="Klant is weg.")


def test_the_first_publication_mails_nobody(visit: Visit, coordinator: User) -> None:
    publish(visit, coordinator)
    assert mail.outbox == []


def test_a_student_whose_visit_is_off_gets_one_mail_without_the_client(
    visit: Visit, coordinator: User, student: Student, location: Location
) -> None:
    colleague = StudentFactory.create(location=location, user=member(Role.STUDENT, location))
    visit_of(ClientFactory.create(location=location), colleague)
    publish(visit, coordinator)
    cancel(visit, coordinator)
    publish(visit, coordinator, "Een klant is weg.")
    publish(visit, coordinator, "Nog eens.")
    (sent,) = mail.outbox
    assert student.user is not None
    assert sent.to == [student.user.email]
    assert sent.subject == "Je week 48 is veranderd"
    assert "/planning/mijn-week/2026/48/" in sent.body
    assert "Toos" not in sent.body
    assert "Peters" not in sent.body


def test_a_student_without_an_account_that_works_gets_no_mail(
    visit: Visit, coordinator: User, student: Student
) -> None:
    User.objects.filter(pk=student.user_id).update(is_active=False)
    publish(visit, coordinator)
    cancel(visit, coordinator)
    publish(visit, coordinator, "Een klant is weg.")
    assert mail.outbox == []
    assert not Message.objects.exists()


def test_a_student_who_comes_with_it_gets_a_mail_too(visit: Visit, coordinator: User, location: Location) -> None:
    publish(visit, coordinator)
    new = StudentFactory.create(location=location, user=member(Role.STUDENT, location, email="nieuw@example.org"))
    services.plan_visit(
        week=visit.week,
        client_id=ClientFactory.create(location=location).pk,
        date=MONDAY,
        block_id=visit.block_id,
        lead_id=new.pk,
        by=coordinator,
        reason="Er kwam een klant bij.",
    )
    publish(visit, coordinator, "Er kwam een klant bij.")
    assert [sent.to for sent in mail.outbox] == [["nieuw@example.org"]]
