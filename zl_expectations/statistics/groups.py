"""How many evaluation rows belong to a group that train has too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from zl_expectations.statistics.shares import so_many_by_chance
from zl_expectations.statistics.tier import MOST_MISSING, Tier

ALPHA = 0.001
SINGLE_ROWS = 0.99
FEW_UNGROUPED = 0.01
ALIKE_BY_CHANCE = 1  # more names alike in train than were seen, for a form that leaves out what may tell codes apart


@dataclass(frozen=True)
class GroupOverlap:
    """Groups on both sides.

    Attributes
    ----------
    evaluation_rows, shared_rows, shared_groups : int
        Evaluation rows with a group, those whose group stands in train, and those groups.
    share : float
        Shared rows over evaluation rows; 0 without any.
    expected_share : float
        What a split at random would share.
    """

    evaluation_rows: int
    shared_rows: int
    shared_groups: int
    share: float
    expected_share: float


def group_overlap(
    *, evaluation_rows: int, shared_rows: int, shared_groups: int, train_rows: int, sizes: Mapping[int, int]
) -> GroupOverlap:
    """Compare the shared groups with those of a split at random.

    Parameters
    ----------
    sizes : mapping of int to int
        Size of a group in rows, over all splits, to the number of such groups.

    Notes
    -----
    In a split at random that leaves a row out of train with probability q, a row of a group of g rows meets its own
    group in train with probability 1 - q^(g - 1). The rows left out of train are those of all the other splits: with a
    validation split too, q is not the evaluation split's share of the two.

    Examples
    --------
    >>> overlap = group_overlap(evaluation_rows=50, shared_rows=50, shared_groups=50, train_rows=50, sizes={2: 50})
    >>> overlap.share, overlap.expected_share
    (1.0, 0.5)
    """
    g = np.array(list(sizes), dtype=np.float64)
    rows = g * np.array(list(sizes.values()), dtype=np.float64)
    q = 1 - min(1.0, train_rows / max(1.0, rows.sum()))
    expected = float(rows @ (1 - q ** (g - 1)) / rows.sum()) if rows.sum() else 0.0
    share = shared_rows / evaluation_rows if evaluation_rows else 0.0
    return GroupOverlap(evaluation_rows, shared_rows, shared_groups, share, expected)


def share_of_single_rows(sizes: Mapping[int, int]) -> float:
    """The share of rows that are the only one of their group; 0 without any.

    Examples
    --------
    >>> share_of_single_rows({1: 99, 2: 1}) < SINGLE_ROWS, share_of_single_rows({1: 1000})
    (True, 1.0)
    """
    return sizes.get(1, 0) / max(1, _rows(sizes))


def may_be_groups(sizes: Mapping[int, int]) -> bool:
    """Whether the values of a column may name things with several rows each, such as users.

    They repeat, in more than 1 - `SINGLE_ROWS` of the rows, and there are at least as many values as rows of one on
    average. A column with more rows to a value than values, such as a class, a site or a sex, stands on both sides of
    any split by nature.

    Examples
    --------
    >>> may_be_groups({4: 100}), may_be_groups({100: 4}), may_be_groups({1: 400})
    (True, False, False)
    """
    return share_of_single_rows(sizes) < SINGLE_ROWS and _rows(sizes) <= sum(sizes.values()) ** 2


def _rows(sizes: Mapping[int, int]) -> int:
    return sum(size * groups for size, groups in sizes.items())


def spelling_matters(*, train_groups: int, evaluation_groups: int, alike_in_train: int, alike_across: int) -> bool:
    """Whether names that differ in their spelling alone are those of different groups, as train's own are.

    Parameters
    ----------
    train_groups, evaluation_groups : int
        Groups of either split.
    alike_in_train, alike_across : int
        Groups of train that another one there is named like, and groups of either split that one of the other is.

    Notes
    -----
    Where no two train groups have such names, nothing speaks for it. Where some have, codes in which spelling matters
    meet across the splits as often as within train: of two groups that meet, and do not both lie in the evaluation
    split, one of each has 2m / (n + 2m) of the pairs, with n groups in train and m in the other. More than that, proven
    at `ALPHA`, were retyped.

    Examples
    --------
    >>> spelling_matters(train_groups=700, evaluation_groups=300, alike_in_train=20, alike_across=17)
    True
    >>> spelling_matters(train_groups=700, evaluation_groups=300, alike_in_train=1, alike_across=40)
    False
    """
    if not alike_in_train:
        return False
    across = 2 * evaluation_groups / (train_groups + 2 * evaluation_groups)
    return so_many_by_chance(alike_across, alike_in_train + alike_across, across) >= ALPHA


def judge_groups(overlap: GroupOverlap, *, respelt_share: float = 0.0, max_shared: float = 0.0) -> Tier:
    """Critical where more rows are shared than allowed: a declared group belongs on one side.

    Where only names that differ in their spelling (`respelt_share`) make it more, it is a warning: whether they name
    one group cannot be known.
    """
    if overlap.share > max_shared:
        return Tier.CRITICAL
    return Tier.WARNING if respelt_share > max_shared else Tier.NONE


def judge_ungrouped(*, rows: int, ungrouped: int, max_shared: float = 0.0) -> Tier:
    """Say how bad it is that some rows of a split have no group, so that nobody knows whether theirs is on both sides.

    More than `FEW_UNGROUPED` of them, or than may be shared where that is more, are a warning; where more than
    `MOST_MISSING` of a split are such, what is known of it says nothing, and that is critical.

    Examples
    --------
    >>> [judge_ungrouped(rows=100, ungrouped=n).name for n in (1, 2, 51)]
    ['NONE', 'WARNING', 'CRITICAL']
    """
    share = ungrouped / max(1, rows)
    if share > MOST_MISSING:
        return Tier.CRITICAL
    return Tier.WARNING if share > max(FEW_UNGROUPED, max_shared) else Tier.NONE
