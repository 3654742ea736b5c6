"""What a referrer may know of a candidate."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.utils.formats import date_format

from .models import Referral


@dataclass(frozen=True, slots=True)
class Candidate:
    """`status` is empty when the student does not share it."""

    name: str
    partner: str
    referred_on: datetime.date
    shares: bool
    status: str = ""
    tone: str = ""
    icon: str = ""


def candidate_of(referral: Referral, today: datetime.date) -> Candidate:
    """The name and the day, and for a student who shares: began or finished, with the result. Reads prefetched rows."""
    shares = referral.shared_since is not None and referral.shared_since <= today
    text, tone, icon = _status(referral, today) if shares else ("", "", "")
    return Candidate(
        name=referral.student.list_name,
        partner=referral.partner.name,
        referred_on=referral.referred_on,
        shares=shares,
        status=text,
        tone=tone,
        icon=icon,
    )


def _status(referral: Referral, today: datetime.date) -> tuple[str, str, str]:
    enrolments = list(referral.student.enrolments.all())
    if current := next((row for row in enrolments if row.is_valid_on(today)), None):
        return f"doet mee sinds {_day(current.valid_from)}", "ok", "ok"
    if not enrolments:
        return "nog niet ingeschreven", "", "waiting"
    last = enrolments[0]
    if last.valid_from > today:
        return f"begint op {_day(last.valid_from)}", "soon", "calendar"
    result = (
        f", met {last.outflow.get_result_display()}"
        if hasattr(last, "outflow") and last.outflow.result != "none"
        else ""
    )
    return f"klaar sinds {_day(last.valid_until)}{result}", "", "done"


def _day(day: datetime.date | None) -> str:
    return date_format(day, "j F Y") if day else ""
