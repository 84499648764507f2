"""Columns together: what none says alone, a difference, sum, ratio, equality or exclusive-or may say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import reduce
from itertools import combinations
from operator import add
from typing import Any

import sqlalchemy as sa

from zl_expectations.counting.chosen_rows import choose_rows
from zl_expectations.counting.derived import Derived
from zl_expectations.counting.dialects import Expression
from zl_expectations.counting.kinds import Kind
from zl_expectations.counting.table import Table

MOST_ROWS = 100_000
_SALT = 1  # so that a smaller sample, which has none, can be drawn from these rows
LARGEST, SMALLEST = "1e150", "1e-150"
MOST_NAMED = 5


def combined(table: Table, scales: Sequence[str], twofold: Sequence[str]) -> Mapping[str, Derived]:
    """The pairs of columns as features.

    Parameters
    ----------
    scales : sequence of str
        Columns whose differences (of numbers or instants), ratios (of numbers) and equalities (of columns of one kind)
        are made.
    twofold : sequence of str
        Columns of two values; the exclusive-or of a pair is whether just one of them has its smaller value.
    """
    made: dict[str, Derived] = {}
    for left, right in combinations(scales, 2):
        for operation in ("-", "/", "="):
            made |= pair_of(table, left, operation, right)
    bits = dict(_bits(table, twofold))
    for left, right in combinations(twofold, 2):
        made |= _exclusive_or(left, right, bits)
    return made


def pair_of(table: Table, left: str, operation: str, right: str) -> Mapping[str, Derived]:
    """Two columns as one feature, by its name; nothing where their kinds, or the engine, do not allow it.

    Parameters
    ----------
    operation : {"-", "+", "*", "/", "=", "xor"}
        Of instants there is the difference alone, in seconds.
    """
    if operation == "xor":
        return _exclusive_or(left, right, dict(_bits(table, [left, right])))
    kinds = [table.columns[left], table.columns[right]]
    numbers = all(kind.is_number for kind in kinds)
    name = f"{left} {operation} {right}"
    if operation == "=":
        if not numbers and kinds[0] is not kinds[1]:
            return {}
        return {name: Derived((left, right), _as_number(table.value(left) == table.value(right)), Kind.UNKNOWN)}
    seconds = table.dialect.epoch
    if numbers:
        made = _OPERATIONS[operation](_double(table, left), _double(table, right))
    elif operation == "-" and seconds is not None and all(kind.is_instant for kind in kinds) and kinds[0] is kinds[1]:
        made = seconds(table.value(left)) - seconds(table.value(right))
    else:
        return {}
    return {name: Derived((left, right), made, Kind.FLOAT)}


def sum_of(table: Table, weights: Mapping[str, float], *, missing_is_zero: bool) -> Mapping[str, Derived]:
    """Multiples of numbers and flags, added up, as one feature, by its name; nothing where they are of one column.

    Parameters
    ----------
    weights : mapping of str to float
        By what each column is multiplied.
    missing_is_zero : bool
        Whether a missing number adds nothing; else the sum is missing with it.
    """
    if len(weights) < 2:
        return {}
    terms: list[Expression] = []
    for name, weight in weights.items():
        is_flag = table.columns[name] is Kind.BOOLEAN
        value = _as_number(table.value(name) == sa.true()) if is_flag else _double(table, name)
        if missing_is_zero:
            value = sa.func.coalesce(value, sa.literal_column("0"))
        terms.append(sa.literal_column(f"({weight:.17e})", type_=sa.Double()) * value)
    return {_name_of_sum(weights): Derived(tuple(weights), reduce(add, terms), Kind.FLOAT)}


def _name_of_sum(weights: Mapping[str, float]) -> str:
    """A sum as people write it, capped.

    Examples
    --------
    >>> _name_of_sum({"a": 1.0, "b": -2.0, "c": 0.3333333})
    'a - 2 * b + 0.333 * c'
    >>> _name_of_sum({"a": -1.0, **dict.fromkeys("bcdefg", 1.0)})
    '-a + b + c + d + e + 2 more'
    """
    written = ""
    for name, weight in list(weights.items())[:MOST_NAMED]:
        size = f"{abs(weight):.3g}"
        sign = ("-" if weight < 0 else "") if not written else " - " if weight < 0 else " + "
        written += sign + (name if size == "1" else f"{size} * {name}")
    left = len(weights) - MOST_NAMED
    return f"{written} + {left} more" if left > 0 else written


@contextmanager
def rows_to_pair(table: Table, columns: Sequence[str], rows: int) -> Iterator[Table]:
    """The table, or of one with far more than `MOST_ROWS` rows those that a hash of `columns` chooses.

    Engines without a hash look at all rows. A pair that gives the target away does so in any hundred thousand rows.
    """
    step = rows // MOST_ROWS
    if table.dialect.row_hash is None or step < 2:
        yield table
        return
    query = choose_rows(table, list(map(table.raw, columns)), columns, sa.true(), rows, step, salt=_SALT)
    with table.materialised(query) as source:
        yield table.reading(source)


def _double(table: Table, name: str) -> Expression:
    """A number as a double, where a difference or a ratio of two such is one too."""
    value: Expression = sa.cast(table.value(name), sa.Double())
    size = sa.func.abs(value)
    usual = sa.and_(size < sa.literal_column(LARGEST), size > sa.literal_column(SMALLEST))
    return sa.case((sa.or_(value == sa.literal_column("0"), usual), value))


def _ratio(left: Expression, right: Expression) -> Expression:
    return left / sa.func.nullif(right, sa.literal_column("0"), type_=sa.Double())


_OPERATIONS: Mapping[str, Callable[[Expression, Expression], Expression]] = {
    "-": lambda left, right: left - right,
    "+": lambda left, right: left + right,
    "*": lambda left, right: left * right,
    "/": _ratio,
}


def _exclusive_or(left: str, right: str, bits: Mapping[str, Expression]) -> dict[str, Derived]:
    differ = bits[left] != bits[right]
    return {f"{left} xor {right}": Derived((left, right), _as_number(differ), Kind.UNKNOWN)}


def _as_number(condition: Expression) -> Expression:
    """1 or 0, and NULL where a side is missing."""
    return sa.case((condition, sa.literal_column("1")), (sa.not_(condition), sa.literal_column("0")))


def _bits(table: Table, names: Sequence[str]) -> Iterator[tuple[str, Expression]]:
    """Each column as whether it has its smaller value."""
    compared = [name for name in names if table.columns[name] is not Kind.BOOLEAN]
    smallest: dict[str, Any] = {}
    if compared:
        query = sa.select(*[sa.func.min(table.value(name)) for name in compared]).select_from(table.source)
        smallest = dict(zip(compared, table.fetch(query)[0], strict=True))
    for name in names:
        value = table.value(name)
        yield name, _as_number(value == smallest[name]) if name in smallest else _as_number(value == sa.true())
