"""The instance folder: where one installation keeps its secrets, its embedded database and its files.

Everything outside the code that an installation owns lies here, so that a copy of this folder plus a dump
of the database is a copy of the installation.
"""

import base64
import contextlib
import json
import os
import secrets as random_source
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True, slots=True)
class Secrets:
    """Keys made once for an installation. `vault_keys` maps a key id to 32 bytes; the last one seals."""

    django_key: str
    vault_keys: dict[str, bytes]
    lookup_key: bytes
    receipt_key: bytes


def folder() -> Path:
    """The instance folder, named by OPENWARD_INSTANCE; `instance/` beside the code when it is not set."""
    return Path(os.environ.get("OPENWARD_INSTANCE") or ROOT / "instance").expanduser().resolve()


def secrets() -> Secrets:
    """Read the secrets, making them on first use in a file that only its owner can read (mode 0600)."""
    path = folder() / "secrets.json"
    if not path.exists():
        _make_secrets(path)
    kept = json.loads(path.read_text())
    return Secrets(
        django_key=kept["django_key"],
        vault_keys={key_id: base64.b64decode(key) for key_id, key in kept["vault_keys"].items()},
        lookup_key=base64.b64decode(kept["lookup_key"]),
        receipt_key=base64.b64decode(kept["receipt_key"]),
    )


def _make_secrets(path: Path) -> None:
    def key() -> str:
        return base64.b64encode(random_source.token_bytes(32)).decode()

    made = {
        "django_key": random_source.token_urlsafe(48),
        "vault_keys": {"1": key()},
        "lookup_key": key(),
        "receipt_key": key(),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".secrets.{os.getpid()}.json")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(made, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    try:
        # A link fails where a rename would overwrite: of two first starts at once, one wins and both use its keys.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def embedded_database_url() -> str:
    """Start the embedded PostgreSQL (or join the running one) and return the address of its `openward` database."""
    import psycopg

    from openward.config import postgres

    server = postgres.start(folder())
    with psycopg.connect(server, autocommit=True) as connection:
        if not connection.execute("select 1 from pg_database where datname = 'openward'").fetchone():
            # Another process may make it between our look and our wish.
            with contextlib.suppress(psycopg.errors.UniqueViolation, psycopg.errors.DuplicateDatabase):
                connection.execute("create database openward")
    return server.replace("/postgres?", "/openward?")


def ensure_database() -> str:
    """The address of the database to use; DATABASE_URL decides, and is set for child processes when it was not."""
    if not os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = embedded_database_url()
        os.environ["OPENWARD_EMBEDDED"] = "1"
    return os.environ["DATABASE_URL"]


def hold_embedded_database() -> None:
    """Count as one of the embedded server's users, when it is in use: the last one to leave stops it."""
    if os.environ.get("OPENWARD_EMBEDDED") == "1":
        from openward.config import postgres

        postgres.start(folder())
