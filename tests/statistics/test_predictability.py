"""When a low loss is suspicious, and when too few rows say so."""

from __future__ import annotations

import pytest

from zl_expectations.statistics.predictability import judge_predictability


@pytest.mark.parametrize(
    ("ratio", "few", "tier"),
    [
        (0.009, 1.0, "CRITICAL"),
        (0.02, 0.02, "WARNING"),
        (0.02, 0.3, "NONE"),
        (0.3, 0.3, "NONE"),
        (1.4, 1.0, "NONE"),
    ],
)
def test_the_tier_hangs_on_the_part_of_the_loss_and_on_what_two_features_reach(
    ratio: float, few: float, tier: str
) -> None:
    assert judge_predictability(ratio, few, wrong=1, trivially_wrong=300, rows=900).name == tier
    assert judge_predictability(ratio, few, wrong=0, trivially_wrong=0, rows=900).name == tier


def test_few_rows_cannot_tell() -> None:
    assert judge_predictability(0.0, 0.0, wrong=0, trivially_wrong=20, rows=40).name == "CANNOT_TELL"
    assert judge_predictability(0.0, 0.0, wrong=0, trivially_wrong=0, rows=40).name == "CANNOT_TELL"


@pytest.mark.parametrize(("wrong", "trivially_wrong"), [(0, 50), (25, 200)])
def test_few_rows_of_the_smaller_classes_or_an_unproven_error_cannot_tell(wrong: int, trivially_wrong: int) -> None:
    assert judge_predictability(0.0, 0.0, wrong=wrong, trivially_wrong=trivially_wrong, rows=600).name == "CANNOT_TELL"
