"""The lowest training loss that a table allows, in one call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from zl_expectations.counting.columns import column_list
from zl_expectations.counting.duckdb_table import table_of
from zl_expectations.counting.questions import label_conflicts
from zl_expectations.errors import BadInputError
from zl_expectations.expectations._base import Task
from zl_expectations.gates.arguments import split_column_of
from zl_expectations.reporting.evidence import count, decimal, percent
from zl_expectations.statistics.conflicts import Cells, LossFloor, loss_floors

_UNITS = {"cross_entropy": "nats", "error": "of the rows", "squared_error": "the target's unit squared"}


@dataclass(frozen=True)
class LossFloors:
    """The loss that no model of the features can go below in training; prints as a small table.

    Attributes
    ----------
    target : str
    split : str
        The rows that were counted.
    rows : int
        Those with a target.
    conflicting_rows : int
        Rows that have the features of a row with another target.
    losses : mapping of str to LossFloor
        ``"cross_entropy"`` in nats and ``"error"``, or ``"squared_error"``.
    """

    target: str
    split: str
    rows: int
    conflicting_rows: int
    losses: Mapping[str, LossFloor] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The figures, as JSON has them."""
        return asdict(self)

    def __str__(self) -> str:
        conflict = "conflicts" if self.conflicting_rows == 1 else "conflict"
        lines = [
            f"{count(self.conflicting_rows, 'row')} of {self.rows:,} ({percent(self.conflicting_rows / self.rows)})"
            f" {conflict}: the same features, another {self.target}",
            f"{'loss':<16}{'floor':>10}{'trivial':>10}{'room':>10}",
        ]
        for name, one in self.losses.items():
            figures = "".join(f"{decimal(value):>10}" for value in (one.floor, one.trivial_loss, one.room))
            lines.append(f"{name.replace('_', ' '):<16}{figures}  {_UNITS[name]}")
        if not self.conflicting_rows:
            lines.append("A floor of zero proves nothing: unique rows can always be memorised.")
        return "\n".join(lines)


def loss_floor(
    data: Any = None,
    *,
    target: str,
    train: Any = None,
    split_column: str | None = None,
    train_split: str | int | bool = "train",
    identifiers: Sequence[str] | None = None,
    ignore_columns: Sequence[str] | None = None,
    normalize_text: bool = False,
    task: Task = "auto",
) -> LossFloors:
    """Say how low a training loss can get, because rows with the same features have other targets.

    Parameters
    ----------
    data : frame, Arrow table or path, optional
        One table; with a split column only its train split is counted.
    target : str
        The column to predict.
    train : frame, Arrow table or path, optional
        The train split by itself, instead of `data`.
    split_column : str, optional
        The column of `data` that says to which split each row belongs; by default ``"split"``, if there is one.
    train_split, identifiers, ignore_columns, normalize_text, task
        As for `zl_expectations.check`.

    Returns
    -------
    LossFloors

    Raises
    ------
    CouldNotJudgeError
        When the input cannot be read, a column is missing, or the target has no values.

    Notes
    -----
    A trainer whose loss goes below the floor sees something that was not declared. Above zero the floor is a sound
    level for flooding (Ishida et al. 2020).

    Examples
    --------
    >>> import pandas as pd
    >>> print(loss_floor(pd.DataFrame({"x": [1, 1, 2, 2], "y": ["a", "b", "b", "b"]}), target="y"))
    2 rows of 4 (50 %) conflict: the same features, another y
    loss                 floor   trivial      room
    cross entropy        0.347     0.562     0.216  nats
    error                 0.25      0.25         0  of the rows
    """
    if (data is None) == (train is None):
        raise BadInputError(f"Give either `data` or `train`, got {'neither' if data is None else 'both'}.")
    if train is not None and split_column is not None:
        raise BadInputError(
            f"`split_column` belongs to `data`, which holds every split, got {split_column!r} beside `train`."
        )
    table = table_of(train if data is None else data, split_column or "split")
    split = next(iter(split_column_of(table, split_column)), None) if data is not None else None
    found = label_conflicts(
        table,
        task=task,
        key_columns=None,
        target=target,
        identifiers=column_list("identifiers", identifiers),
        ignore_columns=column_list("ignore_columns", ignore_columns),
        split_column=split,
        train_split=train_split,
        normalize_text=normalize_text,
    )
    cells = Cells.of(found.cells)
    squared = None if found.squared is None else (found.squared.within, found.squared.total)
    losses = loss_floors(cells, found.value_rows, squared)
    return LossFloors(target, found.split, cells.total_rows, cells.conflicting_rows, losses)
