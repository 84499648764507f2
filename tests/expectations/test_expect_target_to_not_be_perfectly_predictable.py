"""What all features give away together, where none does alone; and honest tables."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn import datasets

from zl_expectations import ExpectTargetToNotBePerfectlyPredictable

Expect: Any = ExpectTargetToNotBePerfectlyPredictable


@pytest.fixture(scope="module")
def together() -> pd.DataFrame:
    """Two cuts of two columns say what neither column says: whether the point lies in a corner."""
    rng = np.random.default_rng(0)
    table = pd.DataFrame(rng.normal(size=(4000, 5)), columns=list("abcde"))
    table["y"] = np.where((table["a"] > 0.2) & (table["b"] > -0.3), "yes", "no")
    return table.assign(split=np.where(rng.random(len(table)) < 0.3, "test", "train"))


@pytest.mark.parametrize("on", ["pandas", "duckdb"])
def test_what_two_features_give_away_together_is_critical_and_they_are_named(
    validate: Any, together: pd.DataFrame, on: str
) -> None:
    result = validate(together, Expect(target="y"), on=on)
    found = result.result["details"]
    assert not result.success
    assert (found["tier"], sorted(found["columns"])[:1], found["splits"]) == ("critical", ["a"], ["train"])
    assert found["part"] == result.result["observed_value"] < 0.01
    assert found["score"] > 0.999
    assert found["rows"] == found["sampled"] == (together["split"] == "train").sum()
    carrier = found["carriers"][0]
    assert carrier["part_alone"] > 0.2 < found["carriers"][-1]["part_without"]


def test_the_words_say_what_is_left_with_and_without_the_features_at_fault(
    details: Any, together: pd.DataFrame
) -> None:
    found = details(together, Expect(target="y"))
    said = Expect.summary(found)
    assert "A small model of all features leaves" in said
    assert "(AUC over 0.99" in said
    assert f"without {found['columns'][0]} " in said
    namespace: dict[str, Any] = {"train": together, "test": together}
    exec(Expect.code(found), namespace)
    assert not set(found["columns"]) & set(namespace["test"].columns)
    picture, table = Expect.evidence({"details": found})
    assert "attainable loss" in picture.alt
    assert [row[0] for row in table.rows] == found["columns"]


@pytest.mark.parametrize("name", ["breast_cancer", "wine", "diabetes", "iris"])
def test_honest_tables_pass_both_tiers(validate: Any, split_at_random: Any, name: str) -> None:
    table = getattr(datasets, f"load_{name}")(as_frame=True).frame
    assert validate(split_at_random(table, 0), Expect(target="target", severity="warning")).success


def test_many_features_that_do_it_together_are_a_good_table(validate: Any, split_at_random: Any) -> None:
    digits = datasets.load_digits(as_frame=True).frame
    result = validate(split_at_random(digits, 0), Expect(target="target", severity="warning"))
    assert result.result["details"]["part"] < 0.1
    assert result.success


def test_a_quantity_that_a_feature_repeats_is_found(details: Any, split_at_random: Any) -> None:
    rng = np.random.default_rng(0)
    table = pd.DataFrame(rng.normal(size=(3000, 4)), columns=list("abcd"))
    table["y"] = np.exp(table["c"])
    found = details(split_at_random(table, 0), Expect(target="y"))
    assert (found["task"], found["tier"], found["columns"]) == ("regression", "critical", ["c"])


def test_features_that_are_allowed_are_not_seen(details: Any, together: pd.DataFrame) -> None:
    found = details(together, Expect(target="y", allow=["a", "b"]))
    assert (found["tier"], found["columns"]) == ("none", [])
    assert found["part"] > 0.9


def test_groups_stay_on_one_side(details: Any) -> None:
    """Each group has a label and a place of its own: known groups are predicted perfectly, new ones not at all."""
    rng = np.random.default_rng(0)
    group = np.arange(3000) // 30
    table = pd.DataFrame({"group": group, "y": rng.integers(0, 2, 100)[group], "split": "train"})
    table["place"] = rng.normal(size=100)[group] + rng.normal(size=3000) * 1e-4
    table.loc[::10, "split"] = "test"
    assert details(table, Expect(target="y"))["part"] < 0.1
    assert details(table, Expect(target="y", group_columns=["group"]))["part"] > 0.5


def test_equal_rows_stay_on_one_side(details: Any) -> None:
    rng = np.random.default_rng(0)
    table = pd.DataFrame({"a": rng.normal(size=200), "b": rng.normal(size=200), "y": rng.integers(0, 2, 200)})
    many = pd.concat([table] * 10, ignore_index=True)
    many["split"] = np.where(np.arange(len(many)) % 5, "train", "test")
    assert details(many, Expect(target="y"))["part"] > 0.5


def test_later_rows_evaluate_where_there_is_a_time(details: Any) -> None:
    """A regime changes halfway: random folds see both sides of it, folds in time do not."""
    rng = np.random.default_rng(0)
    when = np.arange(2000)
    table = pd.DataFrame({"when": when, "y": rng.integers(0, 2, 2000), "split": "train"})
    table["x"] = (
        np.where((when // 200) % 2, table["y"], 1 - table["y"]) + 10 * (when // 200) + rng.normal(size=2000) * 1e-3
    )
    table.loc[::10, "split"] = "test"
    assert details(table, Expect(target="y", ignore_columns=["when"]))["part"] < 0.3
    assert details(table, Expect(target="y", time_column="when", ignore_columns=["when"]))["part"] > 0.5


def test_few_rows_cannot_tell(details: Any, split_at_random: Any) -> None:
    rng = np.random.default_rng(0)
    table = pd.DataFrame({"a": rng.normal(size=100), "b": rng.normal(size=100)})
    table["y"] = (table["a"] > 0).astype(str)
    found = details(split_at_random(table, 0), Expect(target="y"))
    assert found["tier"] in ("none", "cannot_tell")


def test_of_a_large_table_a_sample_is_modelled_and_said_so(details: Any, together: pd.DataFrame) -> None:
    found = details(together, Expect(target="y", max_rows=500))
    assert 300 < found["sampled"] < 1000 < found["rows"]
    assert f"seen on {found['sampled']:,} of {found['rows']:,} rows" in Expect.summary(found)


def test_missing_and_infinite_values_text_and_instants_are_features_too(details: Any, split_at_random: Any) -> None:
    rng = np.random.default_rng(0)
    table = pd.DataFrame({"x": rng.normal(size=900), "y": rng.integers(0, 2, 900)})
    table["inf"] = np.where(rng.random(900) < 0.2, np.inf, table["x"])
    table["none"] = None
    table["when"] = pd.Timestamp("2020-01-01", tz="UTC") + pd.to_timedelta(rng.integers(0, 10**6, 900), unit="s")
    table["far"] = pd.Series([pd.Timestamp("1700-01-01").date()] * 900, dtype=object)
    table["text"] = np.where(table["y"] == 1, "a", "b")
    table.loc[::20, "text"] = None
    found = details(split_at_random(table, 0), Expect(target="y"))
    assert found["columns"] == ["text"] if found["part"] < 0.1 else found["part"] < 0.3


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"y": "same"}, "`target` must take at least two values, got fewer in 'y'"),
        ({"a": 1.0, "b": 1.0, "c": 1.0, "d": 1.0, "e": 1.0}, "rows that all belong together"),
    ],
)
def test_what_cannot_be_modelled_is_refused(refusal: Any, together: pd.DataFrame, change: Any, words: str) -> None:
    assert words in refusal(together.assign(**change), Expect(target="y"))


def test_too_few_rows_are_refused(refusal: Any, together: pd.DataFrame) -> None:
    assert "A model needs at least 30 train rows" in refusal(together.iloc[:20], Expect(target="y"))
