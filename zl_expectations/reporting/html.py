"""Findings as HTML for a notebook: no scripts, nothing from the network, every value escaped."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from zl_expectations.reporting.evidence import Evidence, count, shown
from zl_expectations.reporting.finding import Finding, Verdict
from zl_expectations.reporting.terminal import title

_COLOURS = {
    "passed": "#1a7f37",
    "rejected": "#b42318",
    "not_judged": "#8a2be2",
    "critical": "#b42318",
    "warning": "#9a6700",
    "info": "#0969da",
}


def as_html(verdict: Verdict, findings: Sequence[Finding]) -> str:
    """The report as one HTML fragment."""
    parts = [
        f'<div style="font-family:sans-serif"><p><strong style="color:{_COLOURS[verdict.value]}">'
        f"{escape(verdict.value.replace('_', ' ').upper())}</strong></p>"
    ]
    parts += [_finding(one) for one in findings]
    return "".join(parts) + "</div>"


def _finding(finding: Finding) -> str:
    state = "passed" if finding.success else finding.severity if finding.judged else "not_judged"
    opened = " open" if not finding.success else ""
    head = (
        f'<details{opened}><summary><strong style="color:{_COLOURS[state]}">{state.replace("_", " ")}</strong> '
        f"{escape(title(finding.expectation))}: {escape(finding.summary)}</summary>"
    )
    step = f"<p>{escape(finding.next_step)}</p>" if finding.next_step else ""
    return head + step + "".join(map(_evidence, finding.evidence)) + "</details>"


def _evidence(evidence: Evidence) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in evidence.header)
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(shown(cell))}</td>" for cell in row) + "</tr>" for row in evidence.rows
    )
    more = f"<p>{count(evidence.left_out, 'further row')} not shown.</p>" if evidence.left_out else ""
    return f"<p>{escape(evidence.title)}</p><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{more}"
