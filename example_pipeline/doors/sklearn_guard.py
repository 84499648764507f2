"""scikit-learn: the splitter looks at its folds, and the estimator at its rows, before anything is trained.

``python -m doors.sklearn_guard naive``: nothing is trained, neither in the cross-validation nor in the fit.
"""

from __future__ import annotations

import sys

import pandas as pd
from doors.gate import load_splits
from flights import TARGET, TIME, Splits
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import TimeSeriesSplit, cross_val_score
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OrdinalEncoder

import zl_expectations as zl


def text_columns(table: pd.DataFrame) -> list[str]:
    return [name for name in table if name != TIME and not pd.api.types.is_numeric_dtype(table[name])]


def model() -> Pipeline:
    """What is trained; the time itself is for splitting, not for learning."""
    encode = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
    columns = make_column_transformer((encode, text_columns), ("drop", [TIME]), remainder="passthrough")
    return make_pipeline(columns, HistGradientBoostingClassifier(class_weight="balanced", random_state=0))


def parts(table: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series[bool]]:
    return table.drop(columns=TARGET), table[TARGET]


def cross_validate(splits: Splits) -> None:
    X, y = parts(splits.train.sort_values(TIME))
    cv = zl.GuardedSplit(TimeSeriesSplit(3, gap=100), time=TIME)
    print("cross-validated: AUC", cross_val_score(model(), X, y, cv=cv, scoring="roc_auc").mean().round(3))


def train(splits: Splits) -> None:
    X, y = parts(splits.train)
    X_test, y_test = parts(splits.test)
    guarded = zl.GuardedEstimator(model(), time_column=TIME)
    guarded.fit(X, y, validation_data=(X_test, y_test))
    print("trained: accuracy", round(guarded.score(X_test, y_test), 3))


if __name__ == "__main__":
    stopped = 0
    for step in (cross_validate, train):
        try:
            step(load_splits(sys.argv[1]))
        except zl.TrainingDataRejected as rejected:
            print(f"{step.__name__} was stopped. {rejected}")
            stopped = 1
    sys.exit(stopped)
