"""The checkpoint action that stops a pipeline."""

from __future__ import annotations

import logging
from typing import Any, Literal

from great_expectations.checkpoint import CheckpointResult
from great_expectations.checkpoint.actions import ActionContext, ValidationAction

from zl_expectations.errors import TrainingDataRejected
from zl_expectations.gates.findings import FailOn, judged
from zl_expectations.reporting.finding import Finding, Verdict, headline

_log = logging.getLogger(__name__)


class HaltPipelineAction(ValidationAction):
    """Raise `TrainingDataRejected` unless every expectation was judged and none failed at `fail_on` or above.

    Its place in a checkpoint's `actions` does not matter: GX builds Data Docs first and runs the other actions in their
    order, and those that stand after this one are run before it raises, so that whoever is notified hears of a halt.

    Parameters
    ----------
    name : str, default "halt_pipeline"
    fail_on : {"critical", "warning"}, default "critical"
        The least severity whose failure halts.

    Raises
    ------
    TrainingDataRejected
        With what failed, the figures, and where the Data Docs are.
    """

    type: Literal["halt_pipeline"] = "halt_pipeline"
    name: str = "halt_pipeline"
    fail_on: FailOn = "critical"

    def run(self, checkpoint_result: CheckpointResult, action_context: ActionContext | None = None) -> dict[str, Any]:
        """Let the pipeline go on, or raise."""
        findings, verdict = judged(list(checkpoint_result.run_results.values()), self.fail_on)
        if verdict is not Verdict.PASSED:
            self._run_those_after(checkpoint_result, action_context)
            docs = _docs_links(self._get_data_docs_pages_from_prior_action(action_context))
            raise TrainingDataRejected(rejection(verdict, findings, self.fail_on, docs), verdict=verdict.value)
        return {"verdict": verdict.value}

    def _run_those_after(self, checkpoint_result: CheckpointResult, action_context: ActionContext | None) -> None:
        """Run the actions that GX would not come to; that one of them fails must not keep the others, or the halt."""
        actions = checkpoint_result.checkpoint_config._sort_actions()
        place = next((place for place, action in enumerate(actions) if action is self), len(actions))
        for action in actions[place + 1 :]:
            if not isinstance(action, HaltPipelineAction):
                action._data_context = self._data_context
                try:
                    done = action.run(checkpoint_result=checkpoint_result, action_context=action_context)
                    if action_context is not None:
                        action_context.update(action=action, action_result=done)
                except Exception:
                    _log.exception("The action %r failed; the pipeline is halted all the same.", action.name)


def fail_on_of(checkpoint_result: CheckpointResult) -> str:
    """What a checkpoint's own gate rejects on, for other actions to say the same."""
    gates = [one for one in checkpoint_result.checkpoint_config.actions if isinstance(one, HaltPipelineAction)]
    return "warning" if any(one.fail_on == "warning" for one in gates) else "critical"


def rejection(verdict: Verdict, findings: list[Finding], fail_on: str, docs: list[str] | None = None) -> str:
    """The message of a halted pipeline: what failed, the figures, and where to read more."""
    said = headline(verdict, findings)
    shown = [one for one in findings if not one.success and (not one.judged or one.severity in ("critical", fail_on))]
    lines = [f"  {one.severity}: {one.expectation}: {one.summary}" for one in shown]
    if not findings:
        lines = ["  No expectation was evaluated. Does the checkpoint's suite have any?"]
    return "\n".join(
        [f"Training data {said[0].lower()}{said[1:]}", *lines, *[f"  Data Docs: {link}" for link in docs or ()]]
    )


def _docs_links(pages: Any) -> list[str]:
    return sorted({link for sites in (pages or {}).values() for link in sites.values() if link})
