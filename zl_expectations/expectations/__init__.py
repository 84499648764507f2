"""The expectations, one a file."""

from zl_expectations.expectations.expect_class_proportions_to_match_across_splits import (
    ExpectClassProportionsToMatchAcrossSplits,
)
from zl_expectations.expectations.expect_classes_to_not_be_skewed import ExpectClassesToNotBeSkewed
from zl_expectations.expectations.expect_features_to_not_leak_target import ExpectFeaturesToNotLeakTarget
from zl_expectations.expectations.expect_groups_to_be_disjoint_across_splits import (
    ExpectGroupsToBeDisjointAcrossSplits,
)
from zl_expectations.expectations.expect_rows_to_be_disjoint_across_splits import ExpectRowsToBeDisjointAcrossSplits
from zl_expectations.expectations.expect_splits_to_be_ordered_in_time import ExpectSplitsToBeOrderedInTime

__all__ = [
    "ExpectClassProportionsToMatchAcrossSplits",
    "ExpectClassesToNotBeSkewed",
    "ExpectFeaturesToNotLeakTarget",
    "ExpectGroupsToBeDisjointAcrossSplits",
    "ExpectRowsToBeDisjointAcrossSplits",
    "ExpectSplitsToBeOrderedInTime",
]
