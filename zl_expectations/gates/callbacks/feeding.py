"""What every callback does after a pass: find the losses among what the trainer logs, and feed the tripwire."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from zl_expectations.errors import BadInputError, MissingDependencyError, did_you_mean

if TYPE_CHECKING:
    from zl_expectations.gates.tripwire import LossTripwire


@dataclass(frozen=True)
class Feeding:
    """Which of a trainer's metrics go into a tripwire.

    Attributes
    ----------
    tripwire : LossTripwire
    training, validation : str or None
        The names under which the trainer logs the losses; None where it has no validation loss.
    """

    tripwire: LossTripwire
    training: str
    validation: str | None = None

    def feed(self, logged: Mapping[str, Any], number: int) -> None:
        """Look at what the trainer logged after its pass `number`, from 1.

        Raises
        ------
        TrainingStopped
            With the reason.
        BadInputError
            When a named metric is not among what was logged, or is no loss.
        """
        validation = None if self.validation is None else _metric(logged, "validation", self.validation)
        self.tripwire.update(_metric(logged, "training", self.training), validation, number=number)


def _metric(logged: Mapping[str, Any], argument: str, name: str) -> Any:
    if name not in logged:
        raise BadInputError(
            f"`{argument}` must be a metric that the trainer logs after every pass, got {name!r}."
            f"{did_you_mean(name, logged, 'Metrics')} Without it nothing would be watched."
        )
    return logged[name]


def base_class(name: str, *modules: str) -> Any:
    """The class that a trainer wants its callbacks to be of, from the first module that is installed.

    Raises
    ------
    MissingDependencyError
        When none is.
    """
    for module in modules:
        try:
            return getattr(import_module(module), name)
        except ImportError as error:
            missing = error
    tool = modules[0].partition(".")[0]
    raise MissingDependencyError(f"The callback needs {tool}, which is not installed: pip install {tool}.") from missing
