"""The worker: which jobs come first, and what happens to those that a killed worker left behind."""

import asyncio
import logging
import signal
from typing import Any

logger = logging.getLogger(__name__)

# The order in which queues are served. A flood in one never delays those before it.
QUEUES = ("crisis", "look", "checks", "notify", "default", "federation", "bulk")

HEARTBEAT_S = 10.0
STALLED_AFTER_S = 30.0
STOP_GRACE_S = 15.0


def put_in_order(app: Any) -> None:
    """Give every task the priority of its queue: waiting jobs are taken by priority, then by age."""
    for task in app.tasks.values():
        if task.priority == 0 and task.queue in QUEUES:
            task.priority = priority_of(task.queue)


def priority_of(queue: str) -> int:
    """The priority of a queue's jobs."""
    return 10 * (len(QUEUES) - QUEUES.index(queue))


def run() -> None:
    """Work until told to stop. Jobs that run when told so may finish; the others wait for the next worker."""
    # Imported here, not with the module, which every command loads.
    from openward.methods.screening import make_ready

    make_ready()
    try:
        asyncio.run(_run())
    except Exception:
        # Logged without its message, which may quote what people wrote; the supervisor starts a new worker.
        logger.exception("worker_failed")
        raise SystemExit(1) from None


async def _run() -> None:
    from procrastinate.contrib.django import app, db_cleanup

    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
    # An app of its own fetches the jobs. The tasks keep the app they were made with, and so what they enqueue goes
    # through Django's connection and commits or rolls back with their own writes.
    own = db_cleanup.DjangoApp(connector=connector)
    own.tasks = app.tasks
    own.periodic_registry = app.periodic_registry
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for wanted in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(wanted, stopping.set)
    async with own.open_async():
        # Urgent jobs have hands of their own: however long the other jobs take, these do not wait for them. Alerts, and
        # the look for danger in new words, do not even wait for the checks of what came before.
        lanes = [
            asyncio.create_task(_lane(own, "alerts", QUEUES[:2], hands=1)),
            asyncio.create_task(_lane(own, "urgent", QUEUES[:4], hands=1)),
            asyncio.create_task(_lane(own, "all", QUEUES, hands=2)),
        ]
        waiting = asyncio.create_task(stopping.wait())
        done, _pending = await asyncio.wait([*lanes, waiting], return_when=asyncio.FIRST_COMPLETED)
        for lane in lanes:
            lane.cancel()
        await asyncio.gather(*lanes, return_exceptions=True)
        for task in done - {waiting}:
            # A lane ends by itself only through a fault: fail aloud, and be started again.
            task.result()


async def _lane(app: Any, name: str, queues: tuple[str, ...], *, hands: int) -> None:
    await app.run_worker_async(
        name=name,
        queues=list(queues),
        concurrency=hands,
        install_signal_handlers=False,
        shutdown_graceful_timeout=STOP_GRACE_S,
        update_heartbeat_interval=HEARTBEAT_S,
        stalled_worker_timeout=STALLED_AFTER_S,
        fetch_job_polling_interval=5.0,
    )
