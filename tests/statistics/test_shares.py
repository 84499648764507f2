"""Exact bounds of a share."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from zl_expectations.statistics.shares import share_at_least, share_at_most


@pytest.mark.parametrize(("found", "rows"), [(0, 60), (3, 100), (40, 41)])
def test_so_few_rows_are_found_with_a_chance_of_alpha_where_the_share_is_at_its_upper_bound(
    found: int, rows: int
) -> None:
    assert stats.binom.cdf(found, rows, share_at_most(found, rows, 0.05)) == pytest.approx(0.05)


@pytest.mark.parametrize(("found", "rows"), [(1, 60), (3, 100), (41, 41)])
def test_so_many_rows_are_found_with_a_chance_of_alpha_where_the_share_is_at_its_lower_bound(
    found: int, rows: int
) -> None:
    assert stats.binom.sf(found - 1, rows, share_at_least(found, rows, 0.05)) == pytest.approx(0.05)


def test_none_and_all_of_the_rows_leave_the_other_end_open() -> None:
    assert (share_at_least(0, 5, 0.05), share_at_most(5, 5, 0.05)) == (0.0, 1.0)


def test_arrays_have_the_bounds_of_their_numbers() -> None:
    found, rows = np.array([0, 3, 5]), np.array([0, 4, 5])
    one_by_one = [share_at_least(f, n, 0.05) for f, n in zip(found, rows, strict=True)]
    assert share_at_least(found, rows, 0.05).tolist() == one_by_one
