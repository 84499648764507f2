"""What a finding buys a model, measured where something is at fault, and never part of the verdict."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from great_expectations.compatibility.pydantic import ValidationError

from zl_expectations import ExpectFeaturesToNotLeakTarget, ExpectRowsToBeDisjointAcrossSplits
from zl_expectations.counting.duckdb_table import table_of
from zl_expectations.expectations._impact import figures
from zl_expectations.metrics import impact
from zl_expectations.reporting.impact import said

Rows: Any = ExpectRowsToBeDisjointAcrossSplits
Features: Any = ExpectFeaturesToNotLeakTarget


def honest(rows: int = 1200, seed: int = 0) -> pd.DataFrame:
    """Two noisy features of a class, and four of nothing; the last third of the rows is the test split."""
    rng = np.random.default_rng(seed)
    y = rng.random(rows) < 0.4
    frame = pd.DataFrame({"a": rng.normal(size=rows) + y, "b": rng.normal(size=rows) + 0.5 * y})
    for name in "cdef":
        frame[name] = rng.normal(size=rows)
    frame["y"] = np.where(y, "yes", "no")
    return frame.assign(split=np.where(np.arange(rows) < rows * 2 // 3, "train", "test"))


@pytest.fixture
def copies() -> pd.DataFrame:
    """Half of the test rows are copies of train rows."""
    frame = honest()
    return frame.set_axis(range(1200)).pipe(lambda one: pd.concat([one[:1000], one[:200].assign(split="test")]))


@pytest.fixture
def leaks() -> pd.DataFrame:
    """A column that is empty where the class is yes, and one that is the class."""
    frame = honest()
    yes = frame["y"] == "yes"
    paid = np.where(yes, np.nan, np.random.default_rng(1).normal(size=len(frame)))
    return frame.assign(paid=paid, code=np.where(yes, 7, 3))


@pytest.mark.parametrize("on", ["pandas", "duckdb"])
def test_what_shared_rows_buy_is_the_score_with_their_twins_less_the_score_without(
    validate: Any, copies: pd.DataFrame, on: str
) -> None:
    result = validate(copies, Rows(target="y", impact=True), on=on)
    found = result.result["details"]["impact"]
    assert (found["of"], found["names"], found["rows"], found["sampled"]) == ("rows", ["train", "test"], 1200, 1200)
    assert found["with"]["score"] - found["without"]["score"] > 0.05
    assert found["with"]["loss"] < found["without"]["loss"] - 0.05
    assert 0.7 < found["without"]["score"] < 0.85, "as high as the honest features are worth"
    assert not result.success


def test_rows_that_repeat_by_chance_buy_nothing(details: Any) -> None:
    """A tenth of a million keys: half of the test rows stand in train, and train has the others of the same kind."""
    rng = np.random.default_rng(0)
    a, b = rng.integers(0, 2, 4000), rng.integers(0, 4, 4000)
    y = (rng.random(4000) < 0.2 + 0.15 * b) & (a == 1)
    frame = pd.DataFrame({"a": a, "b": b, "c": rng.integers(0, 90, 4000), "y": y})
    frame["split"] = np.where(rng.random(4000) < 0.3, "test", "train")
    found = details(frame, Rows(target="y", max_shared=0.001, impact=True))
    assert found["tier"] in ("warning", "none")
    if found["tier"] == "none":
        pytest.fail("nothing to measure")
    assert abs(found["impact"]["with"]["score"] - found["impact"]["without"]["score"]) < 0.03


def test_copies_of_one_class_leave_both_classes_to_score(details: Any) -> None:
    """The rare class copied before a random split: without its shared rows the test split would have one class."""
    frame = honest(900)
    rare = frame[frame["y"] == "yes"][:40]
    many = pd.concat([frame[frame["y"] == "no"], *[rare] * 12], ignore_index=True)
    many["split"] = np.where(np.random.default_rng(3).random(len(many)) < 0.3, "test", "train")
    found = details(many, Rows(target="y", impact=True))["impact"]
    assert found["with"]["score"] > 0.97
    assert found["without"]["score"] < 0.85


def test_a_feature_that_gives_the_target_away_does_not_hide_what_shared_rows_buy(
    details: Any, copies: pd.DataFrame
) -> None:
    found = details(copies.assign(leak=copies["y"] + "!"), Rows(target="y", impact=True))["impact"]
    assert found["left_out"] == ["leak"]
    assert found["with"]["score"] - found["without"]["score"] > 0.05


def test_a_column_that_hides_copies_does_not_hide_what_they_buy(details: Any, copies: pd.DataFrame) -> None:
    found = details(copies.assign(row=range(len(copies))), Rows(target="y", impact=True))
    assert found["columns"] == ["row"]
    assert found["impact"]["with"]["score"] - found["impact"]["without"]["score"] > 0.05


@pytest.mark.parametrize("on", ["pandas", "duckdb"])
def test_what_features_buy_is_told_of_all_of_them_and_of_each_and_of_being_missing(
    validate: Any, leaks: pd.DataFrame, on: str
) -> None:
    result = validate(leaks, Features(target="y", split_column="split", impact=True), on=on)
    found = result.result["details"]["impact"]
    assert (found["of"], sorted(found["names"])) == ("features", ["code", "paid"])
    assert found["with"]["score"] > 0.999
    assert 0.6 < found["without"]["score"] < 0.8
    assert found["with"]["loss"] < 0.01 < 0.4 < found["without"]["loss"]
    by_name = {one["column"]: one for one in found["each"]}
    assert by_name["paid"]["without_it"]["score"] > 0.999, "the other one gives it away as well"
    assert by_name["paid"]["with_it_alone"]["score"] > 0.999
    assert by_name["paid"]["with_its_missingness"]["score"] > 0.999
    assert by_name["code"]["with_its_missingness"] is None
    sentence = Features.impact_said(result.result["details"])
    assert "of the AUC is owed to them." in sentence
    assert "alone brings 0." in sentence


def test_groups_and_times_stay_apart_where_features_are_measured(details: Any) -> None:
    """A group's rows look alike and have one class: only a model that saw the group knows it."""
    rng = np.random.default_rng(0)
    group = np.repeat(np.arange(60), 20)
    centre = rng.normal(size=(60, 3))[group]
    frame = pd.DataFrame(centre + rng.normal(scale=0.01, size=(1200, 3)), columns=list("abc"))
    frame = frame.assign(y=(rng.random(60) < 0.5)[group], patient=group, day=np.arange(1200))
    frame["leak"] = np.where(frame["y"], "p", "q")
    base = {"target": "y", "ignore_columns": ["patient", "day"]}
    mixed = details(frame, Features(**base, impact=True))["impact"]["without"]["score"]
    apart = details(frame, Features(**base, impact={"group_columns": ["patient"]}))["impact"]["without"]["score"]
    later = details(frame, Features(**base, impact={"time_column": "day"}))["impact"]["without"]["score"]
    assert mixed > 0.95
    assert apart < 0.7
    assert later < 0.7


def test_a_quantity_is_told_in_squared_errors_and_in_r2(details: Any) -> None:
    frame = honest()
    price = 100 * frame["a"] + np.random.default_rng(2).normal(scale=100, size=len(frame))
    frame = frame.assign(y=price, tax=price.round(1) * 0.2)
    found = details(frame, Features(target="y", split_column="split", impact=True))
    assert found["columns"] == ["tax"]
    measured = found["impact"]
    train = price[frame["split"] == "train"]
    assert measured["trivial_loss"] == pytest.approx(train.var(ddof=0), rel=0.01)
    assert 5_000 < measured["without"]["loss"] < 15_000
    assert measured["with"]["score"] > 0.95 > 0.7 > measured["without"]["score"]
    assert "R² 0.9" in Features.impact_said(found)
    assert "squared error" in Features.impact_said(found)


def test_nothing_is_measured_where_nothing_is_at_fault_or_nobody_asked(details: Any, leaks: pd.DataFrame) -> None:
    assert "impact" not in details(honest(), Features(target="y", impact=True))
    assert "impact" not in details(honest(), Rows(target="y", impact=True))
    assert "impact" not in details(leaks, Features(target="y"))


def test_a_model_that_cannot_be_fitted_changes_no_verdict_and_is_told(
    validate: Any, copies: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise MemoryError("no room for zaphod")

    without = validate(copies, Rows(target="y"))
    monkeypatch.setattr(impact, "CrossFit", broken)
    result = validate(copies, Rows(target="y", impact=True))
    details = result.result["details"]
    assert (result.success, details["tier"]) == (without.success, "critical")
    assert details["impact"] == {"missing": "MemoryError: no room for zaphod"}
    assert Rows.impact_said(details) == "Its worth to a model could not be measured: MemoryError: no room for zaphod"
    hidden = validate(copies, Rows(target="y", impact=True, show_rows=False)).result["details"]["impact"]
    assert "zaphod" not in hidden["missing"]


def test_too_few_rows_to_fit_are_told(details: Any) -> None:
    frame = honest(600)
    few = pd.concat([frame[frame["split"] == "train"], frame[:20].assign(split="test")])
    found = details(few, Rows(target="y", impact=True))
    assert found["tier"] == "critical"
    assert "at least 30 rows" in found["impact"]["missing"]


def test_rows_are_capped_and_the_cap_is_told(leaks: pd.DataFrame) -> None:
    asked: dict[str, Any] = dict.fromkeys(("features", "identifiers", "ignore_columns", "group_columns", "time_column"))
    splits = {"split_column": "split", "train_split": "train", "task": "auto"}
    found = impact.impact_of_features(table_of(leaks), ["paid"], target="y", **asked, **splits, max_rows=500)
    assert found.rows == 800
    assert 250 < found.sampled < 550
    assert f"Seen on {found.sampled} of 800 rows." in said(figures(found))


@pytest.mark.parametrize(("given", "words"), [({"groups": ["x"]}, "group_columns"), ("yes", "true, false or a dict")])
def test_a_misspelt_way_to_measure_is_an_error(given: Any, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        Features(target="y", impact=given)
