"""From all counts of features to what each of them is judged to be, under the names that results have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from zl_expectations.counting.classes import TargetClasses
from zl_expectations.counting.derived import DerivedCounts
from zl_expectations.counting.features import FeatureCounts
from zl_expectations.counting.means_by_value import MeansByValue
from zl_expectations.counting.means_of_others import MeansOfOthers
from zl_expectations.counting.questions import FeatureClasses
from zl_expectations.counting.target_means import TargetMeans
from zl_expectations.expectations._base import tier_of
from zl_expectations.expectations._feature_scores import ALPHA, Limits, read_closely, score_of
from zl_expectations.metrics.class_counts import class_counts
from zl_expectations.metrics.deciding_values import DecidingValue
from zl_expectations.metrics.look_ahead import RowsInTime
from zl_expectations.reporting.evidence import as_is, percent, shown
from zl_expectations.statistics.class_codes import features_that_code
from zl_expectations.statistics.distribution import group_values
from zl_expectations.statistics.look_ahead import LookAhead
from zl_expectations.statistics.mean_scales import mean_scale
from zl_expectations.statistics.target_means import judge_means_of_others, judge_target_means, rows_a_group
from zl_expectations.statistics.tier import Tier

FEWEST_ROWS = 20
COPIES_CHANGES = 0.9


def judge_features(
    counts: Mapping[str, Any], found: FeatureClasses, limit: Limits, allowed: set[str], time_column: str | None
) -> list[dict[str, Any]]:
    """Judge every feature, and the parts and pairs that give more away than the whole; the worst come first.

    Parameters
    ----------
    counts : mapping
        The metrics that `ExpectFeaturesToNotLeakTarget` asks for, by name.
    found : FeatureClasses
        The features, their parts and the pairs.
    limit : callable
        As `Limits`.
    allowed : set of str
        What may be as good as it is.
    time_column : str or None
        What the rows are in the order of.

    Returns
    -------
    list of dict
        Of each its figures, its ``tier``, and what else tells the target; see `zl_expectations.reporting.leaks`.
    """
    judged = {
        name: {"feature": name, "columns": list(one.columns), "pieces": list(one.pieces), **score_of(one, found, limit)}
        for name, one in _vectors(found)
    }
    if (rows := counts["zl.rows_in_time"]) is not None:
        for one in judged.values():
            _hold_against_changes(one, rows, time_column)
    for name, scale in counts["zl.promising_scales"].items():
        read_closely(judged[name], scale, found, limit)
    for name, values in counts["zl.deciding_values"].items():
        _add_values(judged[name], values, found.classes)
    for name, means in counts["zl.target_means"].items():
        _add_means(judged[name], means, found)
    for name, by_value in counts["zl.means_by_value"].items():
        _add_scaled_means(judged[name], by_value, found)
    for name, others in counts["zl.means_of_others"].items():
        _add_means_of_others(judged[name], others, found)
    for name, ahead in counts["zl.look_ahead"].items():
        _add_ahead(judged[name], ahead)
    for name in _codes(judged, found, limit, allowed):
        judged[name] |= {"tier": Tier.CRITICAL.word, "names_class_with_others": True}
    shown = [*(judged[name] for name in found.features), *_what_parts_add(judged, found)]
    for one in shown:
        one["allowed"] = one["feature"] in allowed or set(one["columns"]) <= allowed
    return sorted(shown, key=lambda one: (-tier_of(one), -one["score"], one["feature"]))


def _hold_against_changes(one: dict[str, Any], rows: RowsInTime, time_column: str | None) -> None:
    """What tells a quantity's course in time, and not its changes, is no proof: its own past does so, and the date."""
    if tier_of(one) is not Tier.CRITICAL:
        return
    numbers = [name for name in one["columns"] if name != time_column]
    explained = rows.changes_explained(numbers) if numbers else 0.0
    if explained is not None and explained < COPIES_CHANGES:
        one |= {"tier": Tier.WARNING.word, "changes_explained": explained}


def _vectors(found: FeatureClasses) -> Iterator[tuple[str, DerivedCounts]]:
    """Everything to judge: its name, the columns that it is made of, and its counts."""
    for name, vectors in found.features.items():
        yield name, DerivedCounts((name,), vectors)
    yield from found.derived.items()


def _is_found(one: dict[str, Any], tier: Tier, **why: Any) -> None:
    """A feature is this bad, and for this reason; what was less is said no longer."""
    one.pop("changes_explained", None)
    one |= {"tier": tier.word, "is_noisy_copy": False, "deciding_values": [], **why}


def _add_values(one: dict[str, Any], values: Sequence[DecidingValue], classes: TargetClasses) -> None:
    """Name the values that decide the target, unless the feature is at fault as a whole."""
    if tier_of(one) >= Tier.WARNING and not one["is_noisy_copy"]:
        return
    deciding = [
        {
            "value": _named(value),
            "class": _class_of(value, classes),
            "class_rows": value.found.class_rows,
            "rows": value.found.rows,
            "lower_bound": value.found.lower_bound,
        }
        for value in values
    ]
    _is_found(one, Tier.WARNING, deciding_values=deciding)


def _named(value: DecidingValue) -> str | None:
    """A value as it is, or what the rows have instead of one."""
    said = as_is(value.value)
    return {"present": "present", "other": f"other than {shown(said)}"}.get(value.found.where, said)


def _class_of(value: DecidingValue, classes: TargetClasses) -> str:
    """The class of a value that decides; of a quantity, the end that it lies at."""
    if classes.is_quantity:
        return f"among the {'highest' if value.found.klass else 'lowest'} {percent(value.found.common)}"
    return classes.names[value.found.klass]


def _add_means(one: dict[str, Any], means: TargetMeans, found: FeatureClasses) -> None:
    """A number that is the mean of the target over its own rows, in which each finds its own target again."""
    group_rows = rows_a_group(means.values, means.rows, means.shares)
    tier = judge_target_means(
        values=means.values,
        repeated=means.repeated,
        agreeing=means.agreeing,
        group_rows=group_rows,
        is_of_all_splits=_is_of_all_splits(means.within, found),
    )
    _name_mean(one, tier, found, within=means.within, klass=means.klass, group_rows=group_rows)


def _add_scaled_means(one: dict[str, Any], by_split: Sequence[MeansByValue], found: FeatureClasses) -> None:
    """The same on another scale."""
    given: dict[str, Any] = {"is_quantity": found.classes.is_quantity, "features": len(found.features)}
    for told in by_split:
        made = mean_scale(told.values, told.rows, told.sums, told.varies, **given)
        if made is None:
            continue
        shares = zip(told.sums[:, made.column] / told.rows, map(int, told.rows), strict=True)
        group_rows = (
            rows_a_group(told.all_values, told.all_rows)
            if found.classes.is_quantity
            else rows_a_group(len(told.values), int(told.rows.sum()), list(shares))
        )
        tier = judge_target_means(
            values=made.values,
            repeated=made.repeated,
            agreeing=made.agreeing,
            group_rows=group_rows,
            is_of_all_splits=_is_of_all_splits(told.within, found),
        )
        klass = None if found.classes.is_quantity else made.column
        _name_mean(one, tier, found, within=told.within, klass=klass, group_rows=group_rows, scale=made.scale)


def _add_means_of_others(one: dict[str, Any], means: MeansOfOthers, found: FeatureClasses) -> None:
    """A number that is the mean of the target over the other rows of its category."""
    group_rows = means.rows / means.groups
    tier = judge_means_of_others(
        groups=means.groups,
        varying=means.varying,
        agreeing=means.agreeing,
        group_rows=group_rows,
        is_of_all_splits=_is_of_all_splits(means.within, found),
    )
    given: dict[str, Any] = {"within": means.within, "klass": means.klass, "category": means.category}
    _name_mean(one, tier, found, group_rows=group_rows, **given)


def _is_of_all_splits(within: str | None, found: FeatureClasses) -> bool:
    return within is None and found.within is not None


def _name_mean(
    one: dict[str, Any],
    tier: Tier,
    found: FeatureClasses,
    *,
    within: str | None,
    klass: int | None,
    group_rows: float,
    scale: str | None = None,
    category: str | None = None,
) -> None:
    """Say of which rows' target a number is the mean, unless it is as bad already."""
    if tier <= tier_of(one):
        return
    _is_found(
        one,
        tier,
        mean_of=None if klass is None else found.classes.names[klass],
        mean_over="all splits" if _is_of_all_splits(within, found) else within or "all rows",
        mean_scale=scale,
        mean_by=category,
        rows_a_group=group_rows,
    )


def _add_ahead(one: dict[str, Any], ahead: LookAhead) -> None:
    """A number that is made of the target of its own row or of later ones."""
    _is_found(one, Tier.CRITICAL, looks_ahead={"own_row": ahead.own_row, "rows_later": list(ahead.rows_later)})


def _codes(judged: Mapping[str, dict[str, Any]], found: FeatureClasses, limit: Limits, allowed: set[str]) -> list[str]:
    """The features that give the class away together, each some of it."""
    if found.classes.is_quantity:
        return []
    others = {
        name: class_counts(vectors)
        for name, vectors in found.features.items()
        if tier_of(judged[name]) < Tier.CRITICAL and name not in allowed
    }
    return features_that_code(others, share=limit("critical_auc"), lower=limit("critical_lower_bound"), alpha=ALPHA)


def _what_parts_add(judged: Mapping[str, dict[str, Any]], found: FeatureClasses) -> list[dict[str, Any]]:
    """The best part of each feature, where it gives more away than the whole."""
    best: dict[tuple[str, ...], dict[str, Any]] = {}
    for name, derived in found.derived.items():
        one, before = judged[name], best.get(derived.columns)
        if tier_of(one) <= max(tier_of(judged[column]) for column in derived.columns):
            continue
        if before is None or (tier_of(one), one["score"]) > (tier_of(before), before["score"]):
            best[derived.columns] = one
    return list(best.values())


def distributions(judged: Sequence[Mapping[str, Any]], found: FeatureClasses) -> dict[str, list[dict[str, Any]]]:
    """How the values of those that give something away fall into the classes; nothing beside a quantity."""
    if found.classes.is_quantity:
        return {}
    vectors, told = dict(_vectors(found)), {}
    for one in judged:
        if one["tier"] != "none":
            values, place = vectors[one["feature"]].counts, found.classes.names.index(one["best_class"])
            groups = group_values(values.counts, values.multiplicity, values.missing, of_class=place)
            told[one["feature"]] = [asdict(group) for group in groups]
    return told


def is_nearly_constant(vectors: FeatureCounts) -> bool:
    """Whether one value fills all rows but one, or all but one in a thousand."""
    others = vectors.rows - int(vectors.counts.sum(axis=1).max())
    return vectors.values > 1 and vectors.rows >= FEWEST_ROWS and others <= max(1, vectors.rows // 1000)
