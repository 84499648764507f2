"""The guards of scikit-learn train on nothing but what a passport says was judged and passed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, KFold, cross_val_score

import zl_expectations as zl
from zl_expectations.errors import BadInputError

MODEL = LogisticRegression(max_iter=2000)
FEATURES = ["x", "z"]


class Untrained(LogisticRegression):  # type: ignore[misc]
    def fit(self, *args: Any, **kwargs: Any) -> Any:
        raise AssertionError("it was trained")


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    number = pd.Series(range(600))
    return pd.DataFrame(
        {
            "x": number * 7 % 601,
            "z": number / 8,
            "patient": number // 4,
            "day": number // 4,
            "label": (number * 13 % 5 > 2).astype(int),
        }
    )


def passport_of(rows: pd.DataFrame, file: Path, **arguments: Any) -> Path:
    result = zl.check(train=rows[:400], test=rows[400:], target="label", passport=file, **arguments)
    assert result.passed, result
    return file


@pytest.fixture(scope="module")
def passport(rows: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = rows[[*FEATURES, "label"]]
    return passport_of(rows, tmp_path_factory.mktemp("passport") / "passport.json", identifiers=["z"])


def parts(rows: pd.DataFrame, columns: list[str] = FEATURES) -> tuple[pd.DataFrame, pd.Series[int]]:
    return rows[columns].copy(), rows["label"].copy()


def guard(passport: Any, model: Any = MODEL, **fields: Any) -> Any:
    return zl.GuardedEstimator(model, passport=passport, **{"identifiers": ["z"], **fields})


def refusal(guarded: Any, *args: Any, **kwargs: Any) -> list[str]:
    """What it is refused for."""
    with pytest.raises(zl.TrainingDataRejected) as caught:
        guarded.fit(*args, **kwargs)
    head, *changes, _ = str(caught.value).splitlines()
    assert head == "The data is not what was judged and passed:"
    return [change.strip() for change in changes]


def test_what_passed_is_trained_on_and_not_judged_again(
    rows: pd.DataFrame, passport: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zl_expectations.gates.guarded_estimator.judged_splits", None)
    X, y = parts(rows[:400])
    fitted = guard(passport).fit(X, y, validation_data=parts(rows[400:]))
    np.testing.assert_array_equal(fitted.predict(X), clone(MODEL).fit(X, y).predict(X))
    assert not hasattr(fitted, "report_")
    assert clone(fitted).fit(X[::-1], y[::-1].to_numpy()).passport == passport, "in any order, and y by any name"
    read = zl.Passport.read(passport)
    assert clone(guard(read)).fit(X, y).passport == read


def test_a_search_within_it_trains_on_what_passed(rows: pd.DataFrame, passport: Path) -> None:
    fitted = guard(passport, GridSearchCV(MODEL, {"C": [0.1, 1.0]}, cv=2)).fit(*parts(rows[:400]))
    assert fitted.estimator_.best_params_["C"] in (0.1, 1.0)


Split = tuple[pd.DataFrame, "pd.Series[int]"]
CHANGES: dict[str, tuple[Callable[[Split], Split], list[str]]] = {
    "a value": (lambda one: (one[0].replace(one[0].iloc[3, 1], -1.0), one[1]), ["has other values than were judged"]),
    "a target": (lambda one: (one[0], one[1].where(one[1].index % 9 != 2, 1)), ["has other values than were judged"]),
    "a row": (lambda one: (one[0][1:], one[1][1:]), [" rows, "]),
    "a column": (lambda one: (one[0].assign(more=1), one[1]), ["column 'more' was not judged"]),
    "no column": (lambda one: (one[0][["z"]], one[1]), ["column 'x' is gone"]),
}


@pytest.mark.parametrize(("change", "words"), CHANGES.values(), ids=CHANGES)
def test_a_split_that_has_changed_is_not_trained_on(
    rows: pd.DataFrame, passport: Path, change: Callable[[Split], Split], words: list[str]
) -> None:
    train, test = parts(rows[:400]), parts(rows[400:])
    said = refusal(guard(passport, Untrained()), *change(train), validation_data=test)
    assert any(words[0] in one for one in said)
    said = refusal(guard(passport, Untrained()), *train, validation_data=change(test))
    assert any(words[0] in one for one in said)


def test_splits_are_not_taken_for_one_another(rows: pd.DataFrame, passport: Path) -> None:
    train, test = parts(rows[:400]), parts(rows[400:])
    assert refusal(guard(passport, Untrained()), *test) == ["split 'train' has 200 rows, 400 were judged"]
    assert refusal(guard(passport, Untrained()), *train, validation_data=train) == [
        "split 'test' has 400 rows, 200 were judged"
    ]


def test_each_evaluation_set_must_be_one_that_was_judged(rows: pd.DataFrame, tmp_path: Path) -> None:
    splits = {"fit": rows[:300], "tune": rows[300:400], "test": rows[400:]}
    given = {name: one[[*FEATURES, "label"]] for name, one in splits.items()}
    assert zl.check(splits=given, target="label", train_split="fit", passport=tmp_path / "p.json").passed
    guarded = zl.GuardedEstimator(MODEL, passport=tmp_path / "p.json")
    fit, tune, test = map(parts, splits.values())
    assert guarded.fit(*fit, eval_set=[fit, test, tune])
    assert refusal(guarded, *fit, eval_set=[test, (tune[0][1:], tune[1][1:])]) == [
        "the rows of 'validation 2' are no such split that was judged: 'test', 'tune'"
    ]


def test_a_suite_that_was_loosened_is_refused(rows: pd.DataFrame, passport: Path) -> None:
    train = parts(rows[:400])
    assert '`identifiers` ["z"], asked is null' in refusal(guard(passport, Untrained(), identifiers=None), *train)[0]
    said = refusal(guard(passport, Untrained(), fail_on="warning", time_column="z", identifiers=["z"]), *train)
    assert said == [
        "it was judged with `fail_on` 'critical', asked is 'warning'",
        *(
            line
            for tier in ("critical", "warning")
            for line in (
                f'expect_features_to_not_leak_target ({tier}) was judged with `time_column` null, asked is "z"',
                f"expect_splits_to_be_ordered_in_time ({tier}) was not judged",
            )
        ),
    ]


def test_a_verdict_that_is_no_pass_is_refused(rows: pd.DataFrame, passport: Path, tmp_path: Path) -> None:
    found = {**json.loads(passport.read_text()), "verdict": "not_judged"}
    (tmp_path / "p.json").write_text(json.dumps(found))
    assert refusal(guard(tmp_path / "p.json", Untrained()), *parts(rows[:400])) == ["the verdict was 'not_judged'"]


def test_a_passport_that_cannot_be_read_is_an_error(rows: pd.DataFrame, tmp_path: Path) -> None:
    (tmp_path / "half.json").write_text('{"format": ')
    for file in ("half.json", "none.json"):
        for guarded in (guard(tmp_path / file, Untrained()).fit, zl.GuardedSplit(2, passport=tmp_path / file).split):
            with pytest.raises(BadInputError, match="passport must be"):
                guarded(*parts(rows[:400]))


def test_groups_and_times_beside_x_are_those_that_were_judged(rows: pd.DataFrame, tmp_path: Path) -> None:
    file = passport_of(rows, tmp_path / "p.json", group_columns=["patient"], time_column="day")
    groups, time = rows["patient"].to_numpy(), rows["day"].to_numpy()
    X, y = parts(rows[:400], [*FEATURES, "day"])
    beside = zl.GuardedEstimator(MODEL, time_column="day", passport=file)
    assert beside.fit(X, y, groups=groups[:400])
    assert "split 'train' has other values than were judged" in refusal(beside, X, y, groups=groups[1:401])
    assert "column 'patient' is gone" in refusal(beside, X, y)
    X_test, y_test = parts(rows[400:], [*FEATURES, "day"])
    evaluated = {"validation_data": (X_test, y_test), "eval_groups": [groups[400:]]}
    assert beside.fit(X, y, groups=groups[:400], **evaluated)
    both = parts(rows[:400], [*FEATURES, "day", "patient"])
    assert beside.fit(*both, groups=groups[:400]), "a column of X that is given as the groups too"
    folds = zl.GuardedSplit(KFold(2), time=time[:400], passport=file)
    with pytest.raises(zl.TrainingDataRejected, match="expect_"):  # the passport is right, the folds are not
        folds.split(*parts(rows[:400], [*FEATURES, "patient"]), groups=groups[:400])


def test_groups_that_were_not_judged_are_refused(rows: pd.DataFrame, passport: Path) -> None:
    said = refusal(guard(passport, Untrained()), *parts(rows[:400]), groups=np.arange(400))
    assert "expect_groups_to_be_disjoint_across_splits (critical) was not judged" in said


def test_folds_of_what_passed_are_handed_out_and_of_nothing_else(rows: pd.DataFrame, passport: Path) -> None:
    X, y = parts(rows[:400])
    folds = zl.GuardedSplit(KFold(2, shuffle=True, random_state=0), identifiers=["z"], passport=passport)
    assert len(cross_val_score(MODEL, X, y, cv=folds)) == 2
    assert folds.result.passed
    with pytest.raises(zl.TrainingDataRejected, match="split 'train' has other values"):
        folds.split(X, 1 - y)
    with pytest.raises(zl.TrainingDataRejected, match="split 'train' has 200 rows, 400 were judged"):
        folds.split(*parts(rows[400:]))


def test_rows_without_splits_have_a_passport_for_the_guards_too(rows: pd.DataFrame, tmp_path: Path) -> None:
    whole = rows[[*FEATURES, "label"]]
    assert zl.check(whole, target="label", passport=tmp_path / "p.json").passed
    X, y = parts(whole)
    assert zl.GuardedEstimator(MODEL, passport=tmp_path / "p.json").fit(X, y)
    said = refusal(zl.GuardedEstimator(MODEL, passport=tmp_path / "p.json"), X, y, validation_data=(X[:9], y[:9]))
    assert said == ["the rows of 'validation' are no such split that was judged: there are none"]


def test_no_rows_are_an_error(rows: pd.DataFrame, passport: Path) -> None:
    X, y = parts(rows[:400])
    with pytest.raises(BadInputError, match="There must be rows"):
        guard(passport, Untrained()).fit(X[:0], y[:0])
