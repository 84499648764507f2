"""How uneven classes are, what the trivial answer is worth, and whether two splits have the same classes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy import special

from zl_expectations.errors import BadInputError
from zl_expectations.statistics.several_tests import holm
from zl_expectations.statistics.shares import share_at_least, share_at_most
from zl_expectations.statistics.tier import MOST_MISSING, Tier

MONTE_CARLO_DRAWS = 9_999
MOST_DRAWN_ROWS = 10**9 - 1
FEWEST_EXPECTED = 5
RARE_RATIO = 10
MOST_SINGLE = 0.5


@dataclass(frozen=True)
class Skew:
    """How uneven classes are.

    Attributes
    ----------
    rows, classes : int
        Rows, and classes that have any.
    trivial_loss : float
        H = -Σ π ln π in nats: the cross-entropy of a model that knows nothing but the proportions.
    evenness : float
        H / ln K; 0 for one class.
    imbalance_ratio : float
        Rows of the largest class over rows of the smallest that has any.
    rarest_class, rarest_rows : int
        The smallest class that has rows, and its rows.
    rarest_interval : tuple of float
        Clopper-Pearson interval of its proportion at 95 %.
    majority_accuracy : float
        What the answer "always the largest class" scores.
    single_classes : int
        Classes that have one row.
    """

    rows: int
    classes: int
    trivial_loss: float
    evenness: float
    imbalance_ratio: float
    rarest_class: int
    rarest_rows: int
    rarest_interval: tuple[float, float]
    majority_accuracy: float
    single_classes: int

    @property
    def mostly_single(self) -> bool:
        """Whether at least `MOST_SINGLE` of the rows are the only one of their class, as those of an id or a text."""
        return self.classes > 1 and self.single_classes >= MOST_SINGLE * self.rows


def skew(class_counts: Sequence[int]) -> Skew:
    """Measure how uneven classes are.

    Parameters
    ----------
    class_counts : sequence of int, shape (classes,)
        Rows of each class; a class without rows counts as absent.

    Raises
    ------
    BadInputError
        When there are no rows.

    Examples
    --------
    >>> round(skew([10, 990]).trivial_loss, 3), round(skew([1, 999]).trivial_loss, 3)
    (0.056, 0.008)
    """
    counts = np.asarray(class_counts, dtype=np.int64)
    rows = int(counts.sum())
    if rows < 1:
        raise BadInputError("The classes must have rows, got none.")
    present = counts[counts > 0]
    p = present / rows
    loss = abs(float(p @ np.log(p)))
    rarest = int(np.argmin(np.where(counts > 0, counts, rows + 1)))
    k = int(counts[rarest])
    return Skew(
        rows=rows,
        classes=len(present),
        trivial_loss=loss,
        evenness=loss / float(np.log(len(present))) if len(present) > 1 else 0.0,
        imbalance_ratio=float(present.max() / present.min()),
        rarest_class=rarest,
        rarest_rows=k,
        rarest_interval=(float(share_at_least(k, rows, 0.025)), share_at_most(k, rows, 0.025)),
        majority_accuracy=float(present.max() / rows),
        single_classes=int((present == 1).sum()),
    )


def is_scarce(*, rows: int, missing: int) -> bool:
    """Whether more than `MOST_MISSING` of all rows have no target, beside the `rows` that have one.

    Examples
    --------
    >>> is_scarce(rows=50, missing=51), is_scarce(rows=50, missing=50)
    (True, False)
    """
    return missing > MOST_MISSING * (rows + missing)


def judge_skew(
    skew: Skew,
    *,
    missing: int = 0,
    critical_evenness: float = 0.10,
    warning_evenness: float = 0.30,
    min_class_rows: float = 59,
) -> Tier:
    """Say how bad a skew is.

    A rarest class below `min_class_rows` is worth a warning only where an even share would reach it: a small balanced
    table is small, and one whose classes are within `RARE_RATIO` of each other is not skewed. That is so of a class
    with one row too: small tables of counts, such as of children or of visits to a doctor, end in such classes.

    A target that most rows lack (`missing`, which `skew` does not count) is a warning, and so is one of which most rows
    are the only one of their class: of such classes nothing can be learned.
    """
    if skew.evenness < critical_evenness:
        return Tier.CRITICAL
    if skew.evenness < warning_evenness or skew.mostly_single or is_scarce(rows=skew.rows, missing=missing):
        return Tier.WARNING
    rare = skew.rarest_rows < min_class_rows <= skew.rows / skew.classes
    return Tier.WARNING if rare and skew.imbalance_ratio > RARE_RATIO else Tier.NONE


@dataclass(frozen=True)
class Drift:
    """How the classes of two splits differ.

    Attributes
    ----------
    total_variation : float
        Half the sum of absolute differences of the proportions, 0 to 1.
    p_value : float
        Of the hypothesis that both come from the same proportions.
    absent_from_train, absent_from_evaluation : mapping of int to float
        Classes that only the other split has, with the probability that a split at random puts all of their rows
        there, times the number of classes.
    """

    total_variation: float
    p_value: float
    absent_from_train: Mapping[int, float]
    absent_from_evaluation: Mapping[int, float]


def beyond_chance(absent: Mapping[int, float], alpha: float) -> tuple[int, ...]:
    """Those of the classes that a split lacks which a split at random would not leave out.

    Examples
    --------
    >>> beyond_chance({4: 0.3, 7: 1e-9}, 0.001)
    (7,)
    """
    return tuple(k for k, p_value in absent.items() if p_value < alpha)


def bands(counts: Sequence[int], number: int) -> list[int]:
    """The band of each bin of a quantity, where so many bands have about as many of these rows each.

    Examples
    --------
    >>> bands([10, 10, 30, 10, 40, 0], 5)
    [0, 0, 1, 2, 4, 4]
    """
    rows = np.asarray(counts, dtype=np.float64)
    middle = (np.cumsum(rows) - rows / 2) / max(rows.sum(), 1)
    return [min(number - 1, int(band)) for band in number * middle]


def drift(train_counts: Sequence[int], evaluation_counts: Sequence[int], *, seed: int = 0) -> Drift:
    """Compare the classes of two splits.

    Raises
    ------
    BadInputError
        When a split has no rows.

    Notes
    -----
    The G test of homogeneity; where an expected count is below 5 its distribution is drawn instead of approximated,
    with the margins held fixed, in `MONTE_CARLO_DRAWS` draws. Where none is as far from the expected, they tell no
    p-value below .0001, and that of the table with its rarest classes joined, as few as bring each expected count to 5,
    is taken if it is smaller; as it is above `MOST_DRAWN_ROWS`, which numpy cannot draw from.

    Examples
    --------
    >>> drift([700, 300], [70, 30]).total_variation, list(drift([50, 0], [40, 10]).absent_from_train)
    (0.0, [1])
    """
    table = np.array([train_counts, evaluation_counts], dtype=np.int64)
    sizes = table.sum(axis=1)
    if (sizes < 1).any():
        raise BadInputError(f"Both splits must have rows with a target, got {sizes[0]} and {sizes[1]}.")
    p, q = table / sizes[:, None]
    present = table[:, table.sum(axis=0) > 0]
    return Drift(
        total_variation=float(np.abs(p - q).sum() / 2),
        p_value=_homogeneity(present, seed),
        absent_from_train=_only_in(table[1], table[0]),
        absent_from_evaluation=_only_in(table[0], table[1]),
    )


def drifts_together(drifts: Mapping[tuple[str, str], Drift]) -> dict[tuple[str, str], Drift]:
    """The drifts of several pairs of splits, with what each proves adjusted for their number.

    P-values by Holm (1979), and those of the classes that a split lacks by Bonferroni. Where every split is a fold, a
    pair stands in both orders and is one test.
    """
    tests = {frozenset(pair): one.p_value for pair, one in drifts.items()}
    adjusted = dict(zip(tests, map(float, holm(list(tests.values()))), strict=True))

    def of_all(absent: Mapping[int, float]) -> dict[int, float]:
        return {k: min(1.0, p_value * len(tests)) for k, p_value in absent.items()}

    return {
        pair: replace(
            one,
            p_value=adjusted[frozenset(pair)],
            absent_from_train=of_all(one.absent_from_train),
            absent_from_evaluation=of_all(one.absent_from_evaluation),
        )
        for pair, one in drifts.items()
    }


def judge_drift(
    drift: Drift,
    *,
    warning_distance: float = 0.05,
    critical_distance: float = 0.25,
    alpha: float = 0.001,
    is_quantity: bool = False,
) -> Tier:
    """Say how bad a difference is: it must be both large and significant.

    A class that train lacks is critical, and one that the evaluation split lacks a warning, where a split at random
    would not leave it out. One that chance leaves train without is a warning: the model cannot learn it all the same.
    Of a quantity, of which each part is learned from the others too, that is none, and all else a warning at most.

    Examples
    --------
    >>> judge_drift(drift([700, 0], [300, 1])).word, judge_drift(drift([700, 0], [300, 50])).word
    ('warning', 'critical')
    """
    train_lacks, evaluation_lacks = (
        bool(beyond_chance(absent, alpha)) for absent in (drift.absent_from_train, drift.absent_from_evaluation)
    )
    differs = drift.p_value < alpha and drift.total_variation > warning_distance
    if not is_quantity and (train_lacks or (differs and drift.total_variation > critical_distance)):
        return Tier.CRITICAL
    cannot_be_learned = bool(drift.absent_from_train) and not is_quantity
    return Tier.WARNING if differs or train_lacks or evaluation_lacks or cannot_be_learned else Tier.NONE


def _only_in(ours: npt.NDArray[np.int64], others: npt.NDArray[np.int64]) -> dict[int, float]:
    """The classes that only one split has, by place, with their probability of that times the number of classes."""
    n1, n2 = int(ours.sum()), int(others.sum())
    classes = int(((ours > 0) | (others > 0)).sum())
    return {
        int(k): min(1.0, _all_in_one(int(ours[k]), n1, n2) * classes)
        for k in np.flatnonzero((ours > 0) & (others == 0))
    }


def _all_in_one(rows: int, its_rows: int, other_rows: int) -> float:
    """The probability that a split at random puts all k rows of a class into one side: C(n1, k) / C(n1 + n2, k)."""
    n1, n = its_rows, its_rows + other_rows
    log = (
        special.gammaln(n1 + 1)
        - special.gammaln(n1 - rows + 1)
        - special.gammaln(n + 1)
        + special.gammaln(n - rows + 1)
    )
    return float(np.exp(log))


def _homogeneity(table: npt.NDArray[np.int64], seed: int) -> float:
    joined = _joined(table)
    if table.sum() > MOST_DRAWN_ROWS or joined.shape == table.shape:
        return _approximated(joined)
    sizes, totals, expected = table.sum(axis=1), table.sum(axis=0), _expected(table)
    observed = _g(table[1], totals, expected)
    draws = np.random.default_rng(seed).multivariate_hypergeometric(
        totals, int(sizes[1]), MONTE_CARLO_DRAWS, method="marginals"
    )
    at_least = int((_g(draws, totals, expected) >= observed - 1e-9).sum())
    drawn = (1 + at_least) / (1 + MONTE_CARLO_DRAWS)
    return drawn if at_least else min(drawn, _approximated(joined))


def _approximated(table: npt.NDArray[np.int64]) -> float:
    """The G test's p-value by the χ² distribution; 1 of one class."""
    observed = float(_g(table[1], table.sum(axis=0), _expected(table)))
    return float(special.gammaincc((table.shape[1] - 1) / 2, observed / 2)) if table.shape[1] > 1 else 1.0


def _expected(table: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """The counts that equal proportions would give, shape (2, classes)."""
    rows = float(table.sum())
    return np.asarray(table.sum(axis=1)[:, None] * (table.sum(axis=0)[None, :] / rows), dtype=np.float64)


def _joined(table: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The table with its rarest classes joined into one, as few as bring every expected count to the least."""
    table = table[:, np.argsort(table.sum(axis=0), kind="stable")]
    expected = _expected(table).min(axis=0)
    rare = int((expected < FEWEST_EXPECTED).sum())
    if not rare:
        return table
    enough = int(np.searchsorted(np.cumsum(expected), FEWEST_EXPECTED)) + 1
    join = min(max(rare, enough), table.shape[1])
    return np.column_stack([table[:, :join].sum(axis=1), table[:, join:]])


def _g(
    evaluation: npt.NDArray[np.int64], totals: npt.NDArray[np.int64], expected: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """The G statistic of each row of evaluation counts, the margins given; rounding must not take it below zero."""
    both = (totals - evaluation, evaluation)
    terms = [2 * special.xlogy(n, n / e).sum(axis=-1) for n, e in zip(both, expected, strict=True)]
    return np.asarray(np.maximum(sum(terms), 0.0))
