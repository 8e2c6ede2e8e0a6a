"""`openward serve` and `openward work`: the two processes of an installation."""

import os
import socket
import time

import click

from openward.config import instance
from openward.config.trouble import Trouble

BLOCKING_THREADS = 4


def default_workers() -> int:
    """As many as there are processors, four at most: beyond that the database is what limits."""
    return max(1, min(os.cpu_count() or 1, 4))


def refuse_port_in_use(host: str, port: int, *, patience_s: float = 0) -> None:
    """Raise Trouble when something listens there already, before anything else is started."""
    deadline = time.monotonic() + patience_s
    while True:
        try:
            return _try_port(host, port)
        except Trouble:
            if time.monotonic() > deadline:
                raise
        time.sleep(0.2)


def _try_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError as error:
            raise Trouble(
                f"Port {port} is only for the administrator of this machine.",
                "Name a port above 1023 with OPENWARD_PORT, for example OPENWARD_PORT=8000.",
            ) from error
        except OSError as error:
            raise Trouble(
                f"Port {port} on {host} is in use, perhaps by Openward running already.",
                f"Stop that program, or choose another port: OPENWARD_PORT={port + 1}.",
            ) from error
        except OverflowError as error:
            raise Trouble(f"{port} is no port.", "A port is a number between 1 and 65535.") from error


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=int, envvar="OPENWARD_PORT", default=8000, show_default=True)
@click.option(
    "--workers", type=click.IntRange(1, 64), envvar="OPENWARD_WEB_WORKERS", default=default_workers, help="Processes."
)
@click.option("--prepare/--no-prepare", default=True, help="Bring the tables and static files in step first.")
def serve(host: str, port: int, workers: int, prepare: bool) -> None:
    """Serve the pages.

    Needs a reverse proxy with HTTPS in front of it, and "openward work" beside it: docs/running/install.md.
    """
    from openward.config.lifeline import follow_parent, is_held

    follow_parent()
    # A web server that was killed may hold the port a moment longer than it lived.
    refuse_port_in_use(host, port, patience_s=15 if is_held() else 0)
    from openward.config.preparing import prepare as bring_in_step
    from openward.config.preparing import set_up_django

    set_up_django()
    instance.hold_embedded_database()
    if prepare:
        bring_in_step(lambda words: click.echo(words, err=True))
    _drop_connections()
    from granian import Granian
    from granian.constants import Interfaces

    from openward.config.logs import CONFIGURATION

    Granian(
        "openward.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=BLOCKING_THREADS,
        # A thread takes its database connection with it: a quiet hour should not cost the next reader a new one.
        blocking_threads_idle_timeout=600,
        websockets=False,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=10,
        log_dictconfig=CONFIGURATION,
        log_access=False,
    ).serve()


@click.command()
def work() -> None:
    """Do what is enqueued: tell people, send letters, seal the ledger.

    Run one beside the web server, or several on several machines. A worker that is killed loses nothing: another one
    takes up its jobs within a minute.
    """
    from openward.config.lifeline import follow_parent

    follow_parent()
    from openward.config.preparing import set_up_django

    set_up_django()
    instance.hold_embedded_database()
    from openward.config import working

    click.echo("The worker is working.", err=True)
    working.run()


def _drop_connections() -> None:
    from django.db import connections

    connections.close_all()
