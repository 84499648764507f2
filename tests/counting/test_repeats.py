"""Keys that stand once and twice, counted by sorting their hashes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa

from zl_expectations.counting import repeats
from zl_expectations.counting.duckdb_table import table_of
from zl_expectations.counting.repeats import count_once_and_twice


@pytest.mark.parametrize("at_a_time", [2**24, 100, 1])
@pytest.mark.parametrize("rows", [0, 1, 2, 300])
def test_keys_are_counted_as_by_grouping(rows: int, at_a_time: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repeats, "MOST_AT_A_TIME", at_a_time)
    key = np.random.default_rng(rows).integers(0, 200, rows)
    table = table_of(pd.DataFrame({"key": [*key, -1, -1], "counts": [True] * rows + [False] * 2}))
    sizes = pd.Series(key).value_counts()
    found = count_once_and_twice(table, sa.func.hash(table.raw("key")), table.raw("counts"), rows)
    assert found == (int((sizes == 1).sum()), int((sizes == 2).sum()))


def test_every_hash_lies_in_one_of_the_ranges(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repeats, "MOST_AT_A_TIME", 1)
    ends = [0, 2**63 - 1, 2**63, 2**64 - 1]
    table = table_of(pd.DataFrame({"hash": np.array([*ends, ends[0], ends[3]], dtype=np.uint64)}))
    assert count_once_and_twice(table, table.raw("hash"), sa.true(), 6) == (2, 2)
