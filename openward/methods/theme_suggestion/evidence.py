"""Which passages of a comment spoke for a code?

A score is a sum over marks, so it can be taken apart without loss: each word gets its own weight and its share of
the pieces and meanings it holds (split evenly among the words of the row that hold them), each pair its weight.
The text model, and the clause model on the whole comment and on its likeliest clause, are added as the last
steps weigh them. A passage is a run of up to four neighbouring words; the one with most evidence is taken first,
then the next that does not overlap it. What the evidence leaves out is small: the length of the comment, how the
clause compares with other codes, and the chain. It tells why the suggester leans to a code, not why a person would.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openward.methods.theme_suggestion.coded import ThemeError
from openward.methods.theme_suggestion.features import Features, Spelling, pairs_of, spelling_of
from openward.methods.theme_suggestion.scores import best_of, seen
from openward.methods.theme_suggestion.suggester import ThemeSuggester
from openward.methods.theme_suggestion.words import TOKEN, Cut, cut, normalised_word

LONGEST_PASSAGE = 4
LEAST_OF_THE_FIRST = 0.25
"""A further passage must hold at least this share of the first one's evidence."""


class UnknownCodeError(ThemeError):
    """The suggester has not learned this code."""


@dataclass(frozen=True)
class WeighedPassage:
    """Characters `start` to `end - 1` of the comment, what they say, and the log odds they add."""

    start: int
    end: int
    quote: str
    weight: float


def passages_for(suggester: ThemeSuggester, text: str, name: str, most: int = 3) -> tuple[WeighedPassage, ...]:
    """The passages of `text` that weighed most for the code `name`, the heaviest first; () when nothing did.

    Offsets count characters (code points) of the text as given. About 3 ms a comment: meant for what a coder
    looks at. Raises `UnknownCodeError`. Source: the module docstring.

    >>> from openward.methods.theme_suggestion.training import train
    >>> texts = [f"{a} was {how} {n}" for n in range(12) for a in ("nurse", "porter") for how in ("kind", "late")]
    >>> suggester = train(texts, [["kind" in text] for text in texts], ["kindness"])
    >>> passages_for(suggester, "The nurse was so kind!", "kindness", most=1)[0].quote
    'kind'
    """
    if name not in suggester.names:
        raise UnknownCodeError(f"the suggester has not learned a code called “{name}”")
    pieces = cut([text])
    if not len(pieces.word):
        return ()
    alone, together = evidence(suggester, pieces, suggester.names.index(name))
    places = [(found.start(), found.end()) for found in TOKEN.finditer(text) if normalised_word(found.group())]
    windows = []
    for first in range(len(alone)):
        for last in range(first, min(first + LONGEST_PASSAGE, len(alone))):
            if last > first and not pieces.follows[last]:
                break
            weight = float(alone[first : last + 1].sum() + together[first + 1 : last + 1].sum())
            windows.append((weight, first - last, first, last))
    windows.sort(key=lambda window: (-window[0], -window[1], window[2]))
    taken: list[tuple[float, int, int]] = []
    for weight, _, first, last in windows:
        if len(taken) == most or weight <= 0 or (taken and weight < LEAST_OF_THE_FIRST * taken[0][0]):
            break
        if all(last < other_first or first > other_last for _, other_first, other_last in taken):
            taken.append((weight, first, last))
    return tuple(
        WeighedPassage(places[first][0], places[last][1], text[places[first][0] : places[last][1]], weight)
        for weight, first, last in taken
    )


def evidence(suggester: ThemeSuggester, pieces: Cut, code: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What each word of one text adds to the log odds of a code, and what it adds as a pair with the word before.

    Both have one entry per word of `pieces`, which must hold one text. A mark that stands several times is
    shared evenly among its places. Raises nothing; see its example in `passages_for`.
    """
    spelling = spelling_of(pieces.vocabulary, suggester.marks)
    view = seen(pieces, suggester.marks, spelling)
    second, chain = suggester.second[code], suggester.third[code][0]
    codes = len(suggester.names)
    everywhere = np.ones(len(pieces.word), dtype=np.bool_)
    rows = [
        (view.texts, 0, everywhere, code, second[0]),
        (view.texts, 0, everywhere, codes + code, second[1]),
    ]
    if len(view.clause_text):
        scores = suggester.models.scores(view.clauses, by_clause=True)[:, [code]]
        likeliest = int(np.argmax(scores[:, 0] >= best_of(scores, view.clause_text, 1, scores[:1])[0, 0]))
        rows.append((view.clauses, likeliest, pieces.clause == likeliest, codes + code, second[2] + second[3]))
    alone = np.zeros(len(pieces.word))
    together = np.zeros(len(pieces.word))
    for features, row, inside, column, weight in rows:
        words, pairs = _credits(suggester, features.only(np.array([row])), pieces, spelling, inside, column)
        alone += chain * weight * words
        together += chain * weight * pairs
    return alone, together


def _credits(
    suggester: ThemeSuggester,
    features: Features,
    pieces: Cut,
    spelling: Spelling,
    inside: NDArray[np.bool_],
    column: int,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """One row's score without its offset, split over its words and pairs of words."""
    alone = np.zeros(len(pieces.word))
    together = np.zeros(len(pieces.word))
    of_words, of_pieces, of_meanings = (
        weights[:, column].astype(np.float64) * scale[0]
        for weights, scale in zip(suggester.models.blocks, features.scales, strict=True)
    )
    number = spelling.known[pieces.word]
    known = inside & (number >= 0)
    times = np.bincount(number[known], minlength=1)
    alone[known] += of_words[number[known]] / times[number[known]]
    present, counts = np.unique(pieces.word[inside], return_counts=True)
    for marks, weights in ((spelling.pieces, of_pieces), (spelling.meanings, of_meanings)):
        held = marks[present]
        holders = np.bincount(held.indices, minlength=held.shape[1])
        share = held @ np.divide(weights, holders, out=np.zeros(len(weights)), where=holders > 0)
        per_place = np.zeros(len(pieces.vocabulary))
        per_place[present] = share / counts
        alone[inside] += per_place[pieces.word[inside]]
    ends, place = pairs_of(pieces, suggester.marks, spelling.known)
    same = inside[ends] & inside[ends - 1]
    ends, place = ends[same], place[same]
    times = np.bincount(place, minlength=1)
    together[ends] += of_words[len(suggester.marks.words) + place] / times[place]
    return alone, together
