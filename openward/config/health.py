"""How the installation is: what the health address and `openward check` both tell. Counts and ages, nothing else."""

import dataclasses

from django.db import connection

from openward.config.working import QUEUES
from openward.methods.screening import unfinished_checks
from openward.safety.queries.screening import not_checked

# A page that waits for readiness must not hang with a database that hangs.
TIMEOUT_MS = 2_000
TOO_OLD_S = 300.0


@dataclasses.dataclass(frozen=True, slots=True)
class QueueState:
    """Jobs of one queue that are due: how many, and for how long the oldest has waited, in seconds."""

    waiting: int
    oldest_s: float
    failed: int


@dataclasses.dataclass(frozen=True, slots=True)
class Health:
    """What the database knows of the installation's state."""

    queues: dict[str, QueueState]
    workers: int
    unsealed_facts: int
    oldest_unsealed_s: float
    unfinished_checks: tuple[str, ...]
    """The checks of new words that fail in this process, by name: whatever is new is held."""
    not_checked: int
    """Texts that are held because a check did not finish."""

    @property
    def oldest_job_s(self) -> float:
        return max((queue.oldest_s for queue in self.queues.values()), default=0.0)


_QUEUES = """
select queue_name,
       count(*) filter (where status = 'todo' and (scheduled_at is null or scheduled_at <= now())),
       coalesce(extract(epoch from now() - min(coalesce(scheduled_at, since.at)) filter (
           where status = 'todo' and (scheduled_at is null or scheduled_at <= now()))), 0),
       count(*) filter (where status = 'failed')
from procrastinate_jobs job
left join lateral (
    select min(event.at) as at from procrastinate_events event where job.status = 'todo' and event.job_id = job.id
) since on true
where status in ('todo', 'failed')
group by queue_name
"""


def health() -> Health:
    """Read it. Raises django.db.Error when the database does not answer within two seconds."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('statement_timeout', %s, false)", [str(TIMEOUT_MS)])
        try:
            cursor.execute(_QUEUES)
            held = {
                name: QueueState(waiting, float(oldest), failed) for name, waiting, oldest, failed in cursor.fetchall()
            }
            cursor.execute("select count(*) from procrastinate_workers where last_heartbeat > now() - interval '30 s'")
            workers = cursor.fetchone()[0]
            cursor.execute(
                "select count(*), coalesce(extract(epoch from now() - min(recorded_at)), 0) "
                "from ledger_recordedfact where not is_sealed"
            )
            unsealed, oldest_unsealed = cursor.fetchone()
            waiting = not_checked().count()
        finally:
            cursor.execute("select set_config('statement_timeout', '0', false)")
    nothing = QueueState(0, 0.0, 0)
    return Health(
        queues={name: held.get(name, nothing) for name in QUEUES},
        workers=workers,
        unsealed_facts=unsealed,
        oldest_unsealed_s=float(oldest_unsealed),
        unfinished_checks=unfinished_checks(),
        not_checked=waiting,
    )
