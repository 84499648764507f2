"""The tripwire as a callback of PyTorch Lightning."""

from __future__ import annotations

from typing import Any

from zl_expectations.gates.callbacks.feeding import Feeding, base_class


def lightning_callback(feeding: Feeding) -> Any:
    """A callback that looks at the losses after every epoch.

    Raises
    ------
    MissingDependencyError
        When Lightning is installed under neither of its names.
    """
    base = base_class("Callback", "lightning.pytorch", "pytorch_lightning")

    class TripwireCallback(base):  # type: ignore[misc, valid-type]
        def on_train_epoch_end(self, trainer: Any, pl_module: Any) -> None:
            feeding.feed(trainer.callback_metrics, trainer.current_epoch + 1)

        def __reduce__(self) -> tuple[Any, ...]:  # processes that train together are sent their callbacks
            return lightning_callback, (feeding,)

    return TripwireCallback()
