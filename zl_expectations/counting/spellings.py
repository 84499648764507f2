"""How many groups of a split have names that differ in case, spaces and Unicode forms alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from zl_expectations.counting.hashed_rows import is_present
from zl_expectations.counting.splits import Splits
from zl_expectations.counting.table import Table, counted, integer


@dataclass(frozen=True)
class Spellings:
    """The groups of a split, and how many of them another one is named like but for case and spaces."""

    groups: int
    alike: int


@counted
def count_spellings(table: Table, key_columns: Sequence[str], splits: Splits) -> Mapping[str, Spellings]:
    """Count, for each split, its groups and those whose normalised name is that of another; none without a value."""
    near = table.normalizing_text()
    exact = [near.exact(name).label(f"e_{i}") for i, name in enumerate(key_columns)]
    loose = [near.value(name).label(f"l_{i}") for i, name in enumerate(key_columns)]
    split = near.exact(splits.column).label("split")
    present = is_present([near.exact(name) for name in key_columns])
    groups = sa.select(split, *exact, *loose).select_from(near.source).where(present).distinct().subquery("groups")
    by_name = (
        sa.select(groups.c.split, sa.func.count().label("n"))
        .group_by(groups.c.split, *[groups.c[one.name] for one in loose])
        .subquery("by_name")
    )
    query = sa.select(by_name.c.split, sa.func.sum(by_name.c.n), sa.func.count()).group_by(by_name.c.split)
    found = {splits.name_of[raw]: (integer(groups), integer(names)) for raw, groups, names in near.fetch(query)}
    counts = {name: found.get(name, (0, 0)) for name in splits.names}
    return {name: Spellings(groups, groups - names) for name, (groups, names) in counts.items()}
