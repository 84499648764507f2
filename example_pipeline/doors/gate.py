"""The gate that every door opens: one checkpoint, stored in a GX project once and loaded by all.

Nothing tells GX about plugins, so a stored suite loads only after ``import zl_expectations``. That import stands here:
whoever comes to the gate through this module cannot forget it. Store the checkpoint from the folder above with
``python -m doors.gate``.
"""

from __future__ import annotations

import os
from pathlib import Path

import great_expectations as gx
from flights import Splits, load_flights, prepare_mended, prepare_naive
from run import HERE, gate

import zl_expectations  # noqa: F401 - registers what the stored suite and checkpoint are made of

NAME = "before_training"
PROJECT = Path(os.environ.get("FLIGHTS_PROJECT", HERE))


def load_splits(form: str) -> Splits:
    """20,000 of the flights, so that the tools and not the table take the time, in one of the two forms."""
    flights = load_flights().sample(20_000, random_state=0)
    return prepare_naive(flights) if form == "naive" else prepare_mended(flights)


def check_before_training(splits: Splits) -> None:
    """Run the stored checkpoint; it raises `TrainingDataRejected` unless the splits pass."""
    checkpoint = gx.get_context(mode="file", project_root_dir=PROJECT).checkpoints.get(NAME)
    checkpoint.run(batch_parameters={"dataframe": {"train": splits.train, "test": splits.test}})


if __name__ == "__main__":
    gate(NAME, PROJECT)
