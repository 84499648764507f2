"""Cutting a scale of numbers or instants into quantile bins, so that it can be counted like a category."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import operators
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.visitors import InternalTraversal

from zl_expectations.counting.chosen_rows import choose_rows
from zl_expectations.counting.dialects import Expression
from zl_expectations.counting.kinds import EXACT_IN_FLOAT
from zl_expectations.counting.table import Table, chunks, in_scans, integer

MOST_BINS = 64
ROWS_PER_BIN = 10
VALUES_PER_QUANTILE_QUERY, FEATURES_PER_QUANTILE_QUERY = 16_000_000, 100
MOST_CUTTING_ROWS = 20_000


def _is_whole(number: Any) -> bool:
    """Whether a cut is a whole number, of however many digits: a decimal's remainder fails beyond 28."""
    if isinstance(number, Decimal):
        return number == number.to_integral_value()
    return isinstance(number, int | float) and number % 1 == 0


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
        return BinNumber(value, self.cuts)

    @property
    def are_whole_numbers(self) -> bool:
        """Whether every cut is a whole number, in whatever type.

        Examples
        --------
        >>> Bins(((1.0, True), (7, False))).are_whole_numbers, Bins(((1.5, False),)).are_whole_numbers
        (True, False)
        """
        return all(map(_is_whole, (cut for cut, _ in self.cuts)))

    @property
    def bounds(self) -> tuple[float, ...] | None:
        """The largest double in each bin but the last, in order; None where numbers between the cuts are no doubles.

        Examples
        --------
        >>> Bins(((1.0, True), (1.0, False), (2.5, False))).bounds
        (0.9999999999999999, 1.0, 2.5)
        """
        if not all(type(cut) is float or (type(cut) is int and abs(cut) < EXACT_IN_FLOAT) for cut, _ in self.cuts):
            return None
        return tuple(sorted({math.nextafter(cut, -math.inf) if above else float(cut) for cut, above in self.cuts}))


class BinNumber(sa.sql.expression.ColumnElement[int]):
    """``CASE`` within ``CASE``, written as text: as SQLAlchemy's own elements, the many comparisons of each of many
    features take longer to build than to run.
    """

    inherit_cache = False
    type = sa.Integer()
    _traverse_internals = [("value", InternalTraversal.dp_clauseelement)]

    def __init__(self, value: Expression, cuts: Sequence[tuple[Any, bool]]) -> None:
        self.value, self.cuts = value, tuple(cuts)


@compiles(BinNumber)
def _bin_number(element: BinNumber, compiler: SQLCompiler, **kwargs: Any) -> str:
    value, cuts = element.value, element.cuts
    text = compiler.process(value.self_group(against=operators.le), **kwargs)
    kind = (value <= cuts[0][0]).right.type if cuts else value.type

    def tree(low: int, high: int) -> str:
        if low == high:
            return str(low)
        middle = (low + high) // 2
        cut, above = cuts[middle]
        bound = compiler.process(sa.literal(cut, kind), **kwargs)
        below = f"{text} {'<' if above else '<='} {bound}"
        return f"CASE WHEN ({below}) THEN {tree(low, middle)} ELSE {tree(middle + 1, high)} END"

    return f"CASE WHEN ({text} IS NULL) THEN NULL ELSE {tree(0, len(cuts))} END"


def quantile_bins(
    table: Table, features: Sequence[str], where: Expression, rows: int, most: int = MOST_BINS
) -> Mapping[str, Bins]:
    """Cut each feature's scale by quantiles; a feature with few values is left out, to be counted value by value.

    At most `most` bins, fewer where there would be less than `ROWS_PER_BIN` rows in one. Quantiles are taken at
    twice that resolution, so a value that alone holds a bin's share of the rows is seen at least twice among them, and
    gets a bin of its own. Above twice `MOST_CUTTING_ROWS` rows, an engine with a hash cuts by some of them
    (`choose_rows`): a cut moves by some tenths of a percent of the rows; what is counted between the cuts stays exact.
    """
    number = max(2, min(most, rows // ROWS_PER_BIN))
    points = quantile_points(table, features, where, rows, [i / (2 * number) for i in range(1, 2 * number)])
    repeated = [name for name in points if len(set(points[name])) < len(points[name])]
    few = {name for name, distinct in _count_distinct(table, repeated, where).items() if distinct <= number}
    return {name: _bins(found) for name, found in points.items() if name not in few and found}


def quantile_points(
    table: Table,
    features: Sequence[str],
    where: Expression,
    rows: int,
    fractions: Sequence[float],
    about: int = MOST_CUTTING_ROWS,
) -> dict[str, list[Any]]:
    """Each feature's quantiles at the fractions, without infinite ones; on large tables from `about` so many rows."""
    is_large = rows >= 2 * MOST_CUTTING_ROWS and table.dialect.row_hash is not None
    step = rows // about if is_large else 1
    points: dict[str, list[Any]] = {}
    if step > 1:
        for names in in_scans(features):
            chosen_rows = choose_rows(table, list(map(table.raw, names)), names, where, rows, step)
            with table.materialised(chosen_rows) as source:
                chosen = table.reading(source)
                for chunk in chunks(names, FEATURES_PER_QUANTILE_QUERY):
                    points.update(_quantiles(chosen, chunk, sa.true(), fractions))
        return points
    for names, narrow in table.narrowed(features, [], where, rows):
        kept = where if narrow is table else sa.true()
        for chunk in chunks(names, min(FEATURES_PER_QUANTILE_QUERY, max(1, VALUES_PER_QUANTILE_QUERY // max(1, rows)))):
            points.update(_quantiles(narrow, chunk, kept, fractions))
    return points


def _bins(points: list[Any]) -> Bins:
    heavy = {one for one, after in pairwise(points) if one == after}
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
        table = table.deriving_only(features)
        query = sa.select(*[percentiles(table.value(name), fractions) for name in features])
        found = table.fetch(query.select_from(table.source).where(where))[0]
        return {name: _finite(points) for name, points in zip(features, found, strict=True)}
    return {name: _quantiles_by_rank(table.deriving_only([name]), name, where, fractions) for name in features}


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
    found: dict[Any, Any] = dict(
        table.fetch(sa.select(ranked.c.rank, ranked.c.value).where(ranked.c.rank.in_(sorted(set(ranks)))))
    )
    return _finite([found[rank] for rank in ranks])


def _finite(points: Sequence[Any] | None) -> list[Any]:
    return [one for one in points or () if one is not None and not _is_infinite(one)]


def _is_infinite(one: Any) -> bool:
    """Whether a number is infinite, or a decimal beyond what a double holds."""
    return isinstance(one, float | Decimal) and math.isinf(float(one))


def _count_distinct(table: Table, features: Sequence[str], where: Expression) -> dict[str, int]:
    if not features:
        return {}
    query = sa.select(*[sa.func.count(sa.distinct(table.value(name))) for name in features])
    return dict(zip(features, map(integer, table.fetch(query.select_from(table.source).where(where))[0]), strict=True))
