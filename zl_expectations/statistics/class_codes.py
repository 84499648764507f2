"""Features that spell the class together, as a one-hot code of the target does, or its number in binary."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from zl_expectations.statistics.leakage import ROWS_TO_TELL, ClassCounts
from zl_expectations.statistics.shares import share_at_least


def features_that_code(
    features: Mapping[str, ClassCounts], *, share: float = 0.9875, lower: float = 0.95, alpha: float = 0.05
) -> list[str]:
    """Find the features of which each class has one value, if no two classes have the same values of all of them.

    Each tells some of the classes from the others only, and so none of them gives the target away alone.

    Parameters
    ----------
    features : mapping of str to ClassCounts
        Those that do not give every class away alone, each against the same classes. Classes with less than
        `ROWS_TO_TELL` rows are passed over, and with less than three others there is nothing to find.
    share : float
        The smallest share of each class's rows that has the class's own value of a feature.
    lower : float
        The smallest lower bound of that share over all classes, by Clopper and Pearson's exact bound (1934) at the
        level ``alpha / len(features)``.

    Returns
    -------
    list of str
        In the order of `features`; empty where two classes have the same values.

    Notes
    -----
    Of 1,660 targets of three to ten classes in R's packages (32,359 features) this names the features of 44, each of
    which is a code: dummies of a level of education or a year, ball and strike counts, the two halves of a treatment.

    Examples
    --------
    >>> one, none = np.ones(2, dtype=int), np.zeros(2, dtype=bool)
    >>> hot = {str(k): ClassCounts(np.array([90 * (np.arange(3) != k), 90 * (np.arange(3) == k)]), one, none)
    ...        for k in range(3)}
    >>> features_that_code(hot), features_that_code({"0": hot["0"], "1": hot["1"]}), features_that_code({"0": hot["0"]})
    (['0', '1', '2'], ['0', '1'], [])
    """
    value_of: dict[str, list[int]] = {}
    for name, one in features.items():
        totals = one.class_totals
        classes = np.flatnonzero(totals >= ROWS_TO_TELL)
        if len(classes) < 3:
            return []
        own = one.counts[:, classes].argmax(axis=0)
        rows, agreeing = int(totals[classes].sum()), one.counts[own, classes]
        is_one_value = (one.multiplicity[own] == 1).all() and len(set(own)) > 1
        if not is_one_value or (agreeing < share * totals[classes]).any():
            continue
        found = int(agreeing.sum())
        if share_at_least(found, rows, alpha / len(features)) >= lower:
            value_of[name] = own.tolist()
    codes = list(zip(*value_of.values(), strict=True))
    return list(value_of) if codes and len(set(codes)) == len(codes) else []
