"""Means of the target on another scale, against honest features whose values have other means."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from zl_expectations.statistics.mean_scales import MeanScale, mean_scale

Floats = npt.NDArray[np.float64]


def found(feature: Floats, target: Floats, *, is_quantity: bool) -> MeanScale | None:
    """What is found of a number's values beside the target."""
    by_value = pd.Series(target).groupby(feature)
    rows, sums = by_value.size(), by_value.sum().to_numpy()
    columns = sums[:, None] if is_quantity else np.stack([rows.to_numpy() - sums, sums], axis=1)
    varies = (by_value.nunique() > 1).to_numpy()
    return mean_scale(rows.index.to_numpy(), rows.to_numpy(), columns, varies, is_quantity=is_quantity)


def encoded(target: Floats, seed: int) -> Floats:
    """The mean of the target over each row's category, of which there are 400."""
    city = np.random.default_rng(100 + seed).integers(0, 400, len(target))
    means: Floats = pd.Series(target).groupby(city).transform("mean").to_numpy()
    return means


def standardised(values: Floats) -> Floats:
    scaled: Floats = (values - values.mean()) / values.std()
    return scaled


def log_odds(share: Floats) -> Floats:
    clipped = np.clip(share, 1e-3, 1 - 1e-3)
    found: Floats = np.log(clipped / (1 - clipped))
    return found


MADE: dict[str, tuple[str, Callable[[Floats], Floats]]] = {
    "percent": ("linear", lambda mean: 100 * mean),
    "standardised": ("linear", standardised),
    "of the other class": ("linear", lambda mean: 1 - mean),
    "single precision": ("linear", lambda mean: standardised(mean).astype("float32").astype(float)),
    "log1p": ("log1p", np.log1p),
    "standardised log1p": ("log1p", lambda mean: standardised(np.log1p(mean))),
}


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("made", MADE)
@pytest.mark.parametrize("is_quantity", [False, True])
def test_a_mean_is_found_on_any_scale(made: str, is_quantity: bool, seed: int) -> None:
    rng = np.random.default_rng(seed)
    target = rng.gamma(2, 10, 3_000).round(2) if is_quantity else (rng.random(3_000) < 0.3).astype(float)
    scale, make = MADE[made]
    one = found(make(encoded(target, seed)), target, is_quantity=is_quantity)
    assert one is not None
    assert (one.scale, one.values) == (scale, one.agreeing)


@pytest.mark.parametrize("seed", range(5))
def test_log_odds_are_found_whatever_stands_for_shares_without_any(seed: int) -> None:
    yes = (np.random.default_rng(seed).random(3_000) < 0.3).astype(float)
    for made in (log_odds(encoded(yes, seed)), 2 - 3 * log_odds(encoded(yes, seed))):
        one = found(made, yes, is_quantity=False)
        assert one is not None
        assert one.scale == "logit"


HONEST: dict[str, Callable[[np.random.Generator], tuple[Floats, Floats, bool]]] = {}


def honest(make: Callable[[np.random.Generator], tuple[Floats, Floats, bool]]) -> None:
    HONEST[make.__name__] = make


@honest
def dose(rng: np.random.Generator) -> tuple[Floats, Floats, bool]:
    values = rng.integers(0, 200, 3_000) / 10
    return values, (rng.random(3_000) < 1 / (1 + np.exp(10 - values))).astype(float), False


@honest
def few_rows_a_value(rng: np.random.Generator) -> tuple[Floats, Floats, bool]:
    values = rng.integers(0, 300, 900) / 300
    return values, (rng.random(900) < values).astype(float), False


@honest
def few_values_of_few_rows(rng: np.random.Generator) -> tuple[Floats, Floats, bool]:
    values = np.repeat(np.arange(6.0), 3)
    return values, (rng.random(18) < values / 5).astype(float), False


@honest
def counts(rng: np.random.Generator) -> tuple[Floats, Floats, bool]:
    values = rng.poisson(8, 2_000).astype(float)
    return values, values + rng.poisson(1, 2_000), True


@honest
def prices(rng: np.random.Generator) -> tuple[Floats, Floats, bool]:
    values = rng.integers(10, 60, 400).astype(float)
    return values, 3 * values + rng.normal(0, 1e-2, 400), True


@honest
def another_category(rng: np.random.Generator) -> tuple[Floats, Floats, bool]:
    yes = (rng.random(3_000) < 0.3).astype(float)
    return encoded(rng.permutation(yes), 0), yes, False


@pytest.mark.parametrize("make", HONEST)
def test_honest_features_are_no_means(make: str) -> None:
    for seed in range(40):
        feature, target, is_quantity = HONEST[make](np.random.default_rng(seed))
        assert found(feature, target, is_quantity=is_quantity) is None


@pytest.mark.parametrize("lacks", [0, 1])
def test_straight_trends_have_a_straight_mean_by_design(lacks: int) -> None:
    year = np.tile(np.arange(2_000.0, 2_030 + lacks), 3)
    trend = np.repeat([1.0, 3.5, 2.0], 30 + lacks) * (year - 1_990) + np.repeat([5.0, 90.0, 20.0], 30 + lacks)
    kept = (year != 2_010) | (lacks == 0)
    assert found(year[kept], trend[kept], is_quantity=True) is None


def test_a_line_through_few_shares_proves_nothing() -> None:
    """Six values whose shares are a sixth apart: each number of six rows is likely enough."""
    yes = np.arange(1.0, 7.0)
    six = np.full(6, 6)
    sums = np.stack([6 - yes, yes], axis=1)
    assert mean_scale(yes, six, sums, yes < 6, is_quantity=False) is None
