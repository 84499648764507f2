"""What databases spell differently, as data: the only place that knows one engine from another.

A query is written once over SQLAlchemy Core. Where an engine lacks something or has a faster word for it, the
query asks the engine's `Dialect` here; nothing else branches on an engine's name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from zl_expectations.counting.text import SQL_NAME

Expression = sa.ColumnElement[Any]


@dataclass(frozen=True)
class Dialect:
    """The facts about one engine's SQL that the queries ask for.

    Attributes
    ----------
    has_nan : bool
        Whether a float can be NaN, which then has to be folded into NULL.
    quotes_all : bool
        Whether every identifier is quoted. False where an unquoted lower-case name stands for an upper-case one.
    row_hash : callable or None
        A 64-bit hash of several values, missing ones included; None where the engine has none that is fast.
    xor : callable or None
        Bitwise exclusive or of two hashes.
    percentiles : callable or None
        ``percentile_disc`` at several fractions in one aggregate that returns a list, where that is faster than
        ranking.
    normalized_text : callable or None
        Text in the form of `zl_expectations.counting.text.normalized`.
    materialises : bool
        Whether a temporary table may be made (DuckDB, whose tables are this process's own).
    keeps_order : bool
        Whether ``row_number() over ()`` numbers rows in the order in which they were given.
    """

    name: str
    has_nan: bool = True
    quotes_all: bool = True
    row_hash: Callable[[Sequence[Expression]], Expression] | None = None
    xor: Callable[[Expression, Expression], Expression] | None = None
    percentiles: Callable[[Expression, Sequence[float]], Expression] | None = None
    normalized_text: Callable[[Expression], Expression] | None = None
    materialises: bool = False
    keeps_order: bool = False


def _within_group_percentiles(value: Expression, fractions: Sequence[float]) -> Expression:
    array: Expression = sa.literal_column("ARRAY[" + ", ".join(map(repr, fractions)) + "]")
    return sa.func.percentile_disc(array).within_group(value)


DIALECTS: dict[str, Dialect] = {
    dialect.name: dialect
    for dialect in (
        Dialect(
            "duckdb",
            row_hash=lambda values: sa.func.hash(*values),
            xor=lambda left, right: sa.func.xor(left, right),
            normalized_text=lambda text: getattr(sa.func, SQL_NAME)(text),
            materialises=True,
            keeps_order=True,
        ),
        Dialect("postgresql", percentiles=_within_group_percentiles),
        Dialect("sqlite", has_nan=False),
        Dialect("mysql", has_nan=False),
        Dialect("mssql", has_nan=False),
        Dialect("snowflake", quotes_all=False),
        Dialect("oracle", quotes_all=False),
    )
}


def dialect_named(name: str) -> Dialect:
    """The facts about an engine; an engine that is not listed gets the plainest SQL.

    Examples
    --------
    >>> dialect_named("duckdb").materialises, dialect_named("trino").materialises
    (True, False)
    """
    return DIALECTS.get(name, Dialect(name))
