from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from zl_expectations.counting.duckdb_table import table_of
from zl_expectations.metrics.model_chance import model_chance, near_model_chance

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


def near(table: pd.DataFrame) -> Any:
    """The near model chance of a table that is split at random; None where it is not asked."""
    in_train = np.random.default_rng(2).random(len(table)) < 0.7
    table = table.assign(y=0, split=np.where(in_train, "train", "test"))
    return near_model_chance(table_of(table), above=0.01, **KEY).get((1e-5, "train", "test"))


@pytest.mark.parametrize("copies", [1, 4])
def test_jittered_copies_of_every_row_do_not_explain_themselves(copies: int) -> None:
    rng = np.random.default_rng(1)
    rows = rng.normal(size=(500, 4))
    jittered = [rows + 1e-6 * rng.normal(size=rows.shape) for _ in range(copies)]
    found = near(pd.DataFrame(np.concatenate([rows, *jittered]), columns=list("abcd")))
    assert found.expected < 0.25
    assert found.several > 0.6 * 0.3 * 500 * (copies + 1)


def test_a_curve_that_is_sampled_densely_explains_itself() -> None:
    when = np.random.default_rng(1).random(20_000)
    assert near(pd.DataFrame({f"c{i}": np.sin(2 + i * when) for i in range(1, 5)})) is None


def test_few_digits_that_another_format_changed_explain_themselves() -> None:
    rng = np.random.default_rng(1)
    few_digits = rng.integers(1, 30, (3000, 3)) * (1 + 1e-13 * rng.normal(size=(3000, 3)))
    found = near(pd.DataFrame(few_digits, columns=list("abc")))
    assert found.several > 30
    assert found.expected > 0.05


def test_events_that_differ_in_their_time_alone_are_no_copies() -> None:
    rng = np.random.default_rng(1)
    session = np.repeat(np.arange(400), 6)
    price = rng.choice([1.5, 2.25, 9.75], 400)[session]
    when = rng.uniform(0, 1e7, 400)[session] + rng.uniform(0, 60, len(session))
    assert near(pd.DataFrame({"user": [f"u{i}" for i in session % 90], "when": when, "price": price})) is None
