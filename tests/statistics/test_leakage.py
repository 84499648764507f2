from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from zl_expectations.errors import BadInputError
from zl_expectations.statistics.leakage import (
    ClassCounts,
    auc_lower_bound,
    judge_feature,
    judge_regression_feature,
    score_feature,
    score_regression_feature,
)
from zl_expectations.statistics.tier import Tier


def table(vectors: npt.ArrayLike, multiplicity: npt.ArrayLike | None = None, missing: int | None = None) -> ClassCounts:
    counts = np.asarray(vectors, dtype=np.int64)
    flags = np.zeros(len(counts), dtype=bool)
    if missing is not None:
        flags[missing] = True
    times = np.ones(len(counts), dtype=np.int64) if multiplicity is None else np.asarray(multiplicity, dtype=np.int64)
    return ClassCounts(counts, times, flags)


def from_rows(values: npt.ArrayLike, classes: npt.ArrayLike) -> ClassCounts:
    _, value = np.unique(np.asarray(values), return_inverse=True)
    labels = np.asarray(classes)
    counts = np.zeros((value.max() + 1, labels.max() + 1), dtype=np.int64)
    np.add.at(counts, (value, labels), 1)
    return table(counts)


def test_a_copied_target_is_proven_and_explains_nearly_all() -> None:
    score = score_feature(table([[300, 0], [0, 700]]))
    assert score.auc == 1
    assert score.explained > 0.97
    assert judge_feature(score) is Tier.CRITICAL


def test_an_identifier_says_nothing_although_it_is_perfect_in_sample() -> None:
    score = score_feature(table([[1, 0], [0, 1]], [500, 500]))
    assert score.auc == pytest.approx(0.5, abs=1e-9)
    assert score.explained == pytest.approx(0, abs=1e-9)
    assert judge_feature(score) is Tier.NONE


def test_two_hundred_random_categories_say_nothing() -> None:
    rng = np.random.default_rng(1)
    score = score_feature(from_rows(rng.integers(0, 200, 5000), rng.integers(0, 2, 5000)))
    assert abs(score.auc - 0.5) < 0.05
    assert score.explained < 0.01


def test_a_value_that_is_missing_exactly_for_one_class_is_named_as_missing() -> None:
    score = score_feature(table([[200, 0], [200, 0], [0, 400]], missing=2))
    assert score.missing_auc == 1
    assert judge_feature(score) is Tier.CRITICAL
    assert score_feature(table([[200, 0], [0, 400]])).missing_auc is None


def test_a_perfect_feature_on_a_small_table_cannot_be_told() -> None:
    score = score_feature(table([[30, 0], [0, 40]]))
    assert score.auc == 1
    assert judge_feature(score) is Tier.CANNOT_TELL


def test_one_class_that_is_given_away_entirely_does_not_decide_the_critical_tier() -> None:
    score = score_feature(table([[500, 0, 0], [0, 500, 500]]))
    assert score.best_class == 0
    assert score.best_class_auc == 1
    assert judge_feature(score) is Tier.WARNING


def test_a_feature_needs_two_classes() -> None:
    with pytest.raises(BadInputError, match="at least two classes"):
        score_feature(table([[10, 0], [5, 0]]))


@given(st.floats(0, 1), st.integers(1, 10**7), st.sampled_from([0.05, 0.001]))
def test_the_lower_bound_lies_below_the_auc_and_grows_with_the_rows(auc: float, rows: int, alpha: float) -> None:
    bound = auc_lower_bound(auc, rows, alpha)
    assert 0 <= bound <= 1
    assert bound <= auc_lower_bound(auc, rows + rows, alpha) + 1e-9 or auc < 0.6
    assert bound < auc or auc < 0.01


def test_a_perfect_auc_proves_what_the_rule_of_three_says() -> None:
    assert auc_lower_bound(1.0, 59, 0.05) == pytest.approx(0.05 ** (1 / 59))
    assert auc_lower_bound(1.0, 299, 0.05) >= 0.99 > auc_lower_bound(1.0, 298, 0.05)


@settings(max_examples=50)
@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.integers(1, 3)), min_size=2, max_size=20),
    st.randoms(use_true_random=False),
)
def test_the_order_of_vectors_and_of_engines_makes_no_difference(
    rows: list[tuple[int, int, int]], random: object
) -> None:
    rows = [*rows, (3, 0, 1), (0, 3, 1)]
    merged: dict[tuple[int, int], int] = {}
    for a, b, times in rows:
        merged[a, b] = merged.get((a, b), 0) + times
    items = list(merged.items())
    shuffled = list(items)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    scores = [score_feature(table([v for v, _ in order], [m for _, m in order])) for order in (items, shuffled)]
    assert scores[0] == scores[1]
    assert 0 <= scores[0].auc <= 1
    assert scores[0].explained <= 1


@settings(max_examples=25)
@given(st.integers(0, 10**6))
def test_dealing_counts_is_the_same_as_dealing_rows(seed: int) -> None:
    """The cross-fitted AUC of a two-valued feature is close to its plain AUC, which needs no fitting."""
    rng = np.random.default_rng(seed)
    classes = rng.integers(0, 2, 4000)
    values = np.where(rng.random(4000) < 0.8, classes, 1 - classes)
    plain = stats.mannwhitneyu(values[classes == 1], values[classes == 0]).statistic / (
        (classes == 1).sum() * (classes == 0).sum()
    )
    assert score_feature(from_rows(values, classes)).auc == pytest.approx(plain, abs=0.005)


def test_a_monotone_copy_of_a_continuous_target_is_found_and_noise_is_not() -> None:
    bins = np.repeat(np.arange(32), 100)
    assert judge_regression_feature(score_regression_feature(from_rows(bins // 1, bins))) is Tier.CRITICAL
    rng = np.random.default_rng(0)
    noise = score_regression_feature(from_rows(rng.integers(0, 64, len(bins)), bins))
    assert noise.r2 < 0.05
    assert judge_regression_feature(noise) is Tier.NONE


def test_a_constant_continuous_target_is_refused() -> None:
    with pytest.raises(BadInputError, match="two values"):
        score_regression_feature(table([[10, 0]]))
