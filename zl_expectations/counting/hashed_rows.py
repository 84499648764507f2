"""Rows read once and written down as the hashes of their key, and of those that match all that may be asked of them.

For our own engine alone: elsewhere the rows stay where they are, and each count is one query over them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from zl_expectations.counting.dialects import Expression
from zl_expectations.counting.kinds import Kind
from zl_expectations.counting.splits import Splits
from zl_expectations.counting.table import MOST_CELLS, Coded, Select, Table, in_scans, integer


@dataclass(frozen=True)
class HashedRows:
    """Each row's key as two hashes, of its values at even and at odd places, beside its split and its target.

    Every count that groups rows by their key reads these 16 bytes a row instead of the rows.

    Attributes
    ----------
    view : Table
        What to select from.
    beside : tuple of str
        The columns outside the key that it has.
    halves : list of sqlalchemy expressions
        The hashes of the key's two halves.
    key : sqlalchemy expression
        The hash of the whole key, as `key_hash` makes it.
    """

    view: Table
    beside: tuple[str, ...]
    halves: list[Expression]
    key: Expression

    def standing(self, where: Expression, others: Expression) -> Select:
        """The keys, as ``zl_h``, of those rows of `where` whose key one of `others` has too; each row's own."""
        keys = sa.select(self.key).select_from(self.view.source).where(others)
        return sa.select(self.key.label("zl_h")).select_from(self.view.source).where(where, self.key.in_(keys))


def key_hash(table: Table, values: Sequence[Expression]) -> Expression | None:
    """64 bits of hash of a key; None where the engine has none."""
    row_hash = table.dialect.row_hash
    if row_hash is None:
        return None
    if not _is_hashed_once(table, values):
        return row_hash(values, None)
    return row_hash(_halves(table, _halves_of_scans(table, values)), None)


def _halves_of_scans(table: Table, values: Sequence[Expression]) -> list[list[Expression]]:
    """The hashes of the values at even and at odd places, of as many values as are read in one scan."""
    assert table.dialect.key_hashes is not None
    return [table.dialect.key_hashes(part) for part in in_scans(values)]


def _halves(table: Table, of_scans: Sequence[Sequence[Expression]]) -> list[Expression]:
    """The hashes of a key's two halves, of those of its scans, the last of which may have one alone."""
    first, *others = of_scans
    if not others:
        return list(first)
    assert table.dialect.row_hash is not None
    return [table.dialect.row_hash([scan[i] for scan in of_scans if i < len(scan)], None) for i in range(len(first))]


def ask_beside(table: Table, key_columns: Sequence[str], columns: Sequence[str]) -> None:
    """Say, before a key's hashes are written down, which columns another count will want beside them."""
    table.once(_beside(key_columns), lambda: tuple(columns))


def _beside(key_columns: Sequence[str]) -> tuple[object, ...]:
    return "beside", tuple(key_columns)


def hashed_rows(
    table: Table, key_columns: Sequence[str], splits: Splits | None, present: bool = False
) -> HashedRows | None:
    """The rows' keys as hashes, written down once for as long as the table lives; None where the engine is not our own.

    None as well for a key of one column, by which rows are grouped as fast.

    Parameters
    ----------
    splits : Splits or None
        Its column is needed beside the key, as are those of `ask_beside`.
    present : bool
        Leave out rows with a missing value in a key column.

    Notes
    -----
    Beside the key a split is a small number, and a text 64 bits of hash: two of n different texts have equal ones with
    a probability of at most n² / 2 · 2⁻⁶⁴.
    """
    if not _is_hashed_once(table, key_columns):
        return None
    wanted: tuple[str, ...] = table.once(_beside(key_columns), tuple)
    beside = tuple(dict.fromkeys([*([] if splits is None else [splits.column]), *wanted]))
    asked = ("hashed rows", tuple(key_columns), beside, None if splits is None else splits.names, present)
    return table.once(asked, lambda: _hash_rows(table, key_columns, splits, beside, present))


def _is_hashed_once(table: Table, key: Sequence[object]) -> bool:
    return table.dialect.materialises and table.dialect.key_hashes is not None and len(key) > 1


def _hash_rows(
    table: Table, key_columns: Sequence[str], splits: Splits | None, beside: Sequence[str], present: bool
) -> HashedRows:
    values = [table.value(name) for name in key_columns]
    hashes = [
        [half.label(f"zl_h_{i}_{scan}") for i, half in enumerate(halves)]
        for scan, halves in enumerate(_halves_of_scans(table, values))
    ]
    codes = {name: _hash_of_text(table, name) for name in beside if table.columns[name] is Kind.TEXT}
    if splits is not None:
        codes[splits.column] = _number_of_split(table, splits)
    spelled = {name: f"zl_c_{i}" for i, name in enumerate(beside)}
    columns: list[Any] = [
        (codes[name][0] if name in codes else table.raw(name)).label(short) for name, short in spelled.items()
    ]
    place = None
    if table.knows_places:
        is_small = splits is not None and splits.total_rows < 2**31
        columns.append(sa.cast(table.place, sa.Integer() if is_small else sa.BigInteger()).label("zl_place"))
        place = sa.cast(sa.column("zl_place"), sa.BigInteger())
    first, *others = hashes
    with table.side_by_side([[*first, *columns], *others], is_present(values) if present else None) as read:
        of_scans = [[read.c[half.name] for half in halves] for halves in hashes]
        halves = [half.label(f"zl_h_{i}") for i, half in enumerate(_halves(table, of_scans))]
        written = sa.select(*halves, *[read.c[column.name] for column in columns])
        view = table.kept(written, spelled, place, {name: of_value for name, (_, of_value) in codes.items()})
    named: list[Expression] = [sa.column(half.name) for half in halves]
    assert table.dialect.row_hash is not None
    return HashedRows(view, tuple(beside), named, table.dialect.row_hash(named, None))


def _number_of_split(table: Table, splits: Splits) -> tuple[Expression, Coded]:
    number_of = {splits.values[name]: number for number, name in enumerate(splits.names)}
    return sa.cast(splits.number_in(table), sa.SmallInteger()), lambda value: sa.literal(number_of[value])


def _hash_of_text(table: Table, name: str) -> tuple[Expression, Coded]:
    """The hash of each row's text, as it is compared; what is missing stays missing."""
    text, row_hash = table.value(name), table.dialect.row_hash

    def hash_of(value: Any) -> Expression:
        assert row_hash is not None
        return row_hash([sa.cast(value, sa.Text())], None)

    return sa.case((text.is_not(None), hash_of(text))), hash_of


def matching_rows(table: Table, key_columns: Sequence[str], splits: Splits, present: bool = False) -> Table | None:
    """The rows whose key's hash stands in two splits, which know their places; None where there are none.

    Where the engine is our own, that is, and the key is hashed (`hashed_rows`): elsewhere it is None as well. What is
    then asked of the rows that match, such as to compare them by value, is asked of these alone. They are written down
    once for as long as the table lives, unless they are more than `MOST_CELLS`.
    """
    asked = ("matching rows", tuple(key_columns), splits.column, splits.names, splits.train, present)
    return table.once(asked, lambda: _matching_rows(table, key_columns, splits, present))


def _matching_rows(table: Table, key_columns: Sequence[str], splits: Splits, present: bool) -> Table | None:
    rows = hashed_rows(table, key_columns, splits, present)
    if rows is None:
        return None
    with rows.view.materialised(_standing_in_two(rows, splits)) as keys:
        number = integer(rows.view.fetch(sa.select(sa.func.count()).select_from(keys))[0][0])
        if not number:
            return None
        names = [name for name in table.columns if name not in table.refused]
        spelled = {name: f"zl_c_{i}" for i, name in enumerate(names)}
        columns: list[Any] = [table.raw(name).label(short) for name, short in spelled.items()]
        columns.append(table.place.label("zl_place"))
        place = sa.column("zl_place", sa.BigInteger())
        few = number * len(columns) <= MOST_CELLS
        wanted: Select = sa.select(keys.c.zl_h) if few else _standing_in_two(rows, splits)
        if table.knows_places:
            wanted = sa.select(rows.view.place).select_from(rows.view.source).where(rows.key.in_(wanted))
            if few:
                with (
                    table.reading_only(wanted),
                    table.side_by_side(in_scans(columns), table.place.in_(wanted)) as found,
                ):
                    return table.kept(sa.select(*found.c), spelled, place)
        placed = table.reading(sa.select(*columns).select_from(table.source).subquery("placed"), spelled)
        number_of: Any = place
        if not table.knows_places:
            number_of = key_hash(table, [placed.value(name) for name in key_columns])
        query: Select = sa.select(*placed.source.c).where(number_of.in_(wanted))
        return placed.kept(query, spelled, place) if few else placed.reading(query.subquery(), spelled, place)


def _standing_in_two(rows: HashedRows, splits: Splits) -> Select:
    """The keys of evaluation rows that stand in train; without a train split, the keys that stand in two splits."""
    if splits.train is not None:
        in_train = splits.is_in(rows.view, splits.train)
        return rows.standing(sa.not_(in_train), in_train)
    split = rows.view.exact(splits.column)
    in_two = sa.func.min(split) != sa.func.max(split)
    return sa.select(rows.key.label("zl_h")).select_from(rows.view.source).group_by(rows.key).having(in_two)


def is_present(values: Sequence[Expression]) -> Expression:
    """The condition that no value is missing."""
    return sa.and_(*[value.is_not(None) for value in values])
