"""Every public name; importing them registers them with Great Expectations."""

import warnings
from importlib import import_module
from typing import TYPE_CHECKING, Any

with warnings.catch_warnings():  # Great Expectations imports PySpark where there is one, and that warns of pandas 3
    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
    import great_expectations  # noqa: F401

import zl_expectations.metrics.counts  # noqa: F401 - registers the metrics
from zl_expectations.datasources.duckdb_datasource import DuckDBDatasource
from zl_expectations.datasources.union_frames import union_splits
from zl_expectations.datasources.union_query import union_query
from zl_expectations.errors import CouldNotJudgeError, TrainingDataRejected, TrainingStopped, ZlError
from zl_expectations.expectations.expect_class_proportions_to_match_across_splits import (
    ExpectClassProportionsToMatchAcrossSplits,
)
from zl_expectations.expectations.expect_classes_to_not_be_skewed import ExpectClassesToNotBeSkewed
from zl_expectations.expectations.expect_features_to_not_leak_target import ExpectFeaturesToNotLeakTarget
from zl_expectations.expectations.expect_groups_to_be_disjoint_across_splits import ExpectGroupsToBeDisjointAcrossSplits
from zl_expectations.expectations.expect_labels_to_be_consistent import ExpectLabelsToBeConsistent
from zl_expectations.expectations.expect_preprocessing_to_be_fitted_on_train_only import (
    ExpectPreprocessingToBeFittedOnTrainOnly,
)
from zl_expectations.expectations.expect_rows_to_be_disjoint_across_splits import ExpectRowsToBeDisjointAcrossSplits
from zl_expectations.expectations.expect_rows_to_not_be_nearly_shared_across_splits import (
    ExpectRowsToNotBeNearlySharedAcrossSplits,
)
from zl_expectations.expectations.expect_splits_to_be_ordered_in_time import ExpectSplitsToBeOrderedInTime
from zl_expectations.expectations.expect_target_to_not_be_perfectly_predictable import (
    ExpectTargetToNotBePerfectlyPredictable,
)
from zl_expectations.expectations.expect_training_loss_to_stay_above_floor import ExpectTrainingLossToStayAboveFloor
from zl_expectations.gates.check import CheckResult, check
from zl_expectations.gates.check_folds import check_folds
from zl_expectations.gates.data_docs_site import add_data_docs
from zl_expectations.gates.drop_shared_rows import CleanedSplits, drop_shared_rows
from zl_expectations.gates.findings import findings_of
from zl_expectations.gates.halt_pipeline import HaltPipelineAction
from zl_expectations.gates.loss_floor import LossFloors, loss_floor
from zl_expectations.gates.mlflow_action import LogToMLflowAction
from zl_expectations.gates.passport import Passport
from zl_expectations.gates.passport_action import WritePassportAction
from zl_expectations.gates.require_passport import require_passport
from zl_expectations.gates.suite import pre_training_suite
from zl_expectations.gates.tripwire import LossTripwire, flood

if TYPE_CHECKING:
    from zl_expectations.gates.guarded_estimator import GuardedEstimator
    from zl_expectations.gates.guarded_split import GuardedSplit

_OF_SCIKIT_LEARN = {
    "GuardedEstimator": "zl_expectations.gates.guarded_estimator",
    "GuardedSplit": "zl_expectations.gates.guarded_split",
}

__all__ = [
    "CheckResult",
    "CleanedSplits",
    "CouldNotJudgeError",
    "DuckDBDatasource",
    "ExpectClassProportionsToMatchAcrossSplits",
    "ExpectClassesToNotBeSkewed",
    "ExpectFeaturesToNotLeakTarget",
    "ExpectGroupsToBeDisjointAcrossSplits",
    "ExpectLabelsToBeConsistent",
    "ExpectPreprocessingToBeFittedOnTrainOnly",
    "ExpectRowsToBeDisjointAcrossSplits",
    "ExpectRowsToNotBeNearlySharedAcrossSplits",
    "ExpectSplitsToBeOrderedInTime",
    "ExpectTargetToNotBePerfectlyPredictable",
    "ExpectTrainingLossToStayAboveFloor",
    "GuardedEstimator",
    "GuardedSplit",
    "HaltPipelineAction",
    "LogToMLflowAction",
    "LossFloors",
    "LossTripwire",
    "Passport",
    "TrainingDataRejected",
    "TrainingStopped",
    "WritePassportAction",
    "ZlError",
    "add_data_docs",
    "check",
    "check_folds",
    "drop_shared_rows",
    "findings_of",
    "flood",
    "loss_floor",
    "pre_training_suite",
    "require_passport",
    "union_query",
    "union_splits",
]


def __getattr__(name: str) -> Any:
    """What is made of scikit-learn's classes, and so imported with scikit-learn when it is first asked for."""
    if name in _OF_SCIKIT_LEARN:
        return getattr(import_module(_OF_SCIKIT_LEARN[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
