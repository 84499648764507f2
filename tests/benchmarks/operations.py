"""What is measured: each operation prepares in one step and is timed in the next, in a process of its own.

Each timed step returns the number of shared rows that it found, or None where it answers another question.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

Timed = Callable[[], int | None]
NOT_KEY = ("y", "split")


def floor_parquet(path: Path) -> Timed:
    """Bare DuckDB: read the key columns and hash each row once."""
    import duckdb

    connection = duckdb.connect()
    columns = _key(connection.execute(f"DESCRIBE SELECT * FROM '{path}'").fetchall())

    def run() -> None:
        connection.execute(f"SELECT bit_xor(hash({columns})) FROM '{path}'").fetchall()

    return run


def floor_frame(path: Path) -> Timed:
    """The same on a pandas frame."""
    import duckdb
    import pandas as pd

    connection = duckdb.connect()
    connection.register("frame", pd.read_parquet(path))
    columns = _key(connection.execute("DESCRIBE frame").fetchall())

    def run() -> None:
        connection.execute(f"SELECT bit_xor(hash({columns})) FROM frame").fetchall()

    return run


def shared_rows_parquet(path: Path) -> Timed:
    """Shared rows, exactly, by value, from Parquet."""
    return _shared(path)


def shared_rows_frame(path: Path) -> Timed:
    """Shared rows, exactly, by value, from a pandas frame."""
    import pandas as pd

    return _shared(pd.read_parquet(path))


def each_column_left_out(path: Path) -> Timed:
    """Shared rows, and with each of the key columns left out in turn."""
    from zl_expectations.counting.questions import shared_rows, shared_rows_without_each

    table = _table(path)

    def run() -> int | None:
        shared_rows_without_each(table, **_KEY)
        return int(shared_rows(table, **_KEY)[0].shared_rows)

    return run


def one_column_hides_copies(path: Path) -> Timed:
    """The same where a column that is another in every row hides the copies, so that it has to be found."""
    import pandas as pd

    from zl_expectations.counting.questions import shared_rows_without_each

    table = _table(pd.read_parquet(path).assign(row=lambda frame: range(len(frame))))

    def run() -> int | None:
        (hidden,) = shared_rows_without_each(table, **_KEY)
        return int(hidden.pairs[0].shared_rows)

    return run


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


def suite_with_data_docs(path: Path) -> Timed:
    """The whole recommended suite through a GX checkpoint with Data Docs, GX's import not counted."""
    import tempfile

    from zl_expectations.gates.check import check  # brings Great Expectations, which is not to be timed

    def run() -> int | None:
        with tempfile.TemporaryDirectory() as docs:
            result = check(str(path), target="y", docs=docs)
        rows = next(one for one in result.findings if one.expectation == "expect_rows_to_be_disjoint_across_splits")
        return int(rows.observed["unexpected_count"])

    return run


def peer_pandas_hash(path: Path) -> Timed:
    """What is commonly written by hand: pandas' row hashes, looked up."""
    import pandas as pd

    frame = pd.read_parquet(path)
    train, test = (frame[frame["split"] == name].drop(columns=list(NOT_KEY)) for name in ("train", "test"))

    def run() -> int | None:
        hashes = (pd.util.hash_pandas_object(part, index=False) for part in (train, test))
        train_hashes, test_hashes = hashes
        return int(test_hashes.isin(set(train_hashes)).sum())

    return run


def peer_polars_semi_join(path: Path) -> Timed:
    """A polars semi join on every column, missing equal to missing."""
    import polars as pl

    frame = pl.read_parquet(path)
    columns = [name for name in frame.columns if name not in NOT_KEY]
    train, test = (frame.filter(pl.col("split") == name).select(columns) for name in ("train", "test"))

    def run() -> int | None:
        return test.join(train, on=columns, how="semi", nulls_equal=True).height

    return run


OPERATIONS: dict[str, Callable[[Path], Timed]] = {
    operation.__name__: operation
    for operation in (
        floor_parquet,
        floor_frame,
        shared_rows_parquet,
        shared_rows_frame,
        each_column_left_out,
        one_column_hides_copies,
        features,
        suite_with_data_docs,
        peer_pandas_hash,
        peer_polars_semi_join,
    )
}

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


def _key(described: list[tuple[Any, ...]]) -> str:
    return ", ".join(f'"{row[0]}"' for row in described if row[0] not in NOT_KEY)
