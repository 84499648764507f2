"""Kedro: a hook checks the splits before each node that is tagged ``training``.

Run it with ``python -m doors.kedro_pipeline naive``. A Kedro project lists the hook in its ``settings.py``:
``HOOKS = (GateBeforeTraining(),)``.
"""

from __future__ import annotations

import sys
from typing import Any

from doors.gate import check_before_training, load_splits
from flights import Scores, Splits, train_model
from kedro.framework.hooks import _create_hook_manager, hook_impl
from kedro.io import DataCatalog, MemoryDataset
from kedro.pipeline import Pipeline, node
from kedro.pipeline.node import Node
from kedro.runner import SequentialRunner

import zl_expectations as zl


class GateBeforeTraining:
    """Stops the run before a training node whose splits do not pass."""

    @hook_impl
    def before_node_run(self, node: Node, inputs: dict[str, Any]) -> None:
        if "training" not in node.tags:
            return
        given = [value for value in inputs.values() if isinstance(value, Splits)]
        if len(given) != 1:
            raise zl.CouldNotJudgeError(
                f"A node tagged 'training' must have one input that holds the splits, got {len(given)} among the inputs"
                f" {sorted(inputs)} of {node.name!r}. Give it the splits, or take the tag away."
            )
        check_before_training(given[0])


def train(splits: Splits) -> Scores:
    print("training")
    return train_model(splits)


def run(form: str, pipeline: Pipeline) -> dict[str, Any]:
    """Run a pipeline behind the gate."""
    hooks = _create_hook_manager()
    hooks.register(GateBeforeTraining())
    catalog = DataCatalog({"form": MemoryDataset(form)})
    return {name: data.load() for name, data in SequentialRunner().run(pipeline, catalog, hooks).items()}


FLIGHTS = Pipeline(
    [node(load_splits, "form", "splits"), node(train, "splits", "scores", name="train", tags="training")]
)

if __name__ == "__main__":
    print(run(sys.argv[1], FLIGHTS))
