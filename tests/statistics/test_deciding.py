from __future__ import annotations

import numpy as np

from zl_expectations.statistics.deciding import deciding_vectors
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


def test_values_of_noise_are_hardly_ever_proven() -> None:
    rng = np.random.default_rng(0)
    found = [deciding_vectors(counts(rng.multinomial(60, [0.8, 0.2], 50).tolist()), values=50) for _ in range(200)]
    assert found == [[]] * 200
