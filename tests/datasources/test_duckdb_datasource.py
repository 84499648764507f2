"""Files, frames and named splits are batches of Great Expectations."""

from __future__ import annotations

import datetime
import gc
import json
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import great_expectations as gx
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa
from great_expectations.core import partitioners
from reads import texts_of_queries

import zl_expectations as zl
from zl_expectations import DuckDBDatasource, union_query
from zl_expectations.counting.duckdb_table import duckdb_engine
from zl_expectations.counting.relations import create_relation
from zl_expectations.counting.sql_table import sql_table
from zl_expectations.counting.table import raw_connection
from zl_expectations.errors import BadInputError, UnsupportedTypeError

gxe: Any = gx.expectations


@pytest.fixture(scope="module")
def context() -> Any:
    return gx.get_context(mode="ephemeral")


@pytest.fixture
def add(context: Any) -> Iterator[Callable[..., DuckDBDatasource]]:
    """Add a DuckDB data source, which is taken away again after the test."""
    added: list[DuckDBDatasource] = []

    def add_duckdb(**kwargs: Any) -> DuckDBDatasource:
        source: DuckDBDatasource = context.data_sources.add_duckdb(f"source {len(added)}", **kwargs)
        added.append(source)
        return source

    yield add_duckdb
    for source in added:
        source.get_execution_engine().close()
        context.data_sources.delete(source.name)


@pytest.fixture
def source(add: Callable[..., DuckDBDatasource]) -> DuckDBDatasource:
    return add()


def train_frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "age": [20, 30, 40, 50, None],
            "My Col": ["a", "b", "b", None, "c"],
            "when": pd.date_range("2024-01-30", periods=5, freq="D"),
            "rate": [0.5, np.nan, 1.5, 2.5, 3.5],
            "by": [True, False, True, True, False],
        }
    )


def row_count(batch: Any) -> int:
    result = batch.validate(gxe.ExpectTableRowCountToBeBetween(min_value=0))
    return int(result.result["observed_value"])


def whole(asset: Any) -> Any:
    return asset.add_batch_definition_whole_table("whole")


def splits_of(batch: Any) -> set[str]:
    return set(batch.head(fetch_all=True).data["split"])


# --- batches -----------------------------------------------------------------------------------------------------


def test_frames_given_at_run_time_are_one_batch_with_a_split_column(source: DuckDBDatasource) -> None:
    definition = whole(source.add_splits_asset("frames"))
    batch = definition.get_batch({"dataframe": {"train": train_frame(), "test": train_frame().head(2)}})
    assert batch.columns() == ["age", "My Col", "when", "rate", "by", "split"]
    assert row_count(batch) == 7
    assert splits_of(batch) == {"train", "test"}


@pytest.mark.parametrize("make", [lambda frame: frame, pa.Table.from_pandas], ids=["pandas", "Arrow"])
def test_one_frame_that_has_a_split_column_is_a_batch(source: DuckDBDatasource, make: Callable[..., Any]) -> None:
    definition = whole(source.add_splits_asset("frames"))
    frame = make(train_frame().assign(split=["train"] * 4 + ["test"]))
    assert splits_of(definition.get_batch({"dataframe": frame})) == {"train", "test"}


def test_files_of_named_splits_are_one_batch(source: DuckDBDatasource, tmp_path: Path) -> None:
    train_frame().to_parquet(tmp_path / "train.parquet")
    for month in ("june", "july"):
        train_frame().to_csv(tmp_path / f"{month}.csv", index=False)
    asset = source.add_splits_asset(
        "flights",
        {"first test": [tmp_path / "june.csv", str(tmp_path / "july.csv")]},
        split_column="part",
        train=tmp_path / "train.parquet",
    )
    data = whole(asset).get_batch().head(fetch_all=True).data
    assert data.groupby("part").size().to_dict() == {"first test": 10, "train": 5}


def test_files_with_a_split_column_are_one_batch(source: DuckDBDatasource, tmp_path: Path) -> None:
    for split in ("train", "test"):
        train_frame().assign(split=split).to_parquet(tmp_path / f"{split}.parquet")
    assert splits_of(whole(source.add_files_asset("all", tmp_path / "*.parquet")).get_batch()) == {"train", "test"}


def test_a_file_that_changed_is_read_anew(source: DuckDBDatasource, tmp_path: Path) -> None:
    train_frame().to_parquet(tmp_path / "train.parquet")
    definition = whole(source.add_files_asset("file", tmp_path / "train.parquet"))
    assert row_count(definition.get_batch()) == 5
    train_frame().head(3).to_parquet(tmp_path / "train.parquet")
    assert row_count(definition.get_batch()) == 3


def test_a_frame_that_changed_is_read_anew(source: DuckDBDatasource) -> None:
    definition = whole(source.add_splits_asset("frames"))
    frames = {"train": pd.DataFrame({"a": [1, 2], "b": pd.Series(["x", "y"], dtype=object)})}
    in_set = gxe.ExpectColumnValuesToBeInSet(column="b", value_set=["x", "y"])
    assert definition.get_batch({"dataframe": frames}).validate(in_set).success
    frames["train"].loc[0, "b"] = "z"
    assert not definition.get_batch({"dataframe": frames}).validate(in_set).success


def test_a_batch_stays_usable_after_it_was_validated(source: DuckDBDatasource) -> None:
    definition = whole(source.add_splits_asset("frames"))
    one = definition.get_batch({"dataframe": {"train": train_frame()}})
    assert row_count(one) == 5
    assert len(one.head().data) == 5
    other = definition.get_batch({"dataframe": {"train": train_frame().head(2)}})
    assert (row_count(other), row_count(one)) == (2, 5)


def test_frames_of_an_earlier_run_are_let_go(context: Any, source: DuckDBDatasource) -> None:
    definition = whole(source.add_splits_asset("frames"))
    suite = gx.ExpectationSuite("let go", expectations=[gxe.ExpectColumnToExist(column="a")])
    validation = gx.ValidationDefinition(name="let go", data=definition, suite=context.suites.add_or_update(suite))
    context.validation_definitions.add_or_update(validation)
    frame = pd.DataFrame({"a": np.arange(1_000_000)})
    earlier = weakref.ref(frame)
    validation.run(batch_parameters={"dataframe": {"train": frame}})
    del frame
    validation.run(batch_parameters={"dataframe": {"train": pd.DataFrame({"a": [1]})}})
    gc.collect()
    assert earlier() is None


def test_runs_in_several_threads_take_turns(context: Any, source: DuckDBDatasource, tmp_path: Path) -> None:
    judged: dict[int, list[int]] = {1: [], 2: [], 3: []}
    definitions = {}
    for rows in judged:
        train_frame()[:rows].to_parquet(tmp_path / f"{rows}.parquet")
        definitions[rows] = whole(source.add_files_asset(f"rows {rows}", tmp_path / f"{rows}.parquet"))

    def run(rows: int) -> None:
        for _ in range(5):
            judged[rows].append(row_count(definitions[rows].get_batch()))

    threads = [threading.Thread(target=run, args=(rows,)) for rows in (1, 2, 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert judged == {rows: [rows] * 5 for rows in (1, 2, 3)}


def test_batches_of_several_assets_live_side_by_side(source: DuckDBDatasource) -> None:
    one, two = (whole(source.add_splits_asset(name)) for name in ("one", "two"))
    batch = one.get_batch({"dataframe": {"train": train_frame()}})
    two.get_batch({"dataframe": {"train": train_frame().head(2)}})
    assert len(batch.head().data) == 5


@pytest.mark.parametrize(
    ("period", "parameters", "rows"),
    [
        ("yearly", {"year": 2024}, 10),
        ("monthly", {"year": 2024, "month": 2}, 6),
        ("daily", {"year": 2024, "month": 1, "day": 30}, 2),
    ],
)
def test_batches_by_period(
    source: DuckDBDatasource, tmp_path: Path, period: str, parameters: dict[str, int], rows: int
) -> None:
    train_frame().to_parquet(tmp_path / "t.parquet")
    asset = source.add_splits_asset("flights", train=tmp_path / "t.parquet", test=tmp_path / "t.parquet")
    definition = getattr(asset, f"add_batch_definition_{period}")("part", column="when")
    assert row_count(definition.get_batch(parameters)) == rows
    assert definition.get_batch().metadata["year"] == 2024


PARTITIONERS: list[Any] = [
    partitioners.ColumnPartitionerYearly(column_name="when"),
    partitioners.ColumnPartitionerMonthly(column_name="when"),
    partitioners.ColumnPartitionerDaily(column_name="when", sort_ascending=False),
    partitioners.PartitionerDatetimePart(column_name="when", datetime_parts=["month"]),
    partitioners.PartitionerColumnValue(column_name="my city"),
    partitioners.PartitionerColumnValue(column_name="late"),
    partitioners.PartitionerMultiColumnValue(column_names=["my city", "late"]),
    partitioners.PartitionerModInteger(column_name="number", mod=10),
    partitioners.PartitionerDividedInteger(column_name="number", divisor=10),
]


@pytest.fixture(scope="module")
def assets(context: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """One table as an asset of each sort, and on GX's SQLite; with the parameters that bring its rows."""
    table = pd.DataFrame(
        {
            "number": [1, 2, 3, 11, 12, 21, 22, 23, 31, -7],
            "my city": ["Rome", "Oslo"] * 5,
            "late": [True, False, False] * 3 + [True],
            "when": pd.date_range("2023-12-28", periods=10, freq="2D"),
            "split": ["train"] * 6 + ["test"] * 4,
        }
    )
    folder = tmp_path_factory.mktemp("partitions")
    table.to_parquet(folder / "rows.parquet")
    database = sa.create_engine(f"sqlite:///{folder / 'rows.db'}")
    table.to_sql("rows", database, index=False)
    database.dispose()
    sqlite = context.data_sources.add_sqlite("partitions", connection_string=f"sqlite:///{folder / 'rows.db'}")
    duckdb_source: DuckDBDatasource = context.data_sources.add_duckdb("partitioned")
    with duckdb_source.get_engine().connect() as connection:
        connection.exec_driver_sql(f"CREATE TABLE rows AS FROM '{folder / 'rows.parquet'}'")
    files = {split: part.drop(columns="split") for split, part in table.groupby("split")}
    yield {
        "sqlite": (sqlite.add_table_asset("rows"), {}),
        "table": (duckdb_source.add_table_asset("rows"), {}),
        "query": (duckdb_source.add_query_asset("query", query="SELECT * FROM rows"), {}),
        "files": (duckdb_source.add_files_asset("files", folder / "rows.parquet"), {}),
        "frames": (duckdb_source.add_splits_asset("frames"), {"dataframe": files}),
    }
    duckdb_source.get_execution_engine().close()


@pytest.mark.parametrize("kind", ["table", "query", "files", "frames"])
@pytest.mark.parametrize("partitioner", PARTITIONERS, ids=lambda partitioner: str(partitioner.method_name))
def test_batches_by_column_are_those_of_gx_on_sqlite(assets: dict[str, Any], partitioner: Any, kind: str) -> None:
    asset, frames = assets[kind]
    checked = kind in ("files", "frames")  # tables and queries are GX's own assets, which know parts of dates alone
    of_asset = asset.add_batch_definition(repr(partitioner), partitioner, validate_partitioner=checked)
    of_sqlite = assets["sqlite"][0].add_batch_definition(f"{kind} {partitioner!r}", partitioner, False)
    identifiers = of_asset.get_batch_identifiers_list(frames)
    assert len(identifiers) > 1
    assert identifiers == of_sqlite.get_batch_identifiers_list()
    for one in identifiers:
        assert row_count(of_asset.get_batch({**frames, **one})) == row_count(of_sqlite.get_batch(one))
    last = of_asset.get_batch(frames)
    assert last.metadata == identifiers[-1]
    assert row_count(last) == row_count(of_sqlite.get_batch())


def test_expectations_on_a_part_see_its_rows_alone(assets: dict[str, Any]) -> None:
    asset, frames = assets["frames"]
    monthly = asset.add_batch_definition_monthly("by month", column="when")
    expectation = zl.ExpectClassesToNotBeSkewed(target="my city", split_column="split")
    details = monthly.get_batch({**frames, "year": 2024, "month": 1}).validate(expectation).result["details"]
    assert {part["split"]: part["classes"] for part in details["by_split"]} == {
        "train": {"Oslo": 2, "Rome": 2},
        "test": {"Oslo": 2, "Rome": 2},
    }


# --- what GX checks ----------------------------------------------------------------------------------------------


def test_types_of_columns_have_their_names(source: DuckDBDatasource) -> None:
    batch = whole(source.add_splits_asset("frame")).get_batch({"dataframe": train_frame()})
    kinds = {"age": "DOUBLE", "My Col": "VARCHAR", "when": "TIMESTAMP", "by": "BOOLEAN"}
    for column, kind in kinds.items():
        result = batch.validate(gxe.ExpectColumnValuesToBeOfType(column=column, type_=kind))
        assert result.success, result.result
    assert not batch.validate(gxe.ExpectColumnValuesToBeOfType(column="age", type_="VARCHAR")).success


def test_a_failed_expectation_does_not_fail_the_next_one(source: DuckDBDatasource) -> None:
    batch = whole(source.add_splits_asset("frames")).get_batch({"dataframe": {"train": train_frame()}})
    broken = gxe.UnexpectedRowsExpectation(unexpected_rows_query="SELECT nowhere FROM {batch}")
    suite = gx.ExpectationSuite("one broken", expectations=[broken, gxe.ExpectTableRowCountToEqual(value=5)])
    assert sorted(result.success for result in batch.validate(suite).results) == [False, True]


def test_the_stored_result_does_not_hold_the_frames(context: Any, source: DuckDBDatasource) -> None:
    suite = context.suites.add(gx.ExpectationSuite("meta", expectations=[gxe.ExpectColumnToExist(column="age")]))
    validation = gx.ValidationDefinition(name="meta", data=whole(source.add_splits_asset("frames")), suite=suite)
    context.validation_definitions.add(validation)
    checkpoint = context.checkpoints.add(gx.Checkpoint(name="meta", validation_definitions=[validation]))
    marked = train_frame().assign(secret="a value that must not be stored")
    result = checkpoint.run(batch_parameters={"dataframe": {"train": marked, "test": marked}})
    assert result.success
    stored = json.dumps([run.to_json_dict() for run in result.run_results.values()])
    assert "must not be stored" not in stored
    assert len(stored) < 10_000


# --- what goes wrong ---------------------------------------------------------------------------------------------


def test_a_run_without_frames_is_told_how_to_bring_them(source: DuckDBDatasource) -> None:
    definition = whole(source.add_splits_asset("frames"))
    with pytest.raises(BadInputError, match=r'Asset \'frames\' .* batch_parameters=\{"dataframe"'):
        definition.get_batch()


def test_splits_that_do_not_fit_are_an_error_and_the_next_run_works(source: DuckDBDatasource) -> None:
    definition = whole(source.add_splits_asset("frames"))
    with pytest.raises(UnsupportedTypeError, match=r"'a'.*a number.*text"):
        definition.get_batch({"dataframe": {"train": pd.DataFrame({"a": [1]}), "test": pd.DataFrame({"a": ["x"]})}})
    assert row_count(definition.get_batch({"dataframe": {"train": train_frame()}})) == 5


def test_a_file_that_is_not_there_is_an_error_when_the_batch_is_read(source: DuckDBDatasource) -> None:
    definition = whole(source.add_splits_asset("flights", train="nowhere.parquet"))
    with pytest.raises(BadInputError, match=r"split 'train' .*nowhere\.parquet"):
        definition.get_batch()


def test_paths_must_be_paths(source: DuckDBDatasource) -> None:
    with pytest.raises(BadInputError, match=r"`train=` must be a path.*DataFrame\. Frames are given at run time"):
        source.add_splits_asset("frames", train=train_frame())
    with pytest.raises(BadInputError, match="`path` must be a path or a list of paths, got list"):
        source.add_files_asset("files", [])
    with pytest.raises(BadInputError, match="named once, got 'train'"):
        source.add_splits_asset("twice", {"train": "a.csv"}, train="b.csv")


def test_the_connection_string_must_name_duckdb(context: Any) -> None:
    with pytest.raises(ValueError, match="must be a DuckDB URL"):
        context.data_sources.add_duckdb("other", connection_string="sqlite:///a.db")


# --- database files ----------------------------------------------------------------------------------------------


@pytest.fixture
def database(tmp_path: Path) -> str:
    with duckdb.connect(str(tmp_path / "data.db")) as connection:
        connection.execute(
            "CREATE TABLE flights AS SELECT i AS age, DATE '2024-01-31' + i::INT AS d FROM range(5) AS t(i)"
        )
        connection.execute("CREATE TABLE keyed (id INTEGER PRIMARY KEY, hours INTEGER)")
        connection.execute("INSERT INTO keyed VALUES (1, 2)")
    return f"duckdb:///{tmp_path / 'data.db'}"


@pytest.mark.parametrize("mode", ["", "?access_mode=read_only"])
def test_tables_queries_and_files_of_a_database_file_are_batches(
    add: Callable[..., DuckDBDatasource], database: str, mode: str
) -> None:
    source = add(connection_string=database + mode)
    assert row_count(whole(source.add_table_asset("table", table_name="flights")).get_batch()) == 5
    query = source.add_query_asset("query", query="SELECT * FROM flights WHERE age > 2")
    assert row_count(whole(query).get_batch()) == 2
    frames = whole(source.add_splits_asset("frames"))
    assert row_count(frames.get_batch({"dataframe": {"train": train_frame()}})) == 5
    keyed = whole(source.add_table_asset("keyed")).get_batch()
    assert keyed.validate(gxe.ExpectColumnValuesToBeOfType(column="hours", type_="INTEGER")).success


def test_tables_of_one_database_are_put_together_by_a_query(
    add: Callable[..., DuckDBDatasource], database: str
) -> None:
    source = add(connection_string=database)
    query = union_query(source.get_engine(), {"train": "flights", "test": "main.flights"}, split_column="split")
    batch = whole(source.add_query_asset("both", query=query)).get_batch()
    assert batch.columns() == ["age", "d", "split"]
    assert splits_of(batch) == {"train", "test"}


def test_tables_have_batches_by_period(add: Callable[..., DuckDBDatasource], database: str) -> None:
    asset = add(connection_string=database).add_table_asset("flights")
    monthly = asset.add_batch_definition_monthly("by month", column="d")
    assert row_count(monthly.get_batch({"year": 2024, "month": 2})) == 4
    assert len(monthly.get_batch_identifiers_list()) == 2


def test_rows_that_another_connection_writes_are_seen(add: Callable[..., DuckDBDatasource], database: str) -> None:
    batch = whole(add(connection_string=database).add_table_asset("flights")).get_batch()
    assert row_count(batch) == 5
    with duckdb.connect(database.removeprefix("duckdb:///")) as connection:
        connection.execute("INSERT INTO flights SELECT * FROM flights")
    assert row_count(batch) == 10


def test_a_file_that_another_connection_holds_open_can_be_used(
    add: Callable[..., DuckDBDatasource], database: str
) -> None:
    with duckdb.connect(database.removeprefix("duckdb:///")):
        assert row_count(whole(add(connection_string=database).add_table_asset("flights")).get_batch()) == 5


def test_a_table_that_is_not_there_is_an_error(source: DuckDBDatasource) -> None:
    with pytest.raises(ConnectionError, match="nowhere"):
        source.add_table_asset("nowhere")


def test_tables_of_an_in_memory_database_are_made_through_its_engine(source: DuckDBDatasource) -> None:
    with source.get_engine().connect() as connection:
        connection.exec_driver_sql("CREATE TABLE t AS SELECT 1 AS a, current_date AS d")
    assert row_count(whole(source.add_table_asset("t")).get_batch()) == 1


def test_the_settings_of_the_environment_hold(
    add: Callable[..., DuckDBDatasource], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZL_THREADS", "1")
    with add().get_engine().connect() as connection:
        assert connection.exec_driver_sql("SELECT current_setting('threads')").scalar() == 1


def test_nan_in_a_query_of_ones_own_over_parquet_is_missing(source: DuckDBDatasource, tmp_path: Path) -> None:
    floats = pa.array([1.0, float("nan"), 2.0, 3.0, None, 2.0])
    narrow = pa.array([0.5, None, 1.5, 2.5, float("nan"), 1.5], pa.float32())
    split = ["train", "train", "train", "test", "test", "test"]
    pq.write_table(pa.table({"x": floats, "narrow": narrow, "split": split}), tmp_path / "rows.parquet")
    query = source.add_query_asset("query", query=f"SELECT * FROM '{tmp_path / 'rows.parquet'}'")
    result = whole(query).get_batch().validate(zl.ExpectRowsToBeDisjointAcrossSplits(split_column="split"))
    assert result.result["unexpected_count"] == 2, "(2, 1.5), and the row of missing values"


# --- stored contexts ---------------------------------------------------------------------------------------------

REOPEN = """
import json, sys, warnings
warnings.filterwarnings("ignore", message="module 'sre_", category=DeprecationWarning)
import great_expectations as gx
import pandas as pd
import zl_expectations.datasources
context = gx.get_context(mode="file", project_root_dir=sys.argv[1])
source = context.data_sources.get("ml")
frames = {"train": pd.DataFrame({"a": [1, 2]}), "test": pd.DataFrame({"a": [3]})}
rows = {}
for name, given in (("frames", {"dataframe": frames}), ("flights", None), ("files", None), ("query", None)):
    batch = source.get_asset(name).get_batch_definition("whole").get_batch(given)
    rows[name] = len(batch.head(fetch_all=True).data)
checkpoint = context.checkpoints.get("checkpoint")
rows["checkpoint"] = bool(checkpoint.run(batch_parameters={"dataframe": frames}).success)
rows["split_column"] = source.get_asset("flights").split_column
print(json.dumps(rows))
"""


def test_a_file_context_is_opened_again_by_another_process(tmp_path: Path) -> None:
    pd.DataFrame({"a": [1, 2]}).to_parquet(tmp_path / "train.parquet")
    pd.DataFrame({"a": [3]}).to_csv(tmp_path / "test.csv", index=False)
    context: Any = gx.get_context(mode="file", project_root_dir=tmp_path)
    source: DuckDBDatasource = context.data_sources.add_duckdb("ml")
    paths: dict[str, Any] = {"train": tmp_path / "train.parquet", "test": [tmp_path / "test.csv"]}
    whole(source.add_splits_asset("flights", paths, split_column="part"))
    whole(source.add_files_asset("files", tmp_path / "train.parquet"))
    whole(source.add_query_asset("query", query="SELECT 1 AS a"))
    definition = whole(source.add_splits_asset("frames"))
    suite = context.suites.add(gx.ExpectationSuite("suite", expectations=[gxe.ExpectColumnToExist(column="split")]))
    validation = context.validation_definitions.add(
        gx.ValidationDefinition(name="validation", data=definition, suite=suite)
    )
    context.checkpoints.add(gx.Checkpoint(name="checkpoint", validation_definitions=[validation]))
    reopened = subprocess.run(
        [sys.executable, "-c", REOPEN, str(tmp_path)], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    expected = {"frames": 3, "flights": 3, "files": 2, "query": 1, "checkpoint": True, "split_column": "part"}
    assert json.loads(reopened.stdout.splitlines()[-1]) == expected
    assert "nanobind" not in reopened.stderr


def test_dates_and_times_come_back_as_they_are(source: DuckDBDatasource) -> None:
    definition = whole(source.add_splits_asset("frames"))
    batch = definition.get_batch({"dataframe": {"train": train_frame()}})
    latest = gxe.ExpectColumnMaxToBeBetween(column="when", max_value=datetime.datetime(2024, 2, 3))
    assert batch.validate(latest).success


@pytest.mark.filterwarnings("ignore:You are using a generic SQLDatasource")
def test_a_duckdb_that_gx_itself_connects_to_is_judged_too(context: Any, tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"x": rng.normal(size=300), "z": rng.normal(size=300), "y": rng.integers(0, 2, 300)})
    frame.loc[200:219, ["x", "z"]] = frame.loc[:19, ["x", "z"]].to_numpy()
    rows = frame.assign(split=["train"] * 200 + ["test"] * 100)
    with duckdb.connect(str(tmp_path / "gx.db")) as connection:
        connection.execute("CREATE TABLE t AS SELECT * FROM rows")
    source = context.data_sources.add_sql("gx's own", connection_string=f"duckdb:///{tmp_path / 'gx.db'}")
    try:
        batch = source.add_table_asset("t", table_name="t").add_batch_definition_whole_table("all").get_batch()
        findings = zl.findings_of([batch.validate(zl.pre_training_suite(target="y"))])
        assert all(one.judged for one in findings)
        assert findings[0].observed["pairs"][0]["shared_rows"] == 20
    finally:
        context.data_sources.delete("gx's own")
    assert len(rows) == 300


@pytest.mark.parametrize("star", [sa.text("*"), "*"])
@pytest.mark.parametrize("condition", [None, sa.true(), sa.column("x") > 0])
def test_a_batch_knows_the_places_of_its_rows_where_it_is_all_of_them(star: Any, condition: Any) -> None:
    engine = duckdb_engine()
    with engine.connect() as connection:
        name = create_relation(raw_connection(connection), pd.DataFrame({"x": range(3)}))
    query = sa.select(star).select_from(sa.table(name))
    source = (query if condition is None else query.where(condition)).subquery()
    is_all = condition is None or isinstance(condition, type(sa.true()))
    assert sql_table(engine.connect, source).knows_places == is_all


def test_the_rows_of_a_checked_file_know_their_places(tmp_path: Path) -> None:
    frame = pd.DataFrame({"x": range(60), "y": [0, 1] * 30, "split": ["train", "test", "train"] * 20})
    frame.to_parquet(tmp_path / "rows.parquet")
    texts = texts_of_queries(lambda: zl.check(tmp_path / "rows.parquet", target="y", split_column="split"))
    assert any("__parts_placed" in text for text in texts)
    assert not [text for text in texts if "WHERE true" in text and not text.startswith("DESCRIBE")]
