"""Findings as GitHub's workflow commands, which GitHub Actions shows on the run's page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zl_expectations.reporting.finding import Finding, note, title
from zl_expectations.reporting.text import printable


def as_annotations(findings: Sequence[Finding], fail_on: str) -> str:
    """A line for each finding that failed: an error where it keeps the gate shut, else a warning.

    Where nothing between splits was judged, one more says so.

    References
    ----------
    GitHub, Workflow commands for GitHub Actions: setting an error message, and how its text is escaped.

    Examples
    --------
    >>> one = Finding("expect_classes_to_not_be_skewed", "warning", False, True, ["y"], [], {}, "1 % of rows")
    >>> print(as_annotations([one], "critical"), end="")
    ::warning title=classes to not be skewed::1 %25 of rows
    """
    return "".join(f"{line}\n" for line in _lines(findings, fail_on))


def _lines(findings: Sequence[Finding], fail_on: str) -> Iterator[str]:
    for finding in findings:
        if not finding.success:
            level = "error" if finding.rejects(fail_on) or not finding.judged else "warning"
            message = " ".join(filter(None, [printable(finding.summary), printable(finding.next_step)]))
            yield f"::{level} title={_escaped(title(finding.expectation))}::{_escaped(message)}"
    if note(findings):
        yield f"::warning title=checks between splits::{_escaped(note(findings))}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
