"""Airflow 3: the official GX operator runs the gate between two tasks.

Try it with ``airflow dags test flights -c '{"form": "naive"}'`` and the folder above on the PYTHONPATH. The operator
fails its task on any failed expectation, a warning too, whatever the checkpoint's own gate says; so the suite here has
the critical tier alone.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import great_expectations as gx
from airflow.sdk import dag, task
from doors import files
from flights import TARGET, TIME
from great_expectations_provider.operators.validate_checkpoint import GXValidateCheckpointOperator

import zl_expectations as zl  # registers everything in each process that reads this file

FOLDER = Path(os.environ.get("FLIGHTS_FOLDER", "."))


def checkpoint(context: Any) -> gx.Checkpoint:
    splits = context.data_sources.add_duckdb("flights").add_splits_asset(
        "flights", train=str(FOLDER / "train.parquet"), test=str(FOLDER / "test.parquet")
    )
    suite = zl.pre_training_suite(target=TARGET, time_column=TIME)
    suite.expectations = [one for one in suite.expectations if one.severity == "critical"]
    definition = gx.ValidationDefinition(
        name="flights", data=splits.add_batch_definition_whole_table("all"), suite=context.suites.add(suite)
    )
    return gx.Checkpoint(
        name="before_training",
        validation_definitions=[context.validation_definitions.add(definition)],
        actions=[zl.HaltPipelineAction()],
    )


@dag(dag_id="flights", schedule=None, params={"form": "mended"})
def flights() -> None:
    @task
    def prepare(params: Any = None) -> None:
        files.prepare(params["form"], FOLDER)

    @task
    def train(params: Any = None) -> None:
        print(files.train(params["form"], FOLDER))

    check = GXValidateCheckpointOperator(task_id="check", configure_checkpoint=checkpoint)
    prepare() >> check >> train()


flights()
