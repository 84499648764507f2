"""What is counted to say on which rows scaling, filling and resampling were fitted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from zl_expectations.counting.bins import quantile_points
from zl_expectations.counting.columns import features_of
from zl_expectations.counting.dialects import Expression
from zl_expectations.counting.kinds import Kind
from zl_expectations.counting.moments import (
    Frequent,
    Moments,
    Spike,
    count_frequent,
    count_moments,
    count_quartiles,
    count_spikes,
)
from zl_expectations.counting.questions import Train, splits_of
from zl_expectations.counting.sample import sample_rows
from zl_expectations.counting.splits import Splits
from zl_expectations.counting.table import Table
from zl_expectations.errors import BadInputError
from zl_expectations.models.encode import codes
from zl_expectations.statistics.interpolation import FEWEST_DIMENSIONS, rows_between
from zl_expectations.statistics.preprocessing import FEWEST_BEYOND, Quartiles, has_median_of_all

FEWEST_FILLED = 10
TIMES_THE_NEXT = 5
FEWEST_EQUAL, PART_EQUAL = 2, 0.05
MOST_DIMENSIONS = 20
FEWEST_VALUES, PART_OF_VALUES = 50, 0.3


@dataclass(frozen=True)
class Interpolated:
    """Of the evaluation rows that were looked at: how many, and how many lie between two train rows."""

    rows: int
    between: int


@dataclass(frozen=True)
class Preprocessed:
    """The columns of fractions, in each split.

    Attributes
    ----------
    train : str
        The train split.
    moments : mapping of column to mapping of split to Moments
    spikes : mapping of column to Spike
        Columns with a value that stands out.
    coarse : tuple of str
        Columns of few values.
    quartiles : mapping of column to Quartiles
        Of all rows; columns whose median is 0 there and not in train.
    interpolated : mapping of str to Interpolated
        By evaluation split; empty where too few columns have many values.
    """

    train: str
    moments: Mapping[str, Mapping[str, Moments]]
    spikes: Mapping[str, Spike]
    coarse: tuple[str, ...]
    quartiles: Mapping[str, Quartiles]
    interpolated: Mapping[str, Interpolated]


def preprocessed(
    table: Table,
    target: str | None,
    features: Sequence[str] | None,
    identifiers: Sequence[str] | None,
    ignore_columns: Sequence[str] | None,
    split_column: str | None,
    train_split: Train,
    max_rows: int,
) -> Preprocessed:
    """Count the moments and spikes of every column of fractions, and look for rows between train rows.

    Parameters
    ----------
    max_rows : int
        Rows that are looked at for interpolation, at the most about: all, or those around the median of one column.
    """
    names = features_of(
        table,
        features,
        "features",
        split_column=split_column,
        target=target,
        identifiers=identifiers,
        ignore_columns=ignore_columns,
    )
    splits = splits_of(table, split_column, train_split)
    if splits.train is None:
        raise BadInputError("`train_split` must name a split, got None: preprocessing is fitted on one of them.")
    numbers = [name for name in names if table.columns[name] in (Kind.FLOAT, Kind.DECIMAL)]
    moments = {
        name: by_split
        for name, by_split in count_moments(table, numbers, splits).items()
        if any(one.fractions for one in by_split.values())
    }
    frequent = count_frequent(table, list(moments))
    stands_out = {
        name: one
        for name, one in frequent.items()
        if one.rows >= FEWEST_FILLED and one.rows >= TIMES_THE_NEXT * one.next
    }
    return Preprocessed(
        splits.train,
        moments,
        count_spikes(table, stands_out, splits),
        tuple(name for name, one in frequent.items() if _is_coarse(one, moments[name])),
        _quartiles(table, moments, splits.train),
        _interpolated(table, list(moments), target, splits, splits.train, max_rows),
    )


def _is_coarse(frequent: Frequent, moments: Mapping[str, Moments]) -> bool:
    """Whether many rows have the next most frequent value: the most frequent one may be a fill."""
    rows = sum(one.rows for one in moments.values())
    return frequent.next > max(FEWEST_EQUAL, PART_EQUAL * rows)


def _quartiles(table: Table, moments: Mapping[str, Mapping[str, Moments]], train: str) -> Mapping[str, Quartiles]:
    """The quartiles of the columns whose median is 0 over all rows and not in train, if there are several."""
    rows = {
        name: sum(one.rows for one in by_split.values())
        for name, by_split in moments.items()
        if train in by_split and has_median_of_all(_around_0([by_split[train]]), _around_0(by_split.values()))
    }
    if len(rows) < FEWEST_BEYOND:
        return {}
    return {name: Quartiles(*found) for name, found in count_quartiles(table, rows).items()}


def _around_0(parts: Iterable[Moments]) -> tuple[int, int, int]:
    listed = list(parts)
    return sum(one.rows for one in listed), sum(one.below for one in listed), sum(one.above for one in listed)


def _interpolated(
    table: Table, numbers: Sequence[str], target: str | None, splits: Splits, train: str, max_rows: int
) -> Mapping[str, Interpolated]:
    """Rows between train rows of their own class, in the columns of many values."""
    if len(numbers) < FEWEST_DIMENSIONS:
        return {}
    where = _nearby(table, numbers[0], sum(splits.rows.values()), max_rows)
    others = list(dict.fromkeys([splits.column, *([] if target is None else [table.require("target", target)])]))
    sample = sample_rows(table, [*numbers, *others], numbers, where, max_rows)
    columns = [np.array([np.nan if one is None else float(one) for one in sample.values[name]]) for name in numbers]
    dense = [one for one in columns if _has_many_values(one)][:MOST_DIMENSIONS]
    if len(dense) < FEWEST_DIMENSIONS:
        return {}
    matrix = np.column_stack([one / np.nanstd(one[np.isfinite(one)]) for one in dense])
    whole = np.isfinite(matrix).all(axis=1)
    split = np.array([splits.name_of[raw] for raw in sample.values[splits.column]])
    classes = codes(sample.values[target])[0] if target is not None else np.zeros(len(split), dtype=np.int64)
    found = {}
    for evaluation in splits.names:
        rows = whole & (split == evaluation)
        if evaluation != train and rows.any():
            between = sum(
                int(rows_between(matrix[whole & (split == train) & same], matrix[rows & same]).sum())
                for same in _each(classes)
            )
            found[evaluation] = Interpolated(int(rows.sum()), between)
    return found


def _nearby(table: Table, name: str, rows: int, most: int) -> Expression:
    """All rows, or of a large table those that lie around the median of one column: neighbours stay together."""
    if rows <= most:
        return sa.true()
    half = 0.45 * most / rows
    points = quantile_points(table, [name], sa.true(), rows, [0.5 - half, 0.5 + half])[name]
    value: Any = table.exact(name)
    return sa.and_(value >= points[0], value <= points[-1]) if points else sa.true()


def _has_many_values(column: npt.NDArray[np.float64]) -> bool:
    values = column[np.isfinite(column)]
    return len(np.unique(values)) >= max(FEWEST_VALUES, PART_OF_VALUES * len(values))


def _each(classes: npt.NDArray[np.int64]) -> Iterator[npt.NDArray[np.bool_]]:
    """The rows of each class; all rows as one where there are as many classes as a quantity has values."""
    values = np.unique(classes)
    if len(values) > len(classes) / 10:
        yield np.ones(len(classes), dtype=bool)
        return
    for value in values:
        yield classes == value
