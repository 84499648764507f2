"""From GX's validation results to findings and one verdict."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal, cast

from great_expectations.core import ExpectationSuiteValidationResult, ExpectationValidationResult
from great_expectations.expectations.metadata_types import FailureSeverity
from great_expectations.expectations.registry import get_expectation_impl

from zl_expectations.errors import BadInputError
from zl_expectations.expectations._base import Limit, TieredExpectation, exception_message
from zl_expectations.reporting.finding import Finding, Verdict

FailOn = Literal["critical", "warning"]
"""The lowest tier that stops a pipeline."""


def require_fail_on(fail_on: str) -> None:
    """Raise `BadInputError` unless `fail_on` names a tier."""
    if fail_on not in ("critical", "warning"):
        raise BadInputError(f"`fail_on` must be 'critical' or 'warning', got {fail_on!r}.")


def finding_of(result: ExpectationValidationResult) -> Finding:
    """One expectation's result as a finding; works for GX's own expectations too."""
    configuration = result.expectation_config
    kind = configuration.type if configuration is not None else "unknown"
    kwargs = configuration.kwargs if configuration is not None else {}
    severity = FailureSeverity(configuration.severity if configuration is not None else FailureSeverity.CRITICAL).value
    message = exception_message(result)
    columns = [kwargs["column"]] if "column" in kwargs else list(kwargs.get("column_list", []))
    if message is not None:
        return Finding(kind, severity, False, False, columns, [], {}, f"Could not judge: {message}")
    found = result.result or {}
    details = found.get("details") or {}
    implementation = get_expectation_impl(kind)
    if not (isinstance(implementation, type) and issubclass(implementation, TieredExpectation) and details):
        said = f"observed {found['observed_value']}" if "observed_value" in found else ""
        if "unexpected_percent" in found and found["unexpected_percent"] is not None:
            said = f"{found.get('unexpected_count')} unexpected values ({found['unexpected_percent']:.3g} %)"
        if not found:
            said = "The result format BOOLEAN_ONLY leaves the figures out."
        return Finding(kind, severity, bool(result.success), True, columns, [], dict(found), said)
    return Finding(
        expectation=kind,
        severity=severity,
        success=bool(result.success),
        judged=True,
        columns=details["columns"],
        splits=details["splits"],
        observed={key: value for key, value in found.items() if key != "details"} | dict(details),
        summary=implementation.summary(details),
        next_step="" if result.success else implementation.next_step(details),
        code="" if result.success else implementation.code(details),
        impact=implementation.impact_said(details),
        evidence=implementation.proofs(found),
    )


def findings_of(results: Iterable[ExpectationSuiteValidationResult | ExpectationValidationResult]) -> list[Finding]:
    """Every finding of a run, or of single expectations, the worst first.

    Of the tiers of one expectation that asks the same of the same batch, the worst that failed stands for both; where
    none failed, the most severe. A tier that was not judged stands for itself: the other cannot make up for it.
    """
    worst: dict[tuple[int, bool, str, str], Finding] = {}
    for batch, suite_result in enumerate(results):
        for result in getattr(suite_result, "results", [suite_result]):
            finding = finding_of(result)
            key = (batch, finding.judged, finding.expectation, _what(result))
            if key not in worst or finding.rank < worst[key].rank:
                worst[key] = finding
    return sorted(worst.values(), key=lambda finding: finding.rank)


def verdict_of(findings: Sequence[Finding], fail_on: str = "critical") -> Verdict:
    """The gate's verdict: nothing that failed at or above `fail_on`, and nothing that was not judged, may pass.

    Parameters
    ----------
    findings : sequence of Finding
    fail_on : {"critical", "warning"}
        The least severity whose failure rejects.
    """
    if any(one.rejects(fail_on) for one in findings):
        return Verdict.REJECTED
    if not findings or not all(one.judged for one in findings):
        return Verdict.NOT_JUDGED
    return Verdict.PASSED


def judged(results: Sequence[ExpectationSuiteValidationResult], fail_on: str) -> tuple[list[Finding], Verdict]:
    """The findings and the verdict of a checkpoint's run; one that evaluated nothing has judged nothing."""
    findings = findings_of(results)
    verdict = verdict_of(findings, fail_on)
    if verdict is Verdict.PASSED and not all(result.results for result in results):
        return findings, Verdict.NOT_JUDGED
    return findings, verdict


def _what(result: ExpectationValidationResult) -> str:
    """What an expectation looks at, its limits and tier aside: equal for the two tiers of one."""
    configuration = result.expectation_config
    if configuration is None:
        return ""
    implementation = get_expectation_impl(configuration.type)
    if isinstance(implementation, type) and issubclass(implementation, TieredExpectation):
        fields, limit = implementation.__fields__, cast(Any, Limit)
        looked_at = [name for name in implementation.success_keys if fields[name].outer_type_ != limit]
        return repr([configuration.kwargs.get(name) for name in (*looked_at, "row_condition")])
    return repr(sorted(configuration.kwargs.items(), key=lambda item: item[0]))
