"""Folds of rows such that what belongs together stays on one side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Fold = tuple[Integers, Integers]

FOLDS = 5


def units(*labels: Integers) -> Integers:
    """The connected sets of rows: two rows that share a label, in any of the labellings, are in one set.

    Parameters
    ----------
    *labels : ndarray of int64, shape (rows,)
        A negative label is shared with nobody.

    Examples
    --------
    >>> units(np.array([0, 0, 1, -1]), np.array([5, 6, 6, -1])).tolist()
    [0, 0, 0, 1]
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    rows = len(labels[0])
    ends, offset = [], rows
    for label in labels:
        known = np.flatnonzero(label >= 0)
        ends.append((known, offset + label[known]))
        offset += int(label.max(initial=-1)) + 1
    left, right = (np.concatenate(side) for side in zip(*ends, strict=True))
    graph = coo_array((np.ones(len(left)), (left, right)), shape=(offset, offset))
    found = connected_components(graph, directed=False)[1][:rows]
    return np.asarray(np.unique(found, return_inverse=True)[1], dtype=np.int64)


def random_folds(unit: Integers, strata: Integers, seed: int) -> list[Fold]:
    """Train and evaluation rows of up to `FOLDS` folds, the strata spread evenly, each unit in one fold.

    Parameters
    ----------
    unit, strata : ndarray of int64, shape (rows,)
    """
    order = np.random.default_rng(seed).permutation(int(unit.max()) + 1)
    stratum = np.zeros(len(order), dtype=np.int64)
    stratum[unit] = strata
    fold = np.empty(len(order), dtype=np.int64)
    fold[order[np.argsort(stratum[order], kind="stable")]] = np.arange(len(order)) % FOLDS
    of_row = fold[unit]
    return _kept([(np.flatnonzero(of_row != k), np.flatnonzero(of_row == k)) for k in range(FOLDS)])


def folds_across(unit: Integers, strata: Integers, in_train: npt.NDArray[np.bool_], seed: int) -> list[Fold]:
    """The same where only rows `in_train` train and only the others evaluate.

    Each fold's evaluation rows have nothing that belongs with them among its own train rows, and all of it among those
    of every other fold.
    """
    dealt = random_folds(unit, strata, seed)
    return _kept([(train[in_train[train]], rows[~in_train[rows]]) for train, rows in dealt])


def forward_folds(unit: Integers, time: npt.NDArray[np.float64]) -> list[Fold]:
    """Each later part of the time evaluates what all before it trained; rows of units that train stand aside.

    Parameters
    ----------
    unit : ndarray of int64, shape (rows,)
    time : ndarray of float64, shape (rows,)
        Rows without a time are left out.
    """
    known = time[~np.isnan(time)]
    cuts = np.quantile(known, np.arange(1, FOLDS + 1) / (FOLDS + 1)) if len(known) else np.array([])
    part = np.where(np.isnan(time), -1, np.searchsorted(cuts, time, side="left"))
    found = []
    for k in range(1, FOLDS + 1):
        train = np.flatnonzero((part >= 0) & (part < k))
        later = np.flatnonzero(part == k)
        found.append((train, later[~np.isin(unit[later], unit[train])]))
    return _kept(found)


def _kept(folds: Sequence[Fold]) -> list[Fold]:
    return [(train, evaluation) for train, evaluation in folds if len(train) and len(evaluation)]
