"""The words for a loss that is too good for its data: the same while training and afterwards."""

from __future__ import annotations

from zl_expectations.reporting.evidence import decimal
from zl_expectations.statistics.loss_history import LossLimits, TooGood


def too_good(
    name: str, reason: TooGood, limits: LossLimits, training_loss: float | None, validation_loss: float | None
) -> str:
    """What is too good about a pass, in one sentence; a loss that is None is not said.

    Examples
    --------
    >>> too_good("epoch 0", TooGood.NEAR_ZERO_EARLY, LossLimits(trivial=1.0), 0.001, None)
    'Epoch 0 has a training loss of 0.001, under 0.01 of the trivial loss of 1: so soon, it is given away, not learnt.'
    """
    beside = "" if validation_loss is None else f" (validation loss {decimal(validation_loss)})"
    training = f"{name.capitalize()} has a training loss{_of(training_loss)}{beside}"
    validation = f"{name.capitalize()} has a validation loss{_of(validation_loss)}"
    below = f"below the floor of {decimal(limits.floor)}"
    near_zero = f"under {limits.near_zero:.2g} of the trivial loss of {decimal(limits.trivial or 0.0)}"
    return {
        TooGood.BELOW_FLOOR: f"{training}, {below} that rows with the same features and other targets leave to every"
        " model: the run sees something that was not declared.",
        TooGood.NEAR_ZERO_EARLY: f"{training}, {near_zero}: so soon, it is given away, not learnt.",
        TooGood.VALIDATION_NEAR_ZERO: f"{validation}, {near_zero}: the target is given away, or these rows were trained"
        " on.",
        TooGood.JUST_BELOW_FLOOR: f"{training}, {below} by less than {limits.tolerance:.2g} of it: so close, a loss"
        " that is averaged while the model learns proves nothing.",
        TooGood.NEAR_ZERO_UNVALIDATED: f"{training}, {near_zero}: memorised or given away, and there is no validation"
        " loss to tell which.",
    }[reason]


def next_step(reason: TooGood) -> str:
    """What to do about it."""
    return {
        TooGood.BELOW_FLOOR: "Look for what the trainer reads beside the declared features, such as an identifier or"
        " the target; and whether loss and floor are of the same rows and in the same unit, without weights, label"
        " smoothing and penalties.",
        TooGood.NEAR_ZERO_EARLY: "Look at what the features know: zl check names those that give the target away.",
        TooGood.VALIDATION_NEAR_ZERO: "Look for rows that both splits share, and at what the features know: zl check"
        " names both.",
        TooGood.JUST_BELOW_FLOOR: "Evaluate the finished model once on the train rows, and judge that loss.",
        TooGood.NEAR_ZERO_UNVALIDATED: "Log the loss on rows that were not trained on beside the training loss.",
    }[reason]


def _of(loss: float | None) -> str:
    return "" if loss is None else f" of {decimal(loss)}"
