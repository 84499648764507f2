"""One piece of a relation: what a split, or the files of one schema in it, look like to DuckDB."""

from __future__ import annotations

import itertools
import weakref
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.dataset as pads

from zl_expectations.counting.relations.quoting import identifier
from zl_expectations.errors import BadInputError, EngineError, room_hint


@dataclass
class Part:
    """Rows that DuckDB can select from, all of one schema.

    Attributes
    ----------
    label : str
        What messages call it, such as ``"split 'train'"``.
    split : str or None
        The split that its rows belong to; None when a column of its own says so.
    relation : str
        The view or table that holds the rows.
    columns : dict of str to str
        DuckDB's type of each column.
    reread_as_text : callable or None
        Reads the named columns again as text, and returns the part anew; for files whose types are guesses (CSV).
    held_nan : bool or None
        Whether the source's floats hold NaN, where that is known already.
    place : str or None
        SQL of a row's position in the part, from 0; None where only counting them tells it.
    """

    label: str
    split: str | None
    relation: str
    columns: dict[str, str]
    reread_as_text: Callable[[Iterable[str]], Part] | None = None
    held_nan: bool | None = None
    place: str | None = None


PLACE = "zl_place"
"""The column of ours that says where a row stands, in what knows it without counting."""

_PLACED: MutableMapping[str, pa.Table] = weakref.WeakValueDictionary()  # as long as a connection reads them


def columns_of(connection: duckdb.DuckDBPyConnection, relation: str) -> dict[str, str]:
    """DuckDB's type of each column of a relation."""
    return types_of(connection, identifier(relation))


def types_of(connection: duckdb.DuckDBPyConnection, source: str) -> dict[str, str]:
    """DuckDB's type of each column of what a query can be from."""
    rows = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
    return {name: type_text for name, type_text, *_ in rows}


def held_part(
    connection: duckdb.DuckDBPyConnection, held: pa.Table | pads.Dataset, relation: str, split: str | None, label: str
) -> Part:
    """What is in memory as a part: an Arrow table, which gets a column of places beside it, or a dataset."""
    is_placed = isinstance(held, pa.Table) and can_be_placed(held.column_names)
    if is_placed:
        held = _PLACED[relation] = held.append_column(PLACE, pa.array(np.arange(held.num_rows)))
    connection.register(relation, held)
    columns = columns_of(connection, relation)
    if is_placed:
        del columns[PLACE]
    return Part(label, split, relation, columns, place=PLACE if is_placed else None)


def placed_tables(relations: Iterable[str]) -> dict[str, pa.Table]:
    """The Arrow tables in memory behind relations, up to the first of them that is none."""
    return {name: _PLACED[name] for name in itertools.takewhile(_PLACED.__contains__, relations)}


@contextmanager
def only_rows(
    connection: duckdb.DuckDBPyConnection, tables: Mapping[str, pa.Table], places: npt.NDArray[np.int64]
) -> Iterator[None]:
    """Within, tables in memory that stand one under the other are read as if they had no other rows than these.

    DuckDB reads such a table whole, however few of its rows are asked for by their places.

    Parameters
    ----------
    tables : mapping of str to pyarrow.Table
        From `placed_tables`.
    places : numpy.ndarray of int, shape (rows,)
        Positions among the rows of all of them, from 0.
    """
    start = 0
    try:
        for name, table in tables.items():
            is_wanted = np.zeros(table.num_rows, dtype=bool)
            is_wanted[places[(places >= start) & (places < start + table.num_rows)] - start] = True
            start += table.num_rows
            with suppress(pa.ArrowNotImplementedError):  # of types that Arrow cannot choose rows of, such as views
                connection.register(name, table.filter(pa.array(is_wanted)))
        yield
    finally:
        for name, table in tables.items():
            connection.register(name, table)


def can_be_placed(names: Iterable[str], taken: Sequence[str] = ()) -> bool:
    """Whether no column bears one of the names that it takes to say where rows stand."""
    return not {PLACE, *taken} & {name.lower() for name in names}


def first_row(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...] | None:
    """The first row of a query, all of which is fetched: a result left open bars DuckDB from registering frames."""
    rows = connection.execute(f"{query} LIMIT 1").fetchall()
    return rows[0] if rows else None


def check_names(names: Sequence[object], label: str, *, may_be_values: bool = False) -> None:
    """Refuse names that DuckDB would change without a word: repeated, differing only in case, or empty.

    Parameters
    ----------
    names : sequence of object
    label : str
        What messages call that which has them.
    may_be_values : bool
        Whether they may be the first row of a file that has no names: its values, which may have to be hidden.

    Raises
    ------
    BadInputError
        Naming the columns.
    """
    same: dict[str, list[str]] = defaultdict(list)
    for name in names:
        if not str(name).strip():
            raise BadInputError(f"Every column must have a name, got {name!r} in {label}. Name it or drop it.")
        same[str(name).lower()].append(str(name))
    if not same:
        raise BadInputError(f"The data must have columns, got none in {label}.")
    clashes = [group for group in same.values() if len(group) > 1]
    if clashes:
        shown = "; ".join(", ".join(map(repr, group)) for group in clashes[:5])
        raise BadInputError(
            f"Column names must differ, and by more than upper and lower case, got {shown} in {label}. "
            "Rename or drop one of them.",
            from_data=[shown] if may_be_values else (),
        )


def reason(error: BaseException) -> str:
    """The first line of an engine's error, without its kind."""
    text = str(error).strip().splitlines() or [type(error).__name__]
    return text[0].removeprefix("Invalid Input Error: ").removeprefix("IO Error: ").rstrip(".:")


def engine_error(action: str, error: Exception) -> EngineError:
    """An error of DuckDB that nothing of ours foresaw."""
    why = reason(error)
    return EngineError(f"DuckDB could not {action}: {why}.{room_hint(str(error))}", from_data=[why])


def types_text(columns: Mapping[str, str], name: str) -> str:
    """A column's type as messages show it."""
    return columns[name].replace('"NULL"', "all missing")
