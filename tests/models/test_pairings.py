"""Pairs of columns, proposed from some rows."""

from __future__ import annotations

import numpy as np
import pytest

from zl_expectations.models.pairings import PairedTarget, telling_pairs


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("one", [0, 1])
def test_rows_of_one_class_alone_tell_of_no_pair(one: int) -> None:
    columns = {name: np.random.default_rng(seed).random(50) for seed, name in enumerate("abc")}
    codes = {name: np.round(values * 5) for name, values in columns.items()}
    bits = {name: np.round(values) for name, values in columns.items()}
    found, looked_at = telling_pairs(columns, [codes], bits, PairedTarget(np.full(50, one), 2))
    assert found == []
    assert looked_at == 3 * 6
