"""How many rows each class has, in each split."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from zl_expectations.counting.bins import Bins, quantile_bins
from zl_expectations.counting.dialects import Expression
from zl_expectations.counting.kinds import Kind
from zl_expectations.counting.splits import Splits
from zl_expectations.counting.table import Table, counted, integer
from zl_expectations.counting.text import normalized
from zl_expectations.errors import BadInputError, UnsupportedTypeError

MOST_CLASSES = 1_000
MOST_TARGET_BINS = 32
WHOLE_BATCH = "all rows"


@dataclass(frozen=True)
class TargetClasses:
    """The classes of a target and their rows.

    Attributes
    ----------
    target : str
        The target column.
    values : tuple
        The classes, as the engine holds them, in the order of their text.
    rows : mapping of str to tuple of int
        For each split (or `WHOLE_BATCH`), the rows of each class in the order of `values`.
    missing : mapping of str to int
        For each split, the rows whose target is missing; they belong to no class.
    bins : Bins or None
        The quantile bins that stand for the classes of a continuous target with many values.
    is_quantity : bool
        Whether the classes are the values or bins of a continuous target, in their order.
    alike : tuple of tuple of int
        The places of classes whose names differ in case, spaces and Unicode forms alone, together.
    """

    target: str
    values: tuple[Any, ...]
    rows: Mapping[str, tuple[int, ...]]
    missing: Mapping[str, int]
    bins: Bins | None = None
    is_quantity: bool = False
    alike: tuple[tuple[int, ...], ...] = ()

    def code(self, table: Table) -> Expression:
        """The class's place in `values`; NULL where the target is missing."""
        value = table.value(self.target)
        if self.bins is not None:
            return self.bins.number(value)
        return sa.case({one: i for i, one in enumerate(self.values)}, value=value)

    @property
    def names(self) -> tuple[str, ...]:
        """The classes as text."""
        return tuple(map(str, self.values))


@counted
def count_distinct_targets(table: Table, target: str) -> tuple[int, int]:
    """How many different values the target has, and how many rows have one: ``(distinct, rows)``."""
    value = table.value(table.require("target", target))
    distinct, rows = table.fetch(
        sa.select(sa.func.count(sa.distinct(value)), sa.func.count(value)).select_from(table.source)
    )[0]
    return integer(distinct), integer(rows)


def is_continuous(table: Table, target: str) -> bool:
    """Whether a target is a quantity rather than a class.

    A quantity is a number with more than 20 values, more than one in a hundred of the rows; a float with more than 20
    values is one whatever its share. Text, booleans and whole numbers that repeat are classes.
    """
    kind = table.columns[table.require("target", target)]
    if not (kind.is_number or kind.is_instant):
        return False
    distinct, rows = count_distinct_targets(table, target)
    if kind is Kind.INTEGER:
        return distinct > 20 and distinct > rows / 100
    return distinct > 20


def is_quantity(table: Table, target: str, task: str) -> bool:
    """Whether a target is judged as a quantity: as the task says, or as its values do where that is ``"auto"``."""
    return task == "regression" or (task == "auto" and is_continuous(table, target))


@counted
def count_classes(table: Table, target: str, splits: Splits | None) -> TargetClasses:
    """Count the rows of each class in each split, or in the whole batch where there are no splits.

    Raises
    ------
    UnknownColumnError, UnsupportedTypeError, BadInputError
        When the target is not there, cannot hold classes, is missing everywhere, or has more than `MOST_CLASSES`
        values.
    """
    kind = table.columns[table.require("target", target)]
    if kind is Kind.BINARY:
        raise UnsupportedTypeError(
            f"`target` must hold classes that have a name, got binary values in {target!r}. Convert them to text."
        )
    if kind is Kind.NESTED:
        raise UnsupportedTypeError(f"`target` must hold one value a row, got {kind.value} values in {target!r}.")
    most = (MOST_CLASSES + 1) * (len(splits.rows) if splits else 1)
    cells = _cells(table, table.value(target), splits, most + 1)
    classes = sorted({one for one, _ in cells if one is not None}, key=lambda one: (str(one), repr(one)))
    if not classes:
        raise BadInputError(f"`target` must have values, got only missing ones in {target!r}.")
    if len(classes) > MOST_CLASSES:
        raise BadInputError(
            f"`target` must hold at most {MOST_CLASSES} classes, got more in {target!r}. "
            "For a continuous target leave the class checks out (`task='regression'`)."
        )
    return TargetClasses(target, tuple(classes), *_by_split(cells, classes, splits), alike=_alike(classes))


def _alike(classes: Sequence[Any]) -> tuple[tuple[int, ...], ...]:
    """The places of texts that are the same once normalised.

    Examples
    --------
    >>> _alike(["No", "Yes", "no ", "yes?"])
    ((0, 2),)
    """
    places: dict[str, list[int]] = {}
    for place, one in enumerate(classes):
        if isinstance(one, str):
            places.setdefault(normalized(one), []).append(place)
    return tuple(tuple(found) for found in places.values() if len(found) > 1)


@counted
def count_target_bins(table: Table, target: str, splits: Splits | None) -> TargetClasses:
    """Count a continuous target's rows in quantile bins, at most `MOST_TARGET_BINS`, or by value where it has fewer.

    Raises
    ------
    UnsupportedTypeError, BadInputError
        When the target is neither a number nor an instant, or is missing everywhere.
    """
    kind = table.columns[table.require("target", target)]
    if not (kind.is_number or kind.is_instant):
        raise UnsupportedTypeError(
            f"`target` must hold numbers or instants for a regression, got {kind.value} values in {target!r}. "
            "Say `task='classification'`, or convert it."
        )
    value = table.value(target)
    _, rows = count_distinct_targets(table, target)
    if not rows:
        raise BadInputError(f"`target` must have values, got only missing ones in {target!r}.")
    bins = quantile_bins(table, [target], value.is_not(None), rows, most=MOST_TARGET_BINS).get(target)
    if bins is None:
        found = count_classes(table, target, splits)
        order = sorted(range(len(found.values)), key=found.values.__getitem__)
        in_order = {name: tuple(rows[i] for i in order) for name, rows in found.rows.items()}
        return TargetClasses(target, tuple(found.values[i] for i in order), in_order, found.missing, is_quantity=True)
    numbers = range(len(bins.cuts) + 1)
    cells = _cells(table, bins.number(value), splits)
    return TargetClasses(target, tuple(numbers), *_by_split(cells, numbers, splits), bins, is_quantity=True)


Cells = Mapping[tuple[Any, str], int]


def _cells(table: Table, one: Expression, splits: Splits | None, most: int | None = None) -> Cells:
    """Rows of each class in each split, by the class's value and the split's name."""
    by: list[Any] = [table.exact(splits.column).label("split")] if splits else []
    rows = sa.select(one.label("class"), *by).select_from(table.source).subquery("one_row")
    query = sa.select(*rows.c, sa.func.count()).group_by(*rows.c).limit(most)
    name_of = splits.name_of if splits else {}
    cells = {(cell[0], name_of[cell[1]] if splits else WHOLE_BATCH): integer(cell[-1]) for cell in table.fetch(query)}
    if not cells:
        raise BadInputError("The batch must have rows, got none.")
    return cells


def _by_split(
    cells: Cells, classes: Sequence[Any], splits: Splits | None
) -> tuple[Mapping[str, tuple[int, ...]], Mapping[str, int]]:
    """The rows of each class, and those without one, for each split."""
    names = splits.names if splits else (WHOLE_BATCH,)
    rows = {name: tuple(cells.get((one, name), 0) for one in classes) for name in names}
    return rows, {name: cells.get((None, name), 0) for name in names}
