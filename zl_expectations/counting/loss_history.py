"""The losses of each epoch of one training run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from zl_expectations.counting.table import Row, Table, counted, integer
from zl_expectations.errors import BadInputError, UnsupportedTypeError

MOST_EPOCHS = 100_000


@dataclass(frozen=True)
class LossHistory:
    """The losses of a run, in the order of its epochs.

    Attributes
    ----------
    epochs : sequence of int
        One after the other, from 0 or 1 on.
    training : sequence of float
    validation : sequence of float or None
        None where an epoch was not validated.
    told : bool
        Whether its values may be told.
    """

    epochs: Sequence[int]
    training: Sequence[float]
    validation: Sequence[float | None]
    told: bool = True


@counted
def count_losses(
    table: Table, epoch_column: str, training_loss_column: str, validation_loss_column: str | None
) -> list[Row]:
    """For each epoch: its rows, how many of them have a training loss, the least, and the same of validation losses.

    Raises
    ------
    UnknownColumnError, UnsupportedTypeError
        When a column is not there, or holds no numbers.
    BadInputError
        When there are more than `MOST_EPOCHS` epochs.
    """
    columns = {"epoch_column": epoch_column, "training_loss_column": training_loss_column}
    if validation_loss_column is not None:
        columns["validation_loss_column"] = validation_loss_column
    for role, name in columns.items():
        kind = table.columns[table.require(role, name)]
        if not kind.is_number:
            raise UnsupportedTypeError(
                f"`{role}` must hold numbers, got {kind.value} values in {name!r}. Convert it, for instance with"
                " pandas.to_numeric."
            )
    epoch, *losses = map(table.value, columns.values())
    figures = [figure for loss in losses for figure in (sa.func.count(loss), sa.func.min(loss))]
    query = sa.select(epoch, sa.func.count(), *figures).select_from(table.source).group_by(epoch).limit(MOST_EPOCHS + 1)
    rows = table.fetch(query)
    if len(rows) > MOST_EPOCHS:
        raise BadInputError(
            f"`epoch_column` must hold at most {MOST_EPOCHS:,} epochs, got more in {epoch_column!r}. Is it the column"
            " that counts the passes over the train rows?"
        )
    return [row if validation_loss_column is not None else (*row, 0, None) for row in rows]


def loss_history(
    table: Table, epoch_column: str, training_loss_column: str, validation_loss_column: str | None
) -> LossHistory:
    """The losses of one run, whose every epoch must be there with one training loss.

    Training and validation loss may stand in different rows of an epoch, as some loggers write them.

    Raises
    ------
    BadInputError
        When there are no rows, or epochs that are missing, in between two, or there more than once.
    """
    rows = count_losses(table, epoch_column, training_loss_column, validation_loss_column)
    if not rows:
        raise BadInputError("The batch must have rows, got none.")
    unnumbered = sum(integer(row[1]) for row in rows if row[0] is None)
    if unnumbered:
        raise BadInputError(
            f"Every row must have an epoch, got {unnumbered} with a missing one in {epoch_column!r}. Fill them in or"
            " drop those rows."
        )
    rows = sorted(rows, key=lambda row: float(row[0]))
    epochs = _consecutive([row[0] for row in rows], epoch_column)
    for place, what, name in ((2, "training", training_loss_column), (4, "validation", validation_loss_column)):
        repeated = [epoch for epoch, row in zip(epochs, rows, strict=True) if integer(row[place]) > 1]
        if repeated:
            got = f"got {integer(rows[epochs.index(repeated[0])][place])} in epoch {repeated[0]}"
            raise BadInputError(
                f"An epoch must have one {what} loss, {got} of {name!r}. Is there more than one run in the batch?"
                " Choose one with `row_condition`.",
                from_data=[got],
            )
    missing = [epoch for epoch, row in zip(epochs, rows, strict=True) if not integer(row[2])]
    if missing:
        got = f"got none in epoch {missing[0]}"
        raise BadInputError(
            f"Every epoch must have a training loss, {got} of {training_loss_column!r} (missing, or not a number): has"
            " the run diverged?",
            from_data=[got],
        )
    return LossHistory(epochs, tuple(float(row[3]) for row in rows), tuple(_number(row[5]) for row in rows))


def _consecutive(found: Sequence[Any], column: str) -> tuple[int, ...]:
    """Epochs, in order, as whole numbers that follow each other."""
    for before, epoch in zip([None, *found], found, strict=False):
        is_next = epoch in (0, 1) if before is None else epoch == before + 1
        if not is_next:
            after = "the first" if before is None else f"the one after {before}"
            got = f"got {epoch} as {after}"
            raise BadInputError(
                f"`epoch_column` must hold every whole number from 0 or 1 on, {got} in {column!r}. Log every epoch:"
                " what is missing cannot be judged.",
                from_data=[got],
            )
    return tuple(map(int, found))


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
