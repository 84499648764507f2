"""Rows with equal features and different targets: the lowest training loss that they allow, and whether copies of
rows were given another target.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from zl_expectations.errors import BadInputError
from zl_expectations.statistics.shares import so_many_by_chance
from zl_expectations.statistics.tier import Tier

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class LossFloor:
    """The loss that no model of these features can go below, in training.

    Attributes
    ----------
    floor : float
        Zero where no two rows conflict. That proves nothing: unique rows can always be memorised.
    trivial_loss : float
        What a model gets that knows the target's distribution and no feature.
    room : float
        ``trivial_loss - floor``: all that the features can take off the loss.
    """

    floor: float
    trivial_loss: float
    room: float


@dataclass(frozen=True)
class Cells:
    """How rows with equal features (a group) fall into the target's values: one cell is one value in one group.

    Attributes
    ----------
    group_rows : ndarray of int64, shape (kinds,)
        n_g, rows of the cell's group.
    rows : ndarray of int64, shape (kinds,)
        n_gk, rows of the cell.
    largest : ndarray of int64, shape (kinds,)
        max_k n_gk, rows of the group's largest cell.
    values : ndarray of int64, shape (kinds,)
        Cells of the group.
    times : ndarray of int64, shape (kinds,)
        How many such cells there are.
    """

    group_rows: Integers
    rows: Integers
    largest: Integers
    values: Integers
    times: Integers

    @classmethod
    def of(cls, counted: Mapping[Any, int]) -> Cells:
        """From a mapping of (group_rows, rows, largest, values) to times.

        Raises
        ------
        BadInputError
            When there are no rows.

        Examples
        --------
        >>> Cells.of({(4, 3, 3, 2): 1, (4, 1, 3, 2): 1}).conflicting_rows
        4
        """
        if not counted:
            raise BadInputError("The groups must have rows, got none.")
        # Sorted, so that a sum is the same to its last digit whatever the order in which an engine gave the cells.
        table = np.array([[*cell, times] for cell, times in sorted(counted.items())], dtype=np.int64)
        return cls(*table.T)

    @property
    def total_rows(self) -> int:
        """Rows in all."""
        return int(self.times @ self.rows)

    @property
    def conflicting_rows(self) -> int:
        """Rows of groups with more than one target value."""
        return int(self.times @ np.where(self.values > 1, self.rows, 0))

    def groups(self) -> tuple[Integers, Integers, Integers]:
        """The groups of two rows and more: their sizes, how many there are of each, and how many of those conflict.

        Examples
        --------
        >>> [each.tolist() for each in Cells.of({(2, 1, 1, 2): 4, (2, 2, 2, 1): 3, (1, 1, 1, 1): 9}).groups()]
        [[2], [5], [2]]
        """
        repeated = self.group_rows > 1
        share = self.times[repeated] / self.values[repeated]  # a group of k values comes as k cells
        sizes, place = np.unique(self.group_rows[repeated], return_inverse=True)
        number = np.bincount(place, weights=share, minlength=len(sizes))
        conflicting = np.bincount(place, weights=share * (self.values[repeated] > 1), minlength=len(sizes))
        return sizes, np.rint(number).astype(np.int64), np.rint(conflicting).astype(np.int64)


@dataclass(frozen=True)
class Disagreement:
    """Whether rows with equal features disagree about the target more often than strangers would.

    Attributes
    ----------
    groups : int
        Groups that could disagree.
    conflicting_groups : int
        Those that do.
    expected : float
        The share of the groups that would, if each row had drawn its target value from those of all rows.
    p_value : float
        The probability of so many conflicting groups under that chance.
    """

    groups: int
    conflicting_groups: int
    expected: float
    p_value: float


def error_floor(cells: Cells, value_rows: Mapping[int, int]) -> LossFloor:
    """The lowest share of rows classified wrongly: 1 - (1/n) Σ_g max_k n_gk.

    Parameters
    ----------
    cells : Cells
    value_rows : mapping of int to int
        How many target values have so many rows, in all.

    Examples
    --------
    >>> error_floor(Cells.of({(4, 3, 3, 2): 1, (4, 1, 3, 2): 1, (6, 6, 6, 1): 1}), {3: 1, 7: 1})
    LossFloor(floor=0.1, trivial_loss=0.3, room=0.2)
    """
    rows = cells.total_rows
    right = 0.0
    for values in np.unique(cells.values):  # a group of k values comes as k cells, each with the same largest
        of_so_many = cells.values == values
        right += int(cells.times[of_so_many] @ cells.largest[of_so_many]) / int(values)
    wrong, trivial = rows - round(right), rows - max(value_rows)
    return LossFloor(wrong / rows, trivial / rows, (trivial - wrong) / rows)


def cross_entropy_floor(cells: Cells, value_rows: Mapping[int, int]) -> LossFloor:
    """The lowest cross-entropy in nats: (1/n) Σ_g Σ_k n_gk ln(n_g / n_gk). Parameters are those of `error_floor`.

    Notes
    -----
    It is the entropy of the target given the features, as the rows have it. A trainer that goes below sees something
    that was not declared; above it, it is a sound level for flooding (Ishida et al. 2020).

    Examples
    --------
    >>> found = cross_entropy_floor(Cells.of({(2, 1, 1, 2): 2, (2, 2, 2, 1): 1}), {1: 1, 3: 1})
    >>> round(found.floor, 4), round(found.trivial_loss, 4), round(found.room, 4)
    (0.3466, 0.5623, 0.2158)
    """
    rows = cells.total_rows
    floor = float(cells.times @ (cells.rows * np.log(cells.group_rows / cells.rows))) / rows
    trivial = sum(number * size * float(np.log(rows / size)) for size, number in sorted(value_rows.items())) / rows
    return LossFloor(floor, trivial, max(trivial - floor, 0.0))


def squared_error_floor(within: float, total: float, rows: int) -> LossFloor:
    """The lowest mean squared error, in the target's unit squared: the mean variance within the groups.

    Parameters
    ----------
    within, total : float
        Sums of squared deviations from the groups' means, and from the mean of all.
    rows : int

    Examples
    --------
    >>> squared_error_floor(4.0, 36.0, 8)
    LossFloor(floor=0.5, trivial_loss=4.5, room=4.0)
    """
    if rows < 1:
        raise BadInputError("The groups must have rows, got none.")
    return LossFloor(within / rows, total / rows, max(total - within, 0.0) / rows)


def loss_floors(
    cells: Cells, value_rows: Mapping[int, int], squared: tuple[float, float] | None
) -> dict[str, LossFloor]:
    """The floors that make sense for the target: of a quantity the squared error, of classes the other two.

    Parameters
    ----------
    cells, value_rows
        As for `error_floor`.
    squared : tuple of (within, total) or None
        As for `squared_error_floor`.
    """
    if squared is not None:
        return {"squared_error": squared_error_floor(*squared, cells.total_rows)}
    return {"cross_entropy": cross_entropy_floor(cells, value_rows), "error": error_floor(cells, value_rows)}


def disagreement(cells: Cells, value_rows: Mapping[int, int]) -> Disagreement:
    """Compare the groups that conflict with what strangers would do. Parameters are those of `error_floor`.

    Notes
    -----
    Rows that share their features agree at least as often as strangers: that is what a feature is for, and where the
    features say nothing it is the worst case. A group of n strangers conflicts with probability 1 - Σ_k π_k^n. The sum
    of such groups has a lighter tail than the binomial of their mean probability (Hoeffding 1956), which is asked.

    Examples
    --------
    >>> relabelled = disagreement(Cells.of({(2, 1, 1, 2): 40, (1, 1, 1, 1): 360}), {200: 2})
    >>> relabelled.groups, relabelled.conflicting_groups, relabelled.expected, relabelled.p_value < 1e-5
    (20, 20, 0.5, True)
    """
    sizes, number, conflicting = cells.groups()
    shares = _value_shares(value_rows)
    each = 1 - shares[:, 0] @ shares[:, 1:] ** sizes[None, :]
    return _compared(int(number.sum()), int(conflicting.sum()), float(number @ each))


def disagreement_across(keys: Mapping[Any, int], value_rows: Mapping[int, int]) -> Disagreement:
    """The same for the keys that train shares with an evaluation split, where that has one row of the key.

    Parameters
    ----------
    keys : mapping of (train_rows, evaluation_rows, conflicting_rows) to int
        How many keys are shared in each way; a row conflicts where train lacks its target value for the key.
    value_rows : mapping of int to int
        As for `error_floor`, of the train split.

    Notes
    -----
    A stranger conflicts with n train rows with probability Σ_k π_k (1 - π_k)^n.

    Examples
    --------
    >>> disagreement_across({(1, 1, 1): 30, (1, 1, 0): 2, (3, 5, 0): 9}, {100: 2}).p_value < 1e-6
    True
    """
    alone = [(train, conflicting, times) for (train, rows, conflicting), times in keys.items() if rows == 1]
    shares = _value_shares(value_rows)
    expected = sum(
        times * float(shares[:, 0] @ (shares[:, 1] * (1 - shares[:, 1]) ** train)) for train, _, times in alone
    )
    return _compared(
        sum(times for *_, times in alone), sum(times for _, conflicting, times in alone if conflicting), expected
    )


def judge_conflicts(
    found: Sequence[Disagreement],
    *,
    conflicting: float,
    floor: float,
    max_conflicting: float | None = None,
    max_floor: float | None = None,
    alpha: float = 0.001,
) -> Tier:
    """Say how bad conflicts are.

    Parameters
    ----------
    found : sequence of Disagreement
        Of train, and of each evaluation split with train. One that strangers would not reach at level alpha, over all
        of them, means that copies were relabelled: a warning.
    conflicting : float
        The share of the rows that are in conflict; above `max_conflicting`, where that is given, critical.
    floor : float
        The loss floor's part of the trivial loss; above `max_floor`, where that is given, critical.
    """
    if max_conflicting is not None and conflicting > max_conflicting:
        return Tier.CRITICAL
    if max_floor is not None and floor > max_floor:
        return Tier.CRITICAL
    return Tier.WARNING if any(one.p_value * len(found) < alpha for one in found) else Tier.NONE


def _compared(groups: int, conflicting: int, expected: float) -> Disagreement:
    share = min(max(expected / groups, 0.0), 1.0) if groups else 0.0
    return Disagreement(groups, conflicting, share, so_many_by_chance(conflicting, groups, share))


def _value_shares(value_rows: Mapping[int, int]) -> Floats:
    """For each number of rows: how many target values have it, and the share of the rows that one of them has."""
    table = np.array([[number, size] for size, number in value_rows.items()], dtype=np.float64)
    table[:, 1] /= table[:, 0] @ table[:, 1]
    return table
