"""What was found in each fold of a cross-validation, as one finding for each expectation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from zl_expectations.reporting.evidence import Evidence, count
from zl_expectations.reporting.finding import Finding

_LESS_IS_WORSE = ("expect_classes_to_not_be_skewed",)


def gathered(folds: Sequence[Sequence[Finding]]) -> list[Finding]:
    """One finding for each expectation: the worst fold's, with the folds at fault and the figure of every fold.

    Parameters
    ----------
    folds : sequence of sequence of Finding
        What was found in each fold. A fold in which an expectation could not judge is a finding of its own: other folds
        cannot make up for it.

    Examples
    --------
    >>> fine = Finding("expect_x", "critical", True, True, [], [], {"observed_value": 0.0}, "0 rows are shared.")
    >>> bad = Finding("expect_x", "critical", False, True, [], [], {"observed_value": 0.5}, "9 rows are shared.")
    >>> [one] = gathered([[fine], [bad], [fine]])
    >>> one.success, one.splits, one.summary
    (False, ['fold 2'], 'In 1 of 3 folds, at worst in fold 2: 9 rows are shared.')
    """
    by_question: dict[Any, dict[int, Finding]] = defaultdict(dict)
    for number, found in enumerate(folds, start=1):
        for one in found:
            by_question[one.expectation, one.judged, str(one.observed.get("group_columns"))][number] = one
    return [_one(found, len(folds)) for found in by_question.values()]


def _one(found: dict[int, Finding], folds: int) -> Finding:
    order = sorted(found, key=lambda fold: (found[fold].rank, -_badness(found[fold])))
    number, worst = order[0], found[order[0]]
    at_fault = [fold for fold, one in found.items() if not one.success]
    words = f"In {len(at_fault)} of {count(folds, 'fold')}, at worst in fold {number}: {worst.summary}"
    if not at_fault:
        words = f"None of {count(folds, 'fold')} fails; the nearest to it is fold {number}: {worst.summary}"
    by_fold = [
        {
            "fold": fold,
            "severity": one.severity,
            "success": one.success,
            "observed_value": one.observed.get("observed_value"),
        }
        for fold, one in found.items()
    ]
    table = Evidence(
        "Each fold",
        ["fold", "result", "found"],
        [[fold, _state(found[fold]), found[fold].summary] for fold in order],
    )
    return replace(
        worst,
        columns=list(dict.fromkeys(name for fold in (number, *at_fault) for name in found[fold].columns)),
        splits=[f"fold {fold}" for fold in at_fault],
        observed={**worst.observed, "folds": folds, "worst_fold": number, "by_fold": by_fold},
        summary=words,
        code="",  # it speaks of frames called train and test
        evidence=[table, *worst.evidence],
    )


def _badness(finding: Finding) -> float:
    figure = float(finding.observed.get("observed_value") or 0.0)
    return -figure if finding.expectation in _LESS_IS_WORSE else figure


def _state(finding: Finding) -> str:
    if not finding.judged:
        return "not judged"
    return "passed" if finding.success else finding.severity
