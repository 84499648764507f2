"""Which several columns hide copies only together: an id, a time and a weight that are all fresh in each copy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from functools import reduce
from math import sqrt
from operator import add

import sqlalchemy as sa

from zl_expectations.counting.dialects import Expression
from zl_expectations.counting.keys import count_shared_keys
from zl_expectations.counting.left_out import ColumnsLeftOut
from zl_expectations.counting.splits import Splits
from zl_expectations.counting.table import Select, Table, counted, integer

MOST_SETS = 3
ROWS_LOOKED_AT = 5_000
CELLS_COMPARED = 5_000_000
SETS_FETCHED = 100
FEWEST_PAIRS = 2
_BITS = 50

Columns = frozenset[int]


@counted
def count_shared_keys_without_several(
    table: Table, key_columns: Sequence[str], splits: Splits, most: int
) -> tuple[ColumnsLeftOut, ...]:
    """Count the shared rows without two to `most` columns, for those that hide more together than each but one of them.

    Parameters
    ----------
    key_columns : sequence of str
        What makes two rows the same. At least half of them are never left out.
    most : int
        The most columns that are left out together.

    Returns
    -------
    tuple of ColumnsLeftOut
        At most `MOST_SETS` of each size, those whose matches stand out most; counted exactly, on all rows.

    Notes
    -----
    Two rows that differ in no more than `most` columns agree in one of `most` + 1 blocks of the columns. Rows with
    equal blocks are therefore brought together, and for each pair it is counted which columns differ: between the
    splits copies and chance make such pairs, within train chance alone. Of a large table, about `ROWS_LOOKED_AT` rows
    are looked at, those whose block has one residue of its hash: rows with equal blocks are all in or all out, so that
    no pair is lost by looking at one side only. A block that many rows have in common tells nothing and is passed over.
    """
    most = min(most, len(key_columns) // 2)
    if most < 2:
        return ()
    between, within = _pairs_by_difference(table, key_columns, splits, most)
    return tuple(
        ColumnsLeftOut(
            tuple(key_columns[i] for i in sorted(left_out)),
            len(key_columns),
            count_shared_keys(
                table.reading(table.source),  # which keeps what it writes down no longer than this one count
                [name for i, name in enumerate(key_columns) if i not in left_out],
                splits,
            ),
        )
        for left_out in _hiding(between, within, _pairs_expected(splits))
    )


def _hiding(between: Mapping[Columns, int], within: Mapping[Columns, int], ratio: float) -> list[Columns]:
    """The sets of several columns without which most pairs match, beyond what train has and any part of them shows."""

    def matching(left_out: Columns) -> tuple[int, float]:
        """Pairs between splits that differ in no other columns, and those that chance makes of them."""
        pairs, chance = (
            sum(number for columns, number in found.items() if columns <= left_out) for found in (between, within)
        )
        return pairs, ratio * chance

    standing_out: dict[int, list[tuple[float, Columns]]] = {}
    for columns in between:
        pairs, chance = matching(columns)
        beyond_parts = min(pairs - chance - one + its_chance for one, its_chance in map(matching, _parts(columns)))
        if len(columns) > 1 and pairs >= FEWEST_PAIRS and beyond_parts > 0:
            standing_out.setdefault(len(columns), []).append((-(pairs - chance) / sqrt(pairs + chance), columns))
    return [
        columns
        for size in sorted(standing_out)
        for _, columns in sorted(standing_out[size], key=lambda one: (one[0], sorted(one[1])))[:MOST_SETS]
    ]


def _parts(columns: Columns) -> list[Columns]:
    """The columns without each."""
    return [columns - {one} for one in columns]


def _pairs_expected(splits: Splits) -> float:
    """How many pairs there are between the splits for each pair within train."""
    rows = splits.rows
    trains = splits.names if splits.train is None else (splits.train,)
    between = sum(rows[train] * rows[evaluation] for train, evaluation in splits.pairs)
    return between / max(1, sum(rows[train] * (rows[train] - 1) for train in trains))


def _pairs_by_difference(
    table: Table, key_columns: Sequence[str], splits: Splits, most: int
) -> tuple[Counter[Columns], Counter[Columns]]:
    """Pairs of rows between the splits, and within train, by the columns in which they differ."""
    found: tuple[Counter[Columns], Counter[Columns]] = Counter(), Counter()
    blocks = [key_columns[block :: most + 1] for block in range(most + 1)]
    for rows in _rows_of_each_block(table, key_columns, splits, blocks):
        of_block: tuple[Counter[Columns], Counter[Columns]] = Counter(), Counter()
        for same, columns, pairs in _differences(table, rows, len(key_columns), splits, most):
            of_block[same][columns] = pairs
        for counts, one in zip(found, of_block, strict=True):
            counts |= one  # a pair is found in each block that it agrees in
    return found


def _rows_of_each_block(
    table: Table, key_columns: Sequence[str], splits: Splits, blocks: Sequence[Sequence[str]]
) -> Iterator[sa.FromClause]:
    """For each block of columns the rows that its number chooses, with that number, their split and their values.

    An engine of our own reads the batch once for all blocks, and writes down what any of them chooses.
    """
    step = max(1, sum(splits.rows.values()) // ROWS_LOOKED_AT)
    row_hash = table.dialect.row_hash
    in_split = splits.number_in(table).label("split_number")
    values = [table.value(name).label(f"v_{i}") for i, name in enumerate(key_columns)]

    def numbered(some: Sequence[Sequence[str]]) -> sa.Subquery:
        keys = [[table.value(name) for name in block] for block in some]
        numbers = [row_hash(key, None) if row_hash else sa.func.dense_rank().over(order_by=key) for key in keys]
        named = [number.label(f"block_{i}") for i, number in enumerate(numbers)]
        return sa.select(in_split, *named, *values).select_from(table.source).subquery("numbered")

    def chosen(rows: sa.FromClause, block: int) -> Expression:
        is_chosen: Expression = rows.c[f"block_{block}"] % sa.literal_column(str(step)) == 0
        return is_chosen

    def of_block(rows: sa.FromClause, block: int) -> sa.FromClause:
        kept = [rows.c.split_number, rows.c[f"block_{block}"].label("block"), *[rows.c[one.name] for one in values]]
        return sa.select(*kept).where(chosen(rows, block)).subquery("chosen")

    if not table.dialect.materialises:
        yield from (of_block(numbered([block]), 0) for block in blocks)
        return
    rows = numbered(blocks)
    any_chosen = sa.or_(*[chosen(rows, block) for block in range(len(blocks))])
    with table.materialised(sa.select(*rows.c).where(any_chosen)) as written:
        yield from (of_block(written, block) for block in range(len(blocks)))


def _differences(
    table: Table, rows: sa.FromClause, width: int, splits: Splits, most: int
) -> Iterator[tuple[bool, Columns, int]]:
    """Of pairs of rows with an equal block: whether they lie in one split, where they differ, and how many they are."""
    usual = max(2, CELLS_COMPARED // (min(sum(splits.rows.values()), ROWS_LOOKED_AT) * width))
    several = sa.and_(sa.func.count() > 1, sa.func.count() <= usual)
    repeated = sa.select(rows.c.block).group_by(rows.c.block).having(several)
    with table.materialised(repeated) as blocks:
        if table.dialect.materialises and not table.fetch(sa.select(blocks.c.block).limit(1)):
            return
        few = sa.select(*rows.c).where(rows.c.block.in_(sa.select(blocks.c.block)))
        named_once = nullcontext(few.cte("looked_at"))  # it is joined with itself
        with table.materialised(few) if table.dialect.materialises else named_once as looked_at:
            query = _by_difference(looked_at, width, most, into_train_only=splits.train is not None)
            with table.planned_as_written():
                found = table.fetch(query)
            for same, pairs, *bits in found:
                yield bool(same), _columns_of(map(integer, bits)), integer(pairs)


def _by_difference(rows: sa.FromClause, width: int, most: int, *, into_train_only: bool) -> Select:
    """How many pairs of rows differ in each set of columns, given as bits, `_BITS` columns in a number."""
    one, other = rows.alias("one"), rows.alias("other")
    differing = [_differs(one.c[f"v_{i}"], other.c[f"v_{i}"]) for i in range(width)]
    parts = [differing[start : start + _BITS] for start in range(0, width, _BITS)]
    numbers = [
        reduce(add, [flag * sa.literal_column(str(2**bit)) for bit, flag in enumerate(part)]).label(f"bits_{i}")
        for i, part in enumerate(parts)
    ]
    columns = [reduce(add, part).label(f"columns_{i}") for i, part in enumerate(parts)]
    together = one.c.block == other.c.block
    each = (
        sa.select(sa.case((one.c.split_number == other.c.split_number, 1), else_=0).label("same"), *columns, *numbers)
        .select_from(one.join(other, sa.and_(together, other.c.split_number == 0) if into_train_only else together))
        .subquery("each")
    )
    # Summed part by part: engines take no sum of thousands of terms, which they nest one in the other.
    in_all = reduce(add, [each.c[one.name] for one in columns]).label("columns")
    pairs = sa.select(each.c.same, in_all, *[each.c[one.name] for one in numbers]).subquery("pairs")
    bits = [pairs.c[number.name] for number in numbers]
    few = pairs.c["columns"].between(1, most)
    number = sa.func.count().label("number")
    query = sa.select(pairs.c.same, number, *bits).where(few).group_by(pairs.c.same, *bits)
    return query.order_by(number.desc(), *bits).limit(SETS_FETCHED)


def _differs(one: Expression, other: Expression) -> Expression:
    """1 where two values differ; missing equals missing."""
    equal = sa.or_(one == other, sa.and_(one.is_(None), other.is_(None)))
    return sa.case((equal, sa.literal_column("0")), else_=sa.literal_column("1"))


def _columns_of(numbers: Iterable[int]) -> Columns:
    """The columns whose bits are set."""
    return frozenset(
        _BITS * part + bit for part, number in enumerate(numbers) for bit in range(_BITS) if number >> bit & 1
    )
