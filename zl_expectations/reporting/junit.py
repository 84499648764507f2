"""Findings as JUnit XML, which build servers show as tests."""

from __future__ import annotations

from collections.abc import Sequence

from zl_expectations.reporting.finding import Finding, note, title
from zl_expectations.reporting.text import printable


def as_junit(findings: Sequence[Finding], fail_on: str) -> str:
    """A test case for each finding: a failure where it rejects, an error where nothing could be judged.

    Where nothing between splits was judged, one more is skipped, which says so.

    Parameters
    ----------
    findings : sequence of Finding
    fail_on : {"critical", "warning"}
        The least severity that rejects; what failed below it is told in the test's output.

    Returns
    -------
    str
        A JUnit XML document.

    Examples
    --------
    >>> one = Finding("expect_classes_to_not_be_skewed", "warning", False, True, ["y"], [], {}, "1 in 40.")
    >>> "<failure" in as_junit([one], "critical"), "<failure" in as_junit([one], "warning")
    (False, True)
    """
    from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite

    suite = TestSuite("zl_expectations")
    for finding in findings:
        case = TestCase(title(finding.expectation), classname=f"zl_expectations.{finding.expectation}")
        summary, step = printable(finding.summary), printable(finding.next_step)
        if not finding.judged:
            case.result = [Error(summary, "not_judged")]
        elif finding.rejects(fail_on):
            failure = Failure(summary, finding.severity)
            failure.text = step
            case.result = [failure]
        else:
            case.system_out = summary if finding.success else f"{finding.severity}: {summary} {step}".strip()
        suite.add_testcase(case)
    if note(findings):
        case = TestCase("checks between splits", classname="zl_expectations")
        case.result = [Skipped(note(findings))]
        suite.add_testcase(case)
    document = JUnitXml("zl_expectations")
    document.add_testsuite(suite)
    document.update_statistics()
    text: bytes = document.tostring()
    return text.decode()
