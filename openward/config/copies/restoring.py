"""Putting a copy in the place of an installation, or beside it to see that it can be."""

import os
import shutil
from pathlib import Path
from typing import Any

from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from openward.config import instance
from openward.config.copies.databases import (
    administering,
    connected,
    drop_database,
    new_database,
    other_users,
    pg_restore,
)
from openward.config.copies.hashes import compare, hash_of, sequences, tables
from openward.config.copies.making import FOLDERS, Say, opened_copy, prove_copy
from openward.config.trouble import Trouble


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
        with connected(url) as connection:
            is_empty = not list(tables(connection))
            others = other_users(connection)
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
        with new_database(url, name) as scratch:
            say("Restoring it into a database of its own …")
            try:
                _restore_into(scratch, copy, manifest)
            finally:
                drop_database(url, name)
    return manifest


def _restore_into(url: str, copy: Path, manifest: dict[str, Any]) -> None:
    pg_restore(url, copy / "database.dump")
    with connected(url) as connection:
        found = {name: hash_of(connection, name, columns).kept() for name, columns in tables(connection)}
        compare(manifest["tables"], found, "after restoring")
        restored = sequences(connection)
        behind = [name for name, value in manifest["sequences"].items() if restored.get(name, 0) < value]
        if behind:
            raise Trouble(f"The counter {behind[0]} is behind after restoring.", "Use another copy.")


def _restore_and_swap(url: str, copy: Path, manifest: dict[str, Any]) -> None:
    name = str(conninfo_to_dict(url)["dbname"])
    fresh, old = f"{name}_restored_{os.getpid()}", f"{name}_replaced_{os.getpid()}"
    with new_database(url, fresh) as scratch:
        try:
            _restore_into(scratch, copy, manifest)
        except BaseException:
            drop_database(url, fresh)
            raise
        with administering(url) as connection:
            for before, after in ((name, old), (fresh, name)):
                connection.execute(
                    sql.SQL("alter database {} rename to {}").format(sql.Identifier(before), sql.Identifier(after))
                )
        drop_database(url, old)


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
