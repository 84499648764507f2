"""Columns left out in turn, against counting the shared rows of each shorter key."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from zl_expectations.counting.duckdb_table import table_of
from zl_expectations.counting.keys import count_shared_keys
from zl_expectations.counting.left_out import count_shared_keys_without_each
from zl_expectations.counting.splits import count_splits
from zl_expectations.counting.table import Row, Select, SqlTable

NAMES = tuple("abcdefg")


def coarse(rows: int, values: int, seed: int) -> pd.DataFrame:
    """A table in which rows meet by chance when a column or two are left out."""
    rng = np.random.default_rng(seed)
    table = pd.DataFrame({name: rng.integers(0, values, rows) for name in NAMES})
    return table.assign(split=np.where(rng.random(rows) < 0.6, "train", np.where(rng.random(rows) < 0.5, "test", "x")))


@pytest.mark.parametrize("train", ["train", None])
@pytest.mark.parametrize(("values", "seed"), [(2, 0), (4, 1), (6, 2), (12, 3), (40, 4)])
def test_the_counts_are_those_of_the_shorter_keys(values: int, seed: int, train: str | None) -> None:
    table = table_of(coarse(600, values, seed))
    splits = count_splits(table, "split", train)
    whole = count_shared_keys(table, NAMES, splits)
    expected = {}
    for left_out in NAMES:
        pairs = count_shared_keys(table, [name for name in NAMES if name != left_out], splits)
        if any(one.shared_rows > other.shared_rows for one, other in zip(pairs, whole, strict=True)):
            expected[left_out] = pairs
    found = count_shared_keys_without_each(table, NAMES, splits)
    assert {one.columns[0]: one.pairs for one in found} == expected


def test_two_counts_answer_for_all_columns_where_half_of_them_tell_rows_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({f"x{i}": rng.normal(size=900) for i in range(40)}).assign(split=["train", "test"] * 450)
    table = table_of(frame)
    splits = count_splits(table, "split", "train")
    names = tuple(frame.columns[:-1])
    count_shared_keys(table, names, splits)
    asked: list[Select] = []
    fetch = SqlTable.fetch

    def recorded(self: SqlTable, query: Select) -> list[Row]:
        asked.append(query)
        return fetch(self, query)

    monkeypatch.setattr(SqlTable, "fetch", recorded)
    assert count_shared_keys_without_each(table, names, splits) == ()
    assert len(asked) == 2


def test_columns_that_are_nearly_all_zero_are_left_out_however_many_and_however_deep_the_caller_stands() -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame((rng.random((400, 300)) < 0.005).astype(int)).add_prefix("w")
    table = table_of(frame.assign(split=["train", "test"] * 200))
    splits = count_splits(table, "split", "train")

    def from_a_depth_of(frames: int) -> int:
        if frames:
            return from_a_depth_of(frames - 1)
        return len(count_shared_keys_without_each(table, tuple(frame.columns), splits))

    assert from_a_depth_of(500) > 50
