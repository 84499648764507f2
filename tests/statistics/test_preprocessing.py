"""Whether columns were filled with figures of all splits."""

from __future__ import annotations

import numpy as np
import pytest

from zl_expectations.statistics.limits import Figures
from zl_expectations.statistics.preprocessing import Around, by_itself_chance, centred_chance, fitted_on_all

ALPHA = 1e-4
NOT_SCALED = Figures(300, 5.0, 3.0, -9.0, 9.0)


def around(values: np.ndarray) -> Around:
    return Around(int((values < 0).sum()), int((values > 0).sum()), float(values.mean()))


def filled_with_the_median(columns: dict[str, tuple[Around, Around]]) -> list[str]:
    scaled = dict.fromkeys(columns, (NOT_SCALED, NOT_SCALED))
    found = fitted_on_all(scaled, {name: (*one, 1.0) for name, one in columns.items()}, ALPHA)
    assert {one.how for one in found} <= {"filled with the median"}
    return [one.column for one in found]


def columns_around_a_constant(seed: int, columns: int) -> dict[str, tuple[Around, Around]]:
    """300 train and 100 test rows around the median of what they were drawn from."""
    values = np.random.default_rng(seed).exponential(size=(columns, 400)) - np.log(2)
    return {str(i): (around(one[:300]), around(one)) for i, one in enumerate(values)}


@pytest.mark.parametrize("columns", [20, 200])
def test_a_constant_that_was_known_before_is_no_fill_of_all_rows_in_however_many_columns(columns: int) -> None:
    raised = [seed for seed in range(100) if filled_with_the_median(columns_around_a_constant(seed, columns))]
    assert raised == []


def test_columns_that_are_filled_with_the_median_of_all_rows_are_found_together() -> None:
    fills = {str(i): (Around(140 + i, 160, 0.1), Around(200, 200, 0.1)) for i in range(6)}
    assert filled_with_the_median(fills) == list(fills)
    elsewhere = {f"far {i}": (Around(20 + i, 280, 3.0), Around(30, 370, 3.0)) for i in range(50)}
    assert filled_with_the_median(fills | elsewhere) == list(fills)


def test_one_column_that_stands_there_many_times_proves_no_more_than_once() -> None:
    same = {str(i): (Around(140, 160, 0.1), Around(200, 200, 0.1)) for i in range(20)}
    assert filled_with_the_median(same) == []


def figures(values: np.ndarray) -> Figures:
    return Figures(len(values), float(values.mean()), float(values.std()), float(values.min()), float(values.max()))


def test_a_column_that_was_centred_on_train_is_as_seldom_near_0_over_all_rows_as_its_chance_says() -> None:
    rng = np.random.default_rng(0)
    chances = []
    for _ in range(2_000):
        values = rng.exponential(size=400)
        centred = values - values[:280].mean()
        chances.append(centred_chance(figures(centred[:280]), figures(centred)))
    assert sum(one is not None for one in chances) == 0
    near = figures(rng.exponential(size=280) - 0.9)
    drawn = [centred_chance(near, Figures(400, mean, 1.0, -1.0, 6.123456)) for mean in rng.normal(0, 0.0327, 20_000)]
    assert sum(one is not None for one in drawn) == pytest.approx(20, abs=15)


def test_values_of_few_digits_add_up_to_0_by_chance() -> None:
    rng = np.random.default_rng(1)
    raised = 0
    for _ in range(2_000):
        values = rng.integers(-20, 22, 100) / 10
        values[-1] -= values.sum().round(1)
        chance = centred_chance(figures(values[:70]), figures(values))
        raised += chance is not None and chance <= ALPHA
    assert raised == 0


def test_an_evaluation_split_that_was_scaled_with_train_is_not_scaled_by_itself() -> None:
    rng = np.random.default_rng(2)
    for _ in range(2_000):
        values = rng.uniform(size=300)
        scaled = (values - values[:200].mean()) / values[:200].std()
        assert by_itself_chance(figures(scaled[:200]), figures(scaled[200:])) is None


def test_few_rows_are_never_scaled_by_themselves() -> None:
    two = Figures(2, 0.0, 1.0, -1.0, 1.0)
    assert by_itself_chance(Figures(200, 0.0, 1.0, -3.0, 3.0), two) is None
