"""Whether columns were scaled or filled with figures of all splits, where train's alone should have been used."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from scipy import special

from zl_expectations.statistics.limits import Figures, scaled_to_limits
from zl_expectations.statistics.shares import so_many_by_chance
from zl_expectations.statistics.tier import Tier

LEAST_KURTOSIS = 1.8
EACH_AT_MOST = 1e-3
SYMMETRIC = 1e-3
WITHIN = 1e-6
MOST_ZEROS = 0.05
FEWEST_BEYOND = 2
FEWEST_BY_ITSELF = 10
QUESTIONS_A_COLUMN = 3
BY_QUARTILES = "scaled by median and quartiles"


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


def centred_chance(train: Figures, pooled: Figures) -> float | None:
    """The chance that a column that was centred on train alone, or on nothing, has this mean over all rows.

    Returns
    -------
    float or None
        None where the mean of all rows is not near 0, or that of train is too, or the values lie around 0 by design.

    Notes
    -----
    Centred on train, a column misses the mean 0 over all rows by `part_of_all`. A column that nobody centred may have a
    mean around 0 and values of few digits: then its N values of step u and deviation s add up to exactly 0 with a
    chance of about u / (s √(2 π N)), and the larger chance counts. Values that reach as far below 0 as above it, as
    coded factors and angles do, have mean 0 by design.

    Examples
    --------
    >>> train, pooled = Figures(800, 0.01, 2.0, -3.217094, 4.118822), Figures(1000, 1e-16, 2.0, -3.217094, 5.901126)
    >>> centred_chance(train, pooled) < 1e-7
    True
    >>> centred_chance(pooled, train) is None
    True
    >>> round(centred_chance(Figures(800, 0.01, 2.0, -3.2, 4.1), Figures(1000, 1e-16, 2.0, -3.2, 5.9)), 5)
    0.00063
    """
    spread = pooled.deviation * part_of_all(train.rows, pooled.rows)
    chance = chance_of_nearness(pooled.mean, spread)
    if chance > EACH_AT_MOST or chance_of_nearness(train.mean, spread) <= EACH_AT_MOST:
        return None
    if abs(pooled.low + pooled.high) <= SYMMETRIC * (pooled.high - pooled.low):
        return None
    step = max(step_of(pooled.low), step_of(pooled.high))
    return max(chance, step / (pooled.deviation * math.sqrt(2 * math.pi * pooled.rows)))


def step_of(value: float) -> float:
    """The place of the last of a number's first seven digits that is not 0.

    Examples
    --------
    >>> step_of(-0.25), step_of(1200.0), step_of(2 / 3)
    (0.01, 100.0, 1e-07)
    """
    digits, power = f"{value:.6e}".split("e")
    return float(f"1e{int(power) - len(digits.rstrip('0').partition('.')[2])}")


def by_itself_chance(train: Figures, evaluation: Figures) -> float | None:
    """The chance that an evaluation split has mean 0 and deviation 1 where train has, if it was scaled as train was.

    Returns
    -------
    float or None
        None where one of both does not look standardised.

    Notes
    -----
    Of m rows it misses train's figures by √(1 / n + 1 / m) of a deviation, and the deviation accordingly, as
    `standardised_chance` says.

    Examples
    --------
    >>> by_itself_chance(Figures(800, 1e-16, 1.0, -3, 3), Figures(200, 1e-16, 1.0, -3, 3)) < 1e-12
    True
    >>> by_itself_chance(Figures(800, 1e-16, 1.0, -3, 3), Figures(200, 0.05, 0.97, -3, 3)) is None
    True
    """
    if evaluation.rows < FEWEST_BY_ITSELF:
        return None
    spread = math.sqrt(1 / train.rows + 1 / evaluation.rows)
    inside, outside = _nearness(train, spread), _nearness(evaluation, spread)
    return math.prod(outside) if max(*inside, *outside) <= EACH_AT_MOST else None


@dataclass(frozen=True)
class Quartiles:
    """The quartiles of a column over all rows, between two values as far as the rows between them say."""

    first: float
    median: float
    third: float


def has_median_of_all(train: tuple[int, int, int], pooled: tuple[int, int, int]) -> bool:
    """Whether a column's median may be 0 over all rows, and is not in train: of rows, rows below and rows above 0.

    A column of which more than `MOST_ZEROS` is 0 has that median by nature.

    Examples
    --------
    >>> has_median_of_all((80, 37, 43), (101, 50, 50)), has_median_of_all((81, 40, 40), (101, 50, 50))
    (True, False)
    """
    rows, below, above = pooled
    inside, under, over = train
    is_median = 2 * max(below, above) <= rows and rows - below - above <= MOST_ZEROS * rows
    return is_median and 2 * max(under, over) > inside


def scaled_by_quartiles(quartiles: Mapping[str, Quartiles]) -> list[str]:
    """Which columns, of those with the median of all rows alone, have also quartiles that are 1 apart.

    A fit on train makes the median 0 in train, so that none would be asked for; of a column that nobody scaled, both
    figures are met to `WITHIN` by coincidence alone. `FEWEST_BEYOND` columns that are not the same are proof.

    Examples
    --------
    >>> scaled, other = Quartiles(-0.3, 0.0, 0.7), Quartiles(-0.3, 0.0, 0.8)
    >>> scaled_by_quartiles({"a": scaled, "b": Quartiles(-0.4, 1e-16, 0.6), "c": other})
    ['a', 'b']
    >>> scaled_by_quartiles({"a": scaled, "the same again": scaled, "c": other})
    []
    """
    scaled = {
        name: one for name, one in quartiles.items() if max(abs(one.median), abs(one.third - one.first - 1)) <= WITHIN
    }
    return list(scaled) if len(set(scaled.values())) >= FEWEST_BEYOND else []


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


@dataclass(frozen=True)
class ScaledByItself:
    """A column that was standardised in an evaluation split by that split's own figures, and the chance otherwise."""

    column: str
    evaluation: str
    chance: float


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
    *,
    coarse: Collection[str] = (),
    quartiles: Mapping[str, Quartiles] | None = None,
) -> list[FittedOnAll]:
    """The columns that were scaled or filled with figures of all rows.

    Parameters
    ----------
    columns : mapping of str to (Figures, Figures)
        Each column of fractions in train and over all rows.
    filled : mapping of str to (Around, Around, float)
        Of those in which one value stands out: the others around it in train and over all rows, and their deviation.
    alpha : float
        How small a chance must be, divided by the number of columns and of questions to each; medians are judged
        together.
    coarse : collection of str
        Columns of so few values that a balanced design may have made their mean 0.
    quartiles : mapping of str to Quartiles, optional
        Of the columns for which `has_median_of_all`.
    """
    each = alpha / max(1, QUESTIONS_A_COLUMN * len(columns))
    found = [one for name, both in columns.items() if (one := _scaled(name, *both, each, name in coarse))]
    limits = scaled_to_limits([train for train, _ in columns.values()], [pooled for _, pooled in columns.values()])
    found += [FittedOnAll(name, how, None) for name, how in zip(columns, limits, strict=True) if how]
    found += [FittedOnAll(name, BY_QUARTILES, None) for name in scaled_by_quartiles(quartiles or {})]
    by_mean = _filled_with_means(filled, each)
    return found + by_mean + _filled_with_medians(filled, {one.column for one in by_mean}, alpha)


def scaled_by_itself(
    columns: Mapping[str, tuple[Figures, Mapping[str, Figures]]], alpha: float
) -> list[ScaledByItself]:
    """The columns that are standardised in train, and in an evaluation split too.

    Parameters
    ----------
    columns : mapping of str to (Figures, mapping of str to Figures)
        Each column of fractions in train, and in the evaluation splits.
    alpha : float
        How small a chance must be, divided by the number of columns and evaluation splits.
    """
    each = alpha / max(1, sum(len(splits) for _, splits in columns.values()))
    return [
        ScaledByItself(name, split, chance)
        for name, (train, splits) in columns.items()
        for split, evaluation in splits.items()
        if (chance := by_itself_chance(train, evaluation)) is not None and chance <= each
    ]


def _scaled(name: str, train: Figures, pooled: Figures, each: float, is_coarse: bool) -> FittedOnAll | None:
    chance = standardised_chance(train, pooled)
    if chance is not None and chance <= each:
        return FittedOnAll(name, "standardised", chance)
    chance = None if is_coarse else centred_chance(train, pooled)
    return FittedOnAll(name, "centred", chance) if chance is not None and chance <= each else None


def _filled_with_means(filled: Mapping[str, tuple[Around, Around, float]], each: float) -> list[FittedOnAll]:
    return [
        FittedOnAll(name, "filled with the mean", chance)
        for name, one in filled.items()
        if (chance := mean_filled_chance(*one)) is not None and chance <= each
    ]


def _filled_with_medians(
    filled: Mapping[str, tuple[Around, Around, float]], by_mean: Collection[str], alpha: float
) -> list[FittedOnAll]:
    """Those whose fill is the median of all rows, if they are too many for chance.

    One column proves nothing. So many of n, each of which has a chance of at most p, are met with a probability of
    Σ C(n, i) pⁱ (1 - p)ⁿ⁻ⁱ over i from so many on, where n are the columns whose fill is near the median of all rows;
    columns that are the same throughout count as one.
    """
    tried = {one[:2] for one in filled.values() if _is_near_the_median(*one[:2])}
    hit: dict[tuple[Around, Around], float] = {}
    medians: list[FittedOnAll] = []
    for name, (inside, around, _) in filled.items():
        chance = None if name in by_mean else median_filled_chance(inside, around)
        if chance is not None:
            medians.append(FittedOnAll(name, "filled with the median", chance))
            hit[inside, around] = chance
    return medians if hit and so_many_by_chance(len(hit), len(tried), max(hit.values())) <= alpha else []


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
