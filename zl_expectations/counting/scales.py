"""How the classes follow one another along a scale: what its bins blur where rows are few."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from zl_expectations.counting.classes import TargetClasses
from zl_expectations.counting.features import cells_in_order, rows_judged
from zl_expectations.counting.splits import Splits
from zl_expectations.counting.table import Table

MOST_ROWS = 5_000
MOST_CLASSES_ON_SCALE = 64
MOST_STEPS = 512


@dataclass(frozen=True)
class ScaleCounts:
    """Rows of each class at each step of a scale, in its order, and where there is no value.

    Attributes
    ----------
    steps : ndarray of int64, shape (steps, classes)
        Each value is a step; of more than `MOST_STEPS` values, neighbours are taken together.
    missing : ndarray of int64, shape (classes,)
    """

    steps: npt.NDArray[np.int64]
    missing: npt.NDArray[np.int64]


def count_scale(
    table: Table, feature: str, classes: TargetClasses, splits: Splits | None, within: str | None
) -> ScaleCounts:
    """Count the classes of each value of a number or instant, in the order of the values, which themselves stay where
    they are.
    """
    where, _ = rows_judged(table, classes, splits, within)
    cells = cells_in_order(table, feature, None, classes, where)
    here = cells[:, 0] == 0
    return ScaleCounts(_taken_together(cells[here, 1:]), cells[~here, 1:].sum(axis=0))


def _taken_together(steps: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """At most `MOST_STEPS` steps, of about as many rows each."""
    if len(steps) <= MOST_STEPS:
        return steps
    rows = steps.sum(axis=1)
    place = (np.cumsum(rows) - rows / 2) * MOST_STEPS / rows.sum()
    first = np.unique(np.floor(place), return_index=True)[1]
    return np.asarray(np.add.reduceat(steps, first, axis=0), dtype=np.int64)
