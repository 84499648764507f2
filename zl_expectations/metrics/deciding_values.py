"""Values that decide the target: judged from the counts, and only then fetched by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zl_expectations.counting.questions import feature_classes, judged_target
from zl_expectations.counting.table import Table
from zl_expectations.counting.values import values_with_counts
from zl_expectations.metrics.class_counts import class_counts
from zl_expectations.statistics.deciding import (
    DecidingVector,
    deciding_gaps,
    deciding_gaps_of_quantity,
    deciding_others,
    deciding_vectors,
)

MOST_QUERIES = 50


@dataclass(frozen=True)
class DecidingValue:
    """A value of a feature (None: missing, or any) whose rows are nearly all of one class."""

    value: Any
    found: DecidingVector


def deciding_values(
    table: Table, target: str, split_column: str | None, train_split: Any, task: str, lower: float, **columns: Any
) -> Mapping[str, list[DecidingValue]]:
    """The values of each feature that decide the target, or its being missing or present, those of most rows first.

    Where the target is a quantity, only that a feature is missing or present, at one end of it.

    Parameters
    ----------
    lower : float
        The smallest lower bound of the share of such a value's rows that are of one class. At most `MOST_QUERIES`
        values are looked up by name.
    """
    counted = feature_classes(
        table, target=target, split_column=split_column, train_split=train_split, task=task, **columns
    )
    vectors = {name: class_counts(one) for name, one in counted.features.items()}
    if counted.classes.is_quantity:
        gaps = {name: deciding_gaps_of_quantity(one, features=len(vectors)) for name, one in vectors.items()}
        return {name: [DecidingValue(None, one) for one in found] for name, found in gaps.items() if found}
    asked = judged_target(table, target, split_column, train_split, task)
    values = sum(one.values for one in counted.features.values())
    candidates: list[tuple[str, DecidingVector]] = []
    for name, one in vectors.items():
        of_values = deciding_vectors(one, values=values, lower=lower)
        of_gaps = deciding_gaps(one, features=len(vectors))
        of_others = [] if of_gaps else deciding_others(one, features=len(vectors), lower=lower)
        candidates += [(name, each) for each in (*of_gaps, *(of_others or of_values))]
    candidates.sort(key=lambda candidate: -candidate[1].rows)
    found: dict[str, list[DecidingValue]] = {}
    for name, vector in candidates[:MOST_QUERIES]:
        named = [None]
        if vector.where in ("value", "other"):
            is_value = vector.where == "value"
            class_rows, rows = (vector.class_rows, vector.rows) if is_value else vector.usual
            of_them = {"rows": rows, "klass": vector.klass, "class_rows": class_rows}
            named = values_with_counts(table, name, asked.classes, asked.splits, asked.within, **of_them)
        if named:
            found.setdefault(name, []).extend(DecidingValue(value, vector) for value in named)
    return found
