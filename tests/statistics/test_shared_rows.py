from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from zl_expectations.errors import BadInputError
from zl_expectations.statistics.shared_rows import (
    OverlapCounts,
    expected_share,
    further_overlap,
    judge_overlap,
    overlap,
    stand_out_unnamed,
)
from zl_expectations.statistics.tier import Tier


def counts(train: int, evaluation: int, share: float, chance: float) -> OverlapCounts:
    """Counts with about this share and chance, their repeated train rows in pairs."""
    repeated = round(chance * train)
    return OverlapCounts(train, evaluation, round(share * evaluation), train - repeated, repeated // 2)


# The tables that the limits were planned on: share, chance level, model chance, train and evaluation rows, verdict.
PLANNED = [
    ("adult, random split", 0.0013, 0.0016, 0.0002, 32561, 16281, Tier.NONE),
    ("adult, 2 % of test copied into train", 0.0213, 0.0016, 0.0004, 32561, 16281, Tier.CRITICAL),
    ("Titanic, three columns", 0.835, 0.886, 0.817, 1541, 660, Tier.WARNING),
    ("biopsy", 0.402, 0.383, 0.371, 489, 210, Tier.WARNING),
    ("biopsy, minority oversampled before the split", 0.795, 0.791, 0.214, 827, 354, Tier.CRITICAL),
    ("churn, minority oversampled before the split", 0.308, 0.313, 0.001, 4490, 1924, Tier.CRITICAL),
    ("adult, oversampled before the split", 0.129, 0.131, 0.005, 45000, 19000, Tier.CRITICAL),
    ("Caravan", 0.144, 0.143, 0.0, 4075, 1747, Tier.CRITICAL),
    ("adult without the weight column", 0.169, 0.170, 0.116, 32561, 16281, Tier.WARNING),
    ("iris, one copied row of 46", 1 / 46, 0.0, 0.004, 104, 46, Tier.WARNING),
]


@pytest.mark.parametrize(
    ("share", "chance", "model", "train", "evaluation", "tier"),
    [row[1:] for row in PLANNED],
    ids=[row[0] for row in PLANNED],
)
def test_the_planned_tables_get_their_planned_verdicts(
    share: float, chance: float, model: float, train: int, evaluation: int, tier: Tier
) -> None:
    assert judge_overlap(overlap(counts(train, evaluation, share, chance)), model_chance=model) is tier


def test_nine_copies_in_two_thousand_rows_are_proven_although_their_excess_is_small() -> None:
    assert judge_overlap(overlap(OverlapCounts(8000, 2000, 9, 8000, 0))) is Tier.CRITICAL


def test_thirty_repeats_in_a_million_rows_are_no_proof_against_a_small_train_split() -> None:
    assert overlap(OverlapCounts(1_000, 1_000_000, 30, 1_000, 0)).p_value > 0.5


def test_a_split_without_rows_is_refused() -> None:
    with pytest.raises(BadInputError, match="must have rows"):
        overlap(OverlapCounts(0, 10, 0, 0, 0))


@given(
    train=st.integers(1, 10**9),
    evaluation=st.integers(1, 10**9),
    shared=st.floats(0, 1),
    once=st.floats(0, 1),
    twice=st.floats(0, 1),
)
def test_every_count_gives_finite_shares_and_a_probability(
    train: int, evaluation: int, shared: float, once: float, twice: float
) -> None:
    f1 = int(once * train)
    found = overlap(OverlapCounts(train, evaluation, int(shared * evaluation), f1, int(twice * (train - f1)) // 2))
    assert 0 <= found.share <= 1
    assert 0 <= found.chance <= 1
    assert 0 <= found.p_value <= 1
    assert found.excess == pytest.approx(found.share - found.chance)


@given(st.integers(0, 400), st.integers(0, 399))
def test_more_shared_rows_are_never_less_suspicious(shared: int, fewer: int) -> None:
    more, less = max(shared, fewer), min(shared, fewer)
    assert (
        overlap(OverlapCounts(900, 400, more, 880, 8)).p_value
        <= overlap(OverlapCounts(900, 400, less, 880, 8)).p_value + 1e-9
    )


def test_fresh_rows_of_one_source_are_rejected_no_more_often_than_the_level_says() -> None:
    rng = np.random.default_rng(0)
    rejected = 0
    for _ in range(400):
        rows = rng.zipf(1.6, 1000)
        train, evaluation = rows[:700], rows[700:]
        _, times = np.unique(train, return_counts=True)
        shared = int(np.isin(evaluation, train).sum())
        found = overlap(OverlapCounts(700, 300, shared, int((times == 1).sum()), int((times == 2).sum())))
        rejected += found.p_value < 0.01 and found.excess > 0.001
    assert rejected <= stats.binom.ppf(0.999, 400, 0.01)


def test_a_row_of_probability_zero_is_never_expected_and_a_certain_one_always() -> None:
    assert expected_share(np.array([-np.inf]), None, 1000) == 0
    assert expected_share(np.array([0.0]), None, 1000) == 1
    assert expected_share(np.array([0.0, -np.inf]), np.array([1, 3]), 10) == pytest.approx(0.25)
    assert expected_share(np.log(np.array([1e-12])), None, 1000) == pytest.approx(1e-9, rel=1e-3)


@pytest.mark.parametrize(
    "impossible",
    [
        OverlapCounts(10, 5, 6, 10, 0),
        OverlapCounts(10, 5, -1, 10, 0),
        OverlapCounts(10, 5, 1, 11, 0),
        OverlapCounts(10, 5, 1, 9, 1),
    ],
)
def test_counts_that_no_two_splits_have_are_refused_and_not_passed(impossible: OverlapCounts) -> None:
    with pytest.raises(BadInputError, match="rows of their split"):
        overlap(impossible)


def test_no_scored_row_is_no_share_of_zero() -> None:
    for log_q, weights in ((np.array([]), None), (np.array([-1.0]), np.array([0]))):
        with pytest.raises(BadInputError, match="must be scored"):
            expected_share(log_q, weights, 10)


@pytest.mark.parametrize(
    ("keys", "train"),
    [
        (np.concatenate([np.repeat(np.arange(40), 2), np.arange(40, 960)]), 700),
        (np.repeat(np.arange(8), 2), 11),
        (np.concatenate([np.repeat(np.arange(100), 3), np.arange(100, 800)]), 500),
        (np.repeat(np.arange(400), np.random.default_rng(0).zipf(1.8, 400).clip(1, 60)), 700),
    ],
    ids=["some pairs", "only pairs", "triples", "a few rows often"],
)
def test_random_splits_of_tables_that_repeat_themselves_are_called_copies_no_more_often_than_the_level_says(
    keys: npt.NDArray[np.int64], train: int
) -> None:
    rng = np.random.default_rng(0)
    rejected = 0
    for _ in range(1000):
        keys = rng.permutation(keys)
        sides = [np.bincount(side, minlength=keys.max() + 1) for side in (keys[:train], keys[train:])]
        once, twice = int((sides[0] == 1).sum()), int((sides[0] == 2).sum())
        shared = int(sides[1][sides[0] > 0].sum())
        found = overlap(OverlapCounts(train, len(keys) - train, shared, once, twice))
        rejected += judge_overlap(found) is Tier.CRITICAL
    assert rejected <= stats.binom.ppf(0.999, 1000, 0.001)


def test_nine_pairs_across_seven_rows_to_three_are_proof_and_six_are_not() -> None:
    assert (
        overlap(OverlapCounts(700, 300, 9, 700, 0)).p_value
        < 0.001
        < overlap(OverlapCounts(700, 300, 6, 700, 0)).p_value
    )


def test_one_shared_row_proves_nothing_even_where_the_model_allows_none() -> None:
    one = overlap(OverlapCounts(104, 46, 1, 104, 0))
    assert judge_overlap(one, model_chance=0.0) is Tier.WARNING
    many = overlap(OverlapCounts(1040, 460, 100, 840, 100))
    assert judge_overlap(many, model_chance=0.0) is Tier.CRITICAL


def test_where_every_row_is_shared_already_no_column_hides_more() -> None:
    every = OverlapCounts(200, 50, 50, 200, 0)
    assert further_overlap(every, every) is None


@pytest.mark.parametrize(("once", "stands_out"), [(200, True), (20, False)])
def test_a_table_too_coarse_to_be_told_from_copies_does_not_stand_out(once: int, stands_out: bool) -> None:
    known, reduced = OverlapCounts(700, 300, 0, 700, 0), OverlapCounts(700, 300, 250, once, 0)
    assert stand_out_unnamed(known, reduced, model_chance=0.1) is stands_out


@pytest.mark.parametrize(
    ("train_rows", "rows", "shared", "tier"),
    [(80, 20, 5, Tier.CRITICAL), (28, 12, 6, Tier.CRITICAL), (28, 12, 3, Tier.WARNING), (200, 50, 5, Tier.WARNING)],
)
def test_copies_in_a_small_table_are_critical_where_they_do_harm(
    train_rows: int, rows: int, shared: int, tier: Tier
) -> None:
    found = overlap(OverlapCounts(train_rows, rows, shared, train_rows, 0))
    assert judge_overlap(found, model_chance=1e-6) is tier
    assert judge_overlap(found, model_chance=0.1) is Tier.WARNING
    assert judge_overlap(found) is Tier.WARNING


def test_in_a_small_table_that_repeats_itself_shared_rows_are_no_proof() -> None:
    repeats = overlap(OverlapCounts(80, 20, 5, 56, 12))
    assert judge_overlap(repeats, model_chance=1e-6) is Tier.WARNING
