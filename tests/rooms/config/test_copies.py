"""A copy is complete or refused, and what is restored from it is the same to the last bit."""

import json
import os
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from openward.config import copies, postgres
from openward.config.copies import databases
from openward.config.copies.hashes import TableHash
from openward.config.trouble import Trouble


def silent(_words: str) -> None:
    """Say nothing."""


class Installation:
    """An installation of its own in a folder and a database of its own, with a few odd rows."""

    def __init__(self, home: Path, server: str, name: str) -> None:
        self.home = home
        self.url = server.replace("/postgres?", f"/{name}?")
        home.mkdir()

    def use(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("OPENWARD_INSTANCE", str(self.home))
        monkeypatch.setenv("DATABASE_URL", self.url)

    def rows(self) -> list[tuple[object, ...]]:
        with psycopg.connect(self.url) as connection:
            return connection.execute("select * from odd order by id").fetchall()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("server")
    yield postgres.start(home)
    postgres.leave(home)
    assert not postgres.is_running(home)


@pytest.fixture
def source(server: str, tmp_path: Path) -> Iterator[Installation]:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("create database source")
        connection.execute("create database target")
    made = Installation(tmp_path / "source", server, "source")
    with psycopg.connect(made.url) as connection:
        connection.execute("create table django_migrations (id serial, app text, name text)")
        connection.execute(
            "create table odd (id serial primary key, words text, at timestamptz, size double precision, bytes bytea, "
            "list text[], json jsonb, twice int generated always as (id * 2) stored)"
        )
        connection.execute("insert into odd (words, at, size, bytes, list, json) select 'row ' || n, now(), n / 3.0, "
                           "sha256(n::text::bytea), array['a', null, n::text], jsonb_build_object('n', n) "
                           "from generate_series(1, 500) n")
        connection.execute(
            "insert into odd (words) values (%s), (%s), (%s), (null), ('')",
            ["line\nbreak\ttab \\. \\N back\\slash", "\\.", "COPY public.odd (id) FROM stdin;"],
        )
    (made.home / "secrets.json").write_text('{"django_key": "one"}')
    (made.home / "files" / "deep").mkdir(parents=True)
    (made.home / "files" / "deep" / "picture.png").write_bytes(os.urandom(5000))
    yield made
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("drop database source with (force)")
        connection.execute("drop database target with (force)")


@pytest.fixture
def target(server: str, source: Installation, tmp_path: Path) -> Installation:
    return Installation(tmp_path / "target", server, "target")


@pytest.mark.parametrize("name", ["copy", "copy.tar.gz", "copy.tar"])
def test_what_is_restored_is_what_was_copied(
    source: Installation, target: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    source.use(monkeypatch)
    manifest = copies.make_copy(tmp_path / name, say=silent)
    assert manifest["tables"]["public.odd"]["rows"] == 505
    assert (tmp_path / name).stat().st_mode & 0o077 == 0
    target.use(monkeypatch)
    copies.restore_copy(tmp_path / name, replace=False, say=silent)
    assert target.rows() == source.rows()
    for path in ("secrets.json", "files/deep/picture.png"):
        assert (target.home / path).read_bytes() == (source.home / path).read_bytes()
    assert (target.home / "secrets.json").stat().st_mode & 0o077 == 0
    again = copies.make_copy(tmp_path / "again", say=silent)
    assert again["tables"] == manifest["tables"]
    assert again["files"].keys() == manifest["files"].keys()


def test_restoring_refuses_an_installation_that_holds_something_unless_told_to_replace_it(
    source: Installation, target: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source.use(monkeypatch)
    copies.make_copy(tmp_path / "copy", say=silent)
    target.use(monkeypatch)
    with psycopg.connect(target.url) as connection:
        connection.execute("create table precious (id int)")
    with pytest.raises(Trouble, match="an installation"):
        copies.restore_copy(tmp_path / "copy", replace=False, say=silent)
    with psycopg.connect(target.url) as connection:
        assert connection.execute("select count(*) from precious").fetchone() == (0,)
        with pytest.raises(Trouble, match="is running"):
            copies.restore_copy(tmp_path / "copy", replace=True, say=silent)
    copies.restore_copy(tmp_path / "copy", replace=True, say=silent)
    assert target.rows() == source.rows()
    with psycopg.connect(target.url) as connection:
        assert connection.execute("select to_regclass('precious')").fetchone() == (None,)
        left = connection.execute("select datname from pg_database where datname like 'target_%'").fetchall()
        assert left == []


def test_other_keys_are_not_overwritten(
    source: Installation, target: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source.use(monkeypatch)
    copies.make_copy(tmp_path / "copy", say=silent)
    target.use(monkeypatch)
    (target.home / "secrets.json").write_text('{"django_key": "another"}')
    with pytest.raises(Trouble, match="an installation"):
        copies.restore_copy(tmp_path / "copy", replace=False, say=silent)
    assert "another" in (target.home / "secrets.json").read_text()


def damage_file(copy: Path) -> None:
    path = copy / "files" / "deep" / "picture.png"
    path.write_bytes(path.read_bytes()[:-1] + b"!")


def damage_dump(copy: Path) -> None:
    """Every file's own hash still fits: only the hash of the table's rows can notice."""
    manifest = json.loads((copy / "manifest.json").read_text())
    table = manifest["tables"]["public.odd"]
    table["sha256_sum"] = f"{int(table['sha256_sum'], 16) ^ 1:064x}"
    (copy / "manifest.json").write_text(json.dumps(manifest))


def lose_file(copy: Path) -> None:
    (copy / "files" / "deep" / "picture.png").unlink()


def lose_manifest(copy: Path) -> None:
    (copy / "manifest.json").unlink()


def cut_dump_short(copy: Path) -> None:
    dump = copy / "database.dump"
    dump.write_bytes(dump.read_bytes()[: dump.stat().st_size // 2])


@pytest.mark.parametrize("damage", [damage_file, damage_dump, lose_file, lose_manifest, cut_dump_short])
def test_a_damaged_copy_is_refused_and_nothing_is_changed(
    source: Installation, target: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: object
) -> None:
    source.use(monkeypatch)
    copies.make_copy(tmp_path / "copy", say=silent)
    damage(tmp_path / "copy")  # type: ignore[operator]
    target.use(monkeypatch)
    with pytest.raises(Trouble):
        copies.restore_copy(tmp_path / "copy", replace=False, say=silent)
    assert not (target.home / "secrets.json").exists()
    with psycopg.connect(target.url) as connection:
        assert connection.execute("select to_regclass('odd')").fetchone() == (None,)


def test_a_rehearsal_leaves_no_trace(
    source: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: str
) -> None:
    source.use(monkeypatch)
    copies.make_copy(tmp_path / "copy", say=silent)
    before = source.rows()
    copies.rehearse(tmp_path / "copy", say=silent)
    assert source.rows() == before
    with psycopg.connect(server) as connection:
        left = connection.execute("select datname from pg_database where datname like 'openward_rehearsal%'").fetchall()
    assert left == []


def test_a_copy_is_not_written_over_something_and_a_failed_one_leaves_nothing(
    source: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source.use(monkeypatch)
    (tmp_path / "there").write_text("kept")
    with pytest.raises(Trouble, match="there already"):
        copies.make_copy(tmp_path / "there", say=silent)
    assert (tmp_path / "there").read_text() == "kept"
    (source.home / "secrets.json").unlink()
    with pytest.raises(FileNotFoundError):
        copies.make_copy(tmp_path / "half", say=silent)
    assert not [path for path in tmp_path.iterdir() if "half" in path.name]


def test_a_tar_file_cannot_write_outside_its_folder(
    source: Installation, target: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    evil = tmp_path / "evil.tar"
    (tmp_path / "payload").write_text("x")
    with tarfile.open(evil, "w") as archive:
        archive.add(tmp_path / "payload", arcname="../../escaped")
    target.use(monkeypatch)
    with pytest.raises(Trouble):
        copies.restore_copy(evil, replace=False, say=silent)
    assert not (tmp_path.parent / "escaped").exists()
    assert not (tmp_path / "escaped").exists()


def test_the_hash_of_a_table_does_not_depend_on_the_order_of_its_rows() -> None:
    one, other, less = TableHash(), TableHash(), TableHash()
    for row in (b"a\tb\n", b"c\td\n", b"c\td\n"):
        one.add(row)
    for row in (b"c\td\n", b"a\tb\n", b"c\td\n"):
        other.add(row)
    for row in (b"c\td\n", b"a\tb\n"):
        less.add(row)
    assert one.kept() == other.kept()
    assert one.kept() != less.kept()


def test_no_password_stands_on_a_command_line(
    source: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[str]] = []
    real = subprocess.run

    def watched(command: list[str], **values: object) -> object:
        seen.append([str(part) for part in command])
        return real(command, **values)  # type: ignore[call-overload]

    monkeypatch.setattr(databases.subprocess, "run", watched)
    source.url = source.url.replace("postgres@", "postgres:canary-password@")
    source.use(monkeypatch)
    copies.make_copy(tmp_path / "copy", say=silent)
    assert any("pg_dump" in command[0] for command in seen)
    assert not [command for command in seen if any("canary-password" in part for part in command)]
