"""How a feature's values fall into the classes, as few numbers as a picture can show."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class ValueGroup:
    """Values of a feature that fall alike into the classes.

    Attributes
    ----------
    values : int
        How many values (or bins) there are in the group.
    missing : bool
        Whether it is the missing value.
    rows : list of int, shape (classes,)
        Rows of each class.
    """

    values: int
    missing: bool
    rows: list[int]


def group_values(
    counts: npt.NDArray[np.int64],
    multiplicity: npt.NDArray[np.int64],
    missing: npt.NDArray[np.bool_],
    *,
    of_class: int,
    most: int = 8,
) -> list[ValueGroup]:
    """Order a feature's values by the share of one class among their rows, and join neighbours into few groups.

    Parameters
    ----------
    counts : ndarray of int64, shape (vectors, classes)
        Rows of each class at one value.
    multiplicity : ndarray of int64, shape (vectors,)
        How many values have this vector.
    missing : ndarray of bool, shape (vectors,)
        Whether it is that of the missing value, which stays a group of its own.
    of_class : int
        The class whose share orders the values.
    most : int
        How many groups there may be beside the missing one; each holds about as many rows.

    Examples
    --------
    >>> counts, ones = np.array([[9, 1], [0, 5], [3, 0], [2, 2]]), np.ones(4, dtype=np.int64)
    >>> groups = group_values(counts, ones, np.array([False, False, False, True]), of_class=1, most=2)
    >>> [(group.rows, group.missing) for group in groups]
    [([12, 1], False), ([0, 5], False), ([2, 2], True)]
    """
    present = np.flatnonzero(~missing)
    share = counts[present, of_class] / np.maximum(1, counts[present].sum(axis=1))
    ordered = present[np.lexsort((*counts[present].T, share))]  # by counts too: the order must not hang on the engine
    rows = counts[ordered].sum(axis=1) * multiplicity[ordered]
    middle = np.cumsum(rows) - rows / 2
    place = np.minimum(most - 1, (most * middle / max(1, rows.sum())).astype(np.int64))
    gone = np.flatnonzero(missing)
    members = [*(ordered[place == one] for one in np.unique(place)), *([gone] if len(gone) else [])]
    return [
        ValueGroup(
            values=int(multiplicity[group].sum()),
            missing=bool(missing[group[0]]),
            rows=[int(count) for count in (counts[group] * multiplicity[group, None]).sum(axis=0)],
        )
        for group in members
    ]
