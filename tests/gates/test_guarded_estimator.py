"""Nothing is trained on rows that were not judged, and what is trained is what scikit-learn would have trained."""

from __future__ import annotations

import pickle
from functools import partial
from inspect import signature
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn import config_context
from sklearn.base import BaseEstimator, ClassifierMixin, clone, is_classifier, is_regressor
from sklearn.compose import make_column_transformer
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.exceptions import NotFittedError
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.model_selection import GridSearchCV, GroupKFold, cross_val_score
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

import zl_expectations as zl
from zl_expectations.errors import BadInputError

MODEL = make_pipeline(StandardScaler(), LogisticRegression())
ROWS = "expect_rows_to_be_disjoint_across_splits"


@pytest.fixture(scope="module")
def cancer() -> tuple[pd.DataFrame, pd.Series[int]]:
    X, y = load_breast_cancer(return_X_y=True, as_frame=True)
    order = np.random.default_rng(0).permutation(len(X))
    return X.iloc[order, :6].reset_index(drop=True), y[order].reset_index(drop=True)


class Recorder(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Keeps what it is given."""

    def fit(self, X: Any, y: Any, sample_weight: Any = None, eval_set: Any = None, verbose: bool = False) -> Recorder:
        self.given_ = {"sample_weight": sample_weight, "eval_set": eval_set, "verbose": verbose}
        self.classes_ = np.unique(y)
        return self

    def predict(self, X: Any) -> Any:
        return np.zeros(len(X))


class Untrained(LogisticRegression):  # type: ignore[misc]
    def fit(self, *args: Any, **kwargs: Any) -> Any:
        raise AssertionError("it was trained")


# --- a good citizen ----------------------------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore:invalid value encountered in cast:RuntimeWarning")  # scikit-learn's, of a y of NaN
@parametrize_with_checks([zl.GuardedEstimator(LogisticRegression()), zl.GuardedEstimator(Ridge())])  # type: ignore[untyped-decorator]
def test_it_is_an_estimator_as_scikit_learn_defines_one(estimator: Any, check: partial[None]) -> None:
    if check.func.__name__ == "check_classifiers_train":  # one feature of its blobs does tell the classes apart alone
        with pytest.raises(zl.TrainingDataRejected, match=r"x1 \(AUC 0\.991\) predicts the target alone"):
            check(estimator)
    elif check.func.__name__.endswith("_on_sparse_data"):  # asked by scikit-learn 1.6 whatever the tags say
        with pytest.raises(BadInputError, match="X must be dense"):
            check(estimator)
    else:
        check(estimator)


def test_it_predicts_as_the_estimator_that_it_wraps(cancer: Any) -> None:
    X, y = cancer
    guarded, plain = zl.GuardedEstimator(MODEL).fit(X, y), clone(MODEL).fit(X, y)
    for method in ("predict", "predict_proba", "predict_log_proba", "decision_function"):
        np.testing.assert_array_equal(getattr(guarded, method)(X), getattr(plain, method)(X))
    assert guarded.score(X, y) == plain.score(X, y)
    assert guarded.classes_.tolist() == [0, 1]
    assert (guarded.n_features_in_, list(guarded.feature_names_in_)) == (6, list(X.columns))
    assert guarded.report_.passed


def test_it_has_only_the_methods_of_the_estimator_that_it_wraps(cancer: Any) -> None:
    assert not hasattr(zl.GuardedEstimator(Ridge()), "predict_proba")
    assert not hasattr(zl.GuardedEstimator(MODEL), "transform")
    scaler = zl.GuardedEstimator(StandardScaler()).set_output(transform="pandas")
    X, y = cancer
    assert list(scaler.fit(X, y).transform(X)) == list(scaler.get_feature_names_out()) == list(X.columns)
    assert np.allclose(scaler.inverse_transform(scaler.transform(X)), X)
    with pytest.raises(NotFittedError):
        zl.GuardedEstimator(MODEL).predict(X)


def test_it_is_what_it_wraps() -> None:
    assert is_classifier(zl.GuardedEstimator(MODEL))
    assert is_regressor(zl.GuardedEstimator(make_pipeline(StandardScaler(), Ridge())))


def test_its_parameters_are_set_and_copied_with_those_of_what_it_wraps(cancer: Any) -> None:
    guarded = zl.GuardedEstimator(MODEL, fail_on="warning").set_params(estimator__logisticregression__C=7.0)
    copy = clone(guarded)
    assert copy.get_params()["estimator__logisticregression__C"] == 7.0
    assert copy.fail_on == "warning"
    assert copy.estimator is not guarded.estimator
    assert "fail_on='warning'" in repr(copy)


def test_a_search_and_a_pipeline_take_it_and_it_takes_them(cancer: Any) -> None:
    X, y = cancer
    inner = make_pipeline(StandardScaler(), zl.GuardedEstimator(LogisticRegression()))
    grid = {"guardedestimator__estimator__C": [0.01, 1.0]}
    within = GridSearchCV(inner, grid, cv=2, error_score="raise").fit(X, y)
    around = zl.GuardedEstimator(GridSearchCV(MODEL, {"logisticregression__C": [0.01, 1.0]}, cv=2)).fit(X, y)
    assert within.best_score_ > 0.9
    assert around.estimator_.best_score_ > 0.9
    assert cross_val_score(zl.GuardedEstimator(MODEL), X, y, cv=2, error_score="raise").min() > 0.9


def test_it_is_stored_and_read_again_without_the_rows(cancer: Any) -> None:
    X, y = cancer
    X = X.assign(name=[f"secret {i}" for i in range(len(X))])
    X.iloc[400:402] = X.iloc[:2].to_numpy()  # a warning, whose rows could be shown
    unnamed = make_column_transformer(("drop", ["name"]), remainder="passthrough")
    guarded = zl.GuardedEstimator(make_pipeline(unnamed, clone(MODEL)))
    guarded.fit(X[:400], y[:400], validation_data=(X[400:], y[400:]))
    stored = pickle.dumps(guarded)
    assert b"secret" not in stored
    again = pickle.loads(stored)
    np.testing.assert_array_equal(again.predict(X), guarded.predict(X))
    assert again.report_.findings[0].summary.startswith("2 rows of validation")
    assert [one.summary for one in again.report_.findings] == [one.summary for one in guarded.report_.findings]


# --- what stops it -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["frame", "array"])
def test_a_feature_that_gives_the_target_away_stops_it_before_it_trains(cancer: Any, form: str) -> None:
    X, y = cancer
    X = X.assign(code=y * 2 + 1)
    guarded = zl.GuardedEstimator(Untrained())
    with pytest.raises(zl.TrainingDataRejected, match=r"(code|x6).* predicts the target alone"):
        guarded.fit(X if form == "frame" else X.to_numpy(), y)
    assert guarded.report_.verdict.value == "rejected"
    assert not hasattr(guarded, "estimator_")


def test_a_fit_that_was_stopped_leaves_no_model_of_an_earlier_one(cancer: Any) -> None:
    X, y = cancer
    guarded = zl.GuardedEstimator(MODEL).fit(X, y)
    with pytest.raises(zl.TrainingDataRejected):
        guarded.fit(X.assign(code=y), y)
    with pytest.raises(NotFittedError):
        guarded.predict(X)


def test_a_quantity_that_a_feature_gives_away_stops_it() -> None:
    X, y = load_diabetes(return_X_y=True, as_frame=True)
    assert zl.GuardedEstimator(LinearRegression()).fit(X, y).score(X, y) > 0.4
    with pytest.raises(zl.TrainingDataRejected, match="log"):
        zl.GuardedEstimator(LinearRegression()).fit(X.assign(log=np.log(y)), y)


def test_skewed_classes_stop_it(cancer: Any) -> None:
    X, _ = cancer
    y = (np.arange(len(X)) % 190 == 0).astype(int)
    with pytest.raises(zl.TrainingDataRejected, match="expect_classes_to_not_be_skewed"):
        zl.GuardedEstimator(Untrained()).fit(X, y)


EVALUATION = ["eval_set", "one pair", "validation_data", "X_val"]


@pytest.mark.parametrize("way", EVALUATION)
def test_evaluation_rows_that_stand_in_train_stop_it_whatever_they_are_called(cancer: Any, way: str) -> None:
    X, y = cancer
    X_val, y_val = X[200:400], y[200:400]
    ways: dict[str, dict[str, Any]] = {
        "eval_set": {"eval_set": [(X_val, y_val)]},
        "one pair": {"eval_set": (X_val, y_val)},
        "validation_data": {"validation_data": (X_val, y_val)},
        "X_val": {"X_val": X_val, "y_val": y_val},
    }
    with pytest.raises(zl.TrainingDataRejected, match=f"{ROWS}: 100 rows of validation"):
        zl.GuardedEstimator(Untrained()).fit(X[:300], y[:300], **ways[way])


def test_clean_evaluation_rows_let_it_train(cancer: Any) -> None:
    X, y = cancer
    guarded = zl.GuardedEstimator(MODEL).fit(X[:400], y[:400], validation_data=(X[400:], y[400:]))
    assert guarded.report_.passed
    assert ROWS in {one.expectation for one in guarded.report_.findings}


def test_of_several_evaluation_sets_the_one_at_fault_is_named_and_train_itself_may_be_watched(cancer: Any) -> None:
    X, y = cancer
    X_train, y_train = X[:300], y[:300]
    fine, bad = (X[300:430], y[300:430]), (X[250:569], y[250:569])
    zl.GuardedEstimator(MODEL).fit(X_train, y_train, eval_set=[(X_train, y_train), fine])
    with pytest.raises(zl.TrainingDataRejected, match="50 rows of validation 2"):
        zl.GuardedEstimator(Untrained()).fit(X_train, y_train, eval_set=[fine, bad])
    with pytest.raises(zl.TrainingDataRejected, match="300 rows of validation"):
        zl.GuardedEstimator(Untrained()).fit(X_train, y_train, eval_set=[fine, (X_train, y_train)])


def test_times_and_groups_in_x_are_compared_with_the_evaluation_rows(cancer: Any) -> None:
    X, y = cancer
    X = X.assign(day=range(len(X)), patient=np.arange(len(X)) // 4)
    train, later = (X[:400], y[:400]), (X[400:], y[400:])
    named: dict[str, Any] = {"time_column": "day", "group_columns": ["patient"]}
    assert zl.GuardedEstimator(MODEL, **named).fit(*train, validation_data=later).report_.passed
    with pytest.raises(zl.TrainingDataRejected, match="expect_splits_to_be_ordered_in_time"):
        zl.GuardedEstimator(Untrained(), **named).fit(*later, validation_data=train)
    with pytest.raises(zl.TrainingDataRejected, match="expect_groups_to_be_disjoint"):
        zl.GuardedEstimator(Untrained(), **named).fit(X[:398], y[:398], validation_data=(X[398:], y[398:]))
    with pytest.raises(zl.TrainingDataRejected, match="expect_splits_to_be_ordered_in_time"):
        zl.GuardedEstimator(Untrained(), **named, embargo=7).fit(*train, validation_data=later)


def test_groups_beside_x_are_compared_with_those_of_the_evaluation_rows(cancer: Any) -> None:
    X, y = cancer
    groups = np.arange(len(X)) // 4
    fitted = zl.GuardedEstimator(MODEL).fit(
        X[:400], y[:400], groups=groups[:400], validation_data=(X[400:], y[400:]), eval_groups=[groups[400:]]
    )
    assert fitted.report_.passed
    with pytest.raises(zl.TrainingDataRejected, match="expect_groups_to_be_disjoint"):
        zl.GuardedEstimator(Untrained()).fit(
            X[:398], y[:398], groups=groups[:398], validation_data=(X[398:], y[398:]), eval_groups=[groups[398:]]
        )


def test_what_rejects_can_be_set_and_a_good_feature_allowed(cancer: Any) -> None:
    X, y = cancer
    rare = (np.arange(len(X)) % 25 == 0).astype(int)
    zl.GuardedEstimator(MODEL).fit(X, rare)
    with pytest.raises(zl.TrainingDataRejected, match="warning: "):
        zl.GuardedEstimator(Untrained(), fail_on="warning").fit(X, rare)
    assert zl.GuardedEstimator(MODEL, allow=["code"]).fit(X.assign(code=y), y).report_.passed


# --- what reaches the estimator ----------------------------------------------------------------------------------


def test_weights_and_further_arguments_reach_the_estimator_and_what_it_does_not_know_does_not(cancer: Any) -> None:
    X, y = cancer
    weights = np.ones(400)
    evaluation = [(X[400:], y[400:])]
    guarded = zl.GuardedEstimator(Recorder())
    guarded.fit(X[:400], y[:400], weights, eval_set=evaluation, groups=range(400), eval_groups=[range(900, 1069)])
    given = guarded.estimator_.given_
    assert given["sample_weight"] is weights
    assert given["eval_set"] is evaluation
    assert not given["verbose"]
    assert guarded.fit(X, y, verbose=True).estimator_.given_["verbose"]
    with pytest.raises(TypeError, match="vrebose"):
        guarded.fit(X, y, vrebose=True)


def test_weights_change_what_is_trained(cancer: Any) -> None:
    X, y = cancer
    weights = np.where(y == 1, 9.0, 1.0)
    guarded = zl.GuardedEstimator(LogisticRegression(max_iter=5000)).fit(X, y, sample_weight=weights)
    plain = LogisticRegression(max_iter=5000).fit(X, y, sample_weight=weights)
    np.testing.assert_array_equal(guarded.predict_proba(X), plain.predict_proba(X))


def test_groups_reach_a_search_within_it_with_and_without_metadata_routing(cancer: Any) -> None:
    X, y = cancer
    groups = np.arange(len(X)) // 4
    guarded = zl.GuardedEstimator(GridSearchCV(MODEL, {}, cv=GroupKFold(2)))
    for routing in (False, True):
        with config_context(enable_metadata_routing=routing):
            assert clone(guarded).fit(X, y, groups=groups).estimator_.best_score_ > 0.9


def test_metadata_is_routed_through_it(cancer: Any) -> None:
    X, y = cancer
    weights, groups = np.where(y == 1, 9.0, 1.0), np.arange(len(X)) // 4
    with config_context(enable_metadata_routing=True):
        inner = (
            LogisticRegression(max_iter=5000).set_fit_request(sample_weight=True).set_score_request(sample_weight="w")
        )
        search = GridSearchCV(zl.GuardedEstimator(inner), {}, cv=GroupKFold(2), error_score="raise")
        search.fit(X, y, sample_weight=weights, groups=groups)
        fitted = search.best_estimator_
        plain = clone(inner).fit(X, y, sample_weight=weights)
        np.testing.assert_array_equal(fitted.predict_proba(X), plain.predict_proba(X))
        assert fitted.score(X, y, w=weights) == plain.score(X, y, sample_weight=weights)


def test_early_stopping_on_the_evaluation_rows_that_were_judged(cancer: Any) -> None:
    X, y = cancer
    model = HistGradientBoostingClassifier(early_stopping=True, max_iter=20, random_state=0)
    if "X_val" not in signature(model.fit).parameters:
        pytest.skip("scikit-learn before 1.7 takes no X_val")
    guarded = zl.GuardedEstimator(model).fit(X[:400], y[:400], X_val=X[400:], y_val=y[400:])
    assert guarded.report_.passed
    assert guarded.estimator_.n_iter_ <= 20


# --- forms of rows -----------------------------------------------------------------------------------------------


def test_classes_that_are_many_numbers_are_no_quantity_to_a_classifier() -> None:
    X, y = load_digits(return_X_y=True)
    rng = np.random.default_rng(0)
    many = y[:500] * 4 + rng.integers(0, 4, 500)  # 40 classes in 500 rows
    report = zl.GuardedEstimator(GaussianNB()).fit(X[:500, 20:28], many + 0.0).report_
    assert report.passed
    assert "expect_classes_to_not_be_skewed" in {one.expectation for one in report.findings}


def test_texts_are_judged_before_they_are_vectors() -> None:
    rng = np.random.default_rng(0)
    words = np.array(["red", "green", "blue", "white", "black", "grey"])
    y = rng.integers(0, 2, 200)
    texts = [" ".join(rng.choice(words, 8)) for _ in y]
    model = make_pipeline(TfidfVectorizer(), LogisticRegression())
    assert zl.GuardedEstimator(model).fit(texts, y).predict(texts).shape == (200,)
    with pytest.raises(zl.TrainingDataRejected, match="x0"):
        zl.GuardedEstimator(model).fit([f"{'p' if one else 'n'} {text}" for one, text in zip(y, texts, strict=True)], y)


BAD: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "sparse": ({}, {"X": sparse.csr_matrix(np.eye(8))}, "X must be dense, got a sparse"),
    "several outputs": ({}, {"y": np.eye(8)[:, :2]}, r"`y` must be one column, got the shape \(8, 2\)"),
    "no y": ({}, {"y": None}, "`y` must be given"),
    "a misspelt time": ({"time_column": "dya"}, {}, "`time_column` must be a column"),
    "a misspelt group": ({"group_columns": ["x9"]}, {}, "`group_columns` must be a column"),
    "a misspelt identifier": ({"identifiers": ["x9"]}, {}, "`identifiers` must be a column"),
    "an embargo without times": ({"embargo": 7}, {}, "`embargo` must have"),
    "unknown fail_on": ({"fail_on": "info"}, {}, "`fail_on` must be"),
    "no pair": ({}, {"validation_data": np.eye(8)}, r"pairs \(X, y\), got ndarray"),
    "groups on one side": ({}, {"groups": range(8), "validation_data": ([[1]], [0])}, "got none: groups are compared"),
    "groups of the evaluation alone": ({}, {"eval_groups": [[1]]}, "got them alone"),
    "other columns": ({}, {"validation_data": (pd.DataFrame({"a": [1]}), [0])}, "lacks"),
    "an empty evaluation": ({}, {"validation_data": (np.zeros((0, 8)), [])}, "validation"),
    "an evaluation without y": ({}, {"X_val": np.eye(8)}, "`y` must be given"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_an_error_that_says_what_must_hold(case: str) -> None:
    parameters, arguments, words = BAD[case]
    estimator = Ridge() if case == "several outputs" else Untrained()
    with pytest.raises(BadInputError, match=words):
        zl.GuardedEstimator(estimator, **parameters).fit(**{"X": np.eye(8), "y": [0, 1] * 4, **arguments})


def test_what_could_not_be_judged_is_not_trained_on(cancer: Any) -> None:
    X, y = cancer
    X = X.assign(day=np.nan)
    with pytest.raises(zl.TrainingDataRejected, match="Training data not judged") as raised:
        zl.GuardedEstimator(Untrained(), time_column="day").fit(X[:400], y[:400], validation_data=(X[400:], y[400:]))
    assert raised.value.verdict == "not_judged"
