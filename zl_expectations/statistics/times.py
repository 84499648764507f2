"""How many evaluation rows are not later than train."""

from __future__ import annotations

from dataclasses import dataclass

from zl_expectations.statistics.tier import MOST_MISSING, Tier


@dataclass(frozen=True)
class TimeOrder:
    """The share of evaluation rows that are too early, and the share of train rows without a time."""

    share: float
    train_untimed: float


def time_order(*, evaluation_rows: int, early_rows: int, train_rows: int, train_untimed: int) -> TimeOrder:
    """The shares of the rows that are too early, and of the train rows that nobody knows the time of.

    Examples
    --------
    >>> time_order(evaluation_rows=200, early_rows=50, train_rows=100, train_untimed=1)
    TimeOrder(share=0.25, train_untimed=0.01)
    """
    return TimeOrder(early_rows / max(1, evaluation_rows), train_untimed / max(1, train_rows))


def judge_times(order: TimeOrder, *, max_early: float = 0.0) -> Tier:
    """Critical where more rows are too early than allowed.

    Train rows without a time, which may be later than evaluation rows, are a warning; where more than `MOST_MISSING` of
    train are such, what is known of it says nothing, and that is critical too.
    """
    if order.share > max_early or order.train_untimed > MOST_MISSING:
        return Tier.CRITICAL
    return Tier.WARNING if order.train_untimed > max_early else Tier.NONE
