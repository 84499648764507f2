"""The folds that a scikit-learn splitter gives, looked at before anything relies on them."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from zl_expectations.errors import BadInputError, ZlError, first_line, is_interruption

Positions = npt.NDArray[np.intp]
Fold = tuple[Positions, Positions]

MOST_FOLDS = 1_000


def folds_of(cv: Any, X: Any, y: Any, groups: Any, *, rows: int, stratified: bool) -> list[Fold]:
    """The train and test rows of each fold.

    Parameters
    ----------
    cv : int, splitter, or iterable of pairs of arrays
        As scikit-learn takes it.
    X, y, groups
        As the splitter takes them.
    rows : int
        How many rows X has.
    stratified : bool
        Whether a number of folds means that they are stratified by y.

    Returns
    -------
    list of (train, test)
        Positions from 0 of the rows on either side.

    Raises
    ------
    BadInputError
        When the splitter gives no folds, or one that has an empty side or rows that X does not have.

    Examples
    --------
    >>> [(train.tolist(), test.tolist()) for train, test in folds_of(2, [1, 2], None, None, rows=2, stratified=False)]
    [([1], [0]), ([0], [1])]
    """
    given = _given(cv, X, y, groups, stratified)
    if not given:
        raise BadInputError("`cv` must give at least one fold, got none.")
    return [_fold(one, number, rows) for number, one in enumerate(given, start=1)]


def _given(cv: Any, X: Any, y: Any, groups: Any, stratified: bool) -> list[Any]:
    from sklearn.model_selection import check_cv

    try:
        splitter = check_cv(cv, y, classifier=stratified)
        with warnings.catch_warnings():  # a splitter that knows no groups is judged by them all the same
            warnings.filterwarnings("ignore", "The groups parameter is ignored", UserWarning)
            return _at_most(splitter.split(X, y, groups))
    except ZlError:
        raise
    except Exception as error:
        if is_interruption(error):
            raise
        reason = first_line(error)
        what = cv if isinstance(cv, int) else type(cv).__name__
        raise BadInputError(
            f"`cv` must split these rows into folds, but {what} could not: {reason}", from_data=[reason]
        ) from error


def _at_most(given: Iterable[Any]) -> list[Any]:
    kept: list[Any] = []
    for one in given:
        if len(kept) == MOST_FOLDS:
            raise BadInputError(
                f"`cv` must give at most {MOST_FOLDS:,} folds to be judged one by one, got more. Take fewer."
            )
        kept.append(one)
    return kept


def _fold(given: Any, number: int, rows: int) -> Fold:
    try:
        train, test = given
    except (TypeError, ValueError) as error:
        raise BadInputError(
            f"Fold {number} of `cv` must be a pair of train and test rows, got {type(given).__name__}."
        ) from error
    return _positions(train, f"The train side of fold {number}", rows), _positions(
        test, f"The test side of fold {number}", rows
    )


def _positions(side: Any, label: str, rows: int) -> Positions:
    """Positions of rows, as they are or from a mask."""
    array = np.asarray(side)
    if array.ndim == 1 and array.dtype == bool and len(array) == rows:
        array = np.flatnonzero(array)
    if array.ndim != 1 or not (array.size == 0 or np.issubdtype(array.dtype, np.integer)):
        raise BadInputError(f"{label} must be positions of rows, got {array.dtype} of the shape {array.shape}.")
    if not array.size:
        raise BadInputError(f"{label} must have rows, got none.")
    least, most = int(array.min()), int(array.max())
    if least < 0 or most >= rows:
        raise BadInputError(
            f"{label} must hold positions from 0 to {rows - 1:,}, got {least if least < 0 else most:,}."
        )
    return array.astype(np.intp)
