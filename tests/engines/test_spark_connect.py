"""Spark Connect: the same counts, and the same findings of a whole suite of Great Expectations."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from engines.conftest import JAVA

TESTS = str(Path(__file__).parents[1])
SCRIPT = """
import warnings

warnings.simplefilter("ignore")
from pyspark.sql import SparkSession

session = SparkSession.builder.remote("local[2]").config("spark.sql.shuffle.partitions", "2").getOrCreate()
import great_expectations as gx

import zl_expectations as zl
from engines.conftest import spark_frame
from engines.test_batches import census, exception_message, findings, on
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
try:
    zl.check(splits, target="s")
except zl.CouldNotJudgeError as error:
    print("stays:", error)

rows = census().select(["age", "tax", "seen", "income", "split"])
frame = spark_frame(session, rows)
whole = asset.add_batch_definition_whole_dataframe("suite").get_batch({"dataframe": frame})
suite = {"target": "income", "time_column": "seen"}
found = findings(whole, **suite)
pandas = gx.get_context(mode="ephemeral").data_sources.add_pandas("p").add_dataframe_asset("a")
expected = findings(
    pandas.add_batch_definition_whole_dataframe("w").get_batch({"dataframe": rows.to_pandas()}), **suite
)
print("suite:", len(found), found == [on("spark", one) for one in expected])

table = spark_table(splits)
session.stop()
try:
    questions.splits_of(table, "split", "train")
except EngineError as error:
    print("clear:", error)
ended = whole.validate(zl.ExpectClassesToNotBeSkewed(target="income"))
print("ended:", ended.success, exception_message(ended))
"""


@pytest.mark.spark
@pytest.mark.usefixtures("spark")
def test_spark_connect_counts_and_judges_as_spark_does() -> None:
    known = {**os.environ, "SPARK_SUBMIT_OPTS": JAVA, "PYTHONPATH": os.pathsep.join([TESTS, *sys.path])}
    done = subprocess.run([sys.executable, "-"], input=SCRIPT, capture_output=True, text=True, check=False, env=known)
    told = dict.fromkeys(("shared", "gx", "stays", "suite", "clear", "ended"), "")
    for line in done.stdout.splitlines():
        name, _, words = line.partition(": ")
        if name in told:
            told[name] += words
    assert (told["shared"], told["gx"], told["suite"]) == ("23", "2", "14 True"), (told, done.stderr)
    assert "whose rows stay in Spark" in told["stays"]
    assert told["clear"].startswith("spark could not count: ")
    assert told["ended"].startswith("False spark could not count: ")
