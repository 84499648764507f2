"""Columns that number the rows of each split anew."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
import sqlalchemy as sa

from zl_expectations.counting.duckdb_table import table_of
from zl_expectations.counting.row_numbers import columns_that_number_anew
from zl_expectations.counting.splits import count_splits
from zl_expectations.counting.sql_table import sql_table
from zl_expectations.counting.table import Row, Select, SqlTable

TRAIN, TEST = 300, 100
SPLIT = np.repeat(["train", "test"], [TRAIN, TEST])


def coarse(numbers: object) -> pd.DataFrame:
    """Rows of two coarse columns, which repeat by nature, beside numbers."""
    rng = np.random.default_rng(0)
    return pd.DataFrame({"no": numbers, "a": rng.integers(0, 4, 400), "b": rng.integers(0, 4, 400), "split": SPLIT})


def found(frame: pd.DataFrame, train: str | None = "train") -> tuple[str, ...]:
    table = table_of(frame)
    names = [name for name in frame.columns if name != "split"]
    return columns_that_number_anew(table, names, count_splits(table, "split", train))


def anew(start: int = 0) -> npt.NDArray[np.int64]:
    return start + np.concatenate([np.arange(TRAIN), np.arange(TEST)])


@pytest.mark.parametrize("train", ["train", None])
@pytest.mark.parametrize("start", [0, 1, -5])
def test_a_count_that_begins_anew_in_each_split_is_found(start: int, train: str | None) -> None:
    assert found(coarse(anew(start)), train) == ("no",)


def test_rows_may_have_been_dropped_and_put_in_another_order_after_they_were_numbered() -> None:
    rng = np.random.default_rng(1)
    frame = coarse(np.r_[rng.choice(450, TRAIN, replace=False), rng.choice(150, TEST, replace=False)])
    assert found(frame) == ("no",)


@pytest.mark.parametrize(
    "numbers",
    [
        pytest.param(np.arange(TRAIN + TEST), id="that goes on across the splits"),
        pytest.param(np.r_[anew()[:-1], 0], id="that repeats within a split"),
        pytest.param(anew() * 7, id="with room for many more rows"),
        pytest.param(anew() + 0.5, id="of fractions"),
        pytest.param([None, *anew()[1:]], id="with a missing value"),
    ],
)
def test_no_other_column_is(numbers: object) -> None:
    assert found(coarse(numbers)) == ()


def test_copies_that_took_their_numbers_along_keep_them() -> None:
    frame = coarse(anew())
    kept = frame.iloc[100 : 100 + TEST].assign(split="test")
    assert found(pd.concat([frame.iloc[:TRAIN], kept])) == ()


def test_a_table_of_nothing_else_keeps_its_numbers() -> None:
    assert found(coarse(anew())[["no", "split"]]) == ()


def test_several_are_found_together() -> None:
    assert found(coarse(anew()).assign(again=anew(1))) == ("no", "again")


def test_of_rows_in_this_process_a_few_rule_out_what_repeats_in_them(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    fetch = SqlTable.fetch

    def noted(table: SqlTable, query: Select) -> list[Row]:
        asked.append(str(query))
        return fetch(table, query)

    monkeypatch.setattr(SqlTable, "fetch", noted)
    assert found(coarse(10_000 + np.arange(400) // 2)) == ()
    assert not [query for query in asked if "max(" in query]
    assert found(coarse(anew())) == ("no",)
    assert [query for query in asked if "max(" in query]


def test_of_a_database_no_row_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Row] = []
    fetch = SqlTable.fetch

    def noted(table: SqlTable, query: Select) -> list[Row]:
        told.extend(rows := fetch(table, query))
        return rows

    monkeypatch.setattr(SqlTable, "fetch", noted)
    engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    coarse(10_000 + np.arange(400) // 2).to_sql("rows", engine, index=False)
    table = sql_table(engine.connect, sa.table("rows"))
    assert columns_that_number_anew(table, ["no", "a", "b"], count_splits(table, "split", "train")) == ()
    assert len(told) <= 4  # of splits, and of each split's least and greatest
    engine.dispose()
