"""Numbers that are the mean of the target over the other rows of a category."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa

from zl_expectations.counting.classes import TargetClasses
from zl_expectations.counting.dialects import Expression
from zl_expectations.counting.keys import count_if
from zl_expectations.counting.kinds import Kind
from zl_expectations.counting.splits import Splits
from zl_expectations.counting.table import Table, counted, integer
from zl_expectations.counting.target_moments import (
    ONE,
    TargetMoments,
    moments_of_all_and_within,
    number,
    numbers_beside,
    tame,
    truth_of,
)

CLOSE, ROUNDED = 1e-6, 1e-10
STANDARD_ERRORS = 5
MOST_CATEGORIES = 20
CATEGORIES = (Kind.TEXT, Kind.INTEGER, Kind.DATE)


@dataclass(frozen=True)
class MeansOfOthers:
    """How many groups have in each row the mean of the target over their other rows.

    Attributes
    ----------
    category : str
        The column that makes the groups.
    within : str or None
        The split whose rows are told; None where all rows are.
    klass : int or None
        The class of which it is the share; None of a quantity.
    groups, varying, agreeing : int
        Groups of two rows or more, those in which the target differs, and all that have those means.
    rows : int
        Rows of these groups.
    """

    category: str
    within: str | None
    klass: int | None
    groups: int
    varying: int
    agreeing: int
    rows: int


@counted
def count_means_of_others(
    table: Table,
    features: Sequence[str],
    categories: Sequence[str],
    classes: TargetClasses,
    splits: Splits | None,
    within: str | None,
) -> Mapping[str, MeansOfOthers]:
    """Count the groups, of the numbers whose own mean is near the target's and which spread no more than it.

    Such means have the target's mean, but for rows that are alone; few other numbers have, and only these are looked
    at beside each of at most `MOST_CATEGORIES` categories.

    Returns
    -------
    mapping of str to MeansOfOthers
        Of each number that is such a mean in any group where the target differs, the category in most of whose groups.
    """
    kept = [name for name in categories if table.columns[name] in CATEGORIES][:MOST_CATEGORIES]
    numbers = numbers_beside(table, features, classes) if kept else []
    found: dict[str, MeansOfOthers] = {}
    for of in moments_of_all_and_within(table, numbers, classes, splits, within):
        for name, klass in _of_nearly_the_same_mean(of.moments, classes):
            for category in kept:
                one = count_by_group(table, name, category, classes, klass, of.within, of.where)
                if one.varying and (name not in found or _share(one) > _share(found[name])):
                    found[name] = one
    return found


def _share(one: MeansOfOthers) -> float:
    return one.agreeing / one.groups


def _of_nearly_the_same_mean(
    moments: Mapping[str, TargetMoments], classes: TargetClasses
) -> Iterator[tuple[str, int | None]]:
    for name, one in moments.items():
        spread = np.sqrt(one.target_variances)
        near = np.abs(one.powers[0] - one.targets) <= STANDARD_ERRORS * spread / np.sqrt(one.rows)
        if 2 * one.present < one.rows or not one.variance:
            continue
        for klass in np.flatnonzero(near & (np.sqrt(one.variance) <= (1 + CLOSE) * spread)):
            yield name, None if classes.is_quantity else int(klass)


def count_by_group(
    table: Table,
    name: str,
    category: str,
    classes: TargetClasses,
    klass: int | None,
    within: str | None,
    where: Expression,
) -> MeansOfOthers:
    """Of c rows with the sum s, f = (s - y) / (c - 1): f has y's mean, and with y the covariance -var(y) / (c - 1)."""
    group = table.value(category)
    one_row = (
        sa.select(
            group.label("zl_group"),
            tame(number(table, name)).label("f"),
            truth_of(table, classes, klass).label("y"),
        )
        .select_from(table.source)
        .where(where, group.is_not(None), table.value(name).is_not(None))
        .subquery("one_row")
    )
    f, y = one_row.c.f, one_row.c.y
    named = {"f": f, "y": y, "ff": f * f, "fy": f * y, "yy": y * y}
    by_group = (
        sa.select(
            sa.func.count().label("n"),
            sa.func.min(y).label("low"),
            sa.func.max(y).label("high"),
            *[sa.func.avg(one).label(f"mean_{label}") for label, one in named.items()],
        )
        .group_by(one_row.c.zl_group)
        .having(sa.func.count() > 1)
        .subquery("by_group")
    )
    counts = [sa.func.count(), count_if(by_group.c.low < by_group.c.high), count_if(_agrees(by_group))]
    query = sa.select(*counts, sa.func.sum(by_group.c.n)).select_from(by_group)
    groups, varying, agreeing, rows = map(integer, table.fetch(query)[0])
    return MeansOfOthers(category, within, klass, groups, varying, agreeing, rows)


def _agrees(by_group: sa.Subquery) -> Expression:
    n, f, y = by_group.c.n, by_group.c.mean_f, by_group.c.mean_y
    others = ONE * (n - 1)
    variance = by_group.c.mean_yy - y * y
    near = CLOSE * variance + ROUNDED * by_group.c.mean_yy + CLOSE**2
    return sa.and_(
        sa.func.abs(f - y) <= CLOSE * sa.func.abs(y) + CLOSE**2,
        sa.func.abs(others * (by_group.c.mean_fy - f * y) + variance) <= near,
        sa.func.abs(others * others * (by_group.c.mean_ff - f * f) - variance) <= near,
    )
