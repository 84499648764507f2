"""What scaling and filling leave in a column of numbers: its moments in each split, and a value that stands out."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from zl_expectations.counting.bins import quantile_points
from zl_expectations.counting.dialects import Expression
from zl_expectations.counting.keys import count_if
from zl_expectations.counting.kinds import EXACT_IN_FLOAT, Kind
from zl_expectations.counting.splits import Splits
from zl_expectations.counting.table import Table, chunks, counted, integer

COLUMNS_A_QUERY = 100
SMALLEST, LARGEST = 1e-100, 1e100


@dataclass(frozen=True)
class Moments:
    """Figures of a column in some rows; all but the counts are None where no row has a value.

    Attributes
    ----------
    rows : int
        Rows with a value.
    fractions : int
        Those of them whose value is no whole number.
    total, squares : float or None
        Sum of the values, and of their squares; those of `LARGEST` and more are left out, which no square could hold.
    low, high : float or None
        The smallest and the largest value.
    below, above : int
        Rows with a value below 0, and above it.
    """

    rows: int
    fractions: int
    below: int
    above: int
    total: float | None
    squares: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Spike:
    """The most frequent value of a column, and how the rows of each split lie around it.

    Attributes
    ----------
    value : float
    rows : int
        Rows with the value.
    below, above : mapping of str to int
        Rows of each split with smaller and with larger values.
    others : mapping of str to float
        Sum of those values, each less the value.
    """

    value: float
    rows: int
    below: Mapping[str, int]
    above: Mapping[str, int]
    others: Mapping[str, float]


@counted
def count_moments(table: Table, columns: Sequence[str], splits: Splits) -> Mapping[str, Mapping[str, Moments]]:
    """The moments of each column of numbers in each split, in one scan for every `COLUMNS_A_QUERY` columns.

    Returns
    -------
    mapping of column to mapping of split to Moments
    """
    found: dict[str, dict[str, Moments]] = {name: {} for name in columns}
    for chunk in chunks(columns, COLUMNS_A_QUERY):
        flat: list[Expression] = []
        for name in chunk:
            value = _number(table, name)
            size = sa.func.abs(value)
            flat += [
                sa.func.count(value),
                sa.func.sum(
                    sa.case(
                        (size < float(EXACT_IN_FLOAT), sa.case((value != sa.func.floor(value), 1), else_=0)), else_=0
                    )
                ),
                count_if(value < 0),
                count_if(value > 0),
                sa.func.sum(sa.case((size < LARGEST, value))),
                sa.func.sum(sa.case((size < SMALLEST, 0.0), (size < LARGEST, value * value))),
                sa.func.min(value),
                sa.func.max(value),
            ]
        for split, figures in _by_split(table, splits, flat).items():
            for i, name in enumerate(chunk):
                counts, rest = figures[8 * i : 8 * i + 4], figures[8 * i + 4 : 8 * i + 8]
                floats = [None if one is None else float(one) for one in rest]
                found[name][split] = Moments(*map(integer, counts), *floats)
    return found


@dataclass(frozen=True)
class Frequent:
    """The most frequent value of a column, its rows, and the rows of the next most frequent one."""

    value: float
    rows: int
    next: int


@counted
def count_frequent(table: Table, columns: Sequence[str]) -> Mapping[str, Frequent]:
    """The most frequent value of each column that has values."""
    found: dict[str, Frequent] = {}
    for name in columns:
        value = _number(table, name).label("value")
        rows = sa.func.count().label("n")
        groups = sa.select(value, rows).select_from(table.source).where(value.is_not(None)).group_by(value)
        most = table.fetch(groups.order_by(sa.column("n").desc(), sa.column("value")).limit(2))
        if most:
            found[name] = Frequent(float(most[0][0]), integer(most[0][1]), integer(most[1][1]) if most[1:] else 0)
    return found


@counted
def count_spikes(table: Table, frequent: Mapping[str, Frequent], splits: Splits) -> Mapping[str, Spike]:
    """How the other values of each column lie around its most frequent one."""
    if not frequent:
        return {}
    flat: list[Expression] = []
    for name, spike in frequent.items():
        at: Any
        value, at = _number(table, name), sa.literal(spike.value, sa.Double())
        flat += [count_if(value < at), count_if(value > at), sa.func.sum(value - at)]
    by_split = _by_split(table, splits, flat)
    return {
        name: Spike(
            spike.value,
            spike.rows,
            below={split: integer(figures[3 * i]) for split, figures in by_split.items()},
            above={split: integer(figures[3 * i + 1]) for split, figures in by_split.items()},
            others={split: float(figures[3 * i + 2] or 0.0) for split, figures in by_split.items()},
        )
        for i, (name, spike) in enumerate(frequent.items())
    }


@counted
def count_quartiles(table: Table, rows: Mapping[str, int]) -> Mapping[str, Sequence[float]]:
    """The quartiles of each column of so many rows with a value, in one query for all that have as many.

    Between two values the one lies as far as the rows between them say (NumPy's ``linear``), which is where
    scikit-learn and pandas place it.
    """
    found: dict[str, Sequence[float]] = {}
    for many in sorted(set(rows.values())):
        names = [name for name, own in rows.items() if own == many]
        places = [(many - 1) * quarter / 4 for quarter in (1, 2, 3)]
        asked = [(row + 0.5) / many for place in places for row in (math.floor(place), math.ceil(place))]
        for name, points in quantile_points(table, names, sa.true(), many, asked, about=many).items():
            values = [float(one) for one in points]
            if len(values) < len(asked):  # some are infinite
                continue
            found[name] = [
                values[2 * i] + (values[2 * i + 1] - values[2 * i]) * (place % 1) for i, place in enumerate(places)
            ]
    return found


def _number(table: Table, name: str) -> Any:
    value = table.exact(name)
    return value if table.columns[name] is Kind.FLOAT else sa.cast(value, sa.Double())


def _by_split(table: Table, splits: Splits, flat: Sequence[Expression]) -> dict[str, Sequence[Any]]:
    split = table.exact(splits.column)
    query = sa.select(split, *[part.label(f"c_{i}") for i, part in enumerate(flat)])
    rows = table.fetch(query.select_from(table.source).group_by(split))
    return {splits.name_of[raw]: figures for raw, *figures in rows}
