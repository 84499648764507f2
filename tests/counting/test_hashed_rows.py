"""Rows that are read once, written down as hashes, and asked many questions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa
from reads import reads_of_the_rows

from zl_expectations.counting import hashed_rows
from zl_expectations.counting import table as counting_table
from zl_expectations.counting.conflicts import count_label_conflicts, sample_conflicting_rows
from zl_expectations.counting.duckdb_table import table_of
from zl_expectations.counting.keys import count_shared_keys, count_shared_rows_by_class
from zl_expectations.counting.left_out import count_shared_keys_without_each
from zl_expectations.counting.matched_rows import count_matched_rows
from zl_expectations.counting.questions import shared_rows, shared_rows_beside_train
from zl_expectations.counting.shared_rows import sample_shared_rows, shared_positions
from zl_expectations.counting.splits import count_splits
from zl_expectations.counting.table import Table
from zl_expectations.errors import CouldNotJudgeError

KEY = ("a", "b", "c")


def repeated(rows: int = 400) -> pd.DataFrame:
    """Rows of which many are shared, and conflict, with ids beside the key."""
    rng = np.random.default_rng(0)
    return pd.DataFrame(
        {
            "a": rng.integers(0, 6, rows),
            "b": rng.choice(np.array(["x", "y", None], dtype=object), rows),
            "c": rng.choice([0.5, np.nan, -0.0, 0.0], rows),
            "y": rng.choice(["yes", "no"], rows),
            "split": rng.choice(["train", "test", "validation"], rows),
            **{f"id_{i}": np.arange(rows) for i in range(5)},
        }
    )


def answers(table: Table, train: str | None) -> list[Any]:
    """What the counts say that read the hashed and the matching rows."""
    splits = count_splits(table, "split", train)
    return [
        count_shared_keys(table, KEY, splits),
        count_shared_keys_without_each(table, KEY, splits),
        count_label_conflicts(table, KEY, "y", splits, "classification"),
        sample_conflicting_rows(table, KEY, "y", splits, limit=None),
        count_shared_rows_by_class(table, KEY, "y", splits, "train", "test"),
        count_matched_rows(table, KEY, "y", splits, "train", "test", by_class=True),
        count_matched_rows(table, KEY, "id_0", splits, "train", "test", by_class=False),
        sample_shared_rows(table, KEY, splits, "train", "test", limit=None),
        sample_shared_rows(table, KEY, splits, "train", "test", limit=None, index_columns=["id_0"]),
        shared_positions(table, KEY, splits, "train", "test", of="test"),
    ]


def by_value(table: Table) -> Table:
    """The same table in an engine that is taken for a stranger's: nothing is hashed or written down."""
    twin = table.reading(table.source)
    twin.dialect = replace(table.dialect, materialises=False, row_hash=None, key_hashes=None, xor=None)
    return twin


@pytest.mark.parametrize("train", ["train", None])
@pytest.mark.parametrize("few", [True, False])
@pytest.mark.parametrize("beside", [["y"], []])
@pytest.mark.parametrize("columns_a_scan", [500, 2])
def test_the_answers_are_those_by_value(
    train: str | None, few: bool, beside: list[str], columns_a_scan: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting_table, "COLUMNS_A_SCAN", columns_a_scan)
    if not few:
        monkeypatch.setattr(hashed_rows, "MOST_CELLS", 0)
    table = table_of(repeated())
    hashed_rows.ask_beside(table, KEY, beside)
    found, expected = answers(table, train), answers(by_value(table), train)
    assert found == expected
    assert len(found[-1]) > 100
    assert found[3].entries > 50


def test_shared_rows_columns_left_out_and_label_conflicts_read_the_rows_once() -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({name: rng.normal(size=500) for name in KEY})
    table = table_of(frame.assign(y=rng.integers(0, 2, 500), split=["train", "test"] * 250))
    splits = count_splits(table, "split", "train")
    hashed_rows.ask_beside(table, KEY, ["y"])

    def count() -> None:
        count_shared_keys(table, KEY, splits)
        count_shared_keys_without_each(table, KEY, splits)
        count_label_conflicts(table, KEY, "y", splits, "classification")

    assert reads_of_the_rows(table, count) == 1


def test_the_matching_rows_of_some_splits_are_not_taken_for_those_of_all() -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({name: rng.normal(size=300) for name in KEY}).assign(split=["train", "test", "other"] * 100)
    frame.loc[1, list(KEY)] = frame.loc[0, list(KEY)]
    frame.loc[5, list(KEY)] = frame.loc[3, list(KEY)]
    named: dict[str, Any] = dict.fromkeys(("key_columns", "target", "identifiers", "ignore_columns", "normalize_text"))
    table = table_of(frame)
    shared_rows_beside_train(table, split_column="split", train_split="train", **named)
    pairs = shared_rows(table, split_column="split", train_split="other", **named)
    assert {pair.evaluation: pair.shared_rows for pair in pairs} == {"train": 1, "test": 0}


def test_a_count_tells_one_from_true() -> None:
    table = table_of(pd.DataFrame({"split": [0, 1]}))
    assert count_splits(table, "split", 1).train == "1"
    with pytest.raises(CouldNotJudgeError):
        count_splits(table, "split", True)


def test_what_is_asked_of_matching_rows_reads_no_others() -> None:
    table = table_of(repeated())
    splits = count_splits(table, "split", "train")
    count_shared_keys(table, KEY, splits)

    def count() -> None:
        sample_shared_rows(table, KEY, splits, "train", "test", limit=3, index_columns=["id_0"])

    assert reads_of_the_rows(table, count) == 0


def test_what_was_written_down_goes_with_the_table() -> None:
    table = table_of(repeated())
    splits = count_splits(table, "split", "train")
    written = sa.text("SELECT count(*) FROM duckdb_tables() WHERE temporary")
    twin = table.reading(table.source)
    count_shared_keys(twin, KEY, splits)
    assert table.fetch(written)[0][0] > 0
    del twin
    assert table.fetch(written) == [(0,)]


@pytest.mark.parametrize("normalizes", [True, False])
def test_texts_are_compared_by_their_hashes_as_by_themselves(normalizes: bool) -> None:
    frame = repeated().replace({"train": " Train", "test": "Test", "yes": "Yes "}).fillna({"b": " X"})
    frame.loc[::9, "y"] = None
    found, expected = (
        count_label_conflicts(one, KEY, "y", count_splits(one, "split", " Train"), "classification")
        for table in (table_of(frame), by_value(table_of(frame)))
        for one in (table.normalizing_text() if normalizes else table,)
    )
    assert found == expected
    assert found.cells
    assert found.missing > 0
