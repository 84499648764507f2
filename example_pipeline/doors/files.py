"""The flights as files, for tools whose steps share nothing else: ``python -m doors.files train mended FOLDER``."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
from doors.gate import load_splits
from flights import Scores, Splits, train_model


def prepare(form: str, folder: Path) -> None:
    splits = load_splits(form)
    splits.train.to_parquet(folder / "train.parquet", index=False)  # the index would be one more feature, and a leak
    splits.test.to_parquet(folder / "test.parquet", index=False)


def train(form: str, folder: Path) -> Scores:
    print("training")
    train_rows, test_rows = (pd.read_parquet(folder / f"{split}.parquet") for split in ("train", "test"))
    return train_model(Splits(train_rows, test_rows, weigh_classes=form == "mended"))


if __name__ == "__main__":
    print({"prepare": prepare, "train": train}[sys.argv[1]](sys.argv[2], Path(sys.argv[3])))
