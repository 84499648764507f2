"""Counting targets of many classes without fetching every cell."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds
import pytest

from zl_expectations.counting import features
from zl_expectations.counting.duckdb_table import table_of
from zl_expectations.counting.questions import feature_classes
from zl_expectations.statistics.leakage import ClassCounts, score_feature

FEATURES: dict[str, Any] = {
    "features": None,
    "identifiers": None,
    "ignore_columns": None,
    "split_column": None,
    "train_split": None,
    "task": "classification",
}


def test_of_a_feature_with_very_many_cells_some_values_are_counted_and_each_of_them_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rng = np.random.default_rng(0)
    target = rng.integers(0, 100, 6000)
    codes = {"copy": target * 10 + rng.integers(0, 10, 6000), "noise": rng.integers(0, 900, 6000)}
    rows = pd.DataFrame({"y": target, **{name: [f"code {code}" for code in made] for name, made in codes.items()}})
    exact = feature_classes(table_of(rows), target="y", **FEATURES)
    monkeypatch.setattr(features, "MOST_CELLS", 500)
    table = table_of(rows)
    fetched: list[int] = []
    fetch = table.fetch

    def counting_fetch(query: Any) -> Any:
        found = fetch(query)
        fetched.append(len(found))
        return found

    monkeypatch.setattr(table, "fetch", counting_fetch)
    some = feature_classes(table, target="y", **FEATURES)
    assert max(fetched) <= 1000
    for name in ("copy", "noise"):
        assert len(some.features[name].counts) < len(exact.features[name].counts)
        assert 0.7 < some.features[name].values / exact.features[name].values < 1.4
        whole = {tuple(vector) for vector in exact.features[name].counts.tolist()}
        assert {tuple(vector) for vector in some.features[name].counts.tolist()} <= whole
    scores = {
        name: score_feature(ClassCounts(one.counts, one.multiplicity, one.missing)).auc
        for name, one in some.features.items()
    }
    assert scores["copy"] > 0.99
    assert scores["noise"] < 0.6


def test_a_wide_table_is_read_some_columns_at_a_time_and_counted_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(300, 120)), columns=[f"x{i}" for i in range(120)])
    frame = frame.assign(
        word=rng.choice(list("abc"), 300), y=np.where(frame["x7"] > 0, "yes", "no"), split=np.arange(300) % 3 > 0
    )
    asked = {**FEATURES, "target": "y", "split_column": "split", "train_split": True}

    def counted() -> tuple[dict[str, Any], int]:
        table = table_of(frame)
        reads: list[int] = []
        reading = type(table).reading

        def counting_reading(self: Any, source: Any) -> Any:
            reads.append(1)
            return reading(self, source)

        monkeypatch.setattr(type(table), "reading", counting_reading)
        found = feature_classes(table, **asked).features
        monkeypatch.setattr(type(table), "reading", reading)
        return {name: (one.counts.tolist(), one.multiplicity.tolist()) for name, one in found.items()}, len(reads)

    narrow, some_at_a_time = counted()
    monkeypatch.setattr("zl_expectations.counting.table.WIDE", 1_000)
    whole, at_once = counted()
    assert narrow == whole
    assert len(whole) == 121
    assert some_at_a_time > at_once


def test_numbers_counted_between_bounds_are_those_that_comparisons_count() -> None:
    rng = np.random.default_rng(0)
    rows = 3_000
    spread = rng.normal(size=rows)
    odd = np.where(rng.random(rows) < 0.3, rng.choice([-0.0, 0.0, np.nan, np.inf, -np.inf], rows), spread)
    frame = pd.DataFrame(
        {
            "y": rng.integers(0, 3, rows),
            "class": spread[::-1],
            "spread": spread,
            "single": spread.astype("float32"),
            "zeros and gaps": odd,
            "heavy": np.where(rng.random(rows) < 0.5, 0.1, spread),
            "whole": np.where(rng.random(rows) < 0.3, 7, rng.integers(-500, 500, rows)),
            "unsigned": rng.integers(0, 256, rows).astype("uint8"),
            "beyond doubles": 2**53 + rng.integers(-500, 500, rows),
            "some beyond": np.where(rng.random(rows) < 0.003, 2**62 + 1, rng.integers(0, 500, rows)),
            "nullable": pd.Series(rng.integers(0, 500, rows), dtype="Int64").mask(rng.random(rows) < 0.2),
        }
    )
    by_bounds, by_comparisons = table_of(frame), table_of(frame)
    by_comparisons.dialect = replace(by_comparisons.dialect, rows_between=None)
    found, wanted = (feature_classes(table, target="y", **FEATURES).features for table in (by_bounds, by_comparisons))
    assert all(one.values > 20 for one in wanted.values())
    for name, one in wanted.items():
        for part in ("counts", "multiplicity", "missing"):
            np.testing.assert_array_equal(getattr(found[name], part), getattr(one, part), err_msg=f"{name}: {part}")


def test_where_some_values_are_counted_every_missing_one_is(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    target = rng.integers(0, 100, 6000)
    codes = pd.Series([f"code {code}" for code in rng.integers(0, 2000, 6000)]).mask(target < 50)
    monkeypatch.setattr(features, "MOST_CELLS", 200)
    table = table_of(pd.DataFrame({"y": target, "code": codes}))
    found = feature_classes(table, target="y", **FEATURES).features["code"]
    missing = found.counts[found.missing]
    assert missing.sum() == (target < 50).sum()
    assert found.multiplicity[found.missing].tolist() == [1]
    assert 0.7 < (found.multiplicity @ found.counts.sum(axis=1)) / 6000 < 1.4


@pytest.mark.parametrize("places", [True, False])
def test_on_a_large_table_whole_numbers_in_a_small_range_tell_as_on_a_small_one(places: bool) -> None:
    rng = np.random.default_rng(0)
    rows = pa.table({"age": rng.integers(0, 100, 200_000)})
    rows = rows.append_column("y", pa.array((rows["age"].to_numpy() >= 50).astype(int)))
    table = table_of(rows if places else ds.dataset(rows))
    assert table.knows_places == places
    told = feature_classes(table, target="y", **FEATURES).features["age"]
    assert score_feature(ClassCounts(told.counts, told.multiplicity, told.missing)).auc > 0.98


@pytest.mark.parametrize("between", [True, False])
def test_beside_a_quantity_the_values_of_a_scale_are_counted_in_their_order(between: bool) -> None:
    rng = np.random.default_rng(0)
    amount = rng.gamma(1, 40, 2_000).round()
    few = np.minimum(amount // 4, 30) - 7
    frame = pd.DataFrame(
        {
            "y": amount,
            "few": pd.Series(few).mask(rng.random(2_000) < 0.1),
            "many": -amount,
            "word": [f"word {one}" for one in few],
        }
    )
    table = table_of(frame)
    table.dialect = replace(table.dialect, rows_between=table.dialect.rows_between if between else None)
    found = feature_classes(table, target="y", **{**FEATURES, "task": "regression"}).features
    assert [found[name].in_order for name in ("few", "many", "word")] == [True, True, False]
    rows = frame["few"].value_counts().sort_index().tolist()
    assert found["few"].counts.sum(axis=1).tolist() == [frame["few"].isna().sum(), *rows]
    assert found["few"].missing.tolist() == [True] + [False] * len(rows)
    places = np.arange(found["many"].counts.shape[1])
    middle = found["many"].counts @ places / found["many"].counts.sum(axis=1)
    assert found["many"].in_bins
    assert (np.diff(middle) <= 0).all(), "of what falls as the target rises"


def test_values_are_not_fetched_one_by_one_where_hardly_any_is_finite() -> None:
    rng = np.random.default_rng(0)
    odd = np.where(np.arange(40_000) < 250, rng.normal(size=40_000), np.inf)
    table = table_of(pd.DataFrame({"y": rng.normal(size=40_000), "odd": odd}))
    found = feature_classes(table, target="y", **{**FEATURES, "task": "regression"}).features["odd"]
    assert not found.in_order
    assert found.values == 251
    assert len(found.counts) <= 33
