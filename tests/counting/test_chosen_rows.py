"""Rows that a hash chooses are a sample of all rows, also where few keys have most of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa

from zl_expectations.counting.chosen_rows import choose_rows
from zl_expectations.counting.duckdb_table import table_of
from zl_expectations.counting.sample import sample_rows
from zl_expectations.counting.table import Table

ROWS, STEP = 20_000, 20
KEYS: dict[str, Any] = {
    "all different": np.arange(ROWS),
    "five values": np.arange(ROWS) % 5,
    "one value": np.zeros(ROWS, dtype=int),
    "most are zero": np.where(np.arange(ROWS) % 5, 0, np.arange(ROWS)),
}


def table_with(key: Any, way: str) -> Table:
    """Rows with a key and their number, in an engine that knows places, in one that does not, or without a hash."""
    table: Table = table_of(pd.DataFrame({"key": key, "number": np.arange(ROWS)}))
    if way != "places":
        table = table.reading(table.source)
    if way == "no hash":
        table.dialect = replace(table.dialect, row_hash=None)
    return table


@pytest.mark.parametrize("way", ["places", "hash", "no hash"])
@pytest.mark.parametrize("name", KEYS)
@pytest.mark.parametrize("equal_together", [True, False])
def test_each_key_has_its_part_of_the_chosen_rows(name: str, way: str, equal_together: bool) -> None:
    table = table_with(KEYS[name], way)
    wanted = [table.raw("key"), table.raw("number")]
    query = choose_rows(table, wanted, ["key"], sa.true(), ROWS, STEP, equal_together=equal_together)
    chosen = pd.DataFrame(table.fetch(query), columns=["key", "number"])
    assert len(chosen) == pytest.approx(ROWS / STEP, rel=0.12)
    assert chosen["number"].is_unique
    for key, rows in pd.Series(KEYS[name]).value_counts().items():
        if rows > 1000:
            assert (chosen["key"] == key).sum() == pytest.approx(rows / STEP, rel=0.15)
    assert table.fetch(query) == table.fetch(query)


def test_equal_rows_are_chosen_together_where_many_differ() -> None:
    table = table_with(np.arange(ROWS) // 2, "places")
    query = choose_rows(table, [table.raw("key")], ["key"], sa.true(), ROWS, STEP, equal_together=True)
    assert set(pd.Series([row[0] for row in table.fetch(query)]).value_counts()) == {2}


@pytest.mark.parametrize("name", KEYS)
def test_a_sample_has_no_more_rows_than_were_asked_for_and_about_as_many(name: str) -> None:
    table = table_with(KEYS[name], "places")
    sample = sample_rows(table, ["key", "number"], ["key"], sa.true(), 700)
    assert sample.rows == ROWS
    assert 560 <= sample.sampled <= 700
