"""Whether columns were scaled or filled with figures of all splits, where train's alone should have been used."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scipy import special

from zl_expectations.statistics.shares import so_many_by_chance
from zl_expectations.statistics.tier import Tier

LEAST_KURTOSIS = 1.8
LARGEST = 1e100
EACH_AT_MOST = 1e-3
LIMITS_WITHIN = 1e-9
FEWEST_SCALED = 3
FEWEST_BEYOND = 2


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
class Around:
    """The values of a column around one that stands out, in some rows.

    Attributes
    ----------
    below, above : int
        Rows with smaller and with larger values.
    difference : float
        Mean of those values, less the one that stands out.
    """

    below: int
    above: int
    difference: float

    @property
    def rows(self) -> int:
        """Rows with another value."""
        return self.below + self.above

    @classmethod
    def of(cls, parts: Sequence[tuple[int, int, float]]) -> Around:
        """Several parts together: rows below, rows above, and the sum of their differences.

        Examples
        --------
        >>> Around.of([(1, 1, 1.0), (2, 0, -3.0)])
        Around(below=3, above=1, difference=-0.5)
        """
        below, above = sum(part[0] for part in parts), sum(part[1] for part in parts)
        return cls(below, above, sum(part[2] for part in parts) / max(1, below + above))


def chance_of_nearness(distance: float, deviation: float) -> float:
    """The chance that a normal figure of mean 0 and the given deviation lies no farther from 0 than that.

    Examples
    --------
    >>> chance_of_nearness(0.0, 1.0), round(chance_of_nearness(1.0, 1.0), 3), chance_of_nearness(1.0, 0.0)
    (0.0, 0.683, 1.0)
    """
    return float(special.erf(abs(distance) / deviation / math.sqrt(2))) if deviation > 0 else 1.0


def part_of_all(train_rows: int, rows: int) -> float:
    """The deviation, in deviations of the values, of the mean of all rows around the mean of the train rows.

    With n train rows among N it is √((N - n) / (N n)), for splits that are drawn at random.

    Examples
    --------
    >>> round(part_of_all(800, 1000), 4)
    0.0158
    """
    return math.sqrt(max(0, rows - train_rows) / (rows * train_rows)) if train_rows and rows else 0.0


def standardised_chance(train: Figures, pooled: Figures) -> float | None:
    """The chance that a column that was standardised on train alone has this mean and deviation over all rows.

    Returns
    -------
    float or None
        None where the column does not look standardised over all rows, or looks so in train too.

    Notes
    -----
    Standardised on train, a column has mean 0 and deviation 1 there, and over all rows misses them by sampling error:
    by s = `part_of_all` and by s √((κ - 1) / 4), with the kurtosis κ of a uniform column, 1.8, so that heavier tails
    make the chance smaller than it is said to be. Both must be nearer than one in a thousand, and train's own must not.

    Examples
    --------
    >>> standardised_chance(Figures(800, 0.01, 0.99, -3, 3), Figures(1000, 1e-16, 1.0, -3, 3)) < 1e-12
    True
    >>> standardised_chance(Figures(800, 1e-16, 1.0, -3, 3), Figures(1000, 0.01, 0.99, -3, 3)) is None
    True
    """
    spread = part_of_all(train.rows, pooled.rows)
    both = _nearness(pooled, spread)
    if max(both) > EACH_AT_MOST or math.prod(_nearness(train, spread)) <= EACH_AT_MOST:
        return None
    return math.prod(both)


def _nearness(found: Figures, spread: float) -> tuple[float, float]:
    of_deviation = spread * math.sqrt((LEAST_KURTOSIS - 1) / 4)
    other = found.deviation * math.sqrt(found.rows / (found.rows - 1)) if found.rows > 1 else found.deviation
    from_one = min(abs(found.deviation - 1), abs(other - 1))
    return chance_of_nearness(found.mean, spread), chance_of_nearness(from_one, of_deviation)


def scaled_to_limits(train: Sequence[Figures], pooled: Sequence[Figures]) -> list[bool]:
    """Which columns reach from 0 to 1 over all rows, and not in train, in a table that was scaled so.

    Parameters
    ----------
    train, pooled : sequence of Figures
        One of each for every column of fractions.

    Notes
    -----
    One column of shares does that by nature. A table is taken for scaled where `FEWEST_SCALED` of its columns, and at
    least half, have the smallest value 0 and the largest 1; `FEWEST_BEYOND` of those must be so only by an evaluation
    row, which a scaling that was fitted on train cannot bring about.

    Examples
    --------
    >>> whole, part = Figures(100, 0.5, 0.2, 0.0, 1.0), Figures(80, 0.5, 0.2, 0.03, 1.0)
    >>> scaled_to_limits([part, part, whole], [whole, whole, whole])
    [True, True, False]
    >>> scaled_to_limits([part, whole, whole], [whole, whole, whole])
    [False, False, False]
    """

    def reaches(found: Figures) -> bool:
        return abs(found.low) <= LIMITS_WITHIN and abs(found.high - 1) <= LIMITS_WITHIN

    scaled = [reaches(one) for one in pooled]
    beyond = [whole and not reaches(part) for whole, part in zip(scaled, train, strict=True)]
    if sum(scaled) < max(FEWEST_SCALED, len(scaled) / 2) or sum(beyond) < FEWEST_BEYOND:
        return [False] * len(scaled)
    return beyond


def mean_filled_chance(train: Around, pooled: Around, deviation: float) -> float | None:
    """The chance that a value which was filled in as the mean of train lies so near to the mean of all rows.

    Parameters
    ----------
    train, pooled : Around
        How the other values lie around the one that was filled in.
    deviation : float
        Of the other values over all rows.

    Returns
    -------
    float or None
        None where the value is as near to the mean of train.

    Examples
    --------
    >>> mean_filled_chance(Around(400, 380, 0.01), Around(500, 480, 1e-15), 1.0) < 1e-12
    True
    >>> mean_filled_chance(Around(400, 380, 1e-15), Around(500, 480, 0.01), 1.0) is None
    True
    """
    spread = deviation * part_of_all(train.rows, pooled.rows)
    chance = chance_of_nearness(pooled.difference, spread)
    if chance > EACH_AT_MOST or chance_of_nearness(train.difference, spread) <= EACH_AT_MOST:
        return None
    return chance


def median_filled_chance(train: Around, pooled: Around) -> float | None:
    """The chance that a value which was filled in as the median of train is the median of all rows too.

    Returns
    -------
    float or None
        None where it is not the median of all rows, or that of train as well. The chance that the evaluation rows fall
        on both sides alike is about 1.2 / √n for n of them: one column proves nothing, several do.

    Examples
    --------
    >>> round(median_filled_chance(Around(390, 410, 0.1), Around(500, 500, 0.1)), 3)
    0.084
    >>> median_filled_chance(Around(400, 400, 0.1), Around(500, 510, 0.1)) is None
    True
    """
    evaluated = pooled.rows - train.rows
    if abs(pooled.below - pooled.above) > 1 or abs(train.below - train.above) <= 1 or evaluated < 1:
        return None
    return chance_of_nearness(1.5, math.sqrt(evaluated))


@dataclass(frozen=True)
class FittedOnAll:
    """A column that was fitted on all rows: how, and the chance of what is seen after a fit on train (None: none)."""

    column: str
    how: str
    chance: float | None


def pooled_deviation(pooled: Figures, value: float, rows: int) -> float:
    """The deviation of a column's other values, where so many rows have the value.

    Examples
    --------
    >>> pooled_deviation(Figures(4, 0.0, 0.5**0.5, -1.0, 1.0), 0.0, 2)
    1.0
    """
    others = pooled.rows - rows
    if others < 1:
        return 0.0
    total = pooled.mean * pooled.rows - value * rows
    squares = (pooled.deviation**2 + pooled.mean**2) * pooled.rows - value * value * rows
    return round(math.sqrt(max(squares / others - (total / others) ** 2, 0.0)), 12)


def fitted_on_all(
    columns: Mapping[str, tuple[Figures, Figures]],
    filled: Mapping[str, tuple[Around, Around, float]],
    alpha: float,
) -> list[FittedOnAll]:
    """The columns that were scaled or filled with figures of all rows.

    Parameters
    ----------
    columns : mapping of str to (Figures, Figures)
        Each column of fractions in train and over all rows.
    filled : mapping of str to (Around, Around, float)
        Of those in which one value stands out: the others around it in train and over all rows, and their deviation.
    alpha : float
        How small a chance must be, divided by the number of columns; medians are judged together.

    Notes
    -----
    A fill that is the median of all rows proves nothing in one column. So many of n, each of which has a chance of at
    most p, are met with a probability of Σ C(n, i) pⁱ (1 - p)ⁿ⁻ⁱ over i from so many on, where n are the columns whose
    fill is near the median of all rows; columns that are the same throughout count as one.
    """
    found = []
    each = alpha / max(1, len(columns))
    for name, (train, pooled) in columns.items():
        chance = standardised_chance(train, pooled)
        if chance is not None and chance <= each:
            found.append(FittedOnAll(name, "standardised", chance))
    beyond = scaled_to_limits([train for train, _ in columns.values()], [pooled for _, pooled in columns.values()])
    found += [
        FittedOnAll(name, "scaled to 0 and 1", None) for name, is_so in zip(columns, beyond, strict=True) if is_so
    ]
    medians: list[FittedOnAll] = []
    tried = {one[:2] for one in filled.values() if _is_near_the_median(*one[:2])}
    hit: dict[tuple[Around, Around], float] = {}
    for name, (inside, around, deviation) in filled.items():
        chance = mean_filled_chance(inside, around, deviation)
        if chance is not None and chance <= each:
            found.append(FittedOnAll(name, "filled with the mean", chance))
            continue
        chance = median_filled_chance(inside, around)
        if chance is not None:
            medians.append(FittedOnAll(name, "filled with the median", chance))
            hit[inside, around] = chance
    if not hit or so_many_by_chance(len(hit), len(tried), max(hit.values())) > alpha:
        return found
    return found + medians


def _is_near_the_median(train: Around, pooled: Around) -> bool:
    """Whether a fill is near enough to the median of all rows for a fill with train's to have met it."""
    return abs(pooled.below - pooled.above) <= max(1.0, 3 * math.sqrt(max(0, pooled.rows - train.rows)))


def judge_interpolation(lower: float, *, max_share: float) -> Tier:
    """Say how bad it is that evaluation rows lie between train rows: above a tenth of the limit is a warning.

    Parameters
    ----------
    lower : float
        The lower bound of their share.
    max_share : float
        The limit.

    Examples
    --------
    >>> [judge_interpolation(lower, max_share=0.01).name for lower in (0.08, 0.002, 0.0)]
    ['CRITICAL', 'WARNING', 'NONE']
    """
    if lower > max_share:
        return Tier.CRITICAL
    return Tier.WARNING if lower > max_share / 10 else Tier.NONE
