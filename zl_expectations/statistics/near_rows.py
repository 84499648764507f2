"""Whether more rows are nearly a row of train than train rows are nearly each other."""

from __future__ import annotations

from dataclasses import dataclass

from zl_expectations.statistics.shared_rows import Overlap, OverlapCounts, overlap
from zl_expectations.statistics.tier import Tier


@dataclass(frozen=True)
class NearRows:
    """What is counted of one train split and one evaluation split at one closeness; equal rows are left out.

    Attributes
    ----------
    train_rows, evaluation_rows : int
    near_rows : int
        Evaluation rows that are near a train row.
    train_near, train_near_one : int
        Train rows that are near another train row, and those of them that are near one only.
    """

    train_rows: int
    evaluation_rows: int
    near_rows: int
    train_near: int
    train_near_one: int


def near_overlap(counts: NearRows) -> Overlap:
    """Compare the near part of the evaluation rows with the near part of the train rows.

    A fresh row is near a train row as often as a train row is near another: Good and Turing's estimate with "near" in
    the place of "equal", so that a table of few digits, whose rows are near each other by nature, raises nothing.

    Examples
    --------
    >>> copies = near_overlap(NearRows(700, 300, near_rows=15, train_near=0, train_near_one=0))
    >>> copies.share, copies.chance, copies.p_value < 0.001
    (0.05, 0.0, True)
    >>> near_overlap(NearRows(700, 300, near_rows=15, train_near=40, train_near_one=40)).p_value > 0.01
    True
    """
    return overlap(
        OverlapCounts(
            train_rows=counts.train_rows,
            evaluation_rows=counts.evaluation_rows,
            shared_rows=counts.near_rows,
            train_once=counts.train_rows - counts.train_near,
            train_twice=counts.train_near_one // 2,
        )
    )


def judge_near_rows(found: Overlap, *, max_excess: float, alpha: float, p_value: float) -> Tier:
    """Say how bad a near part is: an excess over chance is critical at `alpha`, and a warning at ten times that.

    Parameters
    ----------
    found : Overlap
    max_excess : float
        The largest excess over chance that is passed.
    alpha : float
    p_value : float
        The overlap's, adjusted for all that was tested.

    Examples
    --------
    >>> found = near_overlap(NearRows(700, 300, near_rows=15, train_near=0, train_near_one=0))
    >>> judge_near_rows(found, max_excess=0.001, alpha=0.001, p_value=0.005).name
    'WARNING'
    """
    if found.excess <= max_excess or p_value >= 10 * alpha:
        return Tier.NONE
    return Tier.CRITICAL if p_value < alpha else Tier.WARNING
