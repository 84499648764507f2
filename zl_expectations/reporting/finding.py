"""One finding and one verdict, as the terminal, HTML and JSON show them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from enum import Enum
from typing import Any

from zl_expectations.reporting.evidence import Proof

_ORDER = ("critical", "warning", "info")
# What stands in the type of an expectation that compares splits, or that is of a training run and not of its data.
_BETWEEN_SPLITS, _OF_A_RUN = ("_splits", "_on_train_only"), "training_loss_"
_NO_SPLITS = (
    "Note: no check between splits was made, so copies, groups and times on both sides were not looked for: there is no"
    " split column, and no table for each split."
)


class Verdict(str, Enum):
    """What the gate does: open, shut, or shut because nothing could be judged."""

    PASSED = "passed"
    REJECTED = "rejected"
    NOT_JUDGED = "not_judged"


@dataclass(frozen=True)
class Finding:
    """What one expectation found.

    Attributes
    ----------
    expectation : str
        The expectation's type, such as ``"expect_features_to_not_leak_target"``.
    severity : str
        ``"critical"``, ``"warning"`` or ``"info"``: the tier that failed, or that would have.
    success : bool
    judged : bool
        False where the expectation raised, so that nothing is known.
    columns, splits : sequence of str
        The columns and splits at fault.
    observed : dict
        Every figure, under the glossary's names.
    summary : str
        What was found, in one sentence; where nothing was judged, why.
    next_step : str
        What to do about it.
    code : str
        The lines to run for it, where there are any.
    impact : str
        What it buys a model, where that was measured.
    evidence : sequence of Evidence and Picture
    """

    expectation: str
    severity: str
    success: bool
    judged: bool
    columns: Sequence[str]
    splits: Sequence[str]
    observed: dict[str, Any]
    summary: str
    next_step: str = ""
    code: str = ""
    impact: str = ""
    evidence: Sequence[Proof] = field(default_factory=tuple)

    def rejects(self, fail_on: str) -> bool:
        """Whether it was judged, and failed at the severity `fail_on` or above."""
        return self.judged and not self.success and _ORDER.index(self.severity) <= _ORDER.index(fail_on)

    @property
    def rank(self) -> tuple[bool, bool, int]:
        """Where it stands among others: what failed first, then what was not judged, the most severe first."""
        return (self.success, not self.judged, _ORDER.index(self.severity))

    def to_dict(self) -> dict[str, Any]:
        """The finding as it stands in the JSON report."""
        kept = asdict(self)
        del kept["evidence"]
        return kept


def headline(verdict: Verdict, findings: Sequence[Finding]) -> str:
    """The verdict in one sentence.

    Examples
    --------
    >>> rows = Finding("expect_table_row_count_to_equal", "critical", False, True, [], [], {}, "")
    >>> headline(Verdict.REJECTED, [rows])
    "Rejected: the data does not meet the suite's expectations."
    """
    failed = sorted((one for one in findings if one.judged and not one.success), key=lambda one: one.rank)
    if verdict is Verdict.NOT_JUDGED:
        return "Not judged: the gate stays shut."
    if verdict is Verdict.PASSED:
        if failed:
            return "Passed with warnings: read what they say before you train."
        if note(findings):
            return "Passed, but only as one table: no check between splits was made."
        return "Passed: nothing here lets a model reach an artificially perfect loss."
    if any("tier" in one.observed for one in failed if one.severity == failed[0].severity):
        return "Rejected: a model could reach an artificially perfect loss on this data."
    return "Rejected: the data does not meet the suite's expectations."


def compare_splits(expectations: Iterable[str]) -> bool:
    """Whether some of these expectations, by type, look at what lies between splits.

    Examples
    --------
    >>> compare_splits(["expect_classes_to_not_be_skewed", "expect_splits_to_be_ordered_in_time"])
    True
    """
    return any(words in one for one in expectations for words in _BETWEEN_SPLITS)


def note(findings: Sequence[Finding]) -> str:
    """What no verdict on these findings covers, in one sentence: what lies between splits, where none were compared."""
    ours = [one.expectation for one in findings if "tier" in one.observed and _OF_A_RUN not in one.expectation]
    return "" if not ours or compare_splits(one.expectation for one in findings) else _NO_SPLITS


def title(expectation: str) -> str:
    """An expectation's type in words.

    Examples
    --------
    >>> title("expect_features_to_not_leak_target")
    'features to not leak target'
    """
    return expectation.removeprefix("expect_").replace("_", " ")
