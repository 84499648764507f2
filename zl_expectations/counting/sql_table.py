"""A selectable of a database, as GX hands it out, as a `Table`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any

import sqlalchemy as sa

from zl_expectations.counting.dialects import Dialect, Expression, dialect_named, postgresql_normalized, without_nan
from zl_expectations.counting.duckdb_dialect import AutocommitDialect
from zl_expectations.counting.duckdb_table import rows_of_relation
from zl_expectations.counting.iso_text import DATE_PATTERN, TIMESTAMP_PATTERN
from zl_expectations.counting.kinds import Kind, kind_of_type
from zl_expectations.counting.table import SqlTable, chunks, failing_clearly, raw_connection
from zl_expectations.errors import BadInputError

Connect = Callable[[], AbstractContextManager[sa.Connection]]
Described = tuple[Sequence[tuple[str, Kind]], Mapping[str, str]]


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
    BadInputError
        When two columns have one name.
    """
    with failing_clearly("The database", "read the batch"), connect() as connection:
        name = connection.dialect.name.lower()
        columns, refused = _DESCRIBERS.get(name, _describe_by_driver)(connection, source)
        dialect = _as_installed(dialect_named(name), connection, source, columns)
        rows, place = _rows_and_places(connection, source) if dialect.materialises else (source, None)
    return SqlTable(connect, rows, unique_columns(columns), dialect, refused=refused, place=place)


def unique_columns(columns: Sequence[tuple[str, Kind]]) -> Mapping[str, Kind]:
    """The columns by name; a name that stands twice is an error that says so."""
    names = [name for name, _ in columns]
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        raise BadInputError(
            f"Column names must be unique, got {', '.join(map(repr, repeated))} more than once. Rename them."
        )
    return dict(columns)


def _everything(source: sa.FromClause) -> sa.Select[Any]:
    return sa.select(sa.text("*")).select_from(source)


def _describe_duckdb(connection: sa.Connection, source: sa.FromClause) -> Described:
    text = _everything(source).compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
    rows = connection.exec_driver_sql(f"DESCRIBE {text}").fetchall()
    return [(row[0], kind_of_type(row[1])) for row in rows], {}


def _is_without_nan(connection: sa.Connection, source: sa.FromClause) -> bool:
    from zl_expectations.counting.relations import is_without_nan

    table = _only_table(source)
    return table is not None and is_without_nan(raw_connection(connection), table.name)


def _rows_and_places(connection: sa.Connection, source: sa.FromClause) -> tuple[sa.FromClause, Expression | None]:
    """The same rows, and where each stands if they are all those of a view of ours that knows it."""
    table = _only_table(source)
    if table is not None and (table is source or _is_everything(source, table)):
        rows, place = rows_of_relation(connection, table.name)
        if place is not None:
            return rows, place
    return source, None


def _is_everything(source: sa.FromClause, table: sa.TableClause) -> bool:
    """Whether a subquery is all of a table, as GX writes it for a batch without a row condition."""
    in_gx_words: list[Any] = [sa.text("*"), "*"]
    everything = [sa.select(star).select_from(table) for star in in_gx_words]
    return isinstance(source, sa.Subquery) and any(
        source.element.compare(same) for one in everything for same in (one, one.where(sa.true()))
    )


# ---------------------------------------------------------------------- PostgreSQL, and what speaks its protocol

_POSTGRESQL_KINDS = {
    "bool": Kind.BOOLEAN,
    "int2": Kind.INTEGER,
    "int4": Kind.INTEGER,
    "int8": Kind.INTEGER,
    "numeric": Kind.DECIMAL,
    "money": Kind.DECIMAL,
    "float4": Kind.FLOAT,
    "float8": Kind.FLOAT,
    "text": Kind.TEXT,
    "varchar": Kind.TEXT,
    "bpchar": Kind.TEXT,
    "char": Kind.TEXT,
    "name": Kind.TEXT,
    "citext": Kind.TEXT,
    "uuid": Kind.TEXT,
    "unknown": Kind.TEXT,
    "date": Kind.DATE,
    "timestamp": Kind.TIMESTAMP,
    "timestamptz": Kind.TIMESTAMP_TZ,
    "time": Kind.TIME,
    "interval": Kind.DURATION,
    "bytea": Kind.BINARY,
    "jsonb": Kind.NESTED,
    "hstore": Kind.NESTED,
    "record": Kind.NESTED,
}
# Types, the type whose values are compared (of an array its elements'), and whether those have an order of their own or
# that of a type that they are without being converted (varchar of text, cidr of inet).
_POSTGRESQL_TYPES = """
    SELECT t.oid, t.typname, t.typcategory, format_type(t.oid, NULL), one.typtype,
           EXISTS (SELECT 1 FROM pg_opclass c JOIN pg_am m ON m.oid = c.opcmethod
                   WHERE c.opcdefault AND m.amname = 'btree'
                     AND (c.opcintype = one.oid OR c.opcintype IN (
                         SELECT casttarget FROM pg_cast
                         WHERE castsource = one.oid AND castmethod = 'b' AND castcontext = 'i')))
    FROM pg_type t JOIN pg_type one ON one.oid = CASE WHEN t.typcategory = 'A' AND t.typelem <> 0 THEN t.typelem
                                                      ELSE t.oid END
"""


def _describe_postgresql(connection: sa.Connection, source: sa.FromClause) -> Described:
    described = _cursor_description(connection, source)
    oids = sorted({int(code) for _, code in described})
    rows = connection.exec_driver_sql(f"{_POSTGRESQL_TYPES} WHERE t.oid IN ({', '.join(map(str, oids))})")
    types = {int(row[0]): tuple(row[1:]) for row in rows.fetchall()}
    columns: list[tuple[str, Kind]] = []
    refused: dict[str, str] = {}
    for name, code in described:
        typname, category, shown, of_values, has_order = types[int(code)]
        kind = _POSTGRESQL_KINDS.get(typname, Kind.UNKNOWN)
        if category in ("A", "C"):
            kind = Kind.NESTED
        elif of_values == "e":
            kind = Kind.TEXT
        columns.append((name, kind))
        comparable = has_order or kind is Kind.TEXT or of_values in ("e", "c", "r", "m")
        if not comparable:
            hint = " (jsonb can be compared)" if typname == "json" else ""
            refused[name] = f"{shown} values{hint}"
    return columns, refused


_WITH_A_HASH = frozenset(Kind) - {Kind.NESTED, Kind.UNKNOWN}


def _as_installed(
    dialect: Dialect, connection: sa.Connection, source: sa.FromClause, columns: Sequence[tuple[str, Kind]]
) -> Dialect:
    """What this engine, and this batch in it, can do.

    PostgreSQL hashes rows from version 14 on, and not every type; and it may have been built without ICU. In DuckDB the
    views of ours hold no NaN; over a connection that is not ours, which may be another for each query, nothing is
    written down.
    """
    if dialect.name == "duckdb" and not isinstance(connection.dialect, AutocommitDialect):
        return replace(dialect, materialises=False, key_hashes=None)
    if dialect.name == "duckdb":
        return without_nan(dialect) if _is_without_nan(connection, source) else dialect
    if dialect.name != "postgresql":
        return dialect
    version = connection.dialect.server_version_info or (0,)
    if version < (14,) or not all(kind in _WITH_A_HASH for _, kind in columns):
        dialect = replace(dialect, row_hash=None)
    unicode = connection.exec_driver_sql("SELECT 1 FROM pg_collation WHERE collname = 'und-x-icu'").fetchone()
    if unicode is None:
        dialect = replace(dialect, normalized_text=partial(postgresql_normalized, collation="default"))
    return dialect


# ---------------------------------------------------------------------- SQLite, where each value has its own type

_SQLITE_FACTS = (
    "sum(typeof({0}) = 'integer')",
    "sum(typeof({0}) = 'real')",
    "sum(typeof({0}) = 'text')",
    "sum(typeof({0}) = 'blob')",
    f"sum(typeof({{0}}) = 'text' AND {{0}} GLOB '{DATE_PATTERN}' AND date({{0}}) IS NOT NULL)",
    f"sum(typeof({{0}}) = 'text' AND substr({{0}}, 1, 19) GLOB '{TIMESTAMP_PATTERN}' AND datetime({{0}}) IS NOT NULL"
    " AND (length({0}) = 19 OR (length({0}) BETWEEN 21 AND 26 AND substr({0}, 20) GLOB '.[0-9]*'"
    " AND substr({0}, 21) NOT GLOB '*[^0-9]*')))",
    "sum(typeof({0}) = 'integer' AND {0} NOT IN (0, 1))",
)
_SQLITE_COLUMNS_A_QUERY = 100


def _describe_sqlite(connection: sa.Connection, source: sa.FromClause) -> Described:
    """The kinds of columns by the types of all their values: a declared type binds nobody in SQLite."""
    names = [name for name, _ in _cursor_description(connection, source)]
    unique_columns([(name, Kind.UNKNOWN) for name in names])
    declared = _declared_types(connection, source)
    columns: list[tuple[str, Kind]] = []
    refused: dict[str, str] = {}
    for chunk in chunks(names, _SQLITE_COLUMNS_A_QUERY):
        spelled = [sa.column(sa.quoted_name(name, True)).compile(dialect=connection.dialect) for name in chunk]
        facts: list[Any] = [sa.literal_column(fact.format(name)) for name in spelled for fact in _SQLITE_FACTS]
        row = [int(cell or 0) for cell in connection.execute(sa.select(*facts).select_from(source)).fetchone() or ()]
        for i, name in enumerate(chunk):
            integers, reals, texts, blobs, dates, timestamps, others = row[7 * i : 7 * i + 7]
            kinds = {"whole numbers": integers, "floats": reals, "text": texts, "bytes": blobs}
            mixed = sum(1 for rows in (integers + reals, texts, blobs) if rows) > 1
            if mixed:
                refused[name] = " and ".join(f"{what} in {rows} rows" for what, rows in kinds.items() if rows)
            columns.append(
                (name, _sqlite_kind(integers, reals, texts, blobs, dates, timestamps, others, declared.get(name, "")))
            )
    return columns, refused


def _sqlite_kind(
    integers: int, reals: int, texts: int, blobs: int, dates: int, timestamps: int, others: int, declared: str
) -> Kind:
    if blobs:
        return Kind.BINARY
    if texts:
        if texts == dates:
            return Kind.DATE
        return Kind.TIMESTAMP if texts == timestamps else Kind.TEXT
    wanted = kind_of_type(declared)
    if reals:
        return Kind.FLOAT
    if integers:
        if wanted is Kind.BOOLEAN and not others:
            return Kind.BOOLEAN
        return Kind.FLOAT if wanted is Kind.FLOAT else Kind.INTEGER
    return wanted if wanted.is_number or wanted is Kind.BOOLEAN else Kind.TEXT


def _declared_types(connection: sa.Connection, source: sa.FromClause) -> Mapping[str, str]:
    """The declared types, where the rows come from one table or view as they stand."""
    table = _only_table(source)
    if table is None:
        return {}
    name = table.name.replace('"', '""')
    schema = f'"{table.schema}".' if getattr(table, "schema", None) else ""
    rows = connection.exec_driver_sql(f'PRAGMA {schema}table_info("{name}")').fetchall()
    return {row[1]: row[2] or "" for row in rows}


# ---------------------------------------------------------------------- any other database


def _only_table(source: sa.FromClause) -> sa.TableClause | None:
    """The one table or view that the rows come from."""
    tables = {
        element
        for element in sa.sql.visitors.iterate(source)
        if isinstance(element, sa.TableClause) and not isinstance(element, sa.sql.expression.CTE)
    }
    return tables.pop() if len(tables) == 1 else None


def _cursor_description(connection: sa.Connection, source: sa.FromClause) -> list[tuple[str, Any]]:
    result = connection.execute(_everything(source).limit(0))
    codes = [column[1] for column in result.cursor.description] if result.cursor is not None else []
    names = list(result.keys())
    result.close()
    return list(zip(names, codes or [None] * len(names), strict=True))


def _describe_by_driver(connection: sa.Connection, source: sa.FromClause) -> Described:
    """The kinds by what the driver says of a result's columns; where that is a bare number, by a value's own type.

    These databases give every value of a column the column's type, so that one value tells it.
    """
    columns = []
    for name, code in _cursor_description(connection, source):
        kind = _kind_of_code(code)
        if kind is Kind.UNKNOWN:
            column: sa.ColumnClause[Any] = sa.column(name)
            query = sa.select(column).select_from(source).where(column.is_not(None)).limit(1)
            row = connection.execute(query).fetchone()
            kind = Kind.TEXT if row is None else _kind_of_python_type(type(row[0]))
        columns.append((name, kind))
    return columns, {}


def _kind_of_code(code: Any) -> Kind:
    if isinstance(code, type):
        return _kind_of_python_type(code)
    return kind_of_type(code) if isinstance(code, str) else Kind.UNKNOWN


_PYTHON_KINDS: tuple[tuple[Any, Kind], ...] = (
    (bool, Kind.BOOLEAN),
    (int, Kind.INTEGER),
    (float, Kind.FLOAT),
    (Decimal, Kind.DECIMAL),
    (str, Kind.TEXT),
    (dt.datetime, Kind.TIMESTAMP),
    (dt.date, Kind.DATE),
    (dt.time, Kind.TIME),
    (dt.timedelta, Kind.DURATION),
    ((bytes, bytearray, memoryview), Kind.BINARY),
    ((list, dict, tuple), Kind.NESTED),
)


def _kind_of_python_type(python_type: type) -> Kind:
    return next((kind for known, kind in _PYTHON_KINDS if issubclass(python_type, known)), Kind.UNKNOWN)


_DESCRIBERS: dict[str, Callable[[sa.Connection, sa.FromClause], Described]] = {
    "duckdb": _describe_duckdb,
    "postgresql": _describe_postgresql,
    "redshift": _describe_postgresql,
    "sqlite": _describe_sqlite,
}
