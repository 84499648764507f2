"""What gives a quantity away without explaining its variance: bands of it, and copies in some rows."""

from __future__ import annotations

import math

import numpy as np
from scipy import special

from zl_expectations.statistics.leakage import ClassCounts, Floats, RegressionScore, ranks, where_present
from zl_expectations.statistics.shares import share_at_least

OF_THE_MOST = 0.98
FEWEST_ROWS = 20
HEAVY = 2.0
IN_SO_MANY = 0.5
ODDS = 8.0
FEWEST_BINS = 10


def cuts_into_bands(counts: ClassCounts, score: RegressionScore) -> bool:
    """Whether the values of a feature are bands of a quantity, which hardly overlap: a flag of its highest rows, say.

    Few values cannot explain the whole of a quantity's variance. What they explain is held against the most that so
    many rows of each value could: that of bands in the order of their means.

    Parameters
    ----------
    counts : ClassCounts
        A feature's values against the bins of the quantity, in their order. Two values at least have `FEWEST_ROWS`.
    score : RegressionScore
        The feature's, where it is present.

    Notes
    -----
    Both are of the middle ranks of the same bins, so that it does not matter where the bands end within a bin.

    Examples
    --------
    >>> bins, ones = np.full(10, 100), np.ones(2, dtype=int)
    >>> highest = np.stack([bins - np.r_[np.zeros(9, int), 60], np.r_[np.zeros(9, int), 60]])
    >>> counts = ClassCounts(highest, ones, np.zeros(2, bool))
    >>> from zl_expectations.statistics.leakage import score_regression_feature
    >>> cuts_into_bands(counts, score_regression_feature(counts))
    True
    """
    here = where_present(counts)
    sizes = np.repeat(here.counts.sum(axis=1), here.multiplicity)
    if np.count_nonzero(sizes >= FEWEST_ROWS) < 2:
        return False
    rank, variance = ranks(here.class_totals)
    means = np.repeat(here.counts @ rank / np.maximum(here.counts.sum(axis=1), 1), here.multiplicity)
    ends = np.concatenate([[0], np.cumsum(sizes[np.argsort(means, kind="stable")])])
    up_to = np.concatenate([[0], np.cumsum(here.class_totals)])
    sums_of_ranks = np.interp(ends, up_to, np.concatenate([[0], np.cumsum(here.class_totals * rank)]))
    in_band = np.diff(ends)
    most = float((np.diff(sums_of_ranks)[in_band > 0] ** 2 / in_band[in_band > 0]).sum())
    return variance > 0 and score.r2 * variance >= OF_THE_MOST * most


def copied_in_some_rows(
    counts: ClassCounts, score: RegressionScore, *, features: int = 1, alpha: float = 0.05
) -> tuple[int, int] | None:
    """In how many rows a number has the quantity's own rank, and of how many; None where honest numbers may do so.

    A copy in half of the rows explains a quarter of the variance. But in each of its bins half of the rows lie in two
    neighbouring bins of the quantity, which rise, or fall, with the number; those of a number that explains as much are
    spread over all, and those of clusters neither rise nor fall.

    Parameters
    ----------
    counts : ClassCounts
        Bins of a number against the bins of the quantity, in their order.
    score : RegressionScore
        The feature's.
    features : int
        How many features are looked at: the level of the bound is ``alpha / features``.

    Notes
    -----
    Bins of either that hold more than `HEAVY` times their part, as zeros do, are left out: to have them in common says
    little. The share's lower bound (Clopper & Pearson 1934) must be `IN_SO_MANY`, and its odds `ODDS` times those of
    the share that normal noise of the same R² leaves in two bins. Of 6,878 features beside 707 quantities in R's
    packages that are not found as a whole, twelve do so, in seven tables: all parts of a sum, times of which one may be
    the other, and numbers of clusters in their order. Bands are 33 features, such as a low birth weight.

    Examples
    --------
    >>> two_thirds, rest = np.eye(20, dtype=int) * 80, np.full((20, 20), 2)
    >>> counts = ClassCounts(two_thirds + rest, np.ones(20, int), np.zeros(20, bool), in_order=True)
    >>> copied_in_some_rows(counts, RegressionScore(0.4, 2_400))
    (1680, 2400)
    """
    table = counts.counts[~counts.missing].astype(np.float64)
    if not counts.in_order or min(table.shape) < FEWEST_BINS:
        return None
    light = table[:, _is_light(table.sum(axis=0))][_is_light(table.sum(axis=1))]
    if min(light.shape) < FEWEST_BINS:
        return None
    rows = int(light.sum())
    in_two_bins = light[:, 1:] + light[:, :-1]
    agreeing = int(max(_along_a_rise(in_two_bins), _along_a_rise(in_two_bins[::-1])))
    deviation = math.sqrt(max(1 - score.r2, 1e-12) / 12)
    honest = float(special.erf(1 / table.shape[1] / deviation / math.sqrt(2)))
    bound = float(share_at_least(agreeing, rows, alpha / features))
    stands_out = bound * (1 - honest) >= ODDS * honest * (1 - bound)
    return (agreeing, rows) if bound >= IN_SO_MANY and stands_out else None


def _along_a_rise(table: Floats) -> float:
    """The largest sum of one cell a row, where from row to row the column never falls."""
    best = np.zeros(table.shape[1])
    for row in table:
        best = np.maximum.accumulate(best) + row
    return float(best.max())


def _is_light(rows: Floats) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.asarray((rows > 0) & (rows <= HEAVY * rows.sum() / len(rows)))
