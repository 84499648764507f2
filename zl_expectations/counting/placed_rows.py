"""Rows with the key that they are compared by and the place where they stand, for the queries that return rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from zl_expectations.counting.dialects import Expression
from zl_expectations.counting.hashed_rows import key_hash
from zl_expectations.counting.splits import Splits
from zl_expectations.counting.table import Select, Table, integer


@dataclass(frozen=True)
class PlacedRows:
    """Rows to select from, each with its key, its place and, where the engine hashes rows, the hash of its key.

    Each value of the key is named once, where the rows are read, and goes by that name ever after; and rows are joined
    by the hash, not filtered with ``IN``. Otherwise Spark's optimizer writes the filter down in every mixture of a
    column's names inside and outside, which are 2ⁿ for n columns.

    Attributes
    ----------
    rows : sqlalchemy.FromClause
        What to select from; `view` reads its other columns.
    hash : sqlalchemy expression or None
        Of the key; None where the engine has no hash.
    is_numbered : bool
        Whether a row's place is its position, which no other row has.
    """

    table: Table
    rows: sa.FromClause
    place_names: Sequence[str]
    starts: Mapping[str, int]
    spelled: Mapping[str, str]
    is_numbered: bool

    @property
    def view(self) -> Table:
        """The engine, reading these rows."""
        return self.table.reading(self.rows, self.spelled)

    @property
    def key(self) -> list[Expression]:
        """The values that are compared."""
        return [column for column in self.rows.c if column.name.startswith("zl_k_")]

    @property
    def places(self) -> list[Expression]:
        """What says which row it is, as `place_of` takes it."""
        return [column for column in self.rows.c if column.name.startswith("zl_p_")]

    @property
    def order(self) -> list[Expression]:
        """What puts the rows in one order: their places, and where these are columns, which may repeat, the key too."""
        return self.places if self.is_numbered else [*self.places, *self.key]

    @property
    def hash(self) -> Expression | None:
        """The hash of the key."""
        return self.rows.c.get("zl_h")

    def among(self, hashes: Select) -> PlacedRows:
        """Those rows whose hash is one of the few that a select returns as ``zl_h``, each of them once."""
        few = hashes.subquery("few")
        joined = self.rows.join(few, self.rows.c.zl_h == few.c.zl_h)
        return replace(self, rows=sa.select(*self.rows.c).select_from(joined).subquery("candidates"))

    def place_of(self, split: str, places: Sequence[Any]) -> dict[str, Any]:
        """The places of a fetched row by name; its number counts from the start of its split."""
        start = self.starts.get(split, 0)
        return {name: place - start if start else place for name, place in zip(self.place_names, places, strict=True)}


def placed_rows(
    table: Table,
    key_columns: Sequence[str],
    others: Sequence[str],
    splits: Splits | None,
    index_columns: Sequence[str] = (),
    among: Table | None = None,
) -> PlacedRows:
    """Every row with its key and its place.

    Parameters
    ----------
    others : sequence of str
        Columns to read beside the key; the split column is one of them where there are splits.
    index_columns : sequence of str
        Columns that identify a row; where none is given, and the engine keeps the order of rows, a row's place is
        its position in its split, from 0, as ``row``.
    among : Table, optional
        Some of the table's rows, which know their places: only these are wanted.
    """
    read_from = table if among is None else among
    place_names = list(index_columns)
    places: list[Any] = [read_from.exact(name).label(f"zl_p_{i}") for i, name in enumerate(index_columns)]
    starts: Mapping[str, int] = {}
    is_numbered = not index_columns and table.dialect.keeps_order
    if is_numbered:
        place_names, starts = ["row"], first_rows(table, splits) if splits is not None else {}
        places = [read_from.place.label("zl_p_0")]
    names = dict.fromkeys([*([splits.column] if splits is not None else []), *others])
    spelled = {name: f"zl_c_{i}" for i, name in enumerate(names)}
    read = [read_from.raw(name).label(short) for name, short in spelled.items()]
    key = [read_from.value(name).label(f"zl_k_{i}") for i, name in enumerate(key_columns)]
    rows = sa.select(*key, *read, *places).select_from(read_from.source).subquery("one_row")
    number = key_hash(table, [rows.c[part.name] for part in key])
    if number is not None:
        rows = sa.select(*rows.c, number.label("zl_h")).subquery("hashed_row")
    return PlacedRows(table, rows, place_names, starts, spelled, is_numbered)


def first_rows(table: Table, splits: Splits) -> Mapping[str, int]:
    """The batch's row at which each split begins, where every split is one run of rows; else nothing to count from."""
    numbered = sa.select(table.exact(splits.column).label("split"), table.place.label("place")).select_from(
        table.source
    )
    rows = numbered.subquery("numbered")
    query = sa.select(rows.c.split, sa.func.min(rows.c.place), sa.func.max(rows.c.place)).group_by(rows.c.split)
    name_of = splits.name_of
    runs = {name_of[raw]: (integer(first), integer(last)) for raw, first, last in table.fetch(query)}
    whole = all(last - first + 1 == splits.rows[name] for name, (first, last) in runs.items())
    return {name: first for name, (first, _) in runs.items()} if whole else {}
