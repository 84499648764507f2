"""The verdict in one sentence, the same on every page and in every message."""

from __future__ import annotations

import pytest

from zl_expectations.gates.halt_pipeline import rejection
from zl_expectations.reporting.finding import Finding, Verdict, headline


def failed(severity: str, *, ours: bool) -> Finding:
    return Finding("expect_something", severity, False, True, [], [], {"tier": severity} if ours else {}, "It is so.")


BETWEEN_SPLITS = Finding("expect_splits_to_be_ordered_in_time", "critical", True, True, [], [], {"tier": "none"}, "So.")
PASSED = Finding("expect_something", "critical", True, True, [], [], {"tier": "none"}, "It is not so.")


@pytest.mark.parametrize(
    ("verdict", "findings", "said"),
    [
        (Verdict.PASSED, [PASSED, BETWEEN_SPLITS], "Passed: nothing here lets"),
        (Verdict.PASSED, [PASSED], "Passed, but only as one table: no check between splits was made."),
        (Verdict.PASSED, [PASSED, failed("warning", ours=True)], "Passed with warnings: read"),
        (Verdict.REJECTED, [failed("critical", ours=True)], "Rejected: a model could reach"),
        (Verdict.REJECTED, [failed("critical", ours=False)], "Rejected: the data does not meet"),
        (Verdict.REJECTED, [failed("critical", ours=False), failed("warning", ours=True)], "Rejected: the data does"),
        (Verdict.REJECTED, [failed("critical", ours=False), failed("critical", ours=True)], "Rejected: a model could"),
        (Verdict.NOT_JUDGED, [], "Not judged: the gate stays shut."),
    ],
)
def test_the_headline_says_no_more_than_what_was_found(verdict: Verdict, findings: list[Finding], said: str) -> None:
    assert headline(verdict, findings).startswith(said)
    assert rejection(verdict, findings, "critical").startswith(f"Training data {said[0].lower()}{said[1:]}")
