"""Numbers that are the mean of the target over the rows that have them: a category, encoded by the target itself."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from zl_expectations.counting.classes import TargetClasses
from zl_expectations.counting.dialects import Expression, double
from zl_expectations.counting.keys import count_if
from zl_expectations.counting.splits import Splits
from zl_expectations.counting.table import Table, counted, integer
from zl_expectations.counting.target_moments import (
    TargetMoments,
    moments_of_all_and_within,
    numbers_beside,
    truth_of,
)

CLOSE = 1e-6
MOST_SHARES = 1_000


@dataclass(frozen=True)
class TargetMeans:
    """How many values of a number are the mean of the target over their rows.

    Attributes
    ----------
    within : str or None
        The split whose rows the mean is of; None of all rows.
    klass : int or None
        The class of which it is the share; None of a quantity.
    values, repeated, agreeing : int
        All values, those of two rows or more, and all that are the mean of their rows.
    rows : int
        Rows in all.
    shares : tuple of (float, int)
        Of a class, where it has at most `MOST_SHARES` of them: each value, and the rows that have it.
    """

    within: str | None
    klass: int | None
    values: int
    repeated: int
    agreeing: int
    rows: int
    shares: tuple[tuple[float, int], ...] = ()


@counted
def count_target_means(
    table: Table, features: Sequence[str], classes: TargetClasses, splits: Splits | None, within: str | None
) -> Mapping[str, TargetMeans]:
    """Count the values that are the target's mean, of the numbers whose own mean is the target's.

    The mean over all rows of such a number is that of the target, which one scan tells of all numbers; few are left to
    be grouped. Only numbers without missing values are looked at, at most `MOST_FEATURES`, beside a number or at most
    `MOST_CLASSES` classes. Of a number that was fitted to all splits the rows of all are told, else those of `within`.
    """
    numbers = numbers_beside(table, features, classes)
    found: dict[str, TargetMeans] = {}
    for of in moments_of_all_and_within(table, numbers, classes, splits, within):
        for name, klass in _of_the_same_mean(of.moments, classes):
            values, repeated, agreeing = _by_value(table, name, classes, klass, of.where)
            is_few = klass is not None and values <= MOST_SHARES
            shares = _rows_of_values(table, name, of.where) if is_few else ()
            one = TargetMeans(of.within, klass, values, repeated, agreeing, of.rows, shares)
            if name not in found or one.agreeing * found[name].values > found[name].agreeing * one.values:
                found[name] = one
    return found


def _of_the_same_mean(moments: Mapping[str, TargetMoments], classes: TargetClasses) -> Iterator[tuple[str, int | None]]:
    """The numbers that no row lacks and whose mean is that of the target, with the class of which it is the share."""
    for name, one in moments.items():
        for klass, mean in enumerate(one.targets):
            if one.is_complete and math.isclose(one.powers[0], mean, rel_tol=CLOSE):
                yield name, None if classes.is_quantity else klass


def _by_value(
    table: Table, name: str, classes: TargetClasses, klass: int | None, where: Expression
) -> tuple[int, int, int]:
    """How many values there are, have two rows or more, and are the mean of the target over their rows."""
    value: Expression = sa.cast(table.value(name), sa.Double())
    rows = (
        sa.select(value.label("value"), truth_of(table, classes, klass).label("truth"))
        .select_from(table.source)
        .where(where)
        .subquery("one_row")
    )
    by_value = (
        sa.select(rows.c.value, sa.func.count().label("n"), sa.func.avg(rows.c.truth).label("mean"))
        .group_by(rows.c.value)
        .subquery("by_value")
    )
    near = double(CLOSE) * sa.func.abs(by_value.c.value) + double(CLOSE**2)
    agrees = sa.func.abs(by_value.c.mean - by_value.c.value) <= near
    counts = sa.select(sa.func.count(), count_if(by_value.c.n > 1), count_if(agrees)).select_from(by_value)
    values, repeated, agreeing = map(integer, table.fetch(counts)[0])
    return values, repeated, agreeing


def _rows_of_values(table: Table, name: str, where: Expression) -> tuple[tuple[float, int], ...]:
    value = table.value(name)
    query = sa.select(value, sa.func.count()).select_from(table.source).where(where).group_by(value)
    return tuple(sorted((float(one), integer(rows)) for one, rows in table.fetch(query)))
