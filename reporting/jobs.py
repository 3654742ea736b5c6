"""The jobs of reporting."""

from __future__ import annotations

from procrastinate import JobContext
from procrastinate.contrib.django import app

from reporting.what_if_service import TASK, answer


@app.task(name=TASK, pass_context=True)
def answer_what_if(context: JobContext, what_if_id: int) -> None:
    answer(what_if_id, tries=context.job.attempts, must_stop=context.should_abort)
