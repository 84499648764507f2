"""Class proportions that differ between train and an evaluation split."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from zl_expectations import ExpectClassProportionsToMatchAcrossSplits

Expect: Any = ExpectClassProportionsToMatchAcrossSplits  # severities are given as text here, as people write them


def with_shares(train: float, test: float, rows: int = 2_000) -> pd.DataFrame:
    """A table whose class "yes" has the given shares."""
    labels = [np.where(np.arange(rows) < share * rows, "yes", "no") for share in (train, test)]
    return pd.DataFrame({"label": np.concatenate(labels), "split": np.repeat(["train", "test"], rows)})


@pytest.mark.parametrize("on", ["pandas", "duckdb"])
@pytest.mark.parametrize(
    ("test_share", "critical", "warning"),
    [(0.3, True, True), (0.33, True, True), (0.4, True, False), (0.7, False, False)],
)
def test_a_difference_fails_by_tier(validate: Any, on: str, test_share: float, critical: bool, warning: bool) -> None:
    frame = with_shares(0.3, test_share)
    assert validate(frame, Expect(target="label"), on=on).success is critical
    result = validate(frame, Expect(target="label", severity="warning"), on=on)
    assert result.success is warning
    assert result.result["observed_value"] == pytest.approx(test_share - 0.3)


def test_a_difference_that_a_small_table_has_by_chance_is_none(details: Any) -> None:
    found = details(with_shares(0.3, 0.45, rows=20), Expect(target="label"))
    assert found["pairs"][0]["distance"] == pytest.approx(0.15)
    assert found["tier"] == "none"


def of_which_test_alone_has(rows: int) -> pd.DataFrame:
    """A table of alike splits but for so many test rows of the class "new"."""
    frame = with_shares(0.3, 0.3)
    frame.loc[4_000 - rows :, "label"] = "new"
    return frame


@pytest.mark.parametrize("on", ["pandas", "duckdb"])
@pytest.mark.parametrize("rows", [12, 50])
def test_a_class_that_train_lacks_and_not_by_chance_is_critical(validate: Any, on: str, rows: int) -> None:
    result = validate(of_which_test_alone_has(rows), Expect(target="label"), on=on)
    found = result.result["details"]
    assert (result.success, found["tier"]) == (False, "critical")
    assert (found["pairs"][0]["absent_from_train"], found["pairs"][0]["left_out_by_chance"]) == (["new"], [])
    assert found["pairs"][0]["distance"] < 0.05
    assert (found["columns"], found["splits"]) == (["label"], ["train", "test"])
    assert Expect.summary(found) == "train lacks 'new', which test has."


@pytest.mark.parametrize("on", ["pandas", "duckdb"])
@pytest.mark.parametrize("rows", [1, 11])
def test_a_class_so_rare_that_chance_leaves_train_without_it_is_a_warning(validate: Any, on: str, rows: int) -> None:
    frame = of_which_test_alone_has(rows)
    assert validate(frame, Expect(target="label"), on=on).success
    result = validate(frame, Expect(target="label", severity="warning"), on=on)
    found = result.result["details"]
    assert (result.success, found["tier"]) == (False, "warning")
    assert found["pairs"][0]["absent_from_train"] == found["pairs"][0]["left_out_by_chance"] == ["new"]
    assert (found["columns"], found["splits"]) == (["label"], ["train", "test"])
    assert Expect.summary(found).endswith(
        " train lacks 'new': a split at random may leave out classes this rare, though what train lacks cannot be"
        " learned."
    )
    assert "too rare to be in every split" in Expect.next_step(found)


def test_what_is_by_chance_depends_on_alpha(details: Any) -> None:
    assert details(of_which_test_alone_has(6), Expect(target="label", alpha=0.05))["tier"] == "critical"
    assert details(of_which_test_alone_has(50), Expect(target="label", alpha=1e-30))["tier"] == "warning"


def test_rare_classes_of_every_evaluation_split_are_told(details: Any) -> None:
    frame = of_which_test_alone_has(1)
    frame.loc[2_000:3_999:2, "split"] = "validation"
    frame.loc[3_998, "label"] = "other"
    found = details(frame, Expect(target="label"))
    assert found["tier"] == "warning"
    assert " train lacks 'new' and 'other': " in Expect.summary(found)


def test_random_splits_of_a_count_with_rare_numbers_are_never_critical(details: Any) -> None:
    tiers = set()
    for seed in range(24):
        rng = np.random.default_rng(seed)
        split = np.where(rng.permutation(500) < 150, "test", "train")
        ratings = pd.DataFrame({"rating": np.clip(rng.geometric(0.35, 500), 1, 20), "split": split})
        tiers.add(details(ratings, Expect(target="rating"))["tier"])
    assert tiers == {"none", "warning"}


def test_a_class_that_only_train_has_is_no_fault_of_its_own(details: Any) -> None:
    frame = with_shares(0.3, 0.3)
    frame.loc[0, "label"] = "old"
    assert details(frame, Expect(target="label"))["tier"] == "none"


@pytest.mark.parametrize("on", ["pandas", "duckdb"])
def test_a_class_that_an_evaluation_split_lacks_and_not_by_chance_is_a_warning(validate: Any, on: str) -> None:
    frame = with_shares(0.3, 0.3)
    frame.loc[frame.index[frame["split"] == "train"][:60], "label"] = "rare"
    result = validate(frame, Expect(target="label", severity="warning"), on=on)
    found = result.result["details"]
    assert (result.success, found["tier"], found["splits"]) == (False, "warning", ["train", "test"])
    assert found["pairs"][0]["distance"] < 0.05
    assert Expect.summary(found).endswith(" test lacks 'rare', which train has.")


def test_more_than_two_classes_and_splits_of_any_names(details: Any) -> None:
    frame = pd.DataFrame({"y": np.tile(list("abc"), 1_000), "part": np.repeat(["fit", "one", "two"], 1_000)})
    frame.loc[frame["part"] == "two", "y"] = ["a"] * 800 + ["b"] * 100 + ["c"] * 100
    found = details(frame, Expect(target="y", split_column="part", train_split="fit"))
    assert found["tier"] == "critical"
    assert found["splits"] == ["fit", "two"]
    assert {one["evaluation"]: one["tier"] for one in found["pairs"]} == {"one": "none", "two": "critical"}


def test_folds_are_compared_each_with_each(details: Any) -> None:
    frame = with_shares(0.3, 0.7)
    frame["split"] = np.repeat([1, 2], 2_000)
    found = details(frame, Expect(target="label", train_split=None))
    assert {(one["train"], one["evaluation"]) for one in found["pairs"]} == {("1", "2"), ("2", "1")}


def test_a_boolean_split_column_is_compared(details: Any) -> None:
    frame = with_shares(0.3, 0.7)
    frame["is_train"] = frame.pop("split") == "train"
    found = details(frame, Expect(target="label", split_column="is_train", train_split=True))
    assert found["splits"] == ["True", "False"]


def test_rows_without_a_target_are_left_out(details: Any) -> None:
    frame = with_shares(0.3, 0.3)
    frame.loc[2_600:3_999, "label"] = None
    found = details(frame, Expect(target="label"))
    assert found["by_split"]["test"] == {"no": 0, "yes": 600}
    assert found["pairs"][0]["distance"] == pytest.approx(0.7)


def test_a_split_without_any_target_is_left_out_and_none_at_all_cannot_be_judged(refusal: Any, details: Any) -> None:
    frame = with_shares(0.3, 0.3)
    frame.loc[frame["split"] == "test", "label"] = None
    assert "'test'" in refusal(frame, Expect(target="label"))
    three = pd.concat([frame, with_shares(0.3, 0.3).query("split == 'test'").assign(split="validation")])
    found = details(three, Expect(target="label"))
    assert [one["evaluation"] for one in found["pairs"]] == ["validation"]
    assert Expect.summary(found).endswith(" test has no target and was left out.")


def test_a_target_that_may_be_a_count_is_told_what_to_do_with_one(details: Any) -> None:
    rng = np.random.default_rng(0)
    table = pd.DataFrame({"visits": rng.poisson(6, 3000), "split": np.where(rng.random(3000) < 0.7, "train", "test")})
    table.loc[table["split"] == "test", "visits"] += 3
    assert "say `task='regression'`" in Expect.next_step(details(table, Expect(target="visits")))
    assert "regression" not in Expect.next_step(details(with_shares(0.3, 0.9), Expect(target="label")))


def test_many_folds_of_one_source_differ_by_chance_alone(details: Any) -> None:
    raised = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        folds = pd.DataFrame({"label": rng.integers(0, 2, 1200), "split": np.repeat(np.arange(20), 60)})
        raised += details(folds, Expect(target="label", train_split=None))["tier"] != "none"
    assert raised <= 1


def test_a_train_split_without_any_target_cannot_be_judged(refusal: Any) -> None:
    frame = with_shares(0.3, 0.3)
    frame.loc[frame["split"] == "train", "label"] = None
    assert "'train'" in refusal(frame, Expect(target="label"))


def test_numbers_and_text_give_the_same(details: Any) -> None:
    frame = with_shares(0.3, 0.4)
    number = frame.assign(label=(frame["label"] == "yes").astype(int))
    pairs = [details(one, Expect(target="label"))["pairs"] for one in (frame, number)]
    assert pairs[0] == pairs[1]


def quantity(test: Any, **columns: Any) -> pd.DataFrame:
    """A thousand train rows of a quantity, and others."""
    values = np.concatenate([np.random.default_rng(0).normal(size=1_000), test])
    return pd.DataFrame({"price": values, "split": ["train"] * 1_000 + ["test"] * len(test), **columns})


@pytest.mark.parametrize("on", ["pandas", "duckdb"])
@pytest.mark.parametrize(("shift", "tier"), [(0.0, "none"), (0.5, "warning"), (100.0, "warning")])
def test_a_quantity_is_compared_by_fifths_of_train(validate: Any, on: str, shift: float, tier: str) -> None:
    frame = quantity(np.random.default_rng(1).normal(size=400) + shift)
    found = validate(frame, Expect(target="price"), on=on).result["details"]
    assert (found["tier"], found["task"]) == (tier, "regression")
    assert set(found["by_split"]["train"].values()) <= set(range(160, 241)), "whole bins make about fifths"
    if shift == 100:
        assert found["by_split"]["test"]["highest fifth"] == 400
        assert found["pairs"][0]["distance"] == pytest.approx(0.8, abs=0.02)
    assert Expect.summary(found).startswith("The fifths of price in test lie ")


def test_the_code_for_a_quantity_stratifies_by_its_fifths() -> None:
    table = quantity(np.random.default_rng(1).normal(size=400) + 1)
    named: dict[str, Any] = {"table": table}
    exec(Expect.code({"task": "regression", "target": "price"}), named)
    shares = [(named[split]["price"] > table["price"].quantile(0.8)).mean() for split in ("train", "test")]
    assert shares == pytest.approx([0.2, 0.2], abs=0.01)


def test_a_quantity_of_folds_or_of_few_values_is_compared_too(details: Any) -> None:
    folds = quantity(np.random.default_rng(1).normal(size=400) + 1)
    assert details(folds, Expect(target="price", train_split=None))["tier"] == "warning"
    rated = quantity(np.full(400, 2)).assign(price=lambda frame: frame["price"].round().clip(-2, 2))
    found = details(rated, Expect(target="price", task="regression"))
    assert (found["tier"], found["task"]) == ("warning", "regression")


def test_a_value_of_a_quantity_that_chance_leaves_to_test_alone_is_no_fault(details: Any) -> None:
    doses = pd.DataFrame({"dose": [0.0, 1.0] * 500 + [2.0], "split": ["train"] * 700 + ["test"] * 301})
    found = details(doses, Expect(target="dose", task="regression"))
    assert (found["tier"], found["pairs"][0]["left_out_by_chance"]) == ("none", ["highest fifth"])
    assert "lacks" not in Expect.summary(found)
    assert "too rare" not in Expect.next_step(found)


def test_without_a_split_column_it_says_that_it_needs_one(refusal: Any) -> None:
    frame = with_shares(0.3, 0.3)
    assert "`split_column` must" in refusal(frame, Expect(target="label", split_column=None))
    assert "`split_column` must" in refusal(frame.drop(columns="split"), Expect(target="label"))


def test_limits_decide(details: Any) -> None:
    frame = with_shares(0.3, 0.4)
    assert details(frame, Expect(target="label", critical_distance=0.08))["tier"] == "critical"
    assert details(frame, Expect(target="label", warning_distance=0.2))["tier"] == "none"
    assert details(frame, Expect(target="label", alpha=1e-30))["tier"] == "none"


def test_the_code_runs_where_a_class_has_one_row(details: Any) -> None:
    y = ["a"] * 60 + ["b"] * 39 + ["c"]
    table = pd.DataFrame({"x": range(100), "y": y, "split": ["train"] * 60 + ["test"] * 40})
    found = details(table, Expect(target="y"))
    namespace: dict[str, Any] = {"table": table}
    exec(Expect.code(found), namespace)
    assert set(namespace["test"]["y"]) >= {"a", "b"}
