"""Whether the rows that two splits share are more than chance makes (Good-Turing, and a model of the table)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy import special

from zl_expectations.errors import BadInputError
from zl_expectations.statistics.shares import share_at_least, so_many_by_chance
from zl_expectations.statistics.tier import Tier

RARE_ENOUGH = 0.05
FEWEST_FURTHER = 2
SUSPICIOUS, UNLIKELY = 0.05, 0.01
FEWEST_HARMFUL, HARMFUL = 3, 0.05

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class OverlapCounts:
    """What is counted of one train split and one evaluation split.

    Attributes
    ----------
    train_rows, evaluation_rows : int
        n1 and n2.
    shared_rows : int
        T, evaluation rows whose key stands in train.
    train_once, train_twice : int
        f1 and f2, keys that train holds exactly once, and exactly twice.
    """

    train_rows: int
    evaluation_rows: int
    shared_rows: int
    train_once: int
    train_twice: int


@dataclass(frozen=True)
class Overlap:
    """How much two splits share, and how much of it is chance.

    Attributes
    ----------
    share : float
        p = T / n2.
    chance : float
        C = 1 - f1 / n1, the probability that a fresh row was seen before.
    excess : float
        p - C.
    p_value : float
        One-sided, of the hypothesis that the evaluation rows are fresh.
    """

    counts: OverlapCounts
    share: float
    chance: float
    excess: float
    p_value: float


def overlap(counts: OverlapCounts) -> Overlap:
    """Compare the shared part of the evaluation rows with chance.

    Raises
    ------
    BadInputError
        When a split has no rows, or the counts cannot be those of two splits.

    Notes
    -----
    1 - f1/n1 is the Good-Turing estimate of the probability that a row drawn next has been seen (Good 1953; McAllester
    & Schapire 2000), from train alone: the pooled rows contain the copies. The test compares the matches T with the
    repeated train rows R = n1 - f1, which expect T/n2 = R/n1. Their variances are T·u and R·(u + r), with u the unseen
    share of both splits together, as the two-sample test of proportions pools it, and r = 2 f2/R, because train rows
    repeat in pairs, which come and go together. T/u and R/(u + r) thus vary like Poisson counts, and given their sum
    the first is binomial: exact for keys that stand at most twice, and normal in the limit. Without repeats in train,
    nine matches are proof at a level of .001 and a split of 70 to 30, and not six, as they would be were rows to
    repeat one by one.

    Examples
    --------
    >>> copied = overlap(OverlapCounts(30_000, 10_000, 213, 29_952, 24))
    >>> round(copied.share, 4), round(copied.chance, 4), copied.p_value < 0.001
    (0.0213, 0.0016, True)
    """
    n1, n2 = counts.train_rows, counts.evaluation_rows
    if n1 < 1 or n2 < 1:
        raise BadInputError(f"Both splits must have rows, got {n1} train and {n2} evaluation rows.")
    if not (0 <= counts.shared_rows <= n2 and 0 <= counts.train_once <= n1 - 2 * counts.train_twice <= n1):
        raise BadInputError(f"The shared and the repeated rows must be rows of their split, got {counts}.")
    share, chance = counts.shared_rows / n2, 1 - counts.train_once / n1
    return Overlap(counts, share, chance, share - chance, _more_than_repeats(counts))


def _more_than_repeats(counts: OverlapCounts) -> float:
    """The one-sided p-value of as many matches, of the hypothesis that the evaluation rows are fresh."""
    n1, n2, matches = counts.train_rows, counts.evaluation_rows, counts.shared_rows
    repeated = n1 - counts.train_once
    if matches * n1 <= repeated * n2:
        return 1.0
    in_pairs = (2 * counts.train_twice + 2) / (repeated + 2)  # nearly 1 where train repeats too little to tell
    unseen = 1 - (repeated + matches) / (n1 + n2)
    expected = n2 * (unseen + in_pairs) / (n2 * (unseen + in_pairs) + n1 * unseen)
    return float(special.betainc(matches / unseen, repeated / (unseen + in_pairs) + 1, expected))


def judge_overlap(
    overlap: Overlap,
    *,
    max_excess: float = 0.001,
    max_shared: float = 0.01,
    alpha: float = 0.001,
    model_chance: float | None = None,
    p_value: float | None = None,
) -> Tier:
    """Say how bad a shared part is.

    Parameters
    ----------
    overlap : Overlap
    max_excess : float
        Largest excess over chance; above it, and significant, the rows are copies: critical.
    max_shared : float
        Largest shared part without a warning.
    alpha : float
        The level of both tests.
    model_chance : float, optional
        E0, the shared part that the table makes by itself. Above `max_shared`, and significantly above twice E0, rows
        were copied within train too, or belong together: critical. So is a share that `harms_a_few`, in tables too
        small for either proof, where train's own rows make the excess `SUSPICIOUS`. Without it only the excess can be
        critical.
    p_value : float, optional
        The adjusted p-value of the excess; the overlap's own by default.
    """
    counts = overlap.counts
    p_value = overlap.p_value if p_value is None else p_value
    if overlap.excess > max_excess and p_value < alpha:
        return Tier.CRITICAL
    if overlap.share <= max_shared:
        return Tier.NONE
    if model_chance is None:
        return Tier.WARNING
    shared = (counts.shared_rows, counts.evaluation_rows, model_chance, alpha)
    if exceeds_model(*shared) or (p_value < SUSPICIOUS and harms_a_few(*shared)):
        return Tier.CRITICAL
    return Tier.WARNING


def exceeds_model(shared_rows: int, evaluation_rows: int, model_chance: float, alpha: float) -> bool:
    """Whether more rows are shared than twice what a model explains, significantly.

    Examples
    --------
    >>> exceeds_model(30, 300, 0.02, 0.001), exceeds_model(30, 300, 0.05, 0.001), exceeds_model(1, 300, 0.0, 0.001)
    (True, False, False)
    """
    expected = max(model_chance, 1 / evaluation_rows)  # one row proves nothing, whatever the model says
    unlikely = so_many_by_chance(shared_rows, evaluation_rows, min(1.0, 2 * expected))
    return shared_rows > 2 * model_chance * evaluation_rows and unlikely < alpha


def harms_a_few(shared_rows: int, evaluation_rows: int, model_chance: float, alpha: float) -> bool:
    """Whether so many of few evaluation rows are shared that it matters, and a model explains no such number.

    There are at least `FEWEST_HARMFUL` of them, the 95 % interval of their share lies above `HARMFUL`, and twice what
    the model explains makes as many with a probability below `alpha`.

    Examples
    --------
    >>> [harms_a_few(5, rows, chance, 0.001) for rows, chance in ((20, 1e-6), (60, 1e-6), (20, 0.05))]
    [True, False, False]
    """
    if shared_rows < FEWEST_HARMFUL or share_at_least(shared_rows, evaluation_rows, 0.025) <= HARMFUL:
        return False
    return so_many_by_chance(shared_rows, evaluation_rows, min(1.0, 2 * model_chance)) < alpha


def further_overlap(known: OverlapCounts, reduced: OverlapCounts) -> Overlap | None:
    """The rows that are shared only when some columns are left out; None where there are none, or chance explains them.

    Parameters
    ----------
    known, reduced : OverlapCounts
        Of a key, and of the key without the columns. What the longer key shows already is no proof that a column
        hides anything: only further rows count.

    Examples
    --------
    >>> further_overlap(OverlapCounts(700, 300, 20, 700, 0), OverlapCounts(700, 300, 34, 700, 0)).share
    0.05
    >>> further_overlap(OverlapCounts(700, 300, 0, 700, 0), OverlapCounts(700, 300, 14, 660, 20)) is None
    True
    """
    if reduced.shared_rows <= known.shared_rows:
        return None
    further = overlap(
        replace(
            reduced,
            evaluation_rows=reduced.evaluation_rows - known.shared_rows,
            shared_rows=reduced.shared_rows - known.shared_rows,
        )
    )
    rise = further.counts.shared_rows / reduced.evaluation_rows
    return further if rise > further.chance else None


def is_striking(further: Overlap, max_shared: float) -> bool:
    """Whether rows that only a shorter key shares are so many that the table's own frequencies must explain them."""
    few = further.counts.shared_rows < FEWEST_FURTHER
    return not few and further.share > max(max_shared, 2 * further.chance)


def judge_left_out(
    further: Overlap,
    *,
    sets: int,
    max_excess: float = 0.001,
    max_shared: float = 0.01,
    alpha: float = 0.001,
    model_chance: float | None = None,
    names_rows: bool = False,
) -> Tier:
    """Say how bad it is that more rows are shared when some columns are left out.

    Parameters
    ----------
    further : Overlap
        From `further_overlap`.
    sets : int
        How many sets of so many columns there are, times the pairs of splits.
    max_excess, max_shared, alpha : float
        As for `judge_overlap`: an excess over the shorter key's own chance is critical where it is proven.
    model_chance : float, optional
        The share that the table's own frequencies make without the columns. Where so many rows as are shared are
        unlikely by it, it is a warning: too few for a proof, and yet no chance.
    names_rows : bool
        Whether each of the columns has a value of its own in nearly every row, as an id has. That two rows differ in
        it says nothing, so that it needs no luck to have picked it among the columns: `SUSPICIOUS` is enough. Of other
        columns the model knows less than there is to know: it takes `UNLIKELY`, whichever of them were picked, and
        train's own rows, which repeat without them too (siblings, measurements to few digits), must be as surprised.

    Examples
    --------
    >>> nothing = OverlapCounts(700, 300, 0, 700, 0)
    >>> many, few = (further_overlap(nothing, OverlapCounts(700, 300, rows, 700, 0)) for rows in (15, 7))
    >>> judge_left_out(many, sets=10).name, judge_left_out(few, sets=10).name
    ('CRITICAL', 'NONE')
    >>> judge_left_out(few, sets=10, model_chance=1e-6).name, judge_left_out(few, sets=10, model_chance=0.01).name
    ('WARNING', 'NONE')
    >>> as_in_train = further_overlap(nothing, OverlapCounts(700, 300, 9, 686, 7))
    >>> judge_left_out(as_in_train, sets=10, model_chance=1e-6).name
    'NONE'
    """
    p_value = min(1.0, further.p_value * sets)
    if judge_overlap(further, max_excess=max_excess, max_shared=1.0, alpha=alpha, p_value=p_value) is Tier.CRITICAL:
        return Tier.CRITICAL
    if model_chance is None or not is_striking(further, max_shared):
        return Tier.NONE
    by_chance = so_many_by_chance(further.counts.shared_rows, further.counts.evaluation_rows, model_chance)
    if names_rows:
        return Tier.WARNING if by_chance < SUSPICIOUS else Tier.NONE
    return Tier.WARNING if by_chance * sets < UNLIKELY and p_value < SUSPICIOUS else Tier.NONE


def stand_out_unnamed(
    known: OverlapCounts, reduced: OverlapCounts, *, max_shared: float = 0.01, alpha: float = 0.001, model_chance: float
) -> bool:
    """Whether rows that only their names keep apart, such as an id, are shared as `judge_overlap` takes for copies.

    That train repeats its own rows as often, but for their names, does not explain them: rows that were repeated before
    the split do so.

    Parameters
    ----------
    known, reduced : OverlapCounts
        Of a key, and of the key without the columns that name each row.
    model_chance : float
        The share that the table makes by itself without these columns. Where hardly any of train's rows stand once or
        twice without them (less than `RARE_ENOUGH`), the table is too coarse to be told from copies.

    Examples
    --------
    >>> repeated = OverlapCounts(700, 300, 150, 200, 100)
    >>> [stand_out_unnamed(OverlapCounts(700, 300, 0, 700, 0), repeated, model_chance=one) for one in (0.01, 0.4)]
    [True, False]
    """
    further, rows = reduced.shared_rows - known.shared_rows, reduced.evaluation_rows - known.shared_rows
    rare = reduced.train_once + 2 * reduced.train_twice
    is_coarse = rare < RARE_ENOUGH * reduced.train_rows
    return not is_coarse and further > max_shared * rows and exceeds_model(further, rows, model_chance, alpha)


def expected_share(log_probabilities: Floats, weights: npt.NDArray[np.int64] | None, train_rows: int) -> float:
    """The share of evaluation rows that would stand in train by chance: the mean of 1 - (1 - q)^n1.

    Parameters
    ----------
    log_probabilities : ndarray, shape (keys,)
        ln q of each scored key; minus infinity for one that cannot repeat.
    weights : ndarray of int, shape (keys,), optional
        Evaluation rows of each key.
    train_rows : int
        n1.

    Raises
    ------
    BadInputError
        When no evaluation row was scored: no share is not a share of zero.

    Examples
    --------
    >>> round(expected_share(np.log([0.5, 1e-9]), None, 100), 6)
    0.5
    """
    if not len(log_probabilities) or (weights is not None and not weights.sum()):
        raise BadInputError("At least one evaluation row must be scored, got none.")
    q = np.minimum(np.exp(log_probabilities), 1.0)
    with np.errstate(divide="ignore"):
        seen = -np.expm1(train_rows * np.log1p(-q))
    return float(np.average(seen, weights=weights))
