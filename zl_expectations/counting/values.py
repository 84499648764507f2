"""Which values of a column are meant, where only their counts are known."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from zl_expectations.counting.classes import TargetClasses
from zl_expectations.counting.features import rows_judged
from zl_expectations.counting.keys import count_if
from zl_expectations.counting.splits import Splits
from zl_expectations.counting.table import Table

MOST_VALUES = 20


def values_with_counts(
    table: Table,
    feature: str,
    classes: TargetClasses,
    splits: Splits | None,
    within: str | None,
    *,
    rows: int,
    klass: int,
    class_rows: int,
) -> list[Any]:
    """The values of a feature that stand in so many rows, so many of them of one class; at most `MOST_VALUES`.

    A bin of several values has counts that none of them has, and is not found.
    """
    value = table.value(feature)
    where, _ = rows_judged(table, classes, splits, within)
    query = (
        sa.select(value.label("value"))
        .select_from(table.source)
        .where(sa.and_(value.is_not(None), where))
        .group_by(value)
        .having(sa.and_(sa.func.count() == rows, count_if(classes.code(table) == klass) == class_rows))
        .order_by(sa.column("value"))  # by its name: Spark sorts after the grouping, where the column is gone
        .limit(MOST_VALUES)
    )
    return [row[0] for row in table.fetch(query)]
