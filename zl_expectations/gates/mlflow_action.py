"""The checkpoint action that writes the verdict to MLflow."""

from __future__ import annotations

import logging
import math
from collections.abc import Sequence
from typing import Any, Literal

from great_expectations.checkpoint import CheckpointResult
from great_expectations.checkpoint.actions import ActionContext, ValidationAction

from zl_expectations.errors import MissingDependencyError, first_line
from zl_expectations.gates.findings import judged
from zl_expectations.gates.halt_pipeline import fail_on_of
from zl_expectations.reporting.finding import Finding
from zl_expectations.reporting.report import Report

_log = logging.getLogger(__name__)


class LogToMLflowAction(ValidationAction):
    """Write what a checkpoint found to the active MLflow run, and tag a run whose data was rejected.

    The run gets the tags ``zl.verdict`` and, where something failed, ``zl.failed`` (which expectations); the figures as
    metrics ``<expectation>/<figure>``; and the artifacts ``zl_expectations/report.json`` and ``report.html``. It may
    stand before or after `HaltPipelineAction`, whose `fail_on` it takes over, and only reports: where there is no
    active run, or the tracking server does not answer, a warning says that the log is missing, and the gate decides
    all the same. MLflow tries a server that is down for minutes: ``MLFLOW_HTTP_REQUEST_MAX_RETRIES`` bounds that.

    Parameters
    ----------
    name : str, default "log_to_mlflow"

    Raises
    ------
    MissingDependencyError
        When MLflow is not installed.

    Examples
    --------
    >>> import zl_expectations as zl
    >>> actions = [zl.LogToMLflowAction(), zl.HaltPipelineAction()]
    """

    type: Literal["log_to_mlflow"] = "log_to_mlflow"
    name: str = "log_to_mlflow"

    def run(self, checkpoint_result: CheckpointResult, action_context: ActionContext | None = None) -> dict[str, Any]:
        """Write to the active run; `logged` in what is returned says whether that went well."""
        fail_on = fail_on_of(checkpoint_result)
        findings, verdict = judged(list(checkpoint_result.run_results.values()), fail_on)
        report = Report(verdict, findings, fail_on)
        run_id = _active_run()
        if run_id is None:
            why = "there is no active run: run the checkpoint inside `with mlflow.start_run():`"
        else:
            try:
                _write(report, run_id)
            except Exception as error:  # whatever a tracking server does, the verdict stands
                why = f"{type(error).__name__}: {first_line(error)}"
            else:
                return {"verdict": verdict.value, "logged": True, "run_id": run_id}
        _log.warning("The verdict (%s) is missing from MLflow: %s.", verdict.value, why)
        return {"verdict": verdict.value, "logged": False, "why": why}


def _active_run() -> str | None:
    try:
        import mlflow
    except ImportError as error:
        raise MissingDependencyError(
            "LogToMLflowAction needs MLflow, which is not installed: pip install mlflow, or mlflow-skinny."
        ) from error
    active = mlflow.active_run()
    return active.info.run_id if active is not None else None


def _write(report: Report, run_id: str) -> None:
    from mlflow import MlflowClient
    from mlflow.entities import Metric, RunTag
    from mlflow.utils.time import get_current_time_millis

    client, now = MlflowClient(), get_current_time_millis()
    failed = [one.expectation for one in report.findings if not one.success]
    tags = {"zl.verdict": report.verdict.value, **({"zl.failed": ", ".join(failed)} if failed else {})}
    client.log_batch(
        run_id,
        metrics=[Metric(name, value, now, 0) for name, value in _figures(report.findings).items()],
        tags=[RunTag(key, value) for key, value in tags.items()],
    )
    client.log_text(run_id, report.to_json(), "zl_expectations/report.json")
    client.log_text(run_id, report.to_html(), "zl_expectations/report.html")


def _figures(findings: Sequence[Finding]) -> dict[str, float]:
    """The numbers that stand for a whole expectation; those of each split and feature are in the report."""
    return {
        f"{finding.expectation}/{name}": float(value)
        for finding in findings
        for name, value in finding.observed.items()
        if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    }
