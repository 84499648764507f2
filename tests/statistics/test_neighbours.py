"""Scales that are read value by value."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.datasets import load_iris, load_wine

from zl_expectations.statistics.neighbours import score_by_neighbours, stands_out

TARGETS = {"iris": load_iris().target, "wine": load_wine().target}


def steps(values: Any, target: Any) -> Any:
    """Each row a step, in the order of the values."""
    return np.eye(target.max() + 1, dtype=np.int64)[target[np.argsort(values)]]


@pytest.mark.parametrize("table", TARGETS)
def test_a_target_with_noise_is_told_in_a_hundred_rows(table: str) -> None:
    for seed in range(5):
        rng = np.random.default_rng(seed)
        target = rng.permutation(TARGETS[table])[:110]
        score, _ = score_by_neighbours(steps(target + rng.normal(0, 0.05, 110), target), np.zeros(3, dtype=np.int64))
        assert stands_out(score, 0.98)


def test_classes_in_a_dozen_bands_are_told_in_a_hundred_rows() -> None:
    rng = np.random.default_rng(0)
    target = rng.permutation(TARGETS["wine"])[:125]
    bands = target + 3 * rng.integers(0, 4, 125) + rng.uniform(0, 0.9, 125)
    score, _ = score_by_neighbours(steps(bands, target), np.zeros(3, dtype=np.int64))
    assert stands_out(score, 0.9)


def test_the_petals_of_iris_do_not_stand_out() -> None:
    flowers = load_iris()
    for column, in_bins in ((2, 0.977), (3, 0.973)):
        for seed in range(5):
            rows = np.random.default_rng(seed).permutation(150)[:120]
            counts = steps(flowers.data[rows, column], flowers.target[rows])
            assert not stands_out(score_by_neighbours(counts, np.zeros(3, dtype=np.int64))[0], in_bins)


def test_numbers_without_meaning_tell_nothing() -> None:
    rng = np.random.default_rng(0)
    target = rng.integers(0, 2, 400)
    score, lower = score_by_neighbours(steps(rng.normal(size=400), target), np.zeros(2, dtype=np.int64))
    assert score < 0.6
    assert lower < 0.6


def test_rows_without_a_value_predict_one_another_alone() -> None:
    scale = np.eye(2, dtype=np.int64)[np.zeros(100, dtype=np.int64)]
    score, _ = score_by_neighbours(scale, np.array([0, 100]))
    assert score == 1
