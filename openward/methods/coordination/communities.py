"""Groups in a network: connected components, divided where the links clearly fall into parts."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array
from scipy.sparse.csgraph import connected_components

from openward.methods.coordination.result import Codes, Floats

CLEARLY_DIVIDED = 0.3
"""Modularity from which a division is held to be real: M. E. J. Newman, M. Girvan 2004 give 0.3 to 0.7 for networks
with strong communities; random networks of the size met here stay below."""

SWEEPS = 30


def communities(
    first: NDArray[np.integer], second: NDArray[np.integer], weight: Floats, *, nodes: int, seed: int = 0
) -> Codes:
    """A group number for each node, shape [nodes], -1 for a node without a link.

    Links `first`, `second` with positive `weight` have shape [links]. Connected components are divided by
    modularity (local moving and merging, as in the Louvain method) where the division reaches a modularity of 0.3
    in its component. Groups are numbered from 0, the largest first, equal ones by their first node. Deterministic
    under `seed`. Raises nothing. Source: V. D. Blondel and others 2008, doi 10.1088/1742-5468/2008/10/P10008;
    M. E. J. Newman, M. Girvan 2004, doi 10.1103/PhysRevE.69.026113.

    >>> communities(np.array([0, 1, 3]), np.array([1, 2, 4]), np.ones(3), nodes=6).tolist()
    [0, 0, 0, 1, 1, -1]
    """
    matrix = csr_array((weight, (first, second)), shape=(nodes, nodes))
    matrix = (matrix + matrix.T).tocsr()
    linked = np.diff(matrix.indptr) > 0
    _, component = connected_components(matrix, directed=False)
    labels = np.where(linked, component, -1).astype(np.int64)
    for number in np.flatnonzero(np.bincount(component[linked]) > 3) if linked.any() else ():
        members = np.flatnonzero(labels == number)
        inside = matrix[members][:, members]
        parts = _divided(inside, np.random.default_rng(seed))
        if modularity(inside, parts) >= CLEARLY_DIVIDED:
            labels[members] = parts + labels.max() + 1
    return numbered(labels)


def modularity(matrix: csr_array, labels: NDArray[np.integer]) -> float:
    """How much more weight lies inside the parts than their degrees alone would give; -0.5 to 1.

    `matrix` is symmetric, [nodes, nodes]; `labels` has shape [nodes]. 0 for a network without links.

    >>> two_pairs = np.array([[0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0]])
    >>> modularity(csr_array(two_pairs), np.array([0, 0, 1, 1]))
    0.5
    """
    total = float(matrix.sum())
    if not total:
        return 0.0
    flat = matrix.tocoo()
    rows, columns = flat.coords
    inside = float(flat.data[labels[rows] == labels[columns]].sum()) / total
    shares = np.bincount(labels, weights=np.asarray(matrix.sum(axis=1)).ravel()) / total
    return inside - float(shares @ shares)


def _divided(matrix: csr_array, random: np.random.Generator) -> NDArray[np.int64]:
    """Parts by local moving, then again on the network of the parts, until nothing moves."""
    labels = np.arange(matrix.shape[0])
    current = matrix
    while True:
        moved = _moved(current, random)
        _, moved = np.unique(moved, return_inverse=True)
        if moved.max(initial=-1) + 1 == current.shape[0]:
            return labels
        labels = moved[labels]
        gather = csr_array((np.ones(len(moved)), (np.arange(len(moved)), moved)))
        current = (gather.T @ current @ gather).tocsr()


def _moved(matrix: csr_array, random: np.random.Generator) -> NDArray[np.int64]:
    """Every node where it gains most modularity. Half of the nodes at a time, or neighbours would swap for ever."""
    nodes = matrix.shape[0]
    degrees = np.asarray(matrix.sum(axis=1)).ravel()
    total = degrees.sum()
    loops = matrix.diagonal()
    links = (matrix - diags_array(loops)).tocsr()
    links.eliminate_zeros()
    labels = np.arange(nodes)
    best, best_labels = modularity(matrix, labels), labels
    for _ in range(SWEEPS):
        before = labels
        for half in np.array_split(random.permutation(nodes), min(nodes, 4)):
            labels = _stepped(links, degrees, total, labels, half)
        reached = modularity(matrix, labels)
        if reached > best + 1e-12:
            best, best_labels = reached, labels
        if np.array_equal(before, labels):
            break
    return best_labels


def _stepped(
    links: csr_array, degrees: Floats, total: float, labels: NDArray[np.int64], nodes: NDArray[np.int64]
) -> NDArray[np.int64]:
    """`labels` after each of `nodes` went to the neighbouring part with the largest gain, all at once."""
    weights = np.bincount(labels, weights=degrees, minlength=len(labels))
    onto = csr_array((np.ones(len(labels)), (np.arange(len(labels)), labels)), shape=(len(labels), len(labels)))
    near = (links[nodes] @ onto).tocoo()
    rows, parts = near.coords
    own = parts == labels[nodes[rows]]
    gain = near.data - degrees[nodes[rows]] * (weights[parts] - own * degrees[nodes[rows]]) / total
    stay = -degrees[nodes] * (weights[labels[nodes]] - degrees[nodes]) / total
    stay[rows[own]] = gain[own]
    order = np.lexsort((parts, -gain, rows))
    first = order[np.flatnonzero(np.diff(rows[order], prepend=-1))]
    better = gain[first] > stay[rows[first]] + 1e-12
    moved = labels.copy()
    moved[nodes[rows[first[better]]]] = parts[first[better]]
    return moved


def numbered(labels: NDArray[np.int64]) -> Codes:
    """Groups from 0 on, the largest first, then by their first node; -1 stays. Shape [nodes]; raises nothing.

    >>> numbered(np.array([7, -1, 3, 3])).tolist()
    [1, -1, 0, 0]
    """
    linked = labels >= 0
    if not linked.any():
        return labels.astype(np.int32)
    _, start, inverse, sizes = np.unique(labels[linked], return_index=True, return_inverse=True, return_counts=True)
    order = np.lexsort((start, -sizes))
    number = np.empty(len(order), dtype=np.int32)
    number[order] = np.arange(len(order), dtype=np.int32)
    answer = np.full(len(labels), -1, dtype=np.int32)
    answer[linked] = number[inverse]
    return answer
