"""Noisy copies of the target: a feature with one value for each class, and the pairing that agrees best."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import optimize, special

from zl_expectations.statistics.leakage import ClassCounts, auc_lower_bound
from zl_expectations.statistics.shares import share_at_least, so_many_by_chance

NEARLY_ALL = 0.95
CHANCE = 1e-3
MOST_VALUES = 13


@dataclass(frozen=True)
class Agreement:
    """How a feature agrees with the target, each of its values paired with one class.

    Attributes
    ----------
    rows, agreeing : int
        Rows where the feature says something, and those where it says what the target says.
    kappa : float
        Cohen's kappa (1960): the agreement beyond that of chance.
    lower_bound : float
        Lower bound of kappa, or of the mean recall of the classes beyond chance, whichever is the larger.
    by_chance : float
        Upper bound of the probability that features without meaning agree so well.
    """

    rows: int
    agreeing: int
    kappa: float
    lower_bound: float
    by_chance: float

    def is_copy(self, lower: float) -> bool:
        """Whether it is proven to agree by `lower`, or agrees nearly everywhere, which cannot be chance."""
        return self.lower_bound >= lower or (
            self.kappa >= max(NEARLY_ALL, lower) and self.by_chance < CHANCE and lower < 1
        )


def agreement(
    counts: ClassCounts, *, in_bins: bool = False, features: int = 1, alpha: float = 0.05
) -> Agreement | None:
    """How well a feature copies the target where it says something, or by being missing, whichever is better.

    It may say nothing by being missing, or by one of its values: "pending", beside a reason for each class.

    Parameters
    ----------
    counts : ClassCounts
        A feature's values against the classes.
    in_bins : bool
        Whether the values are bins of a scale, which are few in few rows: they name no classes, and being missing alone
        is judged.
    features : int
        How many features are judged together.
    alpha : float
        Level of the bounds, over all features.

    Returns
    -------
    Agreement or None
        None where the feature has more values than there are classes and one, the missing one aside, or only one, and
        being missing is no pair of two classes.

    Notes
    -----
    Two bounds, because each sees what the other does not. Kappa's is Clopper and Pearson's exact bound of the
    agreement, chance agreement taken as it is. That of the mean recall is `auc_lower_bound`: among rare classes a few
    flipped rows cost kappa dearly (5 % flipped in a target of 12 %: .78), and recall nothing (.9).

    A copy with 5 % of its rows flipped has an AUC of .95, as honest features have, but no honest feature names the
    classes one by one: in 162 tables of R's packages and scikit-learn the largest kappa of a feature with as many
    values as classes is .78 (gender against sex), then .70 (in hospital against alive) and .68 (married against
    gender); sex against survival on the Titanic has .53. Where few rows have a value, nothing can be proven but that
    it is no chance: among 7,084 features of 375 tables none that is missing somewhere, and none with a value too many,
    agrees by .8 elsewhere.

    Examples
    --------
    >>> noisy = ClassCounts(np.array([[540, 27], [33, 900]]), np.array([1, 1]), np.array([False, False]))
    >>> round(agreement(noisy).lower_bound, 2)
    0.9
    >>> present = ClassCounts(np.array([[12, 0], [0, 8], [300, 300]]), np.ones(3, int), np.array([False, False, True]))
    >>> (agreement(present).agreeing, agreement(present).rows, agreement(present).is_copy(0.8))
    (20, 20, True)
    """
    classes = np.flatnonzero(counts.class_totals)
    gaps = counts.multiplicity[counts.missing] @ counts.counts[counts.missing]
    tables = []
    values = int(counts.multiplicity[~counts.missing].sum())
    if not in_bins and 2 <= values <= len(classes) + 1:
        whole = np.repeat(counts.counts, np.where(counts.missing, 0, counts.multiplicity), axis=0)[:, classes]
        if values <= len(classes):
            tables.append(whole)
        if 3 <= values <= MOST_VALUES:
            tables += [np.delete(whole, silent, axis=0) for silent in range(values)]
    if gaps.any() and len(classes) == 2:
        tables.append(np.array([gaps, counts.class_totals - gaps])[:, classes])
    tests = features * max(1, len(tables))
    found = [one for table in tables if (one := _paired(table, tests, alpha)) is not None]
    return max(found, key=lambda one: (one.lower_bound, one.rows), default=None)


def _paired(table: npt.NDArray[np.int64], features: int, alpha: float) -> Agreement | None:
    """The best pairing of the table's values with its classes; None where one class has all of its rows."""
    totals = table.sum(axis=0)
    rows = int(totals.sum())
    if np.count_nonzero(totals) < 2:
        return None
    values, classes = optimize.linear_sum_assignment(table, maximize=True)
    agreeing = int(table[values, classes].sum())
    chance = float((table.sum(axis=1)[values] @ totals[classes]) / rows**2)
    if chance >= 1:
        return None
    exact = float(share_at_least(agreeing, rows, alpha / features))
    present = totals > 0
    recall = np.zeros(len(totals))
    recall[classes] = table[values, classes] / np.maximum(totals[classes], 1)
    even = 1 / np.count_nonzero(present)
    balanced = (float(recall[present].mean()) - even) / (1 - even)
    recall_bound = 2 * auc_lower_bound((1 + balanced) / 2, rows - int(totals.max()), alpha / features) - 1
    whole = np.count_nonzero(present) == len(table)
    pairings = special.perm(max(table.shape), min(table.shape))
    return Agreement(
        rows=rows,
        agreeing=agreeing,
        kappa=(agreeing / rows - chance) / (1 - chance),
        lower_bound=max((exact - chance) / (1 - chance), recall_bound if whole else -1.0),
        by_chance=min(1.0, features * float(pairings) * so_many_by_chance(agreeing, rows, chance)),
    )
