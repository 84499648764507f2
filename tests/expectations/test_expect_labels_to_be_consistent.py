"""Rows with the same features and another target."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from zl_expectations import ExpectLabelsToBeConsistent
from zl_expectations.expectations._base import exception_message

Expect: Any = ExpectLabelsToBeConsistent  # severities are given as text here, as people write them
FEATURES = ["height", "weight", "age", "city"]


@pytest.fixture
def relabelled(clean: pd.DataFrame) -> pd.DataFrame:
    """The clean table, 20 of whose train rows are copies of others with the other label."""
    clean.loc[100:119, FEATURES] = clean.loc[0:19, FEATURES].to_numpy()
    clean.loc[100:119, "label"] = np.where(clean.loc[0:19, "label"] == "yes", "no", "yes")
    return clean.astype({"height": float, "weight": float, "age": int})


@pytest.mark.parametrize("severity", ["critical", "warning"])
@pytest.mark.parametrize("on", ["pandas", "duckdb"])
def test_unique_rows_pass_and_may_be_memorised(validate: Any, clean: pd.DataFrame, severity: str, on: str) -> None:
    result = validate(clean, Expect(target="label", split_column="split", severity=severity), on=on)
    assert result.success
    found = result.result["details"]
    assert found["losses"]["cross_entropy"]["floor"] == 0
    assert found["losses"]["cross_entropy"]["trivial_loss"] == pytest.approx(np.log(2), abs=0.01)
    assert "may reach zero" in ExpectLabelsToBeConsistent.summary(found)


@pytest.mark.parametrize("on", ["pandas", "duckdb"])
def test_relabelled_copies_are_a_warning_and_are_shown(validate: Any, relabelled: pd.DataFrame, on: str) -> None:
    result = validate(relabelled, Expect(target="label", split_column="split", severity="warning"), on=on)
    assert not result.success
    found = result.result["details"]
    assert (found["conflicting_rows"], found["groups"], found["conflicting_groups"]) == (40, 20, 20)
    assert (found["columns"], found["splits"]) == (["label"], ["train"])
    assert found["losses"]["cross_entropy"]["floor"] == pytest.approx(40 / 600 * np.log(2))
    rows = result.result["partial_unexpected_list"]
    assert len(rows) == 20
    assert {(row["height"], row["label"]) for row in rows[:2]} == {
        (rows[0]["height"], "no"),
        (rows[0]["height"], "yes"),
    }
    assert "strangers would in" in ExpectLabelsToBeConsistent.summary(found)
    assert validate(relabelled, Expect(target="label", split_column="split"), on=on).success, "critical is the user's"


def test_copies_that_are_relabelled_in_the_other_split_are_a_warning(validate: Any, copied: pd.DataFrame) -> None:
    copied.loc[600:639, "label"] = np.where(copied.loc[0:39, "label"] == "yes", "no", "yes")
    result = validate(copied, Expect(target="label", split_column="split", severity="warning"))
    assert not result.success
    found = result.result["details"]
    assert found["conflicting_rows"] == 0
    assert found["splits"] == ["train", "test"]
    assert found["across"][0]["conflicting_rows"] == 40


def test_copies_with_their_labels_pass(validate: Any, copied: pd.DataFrame) -> None:
    copied.loc[600:639, "label"] = copied.loc[0:39, "label"].to_numpy()
    assert validate(copied, Expect(target="label", split_column="split", severity="warning")).success


def test_coarse_columns_conflict_by_nature_and_pass_unless_a_limit_says_otherwise(
    validate: Any, clean: pd.DataFrame
) -> None:
    coarse = {"target": "label", "split_column": "split", "key_columns": ["city"]}
    assert validate(clean, Expect(**coarse, severity="warning")).success
    result = validate(clean, Expect(**coarse, max_floor=0.5))
    assert not result.success
    assert result.result["details"]["share"] == 1
    assert not validate(clean, Expect(**coarse, max_conflicting=0.1)).success


def test_a_quantity_has_a_floor_of_squared_error(details: Any) -> None:
    rows = pd.DataFrame({"x": [1, 1, 2, 3] * 10, "y": np.arange(40.0)})
    found = details(rows, Expect(target="y", task="regression"))
    within = ((rows["y"] - rows.groupby("x")["y"].transform("mean")) ** 2).mean()
    assert found["losses"]["squared_error"]["floor"] == pytest.approx(within)
    assert found["tier"] == "none"


def test_every_row_and_its_place_are_in_the_complete_result(validate: Any, relabelled: pd.DataFrame) -> None:
    result = validate(
        relabelled,
        Expect(target="label", split_column="split"),
        on="duckdb",
        result_format={"result_format": "COMPLETE"},
    ).result
    assert sorted(place["row"] for place in result["unexpected_index_list"]) == [*range(20), *range(100, 120)]
    identified = validate(
        relabelled.assign(id=range(800)),
        Expect(target="label", split_column="split", identifiers=["id"]),
        result_format={"result_format": "COMPLETE", "unexpected_index_column_names": ["id"]},
    ).result
    assert sorted(place["id"] for place in identified["unexpected_index_list"]) == [*range(20), *range(100, 120)]


@pytest.mark.parametrize(
    ("target", "task", "words"),
    [
        ("nothing", "auto", "only missing ones"),
        ("label", "regression", "must hold numbers"),
        ("no", "auto", "`target`"),
    ],
)
def test_a_target_that_has_no_floor_is_an_error_that_says_so(
    validate: Any, clean: pd.DataFrame, target: str, task: str, words: str
) -> None:
    result = validate(clean.assign(nothing=None), Expect(target=target, task=task))
    assert not result.success
    assert words in str(exception_message(result))


def test_an_infinite_quantity_is_refused(validate: Any) -> None:
    rows = pd.DataFrame({"x": range(40), "y": [*np.arange(39.0), np.inf]})
    assert "must be finite" in str(exception_message(validate(rows, Expect(target="y", task="regression"))))
