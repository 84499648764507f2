"""Tables for the benchmarks, made from a seed: the same bytes everywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

COPIED_SHARE = 0.01


def mixed_features(rng: np.random.Generator, rows: int, numbers: int = 10, counts: int = 4) -> pd.DataFrame:
    """Numbers, one of them with gaps; so many whole numbers and words of more and more values; a flag, and a time."""
    columns: dict[str, object] = {f"number_{i}": rng.normal(size=rows) for i in range(numbers)}
    for i in range(counts):
        columns[f"integer_{i}"] = rng.integers(0, 10 ** (i + 1), rows)
        words = np.array([f"word {j}" for j in range(10 ** (i + 1))], dtype=object)
        columns[f"word_{i}"] = words[rng.integers(0, len(words), rows)]
    columns["flag"] = rng.random(rows) < 0.5
    columns["time"] = pd.Timestamp("2020-01-01") + pd.to_timedelta(rng.integers(0, 10**8, rows), unit="s")
    table = pd.DataFrame(columns)
    table.loc[rng.random(rows) < 0.05, "number_3"] = np.nan
    return table


def wide_features(rng: np.random.Generator, rows: int, numbers: int = 2000) -> pd.DataFrame:
    """Numbers alone."""
    return pd.DataFrame(rng.normal(size=(rows, numbers)), columns=[f"number_{i}" for i in range(numbers)])


def long_texts(rng: np.random.Generator, rows: int, texts: int = 4, letters: int = 200) -> pd.DataFrame:
    """Mixed features, and texts of so many letters."""
    table = mixed_features(rng, rows)
    for i in range(texts):
        written = rng.integers(ord("a"), ord("z") + 1, (rows, letters), dtype=np.uint8).view(f"S{letters}")
        table[f"text_{i}"] = written[:, 0].astype(str)
    return table


def many_categories(rng: np.random.Generator, rows: int, values: int = 1_000_000) -> pd.DataFrame:
    """Mixed features, and two of so many categories each."""
    table = mixed_features(rng, rows)
    for name in ("user", "product"):
        table[name] = np.char.add(f"{name} ", rng.integers(0, values, rows).astype(str))
    return table


def split_at_random(
    features: pd.DataFrame, rng: np.random.Generator, train_rows: int, copied_share: float
) -> pd.DataFrame:
    """The features with a target and a split column; a share of the evaluation rows are copies of train rows."""
    rows = len(features)
    target = np.where(features["number_0"] + rng.normal(size=rows) > 0.5, "yes", "no")
    copied = round((rows - train_rows) * copied_share)
    order = np.arange(rows)
    order[train_rows + rng.choice(rows - train_rows, copied, replace=False)] = rng.choice(
        train_rows, copied, replace=False
    )
    table = features.assign(y=target).take(order).reset_index(drop=True)
    return table.assign(split=np.where(np.arange(rows) < train_rows, "train", "test"))


def mixed(train_rows: int, evaluation_rows: int, seed: int = 0, copied_share: float = COPIED_SHARE) -> pd.DataFrame:
    """Twenty mixed features, a target and a split column; a share of the evaluation rows are copies of train rows."""
    rng = np.random.default_rng(seed)
    return split_at_random(mixed_features(rng, train_rows + evaluation_rows), rng, train_rows, copied_share)


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


@dataclass(frozen=True)
class Size:
    """How large a table is, and what its features are.

    Attributes
    ----------
    train, evaluation : int
        Rows of the two splits.
    features : callable
        Makes the features of so many rows from a generator.
    at_once : int
        Rows that are made, and written as a group, at a time.
    """

    train: int
    evaluation: int
    features: Callable[[np.random.Generator, int], pd.DataFrame] = mixed_features
    at_once: int = 1_250_000

    def parts(self) -> Iterator[pd.DataFrame]:
        """The table piece by piece, each with its share of either split, and copies within it."""
        number = -(-(self.train + self.evaluation) // self.at_once)
        for i in range(number):
            train, evaluation = (
                rows * (i + 1) // number - rows * i // number for rows in (self.train, self.evaluation)
            )
            rng = np.random.default_rng([i, self.train])
            yield split_at_random(self.features(rng, train + evaluation), rng, train, COPIED_SHARE)


TABLES: dict[str, Size] = {
    "small": Size(20_000, 5_000),
    "mixed": Size(1_000_000, 250_000),
    "half": Size(500_000, 125_000),
    "large": Size(10_000_000, 2_500_000),
    "huge": Size(100_000_000, 25_000_000, partial(mixed_features, numbers=4, counts=3)),
    "wide": Size(160_000, 40_000, wide_features, at_once=20_000),
    "texts": Size(1_000_000, 250_000, long_texts, at_once=250_000),
    "categories": Size(1_000_000, 250_000, many_categories),
}


def parquet(directory: Path, name: str) -> Path:
    """One of the tables as a file, made once."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = directory / f"{name}.parquet"
    if not path.exists():
        unfinished = path.with_suffix(".unfinished")
        writer = None
        for part in TABLES[name].parts():
            rows = pa.Table.from_pandas(part, preserve_index=False)
            writer = writer or pq.ParquetWriter(unfinished, rows.schema)
            writer.write_table(rows)
        assert writer is not None
        writer.close()
        unfinished.rename(path)
    return path
