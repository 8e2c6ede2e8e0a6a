"""Periodic work of the installation itself."""

import logging
from typing import Any

from django.core.management import call_command
from procrastinate import JobContext
from procrastinate.contrib.django import app

from openward.config.working import STALLED_AFTER_S
from openward.kit.rate_limit import forget_old_windows

logger = logging.getLogger(__name__)

KEEP_DONE_JOBS_HOURS = 72


# The sixth field is seconds. A killed worker's jobs go on within a minute.
@app.periodic(cron="* * * * * */15")
@app.task(
    name="configuration.retry_stalled_jobs",
    queue="notify",
    queueing_lock="configuration.retry_stalled",
    pass_context=True,
)
async def retry_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Put back what a killed worker was doing: every task may be done again."""
    manager: Any = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_S):
        logger.warning("job_was_stalled", extra={"job_id": job.id, "task": job.task_name, "queue": job.queue})
        await manager.retry_job(job)


@app.periodic(cron="17 3 * * *")
@app.task(
    name="configuration.remove_done_jobs", queue="bulk", queueing_lock="configuration.remove_done", pass_context=True
)
async def remove_done_jobs(context: JobContext, timestamp: int) -> None:
    """Remove jobs that were done days ago. Those that failed stay for somebody to look at."""
    await context.app.job_manager.delete_old_jobs(nb_hours=KEEP_DONE_JOBS_HOURS)


@app.periodic(cron="41 * * * *")
@app.task(name="configuration.forget", queue="bulk", queueing_lock="configuration.forget")
def forget(timestamp: int) -> None:
    """Forget ended sessions and old counts of tries."""
    call_command("clearsessions")
    forget_old_windows()
