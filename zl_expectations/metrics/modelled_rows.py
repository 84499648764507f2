"""Rows of the train split as something to model: numbers, and folds that keep together what belongs so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from zl_expectations.counting.classes import is_quantity
from zl_expectations.counting.columns import features_of
from zl_expectations.counting.dialects import Expression
from zl_expectations.counting.questions import Train, splits_if_any
from zl_expectations.counting.sample import RowSample, sample_rows
from zl_expectations.counting.table import Table
from zl_expectations.errors import BadInputError
from zl_expectations.models.boosting import Task
from zl_expectations.models.encode import Features, codes, encode
from zl_expectations.models.folds import forward_folds, random_folds, units

Integers = npt.NDArray[np.int64]

MOST_CELLS = 2_000_000
FEWEST_ROWS = 30
MOST_MODELLED_CLASSES = 50


@dataclass(frozen=True)
class ModelledRows:
    """What to fit models to.

    Attributes
    ----------
    names : tuple of str
        The features.
    split : str or None
        The split whose rows these are.
    rows, sampled : int
        Its rows with a target, and how many of them there are here.
    task : Task
    """

    names: tuple[str, ...]
    split: str | None
    rows: int
    sampled: int
    task: Task

    @property
    def kind(self) -> str:
        """``"classification"`` or ``"regression"``."""
        return "classification" if self.task.classes else "regression"


def modelled_rows(
    table: Table,
    *,
    target: str,
    features: Sequence[str] | None,
    identifiers: Sequence[str] | None,
    ignore_columns: Sequence[str] | None,
    split_column: str | None,
    train_split: Train,
    group_columns: Sequence[str] | None,
    time_column: str | None,
    task: str,
    max_rows: int,
    seed: int,
    by_rank: bool,
) -> ModelledRows:
    """Fetch rows of the train split, about `max_rows` at the most, and make numbers and folds of them.

    Parameters
    ----------
    max_rows : int
        Fewer are fetched where there are many features.
    by_rank : bool
        Whether a quantity is to be predicted by its rank, between 0 and 1, rather than as it is.

    Raises
    ------
    BadInputError
        When there are too few rows, one class, or nothing to evaluate on.
    """
    names = features_of(
        table,
        features,
        "features",
        split_column=split_column,
        target=target,
        identifiers=identifiers,
        ignore_columns=[*(ignore_columns or ()), *(group_columns or ())],
    )
    groups = [table.require("group_columns", name) for name in group_columns or ()]
    times = [table.require("time_column", time_column)] if time_column is not None else []
    splits = splits_if_any(table, split_column, train_split)
    within = splits.train if splits is not None else None
    where: Expression = table.exact(target).is_not(None)
    if splits is not None and within is not None:
        where = sa.and_(where, splits.is_in(table, within))
    continuous = is_quantity(table, target, task)
    columns = list(dict.fromkeys([*names, target, *groups, *times]))
    sample = sample_rows(table, columns, names, where, most_rows(max_rows, len(names)))
    if sample.sampled < FEWEST_ROWS:
        raise BadInputError(f"A model needs at least {FEWEST_ROWS} train rows with a target, got {sample.sampled}.")
    order, every = in_one_order(sample)
    y, classes, strata = what_to_predict(sample, every, order, target, continuous=continuous, by_rank=by_rank)
    if len(np.unique(y)) < 2:
        raise BadInputError(f"`target` must take at least two values where the model is fitted, got one in {target!r}.")
    unit = units(equal_rows(every.keeping(names)), *_groups(sample, groups, order))
    if time_column is not None:
        folds = forward_folds(unit, every.keeping(times).matrix[:, 0])
    else:
        folds = random_folds(unit, strata, seed)
    if not folds:
        raise BadInputError(
            "Cross-fitting needs rows on both sides of a fold, got rows that all belong together: one group, one time,"
            " or equal features everywhere."
        )
    asked = Task(every.keeping(names), y, classes, folds, seed)
    return ModelledRows(tuple(names), within, sample.rows, sample.sampled, asked)


def _groups(sample: RowSample, columns: Sequence[str], order: Integers) -> list[Integers]:
    """The group of each row, which several columns name together; none where one of them is missing."""
    if not columns:
        return []
    named = zip(*[sample.values[name] for name in columns], strict=True)
    return [codes([None if None in one else one for one in named])[0][order]]


def most_rows(max_rows: int, columns: int) -> int:
    """How many rows to fetch, fewer where they are wide."""
    return max(500, min(max_rows, MOST_CELLS // columns))


def in_one_order(sample: RowSample) -> tuple[Integers, Features]:
    """The rows in an order that no engine decides: their places, and their values as numbers."""
    encoded = encode(sample.values, sample.kinds)
    order = np.lexsort([*encoded.matrix.T, np.asarray(sample.marked or np.zeros(sample.sampled))])
    return order, encoded.taking(order)


def equal_rows(features: Features) -> Integers:
    """A number for each row, the same for rows whose features are equal."""
    filled = np.where(np.isnan(features.matrix), np.inf, features.matrix)
    return np.asarray(np.unique(filled, axis=0, return_inverse=True)[1].ravel(), dtype=np.int64)


def what_to_predict(
    sample: RowSample, every: Features, order: Integers, target: str, *, continuous: bool, by_rank: bool
) -> tuple[Any, int, Integers]:
    """The target as class codes or numbers, how many classes there are, and what to spread evenly over folds."""
    if not continuous:
        strata = codes(sample.values[target])[0][order]
        y, classes = _pooled(strata)
        return y, classes, strata
    values = every.matrix[:, every.names.index(target)]
    _, place, rows = np.unique(values, return_inverse=True, return_counts=True)
    ranks = ((np.cumsum(rows) - rows / 2) / len(values))[place.ravel()]
    return ranks if by_rank else values, 0, np.floor(ranks * 10).astype(np.int64)


def _pooled(strata: Any) -> tuple[Any, int]:
    """Class codes from 0; the rarest beyond `MOST_MODELLED_CLASSES` become one class."""
    rows = np.bincount(strata)
    kept = np.argsort(-rows, kind="stable")[:MOST_MODELLED_CLASSES]
    place = np.full(len(rows), len(kept), dtype=np.int64)
    place[kept] = np.arange(len(kept))
    y = place[strata]
    return y, int(y.max()) + 1
