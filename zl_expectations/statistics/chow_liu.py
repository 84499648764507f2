"""A tree of pairwise dependencies (Chow & Liu 1968): how probable a row is from the frequencies of pairs alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


def entropy(frequencies: Mapping[int, int]) -> float:
    """The entropy in nats of a column, from how many of its values stand how often.

    Examples
    --------
    >>> round(entropy({1: 2}), 4), entropy({5: 1})
    (0.6931, 0.0)
    """
    # In one order: by their last digits, sums in each engine's own order would choose other trees among equal ones.
    often, times = np.array(sorted(frequencies.items()), dtype=np.float64).reshape(-1, 2).T
    rows = float(often @ times)
    return float(np.log(rows) - (often * times) @ np.log(often) / rows) if rows else 0.0


def mutual_information(joint: Floats) -> Floats:
    """Mutual information of every pair of columns.

    Parameters
    ----------
    joint : ndarray, shape (d, d)
        Joint entropies; on the diagonal each column's own.

    Returns
    -------
    ndarray, shape (d, d)
    """
    own = np.diag(joint)
    return np.asarray(np.maximum(own[:, None] + own[None, :] - joint, 0.0))


def maximum_spanning_tree(weights: Floats) -> list[tuple[int, int]]:
    """The edges (parent, child) of the heaviest tree over the columns, from column 0 on (Prim).

    Examples
    --------
    >>> maximum_spanning_tree(np.array([[0, 1, 5], [1, 0, 2], [5, 2, 0.0]]))
    [(0, 2), (2, 1)]
    """
    d = len(weights)
    best, parent = weights[0].copy(), np.zeros(d, dtype=np.int64)
    outside = np.ones(d, dtype=bool)
    outside[0] = False
    edges = []
    for _ in range(d - 1):
        child = int(np.argmax(np.where(outside, best, -np.inf)))
        edges.append((int(parent[child]), child))
        outside[child] = False
        nearer = outside & (weights[child] > best)
        best[nearer], parent[nearer] = weights[child][nearer], child
    return edges


def log_probability(
    single: Integers, pairs: Integers, edges: Sequence[tuple[int, int]], *, rows: int, copies: Integers
) -> Floats:
    """Log-probability of each row under the tree, the row's own copies left out of every count.

    Parameters
    ----------
    single : ndarray, shape (r, d)
        Train rows that have the row's value in each column.
    pairs : ndarray, shape (r, d - 1)
        Train rows that have its values in both columns of each edge.
    edges : sequence of (parent, child)
        From `maximum_spanning_tree`.
    rows : int
        Train rows.
    copies : ndarray, shape (r,)
        Train rows that equal the row in every column. Left in, they would make each copy explain itself.

    Returns
    -------
    ndarray, shape (r,)
        Minus infinity for a row with a value that only its copies have: chance cannot repeat it.

    Notes
    -----
    ln q = Σ ln P(column) + Σ ln lift(edge), with lift = (n_pair + p) / (n_expected + p): n_expected are the rows that
    would have both values were the columns independent, and p is the larger of the two values' shares. Where one of
    the values is rare the other's own frequency speaks, and neither the root nor an edge's direction matters.
    """
    left = np.maximum(rows - copies, 1).astype(np.float64)
    own = (single - copies[:, None]).astype(np.float64)
    share = own / left[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        log_q = np.log(share).sum(axis=1)
        for e, (one, other) in enumerate(edges):
            together, larger = pairs[:, e] - copies, np.maximum(share[:, one], share[:, other])
            log_q = log_q + np.log((together + larger) / (own[:, one] * share[:, other] + larger))
    return np.where((own > 0).all(axis=1), log_q, -np.inf)
