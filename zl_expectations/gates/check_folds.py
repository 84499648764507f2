"""The folds of a cross-validation in one call: X, y and a splitter in, a verdict out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
from great_expectations.core import ExpectationSuite
from great_expectations.expectations.metadata_types import FailureSeverity

from zl_expectations.counting.duckdb_table import table_of
from zl_expectations.counting.table import Table
from zl_expectations.errors import BadInputError
from zl_expectations.expectations._privacy import Privacy
from zl_expectations.expectations.expect_features_to_not_leak_target import ExpectFeaturesToNotLeakTarget
from zl_expectations.expectations.expect_groups_to_be_disjoint_across_splits import ExpectGroupsToBeDisjointAcrossSplits
from zl_expectations.expectations.expect_labels_to_be_consistent import ExpectLabelsToBeConsistent
from zl_expectations.expectations.expect_target_to_not_be_perfectly_predictable import (
    ExpectTargetToNotBePerfectlyPredictable,
)
from zl_expectations.gates.check import CheckResult, FailOn, require_columns, task_of
from zl_expectations.gates.findings import findings_of, verdict_of
from zl_expectations.gates.fold_findings import gathered
from zl_expectations.gates.folds import Fold, folds_of
from zl_expectations.gates.labelled_rows import LabelledRows, free_name, labelled_rows
from zl_expectations.gates.run_suite import run_suite
from zl_expectations.gates.suite import Task, column_list, pre_training_suite
from zl_expectations.privacy import errors_without_values
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
    if fail_on not in ("critical", "warning"):
        raise BadInputError(f"`fail_on` must be 'critical' or 'warning', got {fail_on!r}.")
    hidden = Privacy.of(show_rows=show_rows, masked_columns=column_list(masked_columns)).hides_any
    with errors_without_values(hidden=hidden):
        rows = labelled_rows(X, y, groups=groups, time=time)
        table = table_of(rows.table)
        fields: dict[str, Any] = {
            "identifiers": column_list(identifiers),
            "ignore_columns": [*(column_list(ignore_columns) or ()), *rows.beside],
            "allow": column_list(allow),
            "masked_columns": column_list(masked_columns),
        }
        require_columns(table, {"target": [rows.target], **{role: names or () for role, names in fields.items()}})
        fields |= {
            "task": task_of(table, rows.target, task),
            "normalize_text": normalize_text,
            "show_rows": show_rows,
            "thorough": thorough,
        }
        between = {"group_columns": rows.group_columns, "time_column": rows.time_column, "embargo": embargo}
        folds = folds_of(
            cv,
            X,
            y,
            rows.values(groups) if isinstance(groups, str) else groups,
            rows=rows.table.num_rows,
            stratified=fields["task"] == "classification",
        )
        each = [_of_fold(rows, fold, fields | between, result_format) for fold in folds]
        findings = [*_of_all_rows(rows, fields, result_format), *gathered(each)]
    findings.sort(key=lambda one: one.rank)
    return CheckResult(verdict_of(findings, fail_on), findings, fail_on)


def _of_all_rows(rows: LabelledRows, fields: Mapping[str, Any], result_format: Any) -> list[Finding]:
    """What does not depend on the fold."""

    def suite_of(_: Table) -> ExpectationSuite:
        suite = pre_training_suite(target=rows.target, split_column=None, **fields)
        suite.expectations = [one for one in suite.expectations if isinstance(one, _OF_ALL_ROWS)]
        return suite

    found = run_suite(rows.table, suite_of, split_column=rows.split_column, result_format=result_format)
    return findings_of(found.run_results.values())


def _of_fold(rows: LabelledRows, fold: Fold, fields: Mapping[str, Any], result_format: Any) -> list[Finding]:
    """What lies between the two sides of a fold, and how skewed its train side is."""
    split = rows.split_column
    position = free_name("position", [*rows.table.column_names, split])
    splits = {
        name: rows.table.take(pa.array(side)).append_column(position, pa.array(side))
        for name, side in zip(("train", "test"), fold, strict=True)
    }
    of_fold = {**fields, "ignore_columns": [*fields["ignore_columns"], position]}

    def suite_of(_: Table) -> ExpectationSuite:
        suite = pre_training_suite(target=rows.target, split_column=split, **of_fold)
        suite.expectations = [one for one in suite.expectations if not isinstance(one, _OF_ALL_ROWS)]
        if len(np.intersect1d(*fold)):  # what is equal by value can be chance; the same row on both sides cannot
            suite.add_expectation(
                ExpectGroupsToBeDisjointAcrossSplits(
                    group_columns=[position], split_column=split, severity=FailureSeverity.CRITICAL
                )
            )
        return suite

    result = run_suite(splits, suite_of, split_column=split, result_format=result_format)
    found = findings_of(result.run_results.values())
    mend = "Let each fold of `cv` give a row to one side only."
    return [replace(one, next_step=mend) if one.columns == [position] else one for one in found]
