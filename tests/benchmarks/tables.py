"""Tables for the benchmarks, made from a seed: the same bytes everywhere."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

COPIED_SHARE = 0.01


def mixed(train_rows: int, evaluation_rows: int, seed: int = 0, copied_share: float = COPIED_SHARE) -> pd.DataFrame:
    """Twenty mixed features, a target and a split column; a share of the evaluation rows are copies of train rows."""
    rng = np.random.default_rng(seed)
    rows = train_rows + evaluation_rows
    columns: dict[str, object] = {f"number_{i}": rng.normal(size=rows) for i in range(10)}
    for i in range(4):
        columns[f"integer_{i}"] = rng.integers(0, 10 ** (i + 1), rows)
        words = np.array([f"word {j}" for j in range(10 ** (i + 1))], dtype=object)
        columns[f"word_{i}"] = words[rng.integers(0, len(words), rows)]
    columns["flag"] = rng.random(rows) < 0.5
    columns["time"] = pd.Timestamp("2020-01-01") + pd.to_timedelta(rng.integers(0, 10**8, rows), unit="s")
    table = pd.DataFrame(columns)
    table.loc[rng.random(rows) < 0.05, "number_3"] = np.nan
    table["y"] = np.where(table["number_0"] + rng.normal(size=rows) > 0.5, "yes", "no")
    copied = round(evaluation_rows * copied_share)
    table.iloc[train_rows : train_rows + copied] = table.iloc[:copied].to_numpy()
    table = table.infer_objects()
    table["split"] = np.where(np.arange(rows) < train_rows, "train", "test")
    return table


def noise(rows: int, classes: int, seed: int) -> pd.DataFrame:
    """Features of every kind that know nothing of each other, nor of the target."""
    rng = np.random.default_rng(seed)
    columns: dict[str, object] = {
        "normal": rng.normal(size=rows),
        "skewed": rng.lognormal(sigma=2, size=rows),
        "rounded": rng.normal(size=rows).round(1),
        "count": rng.poisson(3, rows),
        "flag": rng.random(rows) < 0.3,
        "few": rng.choice(np.array(["red", "green", "blue"], dtype=object), rows),
        "many": rng.choice(np.array([f"shop {i}" for i in range(200)], dtype=object), rows),
        "unique": np.array([f"{i:06x}" for i in rng.permutation(16**6)[:rows]], dtype=object),
        "gaps": np.where(rng.random(rows) < 0.3, np.nan, rng.normal(size=rows)),
        "time": pd.Timestamp("2020-01-01") + pd.to_timedelta(rng.integers(0, 10**8, rows), unit="s"),
    }
    columns["y"] = rng.integers(0, classes, rows) if classes else rng.normal(size=rows)
    return pd.DataFrame(columns)


def parquet(directory: Path, train_rows: int, evaluation_rows: int) -> Path:
    """The mixed table as a file, made once."""
    path = directory / f"mixed_{train_rows}_{evaluation_rows}.parquet"
    if not path.exists():
        mixed(train_rows, evaluation_rows).to_parquet(path)
    return path
