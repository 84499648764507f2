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


def judge_near_rows(
    found: Overlap, *, max_excess: float, max_rounded: float, alpha: float, p_value: float, fewest: int | None
) -> Tier:
    """Say how bad a near part is: an excess over chance is critical at `alpha`, and a warning at ten times that.

    Parameters
    ----------
    found : Overlap
    max_excess : float
        The largest excess over chance that is passed.
    max_rounded : float
        The largest part that may differ so little where no train rows do: values that agree so far in every column
        and yet differ are no chance, so that a few are a warning where they are too few for a proof.
    alpha : float
    p_value : float
        The overlap's, adjusted for all that was tested.
    fewest : int or None
        How many rows are such a few at this closeness: one where rows differ by rounding alone, two where they differ
        by little more. None where they may differ so much that chance makes a few.

    Examples
    --------
    >>> found = near_overlap(NearRows(700, 300, near_rows=15, train_near=0, train_near_one=0))
    >>> judge_near_rows(
    ...     found, max_excess=0.001, max_rounded=0.01, alpha=0.001, p_value=0.005, fewest=None
    ... ).name
    'WARNING'
    """
    if found.excess <= max_excess:
        return Tier.NONE
    if p_value < alpha:
        return Tier.CRITICAL
    few = fewest is not None and found.counts.shared_rows >= fewest and found.share > max_rounded
    return Tier.WARNING if p_value < 10 * alpha or (few and not found.chance) else Tier.NONE
