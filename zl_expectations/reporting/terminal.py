"""Findings in a terminal: the verdict first, then a table sorted by severity, then what to do."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from rich import box
from rich.console import Console, Group
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from zl_expectations.reporting.evidence import count
from zl_expectations.reporting.finding import Finding, Verdict, note, title
from zl_expectations.reporting.text import printable

_VERDICTS = {
    Verdict.PASSED: ("bold green", "PASSED"),
    Verdict.REJECTED: ("bold red", "REJECTED"),
    Verdict.NOT_JUDGED: ("bold magenta", "NOT JUDGED"),
}
_SEVERITIES = {"critical": "bold red", "warning": "yellow", "info": "cyan"}


def renderable(verdict: Verdict, findings: Sequence[Finding], docs: Path | None = None) -> Group:
    """The report as something that Rich prints."""
    style, word = _VERDICTS[verdict]
    failed = [one for one in findings if not one.success]
    head = Text.assemble((word, style), f": {count(len(findings), 'check')}, {len(findings) - len(failed)} passed")
    table = Table(box=box.SIMPLE, header_style="bold", expand=True, pad_edge=False)
    table.add_column("severity", no_wrap=True)
    table.add_column("check", ratio=2, overflow="fold")
    table.add_column("found", ratio=5, overflow="fold")
    for one in findings:
        state = Text("passed", "green") if one.success else Text(one.severity, _SEVERITIES[one.severity])
        if not one.judged:
            state = Text("not judged", "bold magenta")
        table.add_row(state, Text(title(one.expectation)), _found(one))
    noted = [Text(note(findings), "yellow", overflow="fold")] if note(findings) else []
    parts: list[object] = [head, *noted, table]
    steps = [one for one in failed if one.next_step]
    if steps:
        parts.append(Rule("What to do", align="left", style="dim"))
        bullets = Table.grid(padding=(0, 1))
        for one in steps:
            bullets.add_row(Text("•", "bold"), Text(printable(one.next_step), overflow="fold"))
            if one.code:
                lines = map(printable, filter(None, one.code.splitlines()))
                bullets.add_row("", Padding(Text("\n".join(lines), "cyan", overflow="fold"), (0, 0, 0, 2)))
        parts.append(bullets)
    if docs is not None:
        parts.append(Text(f"Data Docs: {docs}", "dim"))
    return Group(*parts)  # type: ignore[arg-type]


def _found(finding: Finding) -> Text:
    """What was found, and below it what it buys."""
    impact = [Text(f"What it buys: {printable(finding.impact)}")] if finding.impact else []
    return Text("\n").join([Text(printable(finding.summary)), *impact])


def as_text(verdict: Verdict, findings: Sequence[Finding], docs: Path | None = None, width: int = 100) -> str:
    """The report as plain text."""
    console = Console(file=io.StringIO(), width=width, no_color=True, force_terminal=False)
    console.print(renderable(verdict, findings, docs))
    return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]
