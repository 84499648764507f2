from __future__ import annotations

import numpy as np
import pytest

from zl_expectations.statistics.copies import agreement
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
    bound = agreement(paired(target, target ^ (rng.random(rows) < 0.05)), features=31)
    assert bound is not None
    assert 0.8 < bound.lower_bound < 0.9
    assert bound.is_copy(0.8)


def test_the_names_of_the_classes_do_not_matter() -> None:
    target = np.random.default_rng(0).integers(0, 3, 900)
    assert agreement(paired(target, target)) == agreement(paired(target, (target + 1) % 3))


def test_a_feature_that_is_mostly_the_common_class_is_no_copy() -> None:
    target = (np.arange(1000) < 50).astype(int)
    bound = agreement(paired(target, np.zeros(1000, dtype=int) + (np.arange(1000) == 999)))
    assert bound is not None
    assert bound.lower_bound < 0.1
    assert not bound.is_copy(0.8)


def test_a_feature_with_two_values_more_than_classes_is_not_judged_as_a_copy() -> None:
    table = np.array([[90, 0], [0, 90], [40, 40], [40, 40]])
    assert agreement(ClassCounts(table, np.ones(4, dtype=np.int64), np.zeros(4, dtype=bool))) is None


def test_a_value_that_says_nothing_hides_no_copy() -> None:
    table = np.array([[40, 0], [0, 35], [300, 280]])
    found = agreement(ClassCounts(table, np.ones(3, dtype=np.int64), np.zeros(3, dtype=bool)), features=10)
    assert found is not None
    assert (found.agreeing, found.rows) == (75, 75)
    assert found.is_copy(0.8)


def partly(present: list[list[int]], missing: list[int]) -> ClassCounts:
    gaps = np.array([False] * len(present) + [True])
    return ClassCounts(np.array([*present, missing]), np.ones(len(gaps), dtype=np.int64), gaps)


def test_a_copy_is_told_where_it_is_present_from_few_rows_on() -> None:
    found = agreement(partly([[10, 0, 0], [0, 11, 0], [0, 0, 9]], [25, 25, 25]), features=5)
    assert found is not None
    assert (found.agreeing, found.rows) == (30, 30)
    assert found.is_copy(0.8)
    few = agreement(partly([[2, 0, 0], [0, 2, 0], [0, 0, 2]], [25, 25, 25]), features=5)
    assert few is not None
    assert not few.is_copy(0.8)


def test_values_that_stand_in_few_rows_by_chance_are_hardly_ever_a_copy() -> None:
    rng = np.random.default_rng(0)
    drawn = [rng.multinomial(int(rng.integers(4, 40)), [0.25] * 4).reshape(2, 2).tolist() for _ in range(2_000)]
    found = [agreement(partly(table, [300, 200])) for table in drawn]
    assert sum(one is not None and one.is_copy(0.8) for one in found) <= 2


def test_flipped_rows_cost_a_rare_class_no_recall() -> None:
    found = agreement(ClassCounts(np.array([[1394, 10], [73, 189]]), np.ones(2, dtype=np.int64), np.zeros(2, bool)))
    assert found is not None
    assert found.kappa < 0.8
    assert found.is_copy(0.8)


def test_being_missing_is_a_copy_too() -> None:
    found = agreement(ClassCounts(np.array([[0, 380], [1, 0]]), np.array([1, 600]), np.array([True, False])))
    assert found is not None
    assert (found.agreeing, found.rows) == (980, 980)


def test_bins_of_a_scale_are_no_names_of_classes_but_its_gaps_are_judged() -> None:
    table = np.array([[13, 0], [6, 6], [0, 10], [40, 0]])
    counts = ClassCounts(table, np.ones(4, dtype=np.int64), np.array([False, False, False, True]))
    by_value, in_bins = agreement(counts), agreement(counts, in_bins=True)
    assert by_value is not None
    assert (by_value.agreeing, by_value.rows) == (23, 23)
    assert in_bins is not None
    assert in_bins.rows == 75
