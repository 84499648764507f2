"""The loss that a small cross-fitted model reaches on all features together, and which features carry it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sqlalchemy as sa

from zl_expectations.counting.classes import count_distinct_targets, is_quantity
from zl_expectations.counting.columns import features_of
from zl_expectations.counting.dialects import Expression
from zl_expectations.counting.questions import Train
from zl_expectations.counting.sample import RowSample, sample_rows
from zl_expectations.counting.splits import count_splits
from zl_expectations.counting.table import Table
from zl_expectations.errors import BadInputError
from zl_expectations.models.boosting import CrossFit, Fitted, Task
from zl_expectations.models.encode import codes, encode
from zl_expectations.models.folds import forward_folds, random_folds, units
from zl_expectations.statistics.predictability import is_low

MOST_CELLS = 2_000_000
FEWEST_ROWS = 30
MOST_CLASSES = 50
MOST_CARRIERS = 5


@dataclass(frozen=True)
class Carrier:
    """A feature that carries the prediction.

    Attributes
    ----------
    alone : Fitted
        The model of this feature by itself.
    without : Fitted
        The model without this feature and all that stand before it.
    """

    feature: str
    alone: Fitted
    without: Fitted


@dataclass(frozen=True)
class ModelLoss:
    """What all features together reach.

    Attributes
    ----------
    split : str or None
        The split whose rows were looked at.
    rows, sampled : int
        Its rows with a target, and how many of them the model saw.
    task : {"classification", "regression"}
    whole : Fitted
    few : Fitted or None
        The model of the two features that carry the most; None where the loss is too high to ask.
    carriers : tuple of Carrier
        The features that carry it, the first the most.
    """

    split: str | None
    rows: int
    sampled: int
    task: str
    whole: Fitted
    few: Fitted | None
    carriers: tuple[Carrier, ...]


def model_loss(
    table: Table,
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
    critical_below: float,
    warning_below: float,
) -> ModelLoss:
    """Cross-fit a boosted model on rows of the train split, and where its loss is low ask which features carry it.

    Parameters
    ----------
    max_rows : int
        About so many rows are modelled at the most, fewer where there are many features.
    critical_below, warning_below : float
        The features are asked for where `statistics.predictability.is_low` says so of these parts.
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
    splits = count_splits(table, split_column, train_split) if split_column is not None else None
    within = splits.train if splits is not None else None
    where: Expression = table.exact(target).is_not(None)
    if splits is not None and within is not None:
        where = sa.and_(where, splits.is_in(table, within))
    continuous = is_quantity(table, target, task)
    if count_distinct_targets(table, target)[0] < 2:
        raise BadInputError(f"`target` must take at least two values, got fewer in {target!r}.")
    most = max(500, min(max_rows, MOST_CELLS // len(names)))
    sample = sample_rows(table, list(dict.fromkeys([*names, target, *groups, *times])), names, where, most)
    if sample.sampled < FEWEST_ROWS:
        raise BadInputError(f"A model needs at least {FEWEST_ROWS} train rows with a target, got {sample.sampled}.")
    asked = _task(sample, names, target, groups, time_column, continuous, seed)
    whole = CrossFit(asked, names)
    few, carriers = _explained(whole, asked, critical_below, warning_below)
    kind = "regression" if continuous else "classification"
    return ModelLoss(within, sample.rows, sample.sampled, kind, whole.fitted, few, carriers)


def _task(
    sample: RowSample,
    names: Sequence[str],
    target: str,
    groups: Sequence[str],
    time_column: str | None,
    continuous: bool,
    seed: int,
) -> Task:
    """The rows in an order that no engine decides, what to predict, and folds that keep together what belongs so."""
    encoded = encode(sample.values, sample.kinds)
    order = np.lexsort(encoded.matrix.T)
    every = encoded.taking(order)
    features = every.keeping(names)
    filled = np.where(np.isnan(features.matrix), np.inf, features.matrix)
    same_features = np.unique(filled, axis=0, return_inverse=True)[1].ravel()
    labels = [same_features, *[codes(sample.values[name])[0][order] for name in groups]]
    unit = units(*labels)
    strata, _ = codes(sample.values[target])
    strata = strata[order]
    y: Any
    if continuous:
        values = every.matrix[:, every.names.index(target)]
        ranks = np.unique(values, return_inverse=True, return_counts=True)
        y = ((np.cumsum(ranks[2]) - ranks[2] / 2) / len(values))[ranks[1].ravel()]
        strata, classes = np.floor(y * 10).astype(np.int64), 0
    else:
        y, classes = _pooled(strata)
    if time_column is not None:
        folds = forward_folds(unit, every.matrix[:, every.names.index(time_column)])
    else:
        folds = random_folds(unit, strata, seed)
    if not folds:
        raise BadInputError(
            "Cross-fitting needs rows on both sides of a fold, got rows that all belong together: one group, one time,"
            " or equal features everywhere."
        )
    return Task(features, y, classes, folds, seed)


def _pooled(strata: Any) -> tuple[Any, int]:
    """Class codes from 0; the rarest beyond `MOST_CLASSES` become one class."""
    rows = np.bincount(strata)
    kept = np.argsort(-rows, kind="stable")[:MOST_CLASSES]
    place = np.full(len(rows), len(kept), dtype=np.int64)
    place[kept] = np.arange(len(kept))
    y = place[strata]
    return y, int(y.max()) + 1


def _explained(
    whole: CrossFit, task: Task, critical: float, warning: float
) -> tuple[Fitted | None, tuple[Carrier, ...]]:
    """Leave out what carries the most, one after another, until the loss is no longer low."""
    below = max(critical, warning)
    if whole.fitted.ratio >= below:
        return None, ()
    few = CrossFit(task, whole.ranked[:2]).fitted
    if not is_low(whole.fitted.ratio, few.ratio, critical=critical, warning=warning):
        return few, ()
    carriers: list[Carrier] = []
    now = whole
    while now.names and now.fitted.ratio < below and len(carriers) < MOST_CARRIERS:
        most = now.ranked[0]
        now = CrossFit(task, [name for name in now.names if name != most])
        carriers.append(Carrier(most, CrossFit(task, [most]).fitted, now.fitted))
    return few, tuple(carriers)
