"""Asks for a proposal for a week, and stops one that is being made."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from planning.jobs import make_proposal
from planning.models import WeekPlan, WeekProposal
from planning.proposing import KILLED, is_lost
from wijkleerbedrijf.organisation.models import User

from .steps import lock_week


def ask_proposal(*, week: WeekPlan, by: User) -> WeekProposal:
    """A new proposal, which a job will make; while one is being made for this week, that one.

    One whose worker is gone without a word is given up first.
    """
    with transaction.atomic():
        locked = lock_week(week)
        going = WeekProposal.objects.filter(week=locked, state__in=WeekProposal.OPEN).first()
        if going is not None and is_lost(going, timezone.now()):
            _close(going, WeekProposal.State.FAILED, KILLED)
            going = None
        if going is not None:
            return going
        proposal = WeekProposal.objects.create(location_id=locked.location_id, week=locked, asked_by=by)
        make_proposal.defer(proposal_id=proposal.pk)
    return proposal


def cancel_proposal(*, proposal: WeekProposal) -> None:
    """The proposal stops; the solver notices within a second. One that has ended stays as it is."""
    _close(proposal, WeekProposal.State.CANCELLED)


def _close(proposal: WeekProposal, state: WeekProposal.State, failure: str = "") -> None:
    WeekProposal.objects.filter(pk=proposal.pk, state__in=WeekProposal.OPEN).update(
        state=state, ended_at=timezone.now(), failure=failure
    )
