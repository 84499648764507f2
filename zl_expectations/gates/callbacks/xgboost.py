"""The tripwire as a callback of XGBoost."""

from __future__ import annotations

from typing import Any

from zl_expectations.gates.callbacks.feeding import Feeding, base_class


def xgboost_callback(feeding: Feeding) -> Any:
    """A callback that looks at the losses after every round.

    Raises
    ------
    MissingDependencyError
        When XGBoost is not installed.
    """
    base = base_class("TrainingCallback", "xgboost.callback")

    class TripwireCallback(base):  # type: ignore[misc, valid-type]
        def after_iteration(self, model: Any, epoch: int, evals_log: Any) -> bool:
            latest = {
                f"{data}-{metric}": losses[-1]
                for data, metrics in evals_log.items()
                for metric, losses in metrics.items()
            }
            means = {name: loss[0] if isinstance(loss, tuple) else loss for name, loss in latest.items()}  # of folds
            feeding.feed(means, epoch + 1)
            return False

        def __reduce__(self) -> tuple[Any, ...]:  # models are pickled with their callbacks
            return xgboost_callback, (feeding,)

    return TripwireCallback()
