"""Great Expectations' SQL engine on one DuckDB connection that stays open."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Generator
from types import ModuleType
from typing import Any

import duckdb
import sqlalchemy as sa
from great_expectations.execution_engine.sqlalchemy_execution_engine import SqlAlchemyExecutionEngine

from zl_expectations.counting.duckdb_dialect import AutocommitDialect
from zl_expectations.counting.duckdb_settings import configure
from zl_expectations.counting.table import raw_connection


class _DialectModule(ModuleType):
    """What GX looks at to tell databases apart: SQLAlchemy's types, and a mark for LIKE and REGEXP_MATCHES.

    GX 1.24 has no case for DuckDB, but the SQL that it writes for Dremio is DuckDB's. It looks for the mark in two
    places only, the one for patterns and the one for regular expressions.
    """

    DremioDialect = AutocommitDialect

    def __getattr__(self, name: str) -> Any:
        return getattr(sa, name)


class DuckDBExecutionEngine(SqlAlchemyExecutionEngine):
    """`SqlAlchemyExecutionEngine` for DuckDB: every metric uses the one connection that holds the frames and views.

    GX's own engine opens a connection for each query and closes it before the rows are fetched, which DuckDB does not
    survive; and another connection to an in-memory DuckDB is another, empty database.

    Notes
    -----
    Every core expectation that GX 1.24 runs on SQLite runs here too, with the figures of GX's pandas engine. It has no
    SQL at all for these, which end in an error on any database and are not judged:
    ``expect_column_values_to_be_dateutil_parseable``, ``expect_column_values_to_be_decreasing``,
    ``expect_column_values_to_be_increasing``, ``expect_column_values_to_be_json_parseable``,
    ``expect_column_values_to_match_json_schema`` and ``expect_column_values_to_match_strftime_format``.
    """

    def __init__(self, **kwargs: Any) -> None:
        """Take what `SqlAlchemyExecutionEngine` takes."""
        super().__init__(**kwargs)
        self.dialect_module = _DialectModule("sqlalchemy")
        self.in_turn = threading.RLock()

    def _setup_engine(
        self,
        kwargs: Any,
        connection_string: str | None = None,
        credentials: dict[str, Any] | None = None,
        url: str | None = None,
    ) -> None:
        address = sa.make_url(str(connection_string or url)).set(drivername="duckdb+autocommit")
        self.engine = sa.create_engine(address, poolclass=sa.StaticPool, **kwargs)
        configure(self.duckdb_connection)

    @property
    def duckdb_connection(self) -> duckdb.DuckDBPyConnection:
        """DuckDB's own connection, in which the batches' views live."""
        with self.engine.connect() as connection:
            raw: duckdb.DuckDBPyConnection = raw_connection(connection)
            return raw

    @contextlib.contextmanager
    def get_connection(self) -> Generator[sa.Connection, None, None]:
        """Yield the connection, and keep it open for the rows that are still to be fetched."""
        if self._connection is None or self._connection.closed:
            self._connection = self.engine.connect()
        yield self._connection

    def resolve_metrics(self, *args: Any, **kwargs: Any) -> Any:
        """As in GX; runs in several threads take their turns at the one connection."""
        with self.in_turn:
            return super().resolve_metrics(*args, **kwargs)

    def close(self) -> None:
        """Close the connection, and with it let go of every frame."""
        if self._connection is not None:
            self._connection.close()
        self.engine.dispose()
