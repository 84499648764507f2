"""Columns that number the rows of each split anew: they name rows, and make no two of them the same.

Each file that pandas writes with its index has one. Were it part of the key, rows of a few coarse columns would be
equal between the splits, where the numbers meet, and never within train, where they differ.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from zl_expectations.counting.dialects import Expression
from zl_expectations.counting.keys import count_shared_keys, rows_by_key
from zl_expectations.counting.kinds import Kind
from zl_expectations.counting.splits import Splits
from zl_expectations.counting.table import Table, counted, in_scans, integer

SPARSEST = 2  # so many numbers for each row, where rows were dropped after they had been numbered
TIMES_CHANCE, SLACK = 2, 3
_ROWS_LOOKED_AT = 200  # nearly every column of whole numbers that numbers no rows repeats among so many


@counted
def columns_that_number_anew(table: Table, columns: Sequence[str], splits: Splits) -> tuple[str, ...]:
    """The columns of whole numbers that number the rows of every split, each from about where the others begin.

    That is to say: no two rows of a split have one number, there are at most `SPARSEST` numbers for each row, and rows
    of two splits that have the same number are equal in the other columns no more often than `TIMES_CHANCE` what any
    two rows are (and `SLACK`): copies that took their numbers along keep them.
    """
    numbering = _apart_within_splits(table, _dense(table, columns, splits), splits)
    others = [name for name in columns if name not in numbering]
    if not numbering or not others:
        return ()
    met = count_shared_keys(table, numbering, splits)
    same = count_shared_keys(table, columns, splits)
    alike = _alike(table, others, splits)
    by_chance = all(
        one.shared_rows <= TIMES_CHANCE * pair.shared_rows * alike[pair.train, pair.evaluation] + SLACK
        for pair, one in zip(met, same, strict=True)
    )
    return tuple(numbering) if by_chance and all(pair.shared_rows for pair in met) else ()


def _dense(table: Table, columns: Sequence[str], splits: Splits) -> list[str]:
    """The columns whose numbers have about as much room in each split as it has rows, and overlap between splits."""
    found: list[str] = []
    split = table.exact(splits.column)
    for names in in_scans(_not_ruled_out(table, columns, splits)):
        ends = [end(table.value(name)) for name in names for end in (sa.func.min, sa.func.max)]
        query = sa.select(split, *[end.label(f"c_{i}") for i, end in enumerate(ends)]).select_from(table.source)
        of_split = {splits.name_of[raw]: ends for raw, *ends in table.fetch(query.group_by(split))}
        for i, name in enumerate(names):
            least, most = ({split: ends[2 * i + end] for split, ends in of_split.items()} for end in (0, 1))
            if None in least.values() or max(map(int, least.values())) > min(map(int, most.values())):
                continue
            room = {split: int(most[split]) - int(least[split]) + 1 for split in of_split}
            if all(rows <= room[split] <= SPARSEST * rows for split, rows in splits.rows.items()):
                found.append(name)
    return found


def _not_ruled_out(table: Table, columns: Sequence[str], splits: Splits) -> list[str]:
    """The columns of whole numbers; of rows in this process a few rule most of them out, without reading all."""
    names = [name for name in columns if table.columns[name] is Kind.INTEGER]
    if not table.is_local:
        return names
    found: list[str] = []
    for part in in_scans(names):
        values = [table.value(name).label(f"c_{i}") for i, name in enumerate(part)]
        query = sa.select(table.exact(splits.column), *values).select_from(table.source).limit(_ROWS_LOOKED_AT)
        split, *of_columns = zip(*table.fetch(query), strict=True)
        found += [name for name, some in zip(part, of_columns, strict=True) if _differ(split, some)]
    return found


def _differ(split: Sequence[Any], values: Sequence[Any]) -> bool:
    """Whether no value is missing, and none repeats within a split."""
    return None not in values and len(set(zip(split, values, strict=True))) == len(values)


def _apart_within_splits(table: Table, columns: Sequence[str], splits: Splits) -> list[str]:
    """Those of the columns that have another value in each row of a split."""
    if not columns:
        return []
    split = table.exact(splits.column)
    distinct = [sa.func.count(sa.distinct(table.value(name))).label(f"c_{i}") for i, name in enumerate(columns)]
    rows = table.fetch(sa.select(split, *distinct).select_from(table.source).group_by(split))
    of_split = {splits.name_of[raw]: list(map(integer, numbers)) for raw, *numbers in rows}
    return [
        name
        for i, name in enumerate(columns)
        if all(numbers[i] == splits.rows[split] for split, numbers in of_split.items())
    ]


def _alike(table: Table, columns: Sequence[str], splits: Splits) -> Mapping[tuple[str, str], float]:
    """How probable it is that a row of one split equals one of the other, both drawn at random."""
    rows_of = rows_by_key(table, list(map(table.value, columns)), splits)
    n: dict[str, Expression] = {name: sa.cast(rows, sa.Double()) for name, rows in rows_of.items()}
    pairs: list[Expression] = [sa.func.sum(n[a] * n[b]).label(f"c_{i}") for i, (a, b) in enumerate(splits.pairs)]
    (sums,) = table.fetch(sa.select(*pairs))
    return {
        (a, b): float(number) / (splits.rows[a] * splits.rows[b])
        for (a, b), number in zip(splits.pairs, sums, strict=True)
    }
