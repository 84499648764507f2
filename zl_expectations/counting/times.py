"""Where the splits lie in time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from zl_expectations.counting.dialects import Expression
from zl_expectations.counting.keys import count_if
from zl_expectations.counting.splits import Splits
from zl_expectations.counting.table import Table, counted, integer
from zl_expectations.errors import UnsupportedTypeError


@dataclass(frozen=True)
class TimeRange:
    """One split's first and last time, and its rows with and without a time."""

    first: Any
    last: Any
    rows: int
    missing: int


@counted
def count_time_ranges(table: Table, time_column: str, splits: Splits) -> Mapping[str, TimeRange]:
    """First and last time of each split.

    Raises
    ------
    UnsupportedTypeError
        When the column holds neither dates, timestamps nor numbers.
    """
    kind = table.columns[table.require("time_column", time_column)]
    if not (kind.is_instant or kind.is_number):
        raise UnsupportedTypeError(
            f"`time_column` must hold dates, timestamps or numbers, got {kind.value} values in {time_column!r}. "
            "Convert it, for instance with pandas.to_datetime; in a file write it as 2026-12-31."
        )
    value = _told(table, time_column)
    split = table.exact(splits.column)
    query = (
        sa.select(split, sa.func.min(value), sa.func.max(value), sa.func.count(value), sa.func.count())
        .select_from(table.source)
        .group_by(split)
    )
    name_of = splits.name_of
    return {
        name_of[raw]: TimeRange(first, last, integer(rows), integer(every) - integer(rows))
        for raw, first, last, rows, every in table.fetch(query)
    }


@counted
def count_rows_up_to(table: Table, time_column: str, splits: Splits, cutoff: Any) -> Mapping[str, int]:
    """Rows of each split whose time is at or before `cutoff`."""
    split = table.exact(splits.column)
    early = count_if(_told(table, time_column) <= cutoff)
    query = sa.select(split, early).select_from(table.source).group_by(split)
    name_of = splits.name_of
    return {name_of[raw]: integer(rows) for raw, rows in table.fetch(query)}


def _told(table: Table, time_column: str) -> Expression:
    """The times as they are told: a cutoff that was told is compared with no finer ones."""
    value, told = table.value(time_column), table.dialect.told.get(table.columns[time_column])
    return value if told is None else told(value)
