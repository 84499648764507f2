"""Rows that lie exactly between two others, as oversampling by interpolation makes them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import spatial

FEWEST_DIMENSIONS = 3
NEIGHBOURS = 30
STRAIGHT = 1e-5
OBLIQUE = 1e-3
ROWS_A_BLOCK = 1_000

Matrix = npt.NDArray[np.float64]


def rows_between(train: Matrix, evaluation: Matrix) -> npt.NDArray[np.bool_]:
    """Which evaluation rows lie on the straight line between two of the train rows next to them.

    Parameters
    ----------
    train, evaluation : ndarray, shape (rows, columns)
        Finite numbers of at least `FEWEST_DIMENSIONS` columns of many values each, in comparable units.

    Returns
    -------
    ndarray of bool, shape (evaluation rows,)

    Notes
    -----
    From the row, its `NEIGHBOURS` nearest train rows are looked at; two of them in opposite directions, to within
    `STRAIGHT` (an angle), have it between them, if at least three columns change on the way. Of d continuous columns
    that happens by chance to about one pair of neighbours in `STRAIGHT`^(1 - d). Rows that SMOTE makes (Chawla et al.
    2002) all lie so; a row of few digits may by chance, which is why columns of few values have no place here.

    Examples
    --------
    >>> import numpy as np
    >>> train = np.random.default_rng(0).normal(size=(50, 4))
    >>> rows_between(train, np.vstack([train[0] + 0.3 * (train[1] - train[0]), [0.1, 0.2, 0.3, 0.4]])).tolist()
    [True, False]
    """
    if len(train) < 2 or not len(evaluation):
        return np.zeros(len(evaluation), dtype=bool)
    found = np.zeros(len(evaluation), dtype=bool)
    places = spatial.KDTree(train).query(evaluation, k=min(NEIGHBOURS, len(train)))[1]
    for start in range(0, len(evaluation), ROWS_A_BLOCK):
        block = slice(start, start + ROWS_A_BLOCK)
        away = train[places[block]] - evaluation[block, None, :]
        length = np.linalg.norm(away, axis=2, keepdims=True)
        direction = np.divide(away, length, out=np.zeros_like(away), where=length > 0)
        # Of two unit vectors in opposite directions the sum is as long as the angle that is missing to a half turn:
        # their product, whose square that is, would drown in rounding.
        cosine = direction @ direction.transpose(0, 2, 1)
        row, first, second = np.nonzero(np.triu(cosine < STRAIGHT - 1, k=1))
        bend = np.linalg.norm(direction[row, first] + direction[row, second], axis=1)
        oblique = (np.abs(direction[row, first]) > OBLIQUE).sum(axis=1) >= FEWEST_DIMENSIONS
        found[start + row[(bend < STRAIGHT) & oblique]] = True
    return found
