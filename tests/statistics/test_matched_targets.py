from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zl_expectations.statistics.matched_targets import MatchedTargets, chance_part

CLASSES = st.builds(
    MatchedTargets,
    st.floats(0, 1),
    st.dictionaries(
        st.tuples(st.integers(1, 50), st.integers(0, 50)).map(lambda one: (max(one), min(one))),
        st.integers(1, 1000),
        max_size=5,
    ),
)


@given(st.lists(CLASSES, max_size=4))
def test_it_is_a_part(classes: list[MatchedTargets]) -> None:
    assert 0 <= chance_part(classes) <= 1


@given(st.dictionaries(st.integers(1, 600).map(lambda n: (n, n)), st.integers(1, 1000), min_size=1, max_size=5))
def test_where_all_targets_agree_no_part_is_chance(matches: Mapping[tuple[int, int], int]) -> None:
    assert chance_part([MatchedTargets(0.5, matches)]) == 0


def drawn(share: float, rows: int, noise: float = 1.0, seed: int = 0) -> MatchedTargets:
    """Rows of a class that match up to nine train rows, of which a part of `noise` have targets drawn at random."""
    rng = np.random.default_rng(seed)
    keys = rng.integers(1, 10, rows)
    same = keys - rng.binomial(keys, noise * (1 - share))
    return MatchedTargets(share, Counter(zip(keys.tolist(), same.tolist(), strict=True)))


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("share", [0.03, 0.5])
def test_targets_drawn_at_random_are_chance_and_the_same_with_few_of_them_wrong_are_not(
    share: float, seed: int
) -> None:
    sizes = round(4000 * share), round(4000 * (1 - share))
    for noise, low, high in ((1.0, 0.8, 1.0), (0.1, 0.0, 0.2)):
        classes = [drawn(of, rows, noise, seed) for of, rows in zip((share, 1 - share), sizes, strict=True)]
        assert low <= chance_part(classes) <= high


def test_a_few_rows_of_a_class_that_happen_to_agree_do_not_speak_for_all() -> None:
    honest = drawn(0.97, 2000)
    assert chance_part([honest, MatchedTargets(0.03, {(2, 2): 5})]) > 0.8
    assert chance_part([honest, MatchedTargets(0.03, {(2, 2): 100})]) < 0.05


def test_classes_that_train_has_none_of_are_no_copies() -> None:
    assert chance_part([MatchedTargets(0.0, {(3, 0): 10})]) == 1
