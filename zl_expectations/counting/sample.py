"""Rows for a small model: all of them, or on large tables those that a hash of the features chooses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from zl_expectations.counting.chosen_rows import choose_rows
from zl_expectations.counting.dialects import Expression
from zl_expectations.counting.kinds import Kind
from zl_expectations.counting.table import Table, integer


@dataclass(frozen=True)
class RowSample:
    """Some rows of a table.

    Attributes
    ----------
    kinds : mapping of str to Kind
        The columns, in the order asked for.
    values : mapping of str to list
        Their values; missing is None.
    rows : int
        How many rows there were to choose from.
    marked : list of bool
        Whether each meets the condition that was asked for beside them; empty where none was.
    """

    kinds: Mapping[str, Kind]
    values: Mapping[str, list[Any]]
    rows: int
    marked: list[bool] = field(default_factory=list)

    @property
    def sampled(self) -> int:
        """Rows in the sample."""
        return len(next(iter(self.values.values())))


def sample_rows(
    table: Table,
    columns: Sequence[str],
    features: Sequence[str],
    where: Expression,
    most: int,
    *,
    mark: Expression | None = None,
    equal_together: bool = True,
) -> RowSample:
    """Fetch `most` rows at the most: the one place where rows leave an engine to be modelled.

    Parameters
    ----------
    columns : sequence of str
        What to fetch.
    features : sequence of str
        By whose hash rows are chosen.
    where : sqlalchemy expression
        Which rows there are to choose from.
    most : int
        With no more rows than that all are fetched, the same on every engine. With more, those that `choose_rows`
        chooses, each engine having its own hash.
    mark : sqlalchemy expression, optional
        A condition to tell of each row whether it meets it.
    equal_together : bool
        Fetch rows with equal features together, or not at all, as long as many rows differ in them.
    """
    rows = integer(table.fetch(sa.select(sa.func.count()).select_from(table.source).where(where))[0][0])
    values = [table.value(name).label(f"c_{i}") for i, name in enumerate(columns)]
    if mark is not None:
        values.append(sa.case((mark, 1), else_=0).label("mark"))
    query = choose_rows(table, values, features, where, rows, step=-(-rows // most), equal_together=equal_together)
    fetched = table.fetch(query.limit(most))
    by_column = list(zip(*fetched, strict=True)) or [()] * len(values)
    marked = [bool(integer(one)) for one in by_column.pop()] if mark is not None else []
    return RowSample(
        kinds={name: table.columns[name] for name in columns},
        values={name: list(column) for name, column in zip(columns, by_column, strict=True)},
        rows=rows,
        marked=marked,
    )
