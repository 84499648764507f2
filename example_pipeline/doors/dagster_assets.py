"""Dagster: a blocking asset check on the splits; the model's asset is not materialised where it fails.

``FLIGHTS_FORM=naive dagster asset materialize -m doors.dagster_assets --select '*'``
"""

from __future__ import annotations

import os

from dagster import AssetCheckResult, Definitions, asset, asset_check, in_process_executor
from doors.gate import check_before_training, load_splits
from flights import Splits, train_model

import zl_expectations as zl


@asset
def splits() -> Splits:
    return load_splits(os.environ["FLIGHTS_FORM"])


@asset_check(asset=splits, blocking=True)
def before_training(splits: Splits) -> AssetCheckResult:
    try:
        check_before_training(splits)
    except zl.TrainingDataRejected as rejected:
        return AssetCheckResult(passed=False, metadata={"verdict": rejected.verdict, "why": str(rejected)})
    return AssetCheckResult(passed=True)


@asset
def model(splits: Splits) -> dict[str, float]:
    print("training")
    return vars(train_model(splits))


definitions = Definitions(assets=[splits, model], asset_checks=[before_training], executor=in_process_executor)
