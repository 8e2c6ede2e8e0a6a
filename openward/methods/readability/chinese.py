"""Chinese texts: how long are the sentences, how uncommon the characters?

There is no reading age here: no formula for Chinese is as widely accepted as those for English, so these two figures
are our own and are called so. Common are the 3,755 characters of level 1 of GB 2312-80 (mainland China) and, of those
that standard does not hold at all, such as traditional forms, the 5,401 of the first level of Big5 (Taiwan): both
standards call these levels the commonly used ones. Assumption: sentences end with
。！？ or their line; a clause with ； is counted as a sentence, as a reader can rest there.
"""

import functools
import re
from collections.abc import Sequence

from openward.methods.readability.result import LONG_SENTENCE_CHARACTERS, Mark, MarkKind

CHINESE = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


@functools.lru_cache(maxsize=1 << 15)
def is_common(character: str) -> bool:
    """Whether a Chinese character is among the commonly used ones of GB 2312 or, if it is not in there, of Big5.

    Raises nothing. Source: GB 2312-80, rows 16 to 55; Big5, A440 to C67E.

    >>> is_common("护"), is_common("護"), is_common("齉")
    (True, True, False)
    """
    code = character.encode("gb2312", "ignore")
    if code:
        return 0xB0 <= code[0] <= 0xD7
    return b"\xa4\x40" <= character.encode("big5", "ignore") <= b"\xc6\x7e"


def chinese_sentences(text: str, sentences: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The sentences, cut once more at ； and without those that have no Chinese character.

    Raises nothing. Source: the module docstring.

    >>> chinese_sentences("等了很久；护士很好。OK.", [(0, 10), (10, 13)])
    [(0, 5), (5, 10)]
    """
    cut = [
        (start + piece.start(), start + piece.end())
        for start, end in sentences
        for piece in re.finditer("[^；]*；|[^；]+$", text[start:end])
    ]
    return [(start, end) for start, end in cut if CHINESE.search(text, start, end)]


def chinese_marks(text: str, sentences: Sequence[tuple[int, int]]) -> list[Mark]:
    """A mark for each sentence of more than 50 Chinese characters and for each uncommon character.

    Raises nothing. Source: the module docstring; 50 is our own choice.

    >>> [(mark.start, str(mark.kind)) for mark in chinese_marks("鼻子齉了。", [(0, 5)])]
    [(2, 'uncommon_character')]
    """
    marks = []
    for start, end in sentences:
        count = len(CHINESE.findall(text, start, end))
        if count > LONG_SENTENCE_CHARACTERS:
            why = f"{count} characters in one sentence. Could it be two?"
            marks.append(Mark(start, end, MarkKind.LONG_SENTENCE, why))
    marks += [
        Mark(match.start(), match.end(), MarkKind.UNCOMMON_CHARACTER, "not among the commonly used characters")
        for match in CHINESE.finditer(text)
        if not is_common(match.group())
    ]
    return sorted(marks, key=lambda mark: (mark.start, -mark.end))
