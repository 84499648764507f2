"""The lowest training loss that the data allow, where rows with the same features have different targets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from zl_expectations.errors import BadInputError

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class LossFloor:
    """The loss that no model of these features can go below, in training.

    Attributes
    ----------
    floor : float
        Zero where no two rows conflict. That proves nothing: unique rows can always be memorised.
    trivial_loss : float
        What a model gets that knows the target's distribution and no feature.
    room : float
        ``trivial_loss - floor``: all that the features can take off the loss.
    """

    floor: float
    trivial_loss: float
    room: float


def error_floor(counts: Integers, multiplicity: Integers) -> LossFloor:
    """The lowest share of rows classified wrongly: 1 - (1/n) Σ_g max_k n_gk.

    Parameters
    ----------
    counts : ndarray of int64, shape (vectors, classes)
        Rows of each class n_gk in a group g of rows whose features are all equal.
    multiplicity : ndarray of int64, shape (vectors,)
        How many groups have this vector.

    Raises
    ------
    BadInputError
        When there are no rows.

    Examples
    --------
    >>> error_floor(np.array([[3, 1], [0, 6]]), np.array([1, 1]))
    LossFloor(floor=0.1, trivial_loss=0.3, room=0.2)
    """
    totals, rows = _totals(counts, multiplicity)
    wrong = int(multiplicity @ (counts.sum(axis=1) - counts.max(axis=1)))
    trivial = rows - int(totals.max())
    return LossFloor(wrong / rows, trivial / rows, (trivial - wrong) / rows)


def cross_entropy_floor(counts: Integers, multiplicity: Integers) -> LossFloor:
    """The lowest cross-entropy in nats: (1/n) Σ_g Σ_k n_gk ln(n_g / n_gk).

    Parameters and errors are those of `error_floor`.

    Notes
    -----
    It is the entropy of the target given the features, as the rows have it. A trainer that goes below sees something
    that was not declared; above it, it is a sound level for flooding (Ishida et al. 2020).

    Examples
    --------
    >>> found = cross_entropy_floor(np.array([[1, 1], [0, 2]]), np.array([1, 1]))
    >>> round(found.floor, 4), round(found.trivial_loss, 4), round(found.room, 4)
    (0.3466, 0.5623, 0.2158)
    """
    totals, rows = _totals(counts, multiplicity)
    floor = max(float(multiplicity @ _nats(counts)) / rows, 0.0)
    trivial = max(float(_nats(totals[None, :])[0]) / rows, 0.0)
    return LossFloor(floor, trivial, max(trivial - floor, 0.0))


def squared_error_floor(counts: Integers, multiplicity: Integers, values: Floats) -> LossFloor:
    """The lowest mean squared error, in the target's unit squared: the mean variance within the groups.

    Parameters
    ----------
    counts, multiplicity
        As for `error_floor`, the classes being the values that the target takes.
    values : ndarray of float64, shape (classes,)
        Those values.

    Raises
    ------
    BadInputError
        When there are no rows, or not one value for each class.

    Examples
    --------
    >>> squared_error_floor(np.array([[2, 2, 0], [0, 0, 4]]), np.array([1, 1]), np.array([0.0, 2.0, 5.0]))
    LossFloor(floor=0.5, trivial_loss=4.5, room=4.0)
    """
    totals, rows = _totals(counts, multiplicity)
    if values.shape != totals.shape:
        raise BadInputError(f"`values` must hold one value for each of {len(totals)} classes, got {len(values)}.")
    from_centre = values - float(totals @ values) / rows
    size = counts.sum(axis=1)
    mean = counts @ from_centre / np.maximum(size, 1)
    within = (counts * (from_centre - mean[:, None]) ** 2).sum(axis=1)
    floor, trivial = float(multiplicity @ within) / rows, float(totals @ from_centre**2) / rows
    return LossFloor(floor, trivial, max(trivial - floor, 0.0))


def _totals(counts: Integers, multiplicity: Integers) -> tuple[Integers, int]:
    """Rows of each class, and in all."""
    totals = np.asarray(multiplicity @ counts, dtype=np.int64)
    rows = int(totals.sum())
    if rows < 1:
        raise BadInputError("The groups must have rows, got none.")
    return totals, rows


def _nats(counts: Integers) -> Floats:
    """Σ_k n_k ln(n / n_k) of each vector, shape (vectors,)."""
    each = special.xlogy(counts, np.maximum(counts.sum(axis=1, keepdims=True), 1) / np.maximum(counts, 1))
    return np.asarray(each.sum(axis=1), dtype=np.float64)
