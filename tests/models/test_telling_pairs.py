"""Which pairs of columns some rows propose."""

from __future__ import annotations

import numpy as np
import pytest

from zl_expectations.models.pairings import HARDLY_ANY_LEFT, PairedTarget, telling_pairs


@pytest.mark.parametrize(("noise", "proposed"), [(0.3, 1), (0.2, 1), (0.01, 0)])
def test_a_strong_column_is_paired_with_what_it_lacks_unless_it_lacks_nothing(noise: float, proposed: int) -> None:
    rng = np.random.default_rng(0)
    target, lacking, other = rng.normal(size=(3, 1_000)) * np.array([[1], [noise], [1]])
    quantity = PairedTarget(target, 0)
    strong = target + lacking
    left = 1 - quantity.strengths(strong[:, None])[0]
    assert left < 0.1
    assert (left > HARDLY_ANY_LEFT) == bool(proposed)
    found, _ = telling_pairs({"strong": strong, "lacking": lacking, "other": other}, [], {}, quantity)
    assert [(one.left, one.operation, one.right) for one in found] == [("strong", "-", "lacking")] * proposed


def test_the_mean_of_two_strong_columns_is_no_pair_to_look_at() -> None:
    rng = np.random.default_rng(0)
    target = rng.normal(size=1_000)
    measured = {f"by {i}": target + rng.normal(0, 0.25, 1_000) for i in range(4)}
    assert telling_pairs(measured, [], {}, PairedTarget(target, 0))[0] == []
