"""The expectations on batches of Great Expectations: the same result on every data source, and only counts leave it."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa
from great_expectations.core import ExpectationValidationResult
from great_expectations.expectations.metadata_types import FailureSeverity

import zl_expectations as zl
from engines.conftest import load, spark_frame
from zl_expectations.expectations._base import exception_message

SOURCES = (
    "pandas",
    "duckdb frame",
    "duckdb arrow",
    "duckdb parquet",
    "sqlite table",
    "sqlite query",
    pytest.param("postgresql table", marks=pytest.mark.postgres),
    pytest.param("postgresql query", marks=pytest.mark.postgres),
    pytest.param("spark frame", marks=pytest.mark.spark),
    pytest.param("spark parquet", marks=pytest.mark.spark),
)
MakeBatch = Callable[[pa.Table, str], Any]


def census(rows: int = 900) -> pa.Table:
    """A table as a census gives it: repeated rows, a leak, skewed classes, households on both sides, unordered time."""
    rng = np.random.default_rng(5)
    age = rng.integers(17, 80, rows)
    rich = rng.random(rows) < 0.12 + (age > 45) * 0.15
    frame = pd.DataFrame(
        {
            "household": rng.integers(0, 500, rows),
            "age": age,
            "work class": rng.choice(np.array(["Private", "State", None]), rows, p=[0.7, 0.2, 0.1]),
            "capital": np.where(rng.random(rows) < 0.1, np.nan, np.round(rng.exponential(300, rows), 2)),
            "tax": np.where(rich, rng.integers(900, 999, rows), rng.integers(0, 500, rows)),
            "seen": [dt.datetime(2024, 1, 1) + dt.timedelta(minutes=int(n)) for n in rng.integers(0, 90_000, rows)],
            "income": np.where(rich, ">50K", "<=50K"),
            "split": np.where(np.arange(rows) < 600, "train", "test"),
        }
    )
    frame.loc[rows - 40 :, frame.columns.drop("split")] = frame.loc[:39, frame.columns.drop("split")].to_numpy()
    return pa.Table.from_pandas(frame.infer_objects(), preserve_index=False).cast(
        pa.schema(
            [
                ("household", pa.int64()),
                ("age", pa.int64()),
                ("work class", pa.string()),
                ("capital", pa.float64()),
                ("tax", pa.int64()),
                ("seen", pa.timestamp("us")),
                ("income", pa.string()),
                ("split", pa.string()),
            ]
        )
    )


def that_passes(rows: int = 400) -> pa.Table:
    """A table that passes."""
    number = np.arange(rows)
    seen = [dt.datetime(2024, 1, 1) + dt.timedelta(minutes=int(n)) for n in number]
    return pa.table(
        {
            "x": number / 7,
            "text": pa.array([None if n % 9 == 0 else f"t{n}" for n in number], pa.string()),
            "seen": pa.array(seen, pa.timestamp("us")),
            "y": np.random.default_rng(1).integers(0, 2, rows),
            "split": np.where(number < 300, "train", "test"),
        }
    )


@pytest.fixture
def make_batch(request: pytest.FixtureRequest, context: Any, tmp_path: Path) -> Iterator[MakeBatch]:
    """Rows as a batch of one of Great Expectations' data sources."""
    names: list[str] = []

    def source(add: Callable[..., Any], **kwargs: Any) -> Any:
        names.append(f"s_{uuid.uuid4().hex}")
        return add(names[-1], **kwargs)

    def made(rows: pa.Table, where: str) -> Any:
        kind, _, form = where.partition(" ")
        sources = context.data_sources
        if kind == "pandas":
            asset = source(sources.add_pandas).add_dataframe_asset("a")
            return asset.add_batch_definition_whole_dataframe("w").get_batch({"dataframe": rows.to_pandas()})
        if kind == "duckdb":
            duckdb = source(sources.add_duckdb)
            if form == "parquet":
                pq.write_table(rows, tmp_path / "rows.parquet")
                asset = duckdb.add_files_asset("a", tmp_path / "rows.parquet")
                return asset.add_batch_definition_whole_table("w").get_batch()
            given = {"dataframe": rows if form == "arrow" else rows.to_pandas()}
            return duckdb.add_splits_asset("a").add_batch_definition_whole_table("w").get_batch(given)
        if kind == "spark":
            frame = spark_frame(request.getfixturevalue("spark"), rows)
            spark_source = source(sources.add_spark, persist=False)
            if form == "frame":
                definition = spark_source.add_dataframe_asset("a").add_batch_definition_whole_dataframe("w")
                return definition.get_batch({"dataframe": frame})
            frame.write.parquet(str(tmp_path / "parquet"))
            asset = source(sources.add_spark_filesystem, base_directory=tmp_path).add_directory_parquet_asset(
                "a", data_directory="parquet"
            )
            return asset.add_batch_definition_whole_directory("w").get_batch()
        if kind == "sqlite":
            address = f"sqlite:///{tmp_path / 'rows.db'}"
            database = sa.create_engine(address)
            table = load(database, rows, f"t_{uuid.uuid4().hex}")
            database.dispose()
            sql = source(sources.add_sqlite, connection_string=address)
        else:
            address = request.getfixturevalue("reader_url")
            table = load(request.getfixturevalue("postgresql_engine"), rows, f"t_{uuid.uuid4().hex}")
            sql = source(sources.add_postgres, connection_string=address)
        if form == "table":
            asset = sql.add_table_asset("a", table_name=table.name)
        else:
            asset = sql.add_query_asset("a", query=f"SELECT * FROM {table.name}")
        return asset.add_batch_definition_whole_table("w").get_batch()

    yield made
    for name in names:
        context.data_sources.delete(name)


@pytest.fixture(scope="session")
def reader_url(postgresql_engine: sa.Engine, postgresql_url: str) -> str:
    """The address of the database for a user who may only read: no temporary tables, no writing."""
    with postgresql_engine.begin() as connection:
        connection.exec_driver_sql("CREATE ROLE reader LOGIN; REVOKE TEMP ON DATABASE postgres FROM PUBLIC")
        connection.exec_driver_sql("ALTER ROLE reader SET default_transaction_read_only = on")
        connection.exec_driver_sql("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        connection.exec_driver_sql("ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO reader")
    return postgresql_url.replace("postgres@", "reader@")


PLACES = ("row_order", "row_columns")  # where rows have an order, the sample of shared rows has their numbers

EXPECTATIONS: Mapping[str, Any] = {
    "rows": lambda: zl.ExpectRowsToBeDisjointAcrossSplits(
        split_column="split", target="income", identifiers=["household"]
    ),
    "leaks": lambda: zl.ExpectFeaturesToNotLeakTarget(target="income", split_column="split", identifiers=["household"]),
    "classes": lambda: zl.ExpectClassesToNotBeSkewed(target="income", split_column="split"),
    "proportions": lambda: zl.ExpectClassProportionsToMatchAcrossSplits(target="income", split_column="split"),
    "groups": lambda: zl.ExpectGroupsToBeDisjointAcrossSplits(group_columns=["household"], split_column="split"),
    "time": lambda: zl.ExpectSplitsToBeOrderedInTime(time_column="seen", split_column="split"),
}


def figures(result: ExpectationValidationResult) -> dict[str, Any]:
    """What an expectation that judged has found."""
    assert exception_message(result) is None, exception_message(result)
    details = {name: value for name, value in result.result["details"].items() if name not in PLACES}
    return {"success": result.success, **details}


def judged(batch: Any, expectation: Any) -> dict[str, Any]:
    return figures(batch.validate(expectation))


def on(where: str, found: dict[str, Any]) -> dict[str, Any]:
    """What another data source finds: no row leaves a database or Spark unasked, so that no pair is looked at there."""
    if where.startswith(("pandas", "duckdb")) or "pairs_judged" not in found:
        return found
    return {**found, "pairs_judged": 0, "pairs_left_out": found["pairs_judged"] + found["pairs_left_out"]}


@pytest.fixture(scope="module")
def expected(context: Any) -> Callable[[str], dict[str, Any]]:
    """What each expectation finds on the pandas data source."""
    asset = context.data_sources.add_pandas("expected").add_dataframe_asset("a")
    batch = asset.add_batch_definition_whole_dataframe("w").get_batch({"dataframe": census().to_pandas()})
    return lambda name: judged(batch, EXPECTATIONS[name]())


@pytest.mark.parametrize("where", SOURCES)
def test_expectations_find_the_same_on_every_data_source(
    make_batch: MakeBatch, expected: Callable[[str], dict[str, Any]], where: str
) -> None:
    batch = make_batch(census(), where)
    for name, expectation in EXPECTATIONS.items():
        assert judged(batch, expectation()) == on(where, expected(name)), name


@pytest.mark.parametrize("where", SOURCES)
def test_a_row_condition_narrows_the_rows(make_batch: MakeBatch, where: str) -> None:
    from great_expectations.expectations.row_conditions import Column

    condition = Column("age") > 40
    batch = make_batch(census(), where)
    rows = census().to_pandas().query("age > 40")
    found = judged(batch, zl.ExpectClassesToNotBeSkewed(target="income", split_column="split", row_condition=condition))
    counts = {split: dict(part["income"].value_counts()) for split, part in rows.groupby("split")}
    assert {part["split"]: part["classes"] for part in found["by_split"]} == counts


@pytest.mark.parametrize("where", SOURCES)
def test_a_history_of_losses_is_judged_the_same_on_every_data_source(make_batch: MakeBatch, where: str) -> None:
    epochs = range(12)
    history = pa.table(
        {
            "epoch": pa.array(epochs, pa.int64()),
            "my loss": pa.array([0.7 * 0.9**epoch for epoch in epochs], pa.float64()),
            "on new rows": pa.array([0.7 if epoch % 3 == 2 else None for epoch in epochs], pa.float64()),
        }
    )
    expectation = zl.ExpectTrainingLossToStayAboveFloor(
        training_loss_column="my loss", validation_loss_column="on new rows", floor=0.25
    )
    found = judged(make_batch(history, where), expectation)
    assert found == judged(make_batch(history, "pandas"), expectation)
    assert (found["tier"], found["validated_epochs"]) == ("critical", 4)
    assert [one["epoch"] for one in found["too_good"]] == [10, 11]


# ---------------------------------------------------------------------- whole suites on one batch of each kind

ONE_OF_EACH = (
    "duckdb frame",
    "duckdb arrow",
    "duckdb parquet",
    "sqlite table",
    pytest.param("postgresql table", marks=pytest.mark.postgres),
    pytest.param("spark frame", marks=pytest.mark.spark),
)
SOME_FLIGHTS = 3_000  # of which the balanced table has twice as many rows; a database is filled row by row here
FEW_FLIGHTS = 450  # so few that every engine proposes pairs from all rows, and not from those that its own hash chooses
CENSUS: Mapping[str, Any] = {
    "target": "income",
    "time_column": "seen",
    "group_columns": ["household"],
    "identifiers": ["household"],
}


@pytest.fixture(scope="module")
def flights() -> Callable[[int], pa.Table]:
    """The naive pipeline's splits as one table, of some of the flights; times in UTC, as a warehouse has them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(Path(__file__).parents[2] / "example_pipeline")
        from flights import TIME, load_flights, prepare_naive

    whole = load_flights()

    def some(rows: int) -> pa.Table:
        splits = prepare_naive(whole.sample(rows, random_state=7))
        both = pd.concat([splits.train.assign(split="train"), splits.test.assign(split="test")], ignore_index=True)
        both[TIME] = both[TIME].dt.tz_localize(None).astype("datetime64[us]")
        table = pa.Table.from_pandas(both, preserve_index=False).replace_schema_metadata()
        kinds = {pa.large_string(): pa.string()}
        return table.cast(pa.schema([(field.name, kinds.get(field.type, field.type)) for field in table.schema]))

    return some


def findings(batch: Any, **suite: Any) -> list[dict[str, Any]]:
    """Every figure that the recommended suite finds; floats to nine digits."""
    found = []
    for result in batch.validate(zl.pre_training_suite(**suite)).results:
        found.append({"type": result.expectation_config.type, **figures(result)})
    return [rounded(one) for one in found]


@pytest.fixture(scope="module")
def on_pandas(context: Any) -> Callable[..., list[dict[str, Any]]]:
    """What a suite finds on the pandas data source, found once."""
    asset = context.data_sources.add_pandas("whole suites").add_dataframe_asset("a")
    definition = asset.add_batch_definition_whole_dataframe("w")
    known: dict[str, list[dict[str, Any]]] = {}

    def found(rows: pa.Table, **suite: Any) -> list[dict[str, Any]]:
        asked = repr((rows.shape, suite))
        if asked not in known:
            known[asked] = findings(definition.get_batch({"dataframe": rows.to_pandas()}), **suite)
        return known[asked]

    return found


def rounded(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(item) for item in value]
    return float(f"{value:.9e}") if isinstance(value, float) else value


@pytest.mark.parametrize("where", ONE_OF_EACH)
def test_the_flights_have_the_same_findings_on_every_kind_of_batch(
    make_batch: MakeBatch, on_pandas: Any, flights: Callable[[int], pa.Table], where: str
) -> None:
    some, suite = flights(SOME_FLIGHTS), {"target": "cancelled", "time_column": "time_hour"}
    assert findings(make_batch(some, where), **suite) == [on(where, one) for one in on_pandas(some, **suite)]


@pytest.mark.parametrize("where", [one for one in ONE_OF_EACH if "duckdb" not in str(one)])
def test_a_thorough_suite_has_the_same_findings_in_a_database_and_on_spark(
    make_batch: MakeBatch, on_pandas: Any, flights: Callable[[int], pa.Table], where: str
) -> None:
    some = flights(FEW_FLIGHTS).select(["dep_delay", "distance", "carrier", "cancelled", "split"])
    found = findings(make_batch(some, where), target="cancelled", thorough=True)
    assert found == on_pandas(some, target="cancelled", thorough=True)
    assert {one["type"] for one in found} >= {
        "expect_target_to_not_be_perfectly_predictable",
        "expect_preprocessing_to_be_fitted_on_train_only",
    }
    (leaks, *_) = [one for one in found if one["type"] == "expect_features_to_not_leak_target"]
    assert (leaks["columns"], leaks["pairs_judged"], leaks["pairs_left_out"]) == (["dep_delay"], 3, 0)


@pytest.mark.parametrize("where", [one for one in ONE_OF_EACH if "duckdb" not in str(one)])
def test_a_sum_of_features_is_found_in_a_database_and_on_spark_where_rows_may_be_looked_at(
    make_batch: MakeBatch, where: str
) -> None:
    spent = np.random.default_rng(0).lognormal(3, 1, (300, 4)).round(2)
    spent[::7, 1] = np.nan
    rows = pa.table({f"x{i}": pa.array(column, pa.float64(), from_pandas=True) for i, column in enumerate(spent.T)})
    rows = rows.append_column("total", pa.array(np.nansum(spent * [2, 1, 1, 3], axis=1).round(1)))
    expected = zl.ExpectFeaturesToNotLeakTarget(target="total", pairs=True)
    found = judged(make_batch(rows, where), expected)
    assert (found["tier"], found["columns"]) == ("critical", ["x3", "x0", "x2", "x1"])
    assert found["features"][0]["feature"] == "3 * x3 + 2 * x0 + x2 + x1"


@pytest.mark.parametrize("where", ONE_OF_EACH)
def test_a_census_has_the_same_findings_on_every_kind_of_batch(
    make_batch: MakeBatch, on_pandas: Any, where: str
) -> None:
    found = findings(make_batch(census(), where), **CENSUS)
    assert {one["type"] for one in found if not one["success"]} >= {
        "expect_rows_to_be_disjoint_across_splits",
        "expect_features_to_not_leak_target",
        "expect_groups_to_be_disjoint_across_splits",
        "expect_splits_to_be_ordered_in_time",
    }
    assert found == [on(where, one) for one in on_pandas(census(), **CENSUS)]


@pytest.mark.parametrize("where", ONE_OF_EACH)
def test_rows_repeated_before_the_split_are_found_behind_ids_on_every_kind_of_batch(
    make_batch: MakeBatch, where: str
) -> None:
    rng = np.random.default_rng(2)
    numbers = np.concatenate([made := rng.integers(0, 900, (6_000, 3)), made[:4_000]])  # repeated, then split
    fresh = rng.permutation(len(numbers))
    rows = pa.table(
        {
            **{name: numbers[:, place] for place, name in enumerate("abc")},
            "id": fresh,
            "seen": pa.array(
                [dt.datetime(2024, 1, 1) + dt.timedelta(minutes=int(n)) for n in fresh], pa.timestamp("us")
            ),
            "y": numbers[:, 0] % 2,
            "split": pa.array(np.where(rng.random(len(numbers)) < 0.7, "train", "test").tolist(), pa.string()),
        }
    )
    keys, split = list(map(tuple, numbers.tolist())), rows["split"].to_pylist()
    in_train = {key for key, part in zip(keys, split, strict=True) if part == "train"}
    copies = sum(key in in_train for key, part in zip(keys, split, strict=True) if part == "test")
    expectation: Any = zl.ExpectRowsToBeDisjointAcrossSplits(target="y", severity=FailureSeverity.WARNING)
    found = make_batch(rows, where).validate(expectation).result["details"]
    assert [(one["columns"], one["tier"], one["shared_rows"]) for one in found["hidden_by"]] == [
        (["id", "seen"], "warning", copies)
    ]


@pytest.mark.parametrize("where", ONE_OF_EACH)
def test_no_value_of_the_data_is_told_by_any_kind_of_batch_that_was_asked_for_none(
    make_batch: MakeBatch, where: str
) -> None:
    rows, place = census(), census().column_names.index("work class")
    secret = pa.array([f"secret {i % 3}" for i in range(rows.num_rows)])
    suite = zl.pre_training_suite(**CENSUS, show_rows=False)
    batch = make_batch(rows.set_column(place, "work class", secret), where)
    told = json.dumps(batch.validate(suite, result_format="COMPLETE").to_json_dict())
    assert "work class" in told
    assert [one for one in ("secret 0", ">50K", "2024-01") if one in told] == []


@pytest.mark.parametrize("where", SOURCES)
def test_a_passport_is_valid_for_the_same_rows_on_every_data_source(
    make_batch: MakeBatch, where: str, tmp_path: Path
) -> None:
    rows = that_passes()
    assert zl.check(rows, target="y", passport=tmp_path / "passport.json").passed
    assert zl.require_passport(tmp_path / "passport.json", make_batch(rows, where))


@pytest.mark.parametrize(
    "where", ["duckdb arrow", "sqlite query", pytest.param("spark frame", marks=pytest.mark.spark)]
)
def test_a_passport_is_not_valid_for_another_value(make_batch: MakeBatch, where: str, tmp_path: Path) -> None:
    rows = that_passes()
    assert zl.check(rows, target="y", passport=tmp_path / "passport.json").passed
    x = rows["x"].to_pylist()
    other = rows.set_column(0, "x", pa.array([*x[:-1], x[-1] + 2**-30]))
    with pytest.raises(zl.TrainingDataRejected, match="split 'test' has other values than were judged"):
        zl.require_passport(tmp_path / "passport.json", make_batch(other, where))
