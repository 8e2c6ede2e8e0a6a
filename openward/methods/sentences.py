"""Where do the sentences of a text begin and end?

For pointing at words without a pointing device: a list of sentences to tick. Assumptions: prose in which a
sentence ends with a full stop, a question mark, an exclamation mark or an ellipsis (also the Chinese, Arabic and
Hindi ones) or with its line. An abbreviation ("Dr. Ahmed") may cut a sentence in two, which does no harm there:
both halves can be ticked. Source: a small part of Unicode Standard Annex 29, "Text Segmentation", section 5.
"""

import re

_ENDS = ".!?…؟।۔"
_FULL_WIDTH_ENDS = "。！？"
_CLOSING = "\"'”’»)\\]」』"
_SENTENCE = re.compile(
    rf"[^\n]*?(?:[{_FULL_WIDTH_ENDS}]+[{_CLOSING}]*|[{_ENDS}]+[{_CLOSING}]*(?=\s|$)|(?=\n)|$)"
)


def sentence_spans(text: str) -> tuple[tuple[int, int], ...]:
    """The sentences of `text` as (start, end), in order, never overlapping, without white space at their edges.

    Positions count characters from 0, `end` excluded. Everything that is not white space lies in exactly one
    sentence. Raises nothing. Source: the module docstring.

    >>> sentence_spans("We waited. Nobody came!")
    ((0, 10), (11, 23))
    """
    spans = []
    position = 0
    while position < len(text):
        match = _SENTENCE.match(text, position)
        end = match.end() if match and match.end() > position else position + 1
        piece = text[position:end]
        start = position + len(piece) - len(piece.lstrip())
        stop = position + len(piece.rstrip())
        if start < stop:
            spans.append((start, stop))
        position = end
    return tuple(spans)
