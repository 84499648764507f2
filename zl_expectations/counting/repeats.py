"""How many keys stand once and twice, by sorting their hashes: nearly all of them differ, which is slow to group."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from zl_expectations.counting.dialects import Expression
from zl_expectations.counting.table import Table

MOST_AT_A_TIME = 2**24
_HASHES = 2**64


def count_once_and_twice(table: Table, key: Expression, where: Expression, rows: int) -> tuple[int, int]:
    """The number of keys that stand in exactly one row, and in exactly two.

    Parameters
    ----------
    key : sqlalchemy expression
        64 bits of hash.
    where : sqlalchemy expression
        The rows to look at.
    rows : int
        About how many they are: `MOST_AT_A_TIME` of them are sorted at a time, by ranges of the hash.
    """
    parts = -(-max(rows, 1) // MOST_AT_A_TIME)
    once = twice = 0
    for part in range(parts):
        least, most = _number(part * _HASHES // parts), _number((part + 1) * _HASHES // parts - 1)
        within = where if parts == 1 else sa.and_(where, key.between(least, most))
        hashes = table.fetch_numbers(sa.select(key).select_from(table.source).where(within))
        hashes.sort()  # in place: a copy of them takes twice as long as to sort them
        once, twice = map(sum, zip((once, twice), _once_and_twice(hashes), strict=True))
    return once, twice


def _number(value: int) -> Expression:
    """A number too large for a signed one of 64 bits, as a literal."""
    return sa.literal_column(str(value))


def _once_and_twice(in_order: npt.NDArray[np.uint64]) -> tuple[int, int]:
    """How many values stand once and twice among sorted ones.

    Examples
    --------
    >>> _once_and_twice(np.array([1, 2, 2, 3, 3, 3, 4], dtype=np.uint64))
    (2, 1)
    """
    as_before = np.zeros(len(in_order) + 2, dtype=bool)  # whether it equals the value before it; false past both ends
    np.equal(in_order[1:], in_order[:-1], out=as_before[1 : len(in_order)])
    first, second, third = ~as_before[:-2], as_before[1:-1], as_before[2:]
    return int(np.count_nonzero(first & ~second)), int(np.count_nonzero(first & second & ~third))
