"""What was counted of a feature, as statistics reads it."""

from __future__ import annotations

from zl_expectations.counting.features import FeatureCounts
from zl_expectations.statistics.leakage import ClassCounts


def class_counts(found: FeatureCounts) -> ClassCounts:
    """The rows of each class at a feature's values."""
    return ClassCounts(found.counts, found.multiplicity, found.missing, found.in_order)
