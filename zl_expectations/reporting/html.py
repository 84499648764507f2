"""A report as HTML, for a notebook, Data Docs and as a file of its own: no scripts, no network, every value escaped."""

from __future__ import annotations

import re
from functools import cache
from html import escape
from importlib.resources import files

from zl_expectations.reporting.evidence import Evidence, Proof
from zl_expectations.reporting.finding import Finding, headline, title
from zl_expectations.reporting.pictures.picture import Picture
from zl_expectations.reporting.report import Report
from zl_expectations.reporting.text import printable


def as_page(report: Report) -> str:
    """The report as one self-contained page."""
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(headline(report.verdict, report.findings).partition(':')[0])}: training data</title>"
        "<style>body { margin: 0; } main { max-width: 70em; margin: 0 auto; padding: 1em; }</style></head>"
        f'<body class="zl">{style()}<main>{as_html(report, styled=False)}</main></body></html>\n'
    )


def as_html(report: Report, *, styled: bool = True) -> str:
    """The report as a fragment of a page.

    Parameters
    ----------
    report : Report
    styled : bool
        Bring the style along, as a notebook needs it; otherwise the page around it has it.
    """
    verdict = report.verdict.value
    head = escape(headline(report.verdict, report.findings))
    note = [f'<p class="step">{_text(report.note)}</p>'] if report.note else []
    parts = [f'<h1 class="verdict {verdict}">{head}</h1>', *note, _summary(report)]
    parts += [_finding(one) for one in report.findings]
    return f'{style() if styled else ""}<div class="zl">{"".join(parts)}</div>'


@cache
def style() -> str:
    """The style that the report needs, as an element."""
    return f"<style>{files('zl_expectations.reporting').joinpath('style.css').read_text(encoding='utf-8')}</style>"


def _summary(report: Report) -> str:
    rows = "".join(
        f"<tr><td>{_state(one)}</td><td>{_text(title(one.expectation))}</td>"
        f"<td>{_text(one.summary)}{_impact(one)}{_step(one)}</td></tr>"
        for one in report.findings
    )
    head = "<tr><th>severity</th><th>check</th><th>found</th></tr>"
    table = f'<table class="summary"><thead>{head}</thead><tbody>{rows}</tbody></table>'
    return f'<div class="scroll" tabindex="0">{table}</div>'


def _finding(finding: Finding) -> str:
    if not finding.evidence:
        return ""
    opened = "" if finding.success else " open"
    head = f"<summary>{_state(finding)} <strong>{escape(title(finding.expectation))}</strong></summary>"
    code = f'<p class="title">What to do, as code</p><pre><code>{escape(finding.code)}</code></pre>'
    proofs = "".join(f'<div class="proof">{_proof(one)}</div>' for one in finding.evidence)
    return f'<details{opened}>{head}{code if finding.code else ""}<div class="proofs">{proofs}</div></details>'


def _text(text: str) -> str:
    return escape(printable(text))


def _state(finding: Finding) -> str:
    state = "passed" if finding.success else finding.severity if finding.judged else "not_judged"
    return f'<span class="severity {state}">{state.replace("_", " ")}</span>'


def _impact(finding: Finding) -> str:
    if not finding.impact:
        return ""
    return f'<p class="impact"><strong>What it buys.</strong> {_text(finding.impact)}</p>'


def _step(finding: Finding) -> str:
    if not finding.next_step:
        return ""
    step = re.sub("`([^`]+)`", r"<code>\1</code>", _text(finding.next_step))
    return f'<p class="step"><strong>What to do.</strong> {step}</p>'


def _proof(proof: Proof) -> str:
    return _picture(proof) if isinstance(proof, Picture) else _table(proof)


def _picture(picture: Picture) -> str:
    image = f'<img src="{picture.data_uri}" alt="{_text(picture.alt)}">'
    return f'<figure tabindex="0"><figcaption>{_text(picture.title)}</figcaption>{image}</figure>'


def _table(evidence: Evidence) -> str:
    head = "".join(f"<th>{_text(name)}</th>" for name in evidence.heads)
    rows = "".join("<tr>" + "".join(f"<td>{_text(cell)}</td>" for cell in row) + "</tr>" for row in evidence.cells)
    more = "".join(f'<p class="quiet">{_text(one)}</p>' for one in (evidence.not_shown, evidence.meanings) if one)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return f'<p class="title">{_text(evidence.title)}</p><div class="scroll evidence" tabindex="0">{table}</div>{more}'
