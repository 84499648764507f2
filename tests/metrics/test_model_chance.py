from __future__ import annotations

from itertools import permutations
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


def catalogue(rows: int = 4000, rare: float = 0.3) -> pd.DataFrame:
    """Sales of 200 products, each with its category and price; whether one is returned does not follow from it."""
    rng = np.random.default_rng(2)
    products = pd.DataFrame(
        {
            "category": rng.choice(list("ABCDE"), 200),
            "price": rng.integers(5, 500, 200) + 0.99,
            "product": [f"P{i:03d}" for i in range(200)],
        }
    )
    table = products.iloc[rng.integers(0, 200, rows)].reset_index(drop=True)
    table["y"] = (rng.random(rows) < rare).astype(int)
    table["split"] = np.where(rng.random(rows) < 0.7, "train", "test")
    return table


@pytest.mark.parametrize("rare", [0.03, 0.3])
def test_a_catalogue_repeats_by_itself_in_any_order_of_its_columns(rare: float) -> None:
    for columns in permutations(["category", "price", "product"]):
        table = catalogue(rare=rare)[[*columns, "y", "split"]]
        assert model_chance(table_of(table), above=0.01, **KEY)["train", "test"] > 0.7


def test_a_quantity_that_differs_within_keys_tells_the_same() -> None:
    table = catalogue()
    table["y"] = np.random.default_rng(3).gamma(2.0, size=len(table)).round(2)
    assert model_chance(table_of(table), above=0.01, **KEY)["train", "test"] > 0.9


@pytest.mark.parametrize("target", ["y", "amount"])
def test_copies_of_rows_of_a_catalogue_explain_nothing_though_some_were_relabelled(target: str) -> None:
    rng = np.random.default_rng(4)
    sold = catalogue(4000).drop_duplicates("product").assign(amount=lambda one: rng.gamma(2.0, size=len(one)))
    table = pd.concat([sold] * 20, ignore_index=True)
    relabelled = rng.random(len(table)) < 0.05
    table.loc[relabelled, target] = rng.permutation(table[target])[relabelled]
    table["split"] = np.where(rng.random(len(table)) < 0.7, "train", "test")
    table = table[["category", "price", "product", target, "split"]]
    assert model_chance(table_of(table), above=0.01, **{**KEY, "target": target})["train", "test"] < 0.25


def test_one_class_that_was_copied_is_not_explained_by_the_others() -> None:
    table = catalogue(rare=0.5)
    rare = table[table["y"] == 1].drop_duplicates("product").assign(y=2, price=lambda one: one["price"] + 1000)
    table = pd.concat([table, *[rare] * 10], ignore_index=True)
    table["split"] = np.where(np.random.default_rng(5).random(len(table)) < 0.7, "train", "test")
    assert model_chance(table_of(table), above=0.01, **KEY)["train", "test"] < 0.1


def test_rows_without_a_target_prove_nothing() -> None:
    table = catalogue()
    table["y"] = table["y"].where(table["split"] == "train")
    assert model_chance(table_of(table), above=0.01, **KEY)["train", "test"] == 0


def test_the_order_of_the_columns_does_not_matter() -> None:
    rng = np.random.default_rng(6)
    table = pd.DataFrame({"a": rng.integers(0, 40, 3000), "b": rng.integers(0, 12, 3000), "f": rng.random(3000)})
    table["f"] = table["f"].round(1)
    table = table.assign(c=table["a"] // 4, d=table["a"] % 7, y=0)
    table["split"] = np.where(rng.random(len(table)) < 0.7, "train", "test")
    found = {
        model_chance(table_of(table[[*columns, "y", "split"]]), above=0.01, **{**KEY, "ignore_columns": ["y"]})[
            "train", "test"
        ]
        for columns in permutations("abcdf")
    }
    assert len(found) == 1
