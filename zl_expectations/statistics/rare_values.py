"""Values of a scale that are too rare to be told by themselves, taken together with their neighbours."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FEWEST_ROWS = 5


def rare_values_joined(counts: npt.NDArray[np.int64], fewest: int = FEWEST_ROWS) -> npt.NDArray[np.int64]:
    """Join the rarest value of a scale with the rarer of its neighbours, until each has the rows to be told by.

    Parameters
    ----------
    counts : ndarray of int64, shape (values, classes)
        Rows of each class at each value, in the order of the values.
    fewest : int
        A value of fewer rows is joined. In five folds five rows stand in one fold alone once in 625 times.

    Returns
    -------
    ndarray of int64, shape (groups, classes)
        A value that is not rare stays alone, unless a rare one has no other neighbour.

    Examples
    --------
    >>> rare_values_joined(np.array([[90, 0], [6, 0], [0, 1], [0, 1], [0, 3], [0, 8]])).tolist()
    [[90, 0], [6, 0], [0, 5], [0, 8]]
    """
    first, rows = list(range(len(counts))), counts.sum(axis=1).tolist()
    while len(rows) > 1 and min(rows) < fewest:
        rarest = rows.index(min(rows))
        to_the_left = rarest == len(rows) - 1 or (rarest > 0 and rows[rarest - 1] <= rows[rarest + 1])
        left = rarest - to_the_left
        rows[left : left + 2] = [sum(rows[left : left + 2])]
        del first[left + 1]
    return np.asarray(np.add.reduceat(counts, first, axis=0), dtype=np.int64) if first else counts
