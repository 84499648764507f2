"""How many evaluation rows are not later than train."""

from __future__ import annotations

from dataclasses import dataclass

from zl_expectations.statistics.tier import Tier


@dataclass(frozen=True)
class TimeOrder:
    """Evaluation rows, those that are too early, and their share."""

    evaluation_rows: int
    early_rows: int
    share: float


def time_order(*, evaluation_rows: int, early_rows: int) -> TimeOrder:
    """The share of evaluation rows that are too early.

    Examples
    --------
    >>> time_order(evaluation_rows=200, early_rows=50).share
    0.25
    """
    return TimeOrder(evaluation_rows, early_rows, early_rows / evaluation_rows if evaluation_rows else 0.0)


def judge_times(order: TimeOrder, *, max_early: float = 0.0) -> Tier:
    """Critical where more rows are too early than allowed."""
    return Tier.CRITICAL if order.share > max_early else Tier.NONE
