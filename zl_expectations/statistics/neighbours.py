"""What a scale says about the target, read value by value with the help of the neighbours.

In a hundred rows a bin holds ten, and a bin on the border of two classes blurs them: a target of three classes with
hardly any noise had a cross-fitted AUC of .98, and that of a value seen once is .5.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from zl_expectations.errors import BadInputError
from zl_expectations.statistics.cross_fitting import areas_within, repeats_for
from zl_expectations.statistics.leakage import (
    FOLDS,
    ClassCounts,
    Floats,
    Integers,
    RegressionScore,
    auc_lower_bound,
    mean_and_worst,
    mean_over_folds,
    ranks,
    where_present,
)

REACH = 4
WEIGHT = 0.3
PRIOR_ROWS, HARDLY_ANY = 0.1, 1e-3
PROMISING = 0.4
PROMISING_R2 = 0.85
NEARLY_PERFECT = 0.995
VERY_GOOD = 0.98
BLURRED = 0.93


def is_promising(counts: ClassCounts) -> bool:
    """Whether a feature's bins tell the classes apart well enough, as they are, for a second look.

    Examples
    --------
    >>> blurred = ClassCounts(np.array([[10, 0], [5, 5], [0, 10]]), np.ones(3, int), np.zeros(3, bool))
    >>> noise = ClassCounts(np.array([[6, 4], [5, 5], [4, 6]]), np.ones(3, int), np.zeros(3, bool))
    >>> is_promising(blurred), is_promising(noise)
    (True, False)
    """
    rows, common = counts.rows, int(counts.class_totals.max())
    told = int(counts.multiplicity @ counts.counts.max(axis=1))
    return rows > common and (told - common) / (rows - common) >= PROMISING


def score_by_neighbours(
    steps: Integers, missing: Integers, *, seed: int = 0, alpha: float = 0.05
) -> tuple[float, float]:
    """AUC of the class that a scale tells worst, or of their mean where that is smaller, and its lower bound.

    Parameters
    ----------
    steps : ndarray of int64, shape (steps, classes)
        Rows of each class at each value, in the order of the values.
    missing : ndarray of int64, shape (classes,)
        Rows of each class without a value, which have no neighbours.
    seed : int
        Makes the deal into folds the same everywhere.
    alpha : float
        Level of the bound.

    Notes
    -----
    As in `leakage.score_feature`, but a value predicts by its own rows in the other folds and by those of the `REACH`
    next values on either side, each step away counting `WEIGHT` as much. A number without meaning scores .5.

    See `stands_out` for what the score is worth.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> target = rng.integers(0, 3, 105)
    >>> steps = np.eye(3, dtype=int)[target[np.argsort(target + rng.normal(0, 0.05, 105))]]
    >>> score_by_neighbours(steps, np.zeros(3, int))[0] > NEARLY_PERFECT
    True
    """
    cells = np.concatenate([steps, missing[None, :]])
    cells = cells[:, cells.any(axis=0)]
    totals = cells.sum(axis=0)
    areas = [areas_within(share, inside) for share, inside in _dealt(cells, seed, PRIOR_ROWS)]
    lowest = min(mean_and_worst(dict(enumerate(map(mean_over_folds, np.concatenate(areas).T))), totals))
    return lowest, auc_lower_bound(lowest, int(totals.sum() - totals.max()), alpha)


def is_promising_for_quantity(counts: ClassCounts) -> bool:
    """Whether the bins of a feature, those of the missing value aside, keep the target's rank well enough as they are.

    Examples
    --------
    >>> each, noise = 10 * np.eye(10, dtype=int), np.ones((10, 10), dtype=int)
    >>> several = np.ones(10, int), np.zeros(10, bool)
    >>> [is_promising_for_quantity(ClassCounts(counts, *several)) for counts in (each, noise)]
    [True, False]
    """
    here = where_present(counts)
    rank, variance = ranks(here.class_totals)
    rows = here.counts.sum(axis=1)
    means = here.counts @ rank / np.maximum(rows, 1)
    return variance > 0 and float(here.multiplicity @ (rows * means**2)) >= PROMISING_R2 * variance


def score_quantity_by_neighbours(steps: Integers, missing: Integers, *, seed: int = 0) -> RegressionScore:
    """The cross-fitted share of the variance of a quantity's rank, a value's neighbours predicting with it.

    Parameters
    ----------
    steps, missing : ndarray of int64
        As for `score_by_neighbours`; the classes are the bins of the target, in their order.

    Notes
    -----
    As `leakage.score_regression_feature`, where bins of ten rows blur what lies within them.

    Of 10,160 features against 2,028 quantities in R's packages 522 had .95 there before rare values were joined; of the
    others 35 had .95 here, such as years beside what grows with them, and measurements of one thing by several people.
    One of them had .99, which is a copy (an index of air quality).

    Examples
    --------
    >>> target = np.repeat(np.arange(20), 5)
    >>> copy = np.eye(20, dtype=int)[target]
    >>> score_quantity_by_neighbours(copy, np.zeros(20, dtype=int)).r2 > 0.99
    True
    """
    cells = np.concatenate([steps, missing[None, :]])
    rank, variance = ranks(cells.sum(axis=0))
    rows = int(cells.sum())
    if variance == 0:
        raise BadInputError("A continuous target must take at least two values, got one.")
    errors = [
        float((inside * (rank - (share @ rank)[:, :, None]) ** 2).sum())
        for share, inside in _dealt(cells, seed, HARDLY_ANY)
    ]
    return RegressionScore(1 - float(np.mean(errors)) / variance, rows)


def _dealt(cells: Integers, seed: int, prior: float) -> Iterator[tuple[Floats, Integers]]:
    """For each deal into folds the share of each class that a value predicts, and the rows that it predicts for.

    So many rows of the classes' proportions are added to each value's: more than hardly any draws a quantity that is
    known from its neighbours alone towards the mean.
    """
    totals = cells.sum(axis=0)
    rows = int(totals.sum())
    rng = np.random.default_rng(seed)
    for _ in range(repeats_for(rows)):
        inside = np.moveaxis(rng.multinomial(cells, np.full(FOLDS, 1 / FOLDS)), 2, 0)
        seen = _with_neighbours((cells - inside).astype(np.float64))
        yield (seen + prior * totals / rows) / (seen.sum(axis=2, keepdims=True) + prior), inside


def stands_out(score: float, in_bins: float) -> bool:
    """Whether a scale's score by neighbours is one that measurements do not have, given its score by bins.

    Either nearly perfect, or very good although the bins blur it: then the classes change many times along the scale.
    Of 7,084 features against 654 targets in 375 tables, 12 scales that are not found by their bins stand out: numbers
    of people, classes, counties and periods, and a handful of measurements in at most 130 rows. iris's petals score
    .986, with .973 by bins.

    Examples
    --------
    >>> stands_out(0.996, 0.98), stands_out(0.985, 0.8), stands_out(0.986, 0.973)
    (True, True, False)
    """
    return score >= NEARLY_PERFECT or (score >= VERY_GOOD and in_bins <= BLURRED)


def _with_neighbours(seen: Floats) -> Floats:
    """Each value's rows in the other folds, and those of the next values on either side; the last has no neighbours."""
    scale = seen[:, :-1]
    total = seen.copy()
    for step in range(1, min(REACH, scale.shape[1] - 1) + 1):
        total[:, step:-1] += WEIGHT**step * scale[:, :-step]
        total[:, : -1 - step] += WEIGHT**step * scale[:, step:]
    return total
