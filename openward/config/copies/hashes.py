"""The hashes that prove a copy: of a table, of a dump's tables, of a file."""

import dataclasses
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

from openward.config.copies.databases import reading
from openward.config.trouble import Trouble

_MODULUS = 1 << 256


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


def tables(connection: psycopg.Connection[Any]) -> Iterator[tuple[str, str]]:
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


def hash_of(connection: psycopg.Connection[Any], table: str, columns: str) -> TableHash:
    """The hash of a living table."""
    found = TableHash()
    # Both names come quoted from PostgreSQL's own catalogue.
    with connection.cursor().copy(f"copy {table} ({columns}) to stdout") as rows:
        for row in rows:
            found.add(bytes(row))
    return found


def hashes_in_dump(dump: Path) -> dict[str, dict[str, Any]]:
    """The hash of each table as a dump holds it."""
    found: dict[str, TableHash] = {}
    current: TableHash | None = None
    with reading(dump, "--data-only") as lines:
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


def compare(wanted: dict[str, Any], found: dict[str, Any], where: str) -> None:
    """Raise Trouble at the first table that differs."""
    for name in sorted({*wanted, *found}):
        if wanted.get(name) != found.get(name):
            raise Trouble(f"The table {name} differs {where} from what was copied.", "Use another copy.")


def sequences(connection: psycopg.Connection[Any]) -> dict[str, int]:
    """How far each counter of the database has come."""
    return dict(
        connection.execute(
            "select format('%I.%I', schemaname, sequencename), coalesce(last_value, 0) from pg_sequences "
            "where schemaname = 'public' order by 1"
        ).fetchall()
    )


def file_names(copy: Path) -> list[str]:
    """Every file of a copy but its manifest."""
    return sorted(
        path.relative_to(copy).as_posix() for path in copy.rglob("*") if path.is_file() and path.name != "manifest.json"
    )


def file_hash(path: Path) -> dict[str, Any]:
    """The size and hash of a file."""
    with path.open("rb") as file:
        return {"bytes": path.stat().st_size, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}
