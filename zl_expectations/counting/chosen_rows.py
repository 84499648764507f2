"""Some rows of a large table: one of so many, chosen by a hash, and so the same at every run."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from zl_expectations.counting.dialects import Expression
from zl_expectations.counting.table import Select, Table, integer

MOST_ALIKE = 10
MOST_MISSED = 0.1


def choose_rows(
    table: Table,
    wanted: Sequence[Expression],
    key: Sequence[str],
    where: Expression,
    rows: int,
    step: int,
    *,
    equal_together: bool = False,
    salt: int | None = None,
) -> Select:
    """One of `step` rows.

    Parameters
    ----------
    wanted : sequence of sqlalchemy expressions
        What is selected, each under a name.
    key : sequence of str
        The columns whose hash chooses; on an engine without a hash every n-th of their values does, in their order.
    where : sqlalchemy expression
        Which rows there are to choose from.
    rows : int
        How many they are.
    equal_together : bool
        Take rows with an equal key together or not at all. Otherwise rows that know their places are chosen by these.
    salt : int, optional
        Of the hash, where from the rows that it chooses another is to choose again.

    Notes
    -----
    Rows with an equal key have an equal hash. Where a few keys have most of the rows, these would all be chosen or
    none: where the rows that the hash chooses stand among more than `MOST_ALIKE` equal ones on average, or are more or
    fewer than expected by `MOST_MISSED`, every n-th row of each key is taken instead, beginning anywhere.
    """
    every = sa.select(*wanted).select_from(table.source).where(where)
    if step <= 1:
        return every
    row_hash, values = table.dialect.row_hash, [table.value(name) for name in key]
    if table.knows_places and row_hash is not None and not equal_together:
        return every.where(row_hash([table.place], salt) % step == 0)
    number = row_hash(values, salt) if row_hash is not None else sa.func.dense_rank().over(order_by=values)
    numbered = every.add_columns(number.label("zl_key")).subquery("numbered")
    order = [numbered.c[one.name] for one in every.selected_columns]
    turn = numbered.c.zl_key % step
    if not _stand_together(table, numbered, step, rows):
        return sa.select(*order).where(turn == 0)
    nth = sa.func.row_number().over(partition_by=numbered.c.zl_key, order_by=order)
    in_turn = sa.select(*order, (nth + turn).label("zl_turn")).subquery("in_turn")
    rows_of_keys = [in_turn.c[one.name] for one in order]
    return sa.select(*rows_of_keys).where(in_turn.c.zl_turn % step == 0).order_by(in_turn.c.zl_turn, *rows_of_keys)


def _stand_together(table: Table, numbered: sa.Subquery, step: int, rows: int) -> bool:
    """Whether what the hash chooses are so few keys that they are no sample of the rows."""
    of_keys = (
        sa.select(sa.func.count().label("n"))
        .select_from(numbered)
        .where(numbered.c.zl_key % step == 0)
        .group_by(numbered.c.zl_key)
        .subquery("of_keys")
    )
    query = sa.select(sa.func.sum(of_keys.c.n), sa.func.sum(of_keys.c.n * of_keys.c.n))
    chosen, squares = map(integer, table.fetch(query)[0])
    return squares > MOST_ALIKE * chosen or abs(chosen * step - rows) > MOST_MISSED * rows
