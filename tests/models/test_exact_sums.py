"""Which quantities are proven to be sums of multiples of columns."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from zl_expectations.models.exact_sums import FEWEST_BEYOND, ExactSum, exact_sum


def amounts(columns: int, rows: int = 400, seed: int = 0) -> dict[str, Any]:
    """Amounts that have nothing to do with each other."""
    drawn = np.random.default_rng(seed).lognormal(3, 1, (columns, rows))
    return {f"x{i}": column for i, column in enumerate(drawn)}


def noise(size: float, rows: int = 400) -> Any:
    return np.random.default_rng(99).normal(0, size, rows)


def added(columns: dict[str, Any], terms: int) -> Any:
    return sum(weight * columns[f"x{i}"] for i, weight in enumerate(weights(terms)))


def weights(terms: int) -> list[float]:
    return [(-1) ** i * (1 + i / 4) for i in range(terms)]


def found(columns: dict[str, Any], y: Any) -> ExactSum:
    whole = exact_sum(columns, y)
    assert whole is not None
    return whole


@pytest.mark.parametrize("terms", [2, 3, 4, 10])
@pytest.mark.parametrize("others", [0, 30])
def test_a_sum_is_found_by_its_columns_and_weights_alone(terms: int, others: int) -> None:
    columns = amounts(terms + others)
    whole = found(columns, added(columns, terms) + 7)
    assert {name: round(weight, 9) for name, weight in whole.weights.items()} == {
        f"x{i}": weight for i, weight in enumerate(weights(terms))
    }
    varying = [abs(weight) * columns[name].std() for name, weight in whole.weights.items()]
    assert varying == sorted(varying, reverse=True)


@pytest.mark.parametrize("terms", [2, 3, 4, 10])
@pytest.mark.parametrize("rounded", ["the target", "the columns", "both"])
def test_a_sum_is_found_through_rounding_to_two_decimals(terms: int, rounded: str) -> None:
    columns = amounts(terms + 5)
    y = added(columns, terms)
    if rounded != "the target":
        columns = {name: column.round(2) for name, column in columns.items()}
    whole = found(columns, y if rounded == "the columns" else y.round(2))
    assert set(whole.weights) == {f"x{i}" for i in range(terms)}


@pytest.mark.parametrize("share", [0.01, 0.03, 0.001])
@pytest.mark.parametrize("decimals", [2, 0, None])
def test_an_honest_fit_is_no_sum_however_good(share: float, decimals: int | None) -> None:
    columns = amounts(4)
    y = added(columns, 4)
    y += noise(share * y.std())
    assert exact_sum(columns, y if decimals is None else y.round(decimals)) is None


def test_noise_as_large_as_rounding_is_no_rounding_unless_it_keeps_to_half_a_unit() -> None:
    columns = amounts(3)
    y = added(columns, 3)
    assert exact_sum(columns, y.round(1)) is not None
    assert exact_sum(columns, y.round(1) + np.rint(noise(0.6)) / 10) is None


def test_coarse_numbers_prove_nothing() -> None:
    rng = np.random.default_rng(0)
    columns = {f"x{i}": column for i, column in enumerate(rng.uniform(0, 10, (3, 400)))}
    assert exact_sum(columns, added(columns, 3).round(0)) is None


@pytest.mark.parametrize(("beyond", "proven"), [(-1, False), (0, True)])
def test_proof_takes_more_rows_than_columns(beyond: int, proven: bool) -> None:
    columns = amounts(20, rows=20 + 1 + FEWEST_BEYOND + beyond)
    assert (exact_sum(columns, added(columns, 3)) is not None) == proven


def test_more_columns_than_rows_fit_and_prove_nothing_not_even_by_rows_that_repeat() -> None:
    columns = amounts(150, rows=100)
    y = noise(1, rows=100)
    assert exact_sum(columns, y) is None
    assert exact_sum({name: np.repeat(column, 9) for name, column in columns.items()}, np.repeat(y, 9)) is None


def test_residuals_of_a_fit_to_all_rows_give_the_target_away() -> None:
    columns = amounts(5)
    y = added(columns, 3) + noise(20)
    design = np.column_stack([np.ones(400), *columns.values()])
    fitted = design @ np.linalg.lstsq(design, y, rcond=None)[0]
    whole = found({**columns, "residual": y - fitted}, y)
    assert whole.weights["residual"] == pytest.approx(1)


def test_all_principal_components_of_features_and_target_give_it_away() -> None:
    columns = amounts(3)
    y = columns["x0"] + noise(10)
    table = np.column_stack([*columns.values(), y])
    table = (table - table.mean(axis=0)) / table.std(axis=0)
    components = table @ np.linalg.svd(table, full_matrices=False)[2].T
    whole = found({f"pc{i}": component for i, component in enumerate(components.T)}, y)
    assert set(whole.weights) <= {"pc0", "pc1", "pc2", "pc3"}
    partly = {**columns, "pc0": components[:, 0]}
    assert "pc0" in found(partly, y).weights


def test_columns_that_depend_on_each_other_or_never_vary_are_no_trouble() -> None:
    columns = amounts(3)
    kind = np.arange(400) % 4
    dummies = {f"is {k}": (kind == k).astype(float) for k in range(4)}
    idle = {"constant": np.full(400, 3.3), "empty": np.full(400, np.nan), "zero": np.zeros(400)}
    beside = {**dummies, "twice": 2 * columns["x1"], **idle}
    whole = found({**columns, **beside}, added(columns, 3))
    assert set(whole.weights) in ({"x0", "x1", "x2"}, {"x0", "twice", "x2"})
    assert exact_sum({**columns, **beside}, noise(1)) is None
    assert exact_sum(idle, noise(1)) is None
    assert exact_sum({}, noise(1)) is None
    assert exact_sum(columns, np.full(400, 1.5)) is None
    assert exact_sum(columns, np.full(400, np.nan)) is None


def test_one_huge_row_that_a_column_shares_proves_nothing() -> None:
    columns = amounts(3)
    y = noise(1)
    columns["x0"][5] = y[5] = 1e9
    assert exact_sum(columns, y) is None


@pytest.mark.parametrize("missing", ["adds nothing", "left out later"])
def test_missing_numbers_add_nothing_or_leave_the_sum_unknown(missing: str) -> None:
    columns = amounts(3)
    whole = added(columns, 3)
    gaps = np.arange(400) % 20 == 0
    gap = {**columns, "x1": np.where(gaps, np.nan, columns["x1"]), "rare": np.where(gaps, 1.0, np.nan)}
    if missing == "adds nothing":
        whole = np.where(gaps, whole + 1.25 * columns["x1"], whole)
    sum_found = found(gap, whole)
    assert sum_found.missing_is_zero == (missing == "adds nothing")
    assert set(sum_found.weights) == {"x0", "x1", "x2"}
