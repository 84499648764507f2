"""Columns of any kind as numbers for trees."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from zl_expectations.counting.kinds import Kind

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

MOST_CATEGORIES = 200
LARGEST = 1e100


@dataclass(frozen=True)
class Features:
    """Features as a matrix.

    Attributes
    ----------
    names : tuple of str
    matrix : ndarray of float64, shape (rows, features)
        Missing is NaN.
    categorical : ndarray of bool, shape (features,)
        Whether the numbers are codes without an order.
    """

    names: tuple[str, ...]
    matrix: Floats
    categorical: npt.NDArray[np.bool_]

    def keeping(self, names: Sequence[str]) -> Features:
        """Only some of the features."""
        places = [self.names.index(name) for name in names]
        return Features(tuple(names), self.matrix[:, places], self.categorical[places])

    def marking_missing(self, names: Mapping[str, str]) -> Features:
        """With a further feature for some of them, that says only where they are missing.

        Parameters
        ----------
        names : mapping of str to str
            What to call it, by the feature's own name.
        """
        missing = np.isnan(self.keeping(list(names)).matrix).astype(np.float64)
        return Features(
            (*self.names, *names.values()),
            np.column_stack([self.matrix, missing]),
            np.append(self.categorical, np.zeros(len(names), dtype=np.bool_)),
        )

    def in_ranks(self) -> Features:
        """Each number as its place among those of its feature, which loses nothing in 32 bits."""
        columns = []
        for column in self.matrix.T:
            place = np.unique(column, return_inverse=True)[1].ravel().astype(np.float64)
            columns.append(np.where(np.isnan(column), np.nan, place))
        return Features(self.names, np.column_stack(columns) if columns else self.matrix, self.categorical)

    def taking(self, rows: Integers) -> Features:
        """Only some of the rows, in this order."""
        return Features(self.names, self.matrix[rows], self.categorical)


def encode(values: Mapping[str, Sequence[Any]], kinds: Mapping[str, Kind]) -> Features:
    """Numbers as they are, instants as seconds, the rest as codes in the order of their text.

    Codes of at most `MOST_CATEGORIES` values are categories; of more, text keeps its order, so that what its first
    letters say is not lost.

    Examples
    --------
    >>> encode({"a": [1, None], "b": ["y", "x"]}, {"a": Kind.INTEGER, "b": Kind.TEXT}).matrix.tolist()
    [[1.0, 1.0], [nan, 0.0]]
    """
    columns, categorical = [], []
    for name, column in values.items():
        if kinds[name].is_number or kinds[name] is Kind.BOOLEAN:
            numbers = np.array([np.nan if one is None else float(one) for one in column], dtype=np.float64)
            columns.append(np.clip(numbers, -LARGEST, LARGEST))
            categorical.append(False)
        elif kinds[name].is_instant:
            columns.append(np.array([np.nan if one is None else _seconds(one) for one in column], dtype=np.float64))
            categorical.append(False)
        else:
            found, distinct = codes(column)
            columns.append(np.where(found < 0, np.nan, found))
            categorical.append(distinct <= MOST_CATEGORIES)
    rows = len(next(iter(values.values()), ()))
    matrix = np.column_stack(columns) if columns else np.empty((rows, 0))
    return Features(tuple(values), matrix, np.array(categorical, dtype=np.bool_))


def codes(column: Sequence[Any]) -> tuple[Integers, int]:
    """Each value's place in the order of their text, -1 where it is missing, and how many values there are."""
    text = [None if one is None else str(one) for one in column]
    place = {one: i for i, one in enumerate(sorted({one for one in text if one is not None}))}
    return np.array([-1 if one is None else place[one] for one in text], dtype=np.int64), len(place)


def _seconds(instant: dt.date | str) -> float:
    """Seconds since a day long ago; no number where DuckDB tells text, of years that Python does not know."""
    if isinstance(instant, str):
        return math.nan
    day = instant.toordinal() * 86_400.0
    if not isinstance(instant, dt.datetime):
        return day
    if instant.tzinfo is not None:
        instant = instant.astimezone(dt.timezone.utc)
        day = instant.toordinal() * 86_400.0
    return day + instant.hour * 3600 + instant.minute * 60 + instant.second + instant.microsecond / 1e6
