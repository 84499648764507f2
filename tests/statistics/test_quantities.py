"""Bands of a quantity, and copies of it in some rows, against honest features that explain as much."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from zl_expectations.statistics.leakage import ClassCounts, score_regression_feature
from zl_expectations.statistics.quantities import copied_in_some_rows, cuts_into_bands

BINS = 32


def counts_of(values: npt.NDArray[np.float64], quantity: npt.NDArray[np.float64], bins: int = 64) -> ClassCounts:
    """What is counted of a number, in bins where it has more values, beside a quantity."""
    _, place = np.unique(values, return_inverse=True)
    if place.max() >= bins:
        place = np.searchsorted(np.quantile(values, np.arange(1, bins) / bins), values)
    table = np.zeros((place.max() + 1, BINS), dtype=np.int64)
    np.add.at(table, (place, np.searchsorted(np.quantile(quantity, np.arange(1, BINS) / BINS), quantity)), 1)
    return ClassCounts(table, np.ones(len(table), int), np.zeros(len(table), bool), in_order=True)


def are_bands(values: npt.NDArray[np.float64], quantity: npt.NDArray[np.float64]) -> bool:
    counts = counts_of(values, quantity)
    return cuts_into_bands(counts, score_regression_feature(counts))


@pytest.fixture
def quantity() -> npt.NDArray[np.float64]:
    return np.random.default_rng(0).lognormal(size=4_000)


@pytest.mark.parametrize("above", [(0.5,), (0.8,), (0.98,), (0.3, 0.6), (0.2, 0.4, 0.6, 0.8)])
def test_bands_are_found_wherever_they_end(quantity: npt.NDArray[np.float64], above: tuple[float, ...]) -> None:
    band = np.searchsorted(np.quantile(quantity, above), quantity).astype(float)
    assert are_bands(band, quantity)
    assert are_bands(-band, quantity)
    rng = np.random.default_rng(1)
    mixed = np.where(rng.random(len(band)) < 0.2, rng.permutation(band), band)
    assert not are_bands(mixed, quantity)


def test_a_number_that_is_cut_off_at_both_ends_is_a_band_of_each_end(quantity: npt.NDArray[np.float64]) -> None:
    assert are_bands(np.clip(quantity, 0.7, 1.4), quantity)


def test_honest_categories_ids_and_few_rows_are_no_bands(quantity: npt.NDArray[np.float64]) -> None:
    rng = np.random.default_rng(2)
    likely = rng.random(len(quantity)) < quantity / (1 + quantity)
    assert not are_bands(likely.astype(float), quantity)
    ids = np.arange(len(quantity), dtype=float)
    single = ClassCounts(np.eye(BINS, dtype=int), np.full(BINS, 125), np.zeros(BINS, bool))
    assert not cuts_into_bands(single, score_regression_feature(single))
    assert not are_bands(ids, quantity)
    few = quantity >= np.sort(quantity)[-19]
    assert not are_bands(few.astype(float), quantity)


def copied(values: npt.NDArray[np.float64], quantity: npt.NDArray[np.float64]) -> tuple[int, int] | None:
    counts = counts_of(values, quantity)
    return copied_in_some_rows(counts, score_regression_feature(counts), features=20)


@pytest.mark.parametrize("share", [0.6, 0.75, 0.95])
@pytest.mark.parametrize("sign", [1, -1])
def test_a_copy_in_most_rows_is_told_with_about_how_many(
    quantity: npt.NDArray[np.float64], share: float, sign: int
) -> None:
    rng = np.random.default_rng(3)
    is_copy = rng.random(len(quantity)) < share
    found = copied(sign * np.where(is_copy, np.log(quantity), np.log(rng.permutation(quantity))), quantity)
    assert found is not None
    assert found[0] / found[1] == pytest.approx(share, abs=0.05)


@pytest.mark.parametrize("noise", [0.2, 0.4, 1.0])
def test_a_number_that_explains_as_much_in_all_rows_is_none(quantity: npt.NDArray[np.float64], noise: float) -> None:
    rng = np.random.default_rng(4)
    assert copied(np.log(quantity) + noise * rng.normal(size=len(quantity)), quantity) is None
    assert copied(rng.normal(size=len(quantity)), quantity) is None


def test_zeros_in_common_and_clusters_without_order_are_none(quantity: npt.NDArray[np.float64]) -> None:
    rng = np.random.default_rng(5)
    dry = rng.random(len(quantity)) < 0.6
    today, before = (np.where(dry, 0.0, rng.lognormal(size=len(quantity))) for _ in range(2))
    assert copied(before, today) is None
    order = np.argsort(np.argsort(quantity)) * BINS // len(quantity)
    assert copied(rng.permutation(BINS)[order] + rng.random(len(quantity)), quantity) is None
