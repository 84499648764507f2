"""What a callback feeds its tripwire, whatever the trainer; the trainers themselves are run in tests/doors."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

import zl_expectations as zl
from zl_expectations.errors import BadInputError, MissingDependencyError
from zl_expectations.gates.callbacks.feeding import Feeding, base_class


def test_the_named_losses_are_fed_and_said() -> None:
    feeding = Feeding(zl.LossTripwire(floor=0.3), "loss", "val_loss")
    feeding.feed({"loss": 0.4, "val_loss": 0.5, "lr": 0.1}, 1)
    with pytest.raises(zl.TrainingStopped, match=r"^Pass 2 has a training loss of 0\.2 \(validation loss 0\.5\)"):
        feeding.feed({"loss": "0.2", "val_loss": 0.5}, 2)


@pytest.mark.parametrize(
    ("logged", "words"),
    [
        ({"lss": 0.1, "val_loss": 0.2}, "`training` must be a metric .* got 'loss'. Did you mean 'lss'"),
        ({"loss": 0.1, "vall_loss": 0.2}, "`validation` must be a metric .* got 'val_loss'. Did you mean 'vall_loss'"),
        ({}, "There are none. Without it nothing would be watched"),
    ],
)
def test_a_metric_that_is_not_logged_ends_the_run(logged: dict[str, float], words: str) -> None:
    with pytest.raises(BadInputError, match=words):
        Feeding(zl.LossTripwire(floor=0.3), "loss", "val_loss").feed({**logged}, 1)


def test_early_is_what_the_trainer_counts_so_that_a_second_run_is_watched_like_the_first() -> None:
    feeding = Feeding(zl.LossTripwire(trivial=0.6), "loss")
    for _ in range(2):
        for number, loss in enumerate([0.5, 0.2, 0.001], start=1):
            feeding.feed({"loss": loss}, number)
    with pytest.raises(zl.TrainingStopped, match="Pass 1 "):
        feeding.feed({"loss": 0.001}, 1)


def test_a_trainer_that_is_not_installed_is_named() -> None:
    with pytest.raises(MissingDependencyError, match="needs nosuchtrainer, which is not installed: pip install"):
        base_class("Callback", "nosuchtrainer.callbacks", "nosuchtrainer_of_old")
    assert base_class("SimpleNamespace", "nosuchtrainer", "types") is SimpleNamespace


def evaluated(*results: tuple[str, str, float, bool], iteration: int = 0) -> Any:
    return SimpleNamespace(evaluation_result_list=list(results), iteration=iteration)


def test_lightgbm_names_its_metrics_as_it_prints_them() -> None:
    callback = zl.LossTripwire(floor=0.3).for_lightgbm("training's binary_logloss")
    callback(evaluated(("training", "binary_logloss", 0.4, False), ("test", "binary_logloss", 0.1, False)))
    with pytest.raises(zl.TrainingStopped, match=r"Pass 8 has a training loss of 0\.2"):
        callback(evaluated(("training", "binary_logloss", 0.2, False), iteration=7))
    with pytest.raises(BadInputError, match="There are none"):
        callback(SimpleNamespace(evaluation_result_list=None, iteration=0))
