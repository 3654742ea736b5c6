"""The jobs of planning."""

from __future__ import annotations

from procrastinate import JobContext
from procrastinate.contrib.django import app

from planning import proposing

#: Somebody looks at the page and waits: before mail, which nobody waits for.
_AT_ONCE = 10


@app.task(name="make_proposal", pass_context=True, priority=_AT_ONCE)
def make_proposal(context: JobContext, proposal_id: int) -> None:
    proposing.make(proposal_id, must_stop=context.should_abort)
