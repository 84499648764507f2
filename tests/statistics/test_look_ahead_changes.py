"""How much of a target's changes a feature's changes explain."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zl_expectations.statistics.look_ahead import FEWEST_CHANGES, TargetSeries


def series_of(values: np.ndarray, series: np.ndarray | None = None) -> TargetSeries:
    return TargetSeries(values, np.zeros(len(values), dtype=np.int64) if series is None else series)


@given(st.integers(0, 1000), st.sampled_from([np.exp, np.sqrt, lambda x: -(x**3)]))
def test_every_rising_or_falling_function_of_the_target_explains_all_of_its_changes(seed: int, make) -> None:  # type: ignore[no-untyped-def]
    y = np.random.default_rng(seed).uniform(0, 9, 60)
    assert series_of(y).changes_explained(make(y)) == pytest.approx(1.0)


def test_changes_are_those_within_a_series_and_between_known_rows() -> None:
    rng = np.random.default_rng(0)
    y, feature = rng.normal(size=(2, 200))
    of_two = np.repeat([0, 1], 100)
    far = y + 1000 * of_two
    apart = series_of(far, of_two).changes_explained(feature + 1000 * of_two)
    assert apart is not None
    assert apart < 0.1
    feature[::2] = np.nan
    assert series_of(y).changes_explained(feature) is None


@pytest.mark.parametrize("rows", [FEWEST_CHANGES + 1, FEWEST_CHANGES + 2])
def test_too_few_changes_are_none(rows: int) -> None:
    y = np.random.default_rng(0).normal(size=rows)
    explained = series_of(y).changes_explained(y)
    assert (explained is None) == (rows < FEWEST_CHANGES + 2)


def test_a_feature_that_rises_evenly_explains_nothing() -> None:
    y = np.arange(100.0) + np.random.default_rng(0).normal(size=100)
    assert series_of(y).changes_explained(np.arange(100.0)) == 0.0
