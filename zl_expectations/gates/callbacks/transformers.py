"""The tripwire as a callback of Hugging Face's Trainer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zl_expectations.errors import BadInputError
from zl_expectations.gates.callbacks.feeding import Feeding, base_class


def transformers_callback(feeding: Feeding) -> Any:
    """A callback that looks at the training loss when it is logged, which must be after every epoch.

    Raises
    ------
    MissingDependencyError
        When transformers is not installed.
    """
    base = base_class("TrainerCallback", "transformers")

    class TripwireCallback(base):  # type: ignore[misc, valid-type]
        def on_train_begin(self, args: Any, state: Any, control: Any, **_: Any) -> None:
            if args.logging_strategy != "epoch":
                raise BadInputError(
                    "`logging_strategy` must be 'epoch', so that each loss is the mean of one pass over the train rows,"
                    f" got {str(getattr(args.logging_strategy, 'value', args.logging_strategy))!r}."
                )

        def on_log(self, args: Any, state: Any, control: Any, logs: Mapping[str, Any] | None = None, **_: Any) -> None:
            if logs and (feeding.training in logs or "learning_rate" in logs):  # not of an evaluation, nor a summary
                feeding.feed(logs, max(1, round(state.epoch or 0)))

    return TripwireCallback()
