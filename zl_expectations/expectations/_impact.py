"""Expectations that can tell what their finding buys: measured after the verdict, and never part of it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any

from great_expectations.compatibility import pydantic
from great_expectations.execution_engine import ExecutionEngine
from great_expectations.validator.validator import ValidationDependencies

from zl_expectations.counting.table import Table
from zl_expectations.errors import CouldNotJudgeError, did_you_mean, is_interruption
from zl_expectations.expectations._base import TieredExpectation, tier_of
from zl_expectations.metrics import progress
from zl_expectations.metrics.impact import Impact
from zl_expectations.models.boosting import Fitted
from zl_expectations.privacy import without_values
from zl_expectations.statistics.tier import Tier

_APART = ("group_columns", "time_column")


class MeasuredExpectation(TieredExpectation):
    """An expectation whose finding is worth something to a model, which can be measured.

    Parameters
    ----------
    impact : bool or dict, default False
        Fit a small model with and without what is at fault, where something is, and say what the loss and the score
        owe to it. A dict names what keeps rows on one side of a fold: ``group_columns`` and ``time_column``. About
        10,000 rows are fetched for it; the verdict stays what it was, also where the model cannot be fitted.
    """

    impact: bool | dict[str, Any] = pydantic.Field(
        default=False, description="Whether to measure what a finding buys; a dict names what keeps rows together."
    )

    @pydantic.validator("impact", pre=True)
    def _known_names(cls: Any, value: Any) -> Any:  # noqa: N805 - pydantic's way
        if not isinstance(value, bool | dict):
            raise ValueError(f"`impact` must be true, false or a dict, got {value!r}.")  # noqa: TRY004
        for name in value if isinstance(value, dict) else ():
            if name not in _APART:
                raise ValueError(f"`impact` has no {name!r}." + did_you_mean(name, _APART, "It may name"))
        return value

    @abstractmethod
    def _measured(self, table: Table, details: Mapping[str, Any], apart: Mapping[str, Any]) -> Impact:
        """Fit the models.

        Parameters
        ----------
        table : Table
        details : mapping
            What was found.
        apart : mapping
            ``group_columns`` and ``time_column``.
        """

    @property
    def _measures(self) -> bool:
        return self.impact is not False

    def get_validation_dependencies(
        self, execution_engine: ExecutionEngine[Any] | None = None, runtime_configuration: dict[str, Any] | None = None
    ) -> ValidationDependencies:
        """The metrics for GX to compute; the impact is told as one more that is needed."""
        if self._measures:
            progress.needed("zl.impact", (type(self).__name__, self.severity))
        return super().get_validation_dependencies(execution_engine, runtime_configuration)

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,
        execution_engine: ExecutionEngine[Any] | None = None,
    ) -> dict[str, Any]:
        found = super()._validate(metrics, runtime_configuration, execution_engine)
        details = found["result"]["details"]
        if self._measures and tier_of(details) > Tier.NONE:
            details["impact"] = self._impact(metrics["zl.table"], details)
        if self._measures:
            progress.counted("zl.impact")
        return found

    def _impact(self, table: Table, details: Mapping[str, Any]) -> dict[str, Any]:
        """The figures, or why there are none: whatever happens here, the verdict stands."""
        given = self.impact if isinstance(self.impact, dict) else {}
        apart = {name: given.get(name) for name in _APART}
        try:
            return figures(self._measured(table, details, apart))
        except Exception as error:
            if is_interruption(error):
                raise KeyboardInterrupt from error
            hides = self._privacy.hides_any
            words = str(without_values(error) if hides else error)
            why = words if hides or isinstance(error, CouldNotJudgeError) else f"{type(error).__name__}: {words}"
            return {"missing": why}


def figures(found: Impact) -> dict[str, Any]:
    """Numbers under the glossary's names; the squared error of a quantity rather than its root."""

    def told(fitted: Fitted) -> dict[str, float]:
        loss = fitted.loss if found.kind == "classification" else fitted.loss**2
        return {"loss": loss, "score": fitted.score}

    trivial = found.without.trivial_loss
    return {
        "of": found.of,
        "names": list(found.names),
        "task": found.kind,
        "rows": found.rows,
        "sampled": found.sampled,
        "with": told(found.whole),
        "without": told(found.without),
        "trivial_loss": trivial if found.kind == "classification" else trivial**2,
        "each": [
            {
                "column": one.feature,
                "without_it": told(one.without),
                "with_it_alone": told(one.brings),
                "with_its_missingness": None if one.missing is None else told(one.missing),
            }
            for one in found.each
        ],
        "left_out": list(found.left_out),
    }
