"""Rows with equal features and different targets: counted so that only a small table leaves the engine."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa

from zl_expectations.counting.classes import WHOLE_BATCH, is_quantity
from zl_expectations.counting.dialects import Expression
from zl_expectations.counting.hashed_rows import ask_beside, hashed_rows, key_hash
from zl_expectations.counting.keys import values_more_than_once
from zl_expectations.counting.kinds import Kind
from zl_expectations.counting.placed_rows import placed_rows
from zl_expectations.counting.splits import Splits
from zl_expectations.counting.table import Select, Table, counted, integer
from zl_expectations.errors import BadInputError, UnsupportedTypeError


class Cell(NamedTuple):
    """Rows of one target value in a group of rows whose features are all equal.

    Attributes
    ----------
    group_rows : int
        Rows of the group.
    rows : int
        Those with the cell's target value.
    largest : int
        Rows of the group's most frequent target value.
    values : int
        How many target values the group has.
    """

    group_rows: int
    rows: int
    largest: int
    values: int


ALONE = Cell(1, 1, 1, 1)


class SharedKey(NamedTuple):
    """A key that stands in train and in an evaluation split: its rows, and those whose target train lacks there."""

    train_rows: int
    evaluation_rows: int
    conflicting_rows: int


@dataclass(frozen=True)
class SquaredDeviations:
    """Of a continuous target: the sums of squared deviations from the groups' means, and from the mean of all."""

    within: float
    total: float


@dataclass(frozen=True)
class LabelConflicts:
    """How the target is spread within groups of rows with equal features.

    Attributes
    ----------
    split : str
        The split that was counted, or `WHOLE_BATCH`.
    missing : int
        Its rows without a target; they belong to no group.
    cells : mapping of Cell to int
        How many cells there are of each kind.
    value_rows : mapping of int to int
        How many target values have so many rows.
    across : mapping of str to mapping of SharedKey to int
        For each evaluation split, how many keys it shares with train in each way.
    squared : SquaredDeviations or None
        For a continuous target.
    """

    split: str
    missing: int
    cells: Mapping[Cell, int]
    value_rows: Mapping[int, int]
    across: Mapping[str, Mapping[SharedKey, int]]
    squared: SquaredDeviations | None


@dataclass(frozen=True)
class ConflictingRow:
    """Rows of one split with equal features and one target value, whose features stand with another value too."""

    values: Mapping[str, Any]
    target: Any
    split: str
    rows: int
    first: Mapping[str, Any]


@dataclass(frozen=True)
class ConflictingRows:
    """Some of the conflicting rows, and how many entries of one target value in one split there are in all."""

    sample: Sequence[ConflictingRow] = ()
    entries: int = 0


@counted
def count_label_conflicts(
    table: Table, key_columns: Sequence[str], target: str, splits: Splits | None, task: str
) -> LabelConflicts:
    """Count the conflicts in the train split (in all rows, where there is none), and of the other splits with it.

    Parameters
    ----------
    key_columns : sequence of str
        What makes the features of two rows equal.
    target : str
        The column to predict.
    splits : Splits or None
        From `count_splits`.
    task : {"auto", "classification", "regression"}
        With ``"regression"``, or a target that is a quantity, the squared deviations are summed too.

    Raises
    ------
    UnknownColumnError, UnsupportedTypeError, BadInputError
        When the target is not there, cannot be compared or, for a regression, is no finite number; or is missing in
        every row.

    Notes
    -----
    Where the engine has a fast 64-bit hash the rows are grouped by the hash of their key; two different keys then meet
    with probability 2⁻⁶⁴ a pair.
    """
    kind = table.columns[table.require("target", target)]
    if kind in (Kind.NESTED, Kind.BINARY):
        raise UnsupportedTypeError(f"`target` must hold one value a row, got {kind.value} values in {target!r}.")
    continuous = is_quantity(table, target, task)
    evaluations = [name for name in splits.names if name != splits.train] if splits and splits.train else []
    view, key = _labelled_keys(table, key_columns, target, splits)
    value = view.value(target)
    without = sa.select(sa.func.count()).select_from(view.source).where(_counted(view, splits), value.is_(None))
    missing = integer(table.fetch(without)[0][0])
    rows = _keyed(view, key, splits, evaluations, value, value.is_not(None))
    with _cells(table, rows, 1 + len(evaluations), is_narrow=view is not table) as (found, counted_rows):
        histogram = _histogram(table, found)
        value_rows = _value_rows(table, *counted_rows)
        across = {name: _across(table, found, i) for i, name in enumerate(evaluations, start=1)}
    alone = sum(n * times for n, times in value_rows.items()) - sum(n.rows * times for n, times in histogram.items())
    if alone:
        histogram[ALONE] = histogram.get(ALONE, 0) + alone
    if not histogram:
        raise BadInputError(f"`target` must have values, got only missing ones in {target!r}.")
    return LabelConflicts(
        split=splits.train if splits is not None and splits.train is not None else WHOLE_BATCH,
        missing=missing,
        cells=histogram,
        value_rows=value_rows,
        across=across,
        squared=_squared_deviations(table, key_columns, target, splits) if continuous else None,
    )


def sample_conflicting_rows(
    table: Table,
    key_columns: Sequence[str],
    target: str,
    splits: Splits | None,
    *,
    limit: int | None,
    index_columns: Sequence[str] = (),
) -> ConflictingRows:
    """Some of the rows whose features stand with several target values, in whichever splits.

    Parameters
    ----------
    limit : int or None
        At most so many entries, each of one target value in one split; None for all of them.
    index_columns : sequence of str
        Columns that identify a row, as `placed_rows` takes them.
    """
    placed = placed_rows(table, key_columns, [target], splits, index_columns)
    if placed.hash is not None:
        placed = placed.among(_several_targets(*_labelled_keys(table, key_columns, target, splits), target))
    view = placed.view
    split = view.exact(splits.column) if splits is not None else sa.literal_column("0")
    each = (
        sa.select(*placed.key, view.value(target).label("target"), split.label("split"), *placed.places)
        .select_from(placed.rows)
        .where(view.value(target).is_not(None))
        .subquery("each")
    )
    group = [*[each.c[part.name] for part in placed.key], each.c.target, each.c.split]
    firsts = [sa.func.min(each.c[one.name]).label(one.name) for one in placed.places]
    cells = sa.select(*group, sa.func.count().label("n"), *firsts).group_by(*group).subquery("cells")
    same_features = [cells.c[part.name] for part in placed.key]
    beside = sa.select(
        *cells.c,
        sa.func.sum(cells.c.n).over(partition_by=same_features).label("group_rows"),
        sa.func.sum(cells.c.n).over(partition_by=[*same_features, cells.c.target]).label("value_rows"),
    ).subquery("beside")
    entries = sa.select(*[beside.c[column.name] for column in cells.c]).where(beside.c.value_rows < beside.c.group_rows)
    d = len(key_columns)
    name_of = splits.name_of if splits is not None else {}
    found = table.fetch(entries.order_by(*entries.selected_columns).limit(limit))
    number = len(found)
    if number == limit:
        number = integer(table.fetch(sa.select(sa.func.count()).select_from(entries.subquery("entries")))[0][0])
    sample = [
        ConflictingRow(
            values=dict(zip(key_columns, row[:d], strict=True)),
            target=row[d],
            split=(split_name := name_of.get(row[d + 1], WHOLE_BATCH)),
            rows=integer(row[d + 2]),
            first=placed.place_of(split_name, row[d + 3 :]),
        )
        for row in found
    ]
    return ConflictingRows(sample, number)


def _several_targets(view: Table, key: Sequence[Expression], target: str) -> Select:
    """The hashes of keys that stand with several target values: few, and compared by value afterwards."""
    value = view.value(target).label("target")
    hashes = [part.label("zl_h") for part in key]
    values = sa.select(*hashes, value).select_from(view.source).where(value.is_not(None)).distinct().subquery()
    return sa.select(values.c.zl_h).group_by(values.c.zl_h).having(sa.func.count() > 1)


def _counted(table: Table, splits: Splits | None) -> Expression:
    """The condition that a row belongs to the rows whose conflicts are counted."""
    return splits.is_in(table, splits.train) if splits is not None and splits.train is not None else sa.true()


def _labelled_keys(
    table: Table, key_columns: Sequence[str], target: str, splits: Splits | None
) -> tuple[Table, list[Expression]]:
    """What to read the rows' targets from, and the key: its hash, where the engine has one."""
    ask_beside(table, key_columns, [target])
    rows = hashed_rows(table, key_columns, splits)
    if rows is not None and target in rows.beside:
        return rows.view, [rows.key]
    values = [table.value(name) for name in key_columns]
    number = key_hash(table, values)
    return table, values if number is None else [number]


def _keyed(
    table: Table,
    key: Sequence[Expression],
    splits: Splits | None,
    evaluations: Sequence[str],
    target: Expression,
    where: Expression,
) -> sa.Subquery:
    """Each row's key (k_0, …), its target, and whether it lies in the counted rows and in each evaluation split."""
    conditions = [_counted(table, splits), *[splits.is_in(table, name) for name in evaluations if splits is not None]]
    return (
        sa.select(
            *[part.label(f"k_{i}") for i, part in enumerate(key)],
            target.label("target"),
            *[sa.case((condition, 1), else_=0).label(f"in_{i}") for i, condition in enumerate(conditions)],
        )
        .select_from(table.source)
        .where(where)
        .subquery("one_row")
    )


Cells = tuple[sa.FromClause, tuple[sa.FromClause, str]]


@contextmanager
def _cells(table: Table, rows: sa.Subquery, splits: int, *, is_narrow: bool) -> Iterator[Cells]:
    """The rows of each key and target value in each split; and what to sum for the rows of a target value.

    Where the engine is our own, keys that one row alone has are left out: on most tables hardly any others are left.
    To look twice at the rows, they are written down first, unless they are read from few columns (`is_narrow`).
    """
    key = [column.name for column in _key_of(rows)]

    def cells_of(source: sa.FromClause) -> Select:
        flags = [sa.func.sum(source.c[f"in_{i}"]).label(f"n_{i}") for i in range(splits)]
        group = [source.c[name] for name in (*key, "target")]
        return sa.select(*group, *flags).group_by(*group)

    if not table.dialect.materialises:
        with table.materialised(cells_of(rows)) as found:
            yield found, (found, "n_0")
        return
    with nullcontext(rows) if is_narrow else table.materialised(sa.select(*rows.c)) as each:
        (hashed,) = (each.c[name] for name in key)
        repeated = hashed.in_(values_more_than_once(each, hashed.name))
        with table.materialised(cells_of(each).where(repeated)) as found:
            yield found, (each, "in_0")


def _key_of(rows: sa.FromClause) -> list[Expression]:
    """The columns of the key, as `_keyed` calls them."""
    return [column for column in rows.c if column.name.startswith("k_")]


def _histogram(table: Table, cells: sa.FromClause) -> dict[Cell, int]:
    key = _key_of(cells)
    rows = cells.c.n_0
    each = (
        sa.select(
            sa.func.sum(rows).over(partition_by=key).label("group_rows"),
            rows.label("rows"),
            sa.func.max(rows).over(partition_by=key).label("largest"),
            sa.func.count(rows).over(partition_by=key).label("values"),
        )
        .where(rows > 0)
        .subquery("each")
    )
    query = sa.select(*each.c, sa.func.count()).group_by(*each.c)
    return {Cell(*map(integer, cell)): integer(times) for *cell, times in table.fetch(query)}


def _value_rows(table: Table, cells: sa.FromClause, rows: str) -> dict[int, int]:
    values = (
        sa.select(sa.func.sum(cells.c[rows]).label("rows"))
        .where(cells.c[rows] > 0)
        .group_by(cells.c.target)
        .subquery("target_values")
    )
    query = sa.select(values.c.rows, sa.func.count()).group_by(values.c.rows)
    return dict(sorted((integer(rows), integer(number)) for rows, number in table.fetch(query)))


def _across(table: Table, cells: sa.FromClause, evaluation: int) -> dict[SharedKey, int]:
    key = _key_of(cells)
    train, rows = cells.c.n_0, cells.c[f"n_{evaluation}"]
    keys = (
        sa.select(
            sa.func.sum(train).label("train_rows"),
            sa.func.sum(rows).label("evaluation_rows"),
            sa.func.sum(sa.case((train == 0, rows), else_=0)).label("conflicting_rows"),
        )
        .group_by(*key)
        .having(sa.and_(sa.func.sum(train) > 0, sa.func.sum(rows) > 0))
        .subquery("shared_keys")
    )
    query = sa.select(*keys.c, sa.func.count()).group_by(*keys.c)
    return {SharedKey(*map(integer, one)): integer(times) for *one, times in table.fetch(query)}


def _squared_deviations(
    table: Table, key_columns: Sequence[str], target: str, splits: Splits | None
) -> SquaredDeviations:
    """Sums of squares around the mean of all, so that a large offset of the target does not drown them."""
    if not table.columns[target].is_number:
        raise UnsupportedTypeError(
            f"`target` must hold numbers for a regression, got {table.columns[target].value} values in {target!r}. "
            "Give the time since a fixed date, or `task='classification'`."
        )
    view, keys = _labelled_keys(table, key_columns, target, splits)
    number: Any = sa.cast(view.value(target), sa.Double())
    where = sa.and_(_counted(view, splits), view.value(target).is_not(None))
    first: Any = sa.select(sa.func.avg(number), sa.func.min(number), sa.func.max(number))
    figures = table.fetch(first.select_from(view.source).where(where))[0]
    if not all(one is not None and math.isfinite(one) for one in figures):
        raise BadInputError(f"`target` must be finite for a regression, got infinite values in {target!r}.")
    centred = number - sa.literal(float(figures[0]), sa.Double())
    rows = _keyed(view, keys, None, (), centred, where)
    key = _key_of(rows)
    deviation = rows.c.target
    groups = (
        sa.select(
            sa.func.count().label("n"),
            sa.func.sum(deviation).label("s"),
            sa.func.sum(deviation * deviation).label("ss"),
            sa.func.min(deviation).label("low"),
            sa.func.max(deviation).label("high"),
        )
        .group_by(*key)
        .subquery("groups")
    )
    g = groups.c
    within = sa.case((g.low < g.high, g.ss - g.s * g.s / g.n), else_=sa.literal(0.0, sa.Double()))
    sums = table.fetch(sa.select(sa.func.sum(within), sa.func.sum(g.ss), sa.func.sum(g.s), sa.func.sum(g.n)))[0]
    within_sum, squares, total, n = map(float, sums)
    return SquaredDeviations(max(within_sum, 0.0), max(squares - total * total / n, 0.0))
