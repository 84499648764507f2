"""Spark Connect: the same counts, through Great Expectations too."""

from __future__ import annotations

import subprocess
import sys

import pytest

SCRIPT = """
import warnings

warnings.simplefilter("ignore")
from pyspark.sql import SparkSession

session = SparkSession.builder.remote("local[2]").getOrCreate()
import great_expectations as gx

import zl_expectations as zl
from zl_expectations.counting import questions
from zl_expectations.counting.spark_table import spark_table
from zl_expectations.errors import EngineError

train = session.createDataFrame([(1.5, "Straße"), (float("nan"), None), (-0.0, "b")], "`a b` double, s string")
test = session.createDataFrame([("b", 0.0), (None, None), ("STRASSE", 1.5)], "s string, `a b` double")
splits = zl.union_splits({"train": train, "test": test})
key = dict.fromkeys(("key_columns", "target", "identifiers", "ignore_columns"))
key |= {"split_column": "split", "train_split": "train"}
for normalize_text in (False, True):
    (pair,) = questions.shared_rows(spark_table(splits), normalize_text=normalize_text, **key)
    print("shared:", pair.shared_rows)
asset = gx.get_context(mode="ephemeral").data_sources.add_spark("s", persist=False).add_dataframe_asset("a")
batch = asset.add_batch_definition_whole_dataframe("w").get_batch({"dataframe": splits})
print("gx:", batch.validate(zl.ExpectRowsToBeDisjointAcrossSplits(split_column="split")).result["unexpected_count"])
table = spark_table(splits)
session.stop()
try:
    questions.splits_of(table, "split", "train")
except EngineError as error:
    print("clear:", error)
"""


@pytest.mark.spark
@pytest.mark.usefixtures("spark")
def test_spark_connect_counts_as_spark_does() -> None:
    done = subprocess.run([sys.executable, "-"], input=SCRIPT, capture_output=True, text=True, check=False)
    found = [line for line in done.stdout.splitlines() if line.startswith(("shared", "gx", "clear"))]
    assert found[:3] == ["shared: 2", "shared: 3", "gx: 2"], done.stderr
    assert found[3].startswith("clear: spark could not count: ")
