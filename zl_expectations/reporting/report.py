"""A verdict and its findings, in every form that people and programs read."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from zl_expectations.errors import BadInputError
from zl_expectations.reporting.finding import Finding, Verdict, headline, note


@dataclass(frozen=True, repr=False)
class Report:
    """What was found; prints as a table, and shows as HTML in a notebook.

    Attributes
    ----------
    verdict : Verdict
    findings : sequence of Finding
        One for each expectation, the worst first.
    fail_on : {"critical", "warning"}
        The least severity whose failure rejected.
    docs : Path or None
        The start page of the Data Docs, where they were built.
    """

    verdict: Verdict
    findings: Sequence[Finding]
    fail_on: str = "critical"
    docs: Path | None = None

    @property
    def note(self) -> str:
        """What the verdict does not cover, in one sentence; empty where there is nothing to say."""
        return note(self.findings)

    @classmethod
    def not_judged(cls, why: str) -> Report:
        """The report of a check that ended before it judged anything."""
        return cls(Verdict.NOT_JUDGED, [Finding("check", "critical", False, False, [], [], {}, why)])

    @classmethod
    def from_json(cls, text: str) -> Report:
        """Read a report that `to_json` wrote; the evidence is not in it.

        Raises
        ------
        BadInputError
            When the text is no such report, or only a part of one.
        """
        try:
            read = json.loads(text)
            names = {field.name for field in fields(Finding)}
            findings = [Finding(**{key: one[key] for key in one if key in names}) for one in read["findings"]]
            docs = read.get("docs")
            return cls(
                Verdict(read["verdict"]), findings, read.get("fail_on", "critical"), Path(docs) if docs else None
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadInputError(
                "The report must be JSON as `zl check --json` writes it, got something else or a part of it "
                f"({type(error).__name__}: {error}).",
                from_data=[str(error)],
            ) from error

    def to_dict(self) -> dict[str, Any]:
        """The JSON report: the verdict and the findings."""
        return {
            "verdict": self.verdict.value,
            "fail_on": self.fail_on,
            "docs": str(self.docs) if self.docs else None,
            "findings": [finding.to_dict() for finding in self.findings],
        }

    def to_json(self, indent: int | None = 2) -> str:
        """The JSON report as text; dates and decimals are written as text, NaN and infinity as null."""
        return json.dumps(for_json(self.to_dict()), indent=indent, ensure_ascii=False, allow_nan=False)

    def to_junit(self) -> str:
        """The findings as JUnit XML, a test case each."""
        from zl_expectations.reporting.junit import as_junit

        return as_junit(self.findings, self.fail_on)

    def to_html(self) -> str:
        """The report as one self-contained page: no scripts, no network."""
        from zl_expectations.reporting.html import as_page

        return as_page(self)

    def __str__(self) -> str:
        from zl_expectations.reporting.terminal import as_text

        return as_text(self.verdict, self.findings, self.docs)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {headline(self.verdict, self.findings)}>"

    def _repr_html_(self) -> str:
        from zl_expectations.reporting.html import as_html

        return as_html(self)


def for_json(value: Any) -> Any:
    """What JSON can hold, and nothing that it cannot."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, Mapping):
        return {str(key): for_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset | np.ndarray):
        return [for_json(item) for item in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if value is None or isinstance(value, bool | int | str) else str(value)
