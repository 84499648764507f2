"""The folds of a cross-validation in one call: X, y and a splitter in, a verdict out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
from great_expectations.expectations.metadata_types import FailureSeverity

from zl_expectations.counting.columns import column_list
from zl_expectations.expectations._base import Task
from zl_expectations.expectations._privacy import Privacy
from zl_expectations.expectations.expect_features_to_not_leak_target import ExpectFeaturesToNotLeakTarget
from zl_expectations.expectations.expect_groups_to_be_disjoint_across_splits import ExpectGroupsToBeDisjointAcrossSplits
from zl_expectations.expectations.expect_labels_to_be_consistent import ExpectLabelsToBeConsistent
from zl_expectations.expectations.expect_target_to_not_be_perfectly_predictable import (
    ExpectTargetToNotBePerfectlyPredictable,
)
from zl_expectations.gates.check import CheckResult
from zl_expectations.gates.findings import FailOn, require_fail_on, verdict_of
from zl_expectations.gates.fold_findings import gathered
from zl_expectations.gates.folds import Fold, folds_of
from zl_expectations.gates.judged_rows import fields_for, findings_in
from zl_expectations.gates.labelled_rows import LabelledRows, free_name, labelled_rows
from zl_expectations.reporting.finding import Finding

_OF_ALL_ROWS = (ExpectFeaturesToNotLeakTarget, ExpectLabelsToBeConsistent, ExpectTargetToNotBePerfectlyPredictable)


def check_folds(
    X: Any,
    y: Any,
    *,
    cv: Any = 5,
    groups: Any = None,
    time: Any = None,
    embargo: str | float | None = None,
    identifiers: Sequence[str] | None = None,
    ignore_columns: Sequence[str] | None = None,
    allow: Sequence[str] | None = None,
    normalize_text: bool = False,
    show_rows: bool = True,
    masked_columns: Sequence[str] | None = None,
    task: Task = "auto",
    thorough: bool = False,
    fail_on: FailOn = "critical",
    result_format: str | dict[str, Any] = "SUMMARY",
) -> CheckResult:
    """Judge the folds that a scikit-learn splitter gives, each as `check` judges a train and a test split.

    What lies between the two sides of a fold (shared rows, groups, times, classes) and the skew of its train side is
    judged fold by fold; what the features say about the target, and how consistent the targets are, once on all rows.

    Parameters
    ----------
    X : frame, Arrow table, ndarray or list, of n rows
        As scikit-learn takes it, but not sparse; columns without a name are called x0, x1, and so on.
    y : series, ndarray or list of n values
    cv : int, splitter, or iterable of (train, test) positions
        As scikit-learn takes it: a number of folds is stratified where y holds classes. A splitter that draws at
        random and has no `random_state` gives other folds the next time: wrap it in `GuardedSplit`.
    groups : series, ndarray or list of n values, or str, optional
        Rows of one group must stay on one side; the name of a column of X, or values beside X. The splitter gets them.
    time : series, ndarray or list of n values, or str, optional
        When a row was; the test side must be later than the train side.
    embargo : str or float, optional
        How much later, such as ``"7 days"``.
    identifiers, ignore_columns, allow, normalize_text, show_rows, masked_columns, task, thorough, fail_on
        As for `check`.
    result_format : str or dict
        GX's own; rows are in ``"SUMMARY"`` (at most 20) and ``"COMPLETE"``, from the worst fold.

    Returns
    -------
    CheckResult
        One finding for each expectation, with the folds at fault and the figures of the worst. `observed["by_fold"]`
        has every fold; there is no checkpoint result.

    Raises
    ------
    CouldNotJudgeError
        When X or y cannot be read, or `cv` gives no folds, or one with an empty side or rows that X does not have.

    Notes
    -----
    Each fold costs about as much as `check` of its rows without the features. A test side of a few rows (leave one out)
    can prove little: judge the same rows in five folds as well.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.model_selection import KFold
    >>> X = np.random.default_rng(0).normal(size=(100, 3))
    >>> X, y = np.vstack([X, X]), [0, 1] * 100
    >>> result = check_folds(X, y, cv=KFold(4, shuffle=True, random_state=0))
    >>> result.passed, result.findings[0].expectation, result.findings[0].splits
    (False, 'expect_rows_to_be_disjoint_across_splits', ['fold 1', 'fold 2', 'fold 3', 'fold 4'])
    """
    return judged_folds(
        X,
        y,
        cv=cv,
        groups=groups,
        time=time,
        embargo=embargo,
        identifiers=identifiers,
        ignore_columns=ignore_columns,
        allow=allow,
        normalize_text=normalize_text,
        show_rows=show_rows,
        masked_columns=masked_columns,
        task=task,
        thorough=thorough,
        fail_on=fail_on,
        result_format=result_format,
    )[0]


def judged_folds(
    X: Any,
    y: Any,
    *,
    cv: Any,
    groups: Any,
    time: Any,
    fail_on: FailOn,
    result_format: Any,
    **fields: Any,
) -> tuple[CheckResult, list[Fold]]:
    """What `check_folds` finds, and the folds that it judged: a splitter may give others the next time."""
    require_fail_on(fail_on)
    masked = column_list("masked_columns", fields["masked_columns"])
    with Privacy.of(show_rows=fields["show_rows"], masked_columns=masked).guarding_errors():
        rows = labelled_rows(X, y, groups=groups, time=time)
        if fields["task"] == "classification":
            rows = rows.naming_classes()
        given = fields_for(rows, group_columns=rows.group_columns, time_column=rows.time_column, **fields)
        folds = folds_of(
            cv,
            X,
            y,
            rows.values(groups) if isinstance(groups, str) else groups,
            rows=rows.table.num_rows,
            stratified=given["task"] == "classification",
        )
        each = [_found_in(fold, rows, given, result_format) for fold in folds]
        once = findings_in(
            rows.table,
            given,
            split_column=rows.split_column,
            result_format=result_format,
            chosen=lambda one: isinstance(one, _OF_ALL_ROWS),
        )
    findings = sorted([*once, *gathered(each)], key=lambda one: one.rank)
    return CheckResult(verdict_of(findings, fail_on), findings, fail_on), folds


def _found_in(fold: Fold, rows: LabelledRows, fields: dict[str, Any], result_format: Any) -> list[Finding]:
    """What lies between the two sides of a fold, and how skewed its train side is."""
    split = rows.split_column
    position = free_name("position", [*rows.table.column_names, split])
    given_twice = ExpectGroupsToBeDisjointAcrossSplits(
        group_columns=[position], split_column=split, severity=FailureSeverity.CRITICAL
    )
    found = findings_in(
        {
            side: rows.table.take(pa.array(places)).append_column(position, pa.array(places))
            for side, places in zip(("train", "test"), fold, strict=True)
        },
        {**fields, "ignore_columns": [*fields["ignore_columns"], position]},
        split_column=split,
        result_format=result_format,
        chosen=lambda one: not isinstance(one, _OF_ALL_ROWS),
        # What is equal by value can be chance; the same row on both sides cannot.
        added=[given_twice] if len(np.intersect1d(*fold)) else [],
    )
    mend = "Let each fold of `cv` give a row to one side only."
    return [replace(one, next_step=mend) if one.columns == [position] else one for one in found]
