"""Rare values of a scale are told together with their neighbours."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zl_expectations.statistics.leakage import ClassCounts, judge_regression_feature, score_regression_feature
from zl_expectations.statistics.rare_values import FEWEST_ROWS, rare_values_joined
from zl_expectations.statistics.tier import Tier

Counts = np.ndarray[tuple[int, int], np.dtype[np.int64]]


def on_a_scale(values: Counts, target: Counts) -> ClassCounts:
    """How the rows of each value fall into the values of the target, both in their order."""
    table = np.zeros((values.max() + 1, target.max() + 1), dtype=np.int64)
    np.add.at(table, (values, target), 1)
    there = table[table.any(axis=1)]
    return ClassCounts(there, np.ones(len(there), dtype=np.int64), np.zeros(len(there), dtype=np.bool_), in_order=True)


def codes(values: Counts) -> Counts:
    """The place of each value in their order."""
    return np.asarray(np.unique(values, return_inverse=True)[1], dtype=np.int64)


def rain(rows: int) -> Counts:
    """Hours of which four in a hundred are wet, most of them with an amount of their own."""
    rng = np.random.default_rng(0)
    return codes(np.where(rng.random(rows) < 0.04, np.ceil(rng.exponential(12, rows)), 0).astype(np.int64))


@given(st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3).filter(any), max_size=30))
def test_rows_are_kept_in_their_order_and_no_value_stays_rare(vectors: list[list[int]]) -> None:
    counts = np.array(vectors, dtype=np.int64).reshape(-1, 3)
    joined = rare_values_joined(counts)
    assert (joined.sum(axis=0) == counts.sum(axis=0)).all()
    assert len(joined) <= 1 or joined.sum(axis=1).min() >= FEWEST_ROWS
    ends = np.cumsum(joined, axis=0).tolist()
    assert all(end in np.cumsum(counts, axis=0).tolist() for end in ends)


def test_values_of_enough_rows_stay_alone() -> None:
    counts = np.array([[FEWEST_ROWS, 0], [0, 400], [FEWEST_ROWS, 0]])
    assert rare_values_joined(counts).tolist() == counts.tolist()


@pytest.mark.parametrize("rows", [280, 1_000, 6_000])
def test_a_copy_of_what_is_mostly_zero_is_critical(rows: int) -> None:
    score = score_regression_feature(on_a_scale(rain(rows), rain(rows)))
    assert judge_regression_feature(score) is Tier.CRITICAL


def test_a_code_whose_values_are_in_no_order_keeps_what_each_value_says() -> None:
    rng = np.random.default_rng(0)
    code = codes(np.concatenate([np.repeat(np.arange(12), 60), np.repeat(np.arange(12, 30), 4)]))
    counts = on_a_scale(code, rng.permutation(30)[code])
    alone = ClassCounts(counts.counts, counts.multiplicity, counts.missing)
    assert score_regression_feature(counts) == score_regression_feature(alone)


def test_values_without_meaning_say_nothing() -> None:
    for seed in range(20):
        amounts = np.random.default_rng(seed).permutation(rain(1_000))
        assert score_regression_feature(on_a_scale(amounts, rain(1_000))).r2 < 0.05


def test_rows_without_a_value_are_joined_with_none() -> None:
    amounts = rain(1_000)
    counts = on_a_scale(amounts, amounts)
    gone = np.bincount([0] * 500, minlength=counts.counts.shape[1])[None, :]
    with_gaps = ClassCounts(
        np.concatenate([gone, counts.counts]),
        np.ones(len(counts.counts) + 1, dtype=np.int64),
        np.arange(len(counts.counts) + 1) == 0,
        in_order=True,
    )
    assert score_regression_feature(with_gaps).r2 > 0.99
