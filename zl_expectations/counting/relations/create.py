"""Make, describe and drop the one relation that the counting queries read."""

from __future__ import annotations

import contextlib
import itertools
import uuid
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.dataset as pads

from zl_expectations.counting.columns import check_columns_of_splits, check_names_of_splits, is_nameless_index
from zl_expectations.counting.relations.files import file_parts, paths_of
from zl_expectations.counting.relations.frames import check_nanoseconds, exact_dataset, exact_table, frame_to_arrow
from zl_expectations.counting.relations.nan import holds_nan
from zl_expectations.counting.relations.part import (
    Part,
    can_be_placed,
    columns_of,
    engine_error,
    first_row,
    held_part,
    placed_tables,
    reason,
)
from zl_expectations.counting.relations.quoting import identifier, literal
from zl_expectations.counting.relations.unify import selects, unify
from zl_expectations.errors import BadInputError, UnsupportedTypeError

Source: TypeAlias = pd.DataFrame | pa.Table | pads.Dataset | Path | str | Sequence[str | Path]
"""A frame (pandas, or any that speaks Arrow's C stream, such as polars), an Arrow table or dataset; or a path, glob,
folder or URL of Parquet, CSV, JSON or Arrow files, or a list of those."""

_WITHOUT_NAN = "zl_expectations: no NaN"
_PLACED = "s_placed"


def create_relation(
    connection: duckdb.DuckDBPyConnection,
    source: Source | Mapping[str, Source],
    *,
    split_column: str = "split",
    name: str | None = None,
) -> str:
    """Make one temporary view of a source, or of one source for each split.

    Frames and Parquet and Arrow files are scanned where they are. CSV and JSON files are parsed once, into a temporary
    table.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        The connection in which the view lives; other connections do not see it.
    source : Source or mapping of str to Source
        One source, which has a split column already if one is needed; or a source for each split. Splits are put
        together by column name.
    split_column : str
        The column that a mapping's keys go into.
    name : str, optional
        The view's name; a fresh one by default.

    Returns
    -------
    str
        The view's name.

    Raises
    ------
    BadInputError
        When a file, a column, rows or names are missing; the message says which.
    UnsupportedTypeError
        When a column's values cannot be compared exactly.
    EngineError
        When DuckDB fails.

    Notes
    -----
    Values of two splits are equal only when they are. Numbers of several types become one type that holds them all:
    integers or decimals beside floats become floats, and are refused if one of them is beyond 2^53 or 15 digits. Times
    of several units or zones are compared by instant; naive ones beside aware ones are refused. Categories are whatever
    their values are. Text beside numbers is refused, except in CSV files, where the numbers are then read as text. So
    are words there that are dates or flags only by a guess, such as 05/10/2020 without a day past the twelfth, or yes.
    What pandas takes for a missing value in a CSV file, such as NA, is one. Where a CSV file's fields are not separated
    by commas, and nearly all values of some column have a decimal comma, that is the file's decimal sign.

    Examples
    --------
    >>> import duckdb, pandas as pd
    >>> connection = duckdb.connect()
    >>> view = create_relation(connection, {"train": pd.DataFrame({"a": [1, 2]}), "test": pd.DataFrame({"a": [2.0]})})
    >>> describe(connection, view)
    {'a': 'DOUBLE', 'split': 'VARCHAR'}
    >>> drop_relation(connection, view)
    >>> connection.close()
    """
    name = name or f"zl_{uuid.uuid4().hex[:12]}"
    names = (_part_name(name, number) for number in itertools.count())
    try:
        connection.execute(
            "SELECT 1"
        ).fetchall()  # ends a result that was left open, which would bar registering frames
        parts = list(_parts(connection, source, names))
        _leave_out_lone_indexes(parts)
        check_columns_of_splits(
            [(part.label, part.columns) for part in parts], split_column if isinstance(source, Mapping) else None
        )
        types = unify(connection, parts)
        connection.execute(f"CREATE OR REPLACE TEMP VIEW {identifier(name)} AS {selects(parts, types, split_column)}")
        if (placed := _placed(connection, parts, types, split_column)) is not None:
            connection.execute(f"CREATE OR REPLACE TEMP VIEW {identifier(_part_name(name, _PLACED))} AS {placed}")
        if not any(_held_nan(connection, part) for part in parts):
            connection.execute(f"COMMENT ON VIEW {identifier(name)} IS {literal(_WITHOUT_NAN)}")
        _check_rows(connection, parts)
    except BaseException as error:
        with contextlib.suppress(duckdb.Error):  # without the memory to look for what there is to drop
            drop_relation(connection, name)
        if isinstance(error, duckdb.Error):
            raise engine_error("read the data", error) from error
        raise
    return name


def describe(connection: duckdb.DuckDBPyConnection, name: str) -> dict[str, str]:
    """DuckDB's type of each column of a relation, in order."""
    try:
        return columns_of(connection, name)
    except duckdb.Error as error:
        raise engine_error(f"describe {name!r}", error) from error


def is_without_nan(connection: duckdb.DuckDBPyConnection, name: str) -> bool:
    """Whether a view is one of `create_relation`'s that was found to hold no NaN."""
    query = "SELECT 1 FROM duckdb_views() WHERE view_name = ? AND comment = ?"
    return connection.execute(query, [name, _WITHOUT_NAN]).fetchone() is not None


def placed_twin(connection: duckdb.DuckDBPyConnection, name: str) -> str | None:
    """The view of the same rows with each one's position among them beside it, as `PLACE`, where there is one."""
    twin = _part_name(name, _PLACED)
    query = "SELECT 1 FROM duckdb_views() WHERE view_name = ? AND temporary"
    return None if connection.execute(query, [twin]).fetchone() is None else twin


def tables_behind(twin: str) -> dict[str, pa.Table]:
    """The tables in memory that a view of `placed_twin` reads, as `only_rows` takes them."""
    name = twin.removesuffix(_part_name("", _PLACED))
    return placed_tables(_part_name(name, number) for number in itertools.count())


def drop_relation(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Drop a relation and let go of the frames and tables behind it; a relation that is not there is no error."""
    connection.execute(f"DROP VIEW IF EXISTS {identifier(name)}")
    prefix = _part_name(name, "")
    tables = "SELECT table_name, 'TABLE' FROM duckdb_tables() WHERE temporary AND starts_with(table_name, ?)"
    views = "SELECT view_name, 'VIEW' FROM duckdb_views() WHERE temporary AND starts_with(view_name, ?)"
    for part, kind in connection.execute(f"{tables} UNION ALL {views}", [prefix, prefix]).fetchall():
        if kind == "VIEW":
            connection.unregister(part)
        connection.execute(f"DROP {kind} IF EXISTS {identifier(part)}")


def _part_name(name: str, number: object) -> str:
    return f"{name}__part{number}"


def _parts(
    connection: duckdb.DuckDBPyConnection,
    source: Source | Mapping[str, Source],
    names: Iterator[str],
) -> Iterator[Part]:
    if not isinstance(source, Mapping):
        yield from _source_parts(connection, source, None, "the data", names)
        return
    check_names_of_splits(source, "A mapping of splits")
    for split, of_split in source.items():
        yield from _source_parts(connection, of_split, split, f"split {split!r}", names)


def _leave_out_lone_indexes(parts: Sequence[Part]) -> None:
    """A nameless index that some parts have and others have not is none: pandas writes it where rows were taken."""
    for name in {name for part in parts for name in part.columns if is_nameless_index(name)}:
        if any(name not in part.columns for part in parts):
            for part in parts:
                part.columns.pop(name, None)


def _source_parts(
    connection: duckdb.DuckDBPyConnection, source: Any, split: str | None, label: str, names: Iterator[str]
) -> Iterator[Part]:
    if (paths := paths_of(source)) is not None:
        yield from file_parts(connection, paths, split, label, names)
        return
    held = as_arrow(source, label)
    relation = next(names)
    try:
        part = held_part(connection, held, relation, split, label)
    except duckdb.NotImplementedException as error:
        raise UnsupportedTypeError(
            f"{label} must have columns of types that DuckDB knows, got: {reason(error)}.",
            from_data=[reason(error)],
        ) from error
    check_nanoseconds(held, part.columns, label)
    yield part


def as_arrow(source: Any, label: str) -> pa.Table | pads.Dataset:
    """A source in memory as what DuckDB scans without guessing.

    Parameters
    ----------
    source : frame, Arrow table or dataset
    label : str
        What messages call it.

    Raises
    ------
    BadInputError, UnsupportedTypeError
        When it is none of these, or a column's values cannot be held exactly.
    """
    if isinstance(source, pd.DataFrame):
        return frame_to_arrow(source, label)
    if isinstance(source, pa.Table):
        return exact_table(source, label)
    if isinstance(source, pads.Dataset):
        return exact_dataset(source, label)
    if type(source).__module__.partition(".")[0] == "pyspark":  # it speaks Arrow too, and would be downloaded whole
        raise BadInputError(
            f"{label} is a Spark frame, whose rows stay in Spark: make one frame of the splits with "
            "`zl_expectations.union_splits`, and validate it as a batch of Great Expectations' Spark data source."
        )
    if hasattr(source, "__arrow_c_stream__") and not isinstance(source, pd.Series):
        try:
            return exact_table(pa.table(source), label)
        except (pa.ArrowException, TypeError, ValueError) as error:
            if isinstance(error, BadInputError):
                raise
            raise BadInputError(
                f"{label} must be a frame that Arrow can read, got {type(source).__name__}: {reason(error)}.",
                from_data=[reason(error)],
            ) from error
    raise BadInputError(
        f"{label} must be a pandas or polars frame, an Arrow table or dataset, or a path of Parquet, CSV, JSON or "
        f"Arrow files, got {type(source).__name__}."
    )


def _placed(
    connection: duckdb.DuckDBPyConnection, parts: Sequence[Part], types: Mapping[str, str], split_column: str
) -> str | None:
    """A select of all rows that also says where each stands; None where a part cannot tell without counting."""
    if any(part.place is None for part in parts) or not can_be_placed([*types, split_column]):
        return None
    queries = [f"SELECT count(*) FROM {identifier(part.relation)}" for part in parts[:-1]]
    rows = (connection.execute(query).fetchall()[0][0] for query in queries)
    return selects(parts, types, split_column, starts=list(itertools.accumulate(rows, initial=0)))


def _held_nan(connection: duckdb.DuckDBPyConnection, part: Part) -> bool:
    known = part.held_nan
    return holds_nan(connection, part.relation, part.columns) if known is None else known


def _check_rows(connection: duckdb.DuckDBPyConnection, parts: Sequence[Part]) -> None:
    """Every split has at least one row: nothing can be said about one that has none."""
    for split, group in itertools.groupby(parts, key=lambda part: part.split):
        if not any(first_row(connection, f"SELECT 1 FROM {identifier(part.relation)}") for part in group):
            label = "the data" if split is None else f"split {split!r}"
            raise BadInputError(f"There must be rows in every split, got none in {label}.")
