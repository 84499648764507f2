"""Rows in the order of time, or in that of the batch: the first of them, side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from zl_expectations.counting.table import Table


def rows_in_order(
    table: Table, columns: Sequence[str], group_columns: Sequence[str], time_column: str | None, most: int
) -> Mapping[str, list[Any]]:
    """The first rows of the batch, whatever their split, those of one group together and each group's in order of time.

    Parameters
    ----------
    columns : sequence of str
        What to fetch beside the group and time columns.
    time_column : str or None
        None for the order of the batch, in an engine that keeps it.
    most : int
        How many rows.

    Returns
    -------
    mapping of str to list
        The values of the columns, of the groups, and of the time; missing is None.
    """
    keys = [*group_columns, *([] if time_column is None else [time_column])]
    order = [table.value(name) for name in keys]
    if keys and time_column is None:
        order.append(table.place)
    names = list(dict.fromkeys([*columns, *keys]))
    values = [table.value(name).label(f"c_{i}") for i, name in enumerate(names)]
    known = [table.value(name).is_not(None) for name in keys]
    query = sa.select(*values).select_from(table.source).where(*known).order_by(*order).limit(most)
    by_column = list(zip(*table.fetch(query), strict=True)) or [()] * len(names)
    return dict(zip(names, map(list, by_column), strict=True))
