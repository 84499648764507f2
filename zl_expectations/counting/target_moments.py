"""What numbers have in common with the target, told of all of them in one scan."""

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
from zl_expectations.counting.features import rows_judged
from zl_expectations.counting.kinds import Kind
from zl_expectations.counting.splits import Splits
from zl_expectations.counting.table import Table, chunks, counted, integer

MOST_FEATURES, MOST_CLASSES = 150, 10
COLUMNS_A_QUERY = 50
SMALLEST, LARGEST = 1e-50, 1e50  # whose third powers a double still holds
ZERO: Expression = sa.literal_column("0e0", sa.Double())
ONE: Expression = sa.literal_column("1e0", sa.Double())


@dataclass(frozen=True)
class TargetMoments:
    """Means of the powers of a number, also times the target, or times whether it is of a class.

    Attributes
    ----------
    present, rows : int
        Rows with a value, and all.
    powers : ndarray of float64, shape (3,)
        Means of the value, its square and its cube.
    targets, target_squares : ndarray of float64, shape (classes,) or (1,)
        Mean of the target, and of its square.
    together : ndarray of float64, shape (2, classes) or (2, 1)
        Means of the value and of its square, each times the target.
    """

    present: int
    rows: int
    powers: npt.NDArray[np.float64]
    targets: npt.NDArray[np.float64]
    target_squares: npt.NDArray[np.float64]
    together: npt.NDArray[np.float64]

    @property
    def is_complete(self) -> bool:
        """Whether no row lacks a value."""
        return self.present == self.rows

    @property
    def variance(self) -> float:
        """Variance of the value; 0 where it is lost in the rounding of the squares."""
        found = float(self.powers[1] - self.powers[0] ** 2)
        return found if found > 1e-12 * float(self.powers[1]) else 0.0

    @property
    def target_variances(self) -> npt.NDArray[np.float64]:
        """Variance of the target, or of whether it is of each class."""
        found: npt.NDArray[np.float64] = self.target_squares - self.targets**2
        return np.where(found > 1e-12 * self.target_squares, found, 0.0)

    @property
    def covariances(self) -> npt.NDArray[np.float64]:
        """Covariance of the value with the target, or with whether it is of each class."""
        found: npt.NDArray[np.float64] = self.together[0] - self.powers[0] * self.targets
        return found

    @property
    def explained(self) -> float:
        """The largest share of the target's variance that the value explains on a straight line."""
        variances = self.target_variances
        if not self.variance or not variances.any():
            return 0.0
        told = np.flatnonzero(variances)
        return float((self.covariances[told] ** 2 / (self.variance * variances[told])).max())

    def bends(self, klass: int) -> float:
        """How far the target's mean given the value is from a straight line, by what it has in common with the square.

        It is 0 where the mean over the rows of each value lies on a line, whatever the line; else of the order of one
        by the root of the rows.
        """
        mean, variance, target = self.powers[0], self.variance, self.target_variances[klass]
        if not variance or not target:
            return math.inf
        third = self.powers[2] - 3 * mean * self.powers[1] + 2 * mean**3
        with_square = (
            self.together[1, klass]
            - 2 * mean * self.together[0, klass]
            + mean**2 * self.targets[klass]
            - variance * self.targets[klass]
        )
        line = self.covariances[klass] / variance
        return float(abs(with_square - line * third) / (variance * math.sqrt(target)))


def truth_of(table: Table, classes: TargetClasses, klass: int | None) -> Expression:
    """The target as a number: the quantity, or whether it is of the class."""
    if klass is None:
        return number(table, classes.target)
    return sa.case((classes.code(table) == klass, ONE), else_=ZERO)


def number(table: Table, name: str) -> Expression:
    """A column of numbers as doubles."""
    value = table.value(name)
    return value if table.columns[name] is Kind.FLOAT else sa.cast(value, sa.Double())


def numbers_beside(table: Table, features: Sequence[str], classes: TargetClasses) -> list[str]:
    """The features that may be means of the target; none beside instants, or more than `MOST_CLASSES` classes."""
    has_means = table.columns[classes.target].is_number if classes.is_quantity else len(classes.values) <= MOST_CLASSES
    kinds = (Kind.FLOAT, Kind.DECIMAL)
    return [name for name in features if table.columns[name] in kinds][:MOST_FEATURES] if has_means else []


@counted
def count_target_moments(
    table: Table, numbers: Sequence[str], classes: TargetClasses, splits: Splits | None, within: str | None
) -> Mapping[str, TargetMoments]:
    """The moments of numbers beside the target, in one scan for every `COLUMNS_A_QUERY`.

    Values beyond what can be raised to the third power count as missing. Nothing is told where the target has any.
    """
    where, rows = rows_judged(table, classes, None if within is None else splits, within)
    found: dict[str, TargetMoments] = {}
    for chunk in chunks(numbers, COLUMNS_A_QUERY):
        told = _of_a_quantity if classes.is_quantity else _by_class
        found |= told(table, chunk, classes, where, rows)
    return found


@dataclass(frozen=True)
class JudgedMoments:
    """The rows of one split, or of all, that are judged beside the target, and the moments of numbers in them.

    Attributes
    ----------
    within : str or None
        The split; None for all of them.
    where : sqlalchemy expression
        Which rows.
    rows : int
        How many.
    """

    within: str | None
    where: Expression
    rows: int
    moments: Mapping[str, TargetMoments]


def moments_of_all_and_within(
    table: Table, numbers: Sequence[str], classes: TargetClasses, splits: Splits | None, within: str | None
) -> Iterator[JudgedMoments]:
    """The moments over the rows of all splits, and over those of `within`; none without numbers."""
    for split in dict.fromkeys([None, within]) if numbers else ():
        where, rows = rows_judged(table, classes, None if split is None else splits, split)
        moments = count_target_moments(table, tuple(numbers), classes, splits, split)
        yield JudgedMoments(split, where, rows, moments)


def tame(value: Expression) -> Expression:
    """A number that can be multiplied twice by one of its size; none where it is too large, and 0 where too small."""
    size = sa.func.abs(value)
    return sa.case((size < SMALLEST, ZERO), (size < LARGEST, value))


def _one_row(table: Table, numbers: Sequence[str], target: Expression, where: Expression) -> sa.Subquery:
    values = [tame(number(table, name)).label(f"zl_v{i}") for i, name in enumerate(numbers)]
    return sa.select(target.label("zl_target"), *values).select_from(table.source).where(where).subquery("one_row")


def _floats(told: Sequence[Any]) -> npt.NDArray[np.float64]:
    return np.array([float(one or 0) for one in told])


def _by_class(
    table: Table, numbers: Sequence[str], classes: TargetClasses, where: Expression, rows: int
) -> Mapping[str, TargetMoments]:
    """From the sums of each class."""
    one_row = _one_row(table, numbers, classes.code(table), where)
    flat: list[Expression] = []
    for i in range(len(numbers)):
        value = one_row.c[f"zl_v{i}"]
        flat += [
            sa.func.count(value),
            sa.func.avg(value),
            sa.func.avg(value * value),
            sa.func.avg(value * value * value),
        ]
    labelled = [one.label(f"c_{i}") for i, one in enumerate(flat)]
    query = sa.select(one_row.c.zl_target, sa.func.count().label("n"), *labelled).group_by(one_row.c.zl_target)
    of_class = {integer(row[0]): row[1:] for row in table.fetch(query)}
    sizes = np.array([integer(of_class[k][0]) if k in of_class else 0 for k in range(len(classes.values))])
    shares = sizes / rows
    found: dict[str, TargetMoments] = {}
    for i, name in enumerate(numbers):
        told = [of_class[k][1 + 4 * i : 5 + 4 * i] if k in of_class else (0, 0, 0, 0) for k in range(len(sizes))]
        sums = np.array([_floats(one[1:]) * integer(one[0]) for one in told])
        present = sum(integer(one[0]) for one in told)
        together = sums[:, :2].T / max(present, 1)
        found[name] = TargetMoments(present, rows, sums.sum(axis=0) / max(present, 1), shares, shares, together)
    return found


def _of_a_quantity(
    table: Table, numbers: Sequence[str], classes: TargetClasses, where: Expression, rows: int
) -> Mapping[str, TargetMoments]:
    one_row = _one_row(table, numbers, tame(truth_of(table, classes, None)), where)
    target = one_row.c.zl_target
    flat: list[Expression] = [sa.func.count(target), sa.func.avg(target), sa.func.avg(target * target)]
    for i in range(len(numbers)):
        value = one_row.c[f"zl_v{i}"]
        square = value * value
        means: list[Expression] = [value, square, square * value, value * target, square * target]
        flat += [sa.func.count(value), *map(sa.func.avg, means)]
    ((known, *told),) = table.fetch(sa.select(*[one.label(f"c_{i}") for i, one in enumerate(flat)]))
    if integer(known) < rows:
        return {}
    targets = _floats(told[:2])
    found: dict[str, TargetMoments] = {}
    for i, name in enumerate(numbers):
        present, *averages = told[2 + 6 * i : 8 + 6 * i]
        figures = _floats(averages)
        of_target = (targets[:1], targets[1:], figures[3:].reshape(2, 1))
        found[name] = TargetMoments(integer(present), rows, figures[:3], *of_target)
    return found
