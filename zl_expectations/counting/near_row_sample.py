"""Which rows are near a train row: each with a train row that it is near, their values and their places."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import sqlalchemy as sa

from zl_expectations.counting.dialects import Expression
from zl_expectations.counting.edited_rows import bands_of_texts
from zl_expectations.counting.equal_blocks import rows_equal_in
from zl_expectations.counting.near_rows import CellsOf, NearCells, cells_within
from zl_expectations.counting.placed_rows import PlacedRows, placed_rows
from zl_expectations.counting.splits import Splits
from zl_expectations.counting.table import Select, Table, counted

Cells = Sequence[Sequence[Expression]]


@dataclass(frozen=True)
class NearRow:
    """A row of an evaluation split and a train row that it is near: the values and the place of each, by split."""

    values: Mapping[str, Mapping[str, Any]]
    place: Mapping[str, Mapping[str, Any]]


@counted
def sample_near_rows(
    table: Table,
    key_columns: Sequence[str],
    splits: Splits,
    train: str,
    evaluation: str,
    *,
    closeness: float | None,
    edited: Sequence[str],
    limit: int | None,
    index_columns: Sequence[str] = (),
    equal_in: Sequence[str] = (),
) -> list[NearRow]:
    """Rows of the evaluation split that are near a train row and equal to none, each with one such train row.

    Parameters
    ----------
    closeness : float or None
        As `count_near_rows` tells it.
    edited : sequence of str
        The texts that may have been edited, as `count_edited_rows` names them; empty for `closeness`.
    limit : int or None
        At most so many rows; None for all of them.
    index_columns : sequence of str
        Columns that identify a row, as `placed_rows` takes them.
    equal_in : sequence of str
        The block in which rows are equal, as `count_equal_blocks` names it; empty for `closeness`.

    Notes
    -----
    The first train row of each cell is looked up by a window, so that rows are never compared in pairs, however many
    stand in one cell. Of a row's cells that hold train rows the narrowest counts.
    """
    if equal_in:
        cells = rows_equal_in(table, equal_in)
    elif edited:
        cells = bands_of_texts(table, key_columns, splits, edited)
    else:
        cells = cells_within(table, key_columns, splits, closeness)
    placed = placed_rows(table, key_columns, key_columns, splits, index_columns)
    row_hash = table.dialect.row_hash

    def hashes(source: sa.FromClause, of: CellsOf, name: str) -> list[Any]:
        """The hashes of the cells under names of ours; none where the engine hashes no rows."""
        cells_of = of(cells.near.reading(source, placed.spelled)) if row_hash is not None else []
        return [row_hash(cell, salt).label(f"{name}{salt}") for salt, cell in enumerate(cells_of) if row_hash]

    def named(source: sa.FromClause, of: CellsOf, name: str) -> Cells:
        """What has one value for the rows of a cell: its hash, where it has been named, else its values."""
        if row_hash is None:
            return of(cells.near.reading(source, placed.spelled))
        return [[column] for column in source.c if column.name.startswith(name)]

    in_train, in_evaluation = (splits.is_in(placed.view, name) for name in (train, evaluation))
    is_train = sa.case((in_train, 1), else_=0).label("zl_train")
    rows = sa.select(*placed.rows.c, is_train, *hashes(placed.rows, cells.of, "zl_wide_"))
    of_both = rows.where(sa.or_(in_train, in_evaluation)).subquery("of_both")
    with (
        _meeting(cells, of_both, named(of_both, cells.of, "zl_wide_")) as meeting,
        cells.near.materialised(meeting) as few,
    ):
        order = [few.c[one.name] for one in placed.order]
        number = row_hash(order, None) if row_hash else sa.func.row_number().over(order_by=[few.c.zl_train, *order])
        closer = hashes(few, cells.closer, "zl_close_")
        numbered = sa.select(*few.c, number.label("zl_id"), *closer).subquery("numbered")
        each_cell = [*named(numbered, cells.closer, "zl_close_"), *named(numbered, cells.of, "zl_wide_")]
        query = _beside(numbered, each_cell, placed)
        found = cells.near.fetch(query if limit is None else query.limit(limit))
    p, shown = len(placed.places), len(placed.places) + len(placed.key)
    halves = [{evaluation: row[:shown], train: row[shown:]} for row in found]
    return [
        NearRow(
            values={split: dict(zip(key_columns, half[p:], strict=True)) for split, half in row.items()},
            place={split: placed.place_of(split, half[:p]) for split, half in row.items()},
        )
        for row in halves
    ]


@contextmanager
def _meeting(near: NearCells, rows: sa.FromClause, cells: Cells) -> Iterator[Select]:
    """The rows that have a row of the other split in one of their cells: few, where little is near.

    By a window over whole rows, which are moved for it; an engine of our own rather writes the cells down, and looks
    each row's up in them.
    """
    table = near.near

    def met(is_train: Expression, over: Callable[[Any], Any] = lambda one: one) -> Expression:
        both: Expression = over(sa.func.max(is_train)) > over(sa.func.min(is_train))
        return sa.and_(both, over(sa.func.count()) == 2) if near.alone else both

    if table.dialect.materialises:
        with table.materialised(sa.select(rows.c.zl_train, *[cell for (cell,) in cells])) as written:
            named = [written.c[cell.name] for (cell,) in cells]
            few = [sa.select(cell).group_by(cell).having(met(written.c.zl_train)) for cell in named]
            yield sa.select(*rows.c).where(sa.or_(*[cell.in_(one) for (cell,), one in zip(cells, few, strict=True)]))
        return
    by_cell = [met(rows.c.zl_train, partial(sa.over, partition_by=cell)) for cell in cells]
    marked = sa.select(*rows.c, sa.case((sa.or_(*by_cell), 1), else_=0).label("zl_meets")).subquery("marked")
    yield sa.select(*[marked.c[column.name] for column in rows.c]).where(marked.c.zl_meets == 1)


def _beside(rows: sa.FromClause, cells: Cells, placed: PlacedRows) -> Select:
    """The evaluation rows that no train row equals, each beside the first row of train in the first cell with any."""
    names = [one.name for one in (*placed.places, *placed.key)]
    whole = [rows.c.zl_h] if placed.hash is not None else [rows.c[one.name] for one in placed.key]
    order = [rows.c.zl_train.desc(), *[rows.c[one.name] for one in placed.order]]
    firsts: list[Any] = [
        sa.case(
            (
                sa.func.max(rows.c.zl_train).over(partition_by=cell) == 1,
                sa.func.first_value(rows.c.zl_id).over(partition_by=cell, order_by=order),
            )
        )
        for cell in cells
    ]
    first = sa.func.coalesce(*firsts) if len(firsts) > 1 else firsts[0]
    known = sa.func.max(rows.c.zl_train).over(partition_by=whole)
    looked = sa.select(
        *[rows.c[name] for name in names],
        rows.c.zl_train,
        sa.case((rows.c.zl_train == 1, rows.c.zl_id), (known == 0, first)).label("zl_train_id"),
    ).subquery("looked")
    of_train = [
        sa.func.first_value(looked.c[name], type_=looked.c[name].type)
        .over(partition_by=looked.c.zl_train_id, order_by=looked.c.zl_train.desc())
        .label(f"train_{name}")
        for name in names
    ]
    paired = sa.select(*looked.c, *of_train).where(looked.c.zl_train_id.is_not(None)).subquery("paired")
    return (
        sa.select(*[paired.c[name] for name in names], *[paired.c[one.name] for one in of_train])
        .where(paired.c.zl_train == 0)
        .order_by(*[paired.c[one.name] for one in placed.order])
    )
