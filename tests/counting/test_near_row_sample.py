"""Rows that are near one of train's, listed from an engine of our own."""

from __future__ import annotations

import numpy as np
import pandas as pd
from reads import reads_of_the_rows

from zl_expectations.counting.duckdb_table import table_of
from zl_expectations.counting.near_row_sample import NearRow, sample_near_rows
from zl_expectations.counting.near_rows import count_near_rows
from zl_expectations.counting.splits import count_splits


def test_the_rows_are_read_no_more_often_than_their_cells_are_written_down_and_looked_up() -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(300, 12)), columns=[f"x{i}" for i in range(12)])
    frame.iloc[200:210] = frame.iloc[:10].to_numpy() + 1e-9
    table = table_of(frame.assign(split=["train"] * 200 + ["test"] * 100))
    key, splits = list(frame.columns), count_splits(table, "split", "train")
    count_near_rows(table, key, splits)
    listed: list[NearRow] = []

    def sample() -> None:
        listed.extend(sample_near_rows(table, key, splits, "train", "test", closeness=1e-6, edited=(), limit=None))

    reads = reads_of_the_rows(table, sample)
    assert [(row.place["train"]["row"], row.place["test"]["row"]) for row in listed] == [(i, i) for i in range(10)]
    assert reads == 3  # where each split starts, the rows' cells, and the rows that meet
