"""What a count costs: only counts leave a database, and Spark moves each row about at most once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa
import pytest
import sqlalchemy as sa

from engines.conftest import load, spark_frame
from engines.spark_plans import cached, exchanges, recorded, rows_in_one_place
from engines.test_parity import FEATURES, KEY
from zl_expectations.counting import questions
from zl_expectations.counting.keys import count_group_sizes, count_shared_keys
from zl_expectations.counting.spark_table import spark_table
from zl_expectations.counting.sql_table import sql_table
from zl_expectations.counting.table import Table

ROWS = 5_000
PLAIN_KEY = {**KEY, "identifiers": None, "ignore_columns": None}
NAMES = {**PLAIN_KEY, "key_columns": ["name"]}


def many_rows() -> pa.Table:
    """A table whose every row is another, half of them in train."""
    numbers = list(range(ROWS))
    return pa.table(
        {
            "number": [float(n) for n in numbers],
            "name": [f"name {n // 2}" for n in numbers],
            "class": ["yes" if n % 3 else "no" for n in numbers],
            "split": ["train" if n % 2 else "test" for n in numbers],
        }
    )


@pytest.fixture(
    params=[
        "sqlite",
        pytest.param("postgresql", marks=pytest.mark.postgres),
        pytest.param("spark", marks=pytest.mark.spark),
    ]
)
def elsewhere(request: pytest.FixtureRequest) -> Iterator[Table]:
    """The rows where they are not this process's own."""
    if request.param == "spark":
        yield spark_table(spark_frame(request.getfixturevalue("spark"), many_rows()))
    elif request.param == "postgresql":
        engine = request.getfixturevalue("postgresql_engine")
        yield sql_table(engine.connect, load(engine, many_rows()))
    else:
        engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
        yield sql_table(engine.connect, load(engine, many_rows()))
        engine.dispose()


def test_only_counts_leave_a_database_and_spark(elsewhere: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    table = elsewhere
    fetched: list[int] = []
    fetch: Callable[[Table, Any], Any] = type(table).fetch

    def counting_fetch(self: Table, query: Any) -> Any:
        rows = fetch(self, query)
        fetched.append(len(rows))
        return rows

    monkeypatch.setattr(type(table), "fetch", counting_fetch)
    key = PLAIN_KEY
    questions.shared_rows(table, **key)
    questions.shared_rows_without_each(table, **key)
    questions.shared_rows_without_several(table, most=2, **{**key, "key_columns": ["number", "name", "class", "split"]})
    questions.shared_rows_by_class(table, above=-1.0, **NAMES)
    questions.feature_classes(table, target="class", task="auto", **{**FEATURES, **dict.fromkeys(
        ("identifiers", "ignore_columns"))})  # fmt: skip
    questions.shared_groups(table, ["name"], "split", "train")
    questions.near_rows(table, **key)
    questions.label_conflicts(table, task="auto", **key)
    assert len(fetched) > 10
    assert max(fetched) <= 130, "as many as there are quantiles, and never as there are rows"
    assert len(questions.shared_row_sample(table, 20, None, **NAMES)["train", "test"]) == 20
    assert len(near_row_sample(table, **{**key, "key_columns": ["number"]})) == 20


def near_row_sample(table: Table, **key: Any) -> Any:
    """Of rows that differ by 1 all those that lie within a few hundred of each other: whole cells full."""
    given: dict[str, Any] = {"closeness": 0.01, "edited": (), "limit": 20, "index_columns": None}
    return questions.near_row_sample(table, "train", "test", **given, **key)


# How often the dearest query of a count moves rows by a hash, and what it moves after the rows.
MOVES: dict[str, tuple[Callable[[Table], Any], int, str]] = {
    "shared keys": (
        lambda table: count_shared_keys(table, ["number", "name"], questions.splits_of(table, "split", "train")),
        *(1, ""),
    ),
    "group sizes": (lambda table: count_group_sizes(table, ["name"]), 2, "sizes"),
    "classes": (lambda table: questions.classes(table, "class", "split", "train"), 1, ""),
    "times": (lambda table: questions.time_order(table, "number", "split", "train", 1), 1, ""),
    "without each": (lambda table: questions.shared_rows_without_each(table, **PLAIN_KEY), 1, ""),
    "without several": (
        lambda table: questions.shared_rows_without_several(
            table, most=2, **{**PLAIN_KEY, "key_columns": ["number", "name", "class", "split"]}
        ),
        *(5, "of the few rows that are looked at: blocks and their pairs, on both sides, by difference"),
    ),
    "features": (
        lambda table: questions.feature_classes(
            table, target="class", task="auto", **{**FEATURES, "identifiers": None}
        ),
        *(2, "vectors of class counts"),
    ),
    "near rows": (
        lambda table: questions.near_rows(table, **PLAIN_KEY),
        7,
        "six keys a row, of eight bytes each; splits",
    ),
    "conflicts": (
        lambda table: questions.label_conflicts(table, task="auto", **PLAIN_KEY),
        3,
        "keys with targets; counts",
    ),
    "sample": (
        lambda table: questions.shared_row_sample(table, 20, None, **NAMES),
        *(3, "hashes; those of both splits; the rows that match"),
    ),
    "sample of near rows": (
        lambda table: near_row_sample(table, **PLAIN_KEY),
        *(18, "the rows by four cells; the few that meet there by twelve, as wholes, and to their train rows"),
    ),
    "conflicting rows": (
        lambda table: questions.conflicting_row_sample(table, 20, None, task="auto", **NAMES),
        *(5, "hashes with targets; hashes; the rows that match, by their target and without"),
    ),
}


@pytest.mark.spark
@pytest.mark.parametrize("name", MOVES)
def test_spark_moves_rows_as_often_as_told_and_no_oftener(spark: Any, name: str) -> None:
    count, most, _ = MOVES[name]
    table = spark_table(spark_frame(spark, many_rows()))
    with recorded(spark) as found:
        count(table)
    assert max(exchanges(plan) for _, plan in found) == most


@pytest.mark.spark
def test_a_window_over_all_rows_and_a_kept_frame_are_noticed(spark: Any) -> None:
    """What the parity tests ask of every count on Spark."""
    with recorded(spark) as found:
        spark.sql("SELECT max(n) FROM (SELECT row_number() OVER (ORDER BY id) AS n FROM range(9))")
        spark.sql("SELECT max(n) FROM (SELECT row_number() OVER (PARTITION BY id % 2 ORDER BY id) AS n FROM range(9))")
    assert [bool(rows_in_one_place(plan)) for _, plan in found] == [True, False]
    before = cached(spark)
    kept = spark.range(9).cache()
    kept.count()
    assert cached(spark) != before
    kept.unpersist(blocking=True)
