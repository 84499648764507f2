"""The README's five lines for each engine."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import sqlalchemy as sa

from engines.conftest import load, spark_frame

TRAIN = pa.table({"age": [31, 45, 52, 45], "city": ["Rome", "Oslo", None, "Lima"], "late": ["no", "yes", "no", "no"]})
TEST = pa.table({"age": [45, 60], "city": ["Oslo", "Rome"], "late": ["yes", "no"]})

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
SQLITE, POSTGRESQL, SPARK = (
    next(example for example in re.findall(r"```python\n(.*?)```", README, re.DOTALL) if word in example)
    for word in ("add_sqlite", "add_postgres", "add_spark")
)


def run(example: str, **names: Any) -> Any:
    exec(example, names)
    return names["result"]


def shared(result: Any) -> list[int]:
    return [
        one.result["unexpected_count"]
        for one in result.results
        if one.expectation_config.type == "expect_rows_to_be_disjoint_across_splits"
    ]


def test_sqlite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    engine = sa.create_engine("sqlite:///flights.db")
    load(engine, TRAIN, "train_2023")
    load(engine, TEST, "test_2024")
    engine.dispose()
    result = run(SQLITE)
    assert shared(result) == [1, 1]
    assert not any(one.exception_info.get("raised_exception") for one in result.results)


@pytest.mark.postgres
def test_postgresql(postgresql_engine: sa.Engine, postgresql_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with postgresql_engine.begin() as connection:
        connection.exec_driver_sql("CREATE SCHEMA ml; SET search_path TO ml")
        for rows, name in ((TRAIN, "train_2023"), (TEST, "test_2024")):
            text = " UNION ALL ".join(
                f"SELECT {row['age']} AS age, {repr(row['city']) if row['city'] else 'NULL'}::text AS city, "
                f"'{row['late']}' AS late"
                for row in rows.to_pylist()
            )
            connection.exec_driver_sql(f"CREATE TABLE ml.{name} AS {text}")
    monkeypatch.setenv("WAREHOUSE_URL", postgresql_url)
    assert shared(run(POSTGRESQL)) == [1, 1]


@pytest.mark.spark
def test_spark(spark: Any) -> None:
    result = run(SPARK, train_df=spark_frame(spark, TRAIN), test_df=spark_frame(spark, TEST))
    assert shared(result) == [1, 1]
