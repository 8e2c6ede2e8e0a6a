"""Which statement to show next: the one whose standing is least known."""

import numpy as np
from numpy.typing import NDArray

from openward.methods.opinion_map.projection import Plane
from openward.methods.opinion_map.representative import GroupCounts
from openward.methods.opinion_map.votes import Floats, Mask, VoteMatrix

META_PRIORITY = 7


def routing_weights(counts: GroupCounts) -> Floats:
    """Shape [statements], each in (0, 0.29]: how uncertain the share of agreement is, averaged over the groups.

    The standard deviation of a group's share of agreement given its votes, under the reference's pseudo-counts: a
    Beta distribution with agree + 1 and seen - agree + 1. Large while few have voted and while votes are split. Each
    group counts alike, so a statement that a small group has not seen is asked of it still. Source: ours; the Beta
    posterior is textbook.

    >>> counts = GroupCounts(np.array([[0.0, 50, 100]]), np.zeros((1, 3)), np.array([[0.0, 100, 100]]))
    >>> routing_weights(counts).round(3).tolist()
    [0.289, 0.049, 0.01]
    """
    for_it, against = counts.agree + 1, counts.seen - counts.agree + 1
    both = for_it + against
    weights: Floats = np.sqrt(for_it * against / (both**2 * (both + 1))).mean(axis=-2)
    return weights


def next_statements(weights: Floats, seen: Mask, most: int, *, seed: int = 0) -> NDArray[np.int64]:
    """Positions of at most `most` statements to show one person, drawn with chances in step with the weights squared.

    `weights` and `seen` have shape [statements]; what was seen is not shown again. Drawing instead of taking the
    largest keeps everybody from being asked the same. Raises nothing. Source: P. Efraimidis and P. Spirakis 2006,
    doi 10.1016/j.ipl.2005.11.003, for the draw without replacement.

    >>> next_statements(np.array([0.2, 0.1, 0.3]), np.array([False, True, False]), 5).tolist()
    [0, 2]
    """
    chances = np.random.default_rng([seed, 4]).random(len(weights))
    open_ones = np.flatnonzero(~seen & (weights > 0))
    # The larger of two of these comes first as often as of the plain keys, and none is too small for a number.
    keys = 2 * np.log(weights[open_ones]) - np.log(-np.log(np.maximum(chances[open_ones], 1e-300)))
    return open_ones[np.argsort(-keys, kind="stable")][:most]


def statement_extremity(matrix: VoteMatrix, plane: Plane) -> Floats:
    """Shape [statements]: how far from the middle one agreement with it alone would put a person.

    Source: pca-project-cmnts in pca.clj and with-proj-and-extremtiy in conversation.clj of Polis; the sign of the
    vote follows red-dwarf (agree), which is what the word means.

    >>> from openward.methods.opinion_map.projection import fit_plane
    >>> from openward.methods.opinion_map.votes import vote_matrix
    >>> matrix = vote_matrix([1, 1, 2, 2], [5, 6, 5, 6], [1, 0, -1, 0])
    >>> statement_extremity(matrix, fit_plane(matrix, np.ones(2, dtype=bool))).round(3).tolist()
    [1.414, 0.0]
    """
    alone = (1 - plane.means)[:, np.newaxis] * plane.axes * np.sqrt(len(matrix.statements))
    extremity: Floats = np.hypot(alone[:, 0], alone[:, 1])
    return extremity


def polis_priority(counts: GroupCounts, extremity: Floats, meta: Mask | None = None) -> Floats:
    """Shape [statements]: the reference's own weights for what to show, to compare with.

    The square of (1 - passes) x (1 + extremity) x agreement x (1 + 8 / 2^(seen / 5)), shares with pseudo-counts,
    everybody together; 49 for `meta` statements. Source: priority-metric in conversation.clj of Polis.

    >>> one = GroupCounts(np.array([[1.0]]), np.array([[0.0]]), np.array([[1.0]]))
    >>> polis_priority(one, np.array([0.0])).round(3).tolist()
    [12.53]
    """
    whole = counts.whole()
    agree, disagree, seen = whole.agree[0], whole.disagree[0], whole.seen[0]
    passes = (seen - agree - disagree + 1) / (seen + 2)
    importance = (1 - passes) * (extremity + 1) * (agree + 1) / (seen + 2)
    priority = importance * (1 + 8 * 2 ** (-seen / 5))
    weights: Floats = np.where(np.False_ if meta is None else meta, float(META_PRIORITY), priority) ** 2
    return weights
