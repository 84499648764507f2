"""Whether a number that is the target's mean by category gives rows their own target back."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from zl_expectations.statistics.tier import Tier

FEWEST_VALUES = 5
FEWEST_VARYING = 30
NEARLY_ALL = 0.99
LARGEST = 10_000
MOST_ROWS_A_GROUP = 100


def rows_a_group(values: int, rows: int, shares: Sequence[tuple[float, int]] = ()) -> float:
    """How many rows the mean is of, on average over the rows.

    Two categories hardly have the same mean of a quantity, so that there are as many as values. They often have the
    same share of a class; but a share of 1/3 is of three rows at least, and of hundreds it has a larger denominator.

    Parameters
    ----------
    shares : sequence of (float, int)
        Each share of a class, and the rows that have it; empty beside a quantity.

    Examples
    --------
    >>> rows_a_group(1_000, 3_000), rows_a_group(4, 900, [(0.0, 100), (1 / 3, 350), (2 / 3, 350), (1.0, 100)])
    (3.0, 2.5555555555555554)
    """
    if not shares:
        return rows / values
    return sum(Fraction(share).limit_denominator(LARGEST).denominator * n for share, n in shares) / rows


def judge_target_means(*, values: int, repeated: int, agreeing: int, group_rows: float, is_of_all_splits: bool) -> Tier:
    """Say how bad it is that so many of a number's values are the mean of the target over the rows that have them.

    Each row's own target is a part of its value, and all of it where a category has one row: in 5,000 rows of 1,700
    categories without meaning boosted trees reach an AUC of .79 by it. Where the mean is of many rows the part is
    small, and nothing is said above `MOST_ROWS_A_GROUP`. Of the numbers beside 4,699 targets of R's packages this names
    copies of the target, and the mean of a school beside the pupils' own.

    Parameters
    ----------
    values, repeated, agreeing : int
        All values, those of two rows or more, and all that are the mean of their rows. `FEWEST_VALUES` must repeat and
        `NEARLY_ALL` agree, which no measurement does by chance.
    group_rows : float
        From `rows_a_group`.
    is_of_all_splits : bool
        Whether the mean is one over the rows of all splits: then it holds the targets of evaluation rows too, which is
        critical. Over train alone it is a warning.

    Examples
    --------
    >>> fitted = {"values": 1_500, "repeated": 1_200, "agreeing": 1_500}
    >>> judge_target_means(**fitted, group_rows=3.3, is_of_all_splits=True).name
    'CRITICAL'
    >>> judge_target_means(**fitted, group_rows=333, is_of_all_splits=True).name
    'NONE'
    """
    if repeated < FEWEST_VALUES or agreeing < NEARLY_ALL * values or group_rows > MOST_ROWS_A_GROUP:
        return Tier.NONE
    return Tier.CRITICAL if is_of_all_splits else Tier.WARNING


def judge_means_of_others(
    *, groups: int, varying: int, agreeing: int, group_rows: float, is_of_all_splits: bool
) -> Tier:
    """Say how bad it is that a number is, in so many groups of a category, the target's mean over their other rows.

    Beside the category such a number tells each row's target: it is the lower, the higher the target is. A model learns
    that from train, whatever the category means.

    Parameters
    ----------
    groups, varying, agreeing : int
        Groups of two rows or more, those in which the target differs, and all that have those means. In
        `FEWEST_VARYING` the target must differ; each order of two different targets is as likely as the other by
        chance, so that all of these agree with a probability of one in 2 to that power at most.
    group_rows : float
        Rows of a group on average.
    is_of_all_splits : bool
        As in `judge_target_means`.

    Examples
    --------
    >>> left_out = {"groups": 900, "varying": 600, "agreeing": 900}
    >>> judge_means_of_others(**left_out, group_rows=3.3, is_of_all_splits=True).name
    'CRITICAL'
    >>> judge_means_of_others(groups=900, varying=600, agreeing=420, group_rows=3.3, is_of_all_splits=True).name
    'NONE'
    """
    if varying < FEWEST_VARYING or agreeing < NEARLY_ALL * groups or group_rows > MOST_ROWS_A_GROUP:
        return Tier.NONE
    return Tier.CRITICAL if is_of_all_splits else Tier.WARNING
