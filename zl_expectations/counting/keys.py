"""How rows with equal keys are spread over the splits.

A key is the value of the key columns: the features for shared rows, the group columns for groups. One scan and one
grouping answer every question of this module but the sample of rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import reduce
from typing import Any

import sqlalchemy as sa

from zl_expectations.counting.dialects import Expression
from zl_expectations.counting.splits import Splits
from zl_expectations.counting.table import Table, counted, integer


@dataclass(frozen=True)
class PairCounts:
    """What one train split and one evaluation split have in common.

    Attributes
    ----------
    train, evaluation : str
        The splits' names.
    train_rows, evaluation_rows : int
        Their rows.
    shared_rows : int
        Rows of the evaluation split whose key stands in the train split.
    shared_keys : int
        Keys that stand in both.
    train_once, train_twice : int
        Keys that the train split holds exactly once, and exactly twice.
    """

    train: str
    evaluation: str
    train_rows: int
    evaluation_rows: int
    shared_rows: int
    shared_keys: int
    train_once: int
    train_twice: int


@dataclass(frozen=True)
class ColumnLeftOut:
    """The shared rows when one of `key_columns` columns is left out of the key."""

    column: str
    key_columns: int
    pairs: tuple[PairCounts, ...]


@dataclass(frozen=True)
class ClassShare:
    """Of one class's evaluation rows: how many are shared, and how many only with another class's train rows."""

    evaluation_rows: int
    shared_rows: int
    conflicting_rows: int


@dataclass(frozen=True)
class SharedRow:
    """One key that stands in both splits: its values, and its rows and first positions in each split."""

    values: Mapping[str, Any]
    rows: Mapping[str, int]
    first: Mapping[str, Mapping[str, Any]]


def count_if(condition: Expression) -> Expression:
    """The number of rows that meet a condition."""
    return sa.func.sum(sa.case((condition, 1), else_=0))


def _grouped(table: Table, key: Sequence[Expression], splits: Splits, present: bool = False) -> sa.Subquery:
    """Rows of each split (n_0, n_1, … in the order of `splits.names`) for each key."""
    counts = [count_if(splits.is_in(table, name)).label(f"n_{i}") for i, name in enumerate(splits.names)]
    query = sa.select(*counts).select_from(table.source).group_by(*key)
    if present:
        query = query.where(sa.and_(*[part.is_not(None) for part in key]))
    return query.subquery("keys")


def _pair_counts(table: Table, keys: sa.FromClause, splits: Splits) -> tuple[PairCounts, ...]:
    """Sum the grouped keys into one row of counts, and read the pairs from it."""
    n = [keys.c[f"n_{i}"] for i in range(len(splits.names))]
    index = {name: i for i, name in enumerate(splits.names)}
    per_split = [(sa.func.sum(c), count_if(c == 1), count_if(c == 2)) for c in n]
    per_pair = [
        (
            sa.func.sum(sa.case((n[index[a]] > 0, n[index[b]]), else_=0)),
            count_if(sa.and_(n[index[a]] > 0, n[index[b]] > 0)),
        )
        for a, b in splits.pairs
    ]
    flat = [part for group in (*per_split, *per_pair) for part in group]
    counts = list(map(integer, table.fetch(sa.select(*[c.label(f"c_{i}") for i, c in enumerate(flat)]))[0]))
    totals = [counts[3 * i : 3 * i + 3] for i in range(len(n))]
    offset = 3 * len(n)
    return tuple(
        PairCounts(
            train=a,
            evaluation=b,
            train_rows=totals[index[a]][0],
            evaluation_rows=totals[index[b]][0],
            shared_rows=counts[offset + 2 * i],
            shared_keys=counts[offset + 2 * i + 1],
            train_once=totals[index[a]][1],
            train_twice=totals[index[a]][2],
        )
        for i, (a, b) in enumerate(splits.pairs)
    )


@counted
def count_shared_keys(
    table: Table, key_columns: Sequence[str], splits: Splits, present: bool = False
) -> tuple[PairCounts, ...]:
    """Count, for each pair of splits, the evaluation rows whose key stands in train: exactly, by value.

    Parameters
    ----------
    key_columns : sequence of str
        What makes two rows the same.
    splits : Splits
        From `count_splits`.
    present : bool
        Leave out rows with a missing value in a key column (a missing group is no group).
    """
    key = [table.value(name) for name in key_columns]
    return _pair_counts(table, _grouped(table, key, splits, present), splits)


@counted
def count_shared_keys_without_each(
    table: Table, key_columns: Sequence[str], splits: Splits
) -> tuple[ColumnLeftOut, ...]:
    """Count the shared rows with each key column left out in turn; columns that let no more rows match are left out.

    Notes
    -----
    Where the engine has a fast 64-bit hash, the hashes of the columns are combined by exclusive or, and leaving a
    column out is one more exclusive or; two different keys then meet with probability 2⁻⁶⁴ a pair, about 10⁻⁸ of one
    false match at a million train and a quarter of a million evaluation rows. Elsewhere the keys are compared by value.
    """
    if len(key_columns) < 2:
        return ()
    whole = {(pair.train, pair.evaluation): pair.shared_rows for pair in count_shared_keys(table, key_columns, splits)}
    with _reduced_keys(table, key_columns, splits) as (reduced, keys):
        found = (
            ColumnLeftOut(name, len(key_columns), _pair_counts(reduced, _grouped(reduced, keys[name], splits), splits))
            for name in key_columns
            if _more_stand_in_train(reduced, keys[name], splits, whole)
        )
        return tuple(
            left_out
            for left_out in found
            if any(pair.shared_rows > whole[pair.train, pair.evaluation] for pair in left_out.pairs)
        )


def _more_stand_in_train(
    table: Table, key: Sequence[Expression], splits: Splits, whole: Mapping[tuple[str, str], int]
) -> bool:
    """Whether the reduced key shares more rows than the whole one; taken as so where it is no cheaper to ask."""
    if not table.dialect.materialises or len(key) > 1 or splits.train is None:
        return True
    in_train = splits.is_in(table, splits.train)
    standing = sa.select(key[0]).select_from(table.source).where(in_train)
    split = table.exact(splits.column)
    query = (
        sa.select(split, sa.func.count())
        .select_from(table.source)
        .where(sa.and_(sa.not_(in_train), key[0].in_(standing)))
    )
    name_of = splits.name_of
    counts = {name_of[raw]: integer(rows) for raw, rows in table.fetch(query.group_by(split))}
    return any(counts.get(evaluation, 0) > shared for (_, evaluation), shared in whole.items())


@contextmanager
def _reduced_keys(
    table: Table, key_columns: Sequence[str], splits: Splits
) -> Iterator[tuple[Table, Mapping[str, Sequence[Expression]]]]:
    """A table to group, and for each column the key without it."""
    row_hash, xor = table.dialect.row_hash, table.dialect.xor
    if row_hash is None or xor is None:
        values = {name: table.value(name) for name in key_columns}
        yield table, {left: [values[name] for name in key_columns if name != left] for left in key_columns}
        return
    hashes = [row_hash([table.value(name)], i).label(f"zl_h_{i}") for i, name in enumerate(key_columns)]
    split = table.raw(splits.column)
    inner = sa.select(split, *hashes).select_from(table.source).subquery("hashed")
    columns: list[Expression] = [inner.c[one.name] for one in hashes]
    whole = reduce(xor, columns)
    without = sa.select(
        inner.c[split.name], *[xor(whole, column).label(f"zl_k_{i}") for i, column in enumerate(columns)]
    )
    with table.materialised(without) as source:
        yield table.reading(source), {name: [sa.column(f"zl_k_{i}")] for i, name in enumerate(key_columns)}


@counted
def count_shared_rows_by_class(
    table: Table, key_columns: Sequence[str], target: str, splits: Splits, train: str, evaluation: str
) -> Mapping[Any, ClassShare]:
    """Count, for each class, the evaluation rows whose key stands in train, and those with only another class there.

    Returns
    -------
    mapping of class value to ClassShare
        A missing target is the class None.
    """
    key = [table.value(name).label(f"k_{i}") for i, name in enumerate(key_columns)]
    in_train, in_evaluation = splits.is_in(table, train), splits.is_in(table, evaluation)
    cells = (
        sa.select(
            table.value(target).label("target"),
            *key,
            count_if(in_train).label("train_rows"),
            count_if(in_evaluation).label("evaluation_rows"),
        )
        .select_from(table.source)
        .where(sa.or_(in_train, in_evaluation))
        .group_by(table.value(target), *[table.value(name) for name in key_columns])
        .subquery("cells")
    )
    with_key = sa.select(
        cells.c.target,
        cells.c.train_rows,
        cells.c.evaluation_rows,
        sa.func.sum(cells.c.train_rows)
        .over(partition_by=[cells.c[f"k_{i}"] for i in range(len(key_columns))])
        .label("key_train_rows"),
    ).subquery("with_key")
    stands = with_key.c.key_train_rows > 0
    conflicts = sa.and_(stands, with_key.c.train_rows == 0)
    rows = with_key.c.evaluation_rows
    query = sa.select(
        with_key.c.target,
        sa.func.sum(rows),
        sa.func.sum(sa.case((stands, rows), else_=0)),
        sa.func.sum(sa.case((conflicts, rows), else_=0)),
    ).group_by(with_key.c.target)
    return {value: ClassShare(*map(integer, counts)) for value, *counts in table.fetch(query)}


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
    """Some of the keys that stand in both splits, with where they stand: the only query that returns rows.

    Parameters
    ----------
    limit : int or None
        At most so many keys; None for all of them.
    index_columns : sequence of str
        Columns that identify a row; where none is given, and the engine keeps the order of rows, a row's place is
        its position in its split, from 0, as ``row``.
    """
    names = [*dict.fromkeys([splits.column, *key_columns, *index_columns])]
    columns = [table.raw(name) for name in names]
    place_names = list(index_columns)
    places: list[Any] = [table.exact(name).label(f"zl_p_{i}") for i, name in enumerate(index_columns)]
    starts: Mapping[str, int] = {}
    if not index_columns and table.dialect.keeps_order:
        place_names, starts = ["row"], _first_rows(table, splits)
        places = [(sa.func.row_number().over() - 1).label("zl_p_0")]
    rows = sa.select(*columns, *places).select_from(table.source).subquery("one_row")
    if table.dialect.row_hash is not None:
        rows = _candidates(table.reading(rows), rows, key_columns, splits, train, evaluation)
    view = table.reading(rows)
    key = [view.value(name) for name in key_columns]
    in_train, in_evaluation = splits.is_in(view, train), splits.is_in(view, evaluation)
    firsts = [
        sa.func.min(sa.case((condition, rows.c[f"zl_p_{i}"]))).label(f"{side}_{i}")
        for side, condition in (("train", in_train), ("evaluation", in_evaluation))
        for i in range(len(place_names))
    ]
    grouped = (
        sa.select(
            *[part.label(f"k_{i}") for i, part in enumerate(key)],
            count_if(in_train).label("train_rows"),
            count_if(in_evaluation).label("evaluation_rows"),
            *firsts,
        )
        .select_from(rows)
        .group_by(*key)
        .having(sa.and_(count_if(in_train) > 0, count_if(in_evaluation) > 0))
    )
    order: list[Any] = [sa.column(first.name) for first in firsts[len(place_names) :]] or [
        sa.column(f"k_{i}") for i in range(len(key))
    ]
    query = grouped.order_by(*order)
    if limit is not None:
        query = query.limit(limit)
    d, p = len(key_columns), len(place_names)

    def places_in(split: str, found: Sequence[Any]) -> dict[str, Any]:
        return {
            name: place - starts[split] if split in starts else place
            for name, place in zip(place_names, found, strict=True)
        }

    return [
        SharedRow(
            values=dict(zip(key_columns, row[:d], strict=True)),
            rows={train: integer(row[d]), evaluation: integer(row[d + 1])},
            first={
                train: places_in(train, row[d + 2 : d + 2 + p]),
                evaluation: places_in(evaluation, row[d + 2 + p :]),
            },
        )
        for row in table.fetch(query)
    ]


def _first_rows(table: Table, splits: Splits) -> Mapping[str, int]:
    """The batch's row at which each split begins, where every split is one run of rows; else nothing to count from."""
    numbered = sa.select(
        table.exact(splits.column).label("split"), (sa.func.row_number().over() - 1).label("place")
    ).select_from(table.source)
    rows = numbered.subquery("numbered")
    query = sa.select(rows.c.split, sa.func.min(rows.c.place), sa.func.max(rows.c.place)).group_by(rows.c.split)
    name_of = splits.name_of
    runs = {name_of[raw]: (integer(first), integer(last)) for raw, first, last in table.fetch(query)}
    whole = all(last - first + 1 == splits.rows[name] for name, (first, last) in runs.items())
    return {name: first for name, (first, _) in runs.items()} if whole else {}


def _candidates(
    view: Table, rows: sa.FromClause, key_columns: Sequence[str], splits: Splits, train: str, evaluation: str
) -> sa.Subquery:
    """The rows whose key's hash stands in both splits: few where little is shared, and compared by value afterwards."""
    assert view.dialect.row_hash is not None
    key_hash = view.dialect.row_hash([view.value(name) for name in key_columns], None)
    in_train, in_evaluation = splits.is_in(view, train), splits.is_in(view, evaluation)
    hashed = (
        sa.select(
            key_hash.label("h"),
            sa.case((in_train, 1), else_=0).label("t"),
            sa.case((in_evaluation, 1), else_=0).label("e"),
        )
        .select_from(view.source)
        .subquery("hashed")
    )
    both = (
        sa.select(hashed.c.h)
        .group_by(hashed.c.h)
        .having(sa.and_(sa.func.max(hashed.c.t) == 1, sa.func.max(hashed.c.e) == 1))
    )
    return sa.select(*rows.c).where(key_hash.in_(both)).subquery("candidates")


@counted
def count_group_sizes(table: Table, key_columns: Sequence[str]) -> Mapping[int, int]:
    """How many groups there are of each size (rows), over all splits; rows without a group are left out.

    Returns
    -------
    mapping of int to int
        Size to number of groups of that size.
    """
    key = [table.value(name) for name in key_columns]
    groups = (
        sa.select(sa.func.count().label("size"))
        .select_from(table.source)
        .where(sa.and_(*[part.is_not(None) for part in key]))
        .group_by(*key)
        .subquery("groups")
    )
    query = sa.select(groups.c.size, sa.func.count()).group_by(groups.c.size)
    return {integer(size): integer(number) for size, number in sorted(table.fetch(query))}
