"""An installation of which a file was damaged."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

from openward.methods import crisis_language
from openward.methods.crisis_language import encoder, reading, shipped, weighing

FOLDER = Path(shipped.__file__).parent
LEARNT = (shipped.WEIGHTS, shipped.ENCODER)


@contextmanager
def damaged_file(folder: Path, name: str = shipped.ENCODER) -> Iterator[None]:
    """While the block runs the learnt files are read from a copy in `folder`, in which one byte of one is another."""
    for one in (*LEARNT, shipped.SUMS):
        content = bytearray((FOLDER / one).read_bytes())
        if one == name:
            content[len(content) // 2] ^= 1
        (folder / one).parent.mkdir(exist_ok=True)
        (folder / one).write_bytes(content)
    _forget()
    try:
        with patch.object(shipped, "resources", SimpleNamespace(files=lambda _package: folder)):
            yield
    finally:
        _forget()


def _forget() -> None:
    weighing._weights.cache_clear()
    encoder.shipped_encoder.cache_clear()
    reading.reader.cache_clear()
    crisis_language.newest.forget()
