"""One piece of a relation: what a split, or the files of one schema in it, look like to DuckDB."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb

from zl_expectations.counting.relations.quoting import identifier
from zl_expectations.errors import BadInputError, EngineError, room_hint

if TYPE_CHECKING:
    from collections.abc import Mapping


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
    """

    label: str
    split: str | None
    relation: str
    columns: dict[str, str]
    reread_as_text: Callable[[Iterable[str]], Part] | None = None
    held_nan: bool | None = None


def columns_of(connection: duckdb.DuckDBPyConnection, relation: str) -> dict[str, str]:
    """DuckDB's type of each column of a relation."""
    rows = connection.execute(f"DESCRIBE SELECT * FROM {identifier(relation)}").fetchall()
    return {name: type_text for name, type_text, *_ in rows}


def first_row(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...] | None:
    """The first row of a query, all of which is fetched: a result left open bars DuckDB from registering frames."""
    rows = connection.execute(f"{query} LIMIT 1").fetchall()
    return rows[0] if rows else None


def check_names(names: Sequence[object], label: str) -> None:
    """Refuse names that DuckDB would change without a word: repeated, differing only in case, or empty.

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
            "Rename or drop one of them."
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
