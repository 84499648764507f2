"""What callers name (the data, its columns, a task), looked at before anything is counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from great_expectations.core import ExpectationSuite

from zl_expectations.counting.classes import count_distinct_targets, is_continuous
from zl_expectations.counting.columns import column_list, refuse_two_roles
from zl_expectations.counting.relations.files import literal_files
from zl_expectations.counting.splits import count_splits
from zl_expectations.counting.table import Table
from zl_expectations.errors import BadInputError, did_you_mean
from zl_expectations.expectations._base import Task
from zl_expectations.gates.suite import pre_training_suite

Source = Any
_LISTS = ("group_columns", "identifiers", "ignore_columns", "allow", "masked_columns")


def source_of(
    data: Source | None, named: Mapping[str, Source | None], splits: Mapping[str, Source] | None
) -> tuple[Source, bool]:
    """The one source that the arguments stand for, and whether it is several splits."""
    given = {name: source for name, source in named.items() if source is not None}
    ways = sum((data is not None, bool(given), splits is not None))
    if ways != 1:
        raise BadInputError(
            "Give the data either as one table (`data`, with a split column), as `train`, `test` and `validation`, or"
            f" as `splits`; got {'none' if ways == 0 else 'more than one'} of them."
        )
    if data is not None:
        return data, isinstance(data, Mapping)
    several = dict(splits) if splits is not None else given
    if len(several) < 2:
        raise BadInputError(
            f"There must be a train split and an evaluation split, got only {', '.join(map(repr, several)) or 'none'}."
        )
    return several, True


def suite_for(
    table: Table, source: Source, *, target: str, split_column: str | None, task: Task = "auto", **fields: Any
) -> ExpectationSuite:
    """The recommended suite for a table that is there: its columns and its target are looked at first.

    Parameters
    ----------
    table : Table
    source : frame, Arrow table, path, or mapping of str to those
        What the table was made of; of a mapping's splits it has a split column, whatever it held before.
    target, split_column, task, **fields
        As for `pre_training_suite`; a task ``"auto"`` is decided here.

    Raises
    ------
    BadInputError
        When a column is not there, has two roles, the target has nothing to predict, or the splits cannot be told, and
        for several files that have no split column.
    """
    is_split = isinstance(source, Mapping)
    splits = [split_column or "split"] if is_split else split_column_of(table, split_column)
    refuse_files_without_splits(source, splits)
    named = {
        "target": [target],
        "split_column": splits,
        "time_column": [fields["time_column"]] if fields.get("time_column") is not None else [],
        **{role: column_list(role, fields.get(role)) or [] for role in _LISTS},
    }
    require_columns(table, named)
    for role in ("group_columns", "time_column"):
        if named[role] and not named["split_column"]:
            raise BadInputError(
                f"`{role}` compares splits, so there must be a split column, got none. Name it with `split_column`."
                + did_you_mean("split", table.columns)
            )
    split = next(iter(named["split_column"]), None)
    task = task_of(table, target, task)
    if split is not None:  # said once, before every check that compares splits says it
        count_splits(table, split, fields.get("train_split", "train"))
    return pre_training_suite(target=target, split_column=split, task=task, **fields)


def task_of(table: Table, target: str, task: Task = "auto") -> Task:
    """The task that was named, or the one that the target's values make it.

    Raises
    ------
    BadInputError
        When there is nothing to predict.
    """
    distinct, _ = count_distinct_targets(table, target)
    if not distinct:
        raise BadInputError(f"`target` must have values, got only missing ones in {target!r}.")
    if distinct == 1:
        raise BadInputError(
            f"`target` must take at least two values, got one in {target!r}: there is nothing to predict in one class."
        )
    if task != "auto":
        return task
    return "regression" if is_continuous(table, target) else "classification"


def split_column_of(table: Table, given: str | None) -> list[str]:
    """The split column of one table: the one that was named, or ``"split"``, or none where nothing is called so."""
    if given is not None or any(name.lower() == "split" for name in table.columns):
        return [table.require("split_column", given or "split")]
    return []


def refuse_files_without_splits(source: Source, split_column: Sequence[str], command: str = "zl check") -> None:
    """Refuse files that were named one by one and have no split column: pooled, nothing between them is judged.

    Raises
    ------
    BadInputError
        With the command that makes splits of them.
    """
    files = [] if isinstance(source, Mapping) else literal_files(source)
    if len(files) > 1 and not split_column:
        train, other = sorted(files, key=lambda file: "train" not in Path(file).stem.lower())[:2]
        raise BadInputError(
            f"Several files without a split column are one table without splits, got {' and '.join(files[:5])}. Did you"
            f" mean `{command} --train {train} --test {other}`? Parts of one table are named by a pattern, such as"
            " 'part-*.parquet', or have a split column."
        )


def require_columns(table: Table, named: Mapping[str, Sequence[str]]) -> None:
    """Every column that was named is there, and the target and the split column are nothing else.

    Parameters
    ----------
    table : Table
    named : mapping of str to sequence of str
        Columns, by the argument that named them.

    Raises
    ------
    BadInputError
        With the columns that there are.
    """
    for role, names in named.items():
        for name in names:
            if not isinstance(name, str):
                raise BadInputError(f"`{role}` must be named by text, got {name!r}." + did_you_mean("", table.columns))
            table.require(role, name)
    refuse_two_roles({role: list(names) for role, names in named.items() if role != "masked_columns"})
