"""What is said of features that give the target away."""

from __future__ import annotations

from typing import Any

import pytest

from zl_expectations.reporting import leaks
from zl_expectations.reporting.evidence import Evidence
from zl_expectations.reporting.leaks import Leak

VALUE = {"value": "refund", "class": "yes", "class_rows": 9, "rows": 9, "lower_bound": 0.96}
MEAN = {"mean_of": "yes", "mean_over": "train", "mean_scale": None, "mean_by": None, "rows_a_group": 3.2}
FIGURES: dict[Leak, tuple[dict[str, Any], str]] = {
    Leak.LOOKS_AHEAD: (
        {"tier": "critical", "looks_ahead": {"own_row": False, "rows_later": [1]}},
        "x is y of 1 row later",
    ),
    Leak.CODE: ({"tier": "critical", "names_class_with_others": True}, "x name the class together"),
    Leak.MEAN: ({"tier": "warning", **MEAN}, "x is the share of y yes over the rows of train that have its value"),
    Leak.COURSE: ({"tier": "warning", "changes_explained": 0.02}, "x (AUC 0.9) follows its course in time"),
    Leak.ALONE: ({"tier": "critical"}, "x (AUC 0.9) predicts the target alone"),
    Leak.COPY: (
        {"tier": "warning", "is_noisy_copy": True, "copied_rows": [9, 9]},
        "x (AUC 0.9) agrees with it like a noisy copy (x in 9 of the 9 rows where it says anything)",
    ),
    Leak.BANDS: ({"tier": "warning", "cuts_into_bands": True}, "x (AUC 0.9) cuts it into bands"),
    Leak.SOMEWHERE: ({"tier": "warning", "present_score": 0.99}, "x predicts it where it is present (AUC 0.99)"),
    Leak.VALUES: ({"tier": "warning", "deciding_values": [VALUE]}, "where x is refund, the target is yes in 9 of 9"),
    Leak.CLOSE: ({"tier": "warning"}, "x (AUC 0.9) comes close"),
    Leak.CANNOT_TELL: ({"tier": "cannot_tell"}, "x (AUC 0.9) may, but this size cannot tell"),
}


def details_of(*features: dict[str, Any]) -> dict[str, Any]:
    """The details of a result about these features."""
    figures = {"score": 0.9, "lower_bound": 0.8, "best_class": "yes", "best_class_score": 0.9, "explained": 0.5}
    judged = {"feature": "x", "columns": ["x"], "missing_score": None, "deciding_values": [], "rows": 40, **figures}
    return {
        "target": "y",
        "columns": ["x"],
        "task": "classification",
        "score": "AUC",
        "limits": {"warning": 0.925, "critical": 0.9875},
        "classes": ["no", "yes"],
        "distributions": {},
        "features_judged": len(features),
        "features": [{**judged, "allowed": False, **one} for one in features],
        "constant": [],
        "nearly_constant": [],
    }


def verdicts(details: dict[str, Any]) -> list[Any]:
    ranking = leaks.evidence(details)[1]
    assert isinstance(ranking, Evidence)
    return [row[-1] for row in ranking.rows]


@pytest.mark.parametrize("leak", Leak)
def test_the_sentence_and_the_table_say_the_same_of_every_leak(leak: Leak) -> None:
    figures, said = FIGURES[leak]
    details = details_of(figures)
    assert leaks.leaks_of(details["features"][0]) == [leak]
    assert leaks.summary(details).startswith(f"Of 1 feature, {said}")
    assert verdicts(details)[0].startswith(leak.value)


@pytest.mark.parametrize("leak", Leak)
def test_what_is_allowed_is_at_fault_in_neither(leak: Leak) -> None:
    details = details_of({**FIGURES[leak][0], "allowed": True})
    assert leaks.at_fault(details["features"]) == []
    assert leaks.summary(details) == "None of 1 feature but x, as `allow` says, predicts the target alone."
    assert verdicts(details)[0].endswith(" (allowed)")


def test_of_several_leaks_the_table_names_the_first_and_the_sentence_all() -> None:
    details = details_of({**FIGURES[Leak.COPY][0], **FIGURES[Leak.SOMEWHERE][0]})
    assert verdicts(details) == ["a noisy copy of the target"]
    assert "agrees with it like a noisy copy" in leaks.summary(details)
    assert "predicts it where it is present" in leaks.summary(details)


def test_what_to_do_is_told_of_a_sort_of_leak_where_all_at_fault_are_of_it() -> None:
    mean, ahead = FIGURES[Leak.MEAN][0], FIGURES[Leak.LOOKS_AHEAD][0]
    assert leaks.next_step(details_of(mean, mean)).startswith("Encode x and x from train alone")
    assert leaks.next_step(details_of(ahead)).startswith("Make x of earlier rows only")
    course = FIGURES[Leak.COURSE][0]
    assert leaks.next_step(details_of(course)).startswith("If x is known when y is predicted, as its own past is,")
    assert leaks.next_step(details_of(mean, ahead)).startswith("Ask when the value of x is known.")
