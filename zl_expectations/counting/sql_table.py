"""A selectable of a database, as GX hands it out, as a `Table`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any

import sqlalchemy as sa

from zl_expectations.counting.dialects import dialect_named
from zl_expectations.counting.kinds import Kind, kind_of_type
from zl_expectations.counting.table import SqlTable
from zl_expectations.errors import BadInputError, EngineError

Connect = Callable[[], AbstractContextManager[sa.Connection]]


def sql_table(connect: Connect, source: sa.FromClause) -> SqlTable:
    """Open a selectable as a table.

    Parameters
    ----------
    connect : callable
        Returns a context manager that yields a connection.
    source : sqlalchemy.FromClause
        A table or a subquery.

    Raises
    ------
    EngineError
        When the selectable cannot be read.
    """
    try:
        with connect() as connection:
            name = connection.dialect.name.lower()
            columns = _DESCRIBERS.get(name, _describe_by_values)(connection, source)
    except sa.exc.SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        raise EngineError(f"The batch could not be read: {reason}") from error
    return SqlTable(connect, source, columns, dialect_named(name))


def _describe_duckdb(connection: sa.Connection, source: sa.FromClause) -> Mapping[str, Kind]:
    text = (
        sa.select(sa.text("*"))
        .select_from(source)
        .compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
    )
    rows = connection.exec_driver_sql(f"DESCRIBE {text}").fetchall()
    return _unique([(row[0], kind_of_type(row[1])) for row in rows])


def _describe_by_values(connection: sa.Connection, source: sa.FromClause) -> Mapping[str, Kind]:
    """The kinds of the columns from the first rows' Python values, for engines whose types are the values' own."""
    result = connection.execute(sa.select(sa.text("*")).select_from(source).limit(1_000))
    names = list(result.keys())
    rows = result.fetchall()
    return _unique([(name, _kind_of_values([row[i] for row in rows])) for i, name in enumerate(names)])


def _kind_of_values(values: list[Any]) -> Kind:
    import datetime as dt
    from decimal import Decimal

    kinds = {
        next(
            (
                kind
                for kind_type, kind in (
                    (bool, Kind.BOOLEAN),
                    (int, Kind.INTEGER),
                    (float, Kind.FLOAT),
                    (Decimal, Kind.DECIMAL),
                    (str, Kind.TEXT),
                    (dt.datetime, Kind.TIMESTAMP),
                    (dt.date, Kind.DATE),
                    (dt.time, Kind.TIME),
                    (dt.timedelta, Kind.DURATION),
                    (bytes | bytearray | memoryview, Kind.BINARY),
                    (list | dict | tuple, Kind.NESTED),
                )
                if isinstance(value, kind_type)
            ),
            Kind.UNKNOWN,
        )
        for value in values
        if value is not None
    }
    if kinds == {Kind.INTEGER, Kind.FLOAT}:
        return Kind.FLOAT
    return kinds.pop() if len(kinds) == 1 else Kind.UNKNOWN


def _unique(columns: list[tuple[str, Kind]]) -> Mapping[str, Kind]:
    names = [name for name, _ in columns]
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        raise BadInputError(
            f"Column names must be unique, got {', '.join(map(repr, repeated))} more than once. Rename them."
        )
    return dict(columns)


_DESCRIBERS: dict[str, Callable[[sa.Connection, sa.FromClause], Mapping[str, Kind]]] = {"duckdb": _describe_duckdb}
