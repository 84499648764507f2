"""The loss of a small model, boosted trees or a forest, on rows that it was not fitted to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from zl_expectations.models.encode import Features
from zl_expectations.models.folds import Fold

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

TREES = 300
MOST_ROUNDS = 100
FOREST = 50
CELLS_FOR_THREADS = 500_000


@dataclass(frozen=True)
class Fitted:
    """What cross-fitting reached.

    Attributes
    ----------
    loss : float
        Cross-entropy in nats, or the root of the mean squared error.
    trivial_loss : float
        The same of a model that knows no feature.
    score : float
        Area under the ROC curve (the mean over classes), or R².
    wrong, trivially_wrong : int
        Evaluated rows classified wrongly by the model, and by always naming the largest class; 0 for a quantity.
    rows : int
        Rows that were evaluated.
    """

    loss: float
    trivial_loss: float
    score: float
    wrong: int
    trivially_wrong: int
    rows: int

    @property
    def ratio(self) -> float:
        """The part of the trivial loss that is left."""
        return self.loss / self.trivial_loss if self.trivial_loss else 1.0


@dataclass(frozen=True)
class Task:
    """What to predict from what, and which rows evaluate which.

    Attributes
    ----------
    features : Features
    y : ndarray, shape (rows,)
        Class codes from 0, or the numbers of a quantity.
    classes : int
        0 for a quantity.
    folds : sequence of (train, evaluation) places
    seed : int
    forest : bool
        A forest of whole trees, which remembers its rows as large models do, instead of boosting, which does not.
    """

    features: Features
    y: npt.NDArray[Any]
    classes: int
    folds: Sequence[Fold]
    seed: int
    forest: bool = False


class CrossFit:
    """A model fitted to each fold's train rows, evaluated on its other rows.

    Parameters
    ----------
    task : Task
    names : sequence of str
        Only these features; none of them leaves the trivial model.

    Attributes
    ----------
    names : tuple of str
    fitted : Fitted
    """

    def __init__(self, task: Task, names: Sequence[str]) -> None:
        self.names = tuple(names)
        self._task, self._features = task, task.features.keeping(names)
        with _few_threads(self._features):
            self._models = _models(task, self._features)
            predictions = [_predict(task, model, self._features.matrix[rows]) for model, rows in self._models]
        self.fitted = _evaluated(task, predictions)

    @cached_property
    def by_the_next(self) -> Fitted:
        """The same, each fold's rows evaluated by the next fold's model."""
        models = [model for model, _ in self._models]
        with _few_threads(self._features):
            predictions = [
                _predict(self._task, model, self._features.matrix[rows])
                for model, (_, rows) in zip([*models[1:], models[0]], self._models, strict=True)
            ]
        return _evaluated(self._task, predictions)

    @cached_property
    def ranked(self) -> list[str]:
        """The features, the one first that raises the loss the most when its values are dealt anew among the rows."""
        rng = np.random.default_rng(self._task.seed)
        rise: dict[str, float] = {}
        for column, name in enumerate(self.names):
            shuffled = []
            for model, rows in self._models:
                matrix = self._features.matrix[rows].copy()
                matrix[:, column] = rng.permutation(matrix[:, column])
                with _few_threads(self._features):
                    shuffled.append(_predict(self._task, model, matrix))
            rise[name] = _evaluated(self._task, shuffled).loss - self.fitted.loss
        return sorted(self.names, key=lambda name: (-rise[name], name))


def _models(task: Task, features: Features) -> list[tuple[Any, Integers]]:
    """A model fitted to each fold's train rows, and the rows it is for; the prior where there is nothing to fit."""
    found = []
    for train, rows in task.folds:
        nothing = not features.names or len(np.unique(task.y[train])) < 2
        model = prior = _prior(task, train)
        if not nothing:
            fresh = _forest(task) if task.forest else _boosted(task, features, task.y[train])
            model = fresh.fit(features.matrix[train], task.y[train])
        found.append(((model, prior, len(train)), rows))
    return found


def _boosted(task: Task, features: Features, y: Any) -> Any:
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    leaf = np.clip(len(y) // 20, 2, 20)
    if task.classes:  # a leaf larger than all classes but the largest could tell none of them
        leaf = np.clip(np.sort(np.bincount(y))[:-1].sum() // 3, 2, leaf)
    return (HistGradientBoostingClassifier if task.classes else HistGradientBoostingRegressor)(
        max_iter=int(np.clip(TREES // max(1, task.classes), 10, MOST_ROUNDS)),
        max_leaf_nodes=15,
        min_samples_leaf=int(leaf),
        categorical_features=features.categorical if features.categorical.any() else None,
        early_stopping=False,
        random_state=task.seed,
    )


def _forest(task: Task) -> Any:
    from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

    return (RandomForestClassifier if task.classes else RandomForestRegressor)(
        n_estimators=FOREST, max_features="sqrt", random_state=task.seed
    )


@contextmanager
def _few_threads(features: Features) -> Iterator[None]:
    """One thread where there is little to do: on a busy machine several wait for each other twenty times as long."""
    import sklearn.ensemble  # noqa: F401 - brings the threads that are to be few
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1 if features.matrix.size <= CELLS_FOR_THREADS else None, user_api="openmp"):
        yield


def _predict(task: Task, fitted: Any, matrix: Floats) -> Floats:
    model, prior, train_rows = fitted
    if isinstance(model, np.ndarray):
        return np.repeat(prior[None], len(matrix), axis=0)
    if not task.classes:
        return np.asarray(model.predict(matrix), dtype=np.float64)[:, None]
    found = np.zeros((len(matrix), task.classes))
    found[:, model.classes_] = model.predict_proba(matrix)
    doubt = 1 / (train_rows + 1)  # as if one more row had been seen, of the classes as they are
    return np.asarray((1 - doubt) * found + doubt * prior, dtype=np.float64)


def _prior(task: Task, train: Integers) -> Floats:
    if not task.classes:
        return np.array([task.y[train].mean()])
    counts = np.bincount(task.y[train], minlength=task.classes) + 1 / task.classes
    return np.asarray(counts / counts.sum(), dtype=np.float64)


def _evaluated(task: Task, predictions: Sequence[Floats]) -> Fitted:
    rows = np.concatenate([evaluation for _, evaluation in task.folds])
    y, found = task.y[rows], np.concatenate(predictions)
    if not task.classes:
        loss, trivial = float(np.sqrt(((y - found[:, 0]) ** 2).mean())), float(y.std())
        return Fitted(loss, trivial, 1 - (loss / trivial) ** 2 if trivial else 0.0, 0, 0, len(rows))
    shares = np.bincount(y, minlength=task.classes) / len(y)
    present = shares[shares > 0]
    return Fitted(
        loss=float(-np.log(np.maximum(found[np.arange(len(y)), y], 1e-15)).mean()),
        trivial_loss=float(-(present * np.log(present)).sum()),
        score=_area(y, found, [k for k in range(task.classes) if 0 < shares[k] < 1]),
        wrong=int((found.argmax(axis=1) != y).sum()),
        trivially_wrong=len(y) - round(float(shares.max()) * len(y)),
        rows=len(rows),
    )


def _area(y: Integers, found: Floats, classes: Sequence[int]) -> float:
    from sklearn.metrics import roc_auc_score

    areas = [roc_auc_score(y == k, found[:, k]) for k in classes]
    return float(np.mean(areas)) if areas else 0.5
