"""Columns that hide copies only together: found, counted exactly, and told from what chance makes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from zl_expectations.counting import left_out_together
from zl_expectations.counting import table as counting_table
from zl_expectations.counting.duckdb_table import table_of
from zl_expectations.counting.left_out import ColumnsLeftOut
from zl_expectations.counting.left_out_together import count_shared_keys_without_several
from zl_expectations.counting.splits import count_splits
from zl_expectations.counting.table import Row, Select, SqlTable

FRESH = ("number", "seen at", "weight")


def with_copies(rows: int, copies: int, fresh: Sequence[str], *, width: int = 8, seed: int = 0) -> pd.DataFrame:
    """Features, some of whose test rows are copies of train rows, beside columns that are fresh in each row."""
    rng = np.random.default_rng(seed)
    table = pd.DataFrame({f"x{i}": rng.normal(size=rows).round(2) for i in range(width)})
    table["kind"] = rng.choice(list("abc"), rows)
    trained = round(0.7 * rows)
    table.iloc[trained : trained + copies] = table.iloc[:copies].to_numpy()
    made = {
        "number": np.arange(rows),
        "seen at": pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.permutation(10 * rows)[:rows], unit="s"),
        "weight": rng.gamma(2, 1000, rows),
    }
    fresh_columns = {name: made[name] for name in fresh}
    return table.assign(**fresh_columns, split=["train"] * trained + ["test"] * (rows - trained))


def without_several(frame: pd.DataFrame, most: int = 3, train: str | None = "train") -> Sequence[ColumnsLeftOut]:
    table = table_of(frame)
    names = [name for name in frame.columns if name != "split"]
    return count_shared_keys_without_several(table, names, count_splits(table, "split", train), most)


@pytest.mark.parametrize("fresh", [FRESH[:2], FRESH[1:], FRESH])
@pytest.mark.parametrize("rows", [150, 2_000, 60_000])
def test_columns_that_hide_copies_together_are_found_and_counted_on_all_rows(rows: int, fresh: Sequence[str]) -> None:
    copies = max(3, rows // 50)
    (found,) = without_several(with_copies(rows, copies, fresh))
    assert found.columns == tuple(fresh)
    assert found.pairs[0].shared_rows == copies
    assert (found.key_columns, found.pairs[0].train_once) == (9 + len(fresh), round(0.7 * rows))


def test_a_table_of_more_columns_than_an_engine_adds_up_in_one_sum_is_judged() -> None:
    (found,) = without_several(with_copies(150, 5, FRESH[:2], width=1_200))
    assert found.columns == FRESH[:2]
    assert found.pairs[0].shared_rows == 5


def test_columns_that_agree_in_some_copies_by_chance_belong_to_the_set() -> None:
    frame = with_copies(1_000, 40, FRESH[:2])
    frame.insert(0, "batch", np.random.default_rng(1).integers(0, 4, 1_000))
    assert ("batch", *FRESH[:2]) in {one.columns for one in without_several(frame)}


def test_where_one_column_hides_them_there_is_no_set() -> None:
    assert without_several(with_copies(1_000, 40, FRESH[:1])) == ()


def test_folds_are_looked_at_each_with_each() -> None:
    frame = with_copies(1_000, 40, FRESH[:2])
    (found,) = without_several(frame.assign(split=np.where(frame["split"] == "train", "a", "b")), train=None)
    assert [(pair.train, pair.shared_rows) for pair in found.pairs] == [("a", 40), ("b", 40)]


@pytest.mark.parametrize("columns_a_scan", [500, 40, 1])
def test_a_wide_table_is_told_column_by_column(columns_a_scan: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting_table, "COLUMNS_A_SCAN", columns_a_scan)
    (found,) = without_several(with_copies(600, 12, FRESH, width=130))
    assert (found.columns, found.pairs[0].shared_rows) == (FRESH, 12)


def test_no_more_columns_are_left_out_than_asked_and_never_most_of_them() -> None:
    assert without_several(with_copies(600, 12, FRESH), most=2) == ()
    assert without_several(with_copies(600, 12, FRESH), most=1) == ()
    assert without_several(with_copies(600, 12, FRESH, width=1)[["kind", *FRESH, "split"]]) == ()


def test_a_value_that_most_rows_have_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(left_out_together, "CELLS_COMPARED", 200_000)
    frame = with_copies(3_000, 60, FRESH[:2])
    frame[["x0", "x3", "x6"]] = 0.0
    (found,) = without_several(frame)
    assert (found.columns, found.pairs[0].shared_rows) == (FRESH[:2], 60)


def test_clean_rows_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Select] = []
    fetch = SqlTable.fetch

    def recorded(self: SqlTable, query: Select) -> list[Row]:
        asked.append(query)
        return fetch(self, query)

    rng = np.random.default_rng(0)
    frame = pd.DataFrame({f"x{i}": rng.normal(size=900) for i in range(40)}).assign(split=["train", "test"] * 450)
    table = table_of(frame)
    splits = count_splits(table, "split", "train")
    monkeypatch.setattr(SqlTable, "fetch", recorded)
    assert count_shared_keys_without_several(table, list(frame.columns[:-1]), splits, 3) == ()
    assert len(asked) == 1
