"""DuckDB as Great Expectations needs it from SQLAlchemy: no transactions, every name quoted, columns with their types.

A thin layer over duckdb-engine, registered as ``duckdb+autocommit``.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import duckdb
import duckdb_engine
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import reflection
from sqlalchemy.engine.interfaces import ReflectedColumn, ReflectedPrimaryKeyConstraint

_TYPES: dict[str, type[sa.types.TypeEngine[Any]]] = {
    "BIGINT": sa.BIGINT,
    "BLOB": sa.BLOB,
    "BOOLEAN": sa.BOOLEAN,
    "DATE": sa.DATE,
    "DOUBLE": sa.DOUBLE,
    "FLOAT": sa.FLOAT,
    "INTEGER": sa.INTEGER,
    "JSON": sa.JSON,
    "SMALLINT": sa.SMALLINT,
    "TIME": sa.TIME,
    "TIMESTAMP": sa.TIMESTAMP,
    "UUID": sa.UUID,
    "VARCHAR": sa.VARCHAR,
}


class DuckDBType(sa.types.UserDefinedType[Any]):
    """A type of DuckDB's that SQLAlchemy has no class for, by its name.

    Examples
    --------
    >>> str(DuckDBType("BIGINT[]"))
    'BIGINT[]'
    """

    cache_ok = True

    def __init__(self, name: str) -> None:
        self.name = name

    def get_col_spec(self, **_: Any) -> str:
        """The type as DuckDB spells it."""
        return self.name


class ZonedTimestamp(sa.TIMESTAMP):
    """``TIMESTAMP WITH TIME ZONE``, which SQLAlchemy's own class prints without its zone."""

    def __init__(self) -> None:
        super().__init__(timezone=True)

    def __str__(self) -> str:
        return "TIMESTAMP WITH TIME ZONE"


def sqlalchemy_type(name: str) -> sa.types.TypeEngine[Any]:
    """SQLAlchemy's type for one of DuckDB's.

    Examples
    --------
    >>> sqlalchemy_type("BIGINT"), sqlalchemy_type("DECIMAL(5,2)")
    (BIGINT(), DECIMAL(precision=5, scale=2))
    """
    decimal = re.fullmatch(r"DECIMAL\((\d+),(\d+)\)", name)
    if decimal is not None:
        return sa.DECIMAL(int(decimal[1]), int(decimal[2]))
    if name == "TIMESTAMP WITH TIME ZONE":
        return ZonedTimestamp()
    return _TYPES[name]() if name in _TYPES else DuckDBType(name)


class QuotingPreparer(duckdb_engine.DuckDBIdentifierPreparer):
    """Quotes every name, because DuckDB's list of reserved words does not hold all that need it (such as ``by``)."""

    def _requires_quotes(self, value: str) -> bool:
        return True


class _Interval(postgresql.INTERVAL):
    """Durations, in literals of DuckDB's: PostgreSQL's ``make_interval`` is none of its functions."""

    @classmethod
    def adapt_emulated_to_native(cls, interval: Any, **kw: Any) -> _Interval:  # type: ignore[override]
        """This type in the place of SQLAlchemy's own."""
        return cls(precision=interval.second_precision)

    def literal_processor(self, dialect: sa.Dialect) -> Any:
        """What writes a duration down."""
        return lambda value: f"to_microseconds({value // dt.timedelta(microseconds=1)})"


class AutocommitDialect(duckdb_engine.Dialect):
    """duckdb-engine without SQLAlchemy's transactions, and with columns described by DuckDB itself.

    Checks read, and make temporary views. A transaction around that would only do harm: one failed query would fail all
    later ones, and the rollback at the end of each use would take the temporary views away. And duckdb-engine asks
    PostgreSQL's catalogue for columns, in a way that DuckDB cannot answer from SQLAlchemy 2.1 on.
    """

    supports_statement_cache = False
    preparer = QuotingPreparer
    colspecs = {**duckdb_engine.Dialect.colspecs, sa.Interval: _Interval}
    max_identifier_length = 9999  # PostgreSQL's 63 is not DuckDB's, and SQLAlchemy shortens its labels to it

    def connect(self, *arguments: Any, **options: Any) -> Any:
        """Connect as ``duckdb.connect`` does.

        duckdb-engine adds its own name to the configuration, and a process can open a file a second time, as a notebook
        does that holds a connection of its own, only with the same configuration.
        """
        config = {**options.pop("config", {}), **options.pop("url_config", {})}
        return duckdb_engine.ConnectionWrapper(duckdb.connect(*arguments, **{**options, "config": config}))

    def do_begin(self, connection: Any) -> None:
        """Leave DuckDB to commit each statement by itself."""

    def do_commit(self, connection: Any) -> None:
        """Nothing is open."""

    def do_rollback(self, connection: Any) -> None:
        """Nothing is open."""

    @reflection.cache
    def get_columns(
        self, connection: sa.Connection, table_name: str, schema: str | None = None, **_: Any
    ) -> list[ReflectedColumn]:
        """The columns of a table or view, temporary ones too."""
        source = self.identifier_preparer.format_table(sa.table(table_name, schema=schema))
        try:
            rows = connection.exec_driver_sql(f"DESCRIBE SELECT * FROM {source}").fetchall()
        except sa.exc.ProgrammingError as error:
            raise sa.exc.NoSuchTableError(table_name) from error
        return [
            {"name": name, "type": sqlalchemy_type(kind), "nullable": null == "YES", "default": None, "comment": None}
            for name, kind, null, *_rest in rows
        ]

    @reflection.cache
    def get_pk_constraint(
        self, connection: sa.Connection, table_name: str, schema: str | None = None, **_: Any
    ) -> ReflectedPrimaryKeyConstraint:
        """The columns of the primary key; none for a view."""
        query = (
            "SELECT constraint_column_names FROM duckdb_constraints() WHERE constraint_type = 'PRIMARY KEY' "
            "AND table_name = :table AND schema_name = coalesce(:schema, current_schema())"
        )
        rows = connection.execute(sa.text(query), {"table": str(table_name), "schema": schema}).fetchall()
        return {"name": None, "constrained_columns": list(rows[0][0]) if rows else []}


sa.dialects.registry.register("duckdb.autocommit", __name__, AutocommitDialect.__name__)
