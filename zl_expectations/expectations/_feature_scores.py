"""What the values of one feature say about the target: its scores and its tier, under the names that results have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from zl_expectations.counting.derived import DerivedCounts
from zl_expectations.counting.questions import FeatureClasses
from zl_expectations.counting.scales import ScaleCounts
from zl_expectations.expectations._base import tier_of
from zl_expectations.metrics.class_counts import class_counts
from zl_expectations.statistics import leakage
from zl_expectations.statistics.copies import agreement
from zl_expectations.statistics.neighbours import score_by_neighbours, score_quantity_by_neighbours, stands_out
from zl_expectations.statistics.quantities import copied_in_some_rows, cuts_into_bands
from zl_expectations.statistics.tier import Tier

ALPHA = 0.05

Limits = Callable[[str], float]
"""A limit's number, by the name of the expectation's field."""


def score_of(one: DerivedCounts, found: FeatureClasses, limit: Limits) -> dict[str, Any]:
    """Score what is made of columns, or a column itself, and judge it by that.

    Parameters
    ----------
    one : DerivedCounts
        Its values against the classes of `found`.
    found : FeatureClasses
        All that is judged together.
    limit : callable
        As `Limits`.
    """
    score = _against_quantity if found.classes.is_quantity else _against_classes
    return score(one, found, limit)


def _against_classes(one: DerivedCounts, found: FeatureClasses, limit: Limits) -> dict[str, Any]:
    counts, together = class_counts(one.counts), _looked_at(one, found)
    score = leakage.score_feature(counts, features=together)
    tier = leakage.judge_feature(
        score,
        critical_auc=limit("critical_auc"),
        critical_lower=limit("critical_lower_bound"),
        warning_lower=limit("warning_lower_bound"),
        features=together,
    )
    copied = agreement(counts, in_bins=one.counts.in_bins, features=together, alpha=ALPHA)
    agrees = copied is not None and copied.is_copy(limit("copy_lower_bound"))
    is_copy = agrees and tier in (Tier.NONE, Tier.WARNING)
    partly = {}
    if tier is Tier.NONE and not is_copy:
        partly = _score_partly(lambda part: _telling_auc(part, together, limit("critical_auc")), counts)
    return {
        "tier": (Tier.WARNING if is_copy or partly else tier).word,
        "copy_lower_bound": None if copied is None else copied.lower_bound,
        "copied_rows": None if copied is None else [copied.agreeing, copied.rows],
        "is_noisy_copy": is_copy,
        "present_score": partly.get("present"),
        "unusual_score": partly.get("unusual"),
        "deciding_values": [],
        "score": score.auc,
        "worst_class_score": score.worst_class_auc,
        "lower_bound": score.auc_lower,
        "best_class": found.classes.names[score.best_class],
        "best_class_score": score.best_class_auc,
        "best_class_lower_bound": score.best_class_auc_lower,
        "explained": score.explained,
        "missing_score": score.missing_auc,
        "rows": score.rows,
    }


def _against_quantity(one: DerivedCounts, found: FeatureClasses, limit: Limits) -> dict[str, Any]:
    counts = class_counts(one.counts)
    score = leakage.score_regression_feature(counts)
    tier = leakage.judge_regression_feature(score, critical_r2=limit("critical_r2"))
    partly, copied, in_bands = {}, None, False
    if tier is Tier.NONE:
        partly = _score_partly(lambda part: _telling_r2(part, limit("critical_r2")), counts)
        in_bands = cuts_into_bands(counts, leakage.score_regression_where_present(counts) or score)
        copied = copied_in_some_rows(counts, score, features=_looked_at(one, found), alpha=ALPHA)
    return {
        "tier": (Tier.WARNING if partly or in_bands or copied else tier).word,
        "copied_rows": copied,
        "is_noisy_copy": copied is not None and not in_bands,
        "cuts_into_bands": in_bands,
        "present_score": partly.get("present"),
        "unusual_score": partly.get("unusual"),
        "deciding_values": [],
        "score": score.r2,
        "rows": score.rows,
        "missing_score": None,
    }


def _looked_at(one: DerivedCounts, found: FeatureClasses) -> int:
    """How many are judged together, those that this one was chosen from among them."""
    return len(found.features) + len(found.derived) + one.looked_at - 1


def _score_partly(
    score: Callable[[leakage.ClassCounts], float | None], counts: leakage.ClassCounts
) -> dict[str, float]:
    """What a feature says in the rows where it is there, or else in those where it has another value than usual."""
    for where, part in (("present", counts), ("unusual", leakage.without_usual(counts))):
        if part is not None and (found := score(part)) is not None:
            return {where: found}
    return {}


def _telling_auc(part: leakage.ClassCounts, together: int, critical: float) -> float | None:
    """The score of a feature in the rows where it is not missing, if it gives every class away there."""
    score = leakage.score_where_present(part, features=together)
    tells = score is not None and leakage.tells_where_present(score, critical_auc=critical, features=2 * together)
    return score.auc if score is not None and tells else None


def _telling_r2(part: leakage.ClassCounts, critical: float) -> float | None:
    """The same beside a quantity."""
    score = leakage.score_regression_where_present(part)
    tells = score is not None and leakage.judge_regression_feature(score, critical_r2=critical) >= Tier.WARNING
    return score.r2 if score is not None and tells else None


def read_closely(one: dict[str, Any], scale: ScaleCounts, found: FeatureClasses, limit: Limits) -> None:
    """A scale that bins blur, and that tells the target value by value, is worth a warning."""
    if tier_of(one) is not Tier.NONE:
        return
    if found.classes.is_quantity:
        told = _quantity_by_value(scale, limit("critical_r2"))
    else:
        told = _classes_by_value(one, scale, limit("warning_lower_bound"))
    if told:
        one |= {"tier": Tier.WARNING.word, **told}


def _classes_by_value(one: dict[str, Any], scale: ScaleCounts, proven: float) -> dict[str, float]:
    """The score of a scale that is proven to tell every class apart."""
    score, lower = score_by_neighbours(scale.steps, scale.missing)
    tells = lower >= proven and stands_out(score, min(one["score"], one["worst_class_score"]))
    return {"score": score, "lower_bound": lower} if tells else {}


def _quantity_by_value(scale: ScaleCounts, critical: float) -> dict[str, float]:
    """The score of a scale that gives a quantity away, in all rows or where it is present."""

    def gives_away(score: leakage.RegressionScore) -> bool:
        return leakage.judge_regression_feature(score, critical_r2=critical) is Tier.CRITICAL

    whole = score_quantity_by_neighbours(scale.steps, scale.missing)
    if gives_away(whole):
        return {"score": whole.r2}
    if scale.missing.any() and np.count_nonzero(scale.steps.sum(axis=0)) > 1:
        present = score_quantity_by_neighbours(scale.steps, np.zeros_like(scale.missing))
        if gives_away(present):
            return {"present_score": present.r2}
    return {}
