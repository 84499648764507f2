"""How rows with equal keys are spread over the splits.

A key is the value of the key columns: the features for shared rows, the group columns for groups. DuckDB groups rows
by 64 bits of hash, and compares those that match by value; Spark groups them by 128 bits of hashes, as it hashes faster
than it compares; other engines group them by the values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from zl_expectations.counting.dialects import Expression
from zl_expectations.counting.hashed_rows import HashedRows, hashed_rows, is_present, matching_rows
from zl_expectations.counting.repeats import count_once_and_twice
from zl_expectations.counting.splits import Splits
from zl_expectations.counting.table import Select, Table, counted, integer


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


def count_if(condition: Expression) -> Expression:
    """The number of rows that meet a condition."""
    return sa.func.count(sa.case((condition, 1)))


def values_more_than_once(source: sa.FromClause, name: str) -> Select:
    """The values that a column of keys has in more than one row."""
    return sa.select(source.c[name]).group_by(source.c[name]).having(sa.func.count() > 1)


@contextmanager
def hashed(
    table: Table, hashes: Sequence[Expression], splits: Splits, where: Expression | None = None
) -> Iterator[tuple[Table, list[Expression]]]:
    """A narrow table to group: each row's split and hashes, written down where the engine is our own."""
    numbers = [one.label(f"zl_h_{i}") for i, one in enumerate(hashes)]
    query = sa.select(table.raw(splits.column).label("zl_split"), *numbers).select_from(table.source)
    with table.materialised(query if where is None else query.where(where)) as source:
        yield table.reading(source, {splits.column: "zl_split"}), [sa.column(one.name) for one in numbers]


def rows_by_key(
    table: Table, key: Sequence[Expression], splits: Splits, where: Expression | None = None
) -> Mapping[str, Expression]:
    """The rows of each split that have a key, one row a key: columns of one subquery, by the split's name."""
    in_split = [count_if(splits.is_in(table, name)).label(f"n_{i}") for i, name in enumerate(splits.names)]
    query = sa.select(*in_split).select_from(table.source).group_by(*key)
    keys = (query if where is None else query.where(where)).subquery("keys")
    return {name: keys.c[one.name] for name, one in zip(splits.names, in_split, strict=True)}


def pair_counts(
    table: Table, key: Sequence[Expression], splits: Splits, where: Expression | None = None
) -> tuple[PairCounts, ...]:
    """Count the rows of each split for each key, sum the keys into one row of counts, and read the pairs from it."""
    n = rows_by_key(table, key, splits, where)
    index = {name: i for i, name in enumerate(splits.names)}
    per_split = [(sa.func.sum(c), count_if(c == 1), count_if(c == 2)) for c in n.values()]
    per_pair = [
        (sa.func.sum(sa.case((n[a] > 0, n[b]), else_=0)), count_if(sa.and_(n[a] > 0, n[b] > 0)))
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
    where = is_present(values) if present else None
    rows = hashed_rows(table, key_columns, splits, present)
    if rows is None:
        if table.dialect.key_hashes is None or len(values) == 1:
            return pair_counts(table, values, splits, where)
        with hashed(table, table.dialect.key_hashes(values), splits, where) as (twin, key):
            return pair_counts(twin, key, splits)
    counts = pair_counts(rows.view, [rows.key], splits) if splits.train is None else _unmatched(rows, splits)
    matching = matching_rows(table, key_columns, splits, present)
    if matching is None:
        return counts
    proven = pair_counts(matching, [matching.value(name) for name in key_columns], splits)
    return tuple(
        replace(pair, shared_rows=same.shared_rows, shared_keys=same.shared_keys)
        for pair, same in zip(counts, proven, strict=True)
    )


def _unmatched(rows: HashedRows, splits: Splits) -> tuple[PairCounts, ...]:
    """The counts of splits that share nothing: only how often train repeats its own rows is to be counted."""
    assert splits.train is not None
    in_split = [count_if(splits.is_in(rows.view, name)) for name in splits.names]
    counts = map(integer, rows.view.fetch(sa.select(*in_split).select_from(rows.view.source))[0])
    n = dict(zip(splits.names, counts, strict=True))
    once, twice = count_once_and_twice(rows.view, rows.key, splits.is_in(rows.view, splits.train), n[splits.train])
    return tuple(PairCounts(a, b, n[a], n[b], 0, 0, once, twice) for a, b in splits.pairs)


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
    target_value, in_evaluation = table.value(target), splits.is_in(table, evaluation)
    in_all = sa.select(target_value, sa.func.count()).select_from(table.source).where(in_evaluation)
    rows_of = {value: integer(rows) for value, rows in table.fetch(in_all.group_by(target_value))}
    matching = matching_rows(table, key_columns, splits)
    among = table if matching is None else matching
    shared_of = _shared_by_class(among, key_columns, target, splits, train, evaluation)
    return {value: ClassShare(rows, *shared_of.get(value, (0, 0))) for value, rows in rows_of.items()}


def classes_of_keys(
    table: Table,
    key_columns: Sequence[str],
    target: str,
    splits: Splits,
    train: str,
    evaluation: str,
    *,
    present: bool = False,
) -> sa.Subquery:
    """Each key with each of its targets: the rows of both in train and in evaluation, and the key's in train.

    With ``present`` rows whose target is missing are left out.
    """
    value, key = table.value(target), [table.value(name).label(f"k_{i}") for i, name in enumerate(key_columns)]
    in_train, in_evaluation = splits.is_in(table, train), splits.is_in(table, evaluation)
    in_either = sa.or_(in_train, in_evaluation)
    cells = (
        sa.select(
            value.label("target"),
            *key,
            count_if(in_train).label("train_rows"),
            count_if(in_evaluation).label("evaluation_rows"),
        )
        .select_from(table.source)
        .where(sa.and_(in_either, value.is_not(None)) if present else in_either)
        .group_by(value, *[table.value(name) for name in key_columns])
        .subquery("cells")
    )
    return sa.select(
        cells.c.target,
        cells.c.train_rows,
        cells.c.evaluation_rows,
        sa.func.sum(cells.c.train_rows)
        .over(partition_by=[cells.c[f"k_{i}"] for i in range(len(key_columns))])
        .label("key_train_rows"),
    ).subquery("with_key")


def _shared_by_class(
    table: Table, key_columns: Sequence[str], target: str, splits: Splits, train: str, evaluation: str
) -> Mapping[Any, tuple[int, int]]:
    """Of each class of evaluation rows: those whose key stands in train, and those with only another class there."""
    with_key = classes_of_keys(table, key_columns, target, splits, train, evaluation)
    conflicts, rows = with_key.c.train_rows == 0, with_key.c.evaluation_rows
    query = (
        sa.select(with_key.c.target, sa.func.sum(rows), sa.func.sum(sa.case((conflicts, rows), else_=0)))
        .where(with_key.c.key_train_rows > 0)
        .group_by(with_key.c.target)
    )
    return {value: (integer(shared), integer(other)) for value, shared, other in table.fetch(query)}


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
        .where(is_present(key))
        .group_by(*key)
        .subquery("groups")
    )
    query = sa.select(groups.c.size, sa.func.count()).group_by(groups.c.size)
    return {integer(size): integer(number) for size, number in sorted(table.fetch(query))}
