"""`openward check`: is this installation sound? Sentences, and exit status 1 when something is not."""

import dataclasses
import json
import shutil
import stat
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from openward.config import instance

if TYPE_CHECKING:
    from openward.config.health import Health

NEEDED_FREE_BYTES = 1024**3
LONGEST_UNSEALED_S = 900.0


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it is sound, and what to do when it is not."""

    about: str
    is_sound: bool
    sentence: str
    advice: str = ""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def check(as_json: bool) -> None:
    """Look whether this installation is sound.

    Settings, tables, the ledger's chain (every link is worked out anew), the queues, the checks of new words, mail,
    the disk. The exit status is 1 when something is not sound, so that a timer can run it.
    """
    from openward.config.preparing import set_up_django

    set_up_django()
    findings = list(all_findings())
    is_sound = all(finding.is_sound for finding in findings)
    if as_json:
        click.echo(json.dumps({"sound": is_sound, "findings": [dataclasses.asdict(one) for one in findings]}, indent=1))
    else:
        for finding in findings:
            mark = click.style("ok ", fg="green") if finding.is_sound else click.style("NO ", fg="red", bold=True)
            click.echo(f"{mark} {finding.sentence}")
            if finding.advice and not finding.is_sound:
                click.echo(f"    {finding.advice}")
    raise SystemExit(0 if is_sound else 1)


def all_findings() -> Iterator[Finding]:
    """Every finding, one look after another; without tables, what needs them is left out."""
    yield from _settings()
    yield _secrets()
    yield _disk()
    yield _mail()
    tables = _tables()
    yield tables
    if tables.is_sound:
        yield _chain()
        yield from _work()


def _settings() -> Iterator[Finding]:
    from django.core.checks import run_checks

    messages = [message for message in run_checks(include_deployment_checks=True) if not message.is_silenced()]
    for message in messages:
        words = " ".join(str(message.msg).split())
        yield Finding("settings", False, f"{message.id}: {words}", str(message.hint or ""))
    if not messages:
        yield Finding("settings", True, "The settings are sound.")


def _secrets() -> Finding:
    path = instance.folder() / "secrets.json"
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        return Finding("secrets", False, f"Others on this machine can read {path}.", f"Run: chmod 600 {path}")
    return Finding("secrets", True, "The secrets can be read by their owner alone.")


def _disk() -> Finding:
    free = shutil.disk_usage(instance.folder()).free
    told = f"{free / 1024**3:.1f} GB are free on the disk of {instance.folder()}."
    return Finding("disk", free >= NEEDED_FREE_BYTES, told, "Free some space: below 1 GB writing may soon fail.")


def _mail() -> Finding:
    from django.conf import settings
    from django.core.mail import get_connection

    if not settings.EMAIL_HOST:
        return Finding(
            "mail",
            not settings.IS_HTTPS,
            f"No mail server is set: letters are put into {settings.EMAIL_FILE_PATH} and sent to nobody.",
            "Set OPENWARD_SMTP_HOST and the settings beside it: docs/running/mail.md.",
        )
    connection = get_connection()
    try:
        connection.open()
    except OSError as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        return Finding(
            "mail",
            False,
            f"The mail server {settings.EMAIL_HOST} does not take letters ({reason}).",
            "Check OPENWARD_SMTP_HOST, _PORT, _NAME, _PASSWORD and _TLS.",
        )
    finally:
        connection.close()
    return Finding("mail", True, f"The mail server {settings.EMAIL_HOST} takes letters.")


def _tables() -> Finding:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if missing:
        return Finding(
            "tables", False, f"{missing} changes of the tables are missing.", "Run: openward manage migrate"
        )
    return Finding("tables", True, "The tables are in step with the code.")


def _chain() -> Finding:
    from openward.ledger.queries import check_chain

    report = check_chain()
    if not report.is_whole:
        return Finding(
            "ledger",
            False,
            f"The ledger's chain is broken: the first link that does not hold is {report.broken_at} ({report.reason}).",
            "Somebody changed what was recorded. Keep this database as it is, and compare it with a backup.",
        )
    return Finding("ledger", True, f"The ledger's chain is whole: {report.links:,} links.")


def _work() -> Iterator[Finding]:
    from openward.config.health import TOO_OLD_S, health

    state = health()
    running = f"{state.workers // 2 or state.workers} worker" + ("" if state.workers <= 2 else "s")
    is_sound = state.oldest_job_s <= TOO_OLD_S
    told = "No job waits." if not state.oldest_job_s else f"The oldest job has waited {_span(state.oldest_job_s)}."
    advice = "Is “openward work” running? Its log says what it does."
    yield Finding("queues", is_sound, f"{told} ({running if state.workers else 'no worker'} running)", advice)
    failed = sum(queue.failed for queue in state.queues.values())
    if failed:
        yield Finding(
            "queues",
            False,
            f"{failed} jobs were given up after all their tries.",
            "The worker's log says why. Run them again with: openward manage procrastinate shell (list_jobs, retry).",
        )
    told = "Every fact is sealed." if not state.unsealed_facts else (
        f"{state.unsealed_facts:,} facts wait to be sealed, the oldest for {_span(state.oldest_unsealed_s)}."
    )
    yield Finding("ledger", state.oldest_unsealed_s <= LONGEST_UNSEALED_S, told, advice)
    yield from _checks(state)


def _checks(state: "Health") -> Iterator[Finding]:
    names = ", ".join(name.replace("_", " ") for name in state.unfinished_checks)
    told = f"A check of new words does not finish ({names}): what people send waits for somebody to look at it."
    advice = "A file that came with Openward was changed or is gone. Install Openward again and restart it."
    yield Finding("checks", not names, told if names else "The checks of new words work.", advice)
    if state.not_checked:
        many = f"{state.not_checked:,} texts wait because a check did not finish with them."
        one = "1 text waits because a check did not finish with it."
        advice = "That is tried again every five minutes, while “openward work” runs."
        yield Finding("checks", False, many if state.not_checked > 1 else one, advice)


def _span(seconds: float) -> str:
    for size, name in ((86400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {name}"
    return f"{seconds:.0f} seconds"


