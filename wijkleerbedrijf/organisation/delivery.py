"""Brings one message of the outbox to the mail server, at most once."""

from __future__ import annotations

import logging
import smtplib

from django.core.mail import EmailMessage
from django.db.models import F
from django.utils import timezone

from wijkleerbedrijf.organisation.models import Message

logger = logging.getLogger(__name__)

UNCERTAIN = (
    "De server stopte tijdens het versturen. Het is niet zeker of dit bericht is aangekomen. "
    "Vraag het na, of verstuur het nog eens."
)
REFUSED = "De mailserver weigert dit adres. Controleer het e-mailadres van deze persoon."
AWAY = "De mailserver was niet bereikbaar of gaf een fout."
BROKEN = "Van dit bericht kon geen mail worden gemaakt. Meld dit aan de technisch beheerder."


class NotSent(Exception):
    """Not now; trying again later may help."""


def deliver(message_id: int, *, is_last_try: bool) -> None:
    """Send the message if it still waits. Raises NotSent when it must be tried again.

    A worker that is killed in the middle leaves it 'sending': nobody knows then whether it went out, so it is not sent again by
    itself but becomes a failed one that a person decides about.
    """
    waiting = Message.objects.filter(pk=message_id, state=Message.State.WAITING)
    if not waiting.update(state=Message.State.SENDING, attempts=F("attempts") + 1):
        _end(message_id, Message.State.FAILED, error=UNCERTAIN)
        return
    message = Message.objects.get(pk=message_id)
    try:
        EmailMessage(message.subject, message.text, None, [message.to]).send()
    except smtplib.SMTPRecipientsRefused as error:
        refused_for_good = all(code >= 500 for code, _ in error.recipients.values())
        if refused_for_good or is_last_try:
            _end(message_id, Message.State.FAILED, error=REFUSED)
        else:
            _again(message_id, error)
    except (smtplib.SMTPException, OSError) as error:
        if is_last_try:
            logger.error("Message %s was not sent after many tries: %s", message_id, type(error).__name__)
            _end(message_id, Message.State.FAILED, error=AWAY)
        else:
            _again(message_id, error)
    except Exception:
        logger.exception("Message %s could not be made into a mail", message_id)
        _end(message_id, Message.State.FAILED, error=BROKEN)
    else:
        _end(message_id, Message.State.SENT)


def _end(message_id: int, state: Message.State, *, error: str = "") -> None:
    sent_at = timezone.now() if state == Message.State.SENT else None
    on_its_way = Message.objects.filter(pk=message_id, state=Message.State.SENDING)
    on_its_way.update(state=state, error=error, sent_at=sent_at)


def _again(message_id: int, error: Exception) -> None:
    on_its_way = Message.objects.filter(pk=message_id, state=Message.State.SENDING)
    on_its_way.update(state=Message.State.WAITING, error=AWAY)
    raise NotSent(f"Message {message_id}: {type(error).__name__}") from None
