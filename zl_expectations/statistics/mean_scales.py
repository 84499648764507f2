"""Whether a number is the mean of the target over the rows of each of its values, on another scale."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import binom

Floats = npt.NDArray[np.float64]
FEWEST_MEANS = 5
NEARLY_ALL = 0.99
CLOSE, ROUNDED = 1e-6, 1e-12
CHANCE = 1e-6
MOST_STEPS = 3
CHANCE_OF_A_QUANTITY = 0.5


@dataclass(frozen=True)
class MeanScale:
    """The scale on which a number is the target's mean.

    Attributes
    ----------
    scale : str
        "linear", "log", "log1p" or "logit": what was taken of the mean, and then moved and stretched.
    column : int
        The class of which it is the share; 0 of a quantity.
    values, repeated, agreeing : int
        The values that have a place on the scale, those of them of two rows or more, and all that are the mean.
    chance : float
        How likely so many of one feature's values are to agree by chance, at most.
    """

    scale: str
    column: int
    values: int
    repeated: int
    agreeing: int
    chance: float


def _log_odds(share: Floats) -> Floats:
    found: Floats = np.log(share) - np.log1p(-share)
    return found


def _same(mean: Floats) -> Floats:
    return mean


SCALES: dict[str, tuple[Callable[[Floats], Floats], float, float]] = {
    "linear": (_same, -math.inf, math.inf),
    "log": (np.log, 0.0, math.inf),
    "log1p": (np.log1p, -1.0, math.inf),
    "logit": (_log_odds, 0.0, 1.0),
}


def mean_scale(
    values: Floats,
    rows: npt.NDArray[np.int64],
    sums: Floats,
    varies: npt.NDArray[np.bool_],
    *,
    is_quantity: bool,
    features: int = 1,
) -> MeanScale | None:
    """Find the scale on which at least `NEARLY_ALL` of a number's values are the mean of the target over their rows.

    On a straight line through two of the values each other one must hit a mean that no more than so many rows' targets
    make. Whatever the share of a class really is among c rows, s of them are of the class with a probability of at most
    that where it is s/c; a quantity that differs among the rows has any one sum with at most `CHANCE_OF_A_QUANTITY`:
    of two values the sum of c independent rows that are not all equal is this one half of the time at most. The
    product over all values but the two that say most, times the features, classes and scales, is below `CHANCE`; rows
    that are all equal say nothing.

    What was designed is no chance: the mean of straight trends is straight where every year has a row of each of them.
    Values that are equally far from each other and have as many rows each are left out for it.

    Parameters
    ----------
    values : ndarray of float64, shape (values,)
    rows : ndarray of int64, shape (values,)
        The rows of each value.
    sums : ndarray of float64, shape (values, classes) or (values, 1)
        The rows of each class, or the sum of the quantity.
    varies : ndarray of bool, shape (values,)
        Whether the target differs among the rows of a value.
    is_quantity : bool
    features : int
        How many features were looked at.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> rows = rng.integers(5, 60, 40)
    >>> yes = rng.binomial(rows, 0.3)
    >>> sums = np.stack([rows - yes, yes], axis=1).astype(float)
    >>> share = yes / rows
    >>> for made in (100 * share, np.log1p(share) / 7, -np.log(1 / share - 1)):
    ...     print(mean_scale(made, rows, sums, (yes > 0) & (yes < rows), is_quantity=False).scale)
    linear
    log1p
    logit
    >>> mean_scale(rng.normal(size=40), rows, sums, yes > 0, is_quantity=False) is None
    True
    """
    found = [
        one
        for column in range(sums.shape[1])
        for scale in SCALES
        if (scale != "logit" or not is_quantity)
        and (one := _on_scale(scale, column, values, rows, sums[:, column], varies, is_quantity)) is not None
        and one.chance * features * sums.shape[1] * len(SCALES) < CHANCE
    ]
    return min(found, key=lambda one: (-one.agreeing, one.chance), default=None)


def _on_scale(
    scale: str,
    column: int,
    values: Floats,
    rows: npt.NDArray[np.int64],
    sums: Floats,
    varies: npt.NDArray[np.bool_],
    is_quantity: bool,
) -> MeanScale | None:
    taken, low, high = SCALES[scale]
    means = sums / rows
    placed = (means > low) & (means < high)
    if 2 * placed.sum() < len(values):
        return None
    values, rows, sums, varies = values[placed], rows[placed], sums[placed], varies[placed]
    on_scale = taken(means[placed])
    agrees = _on_a_line(values, on_scale)
    repeated, agreeing = rows > 1, int(agrees.sum())
    if repeated.sum() < FEWEST_MEANS or agreeing < NEARLY_ALL * len(values) or _is_a_grid(values, rows):
        return None
    telling = agrees & repeated & varies
    chances = (
        np.full(int(telling.sum()), CHANCE_OF_A_QUANTITY)
        if is_quantity
        else binom.pmf(sums[telling], rows[telling], sums[telling] / rows[telling])
    )
    chance = float(np.sort(chances)[2:].prod())
    return MeanScale(scale, column, len(values), int(repeated.sum()), agreeing, chance)


def _is_a_grid(values: Floats, rows: npt.NDArray[np.int64]) -> bool:
    """Whether values with as many rows each have hardly more than one distance from the next."""
    steps = np.diff(np.sort(values)) / np.ptp(values)
    return bool((rows == rows[0]).all()) and len(np.unique(steps.round(6))) <= MOST_STEPS


def _on_a_line(values: Floats, means: Floats) -> npt.NDArray[np.bool_]:
    """Which values lie on the line that most of them lie on, if there are `FEWEST_MEANS` means on it."""
    order = np.argsort(means)
    values_in_order, means_in_order = values[order], means[order]
    half = len(order) // 2
    run = means_in_order[half:] - means_in_order[: len(order) - half]
    rise = values_in_order[half:] - values_in_order[: len(order) - half]
    if not half or not (run > 0).any():
        return np.zeros(len(values), dtype=bool)
    slope = float(np.median(rise[run > 0] / run[run > 0]))
    middle = float(np.median(values - slope * means))
    near = CLOSE * float(np.std(values)) + ROUNDED * float(np.abs(values).max())
    agrees: npt.NDArray[np.bool_] = np.abs(values - slope * means - middle) <= near
    return agrees if slope and len(np.unique(means[agrees])) >= FEWEST_MEANS else np.zeros(len(values), dtype=bool)
