"""How is a suggester kept, so that nothing but numbers comes back?

A pickle runs whatever it holds, so a suggester is kept as plain arrays: a line that says what it is, the SHA-256 of
the rest, a JSON header with names and the shape of each array, then the arrays themselves, little-endian. Reading
checks the hash and every length and type, and runs nothing. The same suggester gives the same bytes. It holds hashes
of words, no readable text; but whoever has both a model and a list of words can tell which of them stood in what it
learned from, so keep it as carefully as the comments.
"""

import hashlib
import json
from typing import Any

import numpy as np
from numpy.typing import NDArray

from openward.methods.theme_suggestion.coded import ThemeError
from openward.methods.theme_suggestion.features import Marks
from openward.methods.theme_suggestion.scores import WordModels
from openward.methods.theme_suggestion.suggester import ThemeSuggester
from openward.methods.theme_suggestion.thesaurus import GROUPS, MEANINGS
from openward.methods.theme_suggestion.thresholds import Thresholds

MAGIC = b"openward theme suggester 1\n"
HASH = 32
LENGTH = 8
SECOND, THIRD = 7, 3
"""How many coefficients the second and the third step have for each code."""


class UnreadableSuggesterError(ThemeError):
    """These bytes are no suggester, are damaged, or belong to another version of Openward."""


def packed(suggester: ThemeSuggester) -> bytes:
    """The suggester as bytes, about 300 for each mark and ten codes. Raises nothing; see its example in `unpacked`."""
    arrays = _arrays(suggester)
    header = {
        "names": suggester.names,
        "examples": suggester.examples,
        "not_learned": suggester.not_learned,
        "texts": suggester.texts,
        "alone": suggester.thresholds.alone,
        "meanings": _meanings_version(),
        "arrays": [[name, array.dtype.str, array.shape] for name, array in arrays.items()],
    }
    words = json.dumps(header, ensure_ascii=True, sort_keys=True).encode()
    body = b"".join(array.tobytes() for array in arrays.values())
    rest = len(words).to_bytes(LENGTH, "little") + words + body
    return MAGIC + hashlib.sha256(rest).digest() + rest


def unpacked(kept: bytes) -> ThemeSuggester:
    """The suggester that `packed` gave. Raises `UnreadableSuggesterError`; runs nothing of what it reads.

    >>> from openward.methods.theme_suggestion.training import train
    >>> texts = [f"{a} was {how} {n}" for n in range(12) for a in ("nurse", "porter") for how in ("kind", "late")]
    >>> suggester = train(texts, [["kind" in text] for text in texts], ["kindness"])
    >>> again = unpacked(packed(suggester))
    >>> bool((again.suggest(texts).probability == suggester.suggest(texts).probability).all())
    True
    """
    if not kept.startswith(MAGIC):
        raise UnreadableSuggesterError("these bytes are no theme suggester")
    rest = kept[len(MAGIC) + HASH :]
    if hashlib.sha256(rest).digest() != kept[len(MAGIC) : len(MAGIC) + HASH]:
        raise UnreadableSuggesterError("the theme suggester is damaged: train it again")
    start = LENGTH
    size = int.from_bytes(rest[:start], "little")
    try:
        header = json.loads(rest[start : start + size])
        arrays = _read(header["arrays"], memoryview(rest)[start + size :])
        if header["meanings"] != _meanings_version():
            raise UnreadableSuggesterError(
                "the theme suggester was learned with another list of meanings: train it again"
            )
        return _suggester(header, arrays)
    except UnreadableSuggesterError:
        raise
    except (ValueError, KeyError, TypeError, IndexError, OverflowError, RecursionError) as error:
        raise UnreadableSuggesterError("the theme suggester is damaged: train it again") from error


def _arrays(suggester: ThemeSuggester) -> dict[str, NDArray[Any]]:
    marks, models = suggester.marks, suggester.models
    arrays: dict[str, NDArray[Any]] = {
        "words": marks.words.astype("<u8"),
        "word_weight": marks.word_weight.astype("<f8"),
        "pairs": marks.pairs.astype("<i8"),
        "pair_weight": marks.pair_weight.astype("<f8"),
        "pieces": marks.pieces.astype("<u8"),
        "piece_weight": marks.piece_weight.astype("<f8"),
        "meaning_weight": marks.meaning_weight.astype("<f8"),
        "offset": models.offset.astype("<f4"),
        "second": suggester.second.astype("<f8"),
        "third": suggester.third.astype("<f8"),
        "thresholds": suggester.thresholds.of_codes.astype("<f8"),
    }
    return arrays | {f"model_{number}": block.astype("<f4") for number, block in enumerate(models.blocks)}


KINDS = {
    **dict.fromkeys(("words", "pieces"), "<u8"),
    "pairs": "<i8",
    **dict.fromkeys(("word_weight", "pair_weight", "piece_weight", "meaning_weight", "second", "third"), "<f8"),
    "thresholds": "<f8",
    **dict.fromkeys(("offset", "model_0", "model_1", "model_2"), "<f4"),
}


def _read(described: list[list[Any]], body: memoryview) -> dict[str, NDArray[Any]]:
    arrays: dict[str, NDArray[Any]] = {}
    at = 0
    for name, kind, shape in described:
        if KINDS.get(name) != kind or any(not isinstance(side, int) or side < 0 for side in shape):
            raise ValueError(name)
        count = 1
        for side in shape:
            count *= side
        end = at + count * np.dtype(kind).itemsize
        if end > len(body):
            raise ValueError(name)
        arrays[name] = np.frombuffer(body[at:end], dtype=kind).reshape(shape).astype(np.dtype(kind).newbyteorder("="))
        at = end
    if at != len(body) or set(arrays) != set(KINDS):
        raise ValueError("length")
    return arrays


def _suggester(header: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> ThemeSuggester:
    names, examples = tuple(map(str, header["names"])), tuple(map(int, header["examples"]))
    codes = len(names)
    words, pairs, pieces = (len(arrays[name]) for name in ("words", "pairs", "pieces"))
    wanted = {
        "words": (words,),
        "word_weight": (words,),
        "pairs": (pairs,),
        "pair_weight": (pairs,),
        "pieces": (pieces,),
        "piece_weight": (pieces,),
        "meaning_weight": (len(MEANINGS),),
        "model_0": (words + pairs, 2 * codes),
        "model_1": (pieces, 2 * codes),
        "model_2": (len(MEANINGS), 2 * codes),
        "offset": (2 * codes,),
        "second": (codes, SECOND),
        "third": (codes, THIRD),
        "thresholds": (codes,),
    }
    finite = all(np.isfinite(array).all() for array in arrays.values() if array.dtype.kind == "f")
    if any(arrays[name].shape != shape for name, shape in wanted.items()) or len(examples) != codes or not finite:
        raise ValueError("shapes")
    return ThemeSuggester(
        names=names,
        examples=examples,
        not_learned=tuple((str(name), int(count)) for name, count in header["not_learned"]),
        texts=int(header["texts"]),
        marks=Marks(
            words=arrays["words"],
            word_weight=arrays["word_weight"],
            pairs=arrays["pairs"],
            pair_weight=arrays["pair_weight"],
            pieces=arrays["pieces"],
            piece_weight=arrays["piece_weight"],
            meaning_weight=arrays["meaning_weight"],
        ),
        models=WordModels((arrays["model_0"], arrays["model_1"], arrays["model_2"]), arrays["offset"]),
        second=arrays["second"],
        third=arrays["third"],
        thresholds=Thresholds(arrays["thresholds"], float(header["alone"])),
    )


def _meanings_version() -> str:
    return hashlib.blake2b(json.dumps(GROUPS).encode(), digest_size=8).hexdigest()
