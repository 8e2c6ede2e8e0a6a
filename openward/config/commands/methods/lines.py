"""A file that a command is given: lines of JSON, packed or not, and one plain sentence for what cannot be used.

Apart from `reading`, whose tables stand on libraries that take a while to load.
"""

import io
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
"""The type of a command's FILE argument; names that end in .gz are unpacked."""


class BadInput(click.ClickException):
    """What was given cannot be used. The message is one sentence with the line number where there is one."""

    exit_code = 2


@contextmanager
def said_plainly(*errors: type[Exception]) -> Iterator[None]:
    """A method's own refusal becomes the command's one sentence."""
    try:
        yield
    except errors as error:
        raise BadInput(sentence(str(error))) from error


def sentence(words: str) -> str:
    """With a capital letter and a full stop."""
    words = words.strip()
    return words[:1].upper() + words[1:] + ("" if words.endswith((".", "!", "?")) else ".")


def read_json_lines(path: Path, *, needed: Sequence[str] = ()) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each line's number, from 1, and its object; blank lines are passed over.

    Raises `BadInput` for an empty file, a line that is no JSON object, and one without a needed key.
    """
    number = found = 0
    for number, line in enumerate(io.BytesIO(unpacked(path)), start=1):
        if not line.strip():
            continue
        found += 1
        try:
            value = json.loads(line)
        except UnicodeDecodeError:
            raise BadInput(f"{path.name}, line {number} is not UTF-8 text.") from None
        except json.JSONDecodeError as error:
            raise BadInput(
                f"{path.name}, line {number} is not JSON: {error.msg} at character {error.pos + 1}."
            ) from None
        if not isinstance(value, dict):
            raise BadInput(f'{path.name}, line {number} is not an object such as {{"id": …}}.')
        for key in needed:
            if key not in value:
                raise BadInput(f"{path.name}, line {number} has no “{key}”.")
        yield number, value
    if not found:
        raise BadInput(f"{path.name} is empty.")


def unpacked(path: Path, most: int = -1) -> bytes:
    """The file's bytes, unpacked when its name ends in .gz; at most the first `most` of them."""
    if path.suffix != ".gz":
        with path.open("rb") as plain:
            return plain.read(most)
    import gzip

    try:
        with gzip.open(path) as packed:
            return packed.read(most)
    except (OSError, EOFError) as error:
        raise BadInput(f"{path.name} cannot be unpacked: {error}.") from error


def shortened(words: str, most: int = 60) -> str:
    """At most `most` characters of it, for an error message."""
    return words if len(words) <= most else words[: most - 1] + "…"


def choice(values: type[Any]) -> click.Choice[str]:
    """The values of a StrEnum as a choice of an option."""
    return click.Choice([member.value for member in values])
