"""A frame, an Arrow table or files as a `Table`, counted by a DuckDB of this process."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from zl_expectations.counting.dialects import Expression, dialect_named, without_nan
from zl_expectations.counting.kinds import kind_of_type
from zl_expectations.counting.table import SqlTable, raw_connection


def duckdb_engine() -> sa.Engine:
    """A SQLAlchemy engine on an in-memory DuckDB with the package's settings, over one connection."""
    from zl_expectations.counting import duckdb_dialect as duckdb_dialect  # registers duckdb+autocommit
    from zl_expectations.counting.duckdb_settings import configure

    engine = sa.create_engine("duckdb+autocommit:///:memory:", poolclass=sa.StaticPool)
    with engine.connect() as connection:
        configure(raw_connection(connection))
    return engine


def table_of(source: Any, split_column: str = "split") -> SqlTable:
    """Open a frame, an Arrow table, a file or a mapping of split to those as a table.

    Parameters
    ----------
    source
        What `zl_expectations.counting.relations.create_relation` takes.
    split_column : str
        The name of the column that a mapping's keys go into.

    Examples
    --------
    >>> import pandas as pd
    >>> list(table_of(pd.DataFrame({"a": [1], "b": ["x"]})).columns)
    ['a', 'b']
    """
    from zl_expectations.counting.relations import create_relation, describe, is_without_nan

    engine = duckdb_engine()
    with engine.connect() as connection:
        raw = raw_connection(connection)
        name = create_relation(raw, source, split_column=split_column)
        columns = {column: kind_of_type(type_text) for column, type_text in describe(raw, name).items()}
        dialect = dialect_named("duckdb")
        if is_without_nan(raw, name):
            dialect = without_nan(dialect)
        rows, place = rows_of_relation(connection, name)
    return SqlTable(engine.connect, rows, columns, dialect, keep_alive=(engine, source), place=place)


def rows_of_relation(connection: sa.Connection, name: str) -> tuple[sa.FromClause, Expression | None]:
    """The rows of one of our views, and where among them each stands, from 0, where the view knows it."""
    from zl_expectations.counting.relations import PLACE, placed_twin

    twin = placed_twin(raw_connection(connection), name)
    return (sa.table(name), None) if twin is None else (sa.table(twin), sa.column(PLACE, sa.BigInteger()))
