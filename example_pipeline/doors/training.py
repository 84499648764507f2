"""Trainers with no gate before them, and a tripwire in each: ``python -m doors.training xgboost naive`` is stopped.

The loss floor and the trivial loss come from the train rows; a run that is too good for them ends in `TrainingStopped`.
"""

from __future__ import annotations

import sys
import tempfile
from typing import Any

import numpy as np
import pandas as pd
from doors.gate import load_splits
from flights import TARGET, TIME, Splits, encoded

import zl_expectations as zl

ROUNDS, EPOCHS = 60, 4


def tripwire_of(splits: Splits, first: int) -> zl.LossTripwire:
    loss = zl.loss_floor(splits.train, target=TARGET, ignore_columns=[TIME]).losses["cross_entropy"]
    return zl.LossTripwire(floor=loss.floor, trivial=loss.trivial_loss, first=first)


def numbers(splits: Splits) -> tuple[pd.DataFrame, Any, pd.DataFrame, Any]:
    train, test = encoded(splits.train, splits.test)
    return train, splits.train[TARGET].astype(int), test, splits.test[TARGET].astype(int)


def standardised(splits: Splits) -> tuple[Any, Any]:
    """The train rows for a network: what is missing is a number of its own."""
    train, target, _, _ = numbers(splits)
    scaled = ((train - train.mean()) / train.std().replace(0, 1)).fillna(0)
    return np.hstack([scaled, train.isna()]).astype("float32"), target.to_numpy("float32")


def xgboost(splits: Splits) -> None:
    import xgboost

    train, y_train, test, y_test = numbers(splits)
    rows = {"train": xgboost.DMatrix(train, y_train), "test": xgboost.DMatrix(test, y_test)}
    callback = tripwire_of(splits, first=50).for_xgboost("train-logloss", "test-logloss")
    settings = {"objective": "binary:logistic", "eta": 0.1, "max_depth": 4}
    evals = [(matrix, name) for name, matrix in rows.items()]
    xgboost.train(settings, rows["train"], ROUNDS, evals=evals, callbacks=[callback], verbose_eval=False)


def lightgbm(splits: Splits) -> None:
    import lightgbm

    train, y_train, test, y_test = numbers(splits)
    rows = lightgbm.Dataset(train, y_train)
    callback = tripwire_of(splits, first=50).for_lightgbm("training's binary_logloss", "test's binary_logloss")
    settings = {"objective": "binary", "learning_rate": 0.1, "num_leaves": 15, "verbosity": -1}
    evals = {"training": rows, "test": rows.create_valid(test, y_test)}
    lightgbm.train(
        settings, rows, ROUNDS, valid_sets=list(evals.values()), valid_names=list(evals), callbacks=[callback]
    )


def keras(splits: Splits) -> None:
    import keras

    x, y = standardised(splits)
    keras.utils.set_random_seed(0)
    layers = [keras.layers.Dense(32, activation="relu"), keras.layers.Dense(1, activation="sigmoid")]
    model = keras.Sequential(layers)
    model.compile(optimizer=keras.optimizers.Adam(0.01), loss="binary_crossentropy")
    callback = tripwire_of(splits, first=2).for_keras(validation="val_loss")
    model.fit(x, y, batch_size=128, epochs=EPOCHS, validation_split=0.2, callbacks=[callback], verbose=0)


def lightning(splits: Splits) -> None:
    import torch
    from lightning import pytorch as lightning

    class Network(lightning.LightningModule):
        def __init__(self, width: int) -> None:
            super().__init__()
            self.layers = layers_of(width)

        def training_step(self, batch: Any, _: int) -> Any:
            x, y = batch
            loss = torch.nn.functional.binary_cross_entropy_with_logits(self.layers(x)[:, 0], y)
            self.log("train_loss", loss, on_step=False, on_epoch=True)
            return loss

        def configure_optimizers(self) -> Any:
            return torch.optim.Adam(self.parameters(), lr=0.01)

    x, y = map(torch.from_numpy, standardised(splits))
    lightning.seed_everything(0)
    rows = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x, y), batch_size=128, shuffle=True)
    trainer = lightning.Trainer(
        max_epochs=EPOCHS,
        accelerator="cpu",
        callbacks=[tripwire_of(splits, first=2).for_lightning("train_loss")],
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
    )
    trainer.fit(Network(x.shape[1]), rows)


def transformers(splits: Splits) -> None:
    import torch
    from transformers import Trainer, TrainingArguments

    class Network(torch.nn.Module):
        def __init__(self, width: int) -> None:
            super().__init__()
            self.layers = layers_of(width)

        def forward(self, x: Any, labels: Any) -> dict[str, Any]:
            logits = self.layers(x)[:, 0]
            return {"loss": torch.nn.functional.binary_cross_entropy_with_logits(logits, labels), "logits": logits}

    x, y = map(torch.from_numpy, standardised(splits))
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as folder:
        settings = TrainingArguments(
            folder,
            num_train_epochs=EPOCHS,
            per_device_train_batch_size=128,
            learning_rate=0.01,
            logging_strategy="epoch",
            save_strategy="no",
            report_to="none",
            disable_tqdm=True,
            use_cpu=True,
        )
        rows: Any = [{"x": one, "labels": label} for one, label in zip(x, y, strict=True)]
        callback = tripwire_of(splits, first=2).for_transformers()
        Trainer(Network(x.shape[1]), settings, train_dataset=rows, callbacks=[callback]).train()


def layers_of(width: int) -> Any:
    import torch

    return torch.nn.Sequential(torch.nn.Linear(width, 32), torch.nn.ReLU(), torch.nn.Linear(32, 1))


if __name__ == "__main__":
    trainers = {one.__name__: one for one in (xgboost, lightgbm, keras, lightning, transformers)}
    trainers[sys.argv[1]](load_splits(sys.argv[2]))
    print("trained")
