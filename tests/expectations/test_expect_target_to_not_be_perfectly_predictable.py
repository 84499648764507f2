"""What all features give away together, where none does alone; and honest tables."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn import datasets

from zl_expectations import ExpectLabelsToBeConsistent, ExpectTargetToNotBePerfectlyPredictable
from zl_expectations.counting.conflicts import Cell, LabelConflicts
from zl_expectations.expectations.expect_target_to_not_be_perfectly_predictable import _floor as loss_floor_of
from zl_expectations.metrics.modelled_rows import MOST_MODELLED_CLASSES

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


def coarse() -> pd.DataFrame:
    """Rows that repeat, and whose target their features decide half of the time."""
    rng = np.random.default_rng(0)
    table = pd.DataFrame({"a": rng.integers(0, 2, 1500), "b": rng.integers(0, 3, 1500)})
    table["y"] = np.where(rng.random(1500) < 0.5, table["a"], rng.integers(0, 2, 1500))
    return table.assign(y="class " + table["y"].astype(str), split=np.where(rng.random(1500) < 0.3, "test", "train"))


def test_the_loss_floor_the_attainable_and_the_trivial_loss_stand_on_one_scale(details: Any) -> None:
    found = details(coarse(), Expect(target="y"))
    floors = details(coarse(), ExpectLabelsToBeConsistent(target="y", split_column="split"))["losses"]
    assert found["loss_floor"] == floors["cross_entropy"]["floor"]
    assert 0.5 < found["loss_floor"] < found["loss"] < 1.1 * found["loss_floor"] < found["trivial_loss"]
    (picture,) = Expect.evidence({"details": found})
    for said in ("loss floor 0.5", "attainable loss 0.5", "trivial loss 0.69"):
        assert said in picture.alt


def test_a_quantity_has_no_floor_beside_the_loss_of_its_ranks(details: Any) -> None:
    found = details(coarse().assign(y=np.arange(1500.0)), Expect(target="y"))
    assert found["loss_floor"] is None
    assert "floor" not in Expect.evidence({"details": found})[0].alt


@pytest.mark.parametrize(("classes", "floor"), [(MOST_MODELLED_CLASSES, np.log(2)), (MOST_MODELLED_CLASSES + 1, None)])
def test_classes_that_the_model_saw_pooled_have_no_floor_beside_its_loss(classes: int, floor: float | None) -> None:
    pairs = {Cell(2, 1, 1, 2): classes}  # each class stands in two rows, each beside a row of another class
    found = LabelConflicts("train", 0, pairs, {2: classes}, {}, None)
    assert loss_floor_of(found) == (None if floor is None else pytest.approx(floor))


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


def test_several_columns_name_a_group_together(details: Any) -> None:
    """Each has few values, which meet in the groups of all others: what shares one of them is no group."""
    rng = np.random.default_rng(0)
    group = np.arange(3000) // 30
    table = pd.DataFrame({"site": group % 3, "patient": group // 3, "y": rng.integers(0, 2, 100)[group]})
    table["place"] = rng.normal(size=100)[group] + rng.normal(size=3000) * 1e-4
    table["split"] = np.where(np.arange(3000) % 10, "train", "test")
    assert details(table, Expect(target="y", group_columns=["site", "patient"]))["part"] > 0.5


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
        ({"y": "same"}, "`target` must take at least two values where the model is fitted, got one in 'y'"),
        ({"a": 1.0, "b": 1.0, "c": 1.0, "d": 1.0, "e": 1.0}, "rows that all belong together"),
    ],
)
def test_what_cannot_be_modelled_is_refused(refusal: Any, together: pd.DataFrame, change: Any, words: str) -> None:
    assert words in refusal(together.assign(**change), Expect(target="y"))


def test_one_class_in_train_is_no_target_to_model(refusal: Any, together: pd.DataFrame) -> None:
    together = together.assign(split=np.where(together["y"] == "no", "train", "test"))
    assert "at least two values where the model is fitted" in refusal(
        together, Expect(target="y", split_column="split")
    )


def test_too_few_rows_are_refused(refusal: Any, together: pd.DataFrame) -> None:
    assert "A model needs at least 30 train rows" in refusal(together.iloc[:20], Expect(target="y"))


def test_a_copy_of_a_rare_class_is_seen(details: Any) -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(1000, 3)), columns=list("abc"))
    y = np.zeros(1000, dtype=int)
    y[:23] = y[500:523] = 1
    found = details(frame.assign(leak=y, y=y, split=np.repeat(["train", "test"], 500)), Expect(target="y"))
    assert found["tier"] != "none"
    assert found["part"] < 0.01
    assert found["columns"] == ["leak"]
