"""MLflow: the verdict, the figures and the report are in the run that would have trained.

``python -m doors.mlflow_run naive``: the run ends as FAILED, with the tag ``zl.verdict = rejected``.
"""

from __future__ import annotations

import sys

import mlflow
from doors.gate import NAME, PROJECT, check_before_training, load_splits
from flights import train_model
from run import gate

import zl_expectations as zl


def store() -> None:
    """Add the action to the stored checkpoint; its place there does not matter."""
    checkpoint = gate(NAME, PROJECT)
    checkpoint.actions = [*checkpoint.actions, zl.LogToMLflowAction()]
    checkpoint.save()


def main(form: str) -> None:
    store()
    splits = load_splits(form)
    with mlflow.start_run(run_name=form):
        check_before_training(splits)
        print("training")
        mlflow.log_metrics(vars(train_model(splits)))


if __name__ == "__main__":
    main(sys.argv[1])
