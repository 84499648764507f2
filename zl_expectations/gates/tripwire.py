"""What stops a run whose training loss is too good for its own data."""

from __future__ import annotations

import math
from numbers import Real
from typing import Any, SupportsFloat

from zl_expectations.errors import BadInputError, TrainingStopped
from zl_expectations.gates.callbacks.feeding import Feeding
from zl_expectations.reporting.loss_history import next_step, too_good
from zl_expectations.statistics.loss_history import LossLimits, Pass, judge_pass
from zl_expectations.statistics.tier import Tier


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
        When a limit is no finite number of at least zero, the floor lies above the trivial loss, or neither is given.

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
        self.limits = LossLimits(floor, trivial, near_zero, first, tolerance)
        self.passes = 0

    def update(
        self, training_loss: SupportsFloat, validation_loss: SupportsFloat | None = None, *, number: int | None = None
    ) -> None:
        """Look at the losses of one more pass over the train rows.

        Parameters
        ----------
        training_loss, validation_loss : float
            Mean losses, or tensors of one; the validation loss is said beside the training loss.
        number : int, optional
            Which pass it is, from 1; without it, the one after the last.

        Raises
        ------
        TrainingStopped
            With the reason.
        BadInputError
            When a loss is not one finite number, or below zero: nothing could be judged.
        """
        self.passes = self.passes + 1 if number is None else number
        validation = None if validation_loss is None else _number("validation", validation_loss)
        one = Pass(self.passes, f"pass {self.passes}", _number("training", training_loss), validation)
        reason = judge_pass(one, self.limits)
        if reason is not None and reason.tier is Tier.CRITICAL:
            said = too_good(one.name, reason, self.limits, one.training_loss, one.validation_loss)
            raise TrainingStopped(f"{said} {next_step(reason)}")

    # ------------------------------------------------------------------ as callbacks of trainers

    def for_xgboost(self, training: str, validation: str | None = None) -> Any:
        """A callback for XGBoost: ``xgboost.train(…, evals=[(dtrain, "train")], callbacks=[tripwire.for_xgboost(…)])``.

        Parameters
        ----------
        training, validation : str
            The metrics as XGBoost prints them, such as ``"train-logloss"``, or ``"validation_0-logloss"`` where
            ``eval_set`` begins with the train rows.

        Raises
        ------
        MissingDependencyError
            When XGBoost is not installed.

        Notes
        -----
        Each round is a pass. With a learning rate of η, boosting needs about 5 / η rounds to come near zero even where
        the target is given away: set `first` to that, such as 50 for 0.1.
        """
        from zl_expectations.gates.callbacks.xgboost import xgboost_callback

        return xgboost_callback(Feeding(self, training, validation))

    def for_lightgbm(self, training: str, validation: str | None = None) -> Any:
        """A callback for LightGBM: ``lightgbm.train(…, valid_sets=[train], callbacks=[tripwire.for_lightgbm(…)])``.

        Parameters
        ----------
        training, validation : str
            The metrics as LightGBM prints them, such as ``"training's binary_logloss"``.

        Notes
        -----
        Each round is a pass: choose `first` as for `for_xgboost`.
        """
        from zl_expectations.gates.callbacks.lightgbm import LightGBMCallback

        return LightGBMCallback(Feeding(self, training, validation))

    def for_keras(self, training: str = "loss", validation: str | None = None) -> Any:
        """A callback for Keras: ``model.fit(…, callbacks=[tripwire.for_keras()])``.

        Parameters
        ----------
        training, validation : str
            The metrics as Keras logs them. ``"loss"`` holds the penalties of the layers too; where there are any, name
            a metric that does not, such as ``"binary_crossentropy"``.

        Raises
        ------
        MissingDependencyError
            When Keras is not installed.
        """
        from zl_expectations.gates.callbacks.keras import keras_callback

        return keras_callback(Feeding(self, training, validation))

    def for_lightning(self, training: str, validation: str | None = None) -> Any:
        """A callback for PyTorch Lightning: ``Trainer(callbacks=[tripwire.for_lightning("train_loss")])``.

        Parameters
        ----------
        training, validation : str
            What the module logs with ``self.log(…, on_step=False, on_epoch=True)``, so that it is the mean of an epoch.

        Raises
        ------
        MissingDependencyError
            When Lightning is not installed.
        """
        from zl_expectations.gates.callbacks.lightning import lightning_callback

        return lightning_callback(Feeding(self, training, validation))

    def for_transformers(self, training: str = "loss") -> Any:
        """A callback for Hugging Face's Trainer: ``Trainer(…, callbacks=[tripwire.for_transformers()])``.

        Parameters
        ----------
        training : str
            The metric as the trainer logs it, with ``logging_strategy="epoch"``.

        Raises
        ------
        MissingDependencyError
            When transformers is not installed.

        Notes
        -----
        A trainer with ``logging_nan_inf_filter``, as it is by default, does not log a loss that is not a number.
        """
        from zl_expectations.gates.callbacks.transformers import transformers_callback

        return transformers_callback(Feeding(self, training))


def _number(which: str, loss: Any) -> float:
    """A loss as a number, from whatever holds one."""
    try:
        return float(loss.item() if hasattr(loss, "item") else loss)
    except (
        TypeError,
        ValueError,
        RuntimeError,
    ) as error:  # of no number, of an array of several, of a tensor of several
        raise BadInputError(f"The {which} loss must be one number, got {loss!r}.", from_data=[repr(loss)]) from error


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
    if not (isinstance(level, Real) and math.isfinite(level) and level >= 0):
        raise BadInputError(f"`level` must be a finite number of at least 0, got {level!r}.")
    return abs(loss - level) + level
