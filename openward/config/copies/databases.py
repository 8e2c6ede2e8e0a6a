"""PostgreSQL as copies use it: connections, databases beside the one in use, and its own dump programs."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from openward.config import postgres
from openward.config.trouble import Trouble

# How values are written must not depend on the server's or the person's settings.
_SETTINGS = {
    "TimeZone": "UTC",
    "DateStyle": "ISO",
    "IntervalStyle": "postgres",
    "extra_float_digits": "3",
    "bytea_output": "hex",
}


@contextmanager
def connected(url: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection on which values are always written the same way."""
    options = " ".join(f"-c {name}={value}" for name, value in _SETTINGS.items())
    with psycopg.connect(url, options=options, connect_timeout=10) as connection:
        yield connection


@contextmanager
def administering(url: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection to the server itself, for making and dropping databases."""
    with psycopg.connect(url, dbname="postgres", autocommit=True, connect_timeout=10) as connection:
        yield connection


@contextmanager
def new_database(url: str, name: str) -> Iterator[str]:
    """The address of a new, empty database. Raises Trouble when this account may not make one."""
    try:
        with administering(url) as connection:
            connection.execute(sql.SQL("create database {} template template0").format(sql.Identifier(name)))
    except (psycopg.errors.InsufficientPrivilege, psycopg.OperationalError) as error:
        raise Trouble(
            "This database account may not make another database.",
            "Let somebody who may make an empty one, and name it in DATABASE_URL.",
        ) from error
    yield make_conninfo(url, dbname=name)


def drop_database(url: str, name: str) -> None:
    """Drop a database, also under whoever still uses it."""
    with administering(url) as connection:
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def other_users(connection: psycopg.Connection[Any]) -> int:
    """How many other connections this database has."""
    found = connection.execute(
        "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() "
        "and backend_type = 'client backend'"
    ).fetchone()
    return int(found[0]) if found else 0


def server_version(connection: psycopg.Connection[Any]) -> int:
    """The major version of the server."""
    return connection.info.server_version // 10_000


def _program(name: str, server: int) -> str:
    """PostgreSQL's own program, of the server's version or a later one."""
    ours = postgres.programs() / name
    if server <= postgres.VERSION and ours.exists():
        return str(ours)
    theirs = shutil.which(name)
    if theirs:
        told = subprocess.run([theirs, "--version"], capture_output=True, text=True, check=True).stdout  # noqa: S603
        if int(told.split()[2].split(".")[0]) >= server:
            return theirs
    raise Trouble(
        f"The server is PostgreSQL {server}; no {name} of that version is installed here.",
        f"Install the PostgreSQL {server} client programs.",
    )


def _run(command: list[str], *, url: str, **values: Any) -> None:
    # A password on the command line could be read by everybody on this machine.
    parts: dict[str, Any] = dict(conninfo_to_dict(url))
    password = parts.pop("password", None)
    done: subprocess.CompletedProcess[bytes] = subprocess.run(  # noqa: S603 - PostgreSQL's own programs
        [*command, f"--dbname={make_conninfo(**parts)}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
        env={**os.environ, "PGTZ": "UTC"} | ({"PGPASSWORD": str(password)} if password else {}),
        **values,
    )
    if done.returncode:
        lines = done.stderr.decode(errors="replace").strip().splitlines() or ["it gave no reason"]
        if any("No space left" in line for line in lines):
            raise Trouble("The disk is full.", "Free some space and try again.")
        raise Trouble(f"{Path(command[0]).name} failed: {lines[-1]}", "Nothing was changed.")


def pg_dump(url: str, target: Path, *, snapshot: str, server: int) -> None:
    """Dump the database as of a snapshot that another connection holds open."""
    _run(
        [
            _program("pg_dump", server),
            *("--format=custom", "--no-owner", "--no-privileges", "--schema=public", f"--snapshot={snapshot}"),
            f"--file={target}",
        ],
        url=url,
    )


@contextmanager
def reading(dump: Path, *options: str) -> Iterator[IO[bytes]]:
    """The SQL of a dump, line by line."""
    process = subprocess.Popen(  # noqa: S603
        [_program("pg_restore", 0), "--file=-", "--no-owner", "--no-privileges", *options, str(dump)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    with process.stdout, process.stderr:
        yield process.stdout
        told = process.stderr.read().decode(errors="replace").strip()
    if process.wait():
        raise Trouble("The dump in the copy cannot be read.", told.splitlines()[-1] if told else "Use another copy.")


def pg_restore(url: str, dump: Path) -> None:
    """Run a dump into an empty database, whole or not at all."""
    with tempfile.TemporaryFile() as script:
        with reading(dump) as lines:
            for number, line in enumerate(lines):
                # A newer pg_restore sets this for servers that do not know it; a new database has its own schema.
                if number < 200 and line.startswith((b"SET transaction_timeout", b"CREATE SCHEMA public;")):
                    continue
                script.write(line)
        script.seek(0)
        _run(
            [
                _program("psql", 0),
                *("--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1"),
            ],
            url=url,
            stdin=script,
        )
