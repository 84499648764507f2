"""The tripwire as a callback of Keras."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zl_expectations.gates.callbacks.feeding import Feeding, base_class


def keras_callback(feeding: Feeding) -> Any:
    """A callback that looks at the losses after every epoch.

    Raises
    ------
    MissingDependencyError
        When Keras is not installed.
    """
    base = base_class("Callback", "keras.callbacks")

    class TripwireCallback(base):  # type: ignore[misc, valid-type]
        def on_epoch_end(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
            feeding.feed(logs or {}, epoch + 1)

    return TripwireCallback()
