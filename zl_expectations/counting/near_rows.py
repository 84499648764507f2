"""Rows that are nearly a row of train: every number within a small part of its spread, text but for case and spaces.

A grid of cells is laid over the numbers several times, each time shifted at random. Two rows are near where, in one of
the grids, they lie in one cell and have the same other values. Rows are counted by their cells and never compared in
pairs, so that a cell with many rows costs no more than one with few.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa

from zl_expectations.counting.bins import quantile_points
from zl_expectations.counting.dialects import Expression, double
from zl_expectations.counting.keys import count_if, values_more_than_once
from zl_expectations.counting.kinds import Kind
from zl_expectations.counting.splits import Splits
from zl_expectations.counting.table import WIDE, Table, counted, in_scans, integer
from zl_expectations.errors import UnsupportedTypeError

CLOSENESS = (1e-2, 1e-3, 1e-5)
NARROWER = {1e-3: 8, 1e-5: 64}  # how many times narrower cells are than those before: ten, a hundred, in powers of two
MOST_NEIGHBOURS = 64
GRIDS = 4
CELL = 4
RARE = 0.001
FLAGS = frozenset({0, 1})
FIGURES = 4
ROWS_OF_SPREADS = 5_000
FEW_OF, CHANCE_PAIRS = 4, 0.01  # of the numbers one in so many; and pairs of rows that chance makes in their cells
_NO_ROWS = sa.false()
_QUANTILES = [(2 * i + 1) / 64 for i in range(32)]
_SHIFTS = 1024

Points = Mapping[str, Sequence[float]]
CellsOf = Callable[[Table], Sequence[Sequence[Expression]]]


@dataclass(frozen=True)
class NearCells:
    """When two rows are near: where they have one value in every expression of a cell.

    Attributes
    ----------
    near : Table
        With text as it is compared.
    of : callable
        The cells of a table that reads these rows.
    closer : callable
        Narrower cells, the narrowest first, that tell the nearest of several near rows.
    alone : bool
        Whether only two rows that have a cell to themselves are near.
    """

    near: Table
    of: CellsOf
    closer: CellsOf = lambda _: ()
    alone: bool = False


@dataclass(frozen=True)
class NearPairCounts:
    """What one train split and one evaluation split nearly have in common; rows that are shared exactly are left out.

    Attributes
    ----------
    train, evaluation : str
        The splits' names.
    train_rows, evaluation_rows : int
        Their rows.
    near_rows : int
        Rows of the evaluation split that are near a row of train, and equal to none.
    near_by_text : int
        Of them, those that differ from a train row only in the case and spaces of text.
    neighbours : int
        Rows of train in the cells of `near_rows`, summed over the grids, and for each row at most `MOST_NEIGHBOURS`.
    train_near, train_near_one : int
        Rows of train that are near another row of train and equal to none; and those that have one such neighbour.
    """

    train: str
    evaluation: str
    train_rows: int
    evaluation_rows: int
    near_rows: int
    near_by_text: int
    neighbours: int
    train_near: int
    train_near_one: int


@dataclass(frozen=True)
class NearCounts:
    """The near rows of each pair of splits at one closeness.

    Attributes
    ----------
    closeness : float or None
        How far apart the numbers of rows are that are found to be near, nearly all of them, as a part of each column's
        spread; None without numbers.
    numbers, texts : tuple of str
        The columns whose values may differ.
    edited : tuple of str
        Columns of text that may differ by edits, where all others are equal but for case and spaces.
    sketched : bool
        Whether some of them are long, and were compared by the minima of their pieces.
    equal_in : tuple of str
        The block of columns in which rows are equal, where all others may differ as they will.
    blocks : int
        How many such blocks the columns were parted in; 0 where they were not.
    adjacent : bool
        Whether the block is of columns that stand beside each other, instead of every second or fourth.
    """

    closeness: float | None
    numbers: tuple[str, ...]
    texts: tuple[str, ...]
    pairs: tuple[NearPairCounts, ...]
    edited: tuple[str, ...] = ()
    sketched: bool = False
    equal_in: tuple[str, ...] = ()
    blocks: int = 0
    adjacent: bool = False

    @property
    def reach(self) -> float | None:
        """How far apart the numbers of near rows are at the most: the width of a cell, before which rows are not told
        apart; None without numbers.
        """
        return None if self.closeness is None else 2 * CELL * len(self.numbers) * self.closeness


@counted
def count_near_rows(table: Table, key_columns: Sequence[str], splits: Splits) -> tuple[NearCounts, ...]:
    """Count, for each pair of splits, the evaluation rows that are near a train row and equal to none.

    Returns
    -------
    tuple of NearCounts
        The widest closeness first; narrower ones follow as long as there are near rows, or more than `RARE` of the
        train rows are near each other. Of more than `WIDE` numbers, where so many would be by chance, judged by each
        number alone, a closeness is passed over. Empty without a column whose values could be near each other.

    Notes
    -----
    A cell is `CELL` · d · closeness wide, for d columns of numbers. Two rows whose numbers all differ by the closeness
    then share the cells of one grid with probability (1 - 1 / (`CELL` · d))^d ≥ .75, and of one of four with .996; rows
    that differ less share them more often. The widths are powers of two, so that every engine computes the same cells.
    """
    near = _by_content(table, key_columns)
    points = _points(table, key_columns, splits)
    numbers = tuple(points)
    texts = tuple(name for name in key_columns if table.columns[name] is Kind.TEXT and near is not table)
    if not numbers and not texts:
        if any(table.columns[name] is Kind.TEXT for name in key_columns):
            raise UnsupportedTypeError(
                f"Text is nearly equal to other text only where an engine can normalise Unicode, got"
                f" {table.dialect.name}. Leave this expectation out there."
            )
        return ()
    if not numbers:
        values = [near.value(name) for name in key_columns]
        pairs = pairs_in_cells(table, near, key_columns, splits, [values], values)
        return (NearCounts(None, (), texts, pairs),)
    spreads = _spreads(points)
    exact = [near.value(name) for name in key_columns if name not in spreads]
    rows = splits.total_rows
    found: list[NearCounts] = []
    for closeness in CLOSENESS:
        may_be_passed_over = len(numbers) > WIDE and closeness != CLOSENESS[-1]
        if may_be_passed_over and _pairs_by_chance(points, key_columns, closeness, rows) > RARE * rows:
            continue
        grids = _grids(near, key_columns, spreads, closeness)
        parts = _telling_parts(near, key_columns, points, closeness, rows)
        with _alike_in_a_part(near, [*key_columns, splits.column], parts) as few:
            if few is None:
                pairs = _near_pairs(splits, {})
            else:
                among, near_among = (one if few is near.source else one.reading(few) for one in (table, near))
                pairs = pairs_in_cells(among, near_among, key_columns, splits, grids, exact)
        found.append(NearCounts(closeness, numbers, texts, pairs))
        if all(not pair.near_rows and pair.train_near <= RARE * pair.train_rows for pair in pairs):
            break
    return tuple(found)


def cells_within(table: Table, key_columns: Sequence[str], splits: Splits, closeness: float | None) -> NearCells:
    """The cells by which rows are near at one closeness."""
    near = _by_content(table, key_columns)
    if closeness is None:
        return NearCells(near, lambda rows: [[rows.value(name) for name in key_columns]])
    spreads = _spreads(_points(table, key_columns, splits))
    closer = [one for one in reversed(CLOSENESS) if one < closeness]
    return NearCells(
        near,
        lambda rows: _grids(rows, key_columns, spreads, closeness),
        lambda rows: [cell for one in closer for cell in _grids(rows, key_columns, spreads, one)],
    )


@counted
def count_near_by_half(
    table: Table, key_columns: Sequence[str], splits: Splits, closeness: float
) -> Mapping[tuple[str, str], int]:
    """Of each pair of splits the near rows whose numbers at even, or at odd, places equal those of a train row.

    Copies that went through noise or another format differ nearly everywhere; what came about together, such as the
    events of an hour, differs in the time alone.
    """
    near = _by_content(table, key_columns)
    widths = _widths_of(table, key_columns, splits, closeness)
    found: dict[tuple[str, str], int] = {}
    for kept in (list(widths)[::2], list(widths)[1::2]):
        half = {name: widths[name] for name in kept}
        cells = [_cells(near, key_columns, half, _shifts(key_columns, grid)) for grid in range(GRIDS)]
        exact = [near.value(name) for name in key_columns if name not in half]
        for pair in pairs_in_cells(table, near, key_columns, splits, cells, exact):
            of = (pair.train, pair.evaluation)
            found[of] = found.get(of, 0) + pair.near_rows
    return found


def cells_as_columns(table: Table, key_columns: Sequence[str], splits: Splits, closeness: float) -> Table:
    """The same rows with the number of its cell in the first grid for each number, so that near rows are equal."""
    near = _by_content(table, key_columns)
    widths = _widths_of(table, key_columns, splits, closeness)
    cells = _cells(near, list(widths), widths, _shifts(key_columns, 0))
    made = {name: (cell, Kind.FLOAT) for name, cell in zip(widths, cells, strict=True)}
    return near.deriving(made, [name for name in (*key_columns, splits.column) if name not in made])


def _widths_of(table: Table, key_columns: Sequence[str], splits: Splits, closeness: float) -> Mapping[str, float]:
    return _widths(_spreads(_points(table, key_columns, splits)), closeness)


def _grids(
    near: Table, key_columns: Sequence[str], spreads: Mapping[str, float], closeness: float
) -> list[list[Expression]]:
    """The cells of each grid, for numbers of these spreads."""
    widths = _widths(spreads, closeness)
    return [_cells(near, key_columns, widths, _shifts(key_columns, grid)) for grid in range(GRIDS)]


def _widths(spreads: Mapping[str, float], closeness: float) -> Mapping[str, float]:
    return {name: _power_of_two(CELL * len(spreads) * closeness * spread) for name, spread in spreads.items()}


def _shifts(key_columns: Sequence[str], grid: int) -> Mapping[str, float]:
    """Where each column's cells begin in a grid, at random, as a part of a cell's width."""
    shifts = np.random.default_rng(grid).integers(0, _SHIFTS, len(key_columns)) / _SHIFTS
    return dict(zip(key_columns, shifts.tolist(), strict=True))


def _telling_parts(
    near: Table, key_columns: Sequence[str], points: Points, closeness: float, rows: int
) -> list[list[Expression]]:
    """Of each grid's cells those few columns that should tell most rows apart, by how their quantiles fall.

    At most one number in `FEW_OF`; empty where these do not suffice. In a wide table the cells are so wide that most
    columns have one alone: to look for rows in all of them, where a few show that hardly any share one, is for nothing.
    """
    widths, parts = _widths(_spreads(points), closeness), []
    for grid in range(GRIDS):
        shifts = _shifts(key_columns, grid)
        alike = _alike_in(points, widths, shifts)
        telling = sorted((one for one in points if alike[one] < 1), key=lambda name: alike[name])
        telling = telling[: len(points) // FEW_OF]
        pairs = rows**2 * np.cumprod([alike[name] for name in telling])  # how many share the cells of so many columns
        if not telling or pairs[-1] > rows / 10:
            return []
        parts.append(_cells(near, telling[: 1 + int((pairs > CHANCE_PAIRS).sum())], widths, shifts))
    return parts


def _pairs_by_chance(points: Points, key_columns: Sequence[str], closeness: float, rows: int) -> float:
    """How many pairs of rows share a cell in one of the grids, were the numbers independent of each other."""
    widths = _widths(_spreads(points), closeness)
    of_grids = [_alike_in(points, widths, _shifts(key_columns, grid)) for grid in range(GRIDS)]
    return float(rows) ** 2 * sum(math.prod(alike.values()) for alike in of_grids)


def _alike_in(points: Points, widths: Mapping[str, float], shifts: Mapping[str, float]) -> Mapping[str, float]:
    """For each number the share of pairs of rows that lie in one of its cells."""
    return {name: _alike(found, widths[name], shifts[name]) for name, found in points.items()}


def _alike(points: Sequence[float], width: float, shift: float) -> float:
    """The share of pairs of values that lie in one cell."""
    if not len(points):
        return 1.0
    _, values = np.unique(np.floor(np.asarray(points) / width + shift), return_counts=True)
    return float(((values / len(points)) ** 2).sum())


def _by_content(table: Table, key_columns: Sequence[str]) -> Table:
    """The table with its text normalised, where there is text and an engine that can."""
    has_text = any(table.columns[name] is Kind.TEXT for name in key_columns)
    return table.normalizing_text() if has_text and table.dialect.normalized_text is not None else table


@counted
def _points(table: Table, key_columns: Sequence[str], splits: Splits) -> Points:
    """Quantiles of each number, of those that are more than flags: some engines have no other booleans than 0 and 1."""
    numbers, train = [name for name in key_columns if table.columns[name].is_number], splits.train
    where = sa.true() if train is None else splits.is_in(table, train)
    rows = splits.total_rows if train is None else splits.rows[train]
    found = quantile_points(table, numbers, where, rows, _QUANTILES, about=ROWS_OF_SPREADS)
    return {name: list(map(float, found[name])) for name in numbers if set(found[name]) - FLAGS or not found[name]}


def _spreads(points: Points) -> Mapping[str, float]:
    """The deviation of each number without its outliers; of one that hardly varies, its size."""
    spreads = {}
    for name, found in points.items():
        values = np.array(found or [0.0])
        with np.errstate(over="ignore"):
            spread = float(np.std(values))
        size = abs(float(values[len(values) // 2])) or 1.0
        spreads[name] = spread if math.isfinite(spread) and spread > 1e-12 * size else size
    return spreads


def _power_of_two(width: float) -> float:
    return float(2.0 ** max(-1000, min(1000, math.ceil(math.log2(max(width, 5e-324))))))


def pairs_in_cells(
    table: Table,
    near: Table,
    key_columns: Sequence[str],
    splits: Splits,
    cells: Sequence[Sequence[Expression]],
    exact: Sequence[Expression],
) -> tuple[NearPairCounts, ...]:
    """How many train rows stand in each row's cells, without itself, summed up for each split.

    Parameters
    ----------
    table, near : Table
        With text as it is, and as it is compared.
    cells : sequence of sequences of expressions
        Rows are near where in one of these every expression has one value.
    exact : sequence of expressions
        What has one value in near rows in all of these.
    """
    trains = splits.trains
    grids = len(cells)
    with _keyed(table, near, key_columns, splits, cells, exact) as (source, split, keys):
        in_train = [sa.case((split == splits.values[train], 1), else_=0) for train in trains]
        seen = sa.select(
            split.label("split"),
            *[
                (sa.func.sum(one).over(partition_by=list(key)) - one).label(f"{name}_{t}")
                for t, one in enumerate(in_train)
                for name, key in keys.items()
            ],
        )
        others = seen.select_from(source).subquery("others")
        flat: list[Expression] = []
        for t in range(len(trains)):
            in_cells = [others.c[f"grid_{grid}_{t}"] for grid in range(grids)]
            is_new = others.c[f"whole_{t}"] == 0
            is_near = sa.and_(is_new, sa.or_(*[cell > 0 for cell in in_cells]))
            flat += [
                count_if(is_near),
                count_if(sa.and_(is_near, *[cell <= 1 for cell in in_cells])),
                count_if(sa.and_(is_new, others.c[f"text_{t}"] > 0)),
                sa.func.sum(sa.case((is_near, _at_most(MOST_NEIGHBOURS, sum(in_cells[1:], in_cells[0]))), else_=0)),
            ]
        query = sa.select(others.c.split, *[part.label(f"c_{i}") for i, part in enumerate(flat)])
        rows = near.fetch(query.group_by(others.c.split))
    return _near_pairs(splits, {splits.name_of[raw]: list(map(integer, figures)) for raw, *figures in rows})


def _near_pairs(splits: Splits, counts: Mapping[str, Sequence[int]]) -> tuple[NearPairCounts, ...]:
    """Each pair of splits with what was counted in its rows: `FIGURES` for each train split, in their order."""
    trains = splits.trains
    none = [0] * FIGURES * len(trains)
    found = []
    for train, evaluation in splits.pairs:
        at = FIGURES * trains.index(train)
        near_rows, _, near_by_text, neighbours = counts.get(evaluation, none)[at : at + FIGURES]
        train_near, train_near_one, *_ = counts.get(train, none)[at : at + FIGURES]
        found.append(
            NearPairCounts(
                train=train,
                evaluation=evaluation,
                train_rows=splits.rows[train],
                evaluation_rows=splits.rows[evaluation],
                near_rows=near_rows,
                near_by_text=near_by_text,
                neighbours=neighbours,
                train_near=train_near,
                train_near_one=train_near_one,
            )
        )
    return tuple(found)


def _at_most(most: int, number: Expression) -> Expression:
    return sa.case((number > most, most), else_=number)


Keyed = tuple[sa.FromClause, Expression, Mapping[str, Sequence[Expression]]]


@contextmanager
def _keyed(
    table: Table,
    near: Table,
    key_columns: Sequence[str],
    splits: Splits,
    cells: Sequence[Sequence[Expression]],
    exact: Sequence[Expression],
) -> Iterator[Keyed]:
    """What to select from, its split, and the keys: the row itself, its text normalised, and its cell in each grid."""
    keys: dict[str, Sequence[Expression]] = {
        "whole": [table.value(name) for name in key_columns],
        "text": [near.value(name) for name in key_columns],
        **{f"grid_{grid}": cell for grid, cell in enumerate(cells)},
    }
    row_hash = table.dialect.row_hash
    if row_hash is None:
        yield table.source, table.exact(splits.column), keys
        return
    hashes = {name: row_hash(key, salt).label(f"zl_h_{name}") for salt, (name, key) in enumerate(keys.items())}
    split = table.raw(splits.column).label("zl_split")
    with _of_repeated(near, [row_hash(exact, None)] if exact else []) as where:
        query = sa.select(split, *hashes.values()).select_from(table.source)
        with near.planned_as_written(), near.materialised(query if where is None else query.where(where)) as source:
            if near.dialect.materialises:
                repeated = [sa.column(one.name).in_(values_more_than_once(source, one.name)) for one in hashes.values()]
                source = sa.select(*source.c).where(sa.or_(*repeated)).subquery("candidates")
            exact_split = near.reading(source, {splits.column: split.name}).exact(splits.column)
            yield source, exact_split, {name: [sa.column(one.name)] for name, one in hashes.items()}


@contextmanager
def _of_repeated(near: Table, keys: Sequence[Expression], *, ask_first: bool = False) -> Iterator[Expression | None]:
    """What holds for rows one of whose keys another row has; it only saves work, and is left out where it saves none.

    Rows that are near each other are equal in what is no number, and lie in one cell: on most tables hardly any rows
    are, by a part of it alone, and no others have to be looked for in the grids. With `ask_first` it is `_NO_ROWS`
    where there are none.
    """
    if not keys or not near.dialect.materialises:
        yield None
        return
    named = [key.label(f"zl_part_{i}") for i, key in enumerate(keys)]
    columns = [*named, near.place.label("zl_place")] if near.knows_places else named
    with near.materialised(sa.select(*columns).select_from(near.source)) as source:
        repeated = [values_more_than_once(source, one.name) for one in named]
        if ask_first and not any(near.fetch(values.limit(1)) for values in repeated):
            yield _NO_ROWS
        elif near.knows_places:  # so that no key is computed again
            written = [sa.column(one.name).in_(values) for one, values in zip(named, repeated, strict=True)]
            places = sa.select(source.c.zl_place).where(sa.or_(*written))
            with near.reading_only(places):
                yield near.place.in_(places)
        else:
            yield sa.or_(*[key.in_(values) for key, values in zip(keys, repeated, strict=True)])


@contextmanager
def _alike_in_a_part(
    near: Table, columns: Sequence[str], parts: Sequence[Sequence[Expression]]
) -> Iterator[sa.FromClause | None]:
    """The rows that are like another in one of the parts, written down; None where there are none.

    To look for them and to compute all of their cells in one query takes DuckDB longer to plan, where there are
    thousands of cells, than to run.
    """
    row_hash = near.dialect.row_hash
    keys = [row_hash(part, None) for part in parts] if row_hash is not None else []
    with _of_repeated(near, keys, ask_first=True) as where:
        if where is None or where is _NO_ROWS:
            yield near.source if where is None else None
            return
        with (
            near.side_by_side(in_scans(list(map(near.raw, columns))), where) as read,
            near.materialised(sa.select(*read.c)) as source,
        ):
            yield source


def _cells(
    near: Table, columns: Sequence[str], widths: Mapping[str, float], shifts: Mapping[str, float]
) -> list[Expression]:
    """The columns, numbers by the number of their cell in a grid."""
    cells: list[Expression] = []
    for name in columns:
        value = near.value(name)
        if name in widths:
            number: Expression = sa.cast(value, sa.Double())
            value = near.dialect.floor(number * double(1 / widths[name]) + double(shifts[name]))
        cells.append(value)
    return cells
