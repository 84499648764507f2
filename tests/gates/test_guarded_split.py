"""No fold is used before all of them have been judged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from sklearn import config_context
from sklearn.base import clone
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import (
    GridSearchCV,
    GroupKFold,
    KFold,
    LeaveOneGroupOut,
    ShuffleSplit,
    StratifiedKFold,
    cross_val_predict,
    cross_val_score,
    cross_validate,
)
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import zl_expectations as zl
from zl_expectations.errors import BadInputError

MODEL = make_pipeline(StandardScaler(), LogisticRegression())


@pytest.fixture(scope="module")
def cancer() -> tuple[Any, Any]:
    X, y = load_breast_cancer(return_X_y=True)
    order = np.random.default_rng(0).permutation(len(X))
    return X[order, :6], y[order]


@pytest.fixture(scope="module")
def copied(cancer: Any) -> tuple[Any, Any]:
    X, y = cancer
    return np.vstack([X, X[:300]]), np.r_[y, y[:300]]


class Untrained(LogisticRegression):  # type: ignore[misc]
    def fit(self, *args: Any, **kwargs: Any) -> Any:
        raise AssertionError("it was trained")


def test_clean_folds_are_used_as_they_are(cancer: Any) -> None:
    X, y = cancer
    cv = StratifiedKFold(3)
    guarded = zl.GuardedSplit(cv)
    for ours, theirs in zip(guarded.split(X, y), cv.split(X, y), strict=True):
        np.testing.assert_array_equal(ours[0], theirs[0])
        np.testing.assert_array_equal(ours[1], theirs[1])
    np.testing.assert_array_equal(cross_val_score(MODEL, X, y, cv=guarded), cross_val_score(MODEL, X, y, cv=cv))
    assert guarded.result.passed


def test_the_folds_that_were_judged_are_handed_out_where_the_splitter_draws_at_random(cancer: Any) -> None:
    X, y = cancer
    drawn: list[Any] = []

    class Recorded(ShuffleSplit):  # type: ignore[misc]
        def split(self, *args: Any, **kwargs: Any) -> Iterator[Any]:
            drawn[:] = super().split(*args, **kwargs)
            return iter(drawn)

    handed = list(zl.GuardedSplit(Recorded(n_splits=2)).split(X, y))
    assert len(drawn) == len(handed) == 2
    for ours, theirs in zip(handed, drawn, strict=True):
        np.testing.assert_array_equal(ours[1], theirs[1])


@pytest.mark.parametrize("use", [cross_val_score, cross_validate, cross_val_predict])
def test_nothing_is_trained_on_folds_that_share_rows(copied: Any, use: Any) -> None:
    X, y = copied
    guarded = zl.GuardedSplit(KFold(2, shuffle=True, random_state=0))
    with pytest.raises(zl.TrainingDataRejected, match="expect_rows_to_be_disjoint_across_splits: In 2 of 2 folds"):
        use(Untrained(), X, y, cv=guarded)
    assert guarded.result.verdict.value == "rejected"


def test_a_search_uses_it_and_is_stopped_by_it(cancer: Any, copied: Any) -> None:
    search = GridSearchCV(MODEL, {"logisticregression__C": [0.1, 1.0]}, cv=zl.GuardedSplit(2))
    assert 0.8 < clone(search).fit(*cancer).best_score_ < 1
    with pytest.raises(zl.TrainingDataRejected):
        clone(search).set_params(cv=zl.GuardedSplit(KFold(2, shuffle=True, random_state=0))).fit(*copied)


def test_groups_reach_the_splitter_and_the_judge_with_and_without_metadata_routing(cancer: Any) -> None:
    X, y = cancer
    groups = np.arange(len(X)) // 4
    apart = GridSearchCV(MODEL, {}, cv=zl.GuardedSplit(GroupKFold(2)))
    together = GridSearchCV(MODEL, {}, cv=zl.GuardedSplit(KFold(2, shuffle=True, random_state=0)))
    for routing in (False, True):
        with config_context(enable_metadata_routing=routing):
            assert clone(apart).fit(X, y, groups=groups).best_score_ > 0.8
            with pytest.raises(zl.TrainingDataRejected, match="expect_groups_to_be_disjoint"):
                clone(together).fit(X, y, groups=groups)
            with pytest.raises(BadInputError, match="groups"):
                clone(apart).fit(X, y)
    with config_context(enable_metadata_routing=True):
        assert len(cross_val_score(MODEL, X, y, cv=zl.GuardedSplit(GroupKFold(2)), params={"groups": groups})) == 2


def test_times_given_to_it_are_judged(cancer: Any) -> None:
    X, y = cancer
    with pytest.raises(zl.TrainingDataRejected, match="expect_splits_to_be_ordered_in_time"):
        zl.GuardedSplit(2, time=np.arange(len(X))).split(X, y)


def test_what_rejects_can_be_set(cancer: Any) -> None:
    X, _ = cancer
    y = (np.arange(len(X)) % 25 == 0).astype(int)
    assert len(list(zl.GuardedSplit(2).split(X, y))) == 2
    with pytest.raises(zl.TrainingDataRejected, match="warning: expect_classes_to_not_be_skewed"):
        zl.GuardedSplit(2, fail_on="warning").split(X, y)


def test_it_counts_its_folds_as_the_splitter_does() -> None:
    assert zl.GuardedSplit(4).get_n_splits() == 4
    assert zl.GuardedSplit(ShuffleSplit(7)).get_n_splits() == 7
    assert zl.GuardedSplit([([0], [1])]).get_n_splits() == 1
    assert zl.GuardedSplit(LeaveOneGroupOut()).get_n_splits([[0]] * 3, groups=[1, 2, 2]) == 2


def test_an_iterator_of_folds_can_be_used_again_and_copied(cancer: Any) -> None:
    X, y = cancer
    guarded = zl.GuardedSplit(fold for fold in KFold(2).split(X))
    copy = clone(guarded, safe=False)
    for one in (guarded, guarded, copy):
        assert len(list(one.split(X, y))) == 2


def test_it_says_what_it_wraps_and_copies_as_splitters_do() -> None:
    guarded = zl.GuardedSplit(KFold(3), fail_on="warning", identifiers=["id"])
    assert "cv=KFold(n_splits=3" in repr(guarded)
    assert "fail_on='warning'" in repr(guarded)
    copy = clone(guarded, safe=False)
    assert copy is not guarded
    assert repr(copy) == repr(guarded)


def test_rows_without_a_target_cannot_be_judged(cancer: Any) -> None:
    with pytest.raises(BadInputError, match="`y` must be given"):
        zl.GuardedSplit(2).split(cancer[0])


def test_a_request_that_was_set_is_kept(cancer: Any) -> None:
    X, y = cancer
    with config_context(enable_metadata_routing=True):
        guarded = zl.GuardedSplit(GroupKFold(2)).set_split_request(groups="patient")
        scores = cross_val_score(MODEL, X, y, cv=guarded, params={"patient": np.arange(len(X)) // 4})
    assert len(scores) == 2
