"""Where the shared rows stand, for the engines that keep the order of rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from zl_expectations.counting.keys import candidates
from zl_expectations.counting.splits import Splits
from zl_expectations.counting.table import Table, integer


def shared_positions(
    table: Table, key_columns: Sequence[str], splits: Splits, train: str, evaluation: str, *, of: str
) -> list[int]:
    """The rows of the split `of` whose key stands in the other split of the pair.

    Parameters
    ----------
    of : str
        Either `train` or `evaluation`.

    Returns
    -------
    list of int
        Positions in the batch, from 0, in order.
    """
    place: Any = (sa.func.row_number().over() - 1).label("zl_place")
    names = [*dict.fromkeys([splits.column, *key_columns])]
    rows = sa.select(*map(table.raw, names), place).select_from(table.source).subquery("placed")
    alike = candidates(table.reading(rows), rows, key_columns, splits, train, evaluation)
    with table.materialised(sa.select(*alike.c)) as narrow:
        view = table.reading(narrow)
        other = splits.is_in(view, evaluation if of == train else train)
        shared = sa.func.max(sa.case((other, 1), else_=0)).over(partition_by=[view.value(name) for name in key_columns])
        judged = sa.select(
            sa.column("zl_place"), shared.label("shared"), sa.case((splits.is_in(view, of), 1), else_=0).label("own")
        ).select_from(narrow)
        found = judged.subquery("judged")
        query = sa.select(found.c.zl_place).where(sa.and_(found.c.shared == 1, found.c.own == 1))
        return [integer(row) for (row,) in table.fetch(query.order_by(found.c.zl_place))]
