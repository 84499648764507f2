"""Several tables of one database as one query with a split column."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from zl_expectations.errors import BadInputError, EngineError, did_you_mean


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
        When a table is not there, lacks a column that another has, or has a column called like the split column.
    EngineError
        When the database cannot be asked.

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
    if not tables:
        raise BadInputError("`tables` must name at least one split, got none.")
    try:
        with engine.connect() as connection:
            inspector = sa.inspect(connection)
            columns = {split: _columns(inspector, split, table) for split, table in tables.items()}
    except sa.exc.SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        raise EngineError(
            f"The database could not be asked for the columns of {', '.join(tables.values())}: {reason}",
            from_data=[reason],
        ) from error
    names = list(next(iter(columns.values())))
    _check(columns, tables, split_column)
    selects = [_select(table, names, split, split_column) for split, table in tables.items()]
    texts = [str(select.compile(dialect=engine.dialect, compile_kwargs={"literal_binds": True})) for select in selects]
    return "\nUNION ALL\n".join(texts)


def _columns(inspector: sa.Inspector, split: str, table: str) -> list[str]:
    schema, name = _parts(table)
    if not inspector.has_table(name, schema=schema):
        there = [*inspector.get_table_names(schema=schema), *inspector.get_view_names(schema=schema)]
        raise BadInputError(
            f"The table of split {split!r} must be in the database, got {table!r}."
            + did_you_mean(name, there, "Tables")
        )
    return [column["name"] for column in inspector.get_columns(name, schema=schema)]


def _check(columns: Mapping[str, list[str]], tables: Mapping[str, str], split_column: str) -> None:
    known = list(dict.fromkeys(name for names in columns.values() for name in names))
    for split, names in columns.items():
        lacking = [name for name in known if name not in names]
        if lacking:
            raise BadInputError(
                f"Every split must have the same columns, but {tables[split]!r} (split {split!r}) lacks {lacking[0]!r}."
                + did_you_mean(lacking[0], names)
            )
    taken = [name for name in known if name.lower() == split_column.lower()]
    if taken:
        raise BadInputError(
            f"The tables must not have a column called like the split column, got {taken[0]!r}. "
            "Name the split column otherwise with `split_column`."
        )


def _parts(table: str) -> tuple[str | None, str]:
    schema, _, name = table.rpartition(".")
    return schema or None, name


def _select(table: str, names: list[str], split: str, split_column: str) -> sa.Select[Any]:
    schema, name = _parts(table)
    columns: list[sa.ColumnElement[Any]] = [sa.column(column) for column in names]
    return sa.select(*columns, sa.literal(split).label(split_column)).select_from(sa.table(name, schema=schema))
