"""The jobs of the organisation: mail is sent, and the traces of old jobs are cleared away."""

from __future__ import annotations

from procrastinate import JobContext
from procrastinate.contrib.django import app

#: Jobs that are over are kept so many hours, for whoever wants to know what happened.
_KEPT_HOURS = 72


@app.periodic(cron="17 * * * *")
@app.task(name="clear_old_jobs", queueing_lock="clear_old_jobs", pass_context=True)
async def clear_old_jobs(context: JobContext, timestamp: int) -> None:
    await context.app.job_manager.delete_old_jobs(
        _KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
    )
