"""Pairs of features: which to look at is judged from what each says alone, and their number is bounded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from zl_expectations.counting.combinations import combined, rows_to_pair
from zl_expectations.counting.derived import DerivedCounts, count_derived
from zl_expectations.counting.features import FeatureCounts
from zl_expectations.counting.questions import FeatureClasses, feature_classes, judged_target
from zl_expectations.counting.table import Table
from zl_expectations.statistics import leakage

MOST_SCALES = 6
MOST_TWOFOLD = 10


@dataclass(frozen=True)
class FeaturePairs:
    """How pairs of features fall into the classes; `left_out` counts the pairs of columns that were not looked at."""

    counts: Mapping[str, DerivedCounts]
    left_out: int


def feature_pairs(
    table: Table, target: str, split_column: str | None, train_split: Any, task: str, **columns: Any
) -> FeaturePairs:
    """Count the pairs of the features that say most alone, and of those with two values.

    Looked at are at most `MOST_SCALES` features by the share of the target that they explain, and `MOST_TWOFOLD`
    features with two values, which may say nothing alone.
    """
    found = feature_classes(
        table, target=target, split_column=split_column, train_split=train_split, task=task, **columns
    )
    asked = judged_target(table, target, split_column, train_split, task)
    explained = {name: _explained(vectors, found) for name, vectors in found.features.items() if vectors.values > 1}
    ranked = sorted(explained, key=lambda name: (-explained[name], name))
    scales = ranked[:MOST_SCALES]
    twofold = [
        name for name in ranked if int(found.features[name].multiplicity[~found.features[name].missing].sum()) == 2
    ]
    twofold = twofold[:MOST_TWOFOLD]
    kept = list(dict.fromkeys([*found.features, target, *([split_column] if split_column is not None else [])]))
    rows = sum(chain.from_iterable(found.classes.rows.values()))
    with rows_to_pair(table, kept, rows) as chosen:
        made = combined(chosen, scales, twofold)
        counts = count_derived(chosen, made, asked.classes, asked.splits, asked.within)
    pairs = len({one.columns for one in made.values()})
    return FeaturePairs(counts, len(explained) * (len(explained) - 1) // 2 - pairs)


def _explained(vectors: FeatureCounts, found: FeatureClasses) -> float:
    counts = leakage.ClassCounts(vectors.counts, vectors.multiplicity, vectors.missing)
    if found.classes.is_quantity:
        return leakage.score_regression_feature(counts).r2
    return leakage.score_feature(counts).explained
