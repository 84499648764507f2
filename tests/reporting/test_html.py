"""Findings as HTML."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from zl_expectations.reporting.evidence import Evidence
from zl_expectations.reporting.finding import Finding, Verdict
from zl_expectations.reporting.html import as_html

EVIL = "<script>alert(1)</script>"


def finding(**fields: Any) -> Finding:
    evidence = (Evidence(EVIL, [EVIL], [[EVIL], [None]], left_out=2),)
    known: dict[str, Any] = {"success": False, "judged": True, "severity": "critical", **fields}
    return Finding(
        "expect_x", columns=[EVIL], splits=[EVIL], observed={}, summary=EVIL, next_step=EVIL, evidence=evidence, **known
    )


class Tags(HTMLParser):
    """Which tags there are, and whether each is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.seen.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_every_value_is_escaped_and_every_tag_closed() -> None:
    html = as_html(Verdict.REJECTED, [finding(), finding(success=True), finding(judged=False)])
    tags = Tags()
    tags.feed(html)
    assert tags.open == []
    assert "script" not in tags.seen
    assert "table" in tags.seen
    assert "2 further rows not shown" in html


def test_nothing_comes_from_the_network() -> None:
    html = as_html(Verdict.REJECTED, [finding()])
    assert "http" not in html
    assert "src=" not in html


def test_what_failed_is_open_and_what_passed_is_shut() -> None:
    assert "<details open>" in as_html(Verdict.REJECTED, [finding()])
    assert "<details open>" not in as_html(Verdict.PASSED, [finding(success=True)])


def test_each_state_is_named() -> None:
    states = {
        "passed": finding(success=True),
        "warning": finding(severity="warning"),
        "not judged": finding(judged=False),
    }
    for state, one in states.items():
        assert f">{state}</strong>" in as_html(Verdict.REJECTED, [one])
    assert ">NOT JUDGED</strong>" in as_html(Verdict.NOT_JUDGED, [])
