"""What changed between two wordings of one text, word by word?

For showing a suggested wording beside the one it would replace, to both sides. Source: Python's `difflib`
(Ratcliff and Obershelp, "Pattern matching: the gestalt approach", 1988). Assumption: words are parted by white
space; scripts without spaces (Chinese, Japanese, Thai) are compared character by character.
"""

import difflib
import re
from dataclasses import dataclass
from enum import StrEnum


class Change(StrEnum):
    """What happened to a stretch of words."""

    SAME = "same"
    TAKEN_OUT = "taken_out"
    PUT_IN = "put_in"


@dataclass(frozen=True)
class Stretch:
    """A stretch of text and what happened to it."""

    change: Change
    text: str


_UNSPACED = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\u0e00-\u0e7f"
_WORD = re.compile(rf"[{_UNSPACED}]\s*|[^\s{_UNSPACED}]+\s*|\s+")


def word_changes(before: str, after: str) -> tuple[Stretch, ...]:
    """The stretches that lead from `before` to `after`, in reading order.

    Joining the texts of all stretches that are not PUT_IN gives `before`; of all that are not TAKEN_OUT gives
    `after`. Neighbouring stretches never have the same change; two empty texts give an empty tuple. Where words
    were exchanged, what was taken out comes first. Raises nothing for any texts. Time grows with the product of
    the lengths at worst (two texts of one repeated word). Source: the module docstring.

    >>> [(str(one.change), one.text) for one in word_changes("Nurse Ann was kind.", "The nurse was kind.")]
    [('taken_out', 'Nurse Ann '), ('put_in', 'The nurse '), ('same', 'was kind.')]
    """
    old, new = _WORD.findall(before), _WORD.findall(after)
    matcher = difflib.SequenceMatcher(
        None, [_bare(word) for word in old], [_bare(word) for word in new], autojunk=len(old) + len(new) > 4_000
    )
    found: list[Stretch] = []
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag == "equal":
            for was, now in zip(old[old_from:old_to], new[new_from:new_to], strict=True):
                _add_equal(found, was, now)
        else:
            _add(found, Change.TAKEN_OUT, "".join(old[old_from:old_to]))
            _add(found, Change.PUT_IN, "".join(new[new_from:new_to]))
    return tuple(found)


def _bare(word: str) -> str:
    # Two words are the same when only the space after them differs: a new paragraph changes no word.
    return word.rstrip() or word


def _add_equal(found: list[Stretch], was: str, now: str) -> None:
    if was == now:
        _add(found, Change.SAME, was)
        return
    bare = _bare(was)
    _add(found, Change.SAME, bare)
    _add(found, Change.TAKEN_OUT, was[len(bare) :])
    _add(found, Change.PUT_IN, now[len(bare) :])


def _add(found: list[Stretch], change: Change, text: str) -> None:
    if not text:
        return
    if found and found[-1].change == change:
        text = found.pop().text + text
    found.append(Stretch(change, text))
