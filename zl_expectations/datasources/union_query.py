"""Several tables of one database as one query with a split column."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from zl_expectations.counting.columns import check_columns_of_splits, check_names_of_splits
from zl_expectations.counting.dialects import dialect_named
from zl_expectations.errors import BadInputError, EngineError, did_you_mean, first_line


def union_query(engine: sa.Engine, tables: Mapping[str, str], split_column: str = "split") -> str:
    """Write the SELECT that puts tables of one database together by column name, with a split column.

    Its text goes into a query asset of any of Great Expectations' SQL data sources.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        The database; for a GX data source, ``datasource.get_engine()``.
    tables : mapping of str to str
        The table or view of each split, ``"table"`` or ``"schema.table"``.
    split_column : str
        The column that the splits' names go into.

    Returns
    -------
    str
        A query that begins with SELECT, names every column, and quotes names as the database does.

    Raises
    ------
    BadInputError
        When a table is not there, lacks a column that another has, or has a column called like the split column; or
        when a name cannot stand in a query asset (see Notes).
    EngineError
        When the database cannot be asked.

    Notes
    -----
    GX reads a query asset's text twice as one with parameters, so that ``:name`` in a quoted name would become one, and
    a percent sign two with some drivers. PostgreSQL has another way to write such names; elsewhere they are refused.

    Examples
    --------
    >>> engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    >>> with engine.begin() as connection:
    ...     _ = connection.exec_driver_sql("CREATE TABLE a (x INTEGER, \\"my col\\" TEXT)")
    ...     _ = connection.exec_driver_sql("CREATE TABLE b (\\"my col\\" TEXT, x INTEGER)")
    >>> print(union_query(engine, {"train": "a", "test": "b"}))  # doctest: +NORMALIZE_WHITESPACE
    SELECT x, "my col", 'train' AS split
    FROM a
    UNION ALL
    SELECT x, "my col", 'test' AS split
    FROM b
    >>> engine.dispose()
    """
    check_names_of_splits(tables, "`tables`")
    try:
        with engine.connect() as connection:
            inspector = sa.inspect(connection)
            found = {split: _found(inspector, split, table) for split, table in tables.items()}
            columns = {split: _columns(inspector, one) for split, one in found.items()}
    except sa.exc.SQLAlchemyError as error:
        reason = first_line(getattr(error, "orig", None) or error)
        raise EngineError(
            f"The database could not be asked for the columns of {', '.join(tables.values())}: {reason}",
            from_data=[reason],
        ) from error
    names = list(next(iter(columns.values())))
    labels = {split: f"{table!r} (split {split!r})" for split, table in tables.items()}
    check_columns_of_splits([(labels[split], columns[split]) for split in tables], split_column)
    texts = [_text(_select(one, names, split, split_column), engine.dialect) for split, one in found.items()]
    return "\nUNION ALL\n".join(texts)


def _found(inspector: sa.Inspector, split: str, table: str) -> sa.TableClause:
    """The table or view of that name, whose own name may have a dot in it."""
    schema, _, name = table.rpartition(".")
    if not schema or inspector.has_table(table):
        schema, name = "", table
    if not inspector.has_table(name, schema=schema or None):
        there = [*inspector.get_table_names(schema=schema or None), *inspector.get_view_names(schema=schema or None)]
        raise BadInputError(
            f"The table of split {split!r} must be in the database, got {table!r}."
            + did_you_mean(name, there, "Tables")
        )
    return sa.table(name, schema=schema or None)


def _columns(inspector: sa.Inspector, table: sa.TableClause) -> list[str]:
    return [column["name"] for column in inspector.get_columns(table.name, schema=table.schema)]


def _select(table: sa.TableClause, names: list[str], split: str, split_column: str) -> sa.Select[Any]:
    columns: list[sa.ColumnElement[Any]] = [sa.column(column) for column in names]
    return sa.select(*columns, sa.literal(split).label(split_column)).select_from(table)


_QUOTED = re.compile(r"""(['"`\[])(?:(?!\1).|\1\1)*(?:\1|\])""", re.DOTALL)
_PARAMETER = re.compile(r"(?<![:\w\\])(:\w+)(?![:\w])|\\:")


def _text(select: sa.Select[Any], dialect: sa.Dialect) -> str:
    """The select with nothing in it that is read as a parameter."""
    written = str(select.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
    doubles = dialect.paramstyle in ("format", "pyformat")
    plain = written.replace("%%", "%") if doubles else written
    escaped = dialect_named(dialect.name.lower()).escaped_quote
    if escaped is not None:
        return _QUOTED.sub(lambda found: escaped(found[0]), plain)
    for found in _QUOTED.finditer(plain):
        if _PARAMETER.search(found[0]) or (doubles and "%" in found[0]):
            raise BadInputError(
                f"Great Expectations would read a part of {found[0]} as a parameter of the query. Make a view of the "
                "tables, with a split column and other names, and take that as a table asset."
            )
    return plain
