"""What the DuckDB data source cannot read halts a checkpoint, in words of ours, and never passes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import great_expectations as gx
import numpy as np
import pandas as pd
import pytest

import zl_expectations as zl
from zl_expectations import DuckDBDatasource

Run = Callable[..., Any]


def rows() -> pd.DataFrame:
    """Values that compress, so that a byte changed anywhere is seen."""
    rng = np.random.default_rng(0)
    return pd.DataFrame({"a": np.repeat(rng.choice(["one", "two", "three"], 4_000), 5), "b": np.arange(20_000) // 100})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unreadable")
    rows().to_parquet(folder / "train.parquet")
    whole = (folder / "train.parquet").read_bytes()
    (folder / "cut.parquet").write_bytes(whole[: len(whole) // 2])
    (folder / "scribbled.parquet").write_bytes(whole[:50] + bytes(range(256)) * 4 + whole[50 + 1024 :])
    (folder / "empty.parquet").write_bytes(b"")
    (folder / "words.parquet").write_text("hello")
    (folder / "bytes.csv").write_bytes(b"\xff\xfe\x00\x01\n\x00" * 30)
    (folder / "folder").mkdir()
    return folder


@pytest.fixture
def source() -> Iterator[DuckDBDatasource]:
    context: Any = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    source: DuckDBDatasource = context.data_sources.add_duckdb("unreadable")
    yield source
    source.get_execution_engine().close()
    context.data_sources.delete("unreadable")


def run(asset: Any, parameters: dict[str, Any] | None = None) -> Any:
    """A checkpoint with an expectation of ours, one of GX's, and the halting action."""
    context: Any = asset.datasource.data_context
    core: Any = gx.expectations
    expectations = [zl.ExpectRowsToBeDisjointAcrossSplits(split_column="split"), core.ExpectTableRowCountToBeBetween()]
    suite = context.suites.add(gx.ExpectationSuite("suite", expectations=expectations))
    definition = asset.add_batch_definition_whole_table("whole")
    validation = gx.ValidationDefinition(name="validation", data=definition, suite=suite)
    checkpoint = gx.Checkpoint(
        name="checkpoint",
        validation_definitions=[context.validation_definitions.add(validation)],
        actions=[zl.HaltPipelineAction()],
    )
    return context.checkpoints.add(checkpoint).run(batch_parameters=parameters)


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("nowhere.parquet", "split 'test' must name a file, or a pattern that matches one"),
        ("cut.parquet", "split 'test' must be a readable Parquet file, as its name says, got .*cut.parquet"),
        ("empty.parquet", "split 'test' must be a Parquet file with rows, got .*empty.parquet, which is empty"),
        ("words.parquet", "split 'test' must be a readable Parquet file"),
        ("bytes.csv", "split 'test' must be a readable CSV file"),
        ("folder", "split 'test' must name a folder that holds Parquet"),
    ],
)
def test_a_file_that_cannot_be_read(source: DuckDBDatasource, folder: Path, file: str, words: str) -> None:
    with pytest.raises(zl.CouldNotJudgeError, match=words):
        run(source.add_splits_asset("files", train=folder / "train.parquet", test=folder / file))


@pytest.mark.parametrize("as_query", [False, True])
def test_rows_that_cannot_be_read(source: DuckDBDatasource, folder: Path, as_query: bool) -> None:
    train, test = folder / "train.parquet", folder / "scribbled.parquet"
    query = f"SELECT *, 'train' AS split FROM '{train}' UNION ALL SELECT *, 'test' FROM '{test}'"
    files = source.add_splits_asset("files", train=train, test=test)
    asset: Any = source.add_query_asset("query", query=query) if as_query else files
    with pytest.raises((zl.TrainingDataRejected, zl.CouldNotJudgeError)) as halted:
        run(asset)
    assert getattr(halted.value, "verdict", "not_judged") == "not_judged"


def test_a_query_on_files_that_are_gone(source: DuckDBDatasource) -> None:
    with pytest.raises(zl.TrainingDataRejected, match="No files found that match") as halted:
        run(source.add_query_asset("query", query="SELECT *, 'train' AS split FROM 'nowhere/*.parquet'"))
    assert halted.value.verdict == "not_judged"


def test_a_table_that_was_dropped(source: DuckDBDatasource) -> None:
    with source.get_engine().connect() as connection:
        connection.exec_driver_sql("CREATE TABLE t AS SELECT 1 AS a, 'train' AS split")
    asset = source.add_table_asset("t")
    with source.get_engine().connect() as connection:
        connection.exec_driver_sql("DROP TABLE t")
    with pytest.raises(zl.TrainingDataRejected, match="Table with name t does not exist") as halted:
        run(asset)
    assert halted.value.verdict == "not_judged"


def test_frames_that_are_none(source: DuckDBDatasource) -> None:
    with pytest.raises(zl.CouldNotJudgeError, match="split 'test' must be a pandas or polars frame"):
        run(source.add_splits_asset("frames"), {"dataframe": {"train": rows(), "test": 5}})


def test_a_connection_that_was_closed(source: DuckDBDatasource, folder: Path) -> None:
    engine: Any = source.get_execution_engine()
    engine.duckdb_connection.close()
    with pytest.raises(zl.CouldNotJudgeError, match=r"DuckDB could not read the data: .*closed"):
        run(source.add_files_asset("files", folder / "train.parquet"))
