"""An installation of which a file was damaged."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

from openward.methods import crisis_language
from openward.methods.crisis_language import encoder, reading

FILES = Path(encoder.__file__).parent / "encoder_files"


@contextmanager
def damaged_encoder(folder: Path) -> Iterator[None]:
    """While the block runs the encoder is read from a copy in `folder` of which one byte is another one."""
    copy = folder / "encoder_files"
    shutil.copytree(FILES, copy)
    file = copy / "encoder.npz"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    _forget()
    try:
        with patch.object(encoder, "resources", SimpleNamespace(files=lambda _package: folder)):
            yield
    finally:
        _forget()


def _forget() -> None:
    encoder.shipped_encoder.cache_clear()
    reading.reader.cache_clear()
    crisis_language.newest.forget()
