"""Which texts are nearly the same, among up to millions?

For seeing copied posts, campaigns with a template and double entries, whatever the script. Two texts are compared by
the set of their words (`shingles`), by the Jaccard index: words in both over words in either. Two changed words in
thirty different ones give 28/32 = 0.875. Copies are put together first; candidates come from MinHash signatures in
bands (`banding`), are compared exactly (`comparing`) and joined to groups (connected components).

Sources: A. Z. Broder 1997; P. Indyk and R. Motwani 1998; S. Dahlgaard, M. Knudsen and M. Thorup, "Fast similarity
sketching", 2017, as built in `rensa`. Assumptions: likeness of words, not of meaning or of intent. Memory beside
the texts: 8 bytes for each different word of each text, twice for a moment, and up to 500 MB for signatures; measured
0.85 GB for a million posts of thirty words.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from openward.methods.near_duplicates.banding import Bands, bands_for, buckets
from openward.methods.near_duplicates.comparing import Alike, Comparison
from openward.methods.near_duplicates.result import (
    Caveat,
    CaveatKey,
    Floats,
    NearDuplicates,
    NearDuplicatesError,
    TooManyPairsError,
    UnusableOptionsError,
)
from openward.methods.near_duplicates.shingles import SHORT, Integers, Sets, Shingled, UnusableTextsError, shingled

__all__ = [
    "Caveat",
    "CaveatKey",
    "NearDuplicates",
    "NearDuplicatesError",
    "TooManyPairsError",
    "UnusableOptionsError",
    "UnusableTextsError",
    "near_duplicate_pairs",
]

FEWEST_PAIRS = 2_000_000
FEW = 256
"""Up to so many different texts all pairs are compared, and nothing is left to chance."""


def near_duplicate_pairs(
    texts: Sequence[str], *, threshold: float = 0.8, seed: int = 1, most_pairs: int | None = None
) -> NearDuplicates:
    """The pairs of `texts` whose Jaccard index is at least `threshold`, and the groups they form.

    Returns a `NearDuplicates`; its arrays of texts are as long as `texts`. Similarities are exact. A pair exactly at
    the threshold is found with a chance of at least 0.99, a more similar one with a greater; up to 256 different texts
    every pair is found. Nothing below the threshold is reported. The same texts and seed give the same result. Short
    texts (at most 8 different words, in a script with spaces) are compared with each other by overlapping threes of
    characters.

    `most_pairs` (default: 20 for each text, at least 2 million) is how many pairs of a band are compared; in a larger
    crowd of likely duplicates each text is compared with a few leaders, so that the group is found but not all of its
    pairs, and a caveat says so. With the default this cannot happen among fewer than 2,000 texts.

    Raises `UnusableTextsError` when something is not a str, `UnusableOptionsError` for a threshold that does not lie
    above 0 and at most at 1, a negative seed or a limit below 1. Fewer than two texts with words give a result without
    pairs and a caveat. Source: the module docstring.

    >>> found = near_duplicate_pairs(["The nurse was kind.", "the nurse was kind", "The nurse was kindd", "Long wait"])
    >>> found.copy_of.tolist(), found.group.tolist()
    ([0, 0, 2, 3], [0, 0, 0, -1])
    >>> found.first.tolist(), found.second.tolist(), found.similarity.round(2).tolist()
    ([0], [2], [0.84])
    """
    if not 0 < threshold <= 1:
        raise UnusableOptionsError(f"the threshold must lie above 0 and at most at 1, not at {threshold}")
    if seed < 0:
        raise UnusableOptionsError(f"the seed must not be negative, as {seed} is")
    if most_pairs is not None and most_pairs < 1:
        raise UnusableOptionsError(f"the most pairs must be at least 1, not {most_pairs}")
    bands = bands_for(threshold)
    limit = max(FEWEST_PAIRS, 20 * len(texts)) if most_pairs is None else most_pairs
    all_sets = shingled(texts, seed=seed)
    is_short, with_words = all_sets.is_short, all_sets.words.sizes > 0
    copy_of = _copies(all_sets.mark, with_words)
    is_distinct = copy_of == np.arange(len(texts))
    by_characters = is_distinct & is_short
    by_words = is_distinct & (~is_short | (all_sets.words.sizes >= threshold * _fewest_words(all_sets) - 1e-9))
    words, characters = all_sets.words.where(by_words), all_sets.characters.where(by_characters)
    del all_sets
    own = [
        _compared(words, is_short[by_words], np.flatnonzero(by_words), bands, threshold, seed, limit),
        _compared(
            characters,
            np.zeros(len(characters.sizes), np.bool_),
            np.flatnonzero(by_characters),
            bands,
            threshold,
            seed,
            limit,
        ),
    ]
    first, second, similarity = (np.concatenate(parts) for parts in zip(*(pairs for pairs, _ in own), strict=True))
    order = np.lexsort((second, first))
    group, lowest = _groups(copy_of, first, second, similarity)
    return NearDuplicates(
        texts=len(texts),
        threshold=threshold,
        first=first[order],
        second=second[order],
        similarity=similarity[order],
        copy_of=copy_of,
        group=group,
        lowest=lowest,
        bands=bands,
        caveats=_caveats(with_words, is_short, sum(crowded for _, crowded in own)),
    )


def _fewest_words(all_sets: Shingled) -> int:
    """How many words the smallest text has that is not short: a much shorter one cannot be like it."""
    sizes = all_sets.words.sizes[~all_sets.is_short & (all_sets.words.sizes > 0)]
    return int(sizes.min(initial=np.iinfo(np.int32).max))


def _copies(mark: NDArray[np.uint64], with_words: NDArray[np.bool_]) -> Integers:
    """For each text the first one with the same set; -1 where there is none."""
    copy_of = np.full(len(mark), -1, np.int64)
    named = np.flatnonzero(with_words)
    _, first, own = np.unique(mark[named], return_index=True, return_inverse=True)
    copy_of[named] = named[first[own]]
    return copy_of


def _compared(
    sets: Sets,
    is_apart: NDArray[np.bool_],
    names: Integers,
    bands: Bands,
    threshold: float,
    seed: int,
    most_pairs: int,
) -> tuple[tuple[Integers, Integers, Floats], int]:
    comparison = Comparison(sets, is_apart, threshold, most_pairs)
    number = len(sets.sizes)
    if number <= FEW:
        comparison.add(np.arange(number), np.array([0, number]))
    else:
        for members, offsets in buckets(sets, bands, seed=seed % (1 << 32)):
            comparison.add(members, offsets)
    alike: Alike = comparison.alike()
    crowded = len(np.unique(np.concatenate(comparison.crowded))) if comparison.crowded else 0
    return (names[alike.first], names[alike.second], alike.similarity), crowded


def _groups(copy_of: Integers, first: Integers, second: Integers, similarity: Floats) -> tuple[Integers, Floats]:
    """Each text's group, by falling size, -1 for none; and the least similarity found in each group."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    texts = len(copy_of)
    named = np.flatnonzero(copy_of >= 0)
    ties = np.concatenate([first, named]), np.concatenate([second, copy_of[named]])
    graph = coo_array((np.ones(len(ties[0]), np.bool_), ties), shape=(texts, texts))
    _, part = connected_components(graph, directed=False) if texts else (0, np.zeros(0, np.int64))
    sizes = np.bincount(part, minlength=1)
    kept = np.flatnonzero(sizes > 1)
    # Parts are numbered by their first text: of equally large groups the one that begins earlier comes first.
    kept = kept[np.argsort(-sizes[kept], kind="stable")]
    number = np.full(len(sizes), -1, np.int64)
    number[kept] = np.arange(len(kept))
    group = number[part]
    lowest = np.ones(len(kept))
    np.minimum.at(lowest, group[first], similarity)
    return group, lowest


def _caveats(with_words: NDArray[np.bool_], is_short: NDArray[np.bool_], crowded: int) -> tuple[Caveat, ...]:
    caveats = []
    named = int(with_words.sum())
    if named < 2:
        few = "Fewer than two texts have words: there is nothing to compare."
        caveats.append(Caveat(CaveatKey.TOO_FEW_TEXTS, named, few))
    without = len(with_words) - named
    if without:
        sentence = f"{without:,} texts have no words and were left out."
        caveats.append(Caveat(CaveatKey.NO_WORDS, without, sentence))
    short = int(is_short.sum())
    if short:
        sentence = (
            f"{short:,} texts have at most {SHORT} different words. They were compared letter by letter: people often "
            "write the same few words without knowing of each other."
        )
        caveats.append(Caveat(CaveatKey.SHORT_TEXTS, short, sentence))
    if crowded:
        sentence = (
            f"{crowded:,} texts lie in large crowds of much the same text. Their groups are given, but not every pair."
        )
        caveats.append(Caveat(CaveatKey.CROWDS, crowded, sentence))
    meaning = "Texts are compared by their words alone. The same words do not show who copied whom, or why."
    caveats.append(Caveat(CaveatKey.WORDS_ONLY, len(with_words), meaning))
    return tuple(caveats)
