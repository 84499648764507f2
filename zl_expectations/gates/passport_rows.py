"""Rows that scikit-learn was given, compared with a passport."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from zl_expectations.counting.columns import column_list
from zl_expectations.counting.duckdb_table import table_of
from zl_expectations.counting.table import Table
from zl_expectations.expectations._privacy import Privacy
from zl_expectations.gates.evaluation_rows import Part
from zl_expectations.gates.findings import FailOn, require_fail_on
from zl_expectations.gates.labelled_rows import LabelledRows, labelled_rows
from zl_expectations.gates.passport import Passport
from zl_expectations.gates.require_passport import passed_passport, refuse_if_any
from zl_expectations.gates.suite import pre_training_suite
from zl_expectations.gates.suite_terms import term_of


def require_judged_rows(
    passport: str | Path | Passport,
    train: Part,
    evaluation: Mapping[str, Part],
    *,
    fail_on: FailOn,
    show_rows: bool,
    masked_columns: Sequence[str] | None,
    group_columns: Sequence[str] | None = None,
    time_column: str | None = None,
    time: Any = None,
    **fields: Any,
) -> Passport:
    """Raise unless the rows are splits that were judged and passed, by what a guard with these fields demands.

    Parameters
    ----------
    passport : path or Passport
    train : (X, y, groups)
        Must be the train split; y, and groups and times beside X, go by the names that they had when they were judged.
    evaluation : mapping of str to (X, y, groups)
        Each must be one of the other splits.
    time : series, ndarray, list or str, optional
        The times of the train rows.
    fail_on, show_rows, masked_columns, group_columns, time_column, **fields
        As for `check`.

    Raises
    ------
    TrainingDataRejected
        When a split has changed, when less was demanded, or when the verdict was not that it passed.
    CouldNotJudgeError
        When the passport or the rows cannot be read.
    """
    require_fail_on(fail_on)
    found = passed_passport(passport)
    privacy = Privacy.of(show_rows=show_rows, masked_columns=column_list("masked_columns", masked_columns))
    target, groups, times = (_judged_as(found, role) for role in ("target", "group_columns", "time_column"))
    named = {"y": target, "groups": groups, "time": times}
    called = {role: names[0] for role, names in named.items() if len(names) == 1}
    named_groups = column_list("group_columns", group_columns) or []
    with privacy.guarding_errors():
        X, y, of_train = train
        rows = labelled_rows(X, y, groups=of_train, time=time, called=called)
        changes = found.changes_from(found.train_splits, _compared(rows, found), "train")
        for name, (X_other, y_other, of_other) in evaluation.items():
            others = labelled_rows(X_other, y_other, groups=of_other, called={**called, "y": rows.target})
            changes += found.changes_from(found.evaluation_splits, _compared(others, found), name)
        suite = pre_training_suite(
            target=rows.target,
            split_column=found.split_column,
            train_split=found.train_split,
            group_columns=[*named_groups, *_beside(rows, rows.group_columns, groups)] or None,
            time_column=time_column or next(iter(_beside(rows, _listed(rows.time_column), times)), None),
            **fields,
        )
    asked = [term_of(one.configuration) for one in suite.expectations]
    refuse_if_any([*dict.fromkeys(changes), *found.loosened_from(asked, fail_on)])
    return found


def _judged_as(found: Passport, role: str) -> list[str]:
    """The columns that the suite knew in a role."""
    given = [_listed(term.fields.get(role)) for term in found.suite]
    return list(dict.fromkeys(name for names in given for name in names))


def _listed(columns: Any) -> list[str]:
    """What a role holds as a list: one column, several or none."""
    return [columns] if isinstance(columns, str) else list(columns or ())


def _compared(rows: LabelledRows, found: Passport) -> Table:
    """The rows without groups and times that stand beside X and were no column of what was judged."""
    beside = [name for name in rows.beside if name not in found.columns]
    return table_of(rows.table.drop_columns(beside))


def _beside(rows: LabelledRows, given: Sequence[str], judged: Sequence[str]) -> list[str]:
    """What is demanded of groups or times: what stands beside X is what was judged, whatever its name."""
    return list(judged) if judged and any(name in rows.beside for name in given) else list(given)
