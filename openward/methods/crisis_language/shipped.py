"""The learnt files that come with this package, compared with what they were when they were made.

`scripts/crisis_files.py` writes them and, in SHA256SUMS, their hashes.
"""

import hashlib
from importlib import resources

WEIGHTS, ENCODER = "weights.tsv", "encoder_files/encoder.npz"
SUMS = "SHA256SUMS"


class ChangedFileError(Exception):
    """A file that came with Openward is not what it was: install Openward again."""


def shipped(name: str) -> bytes:
    """The content of a learnt file. Raises ChangedFileError where a byte of it changed, OSError where it is gone.

    >>> shipped(WEIGHTS).startswith(b"#")
    True
    """
    folder = resources.files(__package__)
    content = folder.joinpath(name).read_bytes()
    hashes = {file: known for known, file in map(str.split, folder.joinpath(SUMS).read_text().splitlines())}
    if hashlib.sha256(content).hexdigest() != hashes.get(name):
        raise ChangedFileError(name)
    return content
