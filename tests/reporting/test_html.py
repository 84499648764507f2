"""Findings as HTML."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

from zl_expectations.reporting.evidence import Evidence
from zl_expectations.reporting.finding import Finding, Verdict
from zl_expectations.reporting.html import as_html
from zl_expectations.reporting.pictures.losses import losses
from zl_expectations.reporting.report import Report

EVIL = "<script>alert(1)</script>"


def finding(**fields: Any) -> Finding:
    evidence = (Evidence(EVIL, [EVIL], [[EVIL], [None]], total=4),)
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


def report(*findings: Finding, verdict: Verdict = Verdict.REJECTED) -> Report:
    return Report(verdict, list(findings))


def test_every_value_is_escaped_and_every_tag_closed() -> None:
    html = as_html(report(finding(code=EVIL), finding(success=True), finding(judged=False)))
    tags = Tags()
    tags.feed(html)
    assert tags.open == []
    assert "script" not in tags.seen
    assert {"table", "details", "pre"} <= tags.seen
    assert "2 further lines not shown" in html


def test_nothing_comes_from_the_network_and_pictures_are_data() -> None:
    picture = losses(0.1, 0.2, 0.3)
    page = report(replace(finding(), evidence=[picture])).to_html()
    assert 'src="data:image/svg+xml;base64,' in page
    assert re.findall(r"""(?:src|href|url)\W{0,2}(?!data:)["'(]?(?:https?:)?//""", page) == []
    assert page.startswith("<!DOCTYPE html>")
    assert page.count("<style>") == 2


def test_what_failed_is_open_and_what_passed_is_shut() -> None:
    assert "<details open>" in as_html(report(finding()))
    assert "<details open>" not in as_html(report(finding(success=True), verdict=Verdict.PASSED))


def test_each_state_is_named() -> None:
    states = {
        "passed": finding(success=True),
        "warning": finding(severity="warning"),
        "not judged": finding(judged=False),
    }
    for state, one in states.items():
        assert f">{state}</span>" in as_html(report(one))
    assert ">Not judged: " in as_html(report(verdict=Verdict.NOT_JUDGED))


def test_what_to_do_stands_before_the_evidence() -> None:
    html = as_html(report(replace(finding(), next_step="Turn it off.", code="off()")))
    assert html.index("Turn it off.") < html.index("off()") < html.index("2 further lines")


def test_names_of_fields_in_what_to_do_stand_as_code() -> None:
    html = as_html(report(replace(finding(), next_step="Name it in `allow`, or `<b>`.")))
    assert "Name it in <code>allow</code>, or <code>&lt;b&gt;</code>." in html


def test_a_notebook_gets_the_style_with_the_fragment() -> None:
    assert "<style>" in report(finding())._repr_html_()
    assert "<style>" not in as_html(report(finding()), styled=False)
