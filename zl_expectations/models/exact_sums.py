"""A quantity that is computed from columns, as a sum of multiples of them: proven by what some rows leave over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

FEWEST_BEYOND = 50
NOTHING_LEFT = 1e-8
SPREAD_OF_ROUNDING = 300
AS_ROUNDED = 1.25
MIDDLE = 0.95
MOST_MISSING = 0.1
POWERS_OF_TEN = range(3, -7, -1)


@dataclass(frozen=True)
class ExactSum:
    """What a quantity is the sum of, beside a constant.

    Attributes
    ----------
    weights : mapping of str to float
        By what each column is multiplied; first what makes the quantity vary the most.
    missing_is_zero : bool
        Whether a missing number adds nothing; else the sum is missing with it.
    """

    weights: Mapping[str, float]
    missing_is_zero: bool


def exact_sum(columns: Mapping[str, Floats], y: Floats) -> ExactSum | None:
    """The fewest columns of which a quantity is a sum of multiples, no more than rounding apart; None where it is none.

    Parameters
    ----------
    columns : mapping of str to ndarray of float64, shape (rows,)
        Missing is NaN.
    y : ndarray of float64, shape (rows,)
        The quantity.

    Notes
    -----
    By least squares. Proof takes `FEWEST_BEYOND` different rows more than there are coefficients, so that no wide table
    fits by its number of columns, and one of two: 1 - R² of at most `NOTHING_LEFT`, or residuals as small as rounding
    makes them. Rounding to a unit u errs by u/√12 in the root of the mean square, and by u/2 at the most; of a sum the
    squares, and the most, add up, each term's times its weight. The quantity must spread over `SPREAD_OF_ROUNDING`
    times that. All but the largest error is read from the `MIDDLE` of the quantity, since one value far away, which a
    column shares, is nearly all of its variance: the population of the world among those of countries.

    Of 5,688 numeric columns of R's tables, each as the target of the others, 424 are sums of several, such as totals,
    differences and shares that add up to 1; of the same columns permuted none is.

    Where the rows leave a choice of columns, those that make the quantity vary the least are left out first.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> a, b, c, d = rng.normal(size=(4, 100))
    >>> exact_sum({"a": a, "b": b, "c": c, "d": d}, a + 2 * b - 4 * d).weights
    {'d': -4.0, 'b': 2.0, 'a': 1.0}
    >>> exact_sum({"a": a, "b": b, "c": c}, a + 2 * b - 4 * d) is None
    True
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1, user_api="blas"):  # on a busy machine several wait for each other longer than they work
        for rows in _readings(columns, y):
            whole = rows.fitted(np.arange(len(rows.names)))
            if whole.is_exact:
                return rows.sum_of(_fewest(rows, whole))
    return None


@dataclass(frozen=True)
class _Rows:
    """Different rows: columns that vary, moved and stretched to mean 0 and deviation 1, and the quantity as it is."""

    names: Sequence[str]
    matrix: Floats
    scale: Floats
    y: Floats
    missing_is_zero: bool

    @classmethod
    def of(cls, columns: Mapping[str, Floats], y: Floats, *, missing_is_zero: bool) -> _Rows:
        table = np.unique(np.column_stack([*columns.values(), y]), axis=0)
        matrix, scale = table[:, :-1], table[:, :-1].std(axis=0)
        varies = np.isfinite(scale) & (scale > 1e-12 * np.abs(matrix).max(axis=0))
        names = [name for name, kept in zip(columns, varies, strict=True) if kept]
        matrix, scale = matrix[:, varies], scale[varies]
        return cls(names, (matrix - matrix.mean(axis=0)) / scale, scale, table[:, -1], missing_is_zero)

    def fitted(self, chosen: Integers) -> _Fit:
        """Least squares on the columns at these places."""
        about = self.y - self.y.mean()
        weights, _, rank, _ = np.linalg.lstsq(self.matrix[:, chosen], about, rcond=1e-12)
        return _Fit(self, chosen, weights, about - self.matrix[:, chosen] @ weights, len(about) - int(rank) - 1)

    def sum_of(self, fit: _Fit) -> ExactSum:
        """What was fitted, in the columns' own units."""
        weights = fit.weights / self.scale[fit.chosen]
        order = np.argsort(-np.abs(fit.weights), kind="stable")
        named = {self.names[fit.chosen[i]]: float(f"{weights[i]:.12g}") for i in order}
        return ExactSum(named, self.missing_is_zero)


@dataclass(frozen=True)
class _Fit:
    """Weights of the standardised columns at these places, what they leave over, and by how many rows it is proven."""

    rows: _Rows
    chosen: Integers
    weights: Floats
    residual: Floats
    beyond: int

    @property
    def is_exact(self) -> bool:
        """Whether nothing is left over but rounding."""
        if self.beyond < FEWEST_BEYOND:
            return False
        y = self.rows.y
        apart = np.abs(y - np.median(y))
        middle = apart <= np.quantile(apart, MIDDLE)
        spread, left = float(y[middle].std()), _size(self.residual[middle])
        if left <= spread * np.sqrt(NOTHING_LEFT):
            return spread > 0
        return left <= AS_ROUNDED * spread / SPREAD_OF_ROUNDING and self._is_rounding(spread)

    def _is_rounding(self, spread: float) -> bool:
        scale = self.rows.scale[self.chosen]
        columns = (self.rows.matrix[:, self.chosen] * scale).T
        own = [_unit(column - column[0]) for column in columns]
        units = np.append(np.abs(self.weights) / scale * own, _unit(self.rows.y))
        rounding, most = np.sqrt((units**2).sum() / 12), units.sum() / 2
        left = _size(self.residual) * np.sqrt(len(self.residual) / self.beyond)
        return bool(
            spread >= SPREAD_OF_ROUNDING * rounding
            and left <= AS_ROUNDED * rounding
            and np.abs(self.residual).max() <= AS_ROUNDED * most
        )


def _readings(columns: Mapping[str, Floats], y: Floats) -> Iterator[_Rows]:
    """The rows with missing numbers as 0; and, where some are missing, those in which nothing is that seldom is."""
    known = ~np.isnan(y)
    if not columns or known.sum() < FEWEST_BEYOND:
        return
    gaps = {name: np.isnan(column) & known for name, column in columns.items()}
    filled = {name: np.where(gaps[name], 0.0, column)[known] for name, column in columns.items()}
    yield _Rows.of(filled, y[known], missing_is_zero=True)
    seldom = [name for name, gap in gaps.items() if gap.sum() <= MOST_MISSING * known.sum()]
    whole = known & ~np.any([gaps[name] for name in seldom], axis=0)
    if seldom and any(gap.any() for gap in gaps.values()):
        yield _Rows.of({name: columns[name][whole] for name in seldom}, y[whole], missing_is_zero=False)


def _fewest(rows: _Rows, fit: _Fit) -> _Fit:
    """Leave out what is not needed, ever fewer at a time, first what weighs least."""
    size = len(fit.chosen)
    while size := size // 2:
        kept = fit.chosen[np.argsort(np.abs(fit.weights), kind="stable")]
        for some in [kept[i : i + size] for i in range(0, len(kept), size)]:
            fewer = rows.fitted(fit.chosen[~np.isin(fit.chosen, some)])
            if fewer.is_exact:
                fit = fewer
    return fit


def _size(residual: Floats) -> float:
    return float(np.sqrt((residual**2).mean()))


def _unit(values: Floats) -> float:
    """The largest power of ten that all values are multiples of; 0 where they have too many decimals."""
    for power in POWERS_OF_TEN:
        steps = values / 10.0**power
        if np.all(np.abs(steps - np.rint(steps)) <= 1e-6 + 1e-9 * np.abs(steps)):
            return 10.0**power
    return 0.0
