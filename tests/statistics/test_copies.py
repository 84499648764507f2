from __future__ import annotations

import numpy as np
import pytest

from zl_expectations.statistics.copies import copy_lower_bound
from zl_expectations.statistics.leakage import ClassCounts


def paired(target: object, feature: object) -> ClassCounts:
    table = np.zeros((3, 3), dtype=np.int64)
    np.add.at(table, (np.asarray(feature), np.asarray(target)), 1)
    table = table[table.any(axis=1)]
    return ClassCounts(table, np.ones(len(table), dtype=np.int64), np.zeros(len(table), dtype=bool))


@pytest.mark.parametrize("rows", [569, 5000])
def test_five_percent_of_noise_leave_a_copy_recognisable(rows: int) -> None:
    rng = np.random.default_rng(rows)
    target = (rng.random(rows) < 0.37).astype(int)
    bound = copy_lower_bound(paired(target, target ^ (rng.random(rows) < 0.05)), alpha=0.05 / 31)
    assert bound is not None
    assert 0.8 < bound < 0.9


def test_the_names_of_the_classes_do_not_matter() -> None:
    target = np.random.default_rng(0).integers(0, 3, 900)
    assert copy_lower_bound(paired(target, target)) == copy_lower_bound(paired(target, (target + 1) % 3))


def test_a_feature_that_is_mostly_the_common_class_is_no_copy() -> None:
    target = (np.arange(1000) < 50).astype(int)
    bound = copy_lower_bound(paired(target, np.zeros(1000, dtype=int) + (np.arange(1000) == 999)))
    assert bound is not None
    assert bound < 0.1


def test_a_feature_with_more_values_than_classes_is_not_judged_as_a_copy() -> None:
    target = np.arange(900) % 2
    assert copy_lower_bound(paired(target, np.arange(900) % 3)) is None
