"""How many rows each split has, and what the splits are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from zl_expectations.counting.dialects import Expression
from zl_expectations.counting.table import Table, counted, integer
from zl_expectations.errors import BadInputError, UnknownSplitError

MOST_SPLITS = 100


@dataclass(frozen=True)
class Splits:
    """The splits of a batch.

    Attributes
    ----------
    column : str
        The split column.
    rows : mapping of str to int
        Rows of each split, by name, in the order of the names.
    values : mapping of str to object
        The split column's own value for each name (folds may be numbers).
    train : str or None
        The split that is trained on; None where every split is (k folds).
    """

    column: str
    rows: Mapping[str, int]
    values: Mapping[str, Any]
    train: str | None

    @property
    def names(self) -> tuple[str, ...]:
        """Every split's name, the train split first."""
        rest = tuple(name for name in self.rows if name != self.train)
        return rest if self.train is None else (self.train, *rest)

    @property
    def trains(self) -> tuple[str, ...]:
        """The splits that are trained on: the train split, or every one."""
        return self.names if self.train is None else (self.train,)

    @property
    def total_rows(self) -> int:
        """The rows of all splits."""
        return sum(self.rows.values())

    @property
    def name_of(self) -> dict[Any, str]:
        """The name of each of the split column's values."""
        return {raw: name for name, raw in self.values.items()}

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The (train, evaluation) pairs to judge; every ordered pair where there is no train split."""
        return tuple((train, other) for train in self.trains for other in self.names if other != train)

    def is_in(self, table: Table, name: str) -> Expression:
        """The condition that a row belongs to the split `name`."""
        return table.equals(self.column, self.values[name])

    def number_in(self, table: Table) -> Expression:
        """The place in `names` of the split that a row belongs to."""
        return sa.case(*[(self.is_in(table, name), i) for i, name in enumerate(self.names)])


@counted
def count_splits(table: Table, split_column: str, train_split: str | int | bool | None) -> Splits:
    """Count the rows of each split.

    Parameters
    ----------
    split_column : str
        The column that says to which split a row belongs; no value of it may be missing.
    train_split : str, int, bool or None
        The value of the train split, compared as text; None makes every split a fold.

    Raises
    ------
    UnknownColumnError, UnknownSplitError, BadInputError
        When the column is missing or has missing values, the train split is not in it, there is only one split, or one
        split's name is spelt in two ways.
    """
    table.require("split_column", split_column)
    column = table.exact(split_column)
    query = sa.select(column, sa.func.count()).select_from(table.source).group_by(column).limit(MOST_SPLITS + 1)
    counts = table.fetch(query)
    if not counts:
        raise BadInputError("The batch must have rows, got none.")
    if len(counts) > MOST_SPLITS:
        raise BadInputError(
            f"`split_column` must name at most {MOST_SPLITS} splits, got more in {split_column!r}. "
            "Is it the column that says train or test?"
        )
    missing = sum(integer(rows) for value, rows in counts if value is None)
    if missing:
        raise BadInputError(
            f"Every row must belong to a split, got {missing} with a missing value in {split_column!r}. "
            "Fill them in or drop those rows."
        )
    values = {str(value): value for value, _ in sorted(counts, key=lambda item: str(item[0]))}
    _refuse_one_name_spelt_twice(values, split_column)
    rows = {str(value): integer(count) for value, count in sorted(counts, key=lambda item: str(item[0]))}
    train = None if train_split is None else _named(str(train_split), split_column, values)
    if len(rows) < 2:
        only = next(iter(rows))
        raise BadInputError(
            f"There must be an evaluation split beside the train split, got only {only!r} in {split_column!r}. "
            "Put every split into the batch.",
            from_data=[repr(only)],
        )
    return Splits(split_column, rows, values, train)


def _refuse_one_name_spelt_twice(names: Iterable[str], split_column: str) -> None:
    spelt: dict[str, str] = {}
    for name in names:
        other = spelt.setdefault(name.strip().casefold(), name)
        if other != name:
            raise BadInputError(
                f"Names of splits must differ by more than upper and lower case and spaces, got {other!r} and {name!r} "
                f"in {split_column!r}. Spell one split in one way.",
                from_data=[repr(other), repr(name)],
            )


def _named(train_split: str, split_column: str, values: Mapping[str, Any]) -> str:
    if train_split not in values:
        raise UnknownSplitError(train_split, split_column, values)
    return train_split
