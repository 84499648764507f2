"""How the rows of each feature value fall into the classes: all that is needed to say what a feature gives away.

Which value it is does not matter, so the engine returns how often each vector of class counts occurs: a feature with
a million values comes back as a few dozen rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from zl_expectations.counting.bins import MOST_BINS, Bins, quantile_bins
from zl_expectations.counting.classes import TargetClasses
from zl_expectations.counting.dialects import Expression
from zl_expectations.counting.keys import count_if
from zl_expectations.counting.kinds import Kind
from zl_expectations.counting.splits import Splits
from zl_expectations.counting.table import Table, counted, integer

MOST_WIDE_CLASSES = 64
MOST_CELLS = 20_000
MOST_IN_ORDER = 2 * MOST_BINS + 2


@dataclass(frozen=True)
class FeatureCounts:
    """The vectors of class counts that a feature's values have.

    Attributes
    ----------
    feature : str
    counts : ndarray of int64, shape (vectors, classes)
        Rows of each class.
    multiplicity : ndarray of int64, shape (vectors,)
        How many of the feature's values (or bins) have this vector.
    missing : ndarray of bool, shape (vectors,)
        Whether the vector is that of the missing value.
    in_bins : bool
        Whether what is counted are bins of a scale that has more values than that.
    in_order : bool
        Whether each vector is that of one value or bin of a scale, in the scale's order, that of the missing one first.
    in_whole_numbers : bool
        Whether what is counted are bins whose bounds are all whole numbers, as those of a numbered category are.
    """

    feature: str
    counts: npt.NDArray[np.int64]
    multiplicity: npt.NDArray[np.int64]
    missing: npt.NDArray[np.bool_]
    in_bins: bool = False
    in_order: bool = False
    in_whole_numbers: bool = False

    @property
    def values(self) -> int:
        """How many values (or bins) there are."""
        return int(self.multiplicity.sum())

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return int((self.multiplicity @ self.counts).sum())


@counted
def count_feature_classes(
    table: Table, features: Sequence[str], classes: TargetClasses, splits: Splits | None, within: str | None
) -> Mapping[str, FeatureCounts]:
    """Count the classes of each feature value, numbers and instants in quantile bins, missing as a value of its own.

    Where the target is a quantity, the vectors of numbers and instants stand in the order of the scale.

    Parameters
    ----------
    features : sequence of str
        The columns to judge, one at a time.
    classes : TargetClasses
        From `count_classes`; rows with a missing target are left out.
    splits : Splits or None
        From `count_splits`.
    within : str or None
        Count only the rows of this split.

    Returns
    -------
    mapping of str to FeatureCounts
    """
    where, rows = rows_judged(table, classes, splits, within)
    count = _count_wide if len(classes.values) <= MOST_WIDE_CLASSES else _count_long
    beside = columns_beside(classes, splits)
    found: dict[str, FeatureCounts] = {}
    for names, narrow in table.narrowed(features, beside, where, rows):
        bins = quantile_bins(narrow, [name for name in names if table.columns[name].is_ordered_scale], where, rows)
        together = _count_bins(narrow, bins, classes, where) if count is _count_wide else {}
        for name in names:
            one, alone = together.get(name), narrow.deriving_only([name])
            if one is None and classes.is_quantity and table.columns[name].is_ordered_scale:
                one = _count_in_order(alone, name, bins.get(name), classes, where)
            one = one or count(alone, name, bins.get(name), classes, where)
            found[name] = replace(one, in_whole_numbers=name in bins and bins[name].are_whole_numbers)
    return found


def rows_judged(
    table: Table, classes: TargetClasses, splits: Splits | None, within: str | None
) -> tuple[Expression, int]:
    """Which rows features are judged in: those with a target, of one split where one is named; and how many."""
    kept: list[Expression] = [table.value(classes.target).is_not(None)]
    if splits is None or within is None:
        return sa.and_(*kept), sum(map(sum, classes.rows.values()))
    return sa.and_(*kept, splits.is_in(table, within)), sum(classes.rows[within])


def columns_beside(classes: TargetClasses, splits: Splits | None) -> list[str]:
    """What is read beside a feature: the target and the split."""
    return [classes.target, *([splits.column] if splits is not None else [])]


def _count_bins(
    table: Table, bins: Mapping[str, Bins], classes: TargetClasses, where: Expression
) -> dict[str, FeatureCounts]:
    """Many features in one query, where the engine counts what lies between numbers; other features are left out."""
    rows_between = table.dialect.rows_between
    numbers = [name for name in bins if table.columns[name] in (Kind.FLOAT, Kind.INTEGER)]
    bounds = {name: found for name in numbers if (found := bins[name].bounds)}
    if rows_between is None or not bounds:
        return {}
    narrow = table.deriving_only(list(bounds))
    rows = (
        sa.select(
            classes.code(narrow).label("class"), *[narrow.value(one).label(f"v_{i}") for i, one in enumerate(bounds)]
        )
        .select_from(narrow.source)
        .where(where)
        .subquery("one_row")
    )
    counts = [rows_between(rows.c[f"v_{i}"], found) for i, found in enumerate(bounds.values())]
    by_class = table.fetch(sa.select(rows.c["class"], sa.func.count(), *counts).group_by(rows.c["class"]))
    return {name: _of_bins(name, len(bounds[name]) + 1, by_class, i, classes) for i, name in enumerate(bounds, start=2)}


def _of_bins(
    feature: str, bins: int, by_class: Sequence[Sequence[Any]], place: int, classes: TargetClasses
) -> FeatureCounts:
    """The vectors of one feature, from the rows of each class in each bin; rows in no bin are missing values."""
    vectors = np.zeros((bins + 1, len(classes.values)), dtype=np.int64)
    for row in by_class:
        in_bins = row[place] or []
        vectors[1 : 1 + len(in_bins), integer(row[0])] = in_bins
        vectors[0, integer(row[0])] = integer(row[1]) - sum(in_bins)
    missing = np.arange(bins + 1) == 0
    marked = np.column_stack([missing, vectors])[vectors.any(axis=1)]
    if classes.is_quantity:
        return _in_order(feature, marked, in_bins=True)
    found, multiplicity = np.unique(marked, axis=0, return_counts=True)
    return FeatureCounts(feature, found[:, 1:], multiplicity, found[:, 0] == 1, in_bins=True)


def _in_order(feature: str, marked: npt.NDArray[np.int64], *, in_bins: bool) -> FeatureCounts:
    """One vector a value, whose first number is 1 for the missing one."""
    ones = np.ones(len(marked), dtype=np.int64)
    return FeatureCounts(feature, marked[:, 1:], ones, marked[:, 0] == 1, in_bins=in_bins, in_order=True)


def _count_in_order(
    table: Table, feature: str, bins: Bins | None, classes: TargetClasses, where: Expression
) -> FeatureCounts | None:
    """The vector of each value or bin in its order; None of more than `MOST_IN_ORDER`, where hardly any is finite."""
    cells = cells_in_order(table, feature, bins, classes, where, MOST_IN_ORDER + 1)
    if len(cells) > MOST_IN_ORDER:
        return None
    missing = cells[:, 0] == 1
    return _in_order(feature, np.concatenate([cells[missing], cells[~missing]]), in_bins=bins is not None)


def cells_in_order(
    table: Table, feature: str, bins: Bins | None, classes: TargetClasses, where: Expression, most: int | None = None
) -> npt.NDArray[np.int64]:
    """Of each value or bin in its order: whether it is the missing one, and the rows of each class; at most `most`."""
    rows = _classes_of_rows(table, feature, bins, classes.code(table), where)
    vectors = sa.select(*_class_counts(rows, classes)).group_by(rows.c.value)
    fetched = table.fetch(vectors.order_by(rows.c.value).limit(most))
    return np.array([tuple(map(integer, row)) for row in fetched], dtype=np.int64).reshape(-1, 1 + len(classes.values))


def _count_wide(
    table: Table, feature: str, bins: Bins | None, classes: TargetClasses, where: Expression
) -> FeatureCounts:
    """One column a class: the engine returns each vector once, with the number of values that have it."""
    rows = _classes_of_rows(table, feature, bins, classes.code(table), where)
    vectors = sa.select(*_class_counts(rows, classes)).group_by(rows.c.value).subquery("vectors")
    columns = [vectors.c.missing, *[vectors.c[f"n_{i}"] for i in range(len(classes.values))]]
    cells = [tuple(map(integer, row)) for row in table.fetch(sa.select(*columns, sa.func.count()).group_by(*columns))]
    array = np.array(sorted(cells), dtype=np.int64).reshape(len(cells), len(columns) + 1)
    return FeatureCounts(feature, array[:, 1:-1], array[:, -1], array[:, 0] == 1, in_bins=bins is not None)


def _classes_of_rows(
    table: Table, feature: str, bins: Bins | None, of_class: Expression, where: Expression
) -> sa.Subquery:
    """Each row's value or bin, and its class."""
    value = table.value(feature)
    group = bins.number(value) if bins else value
    return (
        sa.select(group.label("value"), of_class.label("class"))
        .select_from(table.source)
        .where(where)
        .subquery("one_row")
    )


def _class_counts(rows: sa.Subquery, classes: TargetClasses) -> list[Expression]:
    """Of a value: whether it is the missing one, and the rows of each class."""
    return [
        sa.case((rows.c.value.is_(None), 1), else_=0).label("missing"),
        *[count_if(rows.c["class"] == i).label(f"n_{i}") for i in range(len(classes.values))],
    ]


def _count_long(
    table: Table, feature: str, bins: Bins | None, classes: TargetClasses, where: Expression
) -> FeatureCounts:
    """One row a cell, for targets with many classes: the engine returns the cells, equal vectors are found here.

    Above `MOST_CELLS` cells, those of the values whose hash falls into one residue class, each for as many values as
    were not looked at beside it; the missing one is always looked at.
    """
    of_class = classes.code(table) if classes.bins else table.value(classes.target)
    rows = _classes_of_rows(table, feature, bins, of_class, where)
    cells = sa.select(*rows.c, sa.func.count().label("n")).group_by(*rows.c)
    with table.materialised(cells) as source:
        number = integer(table.fetch(sa.select(sa.func.count()).select_from(source))[0][0])
        step = max(1, -(-number // MOST_CELLS))
        found = table.fetch(_cells_of_some_values(table, source, step))
    index = {one: i for i, one in enumerate(range(len(classes.values)) if classes.bins else classes.values)}
    vectors: dict[tuple[int, int], dict[int, int]] = {}
    for rank, missing, one, n in found:
        vectors.setdefault((integer(rank), integer(missing)), {})[index[one]] = integer(n)
    tally: dict[tuple[int, tuple[tuple[int, int], ...]], int] = {}
    for (_, missing), cell in vectors.items():
        key = (missing, tuple(sorted(cell.items())))
        tally[key] = tally.get(key, 0) + (1 if missing else step)
    counts = np.zeros((len(tally), len(classes.values)), dtype=np.int64)
    for row, (_, cell_items) in enumerate(tally):
        for column, n in cell_items:
            counts[row, column] = n
    return FeatureCounts(
        feature,
        counts,
        np.fromiter(tally.values(), dtype=np.int64, count=len(tally)),
        np.array([missing == 1 for missing, _ in tally], dtype=np.bool_),
        in_bins=bins is not None,
    )


def _cells_of_some_values(table: Table, cells: sa.FromClause, step: int) -> sa.Select[tuple[Any, ...]]:
    """Number, whether it is missing, class and rows of each cell: of one in `step` values, and of the missing one."""
    row_hash = table.dialect.row_hash
    number = row_hash([cells.c.value], None) if row_hash else sa.func.dense_rank().over(order_by=cells.c.value)
    missing = sa.case((cells.c.value.is_(None), 1), else_=0)
    numbered = sa.select(number.label("number"), missing.label("missing"), cells.c["class"], cells.c.n)
    if step <= 1:
        return numbered
    every = numbered.subquery("numbered")
    in_turn = every.c.number % sa.literal_column(str(step)) == 0
    return sa.select(*every.c).where(sa.or_(every.c.missing == 1, in_turn))
