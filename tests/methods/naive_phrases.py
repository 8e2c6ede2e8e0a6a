"""Phrases the slow, obvious way: every phrase is tried at every word, one way after the other."""

from openward.methods.phrases import words_of


def found_by_trying_all(phrases, text):
    """(key, start, end) of the longest match of each key at each word, for phrases of plain words, |, ? and ..N."""
    words = words_of(text)
    longest = {}
    for key, phrase in phrases:
        for first in range(len(words)):
            for last in _ends(_parts(phrase), words, first, is_first=True):
                longest[key, first] = max(last, longest.get((key, first), -1))
    return sorted((first, key, last) for (key, first), last in longest.items())


def _parts(phrase):
    parts, gap = [], 0
    for written in phrase.split():
        if written.startswith(".."):
            gap = int(written[2:])
        else:
            parts.append((written.rstrip("?").split("|"), gap, written.endswith("?")))
            gap = 0
    return parts


def _ends(parts, words, place, *, is_first):
    """All last words of a match of `parts` that begins at `place` (exactly there when it is the first word)."""
    if not parts:
        return [place - 1]
    (choices, gap, is_optional), rest = parts[0], parts[1:]
    ends = []
    for at in range(place, min(place + 1 + (0 if is_first else gap), len(words))):
        if not words[at].form:
            break
        if any(words[at].form.startswith(c[:-1]) if c.endswith("*") else words[at].form == c for c in choices):
            ends += _ends(rest, words, at + 1, is_first=False)
    if is_optional:
        ends += _ends(rest, words, place, is_first=is_first)
    return ends
