"""Findings in a terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from zl_expectations.reporting.finding import Finding, Verdict
from zl_expectations.reporting.report import Report
from zl_expectations.reporting.terminal import as_text

SNAPSHOTS = Path(__file__).parent / "terminal"


def finding(summary: str = "all is well", success: bool = True, judged: bool = True, **fields: str) -> Finding:
    known: dict[str, Any] = {"severity": "critical", "next_step": "", **fields}
    return Finding(
        "expect_x_to_y", columns=[], splits=[], observed={}, success=success, judged=judged, summary=summary, **known
    )


def test_the_verdict_comes_first_with_how_many_passed() -> None:
    text = as_text(Verdict.REJECTED, [finding(), finding(success=False)])
    assert text.splitlines()[0] == "REJECTED: 2 checks, 1 passed"
    assert as_text(Verdict.NOT_JUDGED, []).startswith("NOT JUDGED: 0 checks, 0 passed")


def test_each_finding_has_its_state_its_check_and_what_was_found() -> None:
    findings = [finding("bad", success=False), finding("unsure", success=False, judged=False), finding("good")]
    rows = [" ".join(line.split()) for line in as_text(Verdict.REJECTED, findings).splitlines()]
    assert "critical x to y bad" in rows
    assert "not judged x to y unsure" in rows
    assert "passed x to y good" in rows


def test_what_to_do_stands_below_what_failed_only() -> None:
    assert "drop the column" in as_text(Verdict.REJECTED, [finding(success=False, next_step="drop the column")])
    assert "drop the column" not in as_text(Verdict.PASSED, [finding(next_step="drop the column")])


def test_values_that_look_like_markup_are_printed_as_they_are() -> None:
    assert "[bold]x[/bold] [/]" in as_text(Verdict.REJECTED, [finding("[bold]x[/bold] [/]", success=False)])


@pytest.mark.parametrize("width", [40, 80, 200])
def test_it_fits_the_terminal(width: int) -> None:
    text = as_text(Verdict.REJECTED, [finding("word " * 60, success=False, next_step="step " * 40)], width=width)
    assert max(map(len, text.splitlines())) <= width
    assert text.split().count("word") == 60, "nothing is cut off"


def test_the_data_docs_are_named() -> None:
    assert "Data Docs: docs" in as_text(Verdict.PASSED, [finding()], docs=Path("docs/index.html"))


def test_the_second_line_of_a_step_stands_below_the_words_of_its_first() -> None:
    text = as_text(Verdict.REJECTED, [finding(success=False, next_step="step " * 20)], width=60)
    steps = [line for line in text.splitlines() if "step" in line]
    assert [line[:3] for line in steps] == ["• s", "  s"]


@pytest.mark.parametrize("width", [80, 140])
@pytest.mark.parametrize("name", ["rejected", "passed", "not_judged"])
def test_a_report_is_printed_as_it_was_when_somebody_last_looked_at_it(name: str, width: int) -> None:
    """After a change that is meant, delete the text file: this writes it anew, to be looked at, and fails once."""
    report = Report.from_json((SNAPSHOTS / f"{name}.json").read_text(encoding="utf-8"))
    printed = as_text(report.verdict, report.findings, report.docs, width=width)
    text = "\n".join(map(str.rstrip, printed.splitlines())) + "\n"
    snapshot = SNAPSHOTS / f"{name}_{width}.txt"
    if not snapshot.exists():
        snapshot.write_text(text, encoding="utf-8")
        pytest.fail(f"{snapshot.name} was written anew: look at it, and commit it.")
    assert text == snapshot.read_text(encoding="utf-8")
