"""A quantity that is a sum of multiples of features is given away by all of them together."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from zl_expectations import ExpectFeaturesToNotLeakTarget

Expect: Any = ExpectFeaturesToNotLeakTarget


def purses(columns: int, rows: int = 700) -> pd.DataFrame:
    """What people spent on each thing."""
    drawn = np.random.default_rng(0).lognormal(3, 1, (rows, columns))
    return pd.DataFrame(drawn, columns=[f"x{i}" for i in range(columns)]).round(2)


def by_price(spent: pd.DataFrame) -> pd.Series:
    return (spent * (1 + np.arange(spent.shape[1]) % 3)).sum(axis=1).round(1)


@pytest.mark.parametrize(("columns", "on"), [(3, "pandas"), (4, "duckdb"), (10, "pandas")])
def test_a_target_that_is_a_sum_of_features_is_given_away_by_them(details: Any, columns: int, on: str) -> None:
    spent = purses(columns)
    rng = np.random.default_rng(1)
    beside = {"age": rng.integers(18, 90, 700), "place": rng.choice(["town", "land"], 700)}
    found = details(spent.assign(total=by_price(spent), **beside), Expect(target="total"), on=on)
    assert (found["tier"], set(found["columns"])) == ("critical", set(spent))
    assert found["features"][0]["score"] > 0.99
    assert all(one["tier"] == "none" for one in found["features"][1:])


def test_a_sum_is_written_out_in_the_sentence_and_is_none_of_the_pairs(details: Any) -> None:
    spent = purses(3)
    found = details(spent.assign(total=2 * spent["x0"] - 0.5 * spent["x1"] + spent["x2"]), Expect(target="total"))
    assert "Of 3 features, 2 * x0 + x2 - 0.5 * x1 (R² 1) predicts the target alone." in Expect.summary(found)
    assert (found["pairs_judged"], found["pairs_left_out"]) == (3, 0)
    many = purses(8)
    summary = Expect.summary(details(many.assign(total=many.sum(axis=1)), Expect(target="total")))
    assert summary.count(" + ") == 5
    assert "+ 3 more (R² " in summary


def test_a_sum_of_two_features_is_named_once(details: Any) -> None:
    spent = purses(4)
    found = details(spent.assign(total=spent["x0"] + spent["x1"]), Expect(target="total"))
    assert [one["feature"] for one in found["features"] if one["tier"] != "none"] == ["x0 + x1"]
    uneven = details(spent.assign(total=spent["x0"] + 3 * spent["x1"]), Expect(target="total", allow=["x1"]))
    assert uneven["features"][0]["feature"] == "3 * x1 + x0"


def test_flags_are_parts_of_a_sum(details: Any) -> None:
    spent = purses(2).assign(delivered=np.arange(700) % 3 == 0)
    found = details(spent.assign(total=spent["x0"] + spent["x1"] + 40 * spent["delivered"]), Expect(target="total"))
    assert (found["tier"], set(found["columns"])) == ("critical", {"x0", "x1", "delivered"})


def test_the_residual_of_a_fit_to_all_rows_gives_the_target_away(details: Any) -> None:
    spent = purses(4)
    noise = np.random.default_rng(2).normal(0, 60, 700)
    y = by_price(spent) + noise
    design = np.column_stack([np.ones(700), spent])
    residual = y - design @ np.linalg.lstsq(design, y, rcond=None)[0]
    found = details(spent.assign(total=y, residual=residual), Expect(target="total"))
    assert found["tier"] == "critical"
    assert "residual" in found["columns"]


def test_missing_parts_that_a_sum_passed_over_hide_nothing(details: Any) -> None:
    spent = purses(4)
    spent.loc[::5, "x2"] = np.nan
    found = details(spent.assign(total=spent.sum(axis=1)), Expect(target="total"))
    assert (found["tier"], set(found["columns"])) == ("critical", set(spent))


@pytest.mark.parametrize("share", [0.01, 0.03])
def test_what_features_honestly_predict_is_no_sum(details: Any, share: float) -> None:
    spent = purses(4)
    y = by_price(spent)
    noise = np.random.default_rng(3).normal(0, share * y.std(), 700)
    found = details(spent.assign(total=(y + noise).round(1)), Expect(target="total"))
    assert (found["tier"], {len(one["columns"]) for one in found["features"]}) == ("none", {1})


def test_classes_are_no_sum(details: Any) -> None:
    spent = purses(4)
    dear = by_price(spent) > by_price(spent).median()
    found = details(spent.assign(dear=dear), Expect(target="dear"))
    assert all(len(one["columns"]) < 3 for one in found["features"])


def test_few_rows_and_many_columns_prove_nothing(details: Any) -> None:
    rng = np.random.default_rng(4)
    wide = pd.DataFrame(rng.normal(size=(60, 80)), columns=[f"x{i}" for i in range(80)])
    found = details(wide.assign(y=rng.normal(size=60)), Expect(target="y"))
    assert {len(one["columns"]) for one in found["features"]} == {1}


def test_allowed_parts_allow_their_sum(details: Any) -> None:
    spent = purses(3)
    found = details(spent.assign(total=spent.sum(axis=1)), Expect(target="total", allow=list(spent)))
    assert found["tier"] == "none"
