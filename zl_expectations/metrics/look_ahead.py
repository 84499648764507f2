"""Features that are made of the target's own row or of later ones, in rows that are in the order of time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from zl_expectations.counting.columns import features_of
from zl_expectations.counting.questions import judged_target
from zl_expectations.counting.series import rows_in_order
from zl_expectations.counting.table import Table
from zl_expectations.models.encode import Floats, codes, encode
from zl_expectations.statistics.look_ahead import LookAhead, TargetSeries

MOST_ROWS, FEWEST_ROWS, MOST_CELLS = 3_000, 500, 300_000


def features_that_look_ahead(
    table: Table,
    target: str,
    split_column: str | None,
    train_split: Any,
    task: str,
    features: Sequence[str] | None,
    group_columns: Sequence[str] | None,
    time_column: str | None,
    thorough: bool,
    **left_out: Any,
) -> Mapping[str, LookAhead]:
    """The numbers that are made of the target's own row or of later ones; see `TargetSeries.looks_ahead`.

    Rows are in the order of `time_column`, each group of `group_columns` by itself; without one in that of the batch,
    where the engine keeps it. At most `MOST_ROWS` of the first are looked at, and none is taken out of a database
    unless `thorough`. The target is a number, or has two classes.
    """
    asked = judged_target(table, target, split_column, train_split, task)
    is_number = table.columns[target].is_number
    if not (is_number or len(asked.classes.values) == 2) or not (table.is_local or thorough):
        return {}
    if time_column is None and not table.dialect.keeps_order:
        return {}
    groups = [table.require("group_columns", name) for name in group_columns or ()]
    time = None if time_column is None else table.require("time_column", time_column)
    names = features_of(table, features, "features", split_column=split_column, target=target, **left_out)
    numbers = [name for name in names if table.columns[name].is_number and name not in (*groups, time)]
    if not numbers:
        return {}
    most = max(FEWEST_ROWS, min(MOST_ROWS, MOST_CELLS // len(numbers)))
    found = rows_in_order(table, [target, *numbers], groups, time, most)
    series = _series(found, groups)
    if time is not None and _meet(found[time], series):
        return {}
    values = encode({name: found[name] for name in numbers}, table.columns).matrix.T
    of_target = TargetSeries(_target(found[target], is_number=is_number), series)
    ahead = {name: of_target.looks_ahead(one) for name, one in zip(numbers, values, strict=True)}
    return {name: one for name, one in ahead.items() if one is not None}


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
