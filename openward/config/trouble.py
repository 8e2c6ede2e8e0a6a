"""Trouble that the person at the keyboard can do something about: one sentence of what is wrong, one of what to do."""

import errno


class Trouble(Exception):
    """Something that is not a fault of the program. Printed without a traceback; the command ends with status 1."""

    def __init__(self, sentence: str, advice: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.sentence} {self.advice}".strip()


def trouble_behind(error: BaseException) -> Trouble | None:
    """The trouble that an error means for the person at the keyboard; None when it is a fault of the program."""
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        found = _named(current)
        if found is not None:
            return found
        current = current.__cause__ or current.__context__
    return None


def _named(error: BaseException) -> Trouble | None:
    if isinstance(error, Trouble):
        return error
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return Trouble(
            "The disk is full.",
            "Free some space, or name a folder on another disk with OPENWARD_INSTANCE, and start again.",
        )
    if isinstance(error, PermissionError):
        return Trouble(
            f"{error.filename or 'A file'} cannot be read or written.",
            "Use a folder that belongs to you, named with OPENWARD_INSTANCE, or change its owner.",
        )
    return _named_by_database(error)


def _named_by_database(error: BaseException) -> Trouble | None:
    try:
        import psycopg
    except ImportError:
        return None
    if isinstance(error, psycopg.errors.DiskFull):
        return Trouble("The disk of the database is full.", "Free some space there and start again.")
    if isinstance(error, psycopg.errors.UndefinedTable | psycopg.errors.UndefinedColumn):
        return Trouble(
            "The database lacks tables of Openward: it is new, or older than this version.",
            "Run: openward manage migrate",
        )
    if isinstance(error, psycopg.OperationalError):
        # The first line says what failed; the address behind it may carry a password and is not printed.
        reason = str(error).strip().splitlines()[0].rsplit("failed: ", 1)[-1] if str(error).strip() else "no answer"
        return Trouble(
            f"The database does not answer ({reason}).",
            "Check that the PostgreSQL server named in DATABASE_URL runs and lets you in.",
        )
    return None
