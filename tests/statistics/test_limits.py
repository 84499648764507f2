"""Columns that reach from limit to limit over all rows, and not in train."""

from __future__ import annotations

import numpy as np
import pytest

from zl_expectations.statistics.limits import Figures, Touched, scaled_to_limits, touched_by_nature


def figures(values: np.ndarray) -> Figures:
    return Figures(len(values), float(values.mean()), float(values.std()), float(values.min()), float(values.max()))


def judged(values: np.ndarray, train: np.ndarray) -> list[str | None]:
    return scaled_to_limits([figures(one[train]) for one in values.T], [figures(one) for one in values.T])


@pytest.mark.parametrize(("low", "high"), [(0.0, 1.0), (-1.0, 1.0), (0.0, 255.0)])
def test_columns_are_scaled_to_limits_of_all_rows_where_train_misses_one(low: float, high: float) -> None:
    rng = np.random.default_rng(0)
    values, train = rng.normal(size=(300, 10)), rng.random(300) < 0.7
    part = (values - values.min(axis=0)) / np.ptp(values, axis=0)
    found = judged(low + (high - low) * part, train)
    missed = (part[train].min(axis=0) > 0) | (part[train].max(axis=0) < 1)
    assert [one is not None for one in found] == missed.tolist()


def test_limits_of_train_are_exceeded_or_met_and_never_beyond_it() -> None:
    rng = np.random.default_rng(1)
    for clips in (False, True):
        values, train = rng.normal(size=(300, 10)), rng.random(300) < 0.7
        low, high = values[train].min(axis=0), values[train].max(axis=0)
        part = (values - low) / (high - low)
        assert not any(judged(part.clip(0, 1) if clips else part, train))
        assert not any(judged(values / np.abs(values[train]).max(axis=0), train))


@pytest.mark.parametrize("seed", range(5))
def test_pixels_touch_their_limits_in_some_columns_and_miss_them_in_others(seed: int) -> None:
    rng = np.random.default_rng(seed)
    ink = rng.normal(rng.uniform(0.0, 1.0, 64), 0.25, (100, 64)).clip(0, 1)
    assert not any(judged(ink, rng.random(100) < 0.7))


def test_the_chance_of_limits_touched_by_nature_is_not_exceeded() -> None:
    rng = np.random.default_rng(2)
    for mean in (0.3, 1.2, 3.0):
        rows = rng.poisson(mean, (4_000, 12))
        in_train = rng.binomial(rows, 0.7)
        chances = [
            touched_by_nature(Touched.of(list(inside > 0), list(every > 0)), 0.7)
            for inside, every in zip(in_train, rows, strict=True)
        ]
        assert np.mean(np.array(chances) <= 0.01) <= 0.015


def test_division_by_the_largest_value_of_all_rows_is_told_from_that_of_train() -> None:
    rng = np.random.default_rng(3)
    values, train = rng.exponential(size=(300, 30)), rng.random(300) < 0.7
    over_all = judged(values / values.max(axis=0), train)
    assert set(over_all) == {None, "divided by the largest value"}
    assert not any(judged(values / values[train].max(axis=0), train))
