"""Features in rows that are in the order of time: made of the target's own row or of later ones, or of its course."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from zl_expectations.counting.columns import features_of
from zl_expectations.counting.questions import judged_target
from zl_expectations.counting.series import rows_in_order
from zl_expectations.counting.table import Table, counted
from zl_expectations.models.encode import Floats, codes, encode
from zl_expectations.statistics.look_ahead import LookAhead, TargetSeries

MOST_ROWS, FEWEST_ROWS, MOST_CELLS = 3_000, 500, 300_000
_COMBINED = (np.add, np.subtract, np.multiply, np.divide)


@dataclass(frozen=True)
class RowsInTime:
    """The first rows of a table in the order of time.

    Attributes
    ----------
    target : TargetSeries
    numbers : mapping of str to ndarray of float64, shape (rows,)
        The features that are numbers, neither groups nor the time.
    """

    target: TargetSeries
    numbers: Mapping[str, Floats]

    def changes_explained(self, columns: Sequence[str]) -> float | None:
        """How much of the target's changes a number explains, or the best that two of them make; None if unknown.

        Examples
        --------
        >>> noise, part = np.random.default_rng(0).normal(size=(2, 100))
        >>> y = np.arange(100) + noise
        >>> rows = RowsInTime(TargetSeries(y, np.zeros(100, dtype=int)), {"part": part, "rest": y - part})
        >>> rows.changes_explained(["rest"]) < 0.9, round(rows.changes_explained(["part", "rest"]), 3)
        (True, 1.0)
        """
        values = [self.numbers[name] for name in columns if name in self.numbers]
        if len(values) < len(columns) or len(values) > 2:
            return None
        with np.errstate(all="ignore"):
            made = values if len(values) == 1 else [combine(*values) for combine in _COMBINED]
        return max((one for one in map(self.target.changes_explained, made) if one is not None), default=None)


def features_that_look_ahead(table: Table, **asked: Any) -> Mapping[str, LookAhead]:
    """The numbers that are made of the target's own row or of later ones; see `TargetSeries.looks_ahead`.

    Parameters are those of `_in_time`. The target is a number, or has two classes.
    """
    rows = _in_time(table, **asked)
    ahead = {} if rows is None else {name: rows.target.looks_ahead(one) for name, one in rows.numbers.items()}
    return {name: one for name, one in ahead.items() if one is not None}


def rows_in_time(table: Table, *, task: str, time_column: str | None, **asked: Any) -> RowsInTime | None:
    """The rows of a quantity in time; None where no time is named, or nobody can tell. Parameters as of `_in_time`."""
    named = {name: asked[name] for name in ("target", "split_column", "train_split")}
    if time_column is None or not judged_target(table, task=task, **named).classes.is_quantity:
        return None
    return _in_time(table, task=task, time_column=time_column, **asked)


@counted
def _in_time(
    table: Table,
    /,
    *,
    target: str,
    split_column: str | None,
    train_split: Any,
    task: str,
    features: Sequence[str] | None,
    group_columns: Sequence[str] | None,
    time_column: str | None,
    thorough: bool,
    **left_out: Any,
) -> RowsInTime | None:
    """The rows in the order of `time_column`, each group of `group_columns` by itself; None where nobody can tell.

    Without a time they are in the order of the batch, where the engine keeps it. At most `MOST_ROWS` of the first are
    looked at, and none is taken out of a database unless `thorough`.
    """
    asked = judged_target(table, target, split_column, train_split, task)
    is_number = table.columns[target].is_number
    if not (is_number or len(asked.classes.values) == 2) or not (table.is_local or thorough):
        return None
    if time_column is None and not table.dialect.keeps_order:
        return None
    groups = [table.require("group_columns", name) for name in group_columns or ()]
    time = None if time_column is None else table.require("time_column", time_column)
    names = features_of(table, features, "features", split_column=split_column, target=target, **left_out)
    numbers = [name for name in names if table.columns[name].is_number and name not in (*groups, time)]
    if not numbers and time is None:
        return None
    most = max(FEWEST_ROWS, min(MOST_ROWS, MOST_CELLS // max(1, len(numbers))))
    found = rows_in_order(table, [target, *numbers], groups, time, most)
    series = _series(found, groups)
    if time is not None and _meet(found[time], series):
        return None
    values = encode({name: found[name] for name in numbers}, table.columns).matrix.T if numbers else ()
    of_target = TargetSeries(_target(found[target], is_number=is_number), series)
    return RowsInTime(of_target, dict(zip(numbers, values, strict=True)))


def _series(found: Mapping[str, Sequence[Any]], groups: Sequence[str]) -> Any:
    rows = len(next(iter(found.values())))
    if not groups:
        return np.zeros(rows, dtype=np.int64)
    return codes(list(zip(*[found[name] for name in groups], strict=True)))[0]


def _meet(times: Sequence[Any], series: Any) -> bool:
    """Whether two rows of a series have one time: then nobody knows which is the later."""
    return len(set(zip(series.tolist(), times, strict=True))) < len(times)


def _target(values: Sequence[Any], *, is_number: bool) -> Floats:
    """A number as it is, a class of two as 0 and 1; missing is NaN."""
    if is_number:
        return np.array([np.nan if one is None else float(one) for one in values])
    place = codes(values)[0].astype(float)
    return np.where(place < 0, np.nan, place)
