"""What one feature alone says about the target: cross-fitted from the table of feature value against class."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy import special

from zl_expectations.errors import BadInputError
from zl_expectations.statistics.tier import Tier

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

FOLDS = 5
ROWS_FOR_ONE_REPEAT = 20_000


@dataclass(frozen=True)
class ClassCounts:
    """How the rows of a feature's values fall into the classes.

    Attributes
    ----------
    counts : ndarray of int64, shape (vectors, classes)
        Rows of each class.
    multiplicity : ndarray of int64, shape (vectors,)
        How many values of the feature have this vector.
    missing : ndarray of bool, shape (vectors,)
        Whether the vector is that of the missing value.
    """

    counts: Integers
    multiplicity: Integers
    missing: npt.NDArray[np.bool_]

    @cached_property
    def class_totals(self) -> Integers:
        """Rows of each class, shape (classes,)."""
        return np.asarray(self.multiplicity @ self.counts, dtype=np.int64)

    @property
    def rows(self) -> int:
        """Rows in all."""
        return int(self.class_totals.sum())


@dataclass(frozen=True)
class FeatureScore:
    """What a feature says about a class.

    Attributes
    ----------
    auc : float
        Area under the ROC curve, one class against the rest, averaged within folds and over classes.
    auc_lower : float
        Its lower bound at level alpha.
    best_class : int
        The class that the feature tells best from the rest.
    best_class_auc, best_class_auc_lower : float
        Its AUC, and the lower bound at level alpha over the number of features.
    explained : float
        U = 1 - CE / H(Y): the share of the target's entropy that the feature removes; below zero where it removes none.
    missing_auc : float or None
        AUC of the indicator of the missing value alone, for the class it tells best; None where nothing is missing.
    rows, minority_rows : int
        Rows, and rows outside the largest class.
    """

    auc: float
    auc_lower: float
    best_class: int
    best_class_auc: float
    best_class_auc_lower: float
    explained: float
    missing_auc: float | None
    rows: int
    minority_rows: int


def auc_lower_bound(auc: float, minority_rows: int, alpha: float) -> float:
    """Lower bound of an AUC: BetaInv(alpha; m·A, m·(1 - A) + 1), m the rows outside the largest class.

    A bound on the log-odds breaks down near 1; this one says that a perfect AUC proves .95 from 59 rows on, and .99
    from 299.

    Examples
    --------
    >>> auc_lower_bound(1.0, 58, 0.05) < 0.95 <= auc_lower_bound(1.0, 59, 0.05)
    True
    """
    if minority_rows < 1 or auc <= 0:
        return 0.0
    return float(special.betaincinv(minority_rows * auc, minority_rows * (1 - auc) + 1, alpha))


def score_feature(
    counts: ClassCounts, *, folds: int = FOLDS, seed: int = 0, alpha: float = 0.05, features: int = 1
) -> FeatureScore:
    """Score a feature by cross-fitting its counts.

    Parameters
    ----------
    counts : ClassCounts
        At least two classes with rows.
    folds : int
        The rows of each cell are dealt into so many folds at random; rows of one cell are exchangeable, so this is the
        same as dealing the rows of the table.
    seed : int
        Makes the deal the same everywhere; the order of the vectors does not matter.
    alpha : float
        Level of the lower bounds.
    features : int
        How many features are judged together, for the warning tier's bound.

    Raises
    ------
    BadInputError
        When fewer than two classes have rows.

    Notes
    -----
    A value v predicts class k in one fold by its rows in the others, p = (n_vk + π_k) / (n_v + 1). A value that is
    seen in no other fold predicts the class proportions, so an identifier scores .5 and explains nothing. With more
    than two classes, m in the bound of the mean is the number of rows outside the largest class, which for two is the
    smaller class.

    Examples
    --------
    >>> copy = ClassCounts(np.array([[300, 0], [0, 700]]), np.array([1, 1]), np.array([False, False]))
    >>> score = score_feature(copy)
    >>> score.auc, round(score.explained, 2), round(score.auc_lower, 3)
    (1.0, 1.0, 0.99)
    """
    totals = counts.class_totals
    rows = counts.rows
    present = np.flatnonzero(totals)
    if len(present) < 2:
        raise BadInputError(f"A feature can be judged against at least two classes, got {len(present)}.")
    prior = totals / rows
    judged = present[-1:] if len(present) == 2 else present
    aucs: dict[int, list[float]] = {int(k): [] for k in judged}
    entropies = []
    for fold in _deal(counts, folds, seed, repeats=1 if rows >= ROWS_FOR_ONE_REPEAT else 3):
        entropies.append(fold.cross_entropy(prior))
        for k in judged:
            if (auc := fold.auc(int(k), prior)) is not None:
                aucs[int(k)].append(auc)
    mean = {k: float(np.mean(found)) if found else 0.5 for k, found in aucs.items()}
    auc = float(np.mean(list(mean.values())))
    best = max(mean, key=lambda k: (mean[k], -k))
    minority = rows - int(totals.max())
    entropy = float(-(prior[present] @ np.log(prior[present])))
    return FeatureScore(
        auc=auc,
        auc_lower=auc_lower_bound(auc, minority, alpha),
        best_class=best,
        best_class_auc=mean[best],
        best_class_auc_lower=auc_lower_bound(mean[best], int(min(totals[best], rows - totals[best])), alpha / features),
        explained=1 - float(np.mean(entropies)) * folds / rows / entropy,
        missing_auc=_missing_auc(counts),
        rows=rows,
        minority_rows=minority,
    )


def judge_feature(
    score: FeatureScore, *, critical_auc: float = 0.9875, critical_lower: float = 0.95, warning_lower: float = 0.925
) -> Tier:
    """Say whether a feature predicts the target alone, comes close, or cannot be told at this size."""
    if score.auc >= critical_auc and score.auc_lower >= critical_lower:
        return Tier.CRITICAL
    if score.best_class_auc_lower >= warning_lower:
        return Tier.WARNING
    return Tier.CANNOT_TELL if score.auc >= critical_auc else Tier.NONE


@dataclass(frozen=True)
class RegressionScore:
    """What a feature says about a continuous target: the cross-fitted share of the variance of its rank."""

    r2: float
    rows: int


def score_regression_feature(counts: ClassCounts, *, folds: int = FOLDS, seed: int = 0) -> RegressionScore:
    """Score a feature against a continuous target whose quantile bins are the classes, in their order.

    Notes
    -----
    The target of a row is the middle rank of its bin; a value predicts the mean rank of its rows in the other folds,
    or the mean of all where it has none. Ranks, because a leak through a logarithm is one too: R² of the rank found 64
    of 64 exact copies of a logarithm, the correlation of the values 9.
    """
    totals = counts.class_totals
    rows = counts.rows
    rank = (np.cumsum(totals) - totals / 2) / max(rows, 1)
    centre = float(totals @ rank) / max(rows, 1)
    variance = float(totals @ (rank - centre) ** 2) / max(rows, 1)
    if variance == 0:
        raise BadInputError("A continuous target must take at least two values, got one.")
    errors = [
        fold.squared_error(rank, centre) for fold in _deal(counts, folds, seed, 1 if rows >= ROWS_FOR_ONE_REPEAT else 3)
    ]
    return RegressionScore(1 - float(np.mean(errors)) * folds / rows / variance, rows)


def judge_regression_feature(
    score: RegressionScore, *, critical_r2: float = 0.99, warning_r2: float = 0.95, min_rows: int = 59
) -> Tier:
    """Say whether a feature predicts a continuous target alone; below `min_rows` rows that cannot be told."""
    if score.r2 >= critical_r2:
        return Tier.CRITICAL if score.rows >= min_rows else Tier.CANNOT_TELL
    return Tier.WARNING if score.r2 >= warning_r2 and score.rows >= min_rows else Tier.NONE


@dataclass(frozen=True)
class _Fold:
    """One fold: the cells' rows inside it and outside it."""

    values: int
    value: Integers
    klass: Integers
    inside: Integers
    outside: Integers

    @cached_property
    def outside_rows(self) -> Floats:
        return np.bincount(self.value, self.outside, self.values).astype(np.float64)

    def cross_entropy(self, prior: Floats) -> float:
        """Sum of -ln p over the rows of the fold."""
        p = (self.outside + prior[self.klass]) / (self.outside_rows[self.value] + 1)
        return float(-(self.inside @ np.log(p)))

    def auc(self, klass: int, prior: Floats) -> float | None:
        """Area under the ROC curve of one class against the rest; None where the fold lacks one of the two."""
        of = self.klass == klass
        positive = np.bincount(self.value[of], self.inside[of], self.values)
        negative = np.bincount(self.value, self.inside, self.values) - positive
        if not positive.any() or not negative.any():
            return None
        score = (np.bincount(self.value[of], self.outside[of], self.values) + prior[klass]) / (self.outside_rows + 1)
        _, rank = np.unique(score, return_inverse=True)
        positive, negative = np.bincount(rank, positive), np.bincount(rank, negative)
        below = np.cumsum(negative) - negative
        return float(positive @ (below + negative / 2) / (positive.sum() * negative.sum()))

    def squared_error(self, rank: Floats, centre: float) -> float:
        """Sum of squared errors of the ranks over the rows of the fold."""
        sums = np.bincount(self.value, self.outside * rank[self.klass], self.values)
        seen = self.outside_rows
        predicted = np.where(seen > 0, sums / np.maximum(seen, 1), centre)
        return float(self.inside @ (rank[self.klass] - predicted[self.value]) ** 2)


def _deal(counts: ClassCounts, folds: int, seed: int, repeats: int) -> Iterator[_Fold]:
    """Deal the rows of every cell into folds.

    All values that hold one row become one value without rows in other folds: each would predict the class proportions.
    """
    order = np.lexsort((counts.multiplicity, *counts.counts.T[::-1]))
    vectors, times = counts.counts[order], counts.multiplicity[order]
    single = vectors.sum(axis=1) == 1
    several = np.repeat(vectors[~single], times[~single], axis=0)
    value, klass = np.nonzero(several)
    cells = several[value, klass]
    alone = times[single] @ vectors[single] if single.any() else np.zeros(vectors.shape[1], dtype=np.int64)
    lonely = np.flatnonzero(alone)
    rng = np.random.default_rng(seed)
    share = np.full(folds, 1 / folds)
    for _ in range(repeats):
        dealt, dealt_alone = rng.multinomial(cells, share), rng.multinomial(alone[lonely], share)
        for fold in range(folds):
            yield _Fold(
                values=len(several) + 1,
                value=np.concatenate([value, np.full(len(lonely), len(several))]),
                klass=np.concatenate([klass, lonely]),
                inside=np.concatenate([dealt[:, fold], dealt_alone[:, fold]]),
                outside=np.concatenate([cells - dealt[:, fold], np.zeros(len(lonely), dtype=np.int64)]),
            )


def _missing_auc(counts: ClassCounts) -> float | None:
    """AUC of "is missing" against each class, the best of them, whichever way it points."""
    missing = counts.multiplicity[counts.missing] @ counts.counts[counts.missing]
    if not missing.any():
        return None
    totals = counts.class_totals
    rest, rest_missing = totals.sum() - totals, missing.sum() - missing
    valid = (totals > 0) & (rest > 0)
    difference = missing[valid] / totals[valid] - rest_missing[valid] / rest[valid]
    return float(0.5 + np.abs(difference).max() / 2)
