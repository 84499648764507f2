"""The near part of the evaluation rows against that of the train rows."""

from __future__ import annotations

import numpy as np

from zl_expectations.statistics.near_rows import NearRows, judge_near_rows, near_overlap
from zl_expectations.statistics.tier import Tier


def tier_of(counts: NearRows, *, fewest: int | None = None) -> Tier:
    found = near_overlap(counts)
    return judge_near_rows(found, max_excess=0.001, max_rounded=0.01, alpha=0.001, p_value=found.p_value, fewest=fewest)


def test_two_rows_that_differ_by_rounding_are_a_warning_unless_train_has_such_rows_too() -> None:
    few = NearRows(105, 45, near_rows=2, train_near=0, train_near_one=0)
    assert tier_of(few) is Tier.NONE
    assert tier_of(few, fewest=1) is Tier.WARNING
    assert tier_of(NearRows(105, 45, near_rows=2, train_near=2, train_near_one=2), fewest=1) is Tier.NONE


def test_what_differs_by_more_than_rounding_takes_two_rows_to_be_a_warning() -> None:
    tiers = [tier_of(NearRows(70, 30, near_rows=rows, train_near=0, train_near_one=0), fewest=2) for rows in (1, 2)]
    assert tiers == [Tier.NONE, Tier.WARNING]


def test_as_many_near_rows_as_train_has_are_chance() -> None:
    assert tier_of(NearRows(7000, 3000, near_rows=300, train_near=700, train_near_one=600)) is Tier.NONE


def test_a_few_copies_are_a_warning_and_more_are_proven() -> None:
    tiers = [tier_of(NearRows(700, 300, near_rows=rows, train_near=0, train_near_one=0)) for rows in (3, 7, 12)]
    assert tiers == [Tier.NONE, Tier.WARNING, Tier.CRITICAL]


def test_fresh_splits_of_rows_in_pairs_seldom_exceed_chance() -> None:
    rng = np.random.default_rng(0)
    alarms = 0
    for _ in range(2000):
        in_test = rng.random((500, 2)) < 0.3  # 500 pairs of near rows among 2,000 rows
        near = int((in_test.sum(axis=1) == 1).sum())
        train_near = 2 * int((~in_test).all(axis=1).sum())
        alarms += tier_of(NearRows(1400, 600, near, train_near, train_near)) is Tier.CRITICAL
    assert alarms <= 8
