"""Copies of which a few cells were changed, found by the halves and the quarters of the columns that were left."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa
from reads import reads_of_the_rows

from zl_expectations.counting import equal_blocks
from zl_expectations.counting.duckdb_table import table_of
from zl_expectations.counting.equal_blocks import count_equal_blocks
from zl_expectations.counting.left_out import count_shared_keys_without_each
from zl_expectations.counting.near_row_sample import sample_near_rows
from zl_expectations.counting.near_rows import NearCounts
from zl_expectations.counting.splits import count_splits
from zl_expectations.counting.sql_table import sql_table
from zl_expectations.counting.table import Table

ROWS, TRAIN, COPIES = 300, 200, 40
COLUMNS = [f"x{i}" for i in range(12)]


def changed(cells: int = 1, columns: int = 12, emptied: bool = True) -> pd.DataFrame:
    """Rows of random numbers; of some train rows test has copies of which so many cells were changed."""
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.integers(0, 5_000, size=(ROWS, columns)), columns=COLUMNS[:columns]).astype(float)
    copies = frame.iloc[:COPIES].to_numpy().copy()
    for row in copies:
        row[rng.choice(columns, cells, replace=False)] = np.nan if emptied else -1.0
    frame.iloc[TRAIN : TRAIN + COPIES] = copies
    return frame.assign(split=["train"] * TRAIN + ["test"] * (ROWS - TRAIN))


def counts(table: Table) -> tuple[NearCounts, ...]:
    columns = [name for name in table.columns if name != "split"]
    return count_equal_blocks(table, columns, count_splits(table, "split", "train"))


def near(table: Table) -> dict[tuple[str, ...], int]:
    return {one.equal_in: one.pairs[0].near_rows for one in counts(table)}


@pytest.mark.parametrize("emptied", [True, False])
def test_a_row_of_which_one_cell_was_changed_equals_its_train_row_in_one_half_and_three_quarters(emptied: bool) -> None:
    found = counts(table_of(changed(emptied=emptied)))
    assert [one.blocks for one in found] == [2, 2] + 8 * [4]
    assert [one.equal_in for one in found if one.adjacent] == [tuple(COLUMNS[i : i + 3]) for i in (0, 3, 6, 9)]
    assert sum(one.pairs[0].near_rows for one in found[:2]) == COPIES
    assert [sum(one.pairs[0].near_rows for one in found[i : i + 4]) for i in (2, 6)] == [3 * COPIES, 3 * COPIES]
    assert [one.equal_in for one in found[:2]] == [tuple(COLUMNS[::2]), tuple(COLUMNS[1::2])]
    assert {name for one in found[2:] for name in one.equal_in} == set(COLUMNS)
    assert {(one.pairs[0].train_near, one.pairs[0].train_near_one) for one in found} == {(0, 0)}


def test_blocks_have_three_columns_or_more() -> None:
    blocks = {columns: {one.blocks for one in counts(table_of(changed(columns=columns)))} for columns in (5, 6, 11, 12)}
    assert blocks == {5: set(), 6: {2}, 11: {2}, 12: {2, 4}}


def test_columns_beside_each_other_that_were_changed_together_leave_the_other_quarters() -> None:
    frame = changed(cells=0)
    frame.iloc[TRAIN : TRAIN + COPIES, 2:6] += 0.5
    assert near(table_of(frame)) == {tuple(COLUMNS[i : i + 3]): COPIES for i in (6, 9)}


def test_a_large_table_is_not_read_once_more_for_its_quarters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(equal_blocks, "MOST_CELLS", ROWS * 12 - 1)
    assert [one.blocks for one in counts(table_of(changed()))] == [2, 2]


def test_rows_that_are_equal_throughout_are_no_pair() -> None:
    frame = changed()
    frame.iloc[TRAIN : TRAIN + 20, :12] = frame.iloc[:20, :12]
    assert sum(list(near(table_of(frame)).values())[:2]) == COPIES - 20
    assert near(table_of(changed(cells=0))) == {}


def test_a_block_that_a_third_row_has_is_no_pair_and_two_train_rows_that_have_one_are_chance() -> None:
    frame = changed()
    half = COLUMNS[::2]
    frame.loc[150:152, half] = frame.loc[290:292, half] = 7.0  # three and three rows with one value
    frame.loc[160, half] = frame.loc[161, half]
    found = counts(table_of(frame))
    assert [one.pairs[0].train_near for one in found[:2]] == [2, 0]
    assert sum(one.pairs[0].near_rows for one in found[:2]) == COPIES


def test_a_clean_table_is_read_no_more_than_for_the_columns_that_hide_copies() -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(ROWS, 12)), columns=COLUMNS)
    table = table_of(frame.assign(split=["train"] * TRAIN + ["test"] * (ROWS - TRAIN)))
    splits = count_splits(table, "split", "train")
    count_shared_keys_without_each(table, COLUMNS, splits)
    reads = reads_of_the_rows(table, lambda: count_equal_blocks(table, COLUMNS, splits))
    assert reads == 1  # for the quarters


def test_every_pair_of_folds_is_counted_both_ways() -> None:
    table = table_of(changed().replace({"split": {"train": "a", "test": "b"}}))
    found = count_equal_blocks(table, COLUMNS, count_splits(table, "split", None))
    assert [[pair.train for pair in one.pairs] for one in found] == [["a", "b"]] * 10
    assert [one.pairs[0].near_rows for one in found] == [one.pairs[1].near_rows for one in found]
    assert sum(one.pairs[0].near_rows for one in found[:2]) == COPIES


def test_sqlite_finds_what_is_found_in_the_process() -> None:
    engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    frame = changed(cells=2)
    frame.iloc[TRAIN + 1, :12] = frame.iloc[0, :12]
    frame.to_sql("rows", engine, index=False)
    assert counts(sql_table(engine.connect, sa.table("rows"))) == counts(table_of(frame))
    engine.dispose()


def test_the_rows_of_a_block_are_listed_beside_those_that_they_copy() -> None:
    frame = changed()
    half = COLUMNS[::2]
    frame.loc[150:152, half] = frame.loc[290:292, half] = 7.0
    table = table_of(frame)
    splits = count_splits(table, "split", "train")
    given: dict[str, Any] = {"closeness": None, "edited": (), "limit": None, "equal_in": half}
    listed = sample_near_rows(table, COLUMNS, splits, "train", "test", **given)
    assert len(listed) == near(table)[tuple(half)] > 10
    for row in listed:
        assert row.place["train"] == row.place["test"]
        assert [row.values["train"][name] for name in half] == [row.values["test"][name] for name in half]
