"""A worker is killed between a decision and its notice: the next one gives the notice, once.

The worker is the real one, a process of its own. What it needs is held by the test, so that it stands exactly where it
is killed: before the first notice, or after the notices and before the case is told of them.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection, transaction
from procrastinate.exceptions import AlreadyEnqueued

from openward.config.tasks import retry_stalled_jobs
from openward.contributions.models import Contribution
from openward.notifications.models import Message
from openward.people.access import VISITOR
from openward.people.models import Persona
from openward.safety.actions.cases import take_case
from openward.safety.models import Case, Decision
from tests.factories.riverbend import Riverbend, found_riverbend
from tests.proofs.test_interleavings import decide, reported_story

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 60


@contextlib.contextmanager
def worker(log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`openward work` on the database of this test."""
    held = connection.settings_dict
    parts = {name: held[key] for name, key in (("user", "USER"), ("password", "PASSWORD"), ("host", "HOST"))}
    address = " ".join(f"{name}='{value}'" for name, value in {**parts, "dbname": held["NAME"]}.items() if value)
    if held["PORT"]:
        address += f" port={held['PORT']}"
    with log.open("ab") as lines:
        process = subprocess.Popen(
            [sys.executable, "-m", "openward.config.command", "work"],
            env={**os.environ, "DATABASE_URL": address},
            cwd=ROOT,
            stdout=lines,
            stderr=lines,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def until(holds: Callable[[], bool], log: Path) -> None:
    over = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < over, log.read_text()[-2_000:]
        time.sleep(0.1)


def is_being_told() -> bool:
    """Whether a worker tells of a decision right now, and waits for what the test holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select 1 from procrastinate_jobs where status = 'doing'"
            " and args->>'handler' = 'safety.on_case_decided')"
            " and exists (select 1 from pg_stat_activity where wait_event_type = 'Lock'"
            " and datname = current_database())"
        )
        found: bool = cursor.fetchone()[0]
        return found


def unheard() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from procrastinate_jobs where status in ('todo', 'doing') and task_name = 'ledger.hear'"
        )
        count: int = cursor.fetchone()[0]
        return count


def let_time_pass() -> None:
    """The heartbeat of the dead grows old, and the sweep that runs every quarter of a minute is due."""
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_workers set last_heartbeat = now() - interval '10 minutes'")
    # A worker that lived long enough has asked for the sweep itself.
    with contextlib.suppress(AlreadyEnqueued):
        retry_stalled_jobs.defer(timestamp=0)  # type: ignore[call-arg]


@pytest.fixture
def decided(transactional_db: None) -> Iterator[Decision]:
    riverbend: Riverbend = found_riverbend()
    story = reported_story(riverbend)
    case = take_case(case=Case.objects.get(contribution=story, kind=Case.Kind.REPORT), by=riverbend.actor("moderator"))
    with connection.cursor() as cursor:
        # What came before is done; only the consequences of the decision are left.
        cursor.execute("update procrastinate_jobs set status = 'succeeded' where status = 'todo'")
    case.contribution.refresh_from_db()
    yield decide(case, riverbend.space.house_rules.get(), riverbend.actor("moderator"))
    with connection.cursor() as cursor:
        # What a killed worker left behind would be told to the next test, which knows nothing of these facts.
        cursor.execute("truncate procrastinate_jobs, procrastinate_workers restart identity cascade")


@pytest.mark.parametrize("place", ["before the notice", "after the notice"])
def test_a_killed_worker_leaves_nobody_without_word(decided: Decision, place: str, tmp_path: Path) -> None:
    log = tmp_path / "worker.log"
    story = decided.case.contribution
    author = Message.objects.filter(persona=story.author_id, kind="decision_made")
    reporter = Message.objects.filter(kind="report_decided", persona=decided.case.reports.get().reporter_id)
    with transaction.atomic():
        if place == "before the notice":
            # A message refers to its persona: it cannot be written while somebody holds the persona's row.
            Persona.objects.select_for_update().get(pk=story.author_id)
        else:
            Contribution.objects.select_for_update(of=("self",)).get(pk=story.pk)
        with worker(log) as process:
            until(is_being_told, log)
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        assert author.count() == (place == "after the notice")
        assert Case.objects.get(pk=decided.case_id).state == Case.State.DECIDED
    assert unheard() > 0, "the worker had done everything: nothing was killed"
    let_time_pass()
    with worker(log):
        until(lambda: unheard() == 0, log)
    assert author.count() == 1
    assert reporter.count() == 1
    assert author.get().once_key == f"decision_made:{decided.pk}"
    # The worker closes by the clock what everybody was told of, and may have come to that already.
    assert Case.objects.get(pk=decided.case_id).state in (Case.State.NOTIFIED, Case.State.CLOSED)
    assert not Contribution.objects.readable(VISITOR).filter(pk=story.pk).exists()
