from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from zl_expectations.counting.duckdb_table import table_of
from zl_expectations.metrics.model_chance import model_chance

KEY: dict[str, Any] = {
    "key_columns": None,
    "target": "y",
    "identifiers": None,
    "ignore_columns": None,
    "split_column": "split",
    "train_split": "train",
    "normalize_text": False,
}


def coarse(columns: int, rows: int = 3000, values: int = 5) -> pd.DataFrame:
    rng = np.random.default_rng(0)
    table = pd.DataFrame({f"c{i}": rng.integers(0, values, rows) for i in range(columns)})
    table["y"] = rng.integers(0, 2, rows)
    table["split"] = np.where(np.arange(rows) < rows * 0.7, "train", "test")
    return table


def test_coarse_columns_are_expected_to_repeat() -> None:
    found = model_chance(table_of(coarse(4)), above=0.01, **KEY)
    assert found["train", "test"] > 0.8


@pytest.mark.parametrize("columns", [1, 2])
def test_one_or_two_columns_have_no_model(columns: int) -> None:
    assert model_chance(table_of(coarse(columns)), above=0.01, **KEY) == {}


def test_nothing_is_counted_where_little_is_shared() -> None:
    table = coarse(2).assign(a=np.arange(3000.0), b=np.arange(3000.0) ** 2)
    assert model_chance(table_of(table), above=0.01, **KEY) == {}


def test_copies_of_continuous_rows_do_not_explain_themselves() -> None:
    rng = np.random.default_rng(1)
    table = pd.DataFrame(rng.normal(size=(500, 4)), columns=list("abcd"))
    table = pd.concat([table] * 3, ignore_index=True).assign(y=0)
    table["split"] = np.where(rng.random(len(table)) < 0.7, "train", "test")
    assert model_chance(table_of(table), above=0.01, **KEY)["train", "test"] == pytest.approx(0)
