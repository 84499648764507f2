"""The checkpoint action that writes the passport of data that passed."""

from __future__ import annotations

from typing import Any, Literal

from great_expectations.checkpoint import CheckpointResult
from great_expectations.checkpoint.actions import ActionContext, ValidationAction

from zl_expectations.errors import BadInputError
from zl_expectations.gates.findings import judged
from zl_expectations.gates.halt_pipeline import fail_on_of
from zl_expectations.gates.passport import Passport
from zl_expectations.gates.suite_terms import term_of
from zl_expectations.metrics.table import table_of_batch
from zl_expectations.reporting.finding import Verdict


class WritePassportAction(ValidationAction):
    """Write the passport of a batch that passed, for `require_passport` and ``zl verify`` to compare with.

    It may stand before or after `HaltPipelineAction`, whose `fail_on` it takes over. Where the batch did not pass,
    nothing is written, and a passport of an earlier run is left as it is. The fingerprint is one more scan of the
    batch, where it is, after the batch was judged.

    Parameters
    ----------
    path : str
        The file to write; one that is there is replaced.
    name : str, default "write_passport"

    Raises
    ------
    BadInputError
        When the checkpoint judges several batches or rows of a `row_condition` alone, or the file cannot be written.
    CouldNotJudgeError
        When the fingerprint cannot be taken.

    Examples
    --------
    >>> import zl_expectations as zl
    >>> actions = [zl.WritePassportAction(path="passport.json"), zl.HaltPipelineAction()]
    """

    type: Literal["write_passport"] = "write_passport"
    name: str = "write_passport"
    path: str

    def run(self, checkpoint_result: CheckpointResult, action_context: ActionContext | None = None) -> dict[str, Any]:
        """Write it; `passport` in what is returned is the file, or None where the batch did not pass."""
        results = list(checkpoint_result.run_results.values())
        fail_on = fail_on_of(checkpoint_result)
        _, verdict = judged(results, fail_on)
        if verdict is not Verdict.PASSED:
            return {"verdict": verdict.value, "passport": None}
        definitions = checkpoint_result.checkpoint_config.validation_definitions
        if len(definitions) != 1:
            raise BadInputError(
                f"A passport is of one batch, got a checkpoint of {len(definitions)}. Give each one of its own."
            )
        configurations = [one.expectation_config for one in results[0].results if one.expectation_config is not None]
        if any(one.kwargs.get("row_condition") for one in configurations):
            raise BadInputError(
                "A passport is of all rows of a batch, got expectations with a `row_condition`, which saw some of them"
                " only. Leave it out, or choose the rows in the batch definition or in a query asset."
            )
        engine = definitions[0].data_source.get_execution_engine()
        table = table_of_batch(engine, {"batch_id": configurations[0].kwargs["batch_id"]})
        Passport.of(table, map(term_of, configurations), fail_on).write(self.path, role="path")
        return {"verdict": verdict.value, "passport": self.path}
