"""The target's mean over the rows of each value of a number, of the numbers that may have been made from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from zl_expectations.counting.chosen_rows import choose_rows
from zl_expectations.counting.classes import TargetClasses
from zl_expectations.counting.dialects import Expression
from zl_expectations.counting.keys import count_if
from zl_expectations.counting.splits import Splits
from zl_expectations.counting.table import Table, counted, integer
from zl_expectations.counting.target_moments import (
    TargetMoments,
    moments_of_all_and_within,
    number,
    numbers_beside,
    truth_of,
)

MOST_VALUES = 1_000
MOST_BENT = 5
STRAIGHT = 1e-6
EXPLAINED = 0.005
LOOKED_AT = 20_000


@dataclass(frozen=True)
class MeansByValue:
    """How the target lies over the rows of each value of a number.

    Attributes
    ----------
    within : str or None
        The split whose rows are told; None where all rows are.
    all_values, all_rows : int
        How many values there are, and rows.
    values : ndarray of float64, shape (values,)
        At most `MOST_VALUES`, those with the most rows.
    rows : ndarray of int64, shape (values,)
        The rows of each.
    sums : ndarray of float64, shape (values, classes) or (values, 1)
        Their rows of each class; of a quantity its sum.
    varies : ndarray of bool, shape (values,)
        Whether the target differs among the rows of a value.
    """

    within: str | None
    all_values: int
    all_rows: int
    values: npt.NDArray[np.float64]
    rows: npt.NDArray[np.int64]
    sums: npt.NDArray[np.float64]
    varies: npt.NDArray[np.bool_]


@counted
def count_means_by_value(
    table: Table, features: Sequence[str], classes: TargetClasses, splits: Splits | None, within: str | None
) -> Mapping[str, tuple[MeansByValue, ...]]:
    """The target by value, of numbers without missing values that may be its mean on another scale.

    A mean that was moved and stretched shows in the moments, which one scan tells of all numbers: what the target's
    mean given the value leaves of a straight line has nothing in common with its square. Of others, which may be a
    logarithm of the mean, the `MOST_BENT` are looked at that explain most of the target, if their values repeat.

    Returns
    -------
    mapping of str to tuple of MeansByValue
        Over the rows of all splits, over those of `within`, or both.
    """
    numbers = numbers_beside(table, features, classes)
    found: dict[str, tuple[MeansByValue, ...]] = {}
    for of in moments_of_all_and_within(table, numbers, classes, splits, within):
        for name in _candidates(table, of.moments, of.where, of.rows):
            one = classes_by_value(table, name, classes, of.within, of.where, of.rows)
            found[name] = (*found.get(name, ()), one)
    return found


def _candidates(table: Table, moments: Mapping[str, TargetMoments], where: Expression, rows: int) -> list[str]:
    whole = [name for name, one in moments.items() if one.is_complete and one.explained >= EXPLAINED]
    repeating = _repeating(table, whole, where, rows)
    straight = [name for name in repeating if _is_straight(moments[name])]
    others = sorted(set(repeating).difference(straight), key=lambda name: (-moments[name].explained, name))
    return straight + others[:MOST_BENT]


def _is_straight(one: TargetMoments) -> bool:
    return any(one.bends(klass) <= STRAIGHT for klass in range(len(one.targets)))


def _repeating(table: Table, names: Sequence[str], where: Expression, rows: int) -> list[str]:
    """The numbers of which two rows have the same value, among those that a hash chooses where there is one."""
    if not names:
        return []
    values: list[Expression] = [number(table, name).label(f"zl_v{i}") for i, name in enumerate(names)]
    step = rows // LOOKED_AT if table.dialect.row_hash is not None else 1
    chosen = choose_rows(table, values, names, where, rows, step)
    with table.materialised(chosen) as some:
        columns = [some.c[f"zl_v{i}"] for i in range(len(names))]
        distinct = [sa.func.count(sa.distinct(column)).label(f"c_{i}") for i, column in enumerate(columns)]
        ((looked_at, *told),) = table.fetch(sa.select(sa.func.count().label("n"), *distinct).select_from(some))
    return [name for name, values in zip(names, told, strict=True) if integer(values) < integer(looked_at)]


def classes_by_value(
    table: Table, name: str, classes: TargetClasses, within: str | None, where: Expression, rows: int
) -> MeansByValue:
    """The target over the rows of each value of a number, in one query; in two where it has more than are told."""
    target = truth_of(table, classes, None) if classes.is_quantity else classes.code(table)
    one_row = (
        sa.select(number(table, name).label("zl_value"), target.label("zl_target"))
        .select_from(table.source)
        .where(where)
        .subquery("one_row")
    )
    targets = one_row.c.zl_target
    codes = range(len(classes.values))
    sums = [sa.func.sum(targets)] if classes.is_quantity else [count_if(targets == code) for code in codes]
    size = sa.func.count().label("zl_rows")
    varies = sa.case((sa.func.min(targets) < sa.func.max(targets), 1), else_=0)
    labelled = [one.label(f"c_{i}") for i, one in enumerate(sums)]
    query = sa.select(one_row.c.zl_value, size, varies.label("varies"), *labelled).group_by(one_row.c.zl_value)
    told = table.fetch(query.order_by(size.desc(), one_row.c.zl_value).limit(MOST_VALUES))
    values = len(told)
    if values == MOST_VALUES:
        values = integer(table.fetch(sa.select(sa.func.count(sa.distinct(one_row.c.zl_value))))[0][0])
    return MeansByValue(
        within,
        values,
        rows,
        np.array([float(row[0]) for row in told]),
        np.array([integer(row[1]) for row in told]),
        np.array([[float(one or 0) for one in row[3:]] for row in told]),
        np.array([bool(row[2]) for row in told]),
    )
