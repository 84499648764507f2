"""Great Expectations that stop a pipeline before it trains on data that would give an artificially perfect loss.

Importing this package registers its expectations, metrics, checkpoint action and DuckDB datasource with Great
Expectations; a stored suite or checkpoint that uses them loads only after ``import zl_expectations``.
"""

import warnings

with warnings.catch_warnings():  # Great Expectations imports PySpark where there is one, and that warns of pandas 3
    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
    from zl_expectations import metrics as metrics

from zl_expectations.datasources import DuckDBDatasource, union_query, union_splits
from zl_expectations.errors import CouldNotJudgeError, TrainingDataRejected, ZlError
from zl_expectations.expectations import (
    ExpectClassesToNotBeSkewed,
    ExpectClassProportionsToMatchAcrossSplits,
    ExpectFeaturesToNotLeakTarget,
    ExpectGroupsToBeDisjointAcrossSplits,
    ExpectRowsToBeDisjointAcrossSplits,
    ExpectSplitsToBeOrderedInTime,
)
from zl_expectations.gates.check import CheckResult, check
from zl_expectations.gates.findings import findings_of
from zl_expectations.gates.halt_pipeline import HaltPipelineAction
from zl_expectations.gates.suite import pre_training_suite

__version__ = "0.1.0"

__all__ = [
    "CheckResult",
    "CouldNotJudgeError",
    "DuckDBDatasource",
    "ExpectClassProportionsToMatchAcrossSplits",
    "ExpectClassesToNotBeSkewed",
    "ExpectFeaturesToNotLeakTarget",
    "ExpectGroupsToBeDisjointAcrossSplits",
    "ExpectRowsToBeDisjointAcrossSplits",
    "ExpectSplitsToBeOrderedInTime",
    "HaltPipelineAction",
    "TrainingDataRejected",
    "ZlError",
    "check",
    "findings_of",
    "pre_training_suite",
    "union_query",
    "union_splits",
]
