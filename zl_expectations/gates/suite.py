"""The recommended suite of a pipeline that is about to train."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from great_expectations.core import ExpectationSuite
from great_expectations.expectations.metadata_types import FailureSeverity

from zl_expectations.counting.columns import column_list, refuse_two_roles
from zl_expectations.errors import BadInputError
from zl_expectations.expectations._base import Task, TieredExpectation
from zl_expectations.expectations.expect_class_proportions_to_match_across_splits import (
    ExpectClassProportionsToMatchAcrossSplits,
)
from zl_expectations.expectations.expect_classes_to_not_be_skewed import ExpectClassesToNotBeSkewed
from zl_expectations.expectations.expect_features_to_not_leak_target import ExpectFeaturesToNotLeakTarget
from zl_expectations.expectations.expect_groups_to_be_disjoint_across_splits import ExpectGroupsToBeDisjointAcrossSplits
from zl_expectations.expectations.expect_labels_to_be_consistent import ExpectLabelsToBeConsistent
from zl_expectations.expectations.expect_preprocessing_to_be_fitted_on_train_only import (
    ExpectPreprocessingToBeFittedOnTrainOnly,
)
from zl_expectations.expectations.expect_rows_to_be_disjoint_across_splits import ExpectRowsToBeDisjointAcrossSplits
from zl_expectations.expectations.expect_rows_to_not_be_nearly_shared_across_splits import (
    ExpectRowsToNotBeNearlySharedAcrossSplits,
)
from zl_expectations.expectations.expect_splits_to_be_ordered_in_time import ExpectSplitsToBeOrderedInTime
from zl_expectations.expectations.expect_target_to_not_be_perfectly_predictable import (
    ExpectTargetToNotBePerfectlyPredictable,
)


def pre_training_suite(
    *,
    target: str,
    split_column: str | None = "split",
    train_split: str | int | bool | None = "train",
    group_columns: Sequence[str] | None = None,
    time_column: str | None = None,
    embargo: str | float | None = None,
    identifiers: Sequence[str] | None = None,
    ignore_columns: Sequence[str] | None = None,
    allow: Sequence[str] | None = None,
    normalize_text: bool = False,
    show_rows: bool = True,
    masked_columns: Sequence[str] | None = None,
    task: Task = "auto",
    thorough: bool = False,
    impact: bool = False,
    name: str = "pre_training",
) -> ExpectationSuite:
    """Build the recommended suite: each check once as *critical*, which halts, and once as *warning*, which is
    reported.

    Parameters
    ----------
    target : str
        The column to predict.
    split_column : str or None, default "split"
        The column that says to which split each row belongs; None leaves out the checks that compare splits.
    train_split : str, int, bool or None, default "train"
        The split that is trained on; None makes every split a fold.
    group_columns : sequence of str, optional
        What makes a group whose rows must stay on one side; several columns together make one group.
    time_column : str, optional
        When a row was; the evaluation splits must be later than train.
    embargo : str or float, optional
        How much later, such as ``"7 days"``.
    identifiers : sequence of str, optional
        Columns that identify a row: no features, and no part of what makes two rows the same.
    ignore_columns : sequence of str, optional
        Further columns that are no features.
    allow : sequence of str, optional
        Features that are known to be honestly as good as a leak.
    normalize_text : bool, default False
        Compare text by its Unicode NFKC, case-folded form.
    show_rows : bool, default True
        Whether values of the data may stand in results and errors; counts, column names and the names of splits always
        do.
    masked_columns : sequence of str, optional
        Columns of which no value may stand there.
    task : {"auto", "classification", "regression"}
        With ``"regression"`` the check on skew is left out.
    thorough : bool, default False
        Count more pairs of features, judge all of them together with a small model, and on which rows preprocessing was
        fitted. The model is fitted on this machine: of a database or a cluster, up to ten thousand rows are fetched
        for it, and as many to look for rows that oversampling made.
    impact : bool, default False
        Where rows are shared or features at fault, fit a small model with and without them, and say what loss and
        score owe to them. It needs as many rows as the model of `thorough`, and never changes the verdict.
    name : str
        The suite's name.

    Returns
    -------
    great_expectations.ExpectationSuite

    Raises
    ------
    BadInputError
        When the task is unknown, there is an embargo and no time, or the target or the split column is given another
        role as well.

    Examples
    --------
    >>> suite = pre_training_suite(target="cancelled", time_column="time_hour")
    >>> sorted({expectation.severity.value for expectation in suite.expectations})
    ['critical', 'warning']
    """
    if task not in ("auto", "classification", "regression"):
        raise BadInputError(f"`task` must be 'auto', 'classification' or 'regression', got {task!r}.")
    if embargo is not None and time_column is None:
        raise BadInputError(f"`embargo` must have a `time_column` beside it, got {embargo!r} and none.")
    lists = {
        "group_columns": column_list("group_columns", group_columns),
        "identifiers": column_list("identifiers", identifiers),
        "ignore_columns": column_list("ignore_columns", ignore_columns),
        "allow": column_list("allow", allow),
    }
    refuse_two_roles({"target": target, "split_column": split_column, "time_column": time_column, **lists})
    splits = {"split_column": split_column, "train_split": train_split}
    columns = {role: lists[role] for role in ("identifiers", "ignore_columns")}
    groups, allowed = lists["group_columns"], lists["allow"]
    measured = {"impact": {"group_columns": groups, "time_column": time_column} if impact else False}
    not_features = [*(ignore_columns or ()), *(groups or ())] or None
    both: list[tuple[type[TieredExpectation], dict[str, Any]]] = [
        (
            ExpectFeaturesToNotLeakTarget,
            {
                "target": target,
                **splits,
                "identifiers": columns["identifiers"],
                "ignore_columns": not_features,
                "allow": allowed,
                "task": task,
                "pairs": thorough,
                "group_columns": groups,
                "time_column": time_column,
                **measured,
            },
        ),
        (
            ExpectLabelsToBeConsistent,
            {"target": target, **splits, **columns, "normalize_text": normalize_text, "task": task},
        ),
    ]
    if thorough:
        model = {"group_columns": groups, "time_column": time_column, "allow": allowed, "task": task}
        both.append((ExpectTargetToNotBePerfectlyPredictable, {"target": target, **splits, **columns, **model}))
    if split_column is not None:
        both.insert(
            0,
            (
                ExpectRowsToBeDisjointAcrossSplits,
                {"target": target, **splits, **columns, "normalize_text": normalize_text, **measured},
            ),
        )
        both.append(
            (
                ExpectRowsToNotBeNearlySharedAcrossSplits,
                {"target": target, **splits, **columns, "normalize_text": normalize_text},
            )
        )
        if thorough and train_split is not None:
            both.append((ExpectPreprocessingToBeFittedOnTrainOnly, {"target": target, **splits, **columns}))
        if groups:
            both.append((ExpectGroupsToBeDisjointAcrossSplits, {"group_columns": groups, **splits}))
        if time_column is not None:
            both.append((ExpectSplitsToBeOrderedInTime, {"time_column": time_column, "embargo": embargo, **splits}))
    if task != "regression":
        both.append((ExpectClassesToNotBeSkewed, {"target": target, **splits}))
    if split_column is not None:
        both.append((ExpectClassProportionsToMatchAcrossSplits, {"target": target, **splits, "task": task}))
    private: dict[str, Any] = {"show_rows": show_rows, "masked_columns": column_list("masked_columns", masked_columns)}
    expectations = [
        *[kind(**fields, **private, severity=FailureSeverity.CRITICAL) for kind, fields in both],
        *[kind(**fields, **private, severity=FailureSeverity.WARNING) for kind, fields in both],
    ]
    return ExpectationSuite(name=name, expectations=expectations)
