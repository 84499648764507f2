"""The tripwire as a callback of LightGBM."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from zl_expectations.gates.callbacks.feeding import Feeding


@dataclass(eq=False)  # LightGBM keeps callbacks in a set
class LightGBMCallback:
    """A callback that looks at the losses after every round."""

    feeding: Feeding

    def __call__(self, env: Any) -> None:
        """Read what LightGBM evaluated, by the names under which it prints it."""
        self.feeding.feed(
            {f"{one[0]}'s {one[1]}": one[2] for one in env.evaluation_result_list or ()}, env.iteration + 1
        )
