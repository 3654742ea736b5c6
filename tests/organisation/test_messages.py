"""The outbox: a mail goes out after the change that it tells about, at most once, and a failure is seen."""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import transaction
from django.test import Client as Browser

from tests.admin_pages import address
from tests.job_queue import do_jobs, waiting_jobs
from wijkleerbedrijf.organisation.delivery import AWAY, REFUSED, UNCERTAIN, NotSent, deliver
from wijkleerbedrijf.organisation.jobs import MAIL_TRIES
from wijkleerbedrijf.organisation.messages import send, try_again
from wijkleerbedrijf.organisation.models import Location, Message

SentTo = Callable[..., Message]


@pytest.fixture
def put(location: Location) -> SentTo:
    def sent(once: str = "one", **changes: Any) -> Message:
        values = {"to": "samira@example.org", "subject": "Je week is veranderd", "text": "Kijk in Mijn week."} | changes
        return send(location=location, once=once, **values)

    return sent


@pytest.fixture
def mail_server(monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception], None]:
    """From now on the mail server answers with this error."""

    def fails_with(error: Exception) -> None:
        def refuse(self: EmailMessage, fail_silently: bool = False) -> int:
            raise error

        monkeypatch.setattr(EmailMessage, "send", refuse)

    return fails_with


def state(message: Message) -> str:
    message.refresh_from_db()
    return message.state


def test_a_message_waits_in_the_outbox_until_the_job_sends_it(put: SentTo) -> None:
    message = put()
    assert mail.outbox == []
    assert waiting_jobs() == [{"task": "send_message", "message_id": message.pk}]
    do_jobs()
    (sent,) = mail.outbox
    assert (sent.to, sent.subject, sent.body) == (["samira@example.org"], "Je week is veranderd", "Kijk in Mijn week.")
    assert state(message) == "sent"
    assert message.sent_at is not None


def test_the_same_key_is_sent_once(put: SentTo) -> None:
    assert put("week-1") == put("week-1", text="Iets anders.")
    put("week-2")
    do_jobs()
    assert len(mail.outbox) == 2


def test_a_job_that_runs_twice_sends_once(put: SentTo) -> None:
    message = put()
    deliver(message.pk, is_last_try=False)
    deliver(message.pk, is_last_try=False)
    assert len(mail.outbox) == 1
    assert state(message) == "sent"


def test_what_is_rolled_back_leaves_no_message_and_no_job(put: SentTo) -> None:
    with transaction.atomic():
        put()
        transaction.set_rollback(True)
    assert not Message.objects.exists()
    assert waiting_jobs() == []


def test_a_subject_can_add_no_header(put: SentTo) -> None:
    put(subject="Je week\nBcc: iedereen@example.org")
    do_jobs()
    assert mail.outbox[0].subject == "Je week Bcc: iedereen@example.org"
    assert mail.outbox[0].recipients() == ["samira@example.org"]


def test_a_mail_server_that_is_away_is_tried_again_with_growing_waits(put: SentTo, mail_server: Any) -> None:
    message = put()
    mail_server(ConnectionRefusedError())
    with pytest.raises(NotSent):
        do_jobs()
    assert state(message) == "waiting"
    assert (message.attempts, message.error) == (1, AWAY)
    waits = [5 ** (attempt + 1) for attempt in range(MAIL_TRIES.max_attempts or 0)]
    assert sum(waits) > 24 * 3600


def test_after_the_last_try_the_message_has_failed_and_says_so(put: SentTo, mail_server: Any) -> None:
    message = put()
    mail_server(smtplib.SMTPServerDisconnected())
    deliver(message.pk, is_last_try=True)
    assert state(message) == "failed"
    assert message.error == AWAY


def test_an_address_that_is_refused_is_not_tried_again(put: SentTo, mail_server: Any) -> None:
    message = put()
    mail_server(smtplib.SMTPRecipientsRefused({"samira@example.org": (550, b"no such user")}))
    do_jobs()
    assert state(message) == "failed"
    assert message.error == REFUSED


def test_an_address_that_is_busy_is_tried_again(put: SentTo, mail_server: Any) -> None:
    message = put()
    mail_server(smtplib.SMTPRecipientsRefused({"samira@example.org": (450, b"greylisted")}))
    with pytest.raises(NotSent):
        do_jobs()
    assert state(message) == "waiting"


def test_a_worker_that_was_killed_while_sending_leaves_it_to_a_person(put: SentTo) -> None:
    message = put()
    Message.objects.update(state="sending")
    do_jobs()
    assert mail.outbox == []
    assert state(message) == "failed"
    assert message.error == UNCERTAIN


def test_an_administrator_sees_what_failed_and_tries_again(put: SentTo, bea: Browser) -> None:
    message = put()
    do_jobs()
    mail.outbox.clear()
    Message.objects.update(state="failed", error=AWAY, sent_at=None)
    page = bea.get(address(Message)).content.decode()
    assert AWAY in page
    again = {"action": "send_again", "_selected_action": [message.pk]}
    assert "1 bericht wordt nog eens verstuurd" in bea.post(address(Message), again, follow=True).content.decode()
    do_jobs()
    assert len(mail.outbox) == 1
    assert state(message) == "sent"
    assert "Er is niets verstuurd" in bea.post(address(Message), again, follow=True).content.decode()
    assert not try_again(message)


def test_an_administrator_sees_the_messages_of_the_own_location_only(
    put: SentTo, bea: Browser, other_location: Location
) -> None:
    there = send(to="x@example.org", subject="Elders", text="Hallo", location=other_location, once="elders")
    assert "Elders" not in bea.get(address(Message)).content.decode()
    assert bea.get(address(Message, "change", there.pk)).status_code == 404
    Message.objects.update(state="failed")
    bea.post(address(Message), {"action": "send_again", "_selected_action": [there.pk]})
    assert state(there) == "failed"
