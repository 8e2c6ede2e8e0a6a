"""A slow, obvious twin of what theme suggestion computes from words: clauses, features, scores, thresholds, figures.

It works on one text at a time with strings, sets and dictionaries, and shares only the regular expression, the list
of meanings and the sizes of the blocks with what it checks.
"""

import math
import unicodedata
from collections import Counter
from itertools import pairwise

from openward.methods.theme_suggestion.features import MEANING_BLOCK, PIECE_BLOCK, WORD_BLOCK
from openward.methods.theme_suggestion.thesaurus import MEANINGS, meanings_of
from openward.methods.theme_suggestion.words import JOINING_WORDS, TOKEN


def runs(text: str) -> list[list[str]]:
    """The words between punctuation marks."""
    found: list[list[str]] = [[]]
    for token in TOKEN.findall(text):
        word = unicodedata.normalize("NFKC", token).casefold().replace("’", "'").strip()
        if word and (word[0].isalnum() or unicodedata.category(word[0]) in {"So", "Sm"}):
            found[-1].append(word)
        else:
            found.append([])
    return [run for run in found if run]


def clauses(text: str) -> list[list[list[str]]]:
    """Each clause as its runs of words that stood side by side."""
    pieces: list[list[str]] = []
    for run in runs(text):
        pieces.append([])
        for word in run:
            if word in JOINING_WORDS:
                pieces.append([])
            else:
                pieces[-1].append(word)
    found: list[list[list[str]]] = []
    has_long_one = False
    for piece in [piece for piece in pieces if piece]:
        is_long = len(piece) >= 2
        if found and (not is_long or not has_long_one):
            found[-1].append(piece)
        else:
            found.append([piece])
        has_long_one = has_long_one or is_long
    return found


def marks_of(stretches: list[list[str]]) -> tuple[set[str], set[tuple[str, str]], set[str], set[str]]:
    """The words, neighbouring pairs, pieces and meanings of a text or clause."""
    words = {word for stretch in stretches for word in stretch}
    pairs = {pair for stretch in stretches for pair in pairwise(stretch)}
    pieces = set()
    for word in words:
        padded = f" {word} "
        for length in (2, 3, 4, 5):
            pieces |= {padded[at : at + length] for at in range(len(padded) - length + 1)}
    return words, pairs, pieces, {MEANINGS[number] for word in words for number in meanings_of(word)}


def features(texts: list[str], of: list[list[list[str]]]) -> list[dict[object, float]]:
    """The features of each text or clause in `of`, weighted as learned from `texts`."""
    every = [marks_of(runs(text)) for text in texts]
    counts = [Counter(mark for marks in every for mark in marks[kind]) for kind in range(4)]

    def weight(kind: int, mark: object) -> float:
        return math.log((1 + len(texts)) / (1 + counts[kind][mark])) + 1

    rows = []
    for stretches in of:
        words, pairs, pieces, meanings = marks_of(stretches)
        first = {("word", word): weight(0, word) for word in words if counts[0][word]}
        first |= {("pair", pair): weight(1, pair) for pair in pairs if counts[1][pair]}
        second = {("piece", piece): weight(2, piece) for piece in pieces if counts[2][piece] >= 2}
        third = {("meaning", meaning): weight(3, meaning) for meaning in meanings}
        row: dict[object, float] = {}
        for block, size in ((first, WORD_BLOCK), (second, PIECE_BLOCK), (third, MEANING_BLOCK)):
            length = math.sqrt(sum(value**2 for value in block.values()))
            row |= {mark: size * value / length for mark, value in block.items()}
        rows.append(row)
    return rows


def figures(chosen: list[set[str]], coded: list[set[str]], names: list[str]) -> tuple[float | None, float | None]:
    """Micro and macro F1, counted one decision at a time."""

    def f1(right: int, said: int, wanted: int) -> float | None:
        return None if said + wanted == 0 else 2 * right / (said + wanted)

    totals = [0, 0, 0]
    each = []
    for name in names:
        here = [0, 0, 0]
        for mine, theirs in zip(chosen, coded, strict=True):
            here[0] += name in mine and name in theirs
            here[1] += name in mine
            here[2] += name in theirs
        totals = [total + count for total, count in zip(totals, here, strict=True)]
        each.append(f1(*here))
    known = [value for value in each if value is not None]
    return f1(*totals), (sum(known) / len(known) if known else None)
