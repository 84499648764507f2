"""The near part of the evaluation rows against that of the train rows."""

from __future__ import annotations

import numpy as np
import pytest

from zl_expectations.statistics.near_rows import NearRows, judge_near_rows, near_overlap, thinned_share
from zl_expectations.statistics.tier import Tier


def tier_of(
    counts: NearRows,
    *,
    fewest: int | None = None,
    model_chance: float | None = None,
    several: int = 0,
    kept: float = 1.0,
    thinned: float = 0.0,
) -> Tier:
    found = near_overlap(counts)
    return judge_near_rows(
        *(found,),
        max_excess=0.001,
        max_rounded=0.01,
        alpha=0.001,
        p_value=found.p_value,
        fewest=fewest,
        model_chance=model_chance,
        several=several,
        kept=kept,
        thinned=thinned,
    )


def test_two_rows_that_differ_by_rounding_are_a_warning_unless_train_has_such_rows_too() -> None:
    few = NearRows(105, 45, near_rows=2, train_near=0, train_near_one=0)
    assert tier_of(few) is Tier.NONE
    assert tier_of(few, fewest=1) is Tier.WARNING
    assert tier_of(NearRows(105, 45, near_rows=2, train_near=2, train_near_one=2), fewest=1) is Tier.NONE


def test_what_differs_by_more_than_rounding_takes_two_rows_to_be_a_warning() -> None:
    tiers = [tier_of(NearRows(70, 30, near_rows=rows, train_near=0, train_near_one=0), fewest=2) for rows in (1, 2)]
    assert tiers == [Tier.NONE, Tier.WARNING]


def test_a_few_rows_are_no_warning_where_wider_cells_would_leave_as_many() -> None:
    few = NearRows(20, 20, near_rows=2, train_near=0, train_near_one=0)
    spread = {directions: thinned_share(50, 20, narrower=8, directions=directions) for directions in (1, 3)}
    tiers = {directions: tier_of(few, fewest=2, thinned=thinned) for directions, thinned in spread.items()}
    assert tiers == {1: Tier.NONE, 3: Tier.WARNING}


def test_no_more_than_three_numbers_are_taken_to_spread_rows_each_by_itself() -> None:
    shares = [thinned_share(80, 10, narrower=2, directions=directions) for directions in (1, 2, 3, 4, 30)]
    assert shares == [4, 2, 1, 1, 1]


def test_as_many_near_rows_as_train_has_are_chance() -> None:
    assert tier_of(NearRows(7000, 3000, near_rows=300, train_near=700, train_near_one=600)) is Tier.NONE


def test_a_few_copies_are_a_warning_and_more_are_proven() -> None:
    tiers = [tier_of(NearRows(700, 300, near_rows=rows, train_near=0, train_near_one=0)) for rows in (3, 7, 12)]
    assert tiers == [Tier.NONE, Tier.WARNING, Tier.CRITICAL]


@pytest.mark.parametrize(
    ("model_chance", "several", "kept", "tier"),
    [
        (None, 258, 1.0, Tier.NONE),
        (0.05, 258, 1.0, Tier.CRITICAL),
        (0.05, 258, 0.5, Tier.WARNING),  # further apart than by rounding: measured twice, perhaps
        (0.4, 258, 1.0, Tier.NONE),  # the table itself makes half as many
        (0.05, 40, 1.0, Tier.NONE),  # the others differ in one number alone
        (0.0, 3, 1.0, Tier.NONE),
    ],
)
def test_copies_made_before_the_split_are_held_against_what_the_table_makes_by_itself(
    model_chance: float | None, several: int, kept: float, tier: Tier
) -> None:
    as_in_train = NearRows(800, 342, near_rows=258, train_near=620, train_near_one=620)
    assert tier_of(as_in_train, model_chance=model_chance, several=several, kept=kept) is tier


@pytest.mark.parametrize("dimensions", [1, 2])
@pytest.mark.parametrize("crowd", [0.3, 5.0, 500.0])
def test_rows_that_are_spread_smoothly_thin_out_as_far_as_is_said(dimensions: int, crowd: float) -> None:
    rng = np.random.default_rng(0)
    neighbours = rng.poisson(crowd, 20_000)
    still_near = rng.random(20_000) > (1 - 64.0**-dimensions) ** neighbours
    said = thinned_share(int(np.minimum(neighbours, 64).sum()), 20_000, narrower=64)
    assert still_near.mean() <= min(1.0, said) * 1.1


def test_fresh_splits_of_rows_in_pairs_seldom_exceed_chance() -> None:
    rng = np.random.default_rng(0)
    alarms = 0
    for _ in range(2000):
        in_test = rng.random((500, 2)) < 0.3  # 500 pairs of near rows among 2,000 rows
        near = int((in_test.sum(axis=1) == 1).sum())
        train_near = 2 * int((~in_test).all(axis=1).sum())
        alarms += tier_of(NearRows(1400, 600, near, train_near, train_near)) is Tier.CRITICAL
    assert alarms <= 8
