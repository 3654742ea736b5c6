"""The jobs of the organisation: mail is sent, and the traces of old jobs are cleared away."""

from __future__ import annotations

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from wijkleerbedrijf.organisation.delivery import NotSent, deliver

#: Jobs that are over are kept so many hours, for whoever wants to know what happened.
_KEPT_HOURS = 72

#: After 5 s, 25 s, 2 minutes, 10 minutes, 52 minutes, 4 hours and 22 hours: a mail server may be away for a day.
MAIL_TRIES = RetryStrategy(max_attempts=7, exponential_wait=5, retry_exceptions=[NotSent])


@app.task(name="send_message", retry=MAIL_TRIES, pass_context=True)
def send_message(context: JobContext, message_id: int) -> None:
    deliver(message_id, is_last_try=context.job.attempts >= (MAIL_TRIES.max_attempts or 0))


@app.periodic(cron="17 * * * *")
@app.task(name="clear_old_jobs", queueing_lock="clear_old_jobs", pass_context=True)
async def clear_old_jobs(context: JobContext, timestamp: int) -> None:
    await context.app.job_manager.delete_old_jobs(
        _KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
    )
