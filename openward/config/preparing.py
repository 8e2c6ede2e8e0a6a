"""Between fresh code and the first page: tables, catalogues, static files. Doing it twice changes nothing."""

import errno
import hashlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path

from openward.config import instance
from openward.config.trouble import Trouble

# Two servers that start at once prepare one after the other.
_PREPARING_LOCK = 7_241_002


def set_up_django() -> None:
    """Connect to the database's address and load the settings. Everything that needs Django calls this first."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openward.config.settings")
    try:
        instance.secrets()
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise
        raise Trouble(
            f"The instance folder {instance.folder()} cannot be used ({error.strerror}).",
            "Use a folder that belongs to you, named with OPENWARD_INSTANCE, or change its owner.",
        ) from error
    instance.ensure_database()
    import django

    django.setup()


def prepare(say: Callable[[str], None]) -> None:
    """Bring database, translation catalogues and static files in step with the code."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select current_setting('server_version_num')::int")
        if cursor.fetchone()[0] < 150000:
            raise Trouble("The PostgreSQL server is too old.", "Openward needs PostgreSQL 15 or later.")
        cursor.execute("select pg_advisory_lock(%s)", [_PREPARING_LOCK])
        try:
            _migrate(say)
            compile_catalogues()
            _collect_static_files(say)
        finally:
            cursor.execute("select pg_advisory_unlock(%s)", [_PREPARING_LOCK])


def _migrate(say: Callable[[str], None]) -> None:
    from django.core.cache import caches
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("Making the tables …")
        call_command("migrate", interactive=False, verbosity=0)
    if caches["default"]._table not in connection.introspection.table_names():  # type: ignore[attr-defined]
        call_command("createcachetable", verbosity=0)


def compile_catalogues() -> int:
    """Compile the translations whose text is newer than what was compiled from it, and return how many."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po
    from django.conf import settings

    compiled = 0
    for folder in settings.LOCALE_PATHS:
        for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
            target = source.with_suffix(".mo")
            if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
                continue
            draft = target.with_suffix(f".{os.getpid()}.draft")
            with source.open("rb") as text, draft.open("wb") as out:
                write_mo(out, read_po(text))
            draft.replace(target)
            compiled += 1
    return compiled


def _collect_static_files(say: Callable[[str], None]) -> None:
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    mark = _fingerprint(
        Path(storage.path(name)) for finder in get_finders() for name, storage in finder.list(["*.scss"])
    )
    root = Path(settings.STATIC_ROOT)
    stamp = root / ".fingerprint"
    if stamp.exists() and stamp.read_text() == mark:
        return
    say("Gathering style sheets, fonts and scripts …")
    root.mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(mark)


def _fingerprint(paths: Iterable[Path]) -> str:
    seen = hashlib.sha256()
    for path in sorted(paths):
        held = path.stat()
        seen.update(f"{path}\0{held.st_size}\0{held.st_mtime_ns}\n".encode())
    return seen.hexdigest()
