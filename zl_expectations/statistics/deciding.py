"""Single values of a feature, all but one, or its being missing or present, that decide the target where the whole does
not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from zl_expectations.statistics.leakage import ClassCounts, Integers, usual_value
from zl_expectations.statistics.shares import share_at_least

Where = Literal["value", "other", "missing", "present"]

NEARLY_ALL = 0.95
BEYOND_CHANCE = 0.5
TOO_COMMON_AT = 0.05


@dataclass(frozen=True)
class DecidingVector:
    """Values whose rows are nearly all of one class.

    Attributes
    ----------
    klass : int
        The class.
    class_rows, rows : int
        Rows of the class, and rows in all, of each of these values.
    lower_bound : float
        Lower bound of the class's share among such rows.
    common : float
        Share of the class among all rows.
    where : {"value", "other", "missing", "present"}
        Whether the rows are those of a value, those of any other, those without one, or those with any.
    usual : tuple of two int
        Where they are those of any other than the usual value: its rows of the class, and its rows in all.
    """

    klass: int
    class_rows: int
    rows: int
    lower_bound: float
    common: float
    where: Where
    usual: tuple[int, int] = (0, 0)


def deciding_vectors(
    counts: ClassCounts, *, values: int, lower: float = 0.95, most_common: float = 0.5, alpha: float = 0.05
) -> list[DecidingVector]:
    """Find the values, the missing one aside, where one class's share is proven to be at least `lower`.

    Parameters
    ----------
    counts : ClassCounts
        A feature's values against the classes.
    values : int
        How many values are looked at in all, of all features: the level of each bound is ``alpha / values``.
    lower : float
        The smallest share worth a word, by Clopper and Pearson's exact bound (1934).
    most_common : float
        A class that is proven (at .05) to have a larger share of all rows is passed over: to meet it says little. Of
        two classes of one size, one always has a few rows more, and decides as much as the other.

    Notes
    -----
    On 162 tables of R's packages and scikit-learn (2,440 features) this names two features that are not found as a
    whole: "was not in hospital" for patients who died (1,922 of 1,925), and one bin of a latitude, which is no single
    value. With a bound of .9 it would name features of four tables, ten of them honest; honest values are pure in up
    to a hundred rows (the scores of biopsies, the prices of one shop). A value must stand in about 180 rows to be
    proven.

    Examples
    --------
    >>> counts = ClassCounts(np.array([[0, 300], [900, 300]]), np.array([1, 1]), np.array([False, False]))
    >>> [(one.klass, one.class_rows, one.rows) for one in deciding_vectors(counts, values=10)]
    [(1, 300, 300)]
    """
    rows = counts.counts.sum(axis=1)
    rows[counts.missing] = 0
    best = counts.counts.argmax(axis=1)
    of_best = counts.counts[np.arange(len(best)), best]
    bound = share_at_least(of_best, rows, alpha / values)
    totals = counts.class_totals[best]
    common = totals / counts.rows
    too_common = share_at_least(totals, counts.rows, TOO_COMMON_AT) > most_common
    return [
        DecidingVector(int(best[i]), int(of_best[i]), int(rows[i]), float(bound[i]), float(common[i]), "value")
        for i in np.flatnonzero((bound >= lower) & ~too_common & (rows > 0))
    ]


def deciding_others(
    counts: ClassCounts, *, features: int, lower: float = 0.95, alpha: float = 0.05
) -> list[DecidingVector]:
    """Tell whether the rows that have another value than the usual one are all but all of one class.

    What is booked only after the outcome (a fee, a chargeback, the days until then) is 0, -1 or "none" for all others,
    and may be different in each row that has it, so that no single value has enough of them.

    Parameters
    ----------
    counts : ClassCounts
        A feature's values against the classes. The usual value has at least half of the rows that have any.
    features : int
        How many features are looked at: the level of each bound is ``alpha / features``.
    lower : float
        The smallest lower bound of the class's share; it must lie half of the way from its share of all rows to 1 too.

    Notes
    -----
    Of 4,791 features of 308 tables this names two of a class that at most half of the rows have, both known after the
    outcome only: years worked since a diploma, of those who have it, and what became of a larva that was there. Of the
    common class it names eight of 5,396 features beside 457 targets: wages of those who work (three), and what excludes
    the class by its definition.

    Examples
    --------
    >>> amounts = np.column_stack([np.zeros(200, dtype=int), np.ones(200, dtype=int)])
    >>> vectors = np.vstack([[[900, 500]], amounts[:1]])
    >>> counts = ClassCounts(vectors, np.array([1, 200]), np.array([False, False]))
    >>> [(one.klass, one.class_rows, one.rows, one.usual) for one in deciding_others(counts, features=10)]
    [(1, 200, 200, (500, 1400))]
    """
    usual = usual_value(counts)
    usual_rows = int(counts.counts[usual].sum())
    present = counts.multiplicity[~counts.missing] @ counts.counts[~counts.missing]
    side = present - counts.counts[usual]
    rows, klass = int(side.sum()), int(side.argmax())
    if counts.multiplicity[~counts.missing].sum() < 3 or not 0 < rows <= usual_rows:
        return []
    class_rows, total = int(side[klass]), int(counts.class_totals[klass])
    bound = float(share_at_least(class_rows, rows, alpha / features))
    if bound < max(lower, _half_way(total / counts.rows)):
        return []
    of_usual = int(counts.counts[usual][klass]), usual_rows
    return [DecidingVector(klass, class_rows, rows, bound, total / counts.rows, "other", of_usual)]


def deciding_gaps(
    counts: ClassCounts, *, features: int, share: float = NEARLY_ALL, alpha: float = 0.05
) -> list[DecidingVector]:
    """Tell whether the rows without a value, or those with any, are all but all of one class, and not by chance.

    Where both are, the class that fewer rows have is told.

    Parameters
    ----------
    counts : ClassCounts
        A feature's values against the classes.
    features : int
        How many features are looked at; of each two bounds at the level ``alpha / (2 * features)``.
    share : float
        The smallest share of the class among such rows, as it is.

    Notes
    -----
    Values that decide the target are honest where they are measurements, and must be proven to be nearly pure. That a
    value is *there* says nothing honest, so it is enough that the class's share is proven to lie half of the way from
    the class's share of all rows to 1: with 15 rows for a class that a third of the rows have, 27 for one that half
    have. Of a class that nearly all rows have it takes thousands.

    Of 778 features of 375 tables with missing values this names, beyond those found as a whole, ones of six tables:
    weeks without a job record after an arrest, earnings before a programme that were only asked of its members, and
    four whose gaps are those of one group or of one of the classes. Of a class that most rows have it names those of
    three tables among 5,396 features beside 457 targets: what was not asked of the others, or not yet.

    Examples
    --------
    >>> counts = ClassCounts(np.array([[30, 0], [270, 700]]), np.array([1, 1]), np.array([True, False]))
    >>> [(one.where, one.klass, one.class_rows, one.rows) for one in deciding_gaps(counts, features=10)]
    [('missing', 0, 30, 30)]
    """
    totals = counts.class_totals
    gaps = np.asarray(counts.multiplicity[counts.missing] @ counts.counts[counts.missing], dtype=np.int64)
    found: list[DecidingVector] = []
    sides: tuple[tuple[Where, Integers], ...] = (("missing", gaps), ("present", totals - gaps))
    for where, side in sides:
        rows, klass = int(side.sum()), int(side.argmax())
        class_rows, common = int(side[klass]), float(totals[klass] / counts.rows)
        if not 0 < rows < counts.rows or class_rows < share * rows:
            continue
        bound = float(share_at_least(class_rows, rows, alpha / (2 * features)))
        if bound >= _half_way(common):
            found.append(DecidingVector(klass, class_rows, rows, bound, common, where))
    return sorted(found, key=lambda one: one.common)[:1]


def deciding_gaps_of_quantity(counts: ClassCounts, *, features: int, alpha: float = 0.05) -> list[DecidingVector]:
    """Tell whether the rows without a value, or those with any, are all but all at one end of a continuous target.

    The classes of `counts` are the target's bins in their order. Each cut between two of them makes two classes, the
    lower (0) and the higher (1) rows, of which at most half are to be met; the level of each bound is divided by the
    number of cuts, and the cut told that leaves the most to spare.

    Examples
    --------
    >>> bins = np.array([[0, 0, 3, 40], [100, 100, 97, 60]])
    >>> counts = ClassCounts(bins, np.array([1, 1]), np.array([True, False]))
    >>> (found,) = deciding_gaps_of_quantity(counts, features=10)
    >>> (found.where, found.klass, found.common, found.class_rows, found.rows)
    ('missing', 1, 0.5, 43, 43)
    """
    cuts = len(counts.class_totals) - 1
    best: dict[Where, tuple[float, DecidingVector]] = {}
    for cut in range(1, cuts + 1):
        sides = np.stack([counts.counts[:, :cut].sum(axis=1), counts.counts[:, cut:].sum(axis=1)], axis=1)
        halves = ClassCounts(sides, counts.multiplicity, counts.missing)
        for one in deciding_gaps(halves, features=features * cuts, alpha=alpha):
            spare = (one.lower_bound - one.common) / (1 - one.common)
            if one.common <= 0.5 and (one.where not in best or spare > best[one.where][0]):
                best[one.where] = spare, one
    return [one for _, one in best.values()]


def _half_way(common: float) -> float:
    """The share half of the way from that of all rows to 1."""
    return common + BEYOND_CHANCE * (1 - common)
