"""Whether more rows are nearly a row of train than train rows are nearly each other."""

from __future__ import annotations

from dataclasses import dataclass

from zl_expectations.statistics.shared_rows import Overlap, OverlapCounts, exceeds_model, overlap
from zl_expectations.statistics.shares import so_many_by_chance
from zl_expectations.statistics.tier import Tier

KEPT = 0.9
DIRECTIONS = 3


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


def thinned_share(neighbours: int, evaluation_rows: int, narrower: int, directions: int = 1) -> float:
    """The largest share of evaluation rows that narrower cells would leave near, were rows spread smoothly.

    A row with k neighbours in a cell has one left in a cell that is `narrower` times narrower with a probability of at
    most k / `narrower`: that of a curve, on which rows thin out the slowest. Copies that differ by less than the narrow
    cell do not thin out at all, and a stretch that is dense explains itself.

    Rows that spread in several `directions` thin out by each. How many numbers a table has is the most that these can
    be, and more than `DIRECTIONS` are not taken for granted: numbers follow from each other.

    Parameters
    ----------
    neighbours : int
        Train rows in the wide cells of the evaluation rows, summed over all grids, and for each row at most `narrower`.

    Examples
    --------
    >>> thinned_share(4 * 75, 100, narrower=64), thinned_share(64 * 100, 100, narrower=64)
    (0.046875, 1.0)
    >>> thinned_share(4 * 75, 100, narrower=64, directions=2)
    0.000732421875
    """
    return neighbours / float(narrower) ** min(directions, DIRECTIONS) / evaluation_rows


def judge_near_rows(
    found: Overlap,
    *,
    max_excess: float,
    max_rounded: float,
    alpha: float,
    p_value: float,
    fewest: int | None,
    model_chance: float | None = None,
    several: int = 0,
    kept: float = 1.0,
    thinned: float = 0.0,
) -> Tier:
    """Say how bad a near part is: an excess over chance is critical at `alpha`, and a warning at ten times that.

    So is one over `model_chance`, as bad as `kept` says.

    Parameters
    ----------
    found : Overlap
    max_excess : float
        The largest excess over chance that is passed.
    max_rounded : float
        The largest part that may differ so little where no train rows do: values that agree so far in every column
        and yet differ are no chance, so that a few are a warning where they are too few for a proof, unless `thinned`
        explains them.
    alpha : float
    p_value : float
        The overlap's, adjusted for all that was tested.
    fewest : int or None
        How many rows are such a few at this closeness: one where rows differ by rounding alone, two where they differ
        by little more. None where they may differ so much that chance makes a few.
    model_chance : float, optional
        The near part that the table makes by itself, from what does not rest on train's near rows. Rows that were
        copied, and changed a little, before the table was split are near each other in train as well: they are found
        above `max_rounded`, where they are significantly more than twice this.
    several : int
        The near rows that differ in several numbers, which alone are held against `model_chance`.
    kept : float
        How many of those that are near in wider cells are near in these. Copies that differ by rounding all are:
        critical from `KEPT` on. Where fewer are, one thing may have been measured twice, and very well: a warning.
    thinned : float
        The near part that wider cells would leave, were rows spread smoothly, as `thinned_share` tells it. Values of a
        single number come as close to each other by chance.

    Examples
    --------
    >>> found = near_overlap(NearRows(700, 300, near_rows=15, train_near=0, train_near_one=0))
    >>> judge_near_rows(
    ...     found, max_excess=0.001, max_rounded=0.01, alpha=0.001, p_value=0.005, fewest=None
    ... ).name
    'WARNING'
    >>> before_split = near_overlap(NearRows(800, 342, near_rows=258, train_near=553, train_near_one=553))
    >>> judge_near_rows(
    ...     before_split, max_excess=0.001, max_rounded=0.01, alpha=0.001, p_value=1, fewest=1, model_chance=0.05,
    ...     several=258
    ... ).name
    'CRITICAL'
    """
    rows, tier = found.counts.evaluation_rows, Tier.NONE
    if model_chance is not None and several > max_rounded * rows and exceeds_model(several, rows, model_chance, alpha):
        tier = Tier.CRITICAL if kept >= KEPT else Tier.WARNING
    if found.excess <= max_excess:
        return tier
    if p_value < alpha:
        return Tier.CRITICAL
    few = fewest is not None and found.counts.shared_rows >= fewest and found.share > max_rounded
    few = few and so_many_by_chance(found.counts.shared_rows, rows, thinned) < 10 * alpha
    return max(tier, Tier.WARNING) if p_value < 10 * alpha or (few and not found.chance) else tier
