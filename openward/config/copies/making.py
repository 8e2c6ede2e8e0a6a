"""Making a copy, proving one, and unpacking one."""

import datetime
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from openward import __version__
from openward.config import instance
from openward.config.copies.databases import connected, pg_dump, server_version
from openward.config.copies.hashes import (
    TableHash,
    compare,
    file_hash,
    file_names,
    hash_of,
    hashes_in_dump,
    sequences,
    tables,
)
from openward.config.trouble import Trouble

FORMAT = 1
FOLDERS = ("files", "mailbox")

Say = Callable[[str], None]


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
    with connected(url) as connection:
        connection.execute("set transaction isolation level repeatable read, read only")
        snapshot = connection.execute("select pg_export_snapshot()").fetchone()
        assert snapshot is not None
        server = server_version(connection)
        counters = sequences(connection)
        say("Copying the database …")
        pg_dump(url, draft / "database.dump", snapshot=snapshot[0], server=server)
        hashes = {name: hash_of(connection, name, columns).kept() for name, columns in tables(connection)}
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
        "tables": hashes,
        "sequences": counters,
        "files": {name: file_hash(draft / name) for name in file_names(draft)},
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
    if sorted(manifest["files"]) != sorted(file_names(copy)):
        raise Trouble("The copy is not complete: files are missing or were added.", "Use another copy.")
    for name, held in manifest["files"].items():
        if file_hash(copy / name) != held:
            raise Trouble(f"“{name}” of the copy was damaged.", "Use another copy.")
    found = {name: TableHash().kept() for name in manifest["tables"]}
    found.update(hashes_in_dump(copy / "database.dump"))
    compare(manifest["tables"], found, "in the dump")
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
