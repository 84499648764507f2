"""The recommended suite, run on rows that scikit-learn was given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from great_expectations.core import ExpectationSuite

from zl_expectations.counting.duckdb_table import table_of
from zl_expectations.counting.table import Table
from zl_expectations.expectations._base import TieredExpectation
from zl_expectations.gates.check import require_columns, task_of
from zl_expectations.gates.findings import findings_of
from zl_expectations.gates.labelled_rows import LabelledRows
from zl_expectations.gates.run_suite import run_suite
from zl_expectations.gates.suite import Task, column_list, pre_training_suite
from zl_expectations.reporting.finding import Finding

Chosen = Callable[[Any], bool]


def fields_for(
    rows: LabelledRows,
    *,
    task: Task,
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
        "identifiers": column_list(identifiers),
        "ignore_columns": [*(column_list(ignore_columns) or ()), *rows.beside],
        "allow": column_list(allow),
        "masked_columns": column_list(masked_columns),
    }
    table = table_of(rows.table)
    require_columns(table, {"target": [rows.target], **{role: names or () for role, names in columns.items()}})
    return {"target": rows.target, "task": task_of(table, rows.target, task), **columns, **others}


def judged(
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
