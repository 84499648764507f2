"""Classes so uneven that the trivial answer is nearly right."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

from zl_expectations import ExpectClassesToNotBeSkewed

Expect: Any = ExpectClassesToNotBeSkewed  # severities are given as text here, as people write them


def with_rare(share: float, rows: int = 5_000) -> pd.DataFrame:
    """A table whose class "rare" has the given share in train; in test the classes are even."""
    train = np.where(np.arange(rows) < share * rows, "rare", "common")
    test = np.tile(["rare", "common"], 100)
    split = np.repeat(["train", "test"], [rows, 200])
    return pd.DataFrame({"x": np.arange(rows + 200), "label": np.concatenate([train, test]), "split": split})


@pytest.mark.parametrize("on", ["pandas", "duckdb"])
@pytest.mark.parametrize(
    ("share", "critical", "warning"), [(0.5, True, True), (0.2, True, True), (0.03, True, False), (0.005, False, False)]
)
def test_skew_fails_by_tier(validate: Any, on: str, share: float, critical: bool, warning: bool) -> None:
    frame = with_rare(share)
    kwargs = {"target": "label", "split_column": "split"}
    assert validate(frame, Expect(**kwargs), on=on).success is critical
    assert validate(frame, Expect(**kwargs, severity="warning"), on=on).success is warning


def test_the_trivial_loss_stands_in_the_result(details: Any) -> None:
    found = details(with_rare(0.01), Expect(target="label", split_column="split"))
    train = found["by_split"][0]
    assert train["trivial_loss"] == pytest.approx(-0.01 * math.log(0.01) - 0.99 * math.log(0.99))
    assert train["majority_accuracy"] == 0.99
    assert train["rarest_class"] == "rare"
    assert train["classes"] == {"common": 4950, "rare": 50}
    assert "0.056 nats" in Expect.summary(found)
    assert (found["columns"], found["splits"]) == (["label"], ["train"])


def test_only_train_is_judged_and_the_others_are_shown(details: Any) -> None:
    frame = with_rare(0.5).replace({"split": {"train": "fit"}})
    frame.loc[frame["split"] == "test", "label"] = ["rare", *["common"] * 199]
    found = details(frame, Expect(target="label", split_column="split", train_split="fit"))
    assert found["tier"] == "none"
    assert [one["split"] for one in found["by_split"]] == ["fit", "test"]


def test_every_fold_is_judged(details: Any) -> None:
    frame = with_rare(0.5, rows=2_000)
    frame["split"] = np.repeat([0, 1, 2], [1_000, 1_000, 200])
    found = details(frame, Expect(target="label", split_column="split", train_split=None))
    assert found["tier"] == "critical", "fold 0 has one class only"
    assert found["splits"] in (["0"], ["1"])


def test_a_boolean_split_column_is_judged_in_train(details: Any) -> None:
    frame = with_rare(0.005)
    frame["is_train"] = frame.pop("split") == "train"
    found = details(frame, Expect(target="label", split_column="is_train", train_split=True))
    assert (found["tier"], found["splits"]) == ("critical", ["True"])


def test_without_a_split_column_all_rows_are_judged(details: Any) -> None:
    frame = with_rare(0.005).query("split == 'train'").drop(columns="split")
    found = details(frame, Expect(target="label"))
    assert found["tier"] == "critical"
    assert len(found["by_split"]) == 1
    assert found["by_split"][0]["rows"] == 5_000


def test_rows_without_a_target_belong_to_no_class_and_are_counted(details: Any) -> None:
    frame = with_rare(0.5)
    frame.loc[:99, "label"] = None
    found = details(frame, Expect(target="label", split_column="split"))
    assert (found["by_split"][0]["rows"], found["by_split"][0]["missing"]) == (4_900, 100)
    assert found["tier"] == "none"
    assert Expect.summary(found).endswith(" 100 of 5,000 rows of train (2 %) have no value of label.")
    frame.loc[5_000:, "label"] = None
    found = details(frame, Expect(target="label", split_column="split"))
    assert found["tier"] == "none", "an evaluation split may have none"
    assert "200 of 200 rows of test (100 %) and 100 of 5,000 rows of train (2 %) have no value" in Expect.summary(found)


@pytest.mark.parametrize("on", ["pandas", "duckdb"])
def test_a_target_that_most_train_rows_lack_is_a_warning(validate: Any, details: Any, on: str) -> None:
    frame = with_rare(0.5)
    frame.loc[1_250:3_749, "label"] = None
    kwargs = {"target": "label", "split_column": "split"}
    assert validate(frame, Expect(**kwargs, severity="warning"), on=on).success
    frame.loc[3_750, "label"] = None
    assert validate(frame, Expect(**kwargs), on=on).success
    result = validate(frame, Expect(**kwargs, severity="warning"), on=on)
    found = result.result["details"]
    assert (result.success, found["columns"], found["splits"]) == (False, ["label"], ["train"])
    assert "2,501 of 5,000 rows of train (50 %) have no value of label." in Expect.summary(found)
    assert Expect.next_step(found).startswith("Drop the rows of train without a value of label, or fill it in.")
    without_splits = details(frame.query("split == 'train'"), Expect(target="label"), on=on)
    assert Expect.summary(without_splits).endswith(" 2,501 of 5,000 rows (50 %) have no value of label.")


@pytest.mark.parametrize("on", ["pandas", "duckdb"])
def test_a_target_of_texts_that_do_not_repeat_is_a_warning(validate: Any, on: str) -> None:
    frame = pd.DataFrame({"t": [f"note {n}" for n in range(200)], "split": np.repeat(["train", "test"], [150, 50])})
    asked = {"target": "t", "split_column": "split"}
    assert validate(frame, Expect(**asked), on=on).success
    result = validate(frame, Expect(**asked, severity="warning"), on=on)
    found = result.result["details"]
    assert (result.success, found["tier"], found["splits"]) == (False, "warning", ["train"])
    assert Expect.summary(found) == (
        "In train 150 of 150 rows are each the only one of their class of t: of such classes nothing can be learned,"
        " nor proven."
    )
    assert Expect.next_step(found).startswith("Ask whether t is the column to predict, and name that in `target`.")
    assert "task='regression'" in Expect.next_step(found)


def test_one_class_of_a_single_row_beside_large_ones_in_a_small_table_is_none(details: Any) -> None:
    """Small tables of counts end in such classes: of 5,556 quiet columns of real tables 254 do."""
    frame = pd.DataFrame({"y": np.repeat(["a", "b", "c"], [50, 49, 1])})
    found = details(frame, Expect(target="y"))
    assert (found["tier"], "'c', has 1 row of 100" in Expect.summary(found)) == ("none", True)


def test_numbers_booleans_and_text_give_the_same(details: Any) -> None:
    text = with_rare(0.03)
    expect = Expect(target="label", split_column="split")
    for values in ((text["label"] == "rare").astype(int), text["label"] == "rare", (text["label"] == "rare") * 1.0):
        found, same = (details(one, expect)["by_split"][0] for one in (text, text.assign(label=values)))
        assert {key: found[key] for key in ("evenness", "trivial_loss", "rows")} == {
            key: same[key] for key in ("evenness", "trivial_loss", "rows")
        }


def test_a_small_balanced_table_is_not_skewed(validate: Any) -> None:
    iris_sized = pd.DataFrame({"y": np.repeat(["a", "b", "c"], 35)})
    assert validate(iris_sized, Expect(target="y", severity="warning")).success


def test_a_class_too_rare_to_prove_anything_about_is_a_warning(details: Any) -> None:
    frame = pd.DataFrame({"y": np.repeat(["a", "b", "c", "d"], [1_000, 1_000, 1_000, 20])})
    assert details(frame, Expect(target="y"))["tier"] == "warning"
    assert details(frame, Expect(target="y", min_class_rows=20))["tier"] == "none"


def test_limits_decide(details: Any) -> None:
    frame = with_rare(0.03)
    assert details(frame, Expect(target="label", split_column="split", critical_evenness=0.5))["tier"] == "critical"
    low = Expect(target="label", split_column="split", critical_evenness=0.01, warning_evenness=0.02)
    assert details(frame, low)["tier"] == "none"


def test_a_quantity_has_no_classes_and_the_message_says_what_to_do(refusal: Any, clean: pd.DataFrame) -> None:
    message = refusal(clean, Expect(target="height"))
    assert "`target` must hold classes" in message
    assert "task='regression'" in message


def test_a_train_split_without_any_target_cannot_be_judged(refusal: Any) -> None:
    frame = with_rare(0.5)
    frame.loc[frame["split"] == "train", "label"] = None
    message = refusal(frame, Expect(target="label", split_column="split"))
    assert "`target` must have values in" in message
    assert "'train'" in message


def test_one_class_in_train_is_critical(details: Any) -> None:
    frame = with_rare(0.5)
    frame.loc[frame["split"] == "train", "label"] = "common"
    found = details(frame, Expect(target="label", split_column="split"))
    assert found["tier"] == "critical"
    assert found["by_split"][0]["trivial_loss"] == 0
    assert Expect.summary(found).startswith("Every row of train has the class 'common' of label")
    assert "stratify" in Expect.next_step(found)


@pytest.mark.parametrize("on", ["pandas", "duckdb"])
@pytest.mark.parametrize("show_rows", [True, False])
def test_classes_of_two_spellings_are_a_warning(validate: Any, clean: pd.DataFrame, on: str, show_rows: bool) -> None:
    clean.loc[::3, "label"] += " "
    asked = {"target": "label", "split_column": "split", "show_rows": show_rows}
    assert validate(clean, Expect(**asked), on=on).success
    result = validate(clean, Expect(**asked, severity="warning"), on=on)
    found = result.result["details"]
    assert (found["tier"], found["columns"], len(found["alike"])) == ("warning", ["label"], 2)
    said = "'no' and 'no '" if show_rows else "'class 1' and 'class 2'"
    assert f"The classes {said} differ in case and spaces alone." in Expect.summary(found)
    assert "one spelling" in Expect.next_step(found)
