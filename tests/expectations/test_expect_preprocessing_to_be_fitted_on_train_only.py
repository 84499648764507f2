"""Real tables, preprocessed the right way and the wrong way."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris, load_wine
from sklearn.decomposition import PCA
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MaxAbsScaler, MinMaxScaler, RobustScaler, StandardScaler

import zl_expectations as zl
from zl_expectations.expectations._base import exception_message

Judge = Callable[..., dict[str, Any]]
LOADERS = {
    "breast_cancer": load_breast_cancer,
    "wine": load_wine,
    "iris": load_iris,
    "diabetes": partial(load_diabetes, scaled=False),
}


def table(name: str = "breast_cancer", seed: int = 0) -> pd.DataFrame:
    frame = LOADERS[name](as_frame=True).frame
    shuffled = frame.sample(frac=1, random_state=seed).reset_index(drop=True)
    return shuffled.assign(split=np.where(np.arange(len(frame)) < 0.7 * len(frame), "train", "test"))


def features(frame: pd.DataFrame) -> list[str]:
    return [name for name in frame if name not in ("target", "split")]


def scaled(frame: pd.DataFrame, scaler: Any, on: str) -> pd.DataFrame:
    names = features(frame)
    scaler.fit(frame.loc[frame["split"] == "train", names] if on == "train" else frame[names])
    made = frame.copy()
    made[names] = scaler.transform(frame[names])
    return made


@pytest.fixture(scope="module")
def judge(context: Any) -> Judge:
    asset = context.data_sources.add_pandas("preprocessing").add_dataframe_asset("a")
    whole = asset.add_batch_definition_whole_dataframe("w")

    def judged(frame: pd.DataFrame, **fields: Any) -> dict[str, Any]:
        expectation = zl.ExpectPreprocessingToBeFittedOnTrainOnly(
            **{"target": "target", "severity": "warning", **fields}
        )
        result = whole.get_batch({"dataframe": frame}).validate(expectation)
        assert exception_message(result) is None, exception_message(result)
        return {"success": result.success, **result.result["details"]}

    return judged


@pytest.mark.parametrize("name", LOADERS)
@pytest.mark.parametrize("how", ["untouched", "standardised on train", "scaled to 0 and 1 on train", "noise"])
def test_a_table_that_saw_nothing_passes(judge: Judge, name: str, how: str) -> None:
    frame = table(name)
    if how == "standardised on train":
        frame = scaled(frame, StandardScaler(), "train")
    if how == "scaled to 0 and 1 on train":
        frame = scaled(frame, MinMaxScaler(), "train")
    if how == "noise":
        frame[features(frame)] = np.random.default_rng(1).normal(size=(len(frame), len(features(frame))))
    found = judge(frame)
    assert (found["tier"], found["fitted_on_all"]) == ("none", [])


@pytest.mark.parametrize("name", ["breast_cancer", "wine", "iris"])
@pytest.mark.parametrize("digits", [None, 4])
def test_columns_that_were_standardised_over_all_rows_are_named(judge: Judge, name: str, digits: int | None) -> None:
    frame = scaled(table(name), StandardScaler(), "all")
    frame = frame if digits is None else frame.round(digits)
    found = judge(frame)
    assert (found["tier"], found["success"]) == ("warning", False)
    assert len(found["columns"]) >= 0.6 * len(features(frame))
    assert {one["how"] for one in found["fitted_on_all"]} == {"standardised"}


def test_single_precision_and_the_other_deviation_hide_nothing(judge: Judge) -> None:
    frame = table()
    names = features(frame)
    frame[names] = ((frame[names] - frame[names].mean()) / frame[names].std(ddof=1)).astype("float32")
    assert len(judge(frame)["columns"]) >= 0.6 * len(names)


def test_columns_that_were_scaled_to_limits_of_all_rows_are_named(judge: Judge) -> None:
    frame = scaled(table(), MinMaxScaler(), "all")
    found = judge(frame)
    assert {one["how"] for one in found["fitted_on_all"]} == {"scaled to 0 and 1"}
    train = frame[frame["split"] == "train"]
    beyond = [name for name in features(frame) if train[name].min() > 1e-9 or train[name].max() < 1 - 1e-9]
    assert found["columns"] == beyond


WITHOUT_DEVIATION = partial(StandardScaler, with_std=False)
MAKERS: dict[str, tuple[Callable[[], Any], str]] = {
    "centring": (WITHOUT_DEVIATION, "centred"),
    "principal components": (lambda: PCA(30), "centred"),
    "principal components of standardised columns": (lambda: make_pipeline(StandardScaler(), PCA(30)), "centred"),
    "quartiles": (RobustScaler, "scaled by median and quartiles"),
    "-1 to 1": (lambda: MinMaxScaler((-1, 1)), "scaled to -1 and 1"),
    "0 to 255": (lambda: MinMaxScaler((0, 255)), "scaled to 0 and 255"),
    "the largest value": (MaxAbsScaler, "divided by the largest value"),
}


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("name", MAKERS)
def test_each_way_of_scaling_is_seen_over_all_rows_and_not_on_train_alone(judge: Judge, name: str, seed: int) -> None:
    make, how = MAKERS[name]
    wrong = judge(scaled(table(seed=seed), make(), "all"))
    assert (wrong["tier"], wrong["success"]) == ("warning", False)
    assert {one["how"] for one in wrong["fitted_on_all"]} == {how}
    assert len(wrong["columns"]) >= 0.2 * 30
    right = judge(scaled(table(seed=seed), make(), "train"))
    assert (right["tier"], right["fitted_on_all"]) == ("none", [])


def test_columns_that_were_centred_before_they_were_published_are_centred_over_all_rows(judge: Judge) -> None:
    frame = load_diabetes(as_frame=True).frame
    found = judge(frame.assign(split=np.where(np.arange(len(frame)) < 300, "train", "test")))
    assert {one["how"] for one in found["fitted_on_all"]} == {"centred"}


def test_a_split_that_was_scaled_by_its_own_figures_is_named(judge: Judge) -> None:
    frame = table()
    names = features(frame)
    by_split = frame.groupby("split")[names]
    itself = frame.assign(**(frame[names] - by_split.transform("mean")) / by_split.transform("std"))
    found = judge(itself)
    assert (found["tier"], found["success"], found["fitted_on_all"]) == ("warning", False, [])
    assert [(one["column"], one["evaluation"]) for one in found["scaled_by_itself"]] == [
        (name, "test") for name in names
    ]
    assert (found["columns"], found["splits"]) == (names, ["train", "test"])
    assert "each split was scaled by its own figures" in zl.ExpectPreprocessingToBeFittedOnTrainOnly.summary(found)
    assert judge(scaled(frame, StandardScaler(), "train"))["scaled_by_itself"] == []


def of_limits_by_nature(seed: int) -> dict[str, Any]:
    """Columns of fractions that have limits, means and quartiles of their own, before anybody scaled them."""
    rng = np.random.default_rng(seed)
    n = 600
    day = np.arange(n) % 365 / 365
    votes = rng.dirichlet([0.2] * 4, n)
    pixels = np.clip(rng.normal(60, 90, (n, 6)), 0, 255) / 255
    week = np.arange(588) % 7
    return {
        "shares": {f"share {i}": votes[:, i].round(3) for i in range(4)},
        "percentages": {f"part {i}": (100 * votes[:, i]).round(1) for i in range(4)},
        "correlations": {f"r {i}": np.tanh(rng.normal(0, 2, n)).round(2) for i in range(4)},
        "pixels": {f"pixel {i}": pixels[:, i] for i in range(6)},
        "ranks": {f"rank {i}": pd.Series(rng.integers(0, 400, n)).rank() for i in range(3)},
        "angles": {"sin": np.sin(2 * np.pi * day), "cos": np.cos(2 * np.pi * day)},
        "weekdays": {"sin": np.sin(2 * np.pi * week / 7), "cos": np.cos(2 * np.pi * week / 7)},
        "coded factors": {"dose": rng.permutation(np.repeat([-0.5, 0.5], n // 2))},
        "contrasts": {"linear": rng.permutation(np.repeat([-1.5, 0.25, 1.25], n // 3))},
        "few digits": {"change": (rng.integers(-20, 21, n) / 10)},
        "returns": {f"asset {i}": np.where(rng.random(n) < 0.03, 0, rng.normal(0, 0.01, n)) for i in range(8)},
        "constants": {"half": np.full(n, 0.5), "other": rng.normal(3, 1, n)},
    }


@pytest.mark.parametrize("name", of_limits_by_nature(0))
def test_columns_that_have_such_figures_by_nature_pass(judge: Judge, name: str) -> None:
    for seed in range(3):
        frame = pd.DataFrame(of_limits_by_nature(seed)[name])
        frame = frame.assign(split=np.where(np.random.default_rng(seed).random(len(frame)) < 0.7, "train", "test"))
        found = judge(frame, target=None)
        assert (found["tier"], found["columns"]) == ("none", [])


@pytest.mark.parametrize("strategy", ["mean", "median"])
def test_values_filled_in_from_all_rows_are_told_from_those_of_train(judge: Judge, strategy: str) -> None:
    frame = table(seed=3)
    names = features(frame)
    gaps = np.random.default_rng(2).random((len(frame), len(names))) < 0.1
    holed = frame.copy()
    holed[names] = frame[names].mask(gaps)
    wrong = judge(scaled(holed, SimpleImputer(strategy=strategy), "all"))
    assert {one["how"] for one in wrong["fitted_on_all"]} == {f"filled with the {strategy}"}
    assert len(wrong["columns"]) >= 0.3 * len(names)
    assert min(one["rows"] for one in wrong["fitted_on_all"]) >= 30
    assert judge(scaled(holed, SimpleImputer(strategy=strategy), "train"))["fitted_on_all"] == []


def oversampled(frame: pd.DataFrame, rows: int, seed: int = 0) -> pd.DataFrame:
    """Rows on the lines between near rows of one class, as SMOTE makes them."""
    rng, names = np.random.default_rng(seed), features(frame)
    small = frame[frame["target"] == frame["target"].value_counts().idxmin()]
    values = small[names].to_numpy(dtype=float)
    unit = values / values.std(axis=0)
    first = rng.integers(0, len(small), rows)
    away = ((unit[first][:, None, :] - unit[None, :, :]) ** 2).sum(axis=2)
    second = np.argsort(away, axis=1)[np.arange(rows), rng.integers(1, 6, rows)]
    made = values[first] + rng.random((rows, 1)) * (values[second] - values[first])
    new = pd.DataFrame(made, columns=names).assign(target=small["target"].iloc[0])
    return pd.concat([frame.drop(columns="split"), new.astype({"target": frame["target"].dtype})], ignore_index=True)


def test_oversampling_before_the_split_is_critical_and_after_it_is_not(judge: Judge) -> None:
    frame = table()
    whole = oversampled(frame, 145).sample(frac=1, random_state=1).reset_index(drop=True)
    before = whole.assign(split=np.where(np.arange(len(whole)) < 0.7 * len(whole), "train", "test"))
    found = judge(before, severity="critical")
    assert (found["tier"], found["success"], found["splits"]) == ("critical", False, ["train", "test"])
    assert found["interpolated"][0]["share"] > 0.05
    train, test = frame[frame["split"] == "train"], frame[frame["split"] == "test"]
    after = pd.concat([oversampled(train, 100).assign(split="train"), test], ignore_index=True)
    assert judge(after)["interpolated"] == [
        {"evaluation": "test", "rows": len(test), "between": 0, "share": 0.0, "lower": 0.0}
    ]


def test_a_large_table_is_looked_at_where_neighbours_are(judge: Judge) -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(20_000, 4)), columns=list("abcd")).assign(target=0, split="train")
    whole = oversampled(frame.assign(target=(frame["a"] > 3).astype(int)).sample(3_000, random_state=0), 3_000)
    filled = pd.concat([whole, frame.drop(columns="split")], ignore_index=True)
    filled = filled.assign(target=0, split=np.where(rng.random(len(filled)) < 0.7, "train", "test"))
    assert len(filled) > 20_000
    found = judge(filled, max_rows=5_000)
    assert 500 < found["interpolated"][0]["rows"] < 2_500


def test_folds_have_no_train_split_to_be_fitted_on(context: Any) -> None:
    asset = context.data_sources.add_pandas("preprocessing of folds").add_dataframe_asset("a")
    batch = asset.add_batch_definition_whole_dataframe("w").get_batch({"dataframe": table()})
    result = batch.validate(zl.ExpectPreprocessingToBeFittedOnTrainOnly(train_split=None))
    assert not result.success
    assert "`train_split` must name a split" in str(exception_message(result))


def test_columns_without_values_or_with_infinite_ones_are_passed_over(judge: Judge) -> None:
    frame = scaled(table(), StandardScaler(), "all")
    frame = frame.assign(empty=np.nan, endless=np.where(np.arange(len(frame)) == 5, np.inf, 0.5))
    found = judge(frame)
    assert found["tier"] == "warning"
    assert not {"empty", "endless"} & set(found["columns"])
