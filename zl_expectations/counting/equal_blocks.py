"""Rows that equal a row of train in a block of the columns: copies of which a few cells were changed, others in each.

The columns are parted into halves, of every second column, into quarters, of every fourth, and into quarters of columns
that stand beside each other: whichever few cells of a copy were changed, some block of it is as it was. Counted are
pairs of rows that have to themselves what they hold in a block, and differ elsewhere. However rows were split at
random, there are as many such pairs between train and an evaluation split as those within train make likely: what is
repeated with a customer or a place is repeated within train too. Values that many rows have in common, of which one
split may well hold more than another, make no pair.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import sqlalchemy as sa

from zl_expectations.counting.dialects import Expression
from zl_expectations.counting.hashed_rows import matching_rows
from zl_expectations.counting.keys import count_if, count_shared_keys, rows_by_key
from zl_expectations.counting.left_out import block_keys, blocks_of, blocks_sharing_more
from zl_expectations.counting.near_rows import NearCells, NearCounts, NearPairCounts
from zl_expectations.counting.splits import Splits
from zl_expectations.counting.table import Table, counted, integer

HALVES, QUARTERS = 2, 4
FEWEST_COLUMNS = 3
MOST_CELLS = 5_000_000

Pairs = Mapping[tuple[str, str], int]


@counted
def count_equal_blocks(table: Table, key_columns: Sequence[str], splits: Splits) -> tuple[NearCounts, ...]:
    """Count, for each pair of splits, the pairs of rows that are equal in a block of the columns, and in no more.

    Returns
    -------
    tuple of NearCounts
        One for each block in which there are any, halves first, then quarters as in `_parted`. No block has fewer than
        `FEWEST_COLUMNS` columns, and tables of more than `MOST_CELLS` are not looked at by quarters, for which they
        would have to be read once more.
    """
    cells = splits.total_rows * len(key_columns)
    found: list[NearCounts] = []
    for number in (HALVES, QUARTERS):
        blocks = _parted(key_columns, number)
        if min(map(len, blocks)) < FEWEST_COLUMNS or (number == QUARTERS and cells > MOST_CELLS):
            break
        of_blocks = _pairs_in_blocks(table, key_columns, list(blocks), splits)
        found += [
            NearCounts(None, (), (), pairs, equal_in=block, blocks=number, adjacent=blocks[block])
            for block, pairs in of_blocks.items()
            if any(pair.near_rows for pair in pairs)
        ]
    return tuple(found)


def _parted(key_columns: Sequence[str], number: int) -> Mapping[tuple[str, ...], bool]:
    """The blocks of so many parts, and whether each is of adjacent columns: halves, which are hashed already, are not.

    Columns that are computed together, and so change together, stand beside each other.
    """
    apart = dict.fromkeys(blocks_of(key_columns, number), False)
    ends = [len(key_columns) * i // number for i in range(number + 1)]
    adjacent = {tuple(key_columns[start:end]): True for start, end in pairwise(ends)} if number > HALVES else {}
    return {**adjacent, **apart}


def rows_equal_in(table: Table, block: Sequence[str]) -> NearCells:
    """The cells by which rows are near that are equal in a block."""
    return NearCells(table, lambda rows: [[rows.value(name) for name in block]], alone=True)


def _pairs_in_blocks(
    table: Table, key_columns: Sequence[str], blocks: Sequence[tuple[str, ...]], splits: Splits
) -> Mapping[tuple[str, ...], tuple[NearPairCounts, ...]]:
    """The pairs of each block but those that are pairs by the whole key; without blocks that can have none.

    An engine of our own first looks whether a block shares more rows than the whole key, which takes it no time.
    """
    wanted = blocks_sharing_more(table, key_columns, blocks, splits) if table.dialect.materialises else blocks
    if not wanted:
        return {}
    whole = count_shared_keys(table, key_columns, splits)
    found: dict[tuple[str, ...], tuple[NearPairCounts, ...]] = {}
    with block_keys(table, key_columns, blocks, splits) as (view, keys):
        for block, key in zip(blocks, keys, strict=True):
            if block not in wanted:
                continue
            more = _more(_pairs_alone(view, key, splits), _pairs_alone_wholly(table, key_columns, splits))
            found[block] = tuple(
                NearPairCounts(
                    train=pair.train,
                    evaluation=pair.evaluation,
                    train_rows=pair.train_rows,
                    evaluation_rows=pair.evaluation_rows,
                    near_rows=more[pair.train, pair.evaluation],
                    near_by_text=0,
                    neighbours=0,
                    train_near=2 * more[pair.train, pair.train],
                    train_near_one=2 * more[pair.train, pair.train],
                )
                for pair in whole
            )
    return found


def _more(alone: Pairs, wholly: Pairs) -> Pairs:
    return {pair: max(0, number - wholly[pair]) for pair, number in alone.items()}


def _pairs_alone(table: Table, key: Sequence[Expression], splits: Splits) -> Pairs:
    """Keys that one row of each of two splits has, and no other row of these; and those that two rows of train have."""
    rows = rows_by_key(table, key, splits)
    asked = dict.fromkeys([*splits.pairs, *((train, train) for train, _ in splits.pairs)])
    pairs = [
        count_if(rows[one] == 2 if one == other else sa.and_(rows[one] == 1, rows[other] == 1)) for one, other in asked
    ]
    (counts,) = table.fetch(sa.select(*[pair.label(f"c_{i}") for i, pair in enumerate(pairs)]))
    return dict(zip(asked, map(integer, counts), strict=True))


@counted
def _pairs_alone_wholly(table: Table, key_columns: Sequence[str], splits: Splits) -> Pairs:
    """The same for the whole key: an engine of our own looks at the rows alone that stand in two splits."""
    if not table.dialect.materialises:
        with block_keys(table, key_columns, [key_columns], splits) as (view, (key,)):
            return _pairs_alone(view, key, splits)
    whole = count_shared_keys(table, key_columns, splits)
    within = {(pair.train, pair.train): pair.train_twice for pair in whole}
    among = matching_rows(table, key_columns, splits)
    if among is None:
        return {**dict.fromkeys(splits.pairs, 0), **within}
    return {**_pairs_alone(among, [among.value(name) for name in key_columns], splits), **within}
