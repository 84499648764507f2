"""A run whose training loss is too good for its data is stopped, and a sound one is not."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import SGDClassifier
from sklearn.metrics import log_loss

import zl_expectations as zl
from zl_expectations.errors import BadInputError


def test_a_loss_below_the_floor_stops_the_run_with_the_reason() -> None:
    tripwire = zl.LossTripwire(floor=0.3, trivial=0.6)
    tripwire.update(0.5)
    tripwire.update(0.299)
    with pytest.raises(zl.TrainingStopped, match=r"Pass 3 has a training loss of 0.2 \(validation loss 0.7\), below"):
        tripwire.update(0.2, validation_loss=0.7)


def test_a_loss_near_zero_stops_the_first_passes_only() -> None:
    with pytest.raises(zl.TrainingStopped, match=r"under 0.01 of the trivial loss of 0.6"):
        zl.LossTripwire(trivial=0.6).update(0.001)
    late = zl.LossTripwire(trivial=0.6)
    for loss in (0.5, 0.3, 0.001):
        late.update(loss)


@pytest.mark.parametrize("loss", [math.nan, -0.1])
def test_a_loss_that_is_none_is_an_error_and_no_pass(loss: float) -> None:
    with pytest.raises(BadInputError, match="training loss must be a number of at least 0"):
        zl.LossTripwire(floor=0.1).update(loss)
    with pytest.raises(BadInputError, match="validation loss must be a number of at least 0"):
        zl.LossTripwire(floor=0.1).update(0.5, validation_loss=loss)


@pytest.mark.parametrize("loss", ["high", [0.5], {}, 1j, np.array([0.5, 0.4])], ids=repr)
def test_a_loss_that_is_not_one_number_is_an_error(loss: Any) -> None:
    with pytest.raises(BadInputError, match="training loss must be one number, got"):
        zl.LossTripwire(floor=0.1).update(loss)
    with pytest.raises(BadInputError, match="validation loss must be one number, got"):
        zl.LossTripwire(floor=0.1).update(0.5, validation_loss=loss)


@pytest.mark.parametrize("loss", [np.float32(0.05), np.array(0.05), np.array([0.05]), np.array([[0.05]])], ids=repr)
def test_a_loss_is_read_from_whatever_holds_one_number(loss: Any) -> None:
    with pytest.raises(zl.TrainingStopped, match=r"a training loss of 0\.05"):
        zl.LossTripwire(floor=0.1).update(loss)


@pytest.mark.parametrize("level", [-1.0, math.nan, "low", None])
def test_a_level_that_is_none_is_an_error(level: Any) -> None:
    with pytest.raises(BadInputError, match="`level` must be a finite number"):
        zl.flood(0.5, level)


@pytest.mark.parametrize(
    "limits", [{"floor": -1.0}, {"floor": math.nan}, {"trivial": math.inf}, {"floor": 0.7, "trivial": 0.6}]
)
def test_limits_that_make_no_sense_are_refused(limits: dict[str, Any]) -> None:
    with pytest.raises(BadInputError, match=r"`(floor|trivial)` must"):
        zl.LossTripwire(**limits)


def test_a_real_run_on_contradictory_rows_stays_above_its_floor_and_one_that_sees_the_target_does_not() -> None:
    rng = np.random.default_rng(0)
    table = pd.DataFrame({"a": rng.integers(0, 2, 2000), "b": rng.integers(0, 2, 2000)})
    table["y"] = (rng.random(2000) < 0.2 + 0.5 * table["a"]).astype(int)
    floor = zl.loss_floor(table, target="y").losses["cross_entropy"]

    def train(features: pd.DataFrame) -> None:
        tripwire = zl.LossTripwire(floor=floor.floor, trivial=floor.trivial_loss)
        model = SGDClassifier(loss="log_loss", learning_rate="constant", eta0=0.05, random_state=0)
        for _ in range(20):
            model.partial_fit(features, table["y"], classes=[0, 1])
            tripwire.update(float(log_loss(table["y"], model.predict_proba(features))))

    train(table[["a", "b"]])
    with pytest.raises(zl.TrainingStopped):
        train(table[["a", "b"]].assign(known_later=5 * table["y"]))


def test_flooding_turns_the_loss_around_at_its_level() -> None:
    assert zl.flood(np.array([0.1, 0.3, 0.9]), 0.3).tolist() == pytest.approx([0.5, 0.3, 0.9])
    with pytest.raises(BadInputError, match="`level` must be a finite number"):
        zl.flood(0.5, math.nan)
