"""What Spark moves: ``python tests/benchmarks/spark_cost.py`` prints stages and bytes shuffled a row at several sizes.

The figures are Spark's own, from its status API, in local mode with its settings as they come. They are counters and no
times, so that a busy machine gives the same.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

KEY: dict[str, Any] = {
    "key_columns": None,
    "target": "y",
    "identifiers": None,
    "ignore_columns": None,
    "split_column": "split",
    "train_split": "train",
    "normalize_text": False,
}


def counts() -> Mapping[str, Callable[[Any], Any]]:
    """What is counted, each on a table of its own."""
    from zl_expectations.counting import questions

    features = {name: KEY[name] for name in ("identifiers", "ignore_columns", "target", "split_column", "train_split")}
    return {
        "shared rows": lambda table: questions.shared_rows(table, **KEY),
        "each column left out": lambda table: questions.shared_rows_without_each(table, **KEY),
        "features": lambda table: questions.feature_classes(table, features=None, task="auto", **features),
        "label conflicts": lambda table: questions.label_conflicts(table, task="auto", **KEY),
        "near rows": lambda table: questions.near_rows(table, **KEY),
    }


@dataclass(frozen=True)
class Cost:
    """Of one count: the stages that ran, and what they wrote for the next ones."""

    stages: int
    shuffled_bytes: int
    shuffled_records: int


def rows_like_tables(spark: Any, rows: int) -> Any:
    """Twenty columns of hashes of a row's number; one in a hundred evaluation rows has a train row's number."""
    train = rows * 8 // 10
    number = f"IF(id >= {train} AND id % 100 = 0, id - {train}, id)"
    value = "pmod(xxhash64(k, {}), {})"
    columns = [f"{value.format(i, 2**40)} / {2**40}D AS number_{i}" for i in range(10)]
    for i in range(4):
        columns.append(f"{value.format(10 + i, 10 ** (i + 1))} AS integer_{i}")
        columns.append(f"concat('word ', {value.format(20 + i, 10 ** (i + 1))}) AS word_{i}")
    columns += [f"{value.format(30, 2)} = 1 AS flag", f"timestamp_seconds({value.format(31, 10**8)}) AS time"]
    columns += [f"IF({value.format(32, 3)} = 1, 'yes', 'no') AS y", f"IF(id < {train}, 'train', 'test') AS split"]
    return spark.range(rows).selectExpr("id", f"{number} AS k").selectExpr(*columns)


def stages(spark: Any) -> dict[int, dict[str, Any]]:
    """Every stage that has run, by its number, as Spark's status API tells of it."""
    context = spark.sparkContext
    context._jsc.sc().listenerBus().waitUntilEmpty()
    with urllib.request.urlopen(f"{context.uiWebUrl}/api/v1/applications/{context.applicationId}/stages") as answer:
        return {one["stageId"]: one for one in json.load(answer) if one["status"] == "COMPLETE"}


def cost(spark: Any, frame: Any, count: Callable[[Any], Any]) -> Cost:
    """Make one count, and see what it took."""
    from zl_expectations.counting.spark_table import spark_table

    before = stages(spark)
    count(spark_table(frame))
    ran = [one for number, one in stages(spark).items() if number not in before]
    return Cost(len(ran), sum(one["shuffleWriteBytes"] for one in ran), sum(one["shuffleWriteRecords"] for one in ran))


def session(folder: str) -> Any:
    """A local Spark whose status can be asked for."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]").config("spark.ui.showConsoleProgress", "false")
    for name, value in {
        "spark.ui.port": "0",
        "spark.ui.retainedStages": "100000",
        "spark.driver.memory": "3g",
        "spark.driver.host": "127.0.0.1",
        "spark.local.dir": folder,
        "spark.sql.shuffle.partitions": "16",
        "spark.sql.session.timeZone": "UTC",
    }.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    return spark


def main() -> None:
    """Print a line for each count and size."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, nargs="+", default=[1_000_000, 3_000_000, 10_000_000])
    arguments.add_argument("--only", nargs="+", choices=list(counts()), default=list(counts()))
    asked = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        spark = session(folder)
        print(f"{'count':22}{'rows':>12}{'stages':>8}{'bytes a row':>13}{'records a row':>15}")
        for rows in asked.rows:
            path = str(Path(folder) / f"rows_{rows}")
            rows_like_tables(spark, rows).write.parquet(path)
            for name in asked.only:
                found = cost(spark, spark.read.parquet(path), counts()[name])
                each = f"{found.shuffled_bytes / rows:>13.1f}{found.shuffled_records / rows:>15.2f}"
                print(f"{name:22}{rows:>12,}{found.stages:>8}{each}", flush=True)
        spark.stop()


if __name__ == "__main__":
    main()
