from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from zl_expectations.statistics.chow_liu import entropy, log_probability, maximum_spanning_tree, mutual_information


@given(st.lists(st.integers(0, 8), min_size=1, max_size=200))
def test_entropy_from_frequencies_is_the_entropy_of_the_values(values: list[int]) -> None:
    _, times = np.unique(values, return_counts=True)
    often, number = np.unique(times, return_counts=True)
    assert entropy(dict(zip(often.tolist(), number.tolist(), strict=True))) == pytest.approx(
        stats.entropy(times), abs=1e-9
    )


def test_mutual_information_of_a_column_with_its_copy_is_its_entropy() -> None:
    joint = np.array([[0.7, 0.7, 1.2], [0.7, 0.7, 1.2], [1.2, 1.2, 0.5]])
    found = mutual_information(joint)
    assert found[0, 1] == pytest.approx(0.7)
    assert found[0, 2] == pytest.approx(0.0)


@given(st.integers(2, 8), st.integers(0, 10**6))
def test_the_tree_reaches_every_column_once_and_is_the_heaviest(d: int, seed: int) -> None:
    weights = np.random.default_rng(seed).random((d, d))
    weights = weights + weights.T
    edges = maximum_spanning_tree(weights)
    assert sorted(child for _, child in edges) == list(range(1, d))
    seen = {0}
    for parent, child in edges:
        assert parent in seen
        seen.add(child)
    from scipy.sparse.csgraph import minimum_spanning_tree

    heaviest = -minimum_spanning_tree(-np.triu(weights, 1)).sum()
    assert sum(weights[edge] for edge in edges) == pytest.approx(heaviest)


def test_a_row_with_a_value_that_only_its_copies_have_cannot_repeat_by_chance() -> None:
    log_q = log_probability(
        np.array([[3, 500], [400, 500]]), np.array([[3], [200]]), [(0, 1)], rows=1000, copies=np.array([3, 1])
    )
    assert log_q[0] == -np.inf
    assert np.exp(log_q[1]) == pytest.approx((399 / 999) * ((199 + 499 / 999) / (399 + 1)))


def test_the_entropy_is_the_same_to_the_last_digit_in_whatever_order_an_engine_counts() -> None:
    frequencies = {often: 1 + often % 7 for often in range(1, 200)}
    found = {
        entropy(dict(np.random.default_rng(seed).permutation(list(frequencies.items())).tolist())) for seed in range(20)
    }
    assert len(found) == 1


def test_a_row_is_as_probable_from_whichever_end_its_edges_are_read() -> None:
    single, pairs = np.array([[40, 300, 7]]), np.array([[25, 6]])
    found = {
        float(log_probability(single, pairs, edges, rows=1000, copies=np.array([2]))[0])
        for edges in ([(0, 1), (1, 2)], [(1, 0), (1, 2)], [(1, 0), (2, 1)])
    }
    assert max(found) == pytest.approx(min(found))
