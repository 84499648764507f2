"""The flights with no gate before training: the tripwire in each trainer stops the naive ones."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]

XGBOOST, LIGHTGBM = pytest.mark.door("xgboost"), pytest.mark.door("lightgbm")
KERAS = pytest.mark.door("keras", "torch")
LIGHTNING = pytest.mark.door("lightning", "torch")
TRANSFORMERS = pytest.mark.door("transformers", "accelerate", "torch")
TRAINERS = [
    pytest.param("xgboost", marks=XGBOOST),
    pytest.param("lightgbm", marks=LIGHTGBM),
    pytest.param("keras", marks=KERAS),
    pytest.param("lightning", marks=LIGHTNING),
    pytest.param("transformers", marks=TRANSFORMERS),
]
OFFLINE = {"KERAS_BACKEND": "torch", "HF_HUB_OFFLINE": "1"}


@pytest.mark.parametrize("trainer", TRAINERS)
def test_the_naive_flights_are_stopped_while_they_train(python: Run, trainer: str) -> None:
    ran = python("-m", "doors.training", trainer, "naive", **OFFLINE)
    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert "TrainingStopped: Pass " in ran.stderr
    assert "under 0.01 of the trivial loss of 0.693: so soon" in ran.stderr
    assert "trained\n" not in ran.stdout


@pytest.mark.parametrize("trainer", TRAINERS)
def test_the_mended_flights_are_trained_to_the_end(python: Run, trainer: str) -> None:
    ran = python("-m", "doors.training", trainer, "mended", **OFFLINE)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "trained\n" in ran.stdout


MISNAMED = """
import doors.training as training
import zl_expectations as zl

made = zl.LossTripwire.{method}
zl.LossTripwire.{method} = lambda tripwire, *_, **__: made(tripwire, "training_los")
training.{trainer}(training.load_splits("mended"))
"""


@pytest.mark.parametrize("trainer", TRAINERS)
def test_a_metric_that_the_trainer_does_not_log_ends_the_run(python: Run, trainer: str) -> None:
    ran = python("-c", MISNAMED.format(trainer=trainer, method=f"for_{trainer}"), **OFFLINE)
    assert ran.returncode == 1
    assert "BadInputError: `training` must be a metric that the trainer logs after every pass" in ran.stderr


ON_ROWS = """
import pickle
import numpy as np
import zl_expectations as zl

x, y = np.arange(16_000.0).reshape(4_000, 4) % 7, np.arange(4_000) % 2
tripwire = zl.LossTripwire(trivial=0.69, first=50)
"""


@XGBOOST
def test_a_model_of_xgboost_is_cloned_and_pickled_with_its_callback(python: Run) -> None:
    script = ON_ROWS + (
        "from sklearn.base import clone\n"
        "from xgboost import XGBClassifier\n"
        "callback = tripwire.for_xgboost('validation_0-logloss')\n"
        "model = XGBClassifier(n_estimators=60, callbacks=[callback], eval_metric='logloss')\n"
        "again = clone(pickle.loads(pickle.dumps(model.fit(x, y, eval_set=[(x, y)], verbose=False))))\n"
        "print('again')\n"
        "again.fit(np.c_[x, y], y, eval_set=[(np.c_[x, y], y)], verbose=False)\n"
    )
    ran = python("-c", script)
    assert "again\n" in ran.stdout, ran.stderr
    assert "TrainingStopped: Pass " in ran.stderr


@XGBOOST
@LIGHTGBM
def test_cross_validation_feeds_the_means_of_the_folds(python: Run) -> None:
    script = ON_ROWS + (
        "import lightgbm, xgboost\n"
        "seen = []\n"
        "tripwire.update = lambda *losses, number: seen.append((number, *map(float, losses)))\n"
        "xgb = xgboost.cv({'objective': 'binary:logistic'}, xgboost.DMatrix(x, y), 3, nfold=2,\n"
        "    callbacks=[tripwire.for_xgboost('train-logloss', 'test-logloss')])\n"
        "lgb = lightgbm.cv({'objective': 'binary', 'verbosity': -1}, lightgbm.Dataset(x, y), 3, nfold=2,\n"
        "    eval_train_metric=True,\n"
        '    callbacks=[tripwire.for_lightgbm("train\'s binary_logloss", "valid\'s binary_logloss")])\n'
        "means = [*zip([1, 2, 3], xgb['train-logloss-mean'], xgb['test-logloss-mean']),\n"
        "    *zip([1, 2, 3], lgb['train binary_logloss-mean'], lgb['valid binary_logloss-mean'])]\n"
        "assert np.allclose(seen, means), (seen, means)\n"
    )
    ran = python("-c", script)
    assert ran.returncode == 0, ran.stderr


@TRANSFORMERS
def test_a_trainer_that_does_not_log_whole_epochs_does_not_begin(python: Run) -> None:
    script = (
        "import doors.training as training\n"
        "import transformers\n"
        "given = transformers.TrainingArguments\n"
        "transformers.TrainingArguments = lambda *a, **k: given(*a, **{**k, 'logging_strategy': 'steps'})\n"
        "training.transformers(training.load_splits('naive'))\n"
    )
    ran = python("-c", script, **OFFLINE)
    assert "BadInputError: `logging_strategy` must be 'epoch'" in ran.stderr
    assert "got 'steps'" in ran.stderr


@LIGHTNING
@pytest.mark.door("pytorch_lightning")
def test_lightning_takes_the_callback_under_its_older_name(python: Run) -> None:
    script = (
        "import sys\n"
        "import lightning, pytorch_lightning\n"
        "lightning.pytorch = pytorch_lightning\n"
        "import doors.training as training\n"
        "training.lightning(training.load_splits('naive'))\n"
    )
    assert "TrainingStopped: Pass " in python("-c", script, **OFFLINE).stderr
