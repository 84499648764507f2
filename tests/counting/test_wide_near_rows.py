"""Near rows of wide tables, where a few of the columns show that hardly any rows can be near each other."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from reads import texts_of_queries

from zl_expectations.counting import near_rows
from zl_expectations.counting import table as counting_table
from zl_expectations.counting.duckdb_table import table_of
from zl_expectations.counting.questions import near_rows as count
from zl_expectations.counting.questions import shared_rows
from zl_expectations.counting.table import SqlTable

KEY: dict[str, Any] = {
    "key_columns": None,
    "target": None,
    "identifiers": None,
    "ignore_columns": None,
    "split_column": "split",
    "train_split": "train",
    "normalize_text": False,
}
ROWS, COPIES = 1_000, 12


@pytest.fixture
def wide() -> pd.DataFrame:
    values = np.random.default_rng(0).normal(size=(ROWS, 200)) * 10.0 ** np.arange(-3, 5).repeat(25)
    values[-COPIES:] = values[:COPIES] * (1 + 1e-7)
    frame = pd.DataFrame(values, columns=[f"x{i}" for i in range(values.shape[1])])
    return frame.assign(kind="a", split=np.where(np.arange(ROWS) < 0.8 * ROWS, "train", "test"))


def test_near_rows_of_a_wide_table_are_looked_for_among_few_and_are_those_found_among_all(
    wide: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[int] = []
    materialised = SqlTable.materialised

    def remembering(table: SqlTable, query: Any) -> Any:
        if "zl_h_whole" in query.selected_columns:
            looked_at.append(len(table.fetch(query)))
        return materialised(table, query)

    monkeypatch.setattr(near_rows, "CLOSENESS", near_rows.CLOSENESS[:1])
    monkeypatch.setattr(SqlTable, "materialised", remembering)
    among_few = count(table_of(wide), **KEY)
    assert max(looked_at) <= 4 * COPIES
    looked_at.clear()
    monkeypatch.setattr(near_rows, "FEW_OF", len(wide.columns))
    assert count(table_of(wide), **KEY) == among_few
    assert max(looked_at) == ROWS
    assert [one.pairs[0].near_rows for one in among_few] == [COPIES]


def test_no_scan_of_a_wide_file_reads_more_columns_than_it_may(
    wide: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(near_rows, "CLOSENESS", near_rows.CLOSENESS[-1:])
    wide.iloc[-1] = [*wide.iloc[0, :-1], "test"]
    wide.to_parquet(tmp_path / "wide.parquet")

    def answers() -> list[Any]:
        table = table_of(tmp_path / "wide.parquet")
        queries = texts_of_queries(lambda: found.extend([shared_rows(table, **KEY), count(table, **KEY)]))
        of_the_file = [text for text in queries if f'"{table.source}"' in text]
        columns_a_scan.append(max(len(set(re.findall(r"\bx\d+\b", text))) for text in of_the_file))
        return found

    columns_a_scan: list[int] = []
    found: list[Any] = []
    at_once = answers().copy()
    monkeypatch.setattr(counting_table, "COLUMNS_A_SCAN", 60)
    found.clear()
    assert answers() == at_once
    assert at_once[0][0].shared_rows == 1
    assert columns_a_scan == [200, 60]


def test_columns_that_cannot_tell_rows_apart_are_no_reason_to_leave_rows_out() -> None:
    coarse = np.random.default_rng(0).integers(0, 2, size=(ROWS, 40)) * np.array([1.0] + [0.0] * 39)
    frame = pd.DataFrame(coarse, columns=[f"x{i}" for i in range(40)])
    frame["fine"] = np.arange(ROWS) * 1.0
    frame["split"] = np.where(np.arange(ROWS) % 5, "train", "test")
    (pairs, *_) = (one.pairs for one in count(table_of(frame), **KEY))
    assert pairs[0].near_rows == pairs[0].evaluation_rows


def test_where_a_few_columns_tell_all_rows_apart_the_cells_of_the_others_are_not_computed(
    wide: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(near_rows, "pairs_in_cells", None)
    (found,) = count(table_of(wide[:-COPIES]), **KEY)
    (pair,) = found.pairs
    assert (pair.near_rows, pair.train_near, pair.train_rows, pair.evaluation_rows) == (0, 0, 800, 200 - COPIES)


def test_a_closeness_at_which_chance_makes_rows_of_a_very_wide_table_near_is_passed_over(
    wide: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(near_rows, "CELL", 400)  # as if there were a hundred times as many columns
    assert [one.closeness for one in count(table_of(wide), **KEY)] == [1e-5]


def test_numbers_too_small_to_be_told_from_zero_are_judged() -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"tiny": rng.integers(0, 3, 200) * 1e-320, "x": rng.normal(size=200)})
    (pair,) = count(table_of(frame.assign(split=["train", "test"] * 100)), **KEY)[0].pairs
    assert pair.evaluation_rows == 100


def test_flags_are_told_apart_as_they_are_whether_they_are_booleans_or_numbers() -> None:
    rng = np.random.default_rng(0)
    flags = pd.DataFrame({f"flag_{i}": rng.random(300) < 0.5 for i in range(4)})
    rows = flags.assign(x=rng.normal(size=300).round(2), split=["train"] * 200 + ["test"] * 100)
    as_flags, as_numbers = (count(table_of(one), **KEY) for one in (rows, rows.astype(dict.fromkeys(flags, int))))
    assert as_flags == as_numbers
    assert as_flags[0].numbers == ("x",)
