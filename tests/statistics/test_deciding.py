from __future__ import annotations

import numpy as np

from zl_expectations.statistics.deciding import deciding_gaps, deciding_gaps_of_quantity, deciding_vectors
from zl_expectations.statistics.leakage import ClassCounts


def counts(vectors: list[list[int]]) -> ClassCounts:
    return ClassCounts(np.array(vectors), np.ones(len(vectors), dtype=np.int64), np.zeros(len(vectors), dtype=bool))


def test_a_pure_value_needs_rows_to_be_proven() -> None:
    assert deciding_vectors(counts([[0, 60], [900, 60]]), values=100) == []
    (found,) = deciding_vectors(counts([[0, 200], [900, 60]]), values=100)
    assert (found.klass, found.class_rows, found.rows) == (1, 200, 200)
    assert found.lower_bound > 0.95


def test_the_most_common_class_decides_nothing() -> None:
    assert deciding_vectors(counts([[800, 0], [100, 90]]), values=2) == []


def test_of_two_equal_classes_either_is_decided_whichever_has_a_few_rows_more() -> None:
    for more in (-10, 10):
        found = deciding_vectors(counts([[0, 250], [500 - more, 250 + more]]), values=20)
        assert [one.klass for one in found] == [1]
    assert deciding_vectors(counts([[0, 250], [430, 320]]), values=20) == []


def test_values_of_noise_are_hardly_ever_proven() -> None:
    rng = np.random.default_rng(0)
    found = [deciding_vectors(counts(rng.multinomial(60, [0.8, 0.2], 50).tolist()), values=50) for _ in range(200)]
    assert found == [[]] * 200


def with_gaps(missing: list[int], present: list[int]) -> ClassCounts:
    return ClassCounts(np.array([missing, present]), np.ones(2, dtype=np.int64), np.array([True, False]))


def test_being_missing_decides_from_a_dozen_rows_on_where_the_class_is_rare() -> None:
    (found,) = deciding_gaps(with_gaps([0, 35, 0], [35, 0, 35]), features=5)
    assert (found.where, found.klass, found.class_rows, found.rows) == ("missing", 1, 35, 35)
    assert deciding_gaps(with_gaps([0, 8, 0], [35, 27, 35]), features=5) == []


def test_being_present_decides_whatever_the_values_are() -> None:
    spread = ClassCounts(np.array([[300, 200], [0, 1]]), np.array([1, 40]), np.array([True, False]))
    (found,) = deciding_gaps(spread, features=5)
    assert (found.where, found.klass, found.class_rows, found.rows) == ("present", 1, 40, 40)


def test_gaps_of_one_in_ten_other_rows_or_of_the_common_class_decide_nothing() -> None:
    assert deciding_gaps(with_gaps([10, 90], [400, 500]), features=5) == []
    assert deciding_gaps(with_gaps([100, 0], [800, 100]), features=5) == []


def test_gaps_at_random_hardly_ever_decide() -> None:
    rng = np.random.default_rng(0)
    tables = [rng.multinomial(n, [0.4, 0.3, 0.3], 2).tolist() for n in (12, 30, 100) for _ in range(300)]
    assert sum(bool(deciding_gaps(with_gaps(*table), features=1)) for table in tables) == 0


def test_gaps_at_one_end_of_a_quantity_decide_and_gaps_at_random_do_not() -> None:
    rng = np.random.default_rng(0)
    top = np.array([0] * 24 + [3] * 8)
    (found,) = deciding_gaps_of_quantity(with_gaps(top.tolist(), (10 - top).tolist()), features=10)
    assert (found.where, found.klass, found.class_rows, found.rows) == ("missing", 1, 24, 24)
    drawn = [rng.multinomial(30, [1 / 32] * 32) for _ in range(300)]
    assert all(
        deciding_gaps_of_quantity(with_gaps(one.tolist(), (10 - one).tolist()), features=1) == [] for one in drawn
    )
