from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from zl_expectations.errors import BadInputError
from zl_expectations.statistics.skew import drift, drifts_together, judge_drift, judge_skew, skew
from zl_expectations.statistics.tier import Tier

CLASSES = st.lists(st.integers(0, 10**6), min_size=1, max_size=30).filter(any)


@given(CLASSES)
def test_every_count_gives_figures_within_their_bounds(counts: list[int]) -> None:
    found = skew(counts)
    assert found.rows == sum(counts)
    assert -1e-12 <= found.trivial_loss <= np.log(max(found.classes, 1)) + 1e-9
    assert 0 <= found.evenness <= 1 + 1e-9
    assert found.imbalance_ratio >= 1
    low, high = found.rarest_interval
    assert 0 <= low <= found.rarest_rows / found.rows <= high <= 1
    assert found.trivial_loss == pytest.approx(stats.entropy([n for n in counts if n]), abs=1e-9)


def test_skew_alone_nearly_reaches_zero_loss() -> None:
    assert skew([1, 99]).trivial_loss == pytest.approx(0.056, abs=5e-4)
    assert skew([1, 999]).trivial_loss == pytest.approx(0.0079, abs=5e-5)


@pytest.mark.parametrize(
    ("counts", "tier"),
    [
        ([500, 500], Tier.NONE),
        ([50, 50, 50], Tier.NONE),
        ([20, 20], Tier.NONE),
        ([8255, 328521], Tier.WARNING),
        ([100, 99_900], Tier.CRITICAL),
        ([1000], Tier.CRITICAL),
        ([30, 2000, 2000], Tier.WARNING),
        ([1, 49, 50], Tier.NONE),
        ([1] * 100, Tier.WARNING),
        ([1] * 50 + [50], Tier.WARNING),
        ([1] * 49 + [26, 25], Tier.NONE),
    ],
)
def test_a_skew_is_judged_by_its_evenness_and_its_rarest_class(counts: list[int], tier: Tier) -> None:
    assert judge_skew(skew(counts)) is tier


@pytest.mark.parametrize(("missing", "tier"), [(0, Tier.NONE), (100, Tier.NONE), (101, Tier.WARNING)])
def test_a_target_that_most_rows_lack_is_a_warning(missing: int, tier: Tier) -> None:
    assert judge_skew(skew([50, 50]), missing=missing) is tier


def test_classes_without_rows_are_refused() -> None:
    with pytest.raises(BadInputError, match="must have rows"):
        skew([0, 0])


@given(CLASSES, st.integers(1, 50))
def test_equal_proportions_lie_at_no_distance_and_are_never_rejected(counts: list[int], times: int) -> None:
    found = drift(counts, [n * times for n in counts])
    assert found.total_variation == pytest.approx(0, abs=1e-12)
    assert judge_drift(found) is Tier.NONE


@given(CLASSES)
def test_the_distance_does_not_depend_on_which_split_is_named_first(counts: list[int]) -> None:
    other = list(reversed(counts))
    assert drift(counts, other).total_variation == pytest.approx(drift(other, counts).total_variation)


@pytest.mark.parametrize(
    ("train", "test", "tier"),
    [
        ([1000, 0], [10_000, 1], Tier.WARNING),
        ([350, 350, 0], [150, 149, 1], Tier.WARNING),
        ([350, 350, 0], [147, 147, 6], Tier.WARNING),  # .3^6 is 7e-4, of three classes 2e-3
        ([350, 350, 0], [146, 147, 7], Tier.CRITICAL),
        ([900, 0], [97, 3], Tier.WARNING),
        ([900, 0], [96, 4], Tier.CRITICAL),
        ([350, 350, 0], [125, 125, 50], Tier.CRITICAL),
        ([10**9, 0], [4 * 10**8, 50], Tier.CRITICAL),
    ],
)
def test_a_class_that_train_lacks_is_critical_where_chance_would_not_leave_it_out(
    train: list[int], test: list[int], tier: Tier
) -> None:
    found = drift(train, test)
    assert list(found.absent_from_train) == [len(train) - 1]
    assert judge_drift(found) is tier


def test_what_chance_leaves_out_is_that_of_a_hypergeometric_draw_in_both_directions() -> None:
    found = drift([690, 10, 0], [293, 0, 7])
    assert found.absent_from_train == {2: pytest.approx(3 * stats.hypergeom.pmf(7, 1000, 7, 300))}
    assert found.absent_from_evaluation == {1: pytest.approx(3 * stats.hypergeom.pmf(10, 1000, 10, 700))}


@given(st.integers(1, 60), st.integers(1, 10**6), st.integers(0, 10**6))
def test_one_class_is_left_out_as_often_in_either_direction(rows: int, others: int, beside: int) -> None:
    lacking, having = [others, 0], [beside, rows]
    to_train, to_evaluation = drift(lacking, having), drift(having, lacking)
    assert to_train.absent_from_train == to_evaluation.absent_from_evaluation


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5])
def test_random_splits_of_rare_classes_are_never_critical(share: float) -> None:
    tiers = set()
    for seed in range(25):
        rng = np.random.default_rng(seed)
        ratings, tested = np.clip(rng.geometric(0.35, 500), 1, 20), rng.permutation(500) < 500 * share
        train, test = (np.bincount(ratings[one], minlength=21).tolist() for one in (~tested, tested))
        tiers.add(judge_drift(drift(train, test)))
    assert Tier.WARNING in tiers
    assert tiers <= {Tier.NONE, Tier.WARNING}


def test_a_part_of_a_quantity_that_train_lacks_is_a_warning_only_where_chance_would_not_leave_it_out() -> None:
    assert judge_drift(drift([350, 350, 0], [150, 149, 1]), is_quantity=True) is Tier.NONE
    assert judge_drift(drift([350, 350, 0], [140, 150, 10]), is_quantity=True) is Tier.WARNING
    assert judge_drift(drift([350, 350, 0], [10, 10, 280]), is_quantity=True) is Tier.WARNING


def test_a_large_distance_between_tiny_splits_is_not_proven() -> None:
    assert judge_drift(drift([3, 3], [1, 3])) is Tier.NONE


def test_the_p_value_is_that_of_the_g_test() -> None:
    table = np.array([[700, 300], [250, 150]])
    expected = stats.chi2_contingency(table, correction=False, lambda_="log-likelihood").pvalue
    assert drift(*table.tolist()).p_value == pytest.approx(expected)


def test_random_splits_are_rejected_no_more_often_than_the_level_says() -> None:
    rng = np.random.default_rng(0)
    rejected = 0
    for _ in range(300):
        labels = rng.choice(5, 1000, p=[0.4, 0.3, 0.2, 0.09, 0.01])
        train, test = np.bincount(labels[:700], minlength=5), np.bincount(labels[700:], minlength=5)
        rejected += bool((train > 0).all()) and drift(train.tolist(), test.tolist()).p_value < 0.01
    assert rejected <= stats.binom.ppf(0.999, 300, 0.01)


@pytest.mark.parametrize("rows", [10**9, 5 * 10**9])
def test_billions_of_rows_with_a_rare_class_are_compared(rows: int) -> None:
    same = drift([4 * rows, 2 * rows, 3], [rows, rows // 2, 1])
    assert same.p_value > 0.9
    other = drift([4 * rows, 2 * rows, 3], [rows // 2, rows, 1])
    assert judge_drift(other) is Tier.CRITICAL
    assert drift([rows, 1], [3, 1]).p_value == 1


def test_a_level_below_what_draws_can_tell_still_finds_a_difference_that_needs_none() -> None:
    apart = drift([990, 10, 0], [5, 490, 5])
    assert apart.p_value < 1e-20
    assert judge_drift(apart, alpha=5e-5) is Tier.CRITICAL
    alike = drift([990, 10, 3], [490, 5, 1])
    assert alike.p_value > 0.5


def test_a_difference_is_held_to_the_number_of_pairs_and_folds_are_one_pair_in_both_orders() -> None:
    one, other = drift([500, 500], [230, 270]), drift([500, 500], [240, 260])
    folds = {("a", "b"): one, ("b", "a"): one, ("a", "c"): other, ("c", "a"): other}
    together = drifts_together(folds)
    assert together["a", "b"].p_value == together["b", "a"].p_value == pytest.approx(2 * one.p_value)
    assert together["a", "c"].p_value == pytest.approx(other.p_value)
    assert drifts_together({("a", "b"): one})["a", "b"] == one
    lacking = drift([500, 30], [500, 0])
    p_value = lacking.absent_from_evaluation[1]
    assert drifts_together({("a", "b"): lacking, ("a", "c"): one})["a", "b"].absent_from_evaluation == {1: 2 * p_value}


def test_a_class_that_train_lacks_is_held_to_the_number_of_pairs() -> None:
    new, alike = drift([350, 350, 0], [146, 147, 7]), drift([350, 350], [150, 150])
    together = drifts_together({("train", "a"): new, ("train", "b"): alike})["train", "a"]
    assert together.absent_from_train == {2: 2 * new.absent_from_train[2]}
    assert (judge_drift(new), judge_drift(together)) == (Tier.CRITICAL, Tier.WARNING)
