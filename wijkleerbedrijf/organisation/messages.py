"""The outbox: a mail is written in the transaction of what it tells about, and sent by a job after that.

    send(to=student.user.email, subject="...", text="...", location=location, once=f"week-{week.pk}-{version}-{student.pk}")

A mail is no safe place: it says where to look ("Kijk in Mijn week"), and names no client.
"""

from __future__ import annotations

from django.db import transaction

from wijkleerbedrijf.organisation.jobs import send_message
from wijkleerbedrijf.organisation.models import Location, Message

LONGEST_SUBJECT = 200


def send(*, to: str, subject: str, text: str, location: Location, once: str) -> Message:
    """Put a mail in the outbox. A second one with the same `once` is the first one: it is sent at most once.

    A request that is rolled back leaves no mail.
    """
    with transaction.atomic():
        message, is_new = Message.objects.get_or_create(
            once=once,
            defaults={"to": to, "subject": one_line(subject), "text": text, "location": location},
        )
        if is_new:
            _defer(message)
    return message


def try_again(message: Message) -> bool:
    """Put a message that failed back in the outbox; False when it is not a failed one (any more)."""
    with transaction.atomic():
        changed = Message.objects.filter(pk=message.pk, state=Message.State.FAILED).update(
            state=Message.State.WAITING, error=""
        )
        if changed:
            _defer(message)
    return bool(changed)


def one_line(text: str) -> str:
    """A subject has no line ends: with them one could add headers to a mail."""
    return " ".join(text.split())[:LONGEST_SUBJECT]


def _defer(message: Message) -> None:
    send_message.configure(lock=f"message-{message.pk}").defer(message_id=message.pk)
