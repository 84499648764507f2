from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zl_expectations.statistics.groups import group_overlap, judge_groups, may_be_groups
from zl_expectations.statistics.tier import Tier
from zl_expectations.statistics.times import judge_times, time_order


@given(st.dictionaries(st.integers(1, 50), st.integers(1, 50), min_size=1), st.integers(1, 1000), st.integers(1, 1000))
def test_the_expected_share_is_a_share_and_zero_without_repeats(
    sizes: dict[int, int], train: int, evaluation: int
) -> None:
    found = group_overlap(evaluation_rows=evaluation, shared_rows=0, shared_groups=0, train_rows=train, sizes=sizes)
    assert 0 <= found.expected_share <= 1
    if set(sizes) == {1}:
        assert found.expected_share == 0


def test_the_expected_share_is_what_random_splits_give() -> None:
    rng = np.random.default_rng(0)
    groups = np.repeat(np.arange(200), 4)
    shares = []
    for _ in range(200):
        in_test = rng.random(len(groups)) < 0.25
        shares.append(np.isin(groups[in_test], groups[~in_test]).mean())
    found = group_overlap(evaluation_rows=200, shared_rows=0, shared_groups=0, train_rows=600, sizes={4: 200})
    assert found.expected_share == pytest.approx(np.mean(shares), abs=0.01)


def test_a_third_split_counts_among_the_rows_that_are_left_out_of_train() -> None:
    rng = np.random.default_rng(1)
    groups = np.repeat(np.arange(300), 3)
    shares = []
    for _ in range(200):
        split = rng.permutation(np.repeat(["train", "validation", "test"], [540, 180, 180]))
        shares.append(np.isin(groups[split == "test"], groups[split == "train"]).mean())
    found = group_overlap(evaluation_rows=180, shared_rows=0, shared_groups=0, train_rows=540, sizes={3: 300})
    assert found.expected_share == pytest.approx(np.mean(shares), abs=0.01)


def test_any_row_of_a_declared_group_on_both_sides_is_critical() -> None:
    one = group_overlap(evaluation_rows=1000, shared_rows=1, shared_groups=1, train_rows=1000, sizes={1: 1998, 2: 1})
    assert judge_groups(one) is Tier.CRITICAL
    assert judge_groups(one, max_shared=0.01) is Tier.NONE
    none = group_overlap(evaluation_rows=0, shared_rows=0, shared_groups=0, train_rows=10, sizes={})
    assert judge_groups(none) is Tier.NONE


@pytest.mark.parametrize(
    ("sizes", "may"),
    [
        ({1: 50, 2: 60}, True),
        ({50: 50}, True),
        ({50: 49}, False),
        ({1: 980, 2: 10}, True),
        ({1: 996, 2: 2}, False),
    ],
)
def test_a_column_may_name_groups_where_its_values_repeat_and_are_many(sizes: dict[int, int], may: bool) -> None:
    assert may_be_groups(sizes) is may


def test_any_row_that_is_too_early_is_critical() -> None:
    train = {"train_rows": 100, "train_untimed": 0}
    assert judge_times(time_order(evaluation_rows=100, early_rows=1, **train)) is Tier.CRITICAL
    assert judge_times(time_order(evaluation_rows=100, early_rows=0, **train)) is Tier.NONE
    assert judge_times(time_order(evaluation_rows=100, early_rows=1, **train), max_early=0.05) is Tier.NONE


@pytest.mark.parametrize(
    ("untimed", "tier"), [(0, Tier.NONE), (1, Tier.WARNING), (50, Tier.WARNING), (51, Tier.CRITICAL)]
)
def test_train_rows_without_a_time_may_be_later(untimed: int, tier: Tier) -> None:
    order = time_order(evaluation_rows=100, early_rows=0, train_rows=100, train_untimed=untimed)
    assert judge_times(order) is tier
