"""Does one text repeat another word by word, and how does it read without?

Somebody who sums up a text for the record may copy stretches of it. `without_quotes` takes out every stretch of
several words in a row that stands in the source too. Comparison goes by words: runs of letters and digits, whatever
their case and what lies between them; in Chinese, Japanese and Korean each sign is a word. Assumptions: a stretch
shorter than `at_least` words is no quotation but the language that both share.
"""

import re
from collections.abc import Iterable

from openward.methods.masks import masked, masks_of
from openward.methods.phrases import words_of

_WORD = re.compile(r"[぀-ヿ㐀-鿿가-힯]|[^\W_぀-ヿ㐀-鿿가-힯]+")
MARK = "[…]"


def without_quotes(text: str, source: str, *, at_least: int = 4) -> str:
    """`text` with every stretch of `at_least` words or more that stands in `source` replaced by "[…]".

    Stretches that touch or overlap become one mark. Takes time in proportion to both lengths. Raises ValueError for
    `at_least` below 1.

    >>> without_quotes("They wrote that nurse Ann was asleep again.", "Nurse Ann was asleep!", at_least=3)
    'They wrote that […] again.'
    """
    if at_least < 1:
        raise ValueError("a stretch has at least one word")
    words = [(found.group().casefold(), found.start(), found.end()) for found in _WORD.finditer(text)]
    theirs = [found.group().casefold() for found in _WORD.finditer(source)]
    runs = {tuple(theirs[at : at + at_least]) for at in range(len(theirs) - at_least + 1)}
    # The first and the last word of each stretch.
    spans: list[list[int]] = []
    for at in range(len(words) - at_least + 1):
        if tuple(word for word, _start, _end in words[at : at + at_least]) not in runs:
            continue
        if spans and at <= spans[-1][1] + 1:
            spans[-1][1] = at + at_least - 1
        else:
            spans.append([at, at + at_least - 1])
    for first, last in reversed(spans):
        text = text[: words[first][1]] + MARK + text[words[last][2] :]
    return text


def without_words(text: str, passages: Iterable[str]) -> str:
    """`text` with each of the passages replaced by "[…]", wherever it stands in whole words; case, accents and signs
    that nobody sees do not matter.

    Source: words and their plain forms as in `phrases`.

    >>> without_words("Calls a nurse a DUMPLIN, and dumplings too.", ["dumplin"])
    'Calls a nurse a […], and dumplings too.'
    """
    words = words_of(text)
    spans = [
        (words[at].start, words[at + len(run) - 1].end)
        for run in ([word.form for word in words_of(passage) if word.form] for passage in passages)
        for at in range(len(words) - len(run) + 1)
        if run and [word.form for word in words[at : at + len(run)]] == run
    ]
    return masked(text, masks_of(text, spans, MARK))
