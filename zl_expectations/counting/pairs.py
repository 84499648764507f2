"""Counts of pairs of columns: what a tree of pairwise dependencies needs to say how often a row repeats by chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from zl_expectations.counting.chosen_rows import choose_rows
from zl_expectations.counting.dialects import Expression
from zl_expectations.counting.hashed_rows import hashed_rows
from zl_expectations.counting.keys import count_if
from zl_expectations.counting.splits import Splits
from zl_expectations.counting.table import Table, chunks, integer

MOST_SCORED_KEYS = 5_000
MOST_STRUCTURE_ROWS = 100_000
PARTS_A_QUERY = 64

Edge = tuple[int, int]
Part = tuple[int, ...]


@dataclass(frozen=True)
class ScoredKeys:
    """Keys of an evaluation split, and how often their parts stand together in train.

    Attributes
    ----------
    weights : ndarray, shape (keys,)
        Evaluation rows of each key.
    copies : ndarray, shape (keys,)
        Train rows that equal the key in every column.
    single : ndarray, shape (keys, columns)
        Train rows that have the key's value in each column.
    pairs : ndarray, shape (keys, edges)
        Train rows that have the key's values in both columns of each edge.
    """

    weights: npt.NDArray[np.int64]
    copies: npt.NDArray[np.int64]
    single: npt.NDArray[np.int64]
    pairs: npt.NDArray[np.int64]


def count_frequencies(
    table: Table, columns: Sequence[str], splits: Splits, train: str, together: int
) -> Mapping[tuple[int, ...], Mapping[int, int]]:
    """For each column, and with ``together=2`` each pair of columns: how many of its values stand how often in the
    train split.

    Returns
    -------
    mapping of (i,) or (i, j) to mapping of int to int
        Frequency to the number of values (or pairs of values) with it. At most about `MOST_STRUCTURE_ROWS` rows are
        looked at where the engine has a hash to choose them by: they only decide which pairs matter.
    """
    row_hash, rows = table.dialect.row_hash, splits.rows[train]
    parts = [table.value(name) for name in columns]
    coded = [(part if row_hash is None else row_hash([part], None)).label(f"k_{i}") for i, part in enumerate(parts)]
    step = 1 if row_hash is None else rows // MOST_STRUCTURE_ROWS
    chosen = choose_rows(table, coded, columns, splits.is_in(table, train), rows, step)
    places = [part for size in range(1, together + 1) for part in combinations(range(len(columns)), size)]
    found: dict[tuple[int, ...], dict[int, int]] = {part: {} for part in places}
    with table.materialised(chosen) as source:
        for chunk in chunks(places, PARTS_A_QUERY):
            for p, n, times in table.fetch(_frequencies(table, source, chunk)):
                found[chunk[integer(p)]][integer(n)] = integer(times)
    return found


def _frequencies(table: Table, rows: Any, places: Sequence[Part]) -> Any:
    """How many values of each part stand how often: (part, frequency, values)."""
    groups: Any
    if table.dialect.row_hash is not None and not table.dialect.materialises:  # one scan, where a scan is dear
        codes = _coded(table, rows, places).subquery("codes")
        groups = sa.select(codes.c.part, sa.func.count().label("n")).group_by(codes.c.part, codes.c.code)
    else:
        each: list[Any] = [
            sa.select(sa.literal_column(str(p)).label("part"), sa.func.count().label("n"))
            .select_from(rows)
            .group_by(*[rows.c[f"k_{i}"] for i in place])
            for p, place in enumerate(places)
        ]
        groups = sa.union_all(*each)
    group = groups.subquery("groups")
    return sa.select(group.c.part, group.c.n, sa.func.count()).group_by(group.c.part, group.c.n)


def _coded(table: Table, source: Any, places: Sequence[Part], *more: Expression) -> Any:
    """Each row once for each part: the part's number, and a hash of the row's values there and of that number."""
    row_hash = table.dialect.row_hash
    assert row_hash is not None
    if table.dialect.materialises:  # a scan is cheap, and each reads no more than the columns of its part
        each = [
            sa.select(
                *more,
                sa.literal_column(str(p)).label("part"),
                row_hash([source.c[f"k_{i}"] for i in place], p).label("code"),
            ).select_from(source)
            for p, place in enumerate(places)
        ]
        return sa.union_all(*each)
    numbers: Any = sa.union_all(*[sa.select(sa.literal_column(str(p)).label("part")) for p in range(len(places))])
    part = numbers.subquery("parts")
    codes: list[Any] = [
        (part.c.part == sa.literal_column(str(p)), row_hash([source.c[f"k_{i}"] for i in place], p))
        for p, place in enumerate(places)
    ]
    query = sa.select(*more, part.c.part, sa.case(*codes).label("code"))
    return query.select_from(source.join(part, sa.literal_column("1") == sa.literal_column("1")))


def count_scored_keys(
    table: Table,
    key_columns: Sequence[str],
    columns: Sequence[str],
    splits: Splits,
    train: str,
    evaluation: str,
    edges: Sequence[Edge],
) -> ScoredKeys:
    """Count, for at most `MOST_SCORED_KEYS` keys of the evaluation split, their parts and pairs of parts in train.

    The parts are those in `columns`, the edges' ends are places in it.
    """
    in_train, in_evaluation = splits.is_in(table, train), splits.is_in(table, evaluation)
    ordered = [*columns, *(name for name in key_columns if name not in set(columns))]
    values = [table.value(name).label(f"k_{i}") for i, name in enumerate(ordered)]
    keyed = (
        sa.select(*values, sa.case((in_train, 1), else_=0).label("in_train"))
        .select_from(table.source)
        .where(sa.or_(in_train, in_evaluation))
        .subquery("keyed")
    )
    key = [keyed.c[f"k_{i}"] for i in range(len(ordered))]
    grouped = (
        sa.select(
            *key,
            sa.func.sum(keyed.c.in_train).label("copies"),
            count_if(keyed.c.in_train == 0).label("weight"),
        )
        .group_by(*key)
        .having(count_if(keyed.c.in_train == 0) > 0)
    )
    keys = _count_keys(table, key_columns, splits, evaluation)
    step = max(1, -(-keys // MOST_SCORED_KEYS))
    parts: list[Part] = [*((i,) for i in range(len(columns))), *edges]
    train_rows = sa.select(*values).select_from(table.source).where(in_train).subquery("train_rows")
    seen = _seen_by_hash if table.dialect.row_hash is not None else _seen_by_window
    array = seen(table, grouped, train_rows, step, parts)
    d = len(columns)
    return ScoredKeys(array[:, 0], array[:, 1], array[:, 2 : 2 + d], array[:, 2 + d :])


def _count_keys(table: Table, key_columns: Sequence[str], splits: Splits, split: str) -> int:
    rows = hashed_rows(table, key_columns, splits)
    view, key = (table, [table.value(name) for name in key_columns]) if rows is None else (rows.view, [rows.key])
    keys = sa.select(*key).select_from(view.source).where(splits.is_in(view, split)).distinct().subquery("keys")
    return integer(table.fetch(sa.select(sa.func.count()).select_from(keys))[0][0])


Counts = npt.NDArray[np.int64]


def _seen_by_hash(table: Table, grouped: Any, train_rows: sa.Subquery, step: int, parts: Sequence[Part]) -> Counts:
    """Weight, copies, and train rows with each part, for the keys whose hash falls into one residue class.

    Each part of a row becomes one number, the hash of its values and its place among the parts; the train rows with a
    number that a key has are counted in one grouping.
    """
    row_hash = table.dialect.row_hash
    assert row_hash is not None
    key = [column for column in grouped.selected_columns if column.name not in ("copies", "weight")]
    chosen = grouped.where(row_hash(key, None) % step == 0) if step > 1 else grouped
    with table.materialised(chosen) as found:
        number = row_hash([found.c[column.name] for column in key], None).label("number")
        wanted = _coded(table, found, parts, number, found.c.weight, found.c.copies).cte("wanted")
        train = _coded(table, train_rows, parts).subquery("train")
        seen = (
            sa.select(train.c.code, sa.func.count().label("n"))
            .where(train.c.code.in_(sa.select(wanted.c.code)))
            .group_by(train.c.code)
            .subquery("seen")
        )
        query = sa.select(wanted.c.number, wanted.c.weight, wanted.c.copies, wanted.c.part, seen.c.n)
        cells = table.fetch(query.select_from(wanted.outerjoin(seen, seen.c.code == wanted.c.code)))
    rows: dict[int, int] = {}
    for cell in cells:
        rows.setdefault(cell[0], len(rows))
    array = np.zeros((len(rows), 2 + len(parts)), dtype=np.int64)
    for number_of_key, weight, copies, part, n in cells:
        row = rows[number_of_key]
        array[row, 0], array[row, 1], array[row, 2 + integer(part)] = integer(weight), integer(copies), integer(n)
    return array


def _seen_by_window(table: Table, grouped: Any, train_rows: sa.Subquery, step: int, parts: Sequence[Part]) -> Counts:
    """The same without a hash: every step-th key in the order of the keys, beside the train rows in each window."""
    counted = grouped.subquery("grouped")
    order = [column for column in counted.c if column.name not in ("copies", "weight")]
    numbered = sa.select(*counted.c, sa.func.row_number().over(order_by=order).label("number")).subquery("numbered")
    chosen = sa.select(*numbered.c).where(numbered.c.number % step == 0).subquery("chosen")
    names = [f"k_{i}" for i in range(1 + max(max(part) for part in parts))]
    together = sa.union_all(
        sa.select(
            *[chosen.c[name] for name in names], chosen.c.copies, chosen.c.weight, sa.literal(0).label("in_train")
        ),
        sa.select(
            *[train_rows.c[name] for name in names],
            sa.literal(0).label("copies"),
            sa.literal(0).label("weight"),
            sa.literal(1).label("in_train"),
        ),
    ).subquery("together")
    seen = sa.func.sum(together.c.in_train)
    windows = [
        seen.over(partition_by=[together.c[f"k_{i}"] for i in part]).label(f"p_{p}") for p, part in enumerate(parts)
    ]
    found = sa.select(together.c.weight, together.c.copies, *windows).subquery("found")
    rows = table.fetch(sa.select(*found.c).where(found.c.weight > 0))
    return np.array([[integer(cell) for cell in row] for row in rows], dtype=np.int64).reshape(
        len(rows), 2 + len(parts)
    )
