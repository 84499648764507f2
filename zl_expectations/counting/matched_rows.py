"""Rows that match between splits: how many train rows each of them matches, and how many of those have its target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from zl_expectations.counting.hashed_rows import matching_rows
from zl_expectations.counting.keys import classes_of_keys
from zl_expectations.counting.splits import Splits
from zl_expectations.counting.table import Table, counted, integer


@dataclass(frozen=True)
class MatchedRows:
    """Evaluation rows whose key stands in train: those of one class, or all of them where the target is a quantity.

    Attributes
    ----------
    same, drawn : int
        Train rows of the class, and of all classes. For a quantity: pairs of train rows with equal targets, and pairs.
    matches : mapping of (int, int) to int
        Train rows with the row's key, and those of them with its target too, to the number of such evaluation rows.
    """

    same: int
    drawn: int
    matches: Mapping[tuple[int, int], int]


@counted
def count_matched_rows(
    table: Table,
    key_columns: Sequence[str],
    target: str,
    splits: Splits,
    train: str,
    evaluation: str,
    *,
    by_class: bool,
) -> Mapping[Any, MatchedRows]:
    """Count the evaluation rows by the train rows that they match. Rows whose target is missing are left out.

    Returns
    -------
    mapping of class value to MatchedRows
        Of the classes that match; without ``by_class`` of all rows together, under None.
    """
    matching = matching_rows(table, key_columns, splits)
    among = table if matching is None else matching
    cells = classes_of_keys(among, key_columns, target, splits, train, evaluation, present=True)
    by = [*([cells.c.target] if by_class else []), cells.c.key_train_rows, cells.c.train_rows]
    query = (
        sa.select(*by, sa.func.sum(cells.c.evaluation_rows))
        .where(cells.c.key_train_rows > 0, cells.c.evaluation_rows > 0)
        .group_by(*by)
    )
    matches: dict[Any, dict[tuple[int, int], int]] = {}
    for *one, of_key, with_target, rows in among.fetch(query):
        matches.setdefault(one[0] if by_class else None, {})[integer(of_key), integer(with_target)] = integer(rows)
    if not matches:
        return {}
    if not by_class:
        same, drawn = _equal_pairs(table, target, splits, train)
        return {None: MatchedRows(same, drawn, matches[None])}
    value = table.value(target)
    in_train = sa.select(value, sa.func.count()).select_from(table.source).where(splits.is_in(table, train))
    rows_of = {one: integer(rows) for one, rows in table.fetch(in_train.where(value.is_not(None)).group_by(value))}
    drawn = sum(rows_of.values())
    return {one: MatchedRows(rows_of.get(one, 0), drawn, found) for one, found in matches.items()}


def _equal_pairs(table: Table, target: str, splits: Splits, train: str) -> tuple[int, int]:
    """Pairs of train rows whose targets are equal, and all pairs, in both orders and each row with itself."""
    value = table.value(target)
    present = sa.and_(splits.is_in(table, train), value.is_not(None))
    values = sa.select(sa.func.count().label("n")).select_from(table.source).where(present).group_by(value)
    often = values.subquery("often")
    found = table.fetch(sa.select(often.c.n, sa.func.count()).group_by(often.c.n))
    rows = sum(integer(n) * integer(times) for n, times in found)
    return sum(integer(n) ** 2 * integer(times) for n, times in found), rows**2
