"""How many rows are shared when one column is left out of the key: which column hides copies."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa

from zl_expectations.counting.chosen_rows import choose_rows
from zl_expectations.counting.dialects import Expression
from zl_expectations.counting.hashed_rows import hashed_rows
from zl_expectations.counting.keys import PairCounts, count_if, count_shared_keys, hashed, pair_counts
from zl_expectations.counting.kinds import Kind
from zl_expectations.counting.splits import Splits
from zl_expectations.counting.table import Table, counted, in_scans, integer

OWN_VALUES = 0.99
ROWS_TO_GUESS = 5_000
_NAME_NOTHING = {Kind.FLOAT, Kind.DECIMAL, Kind.BOOLEAN, Kind.NESTED, Kind.UNKNOWN}

SharedRows = Mapping[tuple[str, str], int]


@dataclass(frozen=True)
class ColumnsLeftOut:
    """The shared rows when some of `key_columns` columns are left out of the key."""

    columns: tuple[str, ...]
    key_columns: int
    pairs: tuple[PairCounts, ...]


@counted
def count_shared_keys_without_each(
    table: Table, key_columns: Sequence[str], splits: Splits
) -> tuple[ColumnsLeftOut, ...]:
    """Count the shared rows with each key column left out in turn; columns that let no more rows match are left out.

    Notes
    -----
    Rows that differ in one column agree in one of the two halves of the columns, so a column is looked at only if the
    half without it matches more rows than the whole key: where half of the columns tell rows apart, two counts answer
    for all columns.

    Where the engine has a fast 64-bit hash, the hashes of the columns are combined by exclusive or, and leaving a
    column out is one more exclusive or; two different keys then meet with probability 2⁻⁶⁴ a pair, about 10⁻⁸ of one
    false match at a million train and a quarter of a million evaluation rows. Elsewhere the keys are compared by value.
    """
    if len(key_columns) < 2:
        return ()
    suspects = _suspects(table, key_columns, splits)
    if not suspects:
        return ()
    whole = _of_pairs(count_shared_keys(table, key_columns, splits))
    with _reduced_keys(table, key_columns, suspects, splits) as (reduced, keys):
        found = (
            ColumnsLeftOut((name,), len(key_columns), pair_counts(reduced, keys[name], splits))
            for name in suspects
            if not reduced.dialect.materialises or _is_more(_shared_by(reduced, keys[name], splits), whole)
        )
        return tuple(left_out for left_out in found if _is_more(_of_pairs(left_out.pairs), whole))


def _suspects(table: Table, key_columns: Sequence[str], splits: Splits) -> list[str]:
    """The columns outside a half of the columns that matches more rows than the whole key."""
    halves = blocks_of(key_columns, 2)
    sharing = blocks_sharing_more(table, key_columns, halves, splits)
    suspects = {
        name for half, others in zip(halves, reversed(halves), strict=True) if half in sharing for name in others
    }
    return [name for name in key_columns if name in suspects]


def blocks_of(key_columns: Sequence[str], number: int) -> list[tuple[str, ...]]:
    """The columns dealt into so many blocks, one after another."""
    return [tuple(key_columns[block::number]) for block in range(number)]


@counted
def blocks_sharing_more(
    table: Table, key_columns: Sequence[str], blocks: Sequence[tuple[str, ...]], splits: Splits
) -> frozenset[tuple[str, ...]]:
    """Those of some blocks of the key columns that share more rows than the whole key."""
    with block_keys(table, key_columns, blocks, splits) as (view, keys):
        shared = {block: _shared_by(view, key, splits) for block, key in zip(blocks, keys, strict=True)}
    if not any(rows for of_block in shared.values() for rows in of_block.values()):
        return frozenset()
    whole = _of_pairs(count_shared_keys(table, key_columns, splits))
    return frozenset(block for block, rows in shared.items() if _is_more(rows, whole))


@contextmanager
def block_keys(
    table: Table, key_columns: Sequence[str], blocks: Sequence[Sequence[str]], splits: Splits
) -> Iterator[tuple[Table, list[list[Expression]]]]:
    """A table to group, and the key that each block of the columns makes: halves are hashed already."""
    if list(map(tuple, blocks)) == blocks_of(key_columns, 2):
        rows = hashed_rows(table, key_columns, splits)
        if rows is not None:
            yield rows.view, [[half] for half in rows.halves]
            return
    row_hash, values = table.dialect.row_hash, [[table.value(name) for name in block] for block in blocks]
    if row_hash is None or table.dialect.xor is None:
        yield table, values
        return
    with hashed(table, [row_hash(half, None) for half in values], splits) as (view, numbers):
        yield view, [[number] for number in numbers]


@contextmanager
def _reduced_keys(
    table: Table, key_columns: Sequence[str], left_out: Sequence[str], splits: Splits
) -> Iterator[tuple[Table, Mapping[str, Sequence[Expression]]]]:
    """A table to group, and for each column to leave out the key without it."""
    row_hash, xor = table.dialect.row_hash, table.dialect.xor
    if row_hash is None or xor is None:
        values = {name: table.value(name) for name in key_columns}
        yield table, {left: [values[name] for name in key_columns if name != left] for left in left_out}
        return
    hashes = [row_hash([table.value(name)], i).label(f"zl_h_{i}") for i, name in enumerate(key_columns)]
    split = table.raw(splits.column).label("zl_split")
    inner = sa.select(split, *hashes).select_from(table.source).subquery("hashed")
    numbers: dict[str, Expression] = {name: inner.c[one.name] for name, one in zip(key_columns, hashes, strict=True)}
    whole = _of_all(xor, list(numbers.values())).label("zl_whole")
    beside = sa.select(inner, whole).subquery("beside")
    view = table.reading(beside, {splits.column: "zl_split"})
    without = [xor(beside.c[whole.name], beside.c[numbers[name].name]) for name in left_out]
    with hashed(view, without, splits) as (reduced, keys):
        yield reduced, {name: [key] for name, key in zip(left_out, keys, strict=True)}


def _of_all(join: Callable[[Expression, Expression], Expression], parts: Sequence[Expression]) -> Expression:
    """All parts joined by an associative function, by halves: compiling a query recurses as deep as it is nested."""
    half = len(parts) // 2
    return parts[0] if len(parts) == 1 else join(_of_all(join, parts[:half]), _of_all(join, parts[half:]))


def _shared_by(table: Table, key: Sequence[Expression], splits: Splits) -> SharedRows:
    """The rows that a part of the key shares."""
    if splits.train is None or len(key) > 1 or not table.dialect.materialises:
        return _of_pairs(pair_counts(table, key, splits))
    in_train = splits.is_in(table, splits.train)
    standing = sa.select(*key).select_from(table.source).where(in_train)
    split = splits.number_in(table)
    query = sa.select(split, sa.func.count()).select_from(table.source)
    shared = query.where(sa.and_(sa.not_(in_train), key[0].in_(standing))).group_by(split)
    counts = {splits.names[number]: integer(rows) for number, rows in table.fetch(shared)}
    return {(train, evaluation): counts.get(evaluation, 0) for train, evaluation in splits.pairs}


def _of_pairs(pairs: Sequence[PairCounts]) -> SharedRows:
    return {(pair.train, pair.evaluation): pair.shared_rows for pair in pairs}


def _is_more(shared: SharedRows, whole: SharedRows) -> bool:
    return any(rows > whole[pair] for pair, rows in shared.items())


@counted
def count_shared_keys_without_names(
    table: Table, key_columns: Sequence[str], splits: Splits
) -> tuple[ColumnsLeftOut, ...]:
    """Count the shared rows without all of the columns that name rows, where these are several.

    Rows that were repeated before the split, and then got an id and a time of their own, differ in both; and because
    they repeat within train as they do between the splits, no column stands out by what it hides.
    """
    names = columns_that_name_rows(table, key_columns, splits)
    if len(names) < 2 or len(names) == len(key_columns):
        return ()
    others = [name for name in key_columns if name not in names]
    once = table.reading(table.source)  # which keeps what it writes down no longer than this one count
    return (ColumnsLeftOut(names, len(key_columns), count_shared_keys(once, others, splits)),)


@counted
def columns_that_name_rows(table: Table, columns: Sequence[str], splits: Splits) -> tuple[str, ...]:
    """The columns of ids, texts and instants that have a value of their own in `OWN_VALUES` of the rows.

    No fractions, which measurements are. In a large table only columns that pass in about `ROWS_TO_GUESS` of its rows
    are counted.
    """
    named: list[str] = []
    rows = splits.total_rows
    for names in in_scans([name for name in columns if table.columns[name] not in _NAME_NOTHING]):
        if rows <= 2 * ROWS_TO_GUESS:
            named += names
            continue
        some = choose_rows(table, list(map(table.raw, names)), names, sa.true(), rows, rows // ROWS_TO_GUESS)
        with table.materialised(some) as source:
            named += _of_their_own(table.reading(source), names)
    return tuple(_of_their_own(table, named))


@counted
def ids_among(table: Table, columns: Sequence[str], splits: Splits) -> tuple[str, ...]:
    """Of the columns that name rows those that say nothing else: numbers, instants, and texts without a space."""
    names = columns_that_name_rows(table, columns, splits)
    texts = [name for name in names if table.columns[name] is Kind.TEXT]
    if not texts:
        return names
    space: Expression = sa.literal_column("' '")
    spaced = [count_if(table.dialect.text.place(table.value(name), space) > 0) for name in texts]
    found = map(integer, table.fetch(sa.select(*spaced).select_from(table.source))[0])
    prose = {name for name, rows in zip(texts, found, strict=True) if rows}
    return tuple(name for name in names if name not in prose)


def _of_their_own(table: Table, columns: Sequence[str]) -> list[str]:
    return [name for name, share in count_own_values(table, columns).items() if share >= OWN_VALUES] if columns else []


def count_own_values(table: Table, columns: Sequence[str]) -> Mapping[str, float]:
    """How many different values each column has, as a part of the rows."""
    values = [sa.func.count(sa.distinct(table.value(name))) for name in columns]
    rows, *distinct = map(integer, table.fetch(sa.select(sa.func.count(), *values).select_from(table.source))[0])
    return {name: number / rows for name, number in zip(columns, distinct, strict=True)}
