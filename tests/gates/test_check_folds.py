"""The folds of scikit-learn's splitters are judged as splits are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris
from sklearn.model_selection import (
    GroupKFold,
    KFold,
    PredefinedSplit,
    RepeatedKFold,
    RepeatedStratifiedKFold,
    ShuffleSplit,
    StratifiedGroupKFold,
    StratifiedKFold,
    TimeSeriesSplit,
)

import zl_expectations as zl
from zl_expectations.errors import BadInputError

ROWS = "expect_rows_to_be_disjoint_across_splits"
NEAR = "expect_rows_to_not_be_nearly_shared_across_splits"
GROUPS = "expect_groups_to_be_disjoint_across_splits"
TIMES = "expect_splits_to_be_ordered_in_time"
CLASSES = "expect_class_proportions_to_match_across_splits"
SKEW = "expect_classes_to_not_be_skewed"
FEATURES = "expect_features_to_not_leak_target"


@pytest.fixture(scope="module")
def cancer() -> tuple[pd.DataFrame, pd.Series[int]]:
    """In an order that no class prefers: as it comes, its first rows have another prior than its last."""
    X, y = load_breast_cancer(return_X_y=True, as_frame=True)
    order = np.random.default_rng(0).permutation(len(X))
    return X.iloc[order, :8].reset_index(drop=True), y[order].reset_index(drop=True)


def failed(result: zl.CheckResult) -> dict[str, Any]:
    return {one.expectation: one for one in result.findings if one.rejects("critical")}


@pytest.mark.parametrize(
    "cv",
    [
        5,
        KFold(3, shuffle=True, random_state=0),
        RepeatedStratifiedKFold(n_splits=3, n_repeats=2, random_state=0),
        ShuffleSplit(n_splits=2, random_state=0),
    ],
    ids=["int", "KFold", "repeated", "shuffle"],
)
def test_the_folds_of_a_clean_table_pass(cancer: Any, cv: Any) -> None:
    X, y = cancer
    result = zl.check_folds(X, y, cv=cv)
    assert result.passed, str(result)
    count = cv if isinstance(cv, int) else cv.get_n_splits()
    assert {one.observed["folds"] for one in result.findings if "folds" in one.observed} == {count}
    result.raise_if_rejected()


def test_a_number_of_folds_is_stratified_where_the_target_holds_classes_and_not_where_it_is_a_quantity() -> None:
    X, y = load_iris(return_X_y=True, as_frame=True)
    skew = next(one for one in zl.check_folds(X, y, cv=5).findings if one.expectation == SKEW)
    assert [fold["observed_value"] for fold in skew.observed["by_fold"]] == pytest.approx([1.0] * 5)
    X, y = load_diabetes(return_X_y=True, as_frame=True)
    result = zl.check_folds(X, y, cv=3)
    assert result.passed
    assert {ROWS, NEAR, FEATURES} <= {one.expectation for one in result.findings}
    assert SKEW not in {one.expectation for one in result.findings}


def test_rows_copied_before_the_folds_are_dealt_are_shared_in_each_of_them(cancer: Any) -> None:
    X, y = cancer
    X, y = pd.concat([X, X[:300]]), pd.concat([y, y[:300]])
    result = zl.check_folds(X, y, cv=KFold(5, shuffle=True, random_state=0))
    found = failed(result)[ROWS]
    assert found.splits == [f"fold {number}" for number in range(1, 6)]
    worst = max(found.observed["by_fold"], key=lambda fold: fold["observed_value"])
    assert (found.observed["worst_fold"], found.observed["observed_value"]) == (
        worst["fold"],
        worst["observed_value"],
    )
    assert found.summary.startswith(f"In 5 of 5 folds, at worst in fold {worst['fold']}: ")
    with pytest.raises(zl.TrainingDataRejected, match="In 5 of 5 folds, at worst in fold"):
        result.raise_if_rejected()


def test_a_fault_in_one_fold_alone_rejects_and_is_named(cancer: Any) -> None:
    X, y = cancer
    X = X.copy()
    X.iloc[:40] = X.iloc[-40:].to_numpy()
    fold_of = np.where(np.arange(len(X)) < 100, 0, -1)
    fold_of[100:200] = 1
    fold_of[200:300] = 2
    found = failed(zl.check_folds(X, y, cv=PredefinedSplit(fold_of)))
    assert found[ROWS].splits == ["fold 1"]
    assert found[ROWS].summary.startswith("In 1 of 3 folds, at worst in fold 1: 40 rows of test (40 %)")


def test_rows_that_were_jittered_before_the_folds_are_dealt_are_found(cancer: Any) -> None:
    X, y = cancer
    near = X[:300] * (1 + 1e-9)
    found = failed(zl.check_folds(pd.concat([X, near]), pd.concat([y, y[:300]]), cv=[(range(569), range(569, 869))]))
    assert NEAR in found


def test_what_the_features_give_away_is_judged_once_on_all_rows(cancer: Any) -> None:
    X, y = cancer
    result = zl.check_folds(X.assign(code=y.map({0: "b", 1: "m"})), y)
    [found] = failed(result).values()
    assert (found.expectation, found.columns) == (FEATURES, ["code"])
    assert "fold" not in found.summary
    assert [one.expectation for one in result.findings].count(FEATURES) == 1


@pytest.mark.parametrize("kind", [GroupKFold, StratifiedGroupKFold])
def test_groups_stay_together_in_a_splitter_for_groups_and_not_in_one_for_rows(cancer: Any, kind: Any) -> None:
    X, y = cancer
    groups = np.arange(len(X)) // 4
    assert zl.check_folds(X, y, cv=kind(4), groups=groups).passed
    result = zl.check_folds(X, y, cv=StratifiedKFold(4, shuffle=True, random_state=0), groups=groups)
    assert list(failed(result)) == [GROUPS]
    assert failed(result)[GROUPS].summary.startswith("In 4 of 4 folds")


def test_times_are_in_order_in_a_splitter_for_times_and_not_in_one_for_rows(cancer: Any) -> None:
    X, y = cancer
    time = pd.date_range("2024-01-01", periods=len(X))
    assert zl.check_folds(X, y, cv=TimeSeriesSplit(3), time=time).passed
    assert list(failed(zl.check_folds(X, y, cv=TimeSeriesSplit(3), time=time, embargo="7 days"))) == [TIMES]
    assert zl.check_folds(X, y, cv=TimeSeriesSplit(3, gap=7), time=time, embargo="7 days").passed
    assert failed(zl.check_folds(X, y, cv=4, time=time))[TIMES].splits == [f"fold {number}" for number in range(1, 5)]


def test_groups_and_times_may_be_columns_of_x_or_stand_beside_it(cancer: Any) -> None:
    X, y = cancer
    named = X.assign(patient=[f"p{i // 4}" for i in range(len(X))], day=range(len(X)))
    inside = failed(zl.check_folds(named, y, cv=3, groups="patient", time="day"))
    beside = failed(zl.check_folds(X, y, cv=3, groups=named["patient"], time=named["day"]))
    assert set(inside) == set(beside) == {GROUPS, TIMES}
    assert inside[GROUPS].observed["by_fold"] == beside[GROUPS].observed["by_fold"]
    assert inside[GROUPS].columns == ["patient"]
    grouped = zl.check_folds(named, y, cv=GroupKFold(3), groups="patient")
    assert GROUPS not in failed(grouped)


def test_groups_and_times_beside_x_are_no_part_of_what_makes_two_rows_the_same(cancer: Any) -> None:
    X, y = cancer
    X, y = pd.concat([X, X[:300]]), pd.concat([y, y[:300]])
    ids = np.arange(len(X))
    found = failed(zl.check_folds(X, y, cv=TimeSeriesSplit(2, test_size=300), groups=ids, time=ids))
    assert list(found) == [ROWS]


def test_a_class_that_the_train_side_lacks_rejects() -> None:
    X, y = load_iris(return_X_y=True, as_frame=True)  # sorted by class
    found = failed(zl.check_folds(X, y, cv=KFold(3)))
    assert found[CLASSES].summary.startswith("In 3 of 3 folds")
    assert "train lacks" in found[CLASSES].summary


def test_the_skew_of_the_least_even_fold_is_told(cancer: Any) -> None:
    X, y = cancer
    ones, zeros = np.flatnonzero(y == 1), np.flatnonzero(y == 0)
    even = np.r_[ones[:200], zeros[:200]]
    skewed = np.r_[ones[:200], zeros[:2]]
    test = np.r_[ones[250:], zeros[205:]]
    found = failed(zl.check_folds(X, y, cv=[(even, test), (skewed, test)]))[SKEW]
    assert found.splits == ["fold 2"]
    first, second = (fold["observed_value"] for fold in found.observed["by_fold"])
    assert found.observed["observed_value"] == second < 0.1 < first


def test_a_row_that_the_splitter_gives_to_both_sides_rejects_however_few_they_are(cancer: Any) -> None:
    X, y = cancer
    found = failed(zl.check_folds(X, y, cv=[(range(500), range(499, 569))]))
    assert found[GROUPS].summary.startswith("In 1 of 1 fold, at worst in fold 1: 1 group of position")
    assert "one side only" in found[GROUPS].next_step


@pytest.mark.parametrize("form", ["array", "list", "polars", "arrow"])
def test_x_and_y_may_be_whatever_scikit_learn_takes(cancer: Any, form: str) -> None:
    import polars as pl
    import pyarrow as pa

    X, y = cancer
    X, y = pd.concat([X, X[:300]], ignore_index=True), pd.concat([y, y[:300]], ignore_index=True)
    to: dict[str, Callable[[], tuple[Any, Any]]] = {
        "array": lambda: (X.to_numpy(), y.to_numpy()),
        "list": lambda: (X.to_numpy().tolist(), y.tolist()),
        "polars": lambda: (pl.from_pandas(X), pl.from_pandas(y)),
        "arrow": lambda: (pa.Table.from_pandas(X), pa.chunked_array([y.to_numpy()])),
    }
    cv = KFold(3, shuffle=True, random_state=0)
    expected, got = (failed(zl.check_folds(*given, cv=cv)) for given in ((X, y), to[form]()))
    assert set(got) == set(expected) == {ROWS}
    assert got[ROWS].observed["by_fold"] == expected[ROWS].observed["by_fold"]


def test_columns_may_be_called_like_what_stands_beside_them(cancer: Any) -> None:
    X, y = cancer
    X = X.set_axis(["split", "y", "target", "groups", "time", "position", "train", "test"], axis=1)
    result = zl.check_folds(X, y, cv=TimeSeriesSplit(2), groups=range(len(X)), time=range(len(X)))
    assert result.passed, str(result)


def test_a_fold_that_cannot_be_judged_is_not_passed(cancer: Any) -> None:
    X, y = cancer
    day = np.where(np.arange(len(X)) < 200, np.nan, np.arange(len(X)))
    result = zl.check_folds(X, y, cv=[(range(250, 400), range(400, 569)), (range(200), range(400, 569))], time=day)
    assert result.verdict.value == "not_judged"
    unknown = next(one for one in result.findings if not one.judged)
    assert (unknown.expectation, unknown.splits) == (TIMES, ["fold 2"])
    with pytest.raises(zl.TrainingDataRejected, match="must have values in the train split") as raised:
        result.raise_if_rejected()
    assert raised.value.verdict == "not_judged"


def test_it_prints_and_shows_as_html_and_holds_no_markup_of_the_data(cancer: Any) -> None:
    X, y = cancer
    X = pd.concat([X, X[:300]]).assign(**{"<b>note</b>": "<script>alert(1)</script>"})
    result = zl.check_folds(X, pd.concat([y, y[:300]]), cv=KFold(2, shuffle=True, random_state=0))
    assert str(result).startswith("REJECTED: 6 checks, ")
    html = result._repr_html_()
    assert "Each fold" in html
    assert "<script" not in html
    assert "<b>note" not in html


def test_what_is_hidden_stays_hidden(cancer: Any) -> None:
    X, y = cancer
    X = X.assign(name=[f"secret {i}" for i in range(len(X))])
    X, y = pd.concat([X, X[:300]]), pd.concat([y, y[:300]])
    cv = KFold(2, shuffle=True, random_state=0)
    assert "secret" in zl.check_folds(X, y, cv=cv).to_json()
    assert "secret" not in zl.check_folds(X, y, cv=cv, masked_columns=["name"]).to_json()
    assert "secret" not in zl.check_folds(X, y, cv=cv, show_rows=False).to_json()


def test_a_warning_rejects_only_when_it_is_asked_to(cancer: Any) -> None:
    X, _ = cancer
    y = (np.arange(len(X)) % 25 == 0).astype(int)
    assert zl.check_folds(X, y, cv=2).passed
    assert zl.check_folds(X, y, cv=2, fail_on="warning").verdict.value == "rejected"


X8 = np.arange(16.0).reshape(8, 2)
Y8 = [0, 1] * 4
BAD: dict[str, tuple[dict[str, Any], str]] = {
    "sparse": ({"X": sparse.csr_matrix(X8)}, r"X must be dense, got a sparse csr_matrix.*X\.toarray\(\)"),
    "three axes": ({"X": np.zeros((8, 2, 2))}, r"got the shape \(8, 2, 2\)"),
    "no columns": ({"X": np.zeros((8, 0))}, "must have columns"),
    "no y": ({"y": None}, "`y` must be given"),
    "several outputs": ({"y": np.zeros((8, 2))}, r"`y` must be one column, got the shape \(8, 2\)"),
    "a short y": ({"y": [0, 1]}, "a value for each of the 8 rows of X, got 2"),
    "a short group": ({"groups": [0, 1]}, "`groups` must have a value for each of the 8 rows of X, got 2"),
    "a misspelt group": ({"groups": "patient"}, "`groups` must be a column of the batch, got 'patient'"),
    "a misspelt time": ({"time": "X1"}, "Did you mean 'x1'"),
    "a misspelt identifier": ({"identifiers": ["id"]}, "`identifiers` must be a column"),
    "columns as text": ({"ignore_columns": "x0"}, r"\['x0'\]"),
    "one class": ({"y": [1] * 8}, "nothing to predict"),
    "no groups": ({"cv": GroupKFold(2)}, "GroupKFold could not: .*groups"),
    "too many folds": ({"cv": 9}, "9 could not: "),
    "folds without end": ({"cv": RepeatedKFold(n_splits=2, n_repeats=501)}, "at most 1,000 folds"),
    "no fold": ({"cv": []}, "at least one fold, got none"),
    "no splitter": ({"cv": "five"}, "`cv` must split these rows"),
    "no pairs": ({"cv": [range(4)]}, "list could not: too many values"),
    "an empty train side": ({"cv": [([], [0])]}, "The train side of fold 1 must have rows, got none"),
    "an empty test side": ({"cv": [([0], [1]), ([0], [])]}, "The test side of fold 2 must have rows, got none"),
    "rows out of range": ({"cv": [([0, 1], [8])]}, "The test side of fold 1 must hold positions from 0 to 7, got 8"),
    "rows from the end": ({"cv": [([0, 1], [-1])]}, "from 0 to 7, got -1"),
    "rows by name": ({"cv": [(["a"], [1])]}, "must be positions of rows"),
    "an embargo without times": ({"embargo": "7 days"}, "`embargo` must have"),
    "unknown fail_on": ({"fail_on": "info"}, "`fail_on` must be"),
    "unknown task": ({"task": "ranking"}, "`task` must be"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_an_error_that_says_what_must_hold(case: str) -> None:
    arguments, words = BAD[case]
    with pytest.raises(BadInputError, match=words):
        zl.check_folds(**{"X": X8, "y": Y8, "cv": 2, **arguments})


def test_masks_are_positions_too() -> None:
    X, y = load_iris(return_X_y=True)
    in_test = np.arange(len(X)) % 3 == 0
    assert zl.check_folds(X, y, cv=[(~in_test, in_test)]).passed


def test_too_few_rows_are_no_error() -> None:
    assert zl.check_folds(X8, Y8, cv=2).verdict.value in ("passed", "rejected")
