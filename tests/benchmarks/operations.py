"""What is measured: each operation prepares in one step and is timed in the next, in a process of its own.

Each answers one question. The first of a question is ours; the others are what else answers it, each in the environment
that `peers.py` made for it, called as its documentation shows. A timed step returns the number of shared rows that it
found, or None where it counts something else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Timed = Callable[[], int | None]
NOT_KEY = ("y", "split")


@dataclass(frozen=True)
class Operation:
    """Something to measure.

    Attributes
    ----------
    prepare : callable
        Reads what is needed of a file, and returns what is timed.
    question : str
        What it answers.
    in_memory : bool
        Whether the rows are held in memory before it starts, as a frame, instead of in a file.
    is_ours : bool
        Whether others are compared with it.
    environment : str or None
        Where it runs, of `peers.ENVIRONMENTS`; None for the environment that this package is in.
    """

    prepare: Callable[[Path], Timed]
    question: str
    in_memory: bool
    is_ours: bool
    environment: str | None


OPERATIONS: dict[str, Operation] = {}
Prepare = Callable[[Path], Timed]


def ours(question: str, *, in_memory: bool = False) -> Callable[[Prepare], Prepare]:
    """Add an operation of ours, or the floor, to those that are measured."""
    return lambda prepare: _added(Operation(prepare, question, in_memory, True, None))


def peer(question: str, environment: str | None = None) -> Callable[[Prepare], Prepare]:
    """Add another way to answer a question, from rows in memory."""
    return lambda prepare: _added(Operation(prepare, question, True, False, environment))


def _added(operation: Operation) -> Prepare:
    OPERATIONS[operation.prepare.__name__] = operation
    return operation.prepare


# ---------------------------------------------------------------------- the floor


@ours("floor")
def floor_parquet(path: Path) -> Timed:
    """Bare DuckDB: read the key columns and hash each row once."""
    return _floor(f"'{path}'", None)


@ours("floor", in_memory=True)
def floor_frame(path: Path) -> Timed:
    """The same on a pandas frame."""
    return _floor("frame", _frame(path))


def _floor(source: str, frame: Any) -> Timed:
    import duckdb

    connection = duckdb.connect()
    if frame is not None:
        connection.register("frame", frame)
    names = [row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()]
    columns = ", ".join(f'"{name}"' for name in names if name not in NOT_KEY)

    def run() -> None:
        connection.execute(f"SELECT bit_xor(hash({columns})) FROM {source}").fetchall()

    return run


# ---------------------------------------------------------------------- rows that stand in both splits


@ours("shared rows")
def shared_rows_parquet(path: Path) -> Timed:
    """Shared rows, exactly, by value, from Parquet."""
    return _shared(path)


@ours("shared rows", in_memory=True)
def shared_rows_frame(path: Path) -> Timed:
    """Shared rows, exactly, by value, from a pandas frame."""
    return _shared(_frame(path))


@peer("shared rows")
def pandas_hash(path: Path) -> Timed:
    """What is commonly written by hand: pandas' row hashes, looked up."""
    import pandas as pd

    sides = [side.drop(columns="y") for side in _sides(path)]

    def run() -> int | None:
        train, test = (pd.util.hash_pandas_object(side, index=False) for side in sides)
        return int(test.isin(set(train)).sum())

    return run


@peer("shared rows")
def polars_semi_join(path: Path) -> Timed:
    """A polars semi join on every column, missing equal to missing."""
    import polars as pl

    frame = pl.read_parquet(path)
    columns = [name for name in frame.columns if name not in NOT_KEY]
    train, test = (frame.filter(pl.col("split") == name).select(columns) for name in ("train", "test"))

    def run() -> int | None:
        return test.join(train, on=columns, how="semi", nulls_equal=True).height

    return run


@peer("shared rows", "peers")
def mlleak(path: Path) -> Timed:
    """A merge of the two frames."""
    from mlleak.detector import detect_duplicate_rows

    train, test = _sides(path)
    return lambda: int(detect_duplicate_rows(train, test, exclude_cols=["y"])["duplicate_count"])


@peer("shared rows", "peers")
def dataleak_guard(path: Path) -> Timed:
    """Its whole audit: it has no other way in."""
    from dataleak_guard import audit

    (train, test), target = _sides(path), "y"

    def run() -> int | None:
        report = audit(train.drop(columns=target), test.drop(columns=target), train[target], test[target])
        found = [one.details for one in report.findings if one.category == "Row Contamination"]
        return int(found[0]["overlapping_rows"]) if found else 0

    return run


@peer("shared rows", "peers")
def splitcheck(path: Path) -> Timed:
    """Its rows, from polars."""
    import polars as pl
    from splitcheck import check_splits
    from splitcheck.dataset import extract_rows

    train, test = (pl.from_pandas(side) for side in _sides(path))

    def run() -> None:
        check_splits({"train": extract_rows(train), "test": extract_rows(test)})

    return run


@peer("shared rows", "peers")
def leakcheck_ml(path: Path) -> Timed:
    """Its exact duplicates."""
    from leakcheck.checks import check_duplicates

    train, test = _sides(path)

    def run() -> None:
        check_duplicates(train, test, "y")

    return run


@peer("shared rows", "peers")
def targetleak(path: Path) -> Timed:
    """Its whole analysis: it has no other way in."""
    from targetleak import analyse

    frame = _frame(path)

    def run() -> None:
        analyse(frame, "y", split="split")

    return run


@peer("shared rows", "deepchecks")
def deepchecks_samples_mix(path: Path) -> Timed:
    """Its check of rows in both splits."""
    from deepchecks.tabular.checks import TrainTestSamplesMix

    train, test = _deepchecks(path)

    def run() -> None:
        TrainTestSamplesMix(n_samples=None).run(train, test)

    return run


# ---------------------------------------------------------------------- and but for one column


@ours("columns left out")
def each_column_left_out(path: Path) -> Timed:
    """Shared rows, and with each of the key columns left out in turn."""
    from zl_expectations.counting.questions import shared_rows, shared_rows_without_each

    table = _table(path)

    def run() -> int | None:
        shared_rows_without_each(table, **_KEY)
        return int(shared_rows(table, **_KEY)[0].shared_rows)

    return run


@ours("columns left out", in_memory=True)
def one_column_hides_copies(path: Path) -> Timed:
    """The same where a column that is another in every row hides the copies, so that it has to be found."""
    from zl_expectations.counting.questions import shared_rows_without_each

    table = _table(_frame(path).assign(row=lambda frame: range(len(frame))))

    def run() -> int | None:
        (hidden,) = shared_rows_without_each(table, **_KEY)
        return int(hidden.pairs[0].shared_rows)

    return run


# ---------------------------------------------------------------------- rows that are nearly the same


@ours("near rows")
def near_rows(path: Path) -> Timed:
    """Rows near one of train's, among all rows."""
    from zl_expectations.counting.questions import near_rows as count

    table = _table(path)

    def run() -> None:
        count(table, **_KEY)

    return run


@peer("near rows", "cleanlab")
def datalab(path: Path) -> Timed:
    """Datalab's near duplicates among the numbers of all rows."""
    from cleanlab import Datalab

    frame = _frame(path)
    numbers = frame.select_dtypes("number").fillna(0.0).to_numpy()

    def run() -> None:
        lab = Datalab({"y": list(frame["y"])}, label_name="y", verbosity=0)
        lab.find_issues(features=numbers, issue_types={"near_duplicate": {}})

    return run


@peer("near rows", "peers")
def leakcheck_ml_near(path: Path) -> Timed:
    """Its near duplicates."""
    from leakcheck.checks import check_near_duplicates

    train, test = _sides(path)

    def run() -> None:
        check_near_duplicates(train, test, "y")

    return run


# ---------------------------------------------------------------------- what features say of the target


@ours("features")
def features(path: Path) -> Timed:
    """What each feature says about the target, on all train rows."""
    from zl_expectations.counting.questions import feature_classes

    table = _table(path)

    def run() -> None:
        feature_classes(
            table,
            target="y",
            features=None,
            identifiers=None,
            ignore_columns=None,
            split_column="split",
            train_split="train",
            task="auto",
        )

    return run


@peer("features")
def mutual_information(path: Path) -> Timed:
    """scikit-learn's, on all train rows, words as codes."""
    import pandas as pd
    from sklearn.feature_selection import mutual_info_classif

    train, _ = _sides(path)
    columns = {
        name: values.fillna(0.0) if values.dtype.kind in "fi" else pd.factorize(values)[0]
        for name, values in train.drop(columns="y").items()
    }
    discrete = [train[name].dtype.kind not in "f" for name in columns]

    def run() -> None:
        mutual_info_classif(pd.DataFrame(columns), train["y"], discrete_features=discrete, random_state=0)

    return run


@peer("features", "deepchecks")
def deepchecks_feature_label(path: Path) -> Timed:
    """Its predictive power score of each feature, from a sample of 5,000 rows."""
    from deepchecks.tabular.checks import FeatureLabelCorrelation

    train, _ = _deepchecks(path)

    def run() -> None:
        FeatureLabelCorrelation().run(train)

    return run


@peer("features", "ppscore")
def ppscore(path: Path) -> Timed:
    """The predictive power score itself, from a sample of 5,000 rows."""
    from ppscore import predictors

    train, _ = _sides(path)

    def run() -> None:
        predictors(train, "y")

    return run


# ---------------------------------------------------------------------- all of it


@ours("the whole suite")
def suite_with_data_docs(path: Path) -> Timed:
    """The whole recommended suite through a GX checkpoint with Data Docs, GX's import not counted."""
    return _suite(str(path))


@ours("the whole suite", in_memory=True)
def suite_on_a_frame(path: Path) -> Timed:
    """The same on a pandas frame."""
    return _suite(_frame(path))


def _suite(source: Any) -> Timed:
    import tempfile

    from zl_expectations.gates.check import check  # brings Great Expectations, which is not to be timed

    def run() -> int | None:
        with tempfile.TemporaryDirectory() as docs:
            result = check(source, target="y", docs=docs)
        rows = next(one for one in result.findings if one.expectation == "expect_rows_to_be_disjoint_across_splits")
        return int(rows.observed["unexpected_count"])

    return run


_KEY: dict[str, Any] = {
    "key_columns": None,
    "target": "y",
    "identifiers": None,
    "ignore_columns": None,
    "split_column": "split",
    "train_split": "train",
    "normalize_text": False,
}


def _table(source: Any) -> Any:
    from zl_expectations.counting.duckdb_table import table_of

    return table_of(str(source) if isinstance(source, Path) else source)


def _shared(source: Any) -> Timed:
    from zl_expectations.counting.questions import shared_rows

    table = _table(source)
    return lambda: shared_rows(table, **_KEY)[0].shared_rows


def _frame(path: Path) -> Any:
    import pandas as pd

    return pd.read_parquet(path)


def _sides(path: Path) -> list[Any]:
    """The train and the test rows as frames of their own, without the split column."""
    frame = _frame(path)
    return [frame[frame["split"] == name].drop(columns="split").reset_index(drop=True) for name in ("train", "test")]


def _deepchecks(path: Path) -> list[Any]:
    from deepchecks.tabular import Dataset

    sides = _sides(path)
    words = [name for name, values in sides[0].drop(columns="y").items() if values.dtype == object]
    return [Dataset(side, label="y", label_type="multiclass", cat_features=words) for side in sides]
