"""`openward demo`: everything on one machine with one command, with an invented hospital in it."""

import http.client
import os
import sys
import time
from pathlib import Path

import click

from openward.config import instance
from openward.config.commands.serve import refuse_port_in_use
from openward.config.supervising import Child, Supervisor

HOST = "127.0.0.1"
READY_TIMEOUT_S = 60.0


@click.command()
@click.option("--load-only", is_flag=True, help="Prepare and load the demonstration hospital, and end.")
@click.option("--port", type=int, envvar="OPENWARD_PORT", default=8000, show_default=True)
def demo(load_only: bool, port: int) -> None:
    """Start Openward on this machine with an invented hospital, Riverbend Health.

    The first start makes a database and loads the hospital; later starts keep what you did. Ctrl-C stops everything.
    """
    os.environ["OPENWARD_DEMO"] = "1"
    os.environ["OPENWARD_PORT"] = str(port)
    if not load_only:
        refuse_port_in_use(HOST, port)
    began = time.monotonic()
    from openward.config.preparing import prepare, set_up_django

    set_up_django()
    prepare(_say)
    _load()
    if load_only:
        _say(f"Riverbend Health is loaded ({time.monotonic() - began:.0f} s).")
        return
    from django.db import connections

    connections.close_all()
    _run(port, began)


def _load() -> None:
    from openward.config.demonstration.loading import is_loaded, load

    if not is_loaded():
        _say("Loading Riverbend Health, an invented hospital …")
        load()


def _run(port: int, began: float) -> None:
    logs = instance.folder() / "logs"
    program = (sys.executable, "-m", "openward.config.command")
    supervisor = Supervisor(
        [
            Child(
                "web server", (*program, "serve", "--no-prepare", "--host", HOST, "--port", str(port)), logs / "web.log"
            ),
            Child("worker", (*program, "work"), logs / "worker.log"),
        ],
        say=_say,
        look_after=_keep_database,
    )
    try:
        supervisor.start()
        if supervisor.wait_until(lambda: _answers(port), timeout_s=READY_TIMEOUT_S):
            supervisor.start_others()
            _welcome(port, time.monotonic() - began, logs)
            supervisor.watch()
    finally:
        supervisor.stop()
        _leave_database()
    _say("\nStopped. What you did is kept; start again with the same command.")


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        # The page that people open first. Health looks at more, which takes a second longer right after a start.
        connection.request("GET", "/")
        return connection.getresponse().status < 400
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _keep_database() -> None:
    if os.environ.get("OPENWARD_EMBEDDED") != "1":
        return
    from openward.config import postgres

    if not postgres.is_running(instance.folder()):
        _say("The database ended unexpectedly; starting it again.")
        instance.embedded_database_url()


def _leave_database() -> None:
    if os.environ.get("OPENWARD_EMBEDDED") == "1":
        from openward.config import postgres

        postgres.leave(instance.folder())


def _welcome(port: int, seconds: float, logs: Path) -> None:
    from openward.config.demonstration.cast import PARTS, PASSWORD, SECOND_CHECKER, address
    from openward.config.demonstration.voices_heard import first_receipt_code

    base = f"http://{HOST}:{port}"
    click.echo()
    click.echo(click.style("Openward is running", bold=True) + f" (ready after {seconds:.1f} s). Ctrl-C stops it.")
    click.echo()
    for words, path in (
        ("Read and tell a story", "/s/friends-and-family/"),
        ("What became of people's words", "/at/riverbend/heard-decided-did/"),
        ("One author's private page", f"/receipt/{first_receipt_code()}/"),
        ("Letters that people were sent", "/mailbox/"),
        ("Sign in", "/account/login/"),
    ):
        click.echo(f"  {words:<31}{base}{path}")
    click.echo()
    click.echo(f"Sign in as one of these people; everybody's password is {click.style(PASSWORD, bold=True)}")
    click.echo()
    for part in (*PARTS, SECOND_CHECKER):
        click.echo(f"  {address(part):<38}{part.name}, {part.job_title}")
    click.echo()
    click.echo(f"Somebody who tells a story needs no account. Logs are in {logs}.")


def _say(words: str) -> None:
    click.echo(words)
    sys.stdout.flush()
