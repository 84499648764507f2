"""What stops a run whose training loss is too good for its own data."""

from __future__ import annotations

import math
from typing import Any

from zl_expectations.errors import BadInputError, TrainingStopped
from zl_expectations.reporting.evidence import decimal


class LossTripwire:
    """Stop a training run that goes below the loss floor of its data, or near zero within its first passes.

    Parameters
    ----------
    floor : float, default 0
        The lowest mean training loss that the data allows, in the unit of the losses that are fed; see `loss_floor`.
    trivial : float, optional
        The loss of the best constant answer, in the same unit; without it only the floor is watched.
    near_zero : float, default 0.01
        The part of the trivial loss below which an early loss is too good.
    first : int, default 2
        How many passes are early.
    tolerance : float, default 0.01
        The part of the floor that a loss may fall below it: a loss that is averaged while the model learns is not quite
        the loss of one model.

    Raises
    ------
    BadInputError
        When a limit is no finite number of at least zero, or the floor lies above the trivial loss.

    Notes
    -----
    The floor holds for the mean loss on the train rows, without weights, label smoothing or regularisation terms.

    Examples
    --------
    >>> tripwire = LossTripwire(floor=0.30, trivial=0.66)
    >>> tripwire.update(0.65)
    >>> tripwire.update(0.40, validation_loss=0.45)
    >>> tripwire.update(0.12)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    zl_expectations.errors.TrainingStopped: Pass 3 has a training loss of 0.12, below the floor of 0.3 ...
    """

    def __init__(
        self,
        *,
        floor: float = 0.0,
        trivial: float | None = None,
        near_zero: float = 0.01,
        first: int = 2,
        tolerance: float = 0.01,
    ) -> None:
        for name, value in (("floor", floor), ("trivial", trivial), ("near_zero", near_zero), ("tolerance", tolerance)):
            if value is not None and not (math.isfinite(value) and value >= 0):
                raise BadInputError(f"`{name}` must be a finite number of at least 0, got {value!r}.")
        if trivial is not None and floor > trivial:
            raise BadInputError(
                f"`floor` must not lie above `trivial`, got {floor!r} and {trivial!r}: are both in the same unit?"
            )
        self.floor, self.trivial, self.near_zero = floor, trivial, near_zero
        self.first, self.tolerance = first, tolerance
        self.passes = 0

    def update(self, training_loss: float, validation_loss: float | None = None) -> None:
        """Look at the losses of one more pass over the train rows.

        Parameters
        ----------
        training_loss, validation_loss : float
            Mean losses; the validation loss is said beside the training loss.

        Raises
        ------
        TrainingStopped
            With the reason.
        BadInputError
            When a loss is not a number, or below zero: nothing could be judged.
        """
        self.passes += 1
        for name, loss in (("training", training_loss), ("validation", validation_loss)):
            if loss is not None and not loss >= 0:
                raise BadInputError(
                    f"The {name} loss must be a number of at least 0, got {loss!r} in pass {self.passes}: the run has "
                    "diverged, or the loss is none that has a floor."
                )
        beside = "" if validation_loss is None else f" (validation loss {decimal(float(validation_loss))})"
        reached = f"Pass {self.passes} has a training loss of {decimal(float(training_loss))}{beside}"
        if training_loss < self.floor * (1 - self.tolerance):
            raise TrainingStopped(
                f"{reached}, below the floor of {decimal(self.floor)} that rows with the same features and other "
                "targets leave to every model: the run sees something that was not declared."
            )
        if self.trivial is not None and self.passes <= self.first and training_loss < self.near_zero * self.trivial:
            raise TrainingStopped(
                f"{reached}, under {self.near_zero:.2g} of the trivial loss of {decimal(self.trivial)}: so soon, that "
                "is given away, not learnt. Look at what the features know."
            )


def flood(loss: Any, level: float) -> Any:
    """Keep a training loss from falling below a level: the distance from the level, plus the level.

    Parameters
    ----------
    loss : float, ndarray or tensor
        Whatever knows ``abs`` and addition, so that gradients flow where they did.
    level : float
        Such as the loss floor of the data.

    Raises
    ------
    BadInputError
        When the level is no finite number of at least 0.

    References
    ----------
    Ishida, Yamane, Sakai, Niu and Sugiyama (2020), Do we need zero training loss after achieving zero training error?

    Examples
    --------
    >>> round(flood(0.25, 0.3), 2), flood(0.5, 0.3)
    (0.35, 0.5)
    """
    if not (math.isfinite(level) and level >= 0):
        raise BadInputError(f"`level` must be a finite number of at least 0, got {level!r}.")
    return abs(loss - level) + level
