"""Which several columns hide copies only together: an id, a time and a weight that are all fresh in each copy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from functools import reduce
from math import sqrt
from operator import add, or_
from typing import Any

import sqlalchemy as sa

from zl_expectations.counting.dialects import Expression
from zl_expectations.counting.keys import count_shared_keys
from zl_expectations.counting.left_out import ColumnsLeftOut, blocks_of
from zl_expectations.counting.splits import Splits
from zl_expectations.counting.table import Select, Table, chunks, counted, in_scans, integer

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
    trains = splits.trains
    between = sum(rows[train] * rows[evaluation] for train, evaluation in splits.pairs)
    return between / max(1, sum(rows[train] * (rows[train] - 1) for train in trains))


def _pairs_by_difference(
    table: Table, key_columns: Sequence[str], splits: Splits, most: int
) -> tuple[Counter[Columns], Counter[Columns]]:
    """Pairs of rows between the splits, and within train, by the columns in which they differ."""
    blocks = blocks_of(key_columns, most + 1)
    of_blocks: list[tuple[Counter[Columns], Counter[Columns]]] = [(Counter(), Counter()) for _ in blocks]
    for rows in _rows_to_compare(table, key_columns, splits, blocks):
        limit = SETS_FETCHED * (len(blocks) if table.dialect.materialises else 1)
        query = _by_difference(rows, len(key_columns), most, limit, into_train_only=splits.train is not None)
        with table.planned_as_written():
            found = table.fetch(query)
        for block, same, pairs, *bits in found:
            of_blocks[integer(block)][bool(same)][_columns_of(map(integer, bits))] = integer(pairs)
    between, within = zip(*of_blocks, strict=True)
    return reduce(or_, between), reduce(or_, within)  # the most of each: a pair is found in each block it agrees in


def _rows_to_compare(
    table: Table, key_columns: Sequence[str], splits: Splits, blocks: Sequence[Sequence[str]]
) -> Iterator[sa.FromClause]:
    """Rows that have a block of columns in common with some others: which block, its number, their split and values.

    Of each block those that its number chooses. An engine of our own reads the batch once for all blocks, and one of
    more columns than it reads in a scan once more for the values; others read it for each block.
    """
    step = max(1, splits.total_rows // ROWS_LOOKED_AT)
    in_split = splits.number_in(table).label("split_number")
    values = [table.value(name).label(f"v_{i}") for i, name in enumerate(key_columns)]
    usual = max(2, CELLS_COMPARED // (min(splits.total_rows, ROWS_LOOKED_AT) * len(values)))
    several = sa.and_(sa.func.count() > 1, sa.func.count() <= usual)

    def chosen(rows: sa.FromClause, block: int) -> Expression:
        is_chosen: Expression = rows.c[f"block_{block}"] % sa.literal_column(str(step)) == 0
        return is_chosen

    def alike(rows: sa.FromClause, block: int, beside: Sequence[Expression]) -> Select:
        number = rows.c[f"block_{block}"].label("block")
        kept = sa.select(rows.c.split_number, number, *[rows.c[one.name] for one in beside])
        some = kept.where(chosen(rows, block)).subquery("chosen")
        repeated = sa.select(some.c.block).group_by(some.c.block).having(several)
        return sa.select(sa.literal_column(str(block)).label("which"), *some.c).where(some.c.block.in_(repeated))

    if not table.dialect.materialises:
        for block, names in enumerate(blocks):
            numbered = sa.select(in_split, _number_of_block(table, names).label(f"block_{block}"), *values)
            yield alike(numbered.select_from(table.source).subquery("numbered"), block, values).cte("looked_at")
        return
    scans = in_scans(values) if table.knows_places else [values]
    beside = values if len(scans) == 1 else [table.place_to_join.label("zl_place")]
    with _numbered(table, blocks, [in_split, *beside], at_once=len(scans) == 1) as rows:
        any_chosen = sa.or_(*[chosen(rows, block) for block in range(len(blocks))])
        with (
            table.materialised(sa.select(*rows.c).where(any_chosen)) as written,
            table.materialised(sa.union_all(*[alike(written, i, beside) for i in range(len(blocks))])) as few,
        ):
            if table.fetch(sa.select(few.c.block).limit(1)):
                with nullcontext(few) if len(scans) == 1 else _with_values(table, few, scans) as looked_at:
                    yield looked_at


@contextmanager
def _with_values(table: Table, few: sa.FromClause, scans: Sequence[Sequence[sa.Label[Any]]]) -> Iterator[sa.FromClause]:
    """Rows whose places are written down, with their values, so many columns of them in each scan."""
    place = table.place_to_join.label("zl_place")
    first, *others = scans
    with table.side_by_side([[place, *first], *others], place.element.in_(sa.select(few.c.zl_place))) as read:
        values = [read.c[one.name] for scan in scans for one in scan]
        query = sa.select(few.c.which, few.c.split_number, few.c.block, *values)
        joined = few.join(read, few.c.zl_place == read.c.zl_place)
        with table.materialised(query.select_from(joined)) as looked_at:
            yield looked_at


def _number_of_block(table: Table, names: Sequence[str]) -> Expression:
    """A number that rows with equal values in these columns have in common."""
    values, row_hash = [table.value(name) for name in names], table.dialect.row_hash
    return row_hash(values, None) if row_hash is not None else sa.func.dense_rank().over(order_by=values)


@contextmanager
def _numbered(
    table: Table, blocks: Sequence[Sequence[str]], beside: Sequence[Expression], *, at_once: bool
) -> Iterator[sa.FromClause]:
    """Each row's number in each block, beside other columns: from one scan, or from many of few columns each."""
    row_hash = table.dialect.row_hash
    assert row_hash is not None
    pieces: list[list[Sequence[str]]] = [[names] if at_once else in_scans(names) for names in blocks]
    named = [
        [_number_of_block(table, names).label(f"piece_{block}_{i}") for i, names in enumerate(of_block)]
        for block, of_block in enumerate(pieces)
    ]
    first, *others = [one for of_block in named for one in of_block]
    one_by_one: list[list[Expression]] = [[one] for one in others]
    with table.side_by_side([[*beside, first, *others]] if at_once else [[*beside, first], *one_by_one]) as read:
        numbers = [[read.c[one.name] for one in of_block] for of_block in named]
        joined = [one[0] if len(one) == 1 else row_hash(one, None) for one in numbers]
        columns = [read.c[one.name] for one in beside]
        yield sa.select(*columns, *[one.label(f"block_{i}") for i, one in enumerate(joined)]).subquery("numbered")


def _by_difference(rows: sa.FromClause, width: int, most: int, limit: int, *, into_train_only: bool) -> Select:
    """How many pairs of rows differ in each set of columns, given as bits, `_BITS` columns in a number."""
    one, other = rows.alias("one"), rows.alias("other")
    differing = [_differs(one.c[f"v_{i}"], other.c[f"v_{i}"]) for i in range(width)]
    parts = chunks(differing, _BITS)
    numbers = [
        reduce(add, [flag * sa.literal_column(str(2**bit)) for bit, flag in enumerate(part)]).label(f"bits_{i}")
        for i, part in enumerate(parts)
    ]
    columns = [reduce(add, part).label(f"columns_{i}") for i, part in enumerate(parts)]
    together = sa.and_(one.c.which == other.c.which, one.c.block == other.c.block)
    in_one = sa.case((one.c.split_number == other.c.split_number, 1), else_=0).label("same")
    each = (
        sa.select(one.c.which, in_one, *columns, *numbers)
        .select_from(one.join(other, sa.and_(together, other.c.split_number == 0) if into_train_only else together))
        .subquery("each")
    )
    # Summed part by part: engines take no sum of thousands of terms, which they nest one in the other.
    in_all = reduce(add, [each.c[one.name] for one in columns]).label("columns")
    pairs = sa.select(each.c.which, each.c.same, in_all, *[each.c[one.name] for one in numbers]).subquery("pairs")
    of = [pairs.c.which, pairs.c.same, *[pairs.c[number.name] for number in numbers]]
    few = pairs.c["columns"].between(1, most)
    number = sa.func.count().label("number")
    query = sa.select(*of[:2], number, *of[2:]).where(few).group_by(*of)
    return query.order_by(number.desc(), *of[2:]).limit(limit)


def _differs(one: Expression, other: Expression) -> Expression:
    """1 where two values differ; missing equals missing."""
    equal = sa.or_(one == other, sa.and_(one.is_(None), other.is_(None)))
    return sa.case((equal, sa.literal_column("0")), else_=sa.literal_column("1"))


def _columns_of(numbers: Iterable[int]) -> Columns:
    """The columns whose bits are set."""
    return frozenset(
        _BITS * part + bit for part, number in enumerate(numbers) for bit in range(_BITS) if number >> bit & 1
    )
