"""The recommended suite, run on rows that scikit-learn was given."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from great_expectations.core import ExpectationSuite

from zl_expectations.counting.columns import column_list
from zl_expectations.counting.duckdb_table import table_of
from zl_expectations.counting.table import Table
from zl_expectations.expectations._base import Task, TieredExpectation
from zl_expectations.expectations._privacy import Privacy
from zl_expectations.gates.arguments import require_columns, task_of
from zl_expectations.gates.check import CheckResult
from zl_expectations.gates.evaluation_rows import Part
from zl_expectations.gates.findings import FailOn, findings_of, require_fail_on, verdict_of
from zl_expectations.gates.labelled_rows import LabelledRows, labelled_rows
from zl_expectations.gates.run_suite import run_suite
from zl_expectations.gates.suite import pre_training_suite
from zl_expectations.reporting.finding import Finding

Chosen = Callable[[Any], bool]


def fields_for(
    rows: LabelledRows,
    *,
    task: Task,
    group_columns: Sequence[str],
    time_column: str | None,
    embargo: str | float | None,
    identifiers: Sequence[str] | None,
    ignore_columns: Sequence[str] | None,
    allow: Sequence[str] | None,
    masked_columns: Sequence[str] | None,
    **others: Any,
) -> dict[str, Any]:
    """The fields of `pre_training_suite` for these rows, whose columns and target are looked at first.

    Raises
    ------
    BadInputError
        When a column is not there, or there is nothing to predict.
    """
    columns = {
        "group_columns": list(group_columns),
        "identifiers": column_list("identifiers", identifiers),
        "ignore_columns": [*(column_list("ignore_columns", ignore_columns) or ()), *rows.beside],
        "allow": column_list("allow", allow),
        "masked_columns": column_list("masked_columns", masked_columns),
    }
    table = table_of(rows.table)
    time = {"time_column": [time_column] if time_column is not None else []}
    require_columns(table, {"target": [rows.target], **time, **{role: names or () for role, names in columns.items()}})
    task = task_of(table, rows.target, task)
    return {"target": rows.target, "task": task, "time_column": time_column, "embargo": embargo, **columns, **others}


def findings_in(
    source: Any,
    fields: dict[str, Any],
    *,
    split_column: str,
    result_format: Any,
    chosen: Chosen = lambda one: True,
    added: Sequence[TieredExpectation] = (),
) -> list[Finding]:
    """What the suite finds in a table, or in one table for each split.

    Parameters
    ----------
    source : pyarrow.Table or mapping of str to pyarrow.Table
    fields : dict
        Of `pre_training_suite`.
    split_column : str
        The column that a mapping's keys go into.
    result_format : str or dict
    chosen : callable
        Which expectations of the suite are run.
    added : sequence of TieredExpectation
        What is run beside them.
    """
    split = split_column if isinstance(source, dict) else None

    def suite_of(_: Table) -> ExpectationSuite:
        suite = pre_training_suite(split_column=split, **fields)
        suite.expectations = [*filter(chosen, suite.expectations), *added]
        return suite

    result = run_suite(source, suite_of, split_column=split_column, result_format=result_format)
    return findings_of(result.run_results.values())


def judged_splits(
    train: Part,
    evaluation: Mapping[str, Part],
    *,
    group_columns: Sequence[str] | None,
    time_column: str | None,
    show_rows: bool,
    masked_columns: Sequence[str] | None,
    task: Task,
    fail_on: FailOn,
    **fields: Any,
) -> CheckResult:
    """What the suite finds in train rows, and between them and each evaluation split; without rows.

    Parameters
    ----------
    train : (X, y, groups)
    evaluation : mapping of str to (X, y, groups)
    group_columns, time_column, show_rows, masked_columns, task, fail_on, **fields
        As for `check`.

    Raises
    ------
    CouldNotJudgeError
        When the rows cannot be read.
    """
    require_fail_on(fail_on)
    masked = column_list("masked_columns", masked_columns)
    with Privacy.of(show_rows=show_rows, masked_columns=masked).guarding_errors():
        rows = _rows(*train, task)
        named = [*(column_list("group_columns", group_columns) or ()), *rows.group_columns]
        of_rows = fields_for(
            rows,
            group_columns=named,
            time_column=time_column,
            show_rows=show_rows,
            masked_columns=masked_columns,
            task=task,
            **fields,
        )
        others = {name: _rows(*part, task, called={"y": rows.target}).table for name, part in evaluation.items()}
        source = {"train": rows.table, **others} if others else rows.table
        findings = findings_in(source, of_rows, split_column=rows.split_column, result_format="BASIC")
    return CheckResult(verdict_of(findings, fail_on), findings, fail_on)


def _rows(X: Any, y: Any, groups: Any, task: Task, **named: Any) -> LabelledRows:
    rows = labelled_rows(X, y, groups=groups, **named)
    return rows.naming_classes() if task == "classification" else rows
