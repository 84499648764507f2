"""Which losses of a run are too good, and which are not."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zl_expectations.errors import BadInputError
from zl_expectations.statistics.loss_history import (
    LossLimits,
    Pass,
    TooGood,
    is_regular,
    judge_pass,
    judge_passes,
    thinned,
)
from zl_expectations.statistics.tier import Tier

LIMITS = LossLimits(floor=0.3, trivial=0.6)
UNIQUE = LossLimits(trivial=0.6)


def run(training: list[float], validation: list[float | None] | None = None) -> list[Pass]:
    losses = zip(training, validation or [None] * len(training), strict=True)
    return [Pass(number, f"pass {number}", *each) for number, each in enumerate(losses, start=1)]


@pytest.mark.parametrize(
    ("number", "training", "validation", "limits", "reason"),
    [
        (5, 0.2969, None, LIMITS, TooGood.BELOW_FLOOR),
        (5, 0.2971, None, LIMITS, TooGood.JUST_BELOW_FLOOR),
        (5, 0.3, None, LIMITS, None),
        (2, 0.0059, None, UNIQUE, TooGood.NEAR_ZERO_EARLY),
        (2, 0.0061, None, UNIQUE, None),
        (3, 0.0059, None, UNIQUE, TooGood.NEAR_ZERO_UNVALIDATED),
        (3, 0.0059, 0.5, UNIQUE, None),
        (3, 0.0059, 0.0059, UNIQUE, TooGood.VALIDATION_NEAR_ZERO),
        (3, 0.5, 0.0, LIMITS, TooGood.VALIDATION_NEAR_ZERO),
        (1, 0.001, 0.001, LIMITS, TooGood.BELOW_FLOOR),
    ],
)
def test_a_pass_is_judged_by_the_floor_and_by_the_trivial_loss(
    number: int, training: float, validation: float | None, limits: LossLimits, reason: TooGood | None
) -> None:
    assert judge_pass(Pass(number, "pass", training, validation), limits) is reason


def test_only_what_proves_something_is_critical() -> None:
    assert {one for one in TooGood if one.tier is Tier.CRITICAL} == {TooGood.BELOW_FLOOR, TooGood.NEAR_ZERO_EARLY}


def test_the_worst_pass_of_a_run_comes_first_and_of_equals_the_earliest() -> None:
    found = judge_passes(run([0.5, 0.299, 0.2, 0.1]), LIMITS)
    assert [(one.number, reason) for one, reason in found] == [
        (3, TooGood.BELOW_FLOOR),
        (4, TooGood.BELOW_FLOOR),
        (2, TooGood.JUST_BELOW_FLOOR),
    ]


def test_a_loss_that_goes_to_zero_is_overfitting_where_the_validation_loss_does_not() -> None:
    falling = [0.5, 0.3, 0.001, 0.0005]
    assert [reason for _, reason in judge_passes(run(falling), UNIQUE)] == [TooGood.NEAR_ZERO_UNVALIDATED] * 2
    assert judge_passes(run(falling, [None, 0.5, None, 0.7]), UNIQUE) == []


@given(st.lists(st.floats(0, 1), min_size=1), st.floats(0.01, 0.5))
def test_a_run_fails_critically_exactly_where_some_loss_is_below_the_floor_or_near_zero_at_once(
    training: list[float], floor: float
) -> None:
    limits = LossLimits(floor=floor, trivial=1.0)
    critical = any(reason.tier is Tier.CRITICAL for _, reason in judge_passes(run(training), limits))
    assert critical == (min(training) < floor * 0.99 or min(training[:2]) < 0.01)


@pytest.mark.parametrize("loss", [math.nan, -0.1, math.inf])
def test_a_loss_that_is_none_is_no_pass(loss: float) -> None:
    with pytest.raises(BadInputError, match=r"The training loss must be a number of at least 0, got .* in epoch 4"):
        Pass(4, "epoch 4", loss)
    with pytest.raises(BadInputError, match=r"The validation loss must be a number of at least 0, got .* in epoch 4"):
        Pass(4, "epoch 4", 0.5, loss)


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ({"floor": -1.0}, "`floor` must be a finite number"),
        ({"trivial": math.inf}, "`trivial` must be a finite number"),
        ({"floor": "low"}, "`floor` must be a finite number"),
        ({"floor": 0.1, "first": None}, "`first` must be a finite number"),
        ({"trivial": 1.0, "near_zero": 1.0}, "`near_zero` must be a part, below 1"),
        ({"floor": 1.0, "tolerance": 1.5}, "`tolerance` must be a part, below 1"),
        ({"floor": 0.7, "trivial": 0.6}, "are both in the same unit"),
        ({}, "`floor` or `trivial` must be above 0"),
        ({"floor": 0.0, "trivial": 0.0}, "`floor` or `trivial` must be above 0"),
    ],
)
def test_limits_that_make_no_sense_or_reject_nothing_are_refused(limits: dict[str, Any], words: str) -> None:
    with pytest.raises(BadInputError, match=words):
        LossLimits(**limits)


@given(st.integers(1, 60), st.integers(1, 20), st.booleans(), st.booleans())
def test_every_kth_place_is_regular_and_a_gap_among_them_is_not(
    total: int, step: int, from_first: bool, with_last: bool
) -> None:
    places = sorted({*range(1 if from_first else step, total + 1, step), *([total] if with_last else [])})
    once_at_the_first = from_first and places[0] == 1 and len([one for one in places if one < total]) == 1 < step
    if places and not once_at_the_first:
        assert is_regular(places, total)
    inner = places[1:-2]
    for lost in inner[1:]:
        assert not is_regular([one for one in places if one != lost], total)


def test_no_place_at_all_is_not_regular_nor_is_an_end_that_is_lost() -> None:
    assert not is_regular([], 5)
    assert not is_regular([1, 2, 3], 5)
    assert not is_regular([1], 5)


@given(st.integers(0, 5000), st.integers(1, 300), st.lists(st.integers(0, 4999)))
def test_a_thinned_run_keeps_its_ends_and_what_is_to_be_kept(total: int, most: int, kept: list[int]) -> None:
    kept = [place for place in kept if place < total]
    found = thinned(total, most, kept)
    assert found == sorted(set(found))
    assert {*kept, *([0, total - 1] if total else [])} <= set(found)
    assert len(found) <= most + len(set(kept)) + 1
