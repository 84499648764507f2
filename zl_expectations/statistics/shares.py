"""Exact bounds of a share of rows (Clopper & Pearson 1934), and how likely so many rows are at a share."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import special


def share_at_least(found: Any, rows: Any, alpha: float) -> Any:
    """The lower bound at level `alpha` of a share, of which `found` of `rows` were seen; of numbers, or of arrays.

    Examples
    --------
    >>> float(share_at_least(0, 100, 0.001)), round(float(share_at_least(30, 100, 0.001)), 3)
    (0.0, 0.171)
    """
    found, rows = np.asarray(found), np.asarray(rows)
    bound = special.betaincinv(np.where(found > 0, found, 1), rows - found + 1, alpha)
    return np.where(found > 0, bound, 0.0)[()]


def share_at_most(found: float, rows: float, alpha: float) -> float:
    """The upper bound at level `alpha` of a share, of which `found` of `rows` were seen.

    Examples
    --------
    >>> round(share_at_most(0, 60, 0.05), 3), share_at_most(60, 60, 0.05)
    (0.049, 1.0)
    """
    return 1.0 if found >= rows else float(special.betaincinv(found + 1, rows - found, 1 - alpha))


def so_many_by_chance(found: int, rows: int, share: float) -> float:
    """The probability that of independent `rows` at least `found` are of a kind that has this `share`.

    Examples
    --------
    >>> round(so_many_by_chance(2, 10, 0.1), 4), so_many_by_chance(0, 10, 0.1), so_many_by_chance(1, 10, 0.0)
    (0.2639, 1.0, 0.0)
    """
    if found <= 0 or share >= 1:
        return 1.0
    return float(special.bdtrc(found - 1, rows, share)) if share > 0 else 0.0
