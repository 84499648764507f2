"""Columns that reach from limit to limit over all rows, and not in train."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

LARGEST = 1e100
WITHIN = 1e-6
FEWEST_SCALED = 3
FEWEST_BEYOND = 2
LIMITS = {"scaled to 0 and 1": (0.0, 1.0), "scaled to -1 and 1": (-1.0, 1.0), "scaled to 0 and 255": (0.0, 255.0)}
BY_NATURE_AT_MOST = 0.05
BY_THE_LARGEST = "divided by the largest value"
FEWEST_DIVIDED = 5
PART_DIVIDED = 0.9
DIVIDED_BY_NATURE_AT_MOST = 0.01


@dataclass(frozen=True)
class Figures:
    """A column in some rows: rows with a value, mean, deviation (divided by the rows), smallest and largest value."""

    rows: int
    mean: float
    deviation: float
    low: float
    high: float

    @classmethod
    def of(cls, parts: Sequence[tuple[int, float | None, float | None, float | None, float | None]]) -> Figures | None:
        """The figures of several parts (rows, sum, sum of squares, smallest, largest); None if not finite.

        Examples
        --------
        >>> Figures.of([(2, 2.0, 4.0, 0.0, 2.0), (2, 2.0, 4.0, 0.0, 2.0)])
        Figures(rows=4, mean=1.0, deviation=1.0, low=0.0, high=2.0)
        """
        rows = sum(part[0] for part in parts)
        figures = [one for part in parts for one in part[1:]]
        if not rows or not all(one is not None and math.isfinite(one) for one in figures):
            return None
        total, squares = (sum(part[place] or 0.0 for part in parts) for place in (1, 2))
        low, high = min(part[3] or 0.0 for part in parts), max(part[4] or 0.0 for part in parts)
        if max(-low, high) >= LARGEST:
            return None
        mean = total / rows
        return cls(rows, mean, math.sqrt(max(squares / rows - mean * mean, 0.0)), low, high)


@dataclass(frozen=True)
class Touched:
    """How often limits are touched: how many there are, not at all, and not in train though over all rows."""

    limits: int
    never: int
    late: int

    @classmethod
    def of(cls, train: Sequence[bool], pooled: Sequence[bool]) -> Touched:
        """Whether each limit is touched in train and over all rows.

        Examples
        --------
        >>> Touched.of([True, False, False], [True, True, False])
        Touched(limits=3, never=1, late=1)
        """
        late = sum(whole and not part for part, whole in zip(train, pooled, strict=True))
        return cls(len(pooled), len(pooled) - sum(pooled), late)


def touched_by_nature(found: Touched, train_part: float) -> float:
    """The largest chance that so few limits stay untouched, and so many are touched in evaluation rows alone.

    Notes
    -----
    Values that may reach a limit by nature do so in some rows, whose number is Poisson's around some mean: train, a
    part t of the rows, misses a limit with a probability q, all rows with q^(1/t). Where many limits are touched by an
    evaluation row alone, some should be touched by none, which scaling does not leave. The largest chance over all q.

    Examples
    --------
    >>> round(touched_by_nature(Touched(limits=60, never=0, late=18), 0.7), 7)
    1e-07
    >>> round(touched_by_nature(Touched(limits=60, never=10, late=8), 0.7), 2)
    0.3
    """
    missed = np.linspace(0.005, 0.995, 199)[:, None]
    never = missed ** (1 / train_part)
    few = np.arange(min(found.never, found.limits - found.late) + 1)
    ways = special.gammaln(found.limits + 1) - special.gammaln(few + 1) - special.gammaln(found.limits - few + 1)
    so_few = np.exp(ways + few * np.log(never) + (found.limits - few) * np.log1p(-never))
    late = special.bdtrc(found.late - 1.0, found.limits - few, (missed - never) / (1 - never)) if found.late else 1.0
    return float((so_few * late).sum(axis=1).max())


def scaled_to_limits(train: Sequence[Figures], pooled: Sequence[Figures]) -> list[str | None]:
    """Which columns reach from limit to limit over all rows, and not in train, in a table that was scaled so: how.

    Parameters
    ----------
    train, pooled : sequence of Figures
        One of each for every column of fractions.

    Notes
    -----
    One column of shares does that by nature. A table is taken for scaled where `FEWEST_SCALED` of its columns, and at
    least half, have both limits as smallest and largest value; `FEWEST_BEYOND` of those must be so only by an
    evaluation row, which a scaling that was fitted on train cannot bring about; and columns within the limits must
    touch them as they seldom do by nature (`touched_by_nature`).

    Examples
    --------
    >>> whole, part = Figures(100, 0.5, 0.2, 0.0, 1.0), Figures(80, 0.5, 0.2, 0.03, 1.0)
    >>> scaled_to_limits([part, part, whole], [whole, whole, whole])
    ['scaled to 0 and 1', 'scaled to 0 and 1', None]
    >>> scaled_to_limits([part, whole, whole], [whole, whole, whole])
    [None, None, None]
    """
    for how, limits in LIMITS.items():
        beyond = _beyond_limits(train, pooled, *limits)
        if any(beyond):
            return [how if one else None for one in beyond]
    return [BY_THE_LARGEST if one else None for one in divided_by_the_largest(train, pooled)]


def _beyond_limits(train: Sequence[Figures], pooled: Sequence[Figures], low: float, high: float) -> list[bool]:
    within = WITHIN * (high - low)

    def touches(found: Figures) -> tuple[bool, bool]:
        return abs(found.low - low) <= within, abs(found.high - high) <= within

    inside = [low - within <= one.low < one.high <= high + within for one in pooled]
    scaled = [all(touches(one)) for one in pooled]
    beyond = [whole and not all(touches(part)) for whole, part in zip(scaled, train, strict=True)]
    if sum(scaled) < max(FEWEST_SCALED, len(scaled) / 2) or sum(beyond) < FEWEST_BEYOND:
        return [False] * len(scaled)
    touched = Touched.of(
        [one for part, is_in in zip(train, inside, strict=True) if is_in for one in touches(part)],
        [one for whole, is_in in zip(pooled, inside, strict=True) if is_in for one in touches(whole)],
    )
    return beyond if touched_by_nature(touched, _part(train, pooled)) <= BY_NATURE_AT_MOST else [False] * len(scaled)


def divided_by_the_largest(train: Sequence[Figures], pooled: Sequence[Figures]) -> list[bool]:
    """Which columns have 1 as their largest value, without regard to signs, over all rows and not in train.

    Notes
    -----
    One limit says less than two: nearly all columns (`PART_DIVIDED`) of at least `FEWEST_DIVIDED` must have it.

    Examples
    --------
    >>> whole, part = Figures(100, 0.5, 0.2, 0.3, 1.0), Figures(70, 0.5, 0.2, 0.3, 0.9)
    >>> divided_by_the_largest([part] * 4 + [whole] * 4, [whole] * 8)
    [True, True, True, True, False, False, False, False]
    >>> any(divided_by_the_largest([part] * 4 + [whole] * 4, [whole] * 6 + [part] * 2))
    False
    """

    def touches(found: Figures) -> bool:
        return abs(max(-found.low, found.high) - 1) <= WITHIN

    varied = [one.low < one.high for one in pooled]
    inside = [touches(part) for part, is_in in zip(train, varied, strict=True) if is_in]
    overall = [touches(whole) for whole, is_in in zip(pooled, varied, strict=True) if is_in]
    found = Touched.of(inside, overall)
    few = sum(overall) < max(FEWEST_DIVIDED, PART_DIVIDED * len(overall)) or found.late < FEWEST_BEYOND
    if few or touched_by_nature(found, _part(train, pooled)) > DIVIDED_BY_NATURE_AT_MOST:
        return [False] * len(pooled)
    return [
        is_in and touches(whole) and not touches(part) for is_in, whole, part in zip(varied, pooled, train, strict=True)
    ]


def _part(train: Sequence[Figures], pooled: Sequence[Figures]) -> float:
    return sum(one.rows for one in train) / sum(one.rows for one in pooled)
