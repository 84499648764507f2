"""A training run whose losses are too good for its data, seen afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from great_expectations.compatibility import pydantic

from zl_expectations.counting.loss_history import LossHistory
from zl_expectations.errors import BadInputError
from zl_expectations.expectations._base import Limit, TieredExpectation, unexpected
from zl_expectations.reporting import loss_history as words
from zl_expectations.reporting.evidence import MOST_ROWS, Evidence, Proof, count, decimal
from zl_expectations.reporting.pictures.learning_curves import learning_curves
from zl_expectations.statistics.loss_history import (
    LossLimits,
    Pass,
    TooGood,
    is_regular,
    judge_passes,
    thinned,
)

DRAWN = 400
LOSSES = ("training_loss", "validation_loss")


class ExpectTrainingLossToStayAboveFloor(TieredExpectation):
    """Expect the training loss of a run to stay above the loss floor of its data, and not to be near zero at once.

    Parameters
    ----------
    epoch_column : str, default "epoch"
        The passes over the train rows, counted from 0 or 1, none left out. The batch holds one run: choose it with
        `row_condition` where there are several.
    training_loss_column : str, default "training_loss"
        The mean loss on the train rows in each epoch, without weights, label smoothing and penalties.
    validation_loss_column : str, optional
        The mean loss on rows that were not trained on, in every epoch or every k-th.
    floor : float, default 0
        The lowest training loss that the data allows, in the unit of the losses; `zl_expectations.loss_floor` gives it.
    trivial : float, optional
        The loss of the best constant answer, in the same unit. One of `floor` and `trivial` must be above 0.
    near_zero : float, default 0.01
        The part of the trivial loss below which a loss is near zero.
    first : int, default 2
        How many epochs are early.
    tolerance : float, default 0.01
        The part of the floor that a loss may fall below it.

    Notes
    -----
    *How it is detected.* From the losses of each epoch. Critical: a training loss below the floor, or near zero within
    the first epochs, which is where `zl_expectations.LossTripwire` stops a run. Warning: a validation loss near zero,
    and what cannot be told: a training loss below the floor by less than the tolerance, or near zero later in a run
    without validation losses.

    *Why it matters.* Rows with the same features and other targets leave a loss that no model of the features can go
    below. A run that does sees something that was not declared, and its loss says nothing about new rows.

    *What to do.* Look for what the trainer reads beside the features, and check the splits with `zl check`.

    *What it cannot see.* A loss that is too good and stays above the floor: unique rows have a floor of zero, and can
    be memorised honestly.
    """

    epoch_column: str = pydantic.Field(default="epoch", description="The passes over the train rows, from 0 or 1.")
    training_loss_column: str = pydantic.Field(default="training_loss", description="Mean loss on the train rows.")
    validation_loss_column: str | None = pydantic.Field(
        default=None, description="Mean loss on rows that were not trained on."
    )
    floor: Limit = pydantic.Field(default=0.0, description="Lowest training loss that the data allows.")
    trivial: Limit | None = pydantic.Field(default=None, description="Loss of the best constant answer.")
    near_zero: Limit = pydantic.Field(default=0.01, description="Part of the trivial loss that is near zero.")
    first: Limit = pydantic.Field(default=2, description="How many epochs are early.")
    tolerance: Limit = pydantic.Field(default=0.01, description="Part of the floor that a loss may fall below it.")

    success_keys: ClassVar[tuple[str, ...]] = (
        "epoch_column",
        "training_loss_column",
        "validation_loss_column",
        "floor",
        "trivial",
        "near_zero",
        "first",
        "tolerance",
    )
    args_keys: ClassVar[tuple[str, ...]] = success_keys
    no_shares: ClassVar[tuple[str, ...]] = ("floor", "trivial", "near_zero", "first", "tolerance")

    def _counts(self, result_format: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
        columns = ("epoch_column", "training_loss_column", "validation_loss_column")
        return {"zl.loss_history": {name: getattr(self, name) for name in columns}}

    def _judge(self, counts: Mapping[str, Any], result_format: Mapping[str, Any]) -> dict[str, Any]:
        history: LossHistory = counts["zl.loss_history"]
        limits = self._limits()
        self._check_validation(history)
        passes = [
            Pass(number, f"epoch {epoch}", training, validation)
            for number, (epoch, training, validation) in enumerate(
                zip(history.epochs, history.training, history.validation, strict=True), start=1
            )
        ]
        found = judge_passes(passes, limits)
        worst = found[0][1] if found else None
        lowest = min(passes, key=lambda one: one.training_loss)
        shown = found[:MOST_ROWS]
        drawn = thinned(len(passes), DRAWN, [one.number - 1 for one in (lowest, *(one for one, _ in shown))])
        return {
            "observed_value": lowest.training_loss if history.told else None,
            **unexpected(len(found), len(passes)),
            "details": {
                "tier": worst.tier.word if worst is not None else "none",
                "columns": self._columns_at_fault(worst) if worst is not None else [],
                "splits": [],
                "limits": vars(limits),
                "epochs": len(passes),
                "validated_epochs": sum(one.validation_loss is not None for one in passes),
                "lowest": _figures(lowest, history),
                "too_good_epochs": len(found),
                "too_good": [{"reason": reason.value, **_figures(one, history)} for one, reason in shown],
                "history": [_figures(passes[place], history) for place in drawn] if history.told else [],
            },
        }

    def _limits(self) -> LossLimits:
        return LossLimits(
            floor=self._limit("floor"),
            trivial=self._optional_limit("trivial"),
            **{name: self._limit(name) for name in ("near_zero", "first", "tolerance")},
        )

    def _check_validation(self, history: LossHistory) -> None:
        validated = [place for place, loss in enumerate(history.validation, start=1) if loss is not None]
        if self.validation_loss_column is not None and not is_regular(validated, len(history.epochs)):
            raise BadInputError(
                "The validation loss must be there in every epoch or in every k-th, got it in"
                f" {len(validated)} of {len(history.epochs)} of {self.validation_loss_column!r} (what is not a number"
                " is missing): has the run diverged?"
            )

    def _columns_at_fault(self, reason: TooGood) -> list[str]:
        by_validation = reason is TooGood.VALIDATION_NEAR_ZERO and self.validation_loss_column is not None
        return [str(self.validation_loss_column)] if by_validation else [self.training_loss_column]

    @classmethod
    def _wants(cls, fields: Mapping[str, Any]) -> str:
        early = ", and in the first epochs above $near_zero of the trivial loss of $trivial"
        return (
            "The training loss in $training_loss_column stays above the floor of $floor"
            f"{early if fields.get('trivial') is not None else ''}."
        )

    @classmethod
    def summary(cls, details: Mapping[str, Any]) -> str:
        """What was found, in one sentence with its figures."""
        limits = LossLimits(**details["limits"])
        if not details["too_good"]:
            lowest = details["lowest"]
            figure = f" is {decimal(lowest['training_loss'])}, in {lowest['name']}" if _is_told(lowest) else ""
            trivial = "" if limits.trivial is None else f", the trivial loss {decimal(limits.trivial)}"
            return (
                f"The lowest training loss of {count(details['epochs'], 'epoch')}{figure or ' is not too good'}; the"
                f" floor is {decimal(limits.floor)}{trivial}."
            )
        worst = details["too_good"][0]
        said = words.too_good(
            worst["name"], TooGood(worst["reason"]), limits, worst["training_loss"], worst["validation_loss"]
        )
        more = details["too_good_epochs"] - 1
        return f"{said} {count(more, 'further epoch')} {'is' if more == 1 else 'are'} too good." if more else said

    @classmethod
    def evidence(cls, result: Mapping[str, Any]) -> list[Proof]:
        """The learning curves, and the epochs that are too good."""
        details = result["details"]
        proofs: list[Proof] = []
        if details["history"]:
            worst = next(iter(details["too_good"]), None)
            by_validation = worst is not None and worst["reason"] == TooGood.VALIDATION_NEAR_ZERO.value
            proofs.append(
                learning_curves(
                    details["history"],
                    floor=details["limits"]["floor"],
                    trivial=details["limits"]["trivial"],
                    at_fault=worst,
                    of="validation_loss" if by_validation else "training_loss",
                )
            )
        if details["too_good"]:
            rows = [
                [one["name"], *(_cell(one[loss]) for loss in LOSSES), one["reason"].replace("_", " ")]
                for one in details["too_good"]
            ]
            header = ["epoch", "training loss", "validation loss", "what is too good"]
            proofs.append(Evidence("Epochs that are too good", header, rows, total=details["too_good_epochs"]))
        return proofs

    @classmethod
    def next_step(cls, details: Mapping[str, Any]) -> str:
        """What to do about it."""
        return words.next_step(TooGood(details["too_good"][0]["reason"])) if details["too_good"] else ""


def _figures(one: Pass, history: LossHistory) -> dict[str, Any]:
    """One pass; where values may not be told, only which one of the run it is."""
    if not history.told:
        return {"name": f"pass {one.number}", "epoch": None, **dict.fromkeys(LOSSES)}
    epoch = history.epochs[one.number - 1]
    return {"name": one.name, "epoch": epoch, **{name: getattr(one, name) for name in LOSSES}}


def _is_told(figures: Mapping[str, Any]) -> bool:
    return figures["epoch"] is not None


def _cell(loss: float | None) -> str:
    return "" if loss is None else decimal(loss)
