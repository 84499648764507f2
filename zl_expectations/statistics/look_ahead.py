"""Whether a feature of a series is made of the target's own row or of later ones, exactly.

A target that was shifted the wrong way, a rolling mean that holds its own row or is centred, a difference, a running
sum: each is a linear combination of the feature's value one row before and of targets near the row. None of them has
to say much about the target alone, and all of them are unknown when the target is to be predicted.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy import stats

FARTHEST = 30
ROWS_A_TERM, FEWEST_CHANGES = 3, 20
EXACT = 1e-6
TIMES_BETTER = 1e3
NEARLY_ALL = 0.99
TELLING = 1e-4
LONGEST_ROUND, BY_DESIGN = 60, 0.85
_MOST_FITTED = 400

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class LookAhead:
    """What a feature is made of: the target of its own row, of so many rows later, or of both."""

    own_row: bool
    rows_later: tuple[int, ...]


@dataclass(frozen=True)
class TargetSeries:
    """A target in the order of time.

    Attributes
    ----------
    target : ndarray of float64, shape (rows,)
        In the order of time within each series; missing is NaN.
    series : ndarray of int64, shape (rows,)
        The series of each row; the rows of one stand together.
    """

    target: Floats
    series: Integers

    def changes_explained(self, feature: Floats) -> float | None:
        """How much of the target's changes from row to row those of a feature explain; None where too few are known.

        Parameters
        ----------
        feature : ndarray of float64, shape (rows,)
            Missing is NaN.

        Returns
        -------
        float or None
            The square of their rank correlation, of the values' or of the ranks' changes the larger; and of the changes
            or of the changes of the changes, as of a running sum, the smaller. Two series that both rise explain each
            other's values, whatever they are (Granger & Newbold 1974), and hardly each other's changes; a copy of the
            target, or of its logarithm, explains both.

        Examples
        --------
        >>> y = np.linspace(0, 50, 300) + np.random.default_rng(0).normal(size=300)
        >>> series = TargetSeries(y, np.zeros(300, dtype=np.int64))
        >>> [round(series.changes_explained(one), 1) for one in (np.log(y + 9), np.arange(300.0), np.arange(300.0)**2)]
        [1.0, 0.0, 0.0]
        """
        both = np.stack([self.target, feature])
        known = np.isfinite(both).all(axis=0)
        both = both[:, known]
        ranks = stats.rankdata(both, axis=1)
        explained = []
        for times in (1, 2):
            steps = np.diff(np.flatnonzero(known), times) == (times == 1)
            steps &= self.series[known][times:] == self.series[known][:-times]
            if steps.sum() < FEWEST_CHANGES:
                return None
            explained.append(max(_alike(*np.diff(values, times)[:, steps]) for values in (both, ranks)))
        return min(explained)

    def looks_ahead(self, feature: Floats) -> LookAhead | None:
        """The own and later targets that a feature is made of; None where it is made of none, or nobody can tell.

        Parameters
        ----------
        feature : ndarray of float64, shape (rows,)
            Missing is NaN.

        Notes
        -----
        The feature is fitted by least squares: by its value one row before and the earlier targets, up to `FARTHEST`
        rows away, and by the own and later targets beside these. It is made of what the second has more where that
        leaves no more than `EXACT` of the feature's deviation, in `NEARLY_ALL` rows, and the first `TIMES_BETTER` times
        as much. There are `ROWS_A_TERM` rows and more for each term: chance fits none of them. Neither the feature nor
        the target may be those of a design, where level follows level: differing by one and the same from a value up to
        `LONGEST_ROUND` rows before, in `BY_DESIGN` of the rows. What is a function of the own target alone needs no
        order to be seen, and is left to who scores features alone.

        Examples
        --------
        >>> y = np.random.default_rng(0).normal(size=300)
        >>> series, rolling = TargetSeries(y, np.zeros(300, dtype=np.int64)), np.convolve(y, np.ones(7) / 7)[:300]
        >>> series.looks_ahead(rolling)
        LookAhead(own_row=True, rows_later=())
        >>> series.looks_ahead(np.roll(y, -2))
        LookAhead(own_row=False, rows_later=(2,))
        >>> series.looks_ahead(np.roll(rolling, 1)) is series.looks_ahead(2 * y) is None
        True
        """
        values, before = feature[self._places], feature[self._places - 1]
        rows = np.isfinite(values) & np.isfinite(before) & np.isfinite(self._near).all(axis=1)
        terms = 2 * self._reach + 3
        if self._reach < 1 or rows.sum() < ROWS_A_TERM * terms or not np.ptp(values[rows]):
            return None
        if rows.all() and not self._may_be_exact(values, before):
            return None
        near, values = self._near[rows], values[rows]
        earlier = np.column_stack([np.ones(len(values)), before[rows], near[:, : self._reach]])
        later = near[:, self._reach :]
        weights, left = _fitted(np.column_stack([earlier, later]), values)
        spread, most = float(np.std(values)), float(np.quantile(np.abs(left), NEARLY_ALL))
        if most > EXACT * spread:
            return None
        own = np.column_stack([np.ones(len(values)), later[:, 0]])
        without = min(_size(_fitted(part, values)[1]) for part in (earlier, own))
        if without < max(TIMES_BETTER * most, TELLING * spread) or self._is_design or _is_design(values):
            return None
        telling = np.flatnonzero(np.abs(weights[earlier.shape[1] :]) * np.std(later, axis=0) > TELLING * spread)
        return LookAhead(0 in telling, tuple(int(one) for one in telling if one)) if len(telling) else None

    @cached_property
    def _is_design(self) -> bool:
        return _is_design(self.target[np.isfinite(self.target)])

    @cached_property
    def _reach(self) -> int:
        """How many rows away targets are looked at, fewer where there are fewer rows to fit them by."""
        longest = int(np.unique(self.series, return_counts=True)[1].max(initial=0))
        for_terms = (len(self.series) - 3 * ROWS_A_TERM) // (2 * ROWS_A_TERM + 2)
        return min(FARTHEST, (longest - 1) // 3, for_terms)

    @cached_property
    def _places(self) -> Integers:
        """The rows that have so many of their own series on either side."""
        reach = max(self._reach, 1)
        places = np.arange(reach, max(reach, len(self.series) - reach), dtype=np.int64)
        own = self.series[places]
        inside: Integers = places[(self.series[places - reach] == own) & (self.series[places + reach] == own)]
        return inside

    @cached_property
    def _near(self) -> Floats:
        """The targets near each of these rows, shape (places, 2 * reach + 1)."""
        reach = max(self._reach, 1)
        near: Floats = self.target[self._places[:, None] + np.arange(-reach, reach + 1)]
        return near

    @cached_property
    def _basis(self) -> Floats:
        """An orthogonal basis of what the targets near the first rows make."""
        near = self._near[: self._fitted_rows]
        return np.linalg.qr(np.column_stack([np.ones(len(near)), near - near.mean(axis=0)]))[0]

    @property
    def _fitted_rows(self) -> int:
        return max(_MOST_FITTED, ROWS_A_TERM * (2 * self._reach + 3))

    def _may_be_exact(self, values: Floats, before: Floats) -> bool:
        """Whether the whole fit may be exact, of a feature without gaps: hardly any is, and this is told at once."""
        sides = np.column_stack([values, before])[: self._fitted_rows]
        sides = sides - self._basis @ (self._basis.T @ sides)
        own, lagged = sides.T
        slope = (own @ lagged) / max(float(lagged @ lagged), np.finfo(float).tiny)
        left = np.abs(own - slope * lagged)
        return bool(np.median(left) <= 100 * EXACT * np.std(values))


def _size(left: Floats) -> float:
    """The root of the mean square."""
    return float(np.sqrt(np.mean(left**2)))


def _is_design(values: Floats) -> bool:
    """Whether most values are told by one of a few rows before: level follows level, or they come around again."""
    spread = float(np.std(values)) or 1.0
    for rows in range(1, min(LONGEST_ROUND, len(values) // 3) + 1):
        steps = np.round((values[rows:] - values[:-rows]) / spread, 9)
        if np.unique(steps, return_counts=True)[1].max() >= BY_DESIGN * len(steps):
            return True
    return False


def _fitted(terms: Floats, values: Floats) -> tuple[Floats, Floats]:
    """Least squares over the first rows, of terms of one size: their weights, and what they leave of each row."""
    some = slice(max(_MOST_FITTED, ROWS_A_TERM * terms.shape[1]))
    size = np.maximum(np.abs(terms[some]).max(axis=0), np.finfo(float).tiny)
    weights = np.linalg.lstsq(terms[some] / size, values[some], rcond=None)[0] / size
    return weights, values - terms @ weights


def _alike(changes: Floats, others: Floats) -> float:
    """The square of the rank correlation; 0 where one of the two never changes."""
    if not (np.ptp(changes) and np.ptp(others)):
        return 0.0
    return float(stats.spearmanr(changes, others).statistic ** 2)
