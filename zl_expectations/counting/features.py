"""How the rows of each feature value fall into the classes: all that is needed to say what a feature gives away.

Which value it is does not matter, so the engine returns how often each vector of class counts occurs: a feature with
a million values comes back as a few dozen rows.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from zl_expectations.counting.classes import TargetClasses
from zl_expectations.counting.dialects import Expression
from zl_expectations.counting.keys import count_if
from zl_expectations.counting.splits import Splits
from zl_expectations.counting.table import Table, counted, integer

MOST_BINS = 64
ROWS_PER_BIN = 10
MOST_WIDE_CLASSES = 64
VALUES_PER_QUANTILE_QUERY = 16_000_000


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
    """

    feature: str
    counts: npt.NDArray[np.int64]
    multiplicity: npt.NDArray[np.int64]
    missing: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Bins:
    """Where a number's scale is cut: bin i holds what lies above cut i - 1 and not above cut i.

    Attributes
    ----------
    cuts : tuple of (value, bool)
        Each cut, and whether the value itself lies above it. A value that alone fills a bin has both cuts.
    """

    cuts: tuple[tuple[Any, bool], ...]

    def number(self, value: Expression) -> Expression:
        """The bin's number as a balanced tree of comparisons; missing stays missing."""

        def tree(low: int, high: int) -> Expression:
            if low == high:
                return sa.literal(low)
            middle = (low + high) // 2
            cut, above = self.cuts[middle]
            below = value < cut if above else value <= cut
            return sa.case((below, tree(low, middle)), else_=tree(middle + 1, high))

        return sa.case((value.is_(None), sa.null()), else_=tree(0, len(self.cuts)))


@counted
def count_feature_classes(
    table: Table, features: Sequence[str], classes: TargetClasses, splits: Splits | None, within: str | None
) -> Mapping[str, FeatureCounts]:
    """Count the classes of each feature value, numbers and instants in quantile bins, missing as a value of its own.

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
    kept = [table.value(classes.target).is_not(None)]
    if splits is not None and within is not None:
        kept.append(splits.is_in(table, within))
        rows = sum(classes.rows[within])
    else:
        rows = sum(map(sum, classes.rows.values()))
    where = sa.and_(*kept)
    bins = quantile_bins(table, [name for name in features if table.columns[name].is_ordered_scale], where, rows)
    count = _count_wide if len(classes.values) <= MOST_WIDE_CLASSES else _count_long
    return {name: count(table, name, bins.get(name), classes, where) for name in features}


def _count_wide(
    table: Table, feature: str, bins: Bins | None, classes: TargetClasses, where: Expression
) -> FeatureCounts:
    """One column a class: the engine returns each vector once, with the number of values that have it."""
    value = table.value(feature)
    group = bins.number(value) if bins else value
    target = table.value(classes.target)
    rows = (
        sa.select(group.label("value"), sa.case({one: i for i, one in enumerate(classes.values)}, value=target).label("class"))
        .select_from(table.source)
        .where(where)
        .subquery("rows")
    )
    vectors = (
        sa.select(
            sa.case((rows.c.value.is_(None), 1), else_=0).label("missing"),
            *[count_if(rows.c["class"] == i).label(f"n_{i}") for i in range(len(classes.values))],
        )
        .group_by(rows.c.value)
        .subquery("vectors")
    )
    columns = [vectors.c.missing, *[vectors.c[f"n_{i}"] for i in range(len(classes.values))]]
    cells = [tuple(map(integer, row)) for row in table.fetch(sa.select(*columns, sa.func.count()).group_by(*columns))]
    array = np.array(sorted(cells), dtype=np.int64).reshape(len(cells), len(columns) + 1)
    return FeatureCounts(feature, array[:, 1:-1], array[:, -1], array[:, 0] == 1)


def _count_long(
    table: Table, feature: str, bins: Bins | None, classes: TargetClasses, where: Expression
) -> FeatureCounts:
    """One row a cell, for targets with many classes: the engine returns the cells, equal vectors are found here."""
    value = table.value(feature)
    group = bins.number(value) if bins else value
    target = table.value(classes.target)
    cells = (
        sa.select(group.label("value"), target.label("class"), sa.func.count().label("n"))
        .select_from(table.source)
        .where(where)
        .group_by(group, target)
        .subquery("cells")
    )
    number = sa.func.dense_rank().over(order_by=cells.c.value)
    query = sa.select(number, sa.case((cells.c.value.is_(None), 1), else_=0), cells.c["class"], cells.c.n)
    index = {one: i for i, one in enumerate(classes.values)}
    vectors: dict[tuple[int, int], dict[int, int]] = {}
    for rank, missing, one, n in table.fetch(query):
        vectors.setdefault((integer(rank), integer(missing)), {})[index[one]] = integer(n)
    tally: dict[tuple[int, tuple[tuple[int, int], ...]], int] = {}
    for (_, missing), cell in vectors.items():
        key = (missing, tuple(sorted(cell.items())))
        tally[key] = tally.get(key, 0) + 1
    counts = np.zeros((len(tally), len(classes.values)), dtype=np.int64)
    for row, (_, cell_items) in enumerate(tally):
        for column, n in cell_items:
            counts[row, column] = n
    return FeatureCounts(
        feature,
        counts,
        np.fromiter(tally.values(), dtype=np.int64, count=len(tally)),
        np.array([missing == 1 for missing, _ in tally], dtype=np.bool_),
    )


def quantile_bins(table: Table, features: Sequence[str], where: Expression, rows: int) -> Mapping[str, Bins]:
    """Cut each feature's scale by quantiles; a feature with few values is left out, to be counted value by value.

    At most `MOST_BINS` bins, fewer where there would be less than `ROWS_PER_BIN` rows in one. Quantiles are taken at
    twice that resolution, so a value that alone holds a bin's share of the rows is seen at least twice among them, and
    gets a bin of its own.
    """
    number = max(2, min(MOST_BINS, rows // ROWS_PER_BIN))
    fractions = [i / (2 * number) for i in range(1, 2 * number)]
    points: dict[str, list[Any]] = {}
    for chunk in _chunks(features, max(1, VALUES_PER_QUANTILE_QUERY // max(1, rows))):
        points.update(_quantiles(table, chunk, where, fractions))
    repeated = [name for name in points if len(set(points[name])) < len(points[name])]
    few = {name for name, distinct in _count_distinct(table, repeated, where).items() if distinct <= 2 * number}
    return {name: _bins(found) for name, found in points.items() if name not in few and found}


def _bins(points: list[Any]) -> Bins:
    heavy = {one for one, after in zip(points, points[1:], strict=False) if one == after}
    cuts = {(one, False) for one in points[1::2]}
    for one in heavy:
        cuts |= {(one, True), (one, False)}
    return Bins(tuple(sorted(cuts, key=lambda cut: (cut[0], not cut[1]))))


def _quantiles(
    table: Table, features: Sequence[str], where: Expression, fractions: Sequence[float]
) -> dict[str, list[Any]]:
    """``percentile_disc`` of each feature at each fraction: the smallest value that so many rows do not exceed."""
    percentiles = table.dialect.percentiles
    if percentiles is not None:
        query = sa.select(*[percentiles(table.value(name), fractions) for name in features])
        found = table.fetch(query.select_from(table.source).where(where))[0]
        return {name: _finite(points) for name, points in zip(features, found, strict=True)}
    return {name: _quantiles_by_rank(table, name, where, fractions) for name in features}


def _quantiles_by_rank(table: Table, feature: str, where: Expression, fractions: Sequence[float]) -> list[Any]:
    value = table.value(feature)
    rows = integer(table.fetch(sa.select(sa.func.count(value)).select_from(table.source).where(where))[0][0])
    if not rows:
        return []
    ranked = (
        sa.select(value.label("value"), sa.func.row_number().over(order_by=value).label("rank"))
        .select_from(table.source)
        .where(sa.and_(where, value.is_not(None)))
        .subquery("ranked")
    )
    ranks = [max(1, math.ceil(fraction * rows)) for fraction in fractions]
    found = dict(table.fetch(sa.select(ranked.c.rank, ranked.c.value).where(ranked.c.rank.in_(sorted(set(ranks))))))
    return _finite([found[rank] for rank in ranks])


def _finite(points: Sequence[Any] | None) -> list[Any]:
    return [one for one in points or () if one is not None and not (isinstance(one, float) and math.isinf(one))]


def _count_distinct(table: Table, features: Sequence[str], where: Expression) -> dict[str, int]:
    if not features:
        return {}
    query = sa.select(*[sa.func.count(sa.distinct(table.value(name))) for name in features])
    return dict(zip(features, map(integer, table.fetch(query.select_from(table.source).where(where))[0]), strict=True))


def _chunks(names: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(names), size):
        yield names[start : start + size]
