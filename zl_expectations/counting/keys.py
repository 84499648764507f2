"""How rows with equal keys are spread over the splits.

A key is the value of the key columns: the features for shared rows, the group columns for groups. Where the engine
hashes faster than it compares, rows are grouped by 128 bits of hashes, and those that match are compared by value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
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
    return sa.func.count(sa.case((condition, 1)))


@contextmanager
def hashed(
    table: Table, hashes: Sequence[Expression], splits: Splits, where: Expression | None = None
) -> Iterator[tuple[Table, list[Expression]]]:
    """A narrow table to group: each row's split and hashes, written down where the engine is our own."""
    numbers = [one.label(f"zl_h_{i}") for i, one in enumerate(hashes)]
    query = sa.select(table.raw(splits.column), *numbers).select_from(table.source)
    with table.materialised(query if where is None else query.where(where)) as source:
        yield table.reading(source), [sa.column(one.name) for one in numbers]


def pair_counts(
    table: Table, key: Sequence[Expression], splits: Splits, where: Expression | None = None
) -> tuple[PairCounts, ...]:
    """Count the rows of each split for each key, sum the keys into one row of counts, and read the pairs from it."""
    in_split = [count_if(splits.is_in(table, name)).label(f"n_{i}") for i, name in enumerate(splits.names)]
    query = sa.select(*in_split).select_from(table.source).group_by(*key)
    keys = (query if where is None else query.where(where)).subquery("keys")
    n = [keys.c[one.name] for one in in_split]
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

    Notes
    -----
    Where the engine's `Dialect.key_hashes` is there, rows are grouped by it. Two different keys have equal hashes with
    a probability of 2⁻⁶⁴ in DuckDB and 2⁻¹²⁸ in Spark: with n rows the chance of a single such pair is at most n² / 2
    times that, which is 4·10⁻⁸ for a million and a quarter of rows, and 10⁻¹⁹ for ten billion in Spark. In DuckDB the
    rows that match by hash are then compared by value, so that no shared row rests on a hash; only `train_once` and
    `train_twice` do.
    """
    values = [table.value(name) for name in key_columns]
    where = sa.and_(*[value.is_not(None) for value in values]) if present else None
    key_hashes = table.dialect.key_hashes
    if key_hashes is None or len(values) == 1:
        return pair_counts(table, values, splits, where)
    hashes = key_hashes(values)
    with hashed(table, hashes, splits, where) as (twin, key):
        if not table.dialect.materialises:
            return pair_counts(twin, key, splits)
        counts = _unmatched(twin, key, splits) if splits.train is not None else pair_counts(twin, key, splits)
        with twin.materialised(_standing_in_train(twin, key, splits)) as keys:
            if not integer(twin.fetch(sa.select(sa.func.count()).select_from(keys))[0][0]):
                return counts
            candidates = [one.in_(sa.select(keys.c[found.name])) for one, found in zip(hashes, key, strict=True)]
            proven = pair_counts(table, values, splits, sa.and_(*candidates))
    return tuple(
        replace(pair, shared_rows=same.shared_rows, shared_keys=same.shared_keys)
        for pair, same in zip(counts, proven, strict=True)
    )


def _unmatched(table: Table, key: Sequence[Expression], splits: Splits) -> tuple[PairCounts, ...]:
    """The counts of splits that share nothing, for which only the train split's rows have to be grouped."""
    assert splits.train is not None
    split, in_train = table.exact(splits.column), splits.is_in(table, splits.train)
    per_split = sa.select(split, sa.func.count()).select_from(table.source).group_by(split)
    rows = {splits.name_of[raw]: integer(number) for raw, number in table.fetch(per_split)}
    sizes = sa.select(sa.func.count().label("n")).select_from(table.source).where(in_train).group_by(*key).subquery()
    once, twice = map(integer, table.fetch(sa.select(count_if(sizes.c.n == 1), count_if(sizes.c.n == 2)))[0])
    return tuple(PairCounts(a, b, rows.get(a, 0), rows.get(b, 0), 0, 0, once, twice) for a, b in splits.pairs)


def _standing_in_train(table: Table, key: Sequence[Expression], splits: Splits) -> Any:
    """The keys of evaluation rows that stand in train; without a train split, the keys that stand in two splits."""
    split = table.exact(splits.column)
    if splits.train is None:
        in_two = sa.func.min(split) != sa.func.max(split)
        return sa.select(*key).select_from(table.source).group_by(*key).having(in_two)
    in_train = splits.is_in(table, splits.train)
    trained = sa.select(*key).select_from(table.source).where(in_train)
    return sa.select(*key).select_from(table.source).where(sa.and_(sa.not_(in_train), sa.tuple_(*key).in_(trained)))


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
        place_names, starts = ["row"], first_rows(table, splits)
        places = [(sa.func.row_number().over() - 1).label("zl_p_0")]
    rows = sa.select(*columns, *places).select_from(table.source).subquery("one_row")
    if table.dialect.row_hash is not None:
        rows = candidates(table.reading(rows), rows, key_columns, splits, train, evaluation)
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


def first_rows(table: Table, splits: Splits) -> Mapping[str, int]:
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


def candidates(
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
