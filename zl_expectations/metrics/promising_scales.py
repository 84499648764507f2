"""Scales whose bins come close to telling the target: counted again, value by value, where rows are few."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zl_expectations.counting.questions import feature_classes, judged_target
from zl_expectations.counting.scales import MOST_CLASSES_ON_SCALE, MOST_ROWS, ScaleCounts, count_scale
from zl_expectations.counting.table import Table
from zl_expectations.metrics.class_counts import class_counts
from zl_expectations.statistics.neighbours import is_promising, is_promising_for_quantity

MOST_SCALES = 50


def promising_scales(
    table: Table, target: str, split_column: str | None, train_split: Any, task: str, **columns: Any
) -> Mapping[str, ScaleCounts]:
    """The scales that are worth a second look, at most `MOST_SCALES`; none above `MOST_ROWS` rows."""
    found = feature_classes(
        table, target=target, split_column=split_column, train_split=train_split, task=task, **columns
    )
    counts = {
        name: class_counts(one)
        for name, one in found.features.items()
        if table.columns[name].is_ordered_scale and one.rows <= MOST_ROWS
    }
    if len(found.classes.values) > MOST_CLASSES_ON_SCALE:
        return {}
    asked = judged_target(table, target, split_column, train_split, task)
    is_worth_it = is_promising_for_quantity if found.classes.is_quantity else is_promising
    promising = [name for name, one in counts.items() if is_worth_it(one)][:MOST_SCALES]
    return {name: count_scale(table, name, asked.classes, asked.splits, asked.within) for name in promising}
