"""Which rows are shared: a few with their values and places, or the places of all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from zl_expectations.counting.hashed_rows import matching_rows
from zl_expectations.counting.keys import count_if
from zl_expectations.counting.placed_rows import PlacedRows, placed_rows
from zl_expectations.counting.splits import Splits
from zl_expectations.counting.table import Table, counted, integer


@dataclass(frozen=True)
class SharedRow:
    """One key that stands in both splits: its values, and its rows and first positions in each split."""

    values: Mapping[str, Any]
    rows: Mapping[str, int]
    first: Mapping[str, Mapping[str, Any]]


@counted
def sample_shared_rows(
    table: Table,
    key_columns: Sequence[str],
    splits: Splits,
    train: str,
    evaluation: str,
    *,
    limit: int | None,
    index_columns: Sequence[str] = (),
) -> list[SharedRow]:
    """Some of the keys that stand in both splits, with where they stand.

    Parameters
    ----------
    limit : int or None
        At most so many keys; None for all of them.
    index_columns : sequence of str
        Columns that identify a row, as `placed_rows` takes them.
    """
    placed = _standing_in_both(table, key_columns, splits, train, evaluation, index_columns)
    in_train, in_evaluation = splits.is_in(placed.view, train), splits.is_in(placed.view, evaluation)
    firsts = [
        sa.func.min(sa.case((condition, place))).label(f"{side}_{i}")
        for side, condition in (("train", in_train), ("evaluation", in_evaluation))
        for i, place in enumerate(placed.places)
    ]
    query = (
        sa.select(
            *placed.key,
            count_if(in_train).label("train_rows"),
            count_if(in_evaluation).label("evaluation_rows"),
            *firsts,
        )
        .select_from(placed.rows)
        .group_by(*placed.key)
        .having(sa.and_(count_if(in_train) > 0, count_if(in_evaluation) > 0))
    )
    d, p = len(key_columns), len(placed.places)
    query = query.order_by(*[sa.column(first.name) for first in firsts[p:] or placed.key])
    return [
        SharedRow(
            values=dict(zip(key_columns, row[:d], strict=True)),
            rows={train: integer(row[d]), evaluation: integer(row[d + 1])},
            first={
                train: placed.place_of(train, row[d + 2 : d + 2 + p]),
                evaluation: placed.place_of(evaluation, row[d + 2 + p :]),
            },
        )
        for row in table.fetch(query if limit is None else query.limit(limit))
    ]


def shared_positions(
    table: Table, key_columns: Sequence[str], splits: Splits, train: str, evaluation: str, *, of: str
) -> list[int]:
    """The rows of the split `of` whose key stands in the other split of the pair, in an engine that keeps their order.

    Parameters
    ----------
    of : str
        Either `train` or `evaluation`.

    Returns
    -------
    list of int
        Positions in the batch, from 0, in order.
    """
    placed = _standing_in_both(table, key_columns, splits, train, evaluation)
    (place,), other = placed.places, evaluation if of == train else train
    shared = sa.func.max(sa.case((splits.is_in(placed.view, other), 1), else_=0)).over(partition_by=placed.key)
    own = sa.case((splits.is_in(placed.view, of), 1), else_=0)
    judged = sa.select(place.label("place"), shared.label("shared"), own.label("own")).select_from(placed.rows)
    found = judged.subquery("judged")
    query = sa.select(found.c.place).where(sa.and_(found.c.shared == 1, found.c.own == 1)).order_by(found.c.place)
    return [integer(row) for (row,) in table.fetch(query)]


def _standing_in_both(
    table: Table,
    key_columns: Sequence[str],
    splits: Splits,
    train: str,
    evaluation: str,
    index_columns: Sequence[str] = (),
) -> PlacedRows:
    """The rows whose key's hash stands in both splits: few where little is shared, and compared by value afterwards."""
    matching = matching_rows(table, key_columns, splits)
    placed = placed_rows(table, key_columns, [], splits, index_columns, among=matching)
    if placed.hash is None or matching is not None:
        return placed
    in_both = [sa.func.max(sa.case((splits.is_in(placed.view, name), 1), else_=0)) == 1 for name in (train, evaluation)]
    return placed.among(sa.select(placed.hash).select_from(placed.rows).group_by(placed.hash).having(sa.and_(*in_both)))
