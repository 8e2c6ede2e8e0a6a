"""Complete copies of an installation: database, files and keys, each with the hash that proves it.

A copy is a folder (or a tar file of one): manifest.json, database.dump made by pg_dump, secrets.json, files/ and
mailbox/. The manifest holds one hash per table, taken from the same snapshot as the dump, and one per file.

The hash of a table is the sum of the SHA-256 hashes of its rows: it does not depend on their order, so the same figure
comes from the living table, from the dump, and from the restored table.
"""

import dataclasses
import datetime
import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from openward import __version__
from openward.config import instance, postgres
from openward.config.trouble import Trouble

FORMAT = 1
FOLDERS = ("files", "mailbox")
_MODULUS = 1 << 256
# How values are written must not depend on the server's or the person's settings.
_SETTINGS = {
    "TimeZone": "UTC",
    "DateStyle": "ISO",
    "IntervalStyle": "postgres",
    "extra_float_digits": "3",
    "bytea_output": "hex",
}

Say = Callable[[str], None]


@dataclasses.dataclass(slots=True)
class TableHash:
    """How many rows a table has, and the sum of their hashes."""

    rows: int = 0
    total: int = 0

    def add(self, line: bytes) -> None:
        self.rows += 1
        self.total = (self.total + int.from_bytes(hashlib.sha256(line.rstrip(b"\n")).digest())) % _MODULUS

    def kept(self) -> dict[str, Any]:
        return {"rows": self.rows, "sha256_sum": f"{self.total:064x}"}


def make_copy(target: Path, *, say: Say) -> dict[str, Any]:
    """Make a copy and prove it by reading it back. Returns its manifest.

    `target` is a new folder, or a file ending in .tar, .tar.gz or .tgz. Nothing is left behind when it fails.
    """
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise Trouble(f"{target} is there already.", "Name a folder or file that does not exist yet.")
    is_archive = target.suffix in {".tar", ".tgz", ".gz"}
    target.absolute().parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.absolute().parent))
    try:
        manifest = _fill(draft, say)
        say("Reading the copy back …")
        prove_copy(draft)
        if is_archive:
            packed = draft.with_suffix(".packing")
            mode = "w" if target.suffix == ".tar" else "w:gz"
            descriptor = os.open(packed, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as out, tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
                archive.add(draft, arcname="openward-copy")
            packed.replace(target)
        else:
            if target.exists():
                target.rmdir()
            draft.replace(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return manifest


def _fill(draft: Path, say: Say) -> dict[str, Any]:
    url = instance.ensure_database()
    home = instance.folder()
    with _connected(url) as connection:
        connection.execute("set transaction isolation level repeatable read, read only")
        snapshot = connection.execute("select pg_export_snapshot()").fetchone()
        assert snapshot is not None
        server = _server_version(connection)
        sequences = _sequences(connection)
        say("Copying the database …")
        _pg_dump(url, draft / "database.dump", snapshot=snapshot[0], server=server)
        tables = {name: _hash_of(connection, name, columns).kept() for name, columns in _tables(connection)}
        migrations = connection.execute("select app, name from django_migrations order by id").fetchall()
    say("Copying files and keys …")
    for name in FOLDERS:
        if (home / name).is_dir():
            shutil.copytree(home / name, draft / name)
    shutil.copy2(home / "secrets.json", draft / "secrets.json")
    manifest = {
        "format": FORMAT,
        "openward": __version__,
        "made_at": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "postgresql": server,
        "migrations": [list(one) for one in migrations],
        "tables": tables,
        "sequences": sequences,
        "files": {name: _file_hash(draft / name) for name in _file_names(draft)},
    }
    (draft / "manifest.json").write_text(json.dumps(manifest, indent=1))
    for path in draft.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    return manifest


def prove_copy(copy: Path) -> dict[str, Any]:
    """Check every file's hash and every table in the dump against the manifest.

    Raises Trouble at the first that differs.
    """
    try:
        manifest: dict[str, Any] = json.loads((copy / "manifest.json").read_text())
    except (FileNotFoundError, json.JSONDecodeError) as error:
        raise Trouble(f"{copy} is no copy of an Openward installation.", "It has no readable manifest.json.") from error
    if manifest.get("format") != FORMAT:
        raise Trouble("This copy was made by a newer version.", "Restore it with that version or a later one.")
    if sorted(manifest["files"]) != sorted(_file_names(copy)):
        raise Trouble("The copy is not complete: files are missing or were added.", "Use another copy.")
    for name, held in manifest["files"].items():
        if _file_hash(copy / name) != held:
            raise Trouble(f"“{name}” of the copy was damaged.", "Use another copy.")
    found = {name: TableHash().kept() for name in manifest["tables"]}
    found.update(_hashes_in_dump(copy / "database.dump"))
    _compare(manifest["tables"], found, "in the dump")
    return manifest


@contextmanager
def opened_copy(source: Path) -> Iterator[Path]:
    """The folder of a copy, unpacked for as long as it is needed when it is a tar file."""
    if not source.exists():
        raise Trouble(f"There is no {source}.", "Name the folder or file that “openward backup” made.")
    if source.is_dir():
        yield source
        return
    with tempfile.TemporaryDirectory(prefix="openward-restore-", dir=source.absolute().parent) as folder:
        try:
            with tarfile.open(source) as archive:
                archive.extractall(folder, filter="data")
        except tarfile.TarError as error:
            raise Trouble(f"{source} is no copy of an Openward installation.", "It cannot be unpacked.") from error
        yield Path(folder) / "openward-copy"


def restore_copy(source: Path, *, replace: bool, say: Say) -> dict[str, Any]:
    """Put a copy in the place of this installation, and compare every hash. Returns the manifest.

    Refuses to touch an installation that holds something unless `replace`. What is replaced is dropped only after the
    restored database has been proved.
    """
    home = instance.folder()
    with opened_copy(source) as copy:
        say("Checking the copy …")
        manifest = prove_copy(copy)
        url = instance.ensure_database()
        with _connected(url) as connection:
            is_empty = not list(_tables(connection))
            others = _other_users(connection)
        holds_files = [name for name in FOLDERS if (home / name).is_dir() and any((home / name).iterdir())]
        held_secrets = home / "secrets.json"
        differs = held_secrets.exists() and held_secrets.read_bytes() != (copy / "secrets.json").read_bytes()
        if not replace and (not is_empty or holds_files or differs):
            raise Trouble(
                f"There is an installation in {home} already.",
                "Name an empty folder with OPENWARD_INSTANCE (and an empty database), or give --replace to lose it.",
            )
        if others:
            raise Trouble("Openward is running.", "Stop it first, and everything else that uses its database.")
        say("Restoring the database …")
        if is_empty:
            _restore_into(url, copy, manifest)
        else:
            _restore_and_swap(url, copy, manifest)
        say("Restoring files and keys …")
        _restore_files(copy, home)
    return manifest


def rehearse(source: Path, *, say: Say) -> dict[str, Any]:
    """Restore a copy into a database of its own, compare every hash, and drop that database again."""
    with opened_copy(source) as copy:
        say("Checking the copy …")
        manifest = prove_copy(copy)
        url = instance.ensure_database()
        name = f"openward_rehearsal_{os.getpid()}"
        with _new_database(url, name) as scratch:
            say("Restoring it into a database of its own …")
            try:
                _restore_into(scratch, copy, manifest)
            finally:
                _drop_database(url, name)
    return manifest


def _restore_into(url: str, copy: Path, manifest: dict[str, Any]) -> None:
    _pg_restore(url, copy / "database.dump")
    with _connected(url) as connection:
        found = {name: _hash_of(connection, name, columns).kept() for name, columns in _tables(connection)}
        _compare(manifest["tables"], found, "after restoring")
        restored = _sequences(connection)
        behind = [name for name, value in manifest["sequences"].items() if restored.get(name, 0) < value]
        if behind:
            raise Trouble(f"The counter {behind[0]} is behind after restoring.", "Use another copy.")


def _restore_and_swap(url: str, copy: Path, manifest: dict[str, Any]) -> None:
    name = str(conninfo_to_dict(url)["dbname"])
    fresh, old = f"{name}_restored_{os.getpid()}", f"{name}_replaced_{os.getpid()}"
    with _new_database(url, fresh) as scratch:
        try:
            _restore_into(scratch, copy, manifest)
        except BaseException:
            _drop_database(url, fresh)
            raise
        with _administering(url) as connection:
            for before, after in ((name, old), (fresh, name)):
                connection.execute(
                    sql.SQL("alter database {} rename to {}").format(sql.Identifier(before), sql.Identifier(after))
                )
        _drop_database(url, old)


def _restore_files(copy: Path, home: Path) -> None:
    for name in FOLDERS:
        fresh, place = home / f"{name}.restoring", home / name
        shutil.rmtree(fresh, ignore_errors=True)
        if (copy / name).is_dir():
            shutil.copytree(copy / name, fresh)
        else:
            fresh.mkdir()
        shutil.rmtree(place, ignore_errors=True)
        fresh.replace(place)
    draft = home / ".secrets.restoring.json"
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write((copy / "secrets.json").read_bytes())
    draft.replace(home / "secrets.json")


# --- Hashes -------------------------------------------------------------------------------------------------------


def _tables(connection: psycopg.Connection[Any]) -> Iterator[tuple[str, str]]:
    """Each table as PostgreSQL writes its name, with its columns; those it works out itself are left out."""
    yield from connection.execute(
        """
        select format('%I.%I', n.nspname, c.relname),
               string_agg(quote_ident(a.attname), ', ' order by a.attnum)
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
        where c.relkind = 'r' and n.nspname = 'public'
        group by 1 order by 1
        """
    ).fetchall()


def _hash_of(connection: psycopg.Connection[Any], table: str, columns: str) -> TableHash:
    found = TableHash()
    # Both names come quoted from PostgreSQL's own catalogue.
    with connection.cursor().copy(f"copy {table} ({columns}) to stdout") as rows:
        for row in rows:
            found.add(bytes(row))
    return found


def _hashes_in_dump(dump: Path) -> dict[str, dict[str, Any]]:
    found: dict[str, TableHash] = {}
    current: TableHash | None = None
    with _reading(dump, "--data-only") as lines:
        for line in lines:
            if current is not None:
                if line == b"\\.\n":
                    current = None
                else:
                    current.add(line)
            elif line.startswith(b"COPY ") and line.endswith(b" FROM stdin;\n"):
                name = line[5:].split(b" (", 1)[0].decode()
                current = found[name] = TableHash()
    return {name: table.kept() for name, table in found.items()}


def _compare(wanted: dict[str, Any], found: dict[str, Any], where: str) -> None:
    for name in sorted({*wanted, *found}):
        if wanted.get(name) != found.get(name):
            raise Trouble(f"The table {name} differs {where} from what was copied.", "Use another copy.")


def _sequences(connection: psycopg.Connection[Any]) -> dict[str, int]:
    return dict(
        connection.execute(
            "select format('%I.%I', schemaname, sequencename), coalesce(last_value, 0) from pg_sequences "
            "where schemaname = 'public' order by 1"
        ).fetchall()
    )


def _file_names(copy: Path) -> list[str]:
    return sorted(
        path.relative_to(copy).as_posix() for path in copy.rglob("*") if path.is_file() and path.name != "manifest.json"
    )


def _file_hash(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return {"bytes": path.stat().st_size, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}


# --- PostgreSQL ---------------------------------------------------------------------------------------------------


@contextmanager
def _connected(url: str) -> Iterator[psycopg.Connection[Any]]:
    options = " ".join(f"-c {name}={value}" for name, value in _SETTINGS.items())
    with psycopg.connect(url, options=options, connect_timeout=10) as connection:
        yield connection


@contextmanager
def _administering(url: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(url, dbname="postgres", autocommit=True, connect_timeout=10) as connection:
        yield connection


@contextmanager
def _new_database(url: str, name: str) -> Iterator[str]:
    try:
        with _administering(url) as connection:
            connection.execute(sql.SQL("create database {} template template0").format(sql.Identifier(name)))
    except (psycopg.errors.InsufficientPrivilege, psycopg.OperationalError) as error:
        raise Trouble(
            "This database account may not make another database.",
            "Let somebody who may make an empty one, and name it in DATABASE_URL.",
        ) from error
    yield make_conninfo(url, dbname=name)


def _drop_database(url: str, name: str) -> None:
    with _administering(url) as connection:
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def _other_users(connection: psycopg.Connection[Any]) -> int:
    found = connection.execute(
        "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() "
        "and backend_type = 'client backend'"
    ).fetchone()
    return int(found[0]) if found else 0


def _server_version(connection: psycopg.Connection[Any]) -> int:
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


def _pg_dump(url: str, target: Path, *, snapshot: str, server: int) -> None:
    _run(
        [
            _program("pg_dump", server),
            *("--format=custom", "--no-owner", "--no-privileges", "--schema=public", f"--snapshot={snapshot}"),
            f"--file={target}",
        ],
        url=url,
    )


@contextmanager
def _reading(dump: Path, *options: str) -> Iterator[IO[bytes]]:
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


def _pg_restore(url: str, dump: Path) -> None:
    with tempfile.TemporaryFile() as script:
        with _reading(dump) as lines:
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
