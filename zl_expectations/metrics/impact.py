"""What a finding buys: the loss and the score of a small model with and without what is at fault.

Nothing here is part of a verdict.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import sqlalchemy as sa

from zl_expectations.counting.classes import is_quantity
from zl_expectations.counting.columns import features_of
from zl_expectations.counting.questions import Train, feature_classes, splits_of
from zl_expectations.counting.sample import sample_rows
from zl_expectations.counting.table import Table, counted
from zl_expectations.errors import BadInputError
from zl_expectations.metrics.class_counts import class_counts
from zl_expectations.metrics.modelled_rows import (
    FEWEST_ROWS,
    equal_rows,
    in_one_order,
    modelled_rows,
    most_rows,
    what_to_predict,
)
from zl_expectations.models.boosting import CrossFit, Fitted, Task
from zl_expectations.models.folds import folds_across
from zl_expectations.statistics import leakage
from zl_expectations.statistics.tier import Tier

MAX_ROWS = 10_000
MOST_ALONE = 3


@dataclass(frozen=True)
class FeatureImpact:
    """What one feature at fault does by itself.

    Attributes
    ----------
    without : Fitted
        Every feature but this one.
    brings : Fitted
        Those that are not at fault, and this one.
    missing : Fitted or None
        Those that are not at fault, and whether this one is missing; None where it never is.
    """

    feature: str
    without: Fitted
    brings: Fitted
    missing: Fitted | None


@dataclass(frozen=True)
class Impact:
    """What a small model reaches with and without what is at fault, on the same rows.

    Attributes
    ----------
    of : {"rows", "features"}
        What is at fault.
    names : tuple of str
        The train and the evaluation split, or the features at fault.
    kind : {"classification", "regression"}
    rows, sampled : int
        Rows that there were to look at, and those that the model saw.
    whole, without : Fitted
        The model with what is at fault, and without it.
    each : tuple of FeatureImpact
        The features at fault one by one, at most `MOST_ALONE`.
    left_out : tuple of str
        Features that neither model saw, because they give the target away by themselves.
    """

    of: str
    names: tuple[str, ...]
    kind: str
    rows: int
    sampled: int
    whole: Fitted
    without: Fitted
    each: tuple[FeatureImpact, ...] = ()
    left_out: tuple[str, ...] = ()


@counted
def impact_of_features(table: Table, /, at_fault: Sequence[str], max_rows: int = MAX_ROWS, **asked: Any) -> Impact:
    """Cross-fit a boosted model on rows of the train split with and without features.

    Parameters
    ----------
    at_fault : sequence of str
        The features, the worst first.
    max_rows : int
        About so many rows are modelled at the most.
    **asked
        As for `modelled_rows`.
    """
    found = modelled_rows(table, max_rows=max_rows, seed=0, by_rank=False, **asked)
    faulty = [name for name in at_fault if name in found.names]
    rest = [name for name in found.names if name not in faulty]
    marks = {name: f"{name} is missing" for name in faulty[:MOST_ALONE]}
    task = replace(found.task, features=found.task.features.marking_missing(marks))
    whole, without = CrossFit(task, found.names).fitted, CrossFit(task, rest).fitted
    each = []
    for name, mark in marks.items():
        others = [one for one in found.names if one != name]
        is_missing = task.features.keeping([mark]).matrix.any()
        each.append(
            FeatureImpact(
                name,
                without if len(faulty) == 1 else CrossFit(task, others).fitted,
                whole if len(faulty) == 1 else CrossFit(task, [*rest, name]).fitted,
                CrossFit(task, [*rest, mark]).fitted if is_missing else None,
            )
        )
    return Impact("features", tuple(faulty), found.kind, found.rows, found.sampled, whole, without, tuple(each))


@counted
def impact_of_rows(
    table: Table,
    /,
    *,
    evaluation: str,
    train: str,
    together: Sequence[str],
    target: str,
    split_column: str,
    train_split: Train,
    normalize_text: bool,
    task: str = "auto",
    max_rows: int = MAX_ROWS,
    **left_out: Any,
) -> Impact:
    """Fit a forest to train rows, and evaluate it on an evaluation split with and without the twins of those rows.

    Parameters
    ----------
    train, evaluation : str
        The two splits.
    together : sequence of str
        What makes two rows the same.
    max_rows : int
        About so many rows of both splits are looked at.
    **left_out
        ``identifiers`` and ``ignore_columns``, which are no features.

    Notes
    -----
    The rows are dealt into five folds such that the same rows are in one. One forest is fitted to the train rows of
    all folds but one, for each of the five. An evaluation row is predicted by the forest that has seen none of its
    fold, and so no twin, and by the next one, which has seen them all. So both see equally many train rows, both are
    evaluated on the same evaluation rows, and where nothing is shared the two differ by nothing but luck. To leave the
    shared rows out of the evaluation instead would leave no row of a class that was copied before the split.
    """
    spoken = table.normalizing_text() if normalize_text else table
    splits = splits_of(table, split_column, train_split)
    names = features_of(table, None, "features", split_column=split_column, target=target, **left_out)
    giving_away = _giving_it_away(table, names, target, split_column, train_split, task)
    kept = [name for name in names if name not in giving_away]
    in_train, in_evaluation = splits.is_in(table, train), splits.is_in(table, evaluation)
    where = sa.and_(table.exact(target).is_not(None), sa.or_(in_train, in_evaluation))
    columns = list(dict.fromkeys([*kept, *together, target]))
    sample = sample_rows(spoken, columns, together, where, most_rows(max_rows, len(columns)), mark=in_train)
    order, every = in_one_order(sample)
    trained = np.asarray(sample.marked, dtype=np.bool_)[order]
    if min(int(trained.sum()), int((~trained).sum())) < FEWEST_ROWS:
        raise BadInputError(
            f"A model needs at least {FEWEST_ROWS} rows with a target in {train} and in {evaluation}, got "
            f"{int(trained.sum())} and {int((~trained).sum())}."
        )
    continuous = is_quantity(table, target, task)
    y, classes, strata = what_to_predict(sample, every, order, target, continuous=continuous, by_rank=False)
    folds = folds_across(equal_rows(every.keeping(together)), strata, trained, seed=0)
    if len(folds) < 2:
        raise BadInputError("Nothing to compare with: the rows of the two splits are all the same.")
    if len(np.unique(y[~trained])) < 2:
        raise BadInputError(f"`target` must take at least two values in {evaluation!r} to be scored, got one.")
    fitted = CrossFit(Task(every.keeping(kept).in_ranks(), y, classes, folds, 0, forest=True), kept)
    kind = "regression" if continuous else "classification"
    return Impact(
        "rows",
        (train, evaluation),
        kind,
        sample.rows,
        sample.sampled,
        fitted.by_the_next,
        fitted.fitted,
        left_out=giving_away,
    )


def _giving_it_away(
    table: Table, names: Sequence[str], target: str, split_column: str, train_split: Train, task: str
) -> tuple[str, ...]:
    """Features that come close to predicting the target alone: with them, shared rows could bring nothing more."""
    found = feature_classes(
        table,
        target=target,
        features=names,
        identifiers=None,
        ignore_columns=None,
        split_column=split_column,
        train_split=train_split,
        task=task,
    )
    counts = {name: class_counts(one) for name, one in found.features.items()}
    if found.classes.is_quantity:
        scores = {name: leakage.score_regression_feature(one) for name, one in counts.items()}
        return tuple(name for name, one in scores.items() if leakage.judge_regression_feature(one) > Tier.NONE)
    alone = {name: leakage.score_feature(one, features=len(counts)) for name, one in counts.items()}
    return tuple(name for name, one in alone.items() if leakage.judge_feature(one) > Tier.NONE)
