"""What an engine cannot count is a clear error, and never a pass."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest
import sqlalchemy as sa

import zl_expectations as zl
from engines import postgresql_server
from engines.conftest import MakeTable, load, spark_frame
from zl_expectations.counting import questions
from zl_expectations.counting.bins import quantile_bins, quantile_points
from zl_expectations.counting.keys import count_group_sizes
from zl_expectations.counting.kinds import Kind
from zl_expectations.counting.sql_table import sql_table
from zl_expectations.counting.table import Table
from zl_expectations.errors import BadInputError, EngineError, UnsupportedTypeError

KEY: dict[str, Any] = {
    "key_columns": None,
    "target": None,
    "identifiers": None,
    "ignore_columns": None,
    "split_column": "split",
    "train_split": "train",
    "normalize_text": False,
}


@pytest.fixture
def sqlite() -> Iterator[sa.Engine]:
    engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    yield engine
    engine.dispose()


def opened(engine: sa.Engine, *statements: str, query: str = "SELECT * FROM t") -> Table:
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    return sql_table(engine.connect, sa.text(query).columns().subquery("batch"))


# ---------------------------------------------------------------------- SQLite, where each value has its own type


def test_sqlite_floats_that_begin_with_whole_numbers_are_floats(sqlite: sa.Engine) -> None:
    rows = ", ".join(["(1)"] * 2_000 + ["(0.5)"])
    assert opened(sqlite, "CREATE TABLE t (x)", f"INSERT INTO t VALUES {rows}").columns == {"x": Kind.FLOAT}


def test_a_sqlite_column_of_text_and_numbers_is_named(sqlite: sa.Engine) -> None:
    table = opened(
        sqlite,
        "CREATE TABLE t (x, y, split)",
        "INSERT INTO t VALUES (1, 1, 'train'), ('1', 2, 'test'), (2, 2, 'test'), (2, 2, 'train')",
    )
    with pytest.raises(
        UnsupportedTypeError, match=r"'x' must hold values .* whole numbers in 3 rows and text in 1 rows"
    ):
        questions.shared_rows(table, **KEY)
    (pair,) = questions.shared_rows(table, **{**KEY, "ignore_columns": ["x"]})
    assert pair.shared_rows == 2, "a column that nobody looks at is not in the way"


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["2024-01-31", None, "2024-02-29"], Kind.DATE),
        (["2024-01-31 10:00:00", "2024-01-31T10:00:00.500"], Kind.TIMESTAMP),
        (["2024-01-31", "soon"], Kind.TEXT),
        (["2024-13-31"], Kind.TEXT),
        (["2024-01-31 10:00:00+02:00"], Kind.TEXT),
        ([None], Kind.TEXT),
    ],
)
def test_sqlite_text_is_time_where_every_value_is_iso_8601(
    sqlite: sa.Engine, values: list[str | None], kind: Kind
) -> None:
    rows = ", ".join("(NULL)" if value is None else f"('{value}')" for value in values)
    assert opened(sqlite, "CREATE TABLE t (x TIMESTAMP)", f"INSERT INTO t VALUES {rows}").columns == {"x": kind}


def test_sqlite_instants_are_compared_however_they_are_written(sqlite: sa.Engine) -> None:
    table = opened(
        sqlite,
        "CREATE TABLE t (x, split)",
        "INSERT INTO t VALUES ('2024-01-01 00:00:00', 'train'), ('2024-01-01T00:00:00.000000', 'test')",
        "INSERT INTO t VALUES ('2024-01-01 00:00:00.25', 'train'), ('2024-01-01 00:00:00.250', 'test')",
    )
    (pair,) = questions.shared_rows(table, **KEY)
    assert pair.shared_rows == 2


def test_a_sqlite_text_that_is_no_time_says_so(sqlite: sa.Engine) -> None:
    table = opened(sqlite, "CREATE TABLE t (x, split)", "INSERT INTO t VALUES ('1.2.24', 'train'), ('2.2.24', 'test')")
    with pytest.raises(UnsupportedTypeError, match="`time_column` must hold dates, timestamps or numbers, got text"):
        questions.time_order(table, "x", "split", "train", None)


def test_sqlite_text_is_compared_exactly_whatever_collation_its_column_has(sqlite: sa.Engine) -> None:
    table = opened(
        sqlite,
        "CREATE TABLE t (x TEXT COLLATE NOCASE, split TEXT)",
        "INSERT INTO t VALUES ('A', 'train'), ('a', 'test')",
    )
    (pair,) = questions.shared_rows(table, **KEY)
    assert pair.shared_rows == 0


def test_a_database_that_is_gone_is_an_engine_error(sqlite: sa.Engine) -> None:
    table = opened(sqlite, "CREATE TABLE t (x, split)", "INSERT INTO t VALUES (1, 'train'), (1, 'test')")
    with sqlite.begin() as connection:
        connection.exec_driver_sql("DROP TABLE t")
    with pytest.raises(EngineError, match="sqlite could not count: no such table: t"):
        questions.shared_rows(table, **KEY)


def test_a_table_that_is_not_there_is_an_engine_error(sqlite: sa.Engine) -> None:
    with pytest.raises(EngineError, match="could not read the batch: no such table: nowhere"):
        sql_table(sqlite.connect, sa.table("nowhere"))


@pytest.mark.postgres
def test_two_columns_of_one_name_are_refused(postgresql_engine: sa.Engine) -> None:
    with pytest.raises(BadInputError, match="must be unique, got 'x' more than once"):
        opened(postgresql_engine, query="SELECT 1 AS x, 2 AS x")


# ---------------------------------------------------------------------- PostgreSQL


@pytest.mark.postgres
def test_postgresql_types_have_their_kinds(postgresql_engine: sa.Engine) -> None:
    query = (
        "SELECT 1::smallint AS a, 1.5::real AS b, 1::numeric AS c, 'x'::char(3) AS d, NOW() AS e, true AS f, "
        "'{1}'::int[] AS g, '{}'::jsonb AS h, '1 day'::interval AS i, gen_random_uuid() AS j, 'x' AS k, "
        "'1.1.1.1'::inet AS l, '\\x00'::bytea AS m, int4range(1, 2) AS n, ROW(1, 2) AS o, CURRENT_TIME AS p"
    )
    table = opened(postgresql_engine, query=query)
    assert [kind.value for kind in table.columns.values()] == [
        *("integer", "float", "decimal", "text", "timestamp with time zone", "boolean", "nested", "nested"),
        *("duration", "text", "text", "unknown", "binary", "unknown", "nested", "unknown"),
    ]
    assert table.refused == {}


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("'{}'::json", r"json values \(jsonb can be compared\)"),
        ("point(1, 2)", "point values"),
        ("ARRAY['{}'::json]", r"json\[\] values"),
    ],
)
def test_a_postgresql_type_that_cannot_be_grouped_is_named(
    postgresql_engine: sa.Engine, value: str, words: str
) -> None:
    query = f"SELECT {value} AS doc, 1 AS x, unnest(ARRAY['train', 'test']) AS split"
    table = opened(postgresql_engine, query=query)
    with pytest.raises(UnsupportedTypeError, match=f"'doc' must hold values that postgresql can compare, got {words}"):
        questions.shared_rows(table, **KEY)
    (pair,) = questions.shared_rows(table, **{**KEY, "ignore_columns": ["doc"]})
    assert pair.shared_rows == 1


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("'1.1.1.0/24'::cidr", Kind.UNKNOWN),
        ("'pg_class'::regclass", Kind.UNKNOWN),
        ("ARRAY['a']::varchar[]", Kind.NESTED),
        ("ARRAY[int4range(1, 2)]", Kind.NESTED),
        ("'Infinity'::numeric", Kind.DECIMAL),
        ("1e300::numeric", Kind.DECIMAL),
        ("1.5::money", Kind.DECIMAL),
        ("'\\x00'::bytea", Kind.BINARY),
        ("'infinity'::timestamp", Kind.TIMESTAMP),
    ],
)
def test_postgresql_values_that_are_unusual_are_counted(postgresql_engine: sa.Engine, value: str, kind: Kind) -> None:
    query = f"SELECT {value} AS x, g % 3 AS n, CASE WHEN g < 8 THEN 'train' ELSE 'test' END AS split" + (
        " FROM generate_series(1, 12) AS g"
    )
    table = opened(postgresql_engine, query=query)
    assert table.columns["x"] is kind
    assert [pair.shared_rows for pair in questions.shared_rows(table, **KEY)] == [5]
    assert questions.near_rows(table, **KEY)[0].pairs[0].near_rows == 0


@pytest.mark.postgres
def test_a_postgresql_type_with_equality_and_no_order_is_named(postgresql_engine: sa.Engine) -> None:
    table = opened(postgresql_engine, query="SELECT '1'::xid AS x, unnest(ARRAY['train', 'test']) AS split")
    with pytest.raises(UnsupportedTypeError, match="'x' must hold values that postgresql can compare, got xid values"):
        questions.shared_rows(table, **KEY)


@pytest.mark.postgres
@pytest.mark.parametrize("date", ["'infinity'::date", "'0044-03-15 BC'::date", "'infinity'::timestamptz"])
def test_a_date_that_python_does_not_know_is_said_to_be_one(postgresql_engine: sa.Engine, date: str) -> None:
    query = f"SELECT {date} AS x, 'a' AS y, g % 2 AS split FROM generate_series(1, 40) AS g"
    table = opened(postgresql_engine, query=query)
    assert [pair.shared_rows for pair in questions.shared_rows(table, **{**KEY, "train_split": 0})] == [20]
    with pytest.raises(EngineError, match="make such ones missing in a query"):
        quartiles(table, "x")


def quartiles(table: Table, name: str) -> Any:
    return quantile_points(table, [name], sa.true(), 40, [0.25, 0.75])


@pytest.mark.postgres
def test_postgresql_text_is_compared_exactly_whatever_collation_or_type_it_has(postgresql_engine: sa.Engine) -> None:
    with postgresql_engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE COLLATION no_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);"
            "CREATE EXTENSION IF NOT EXISTS citext"
        )
    values = "('a', 'train'), ('A', 'test'), ('b', 'train'), ('b ', 'test'), ('\u00e9', 'train'), ('e\u0301', 'test')"
    for i, (kind, shared) in enumerate(
        {"text COLLATE no_case": 0, "citext": 0, 'text COLLATE "en-x-icu"': 0, "varchar(9)": 0, "char(9)": 1}.items()
    ):
        table = opened(
            postgresql_engine,
            f"CREATE TABLE collated_{i} (x {kind}, split {kind})",
            f"INSERT INTO collated_{i} VALUES {values}",
            query=f"SELECT * FROM collated_{i}",
        )
        assert [pair.shared_rows for pair in questions.shared_rows(table, **KEY)] == [shared], kind
        assert set(questions.splits_of(table, "split", "train").names) == {"train", "test"}, kind


@pytest.mark.postgres
def test_postgresql_enumerations_citext_and_nan_decimals_are_compared_by_value(postgresql_engine: sa.Engine) -> None:
    table = opened(
        postgresql_engine,
        "CREATE TYPE part AS ENUM ('train', 'test')",
        "CREATE TABLE by_value (split part, n numeric, c char(4), v varchar(9))",
        "INSERT INTO by_value VALUES ('train', 'NaN', 'a', 'x'), ('test', NULL, 'a', 'x'), ('test', 1.0, 'b', 'y'),"
        " ('train', 1.00, 'b', 'y')",
        query="SELECT * FROM by_value",
    )
    (pair,) = questions.shared_rows(table, **KEY)
    assert pair.shared_rows == 2


@pytest.mark.postgres
def test_a_postgresql_that_hangs_up_is_an_engine_error(postgresql_engine: sa.Engine, postgresql_url: str) -> None:
    rows = pa.table({"x": [1, 1], "split": ["train", "test"]})
    source = load(postgresql_engine, rows)
    engine = sa.create_engine(postgresql_url, poolclass=sa.StaticPool)
    table = sql_table(engine.connect, source)
    with postgresql_engine.begin() as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
    with pytest.raises(EngineError, match=r"postgresql could not count: .*(terminat|closed)"):
        questions.shared_rows(table, **KEY)
    engine.dispose()


SLOW = "SELECT g % 7 AS x, CASE WHEN g < 5 THEN 'train' ELSE 'test' END AS split, pg_sleep(20)::text AS slept" + (
    " FROM generate_series(1, 9) AS g"
)


@pytest.mark.postgres
@pytest.mark.parametrize(("ended", "words"), [("terminate", "terminat|closed"), ("cancel", "canceling statement")])
def test_a_postgresql_count_that_is_ended_from_outside_is_an_engine_error(
    postgresql_engine: sa.Engine, postgresql_url: str, ended: str, words: str
) -> None:
    engine = sa.create_engine(postgresql_url, poolclass=sa.StaticPool)
    table = opened(engine, query=SLOW)
    raised: list[BaseException] = []

    def count() -> None:
        try:
            questions.shared_rows(table, **KEY)
        except BaseException as error:
            raised.append(error)

    counting = threading.Thread(target=count)
    counting.start()
    of_the_count = (
        f"SELECT pg_{ended}_backend(pid) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%%slept%%'"
    )
    while counting.is_alive():
        with postgresql_engine.connect() as connection:
            connection.exec_driver_sql(f"{of_the_count} AND pid <> pg_backend_pid()").fetchall()
        counting.join(0.05)
    assert isinstance(raised[0], EngineError)
    assert re.search(f"postgresql could not count: .*({words})", str(raised[0]))
    engine.dispose()


@pytest.mark.postgres
def test_a_postgresql_statement_timeout_is_an_engine_error(postgresql_url: str) -> None:
    engine = sa.create_engine(postgresql_url, connect_args={"options": "-c statement_timeout=300"})
    with pytest.raises(EngineError, match="postgresql could not count: canceling statement due to statement timeout"):
        questions.shared_rows(opened(engine, query=SLOW), **KEY)
    engine.dispose()


@pytest.mark.postgres
def test_a_postgresql_table_that_may_not_be_read_is_an_engine_error(
    postgresql_engine: sa.Engine, postgresql_url: str
) -> None:
    with postgresql_engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE secret (x int); CREATE ROLE stranger LOGIN")
    engine = sa.create_engine(postgresql_url.replace("postgres@", "stranger@"))
    with pytest.raises(EngineError, match="permission denied for table secret"):
        sql_table(engine.connect, sa.table("secret"))
    engine.dispose()


@pytest.mark.postgres
def test_a_postgresql_server_that_is_down_is_an_engine_error() -> None:
    engine = sa.create_engine(f"postgresql+psycopg2://nobody@127.0.0.1:{postgresql_server.free_port()}/none")
    with pytest.raises(EngineError, match="refused"):
        sql_table(engine.connect, sa.table("t"))
    engine.dispose()


# ---------------------------------------------------------------------- Spark


@pytest.mark.spark
def test_a_spark_type_that_cannot_be_grouped_is_named(spark: Any) -> None:
    from zl_expectations.counting.spark_table import spark_table

    frame = spark.sql("SELECT map(1, 2) AS m, 1 AS x, explode(array('train', 'test')) AS split")
    table = spark_table(frame)
    with pytest.raises(UnsupportedTypeError, match="'m' must hold values that spark can compare, got map<int,int>"):
        questions.shared_rows(table, **KEY)
    (pair,) = questions.shared_rows(table, **{**KEY, "ignore_columns": ["m"]})
    assert pair.shared_rows == 1


@pytest.mark.spark
def test_a_spark_date_of_the_first_millennium_is_counted(spark: Any) -> None:
    from zl_expectations.counting.spark_table import spark_table

    days = [dt.date(1, 1, 1)] * 30 + [dt.date(2020, 1, 1) + dt.timedelta(days=n) for n in range(70)]
    table = spark_table(spark.createDataFrame([(day,) for day in days], "d date"))
    bins = quantile_bins(table, ["d"], sa.true(), 100)["d"]
    assert bins.cuts[0] == (dt.date(1, 1, 1), True)
    query = sa.select(bins.number(table.value("d")).label("bin"), sa.func.count()).select_from(table.source)
    assert table.fetch(query.group_by(sa.column("bin")).order_by(sa.column("bin")))[0][1] == 30


@pytest.mark.spark
def test_a_spark_query_that_fails_is_an_engine_error_and_leaves_no_view(spark: Any) -> None:
    from zl_expectations.counting.spark_table import spark_table

    frame = spark.sql(
        "SELECT IF(n > 1, raise_error('the disk is full'), n) AS x, 'train' AS split FROM VALUES (1), (2) AS t(n)"
    )
    with pytest.raises(EngineError, match=r"spark could not count: .*the disk is full"):
        count_group_sizes(spark_table(frame), ["x"])
    assert spark.catalog.listTables() == []


STOPPED = """
from pyspark.sql import SparkSession
from zl_expectations.counting import questions
from zl_expectations.counting.spark_table import spark_table
from zl_expectations.errors import EngineError

spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
table = spark_table(spark.sql("SELECT 1 AS x, explode(array('train', 'test')) AS split"))
spark.stop()
try:
    questions.splits_of(table, "split", "train")
except EngineError as error:
    print("clear:", error)
"""


@pytest.mark.spark
@pytest.mark.usefixtures("spark")
def test_a_spark_session_that_was_stopped_is_an_engine_error() -> None:
    done = subprocess.run([sys.executable, "-"], input=STOPPED, capture_output=True, text=True, check=False)
    assert "clear: spark could not count: " in done.stdout, done.stderr


# ---------------------------------------------------------------------- every engine


def test_a_column_name_cannot_inject_sql(make_table: MakeTable, engine: str) -> None:
    names = ['x"; DROP TABLE t; --', "y`; DROP VIEW v; --", "z') OR 1=1 --", "${jndi}", "{0}", "%(p)s %s", ":p1 ?"]
    if engine == "postgresql":
        names[5] = "percent % s"  # the driver of these tests' own INSERT does not take it
    rows = pa.table({**{name: [1, 1, 2] for name in names}, "'; split": ["a", "b", "b"]})
    key = {**KEY, "split_column": "'; split", "train_split": "a", "normalize_text": False}
    table = make_table(rows, engine)
    (pair,) = questions.shared_rows(table, **key)
    assert (pair.shared_rows, pair.evaluation_rows) == (1, 2)
    assert questions.shared_rows_without_each(table, **key) == (), "equal columns do not cancel out"
    features = questions.feature_classes(
        table, target="'; split", features=names, identifiers=None, ignore_columns=None, split_column=None,
        train_split=None, task="auto",
    )  # fmt: skip
    assert [int(one.counts.sum()) for one in features.features.values()] == [3] * len(names)


def test_a_value_cannot_inject_sql(make_table: MakeTable, engine: str) -> None:
    nasty = ["it's", "\\'; DROP TABLE t; --", '"', "%s", ":p1", "$$", "{x}"]
    rows = pa.table({"x": nasty * 2, "y": nasty * 2, "split": ["tr'ain\\"] * 7 + ['te"st'] * 7})
    key = {**KEY, "train_split": "tr'ain\\"}
    table = make_table(rows, engine)
    (pair,) = questions.shared_rows(table, **key)
    assert pair.shared_rows == 7
    found = questions.classes(table, "y", "split", "tr'ain\\")
    assert set(found.values) == set(nasty)
    features = questions.feature_classes(
        table, target="y", features=["x"], identifiers=None, ignore_columns=None, split_column="split",
        train_split="tr'ain\\", task="auto",
    )  # fmt: skip
    assert features.features["x"].counts.sum() == 7


def test_frames_that_cannot_become_one_say_why() -> None:
    from zl_expectations import union_splits

    with pytest.raises(BadInputError, match="must be a Spark frame, got int"):
        union_splits({"train": 1})


@pytest.mark.spark
def test_a_spark_frame_is_not_downloaded_to_be_checked(spark: Any) -> None:
    frame = spark_frame(spark, pa.table({"x": [1, 2], "y": [0, 1]}))
    with pytest.raises(BadInputError, match=r"split 'train' is a Spark frame, whose rows stay in Spark: .*union_s"):
        zl.check(train=frame, test=frame, target="y")


@pytest.mark.spark
def test_spark_frames_become_one_by_column_name(spark: Any) -> None:
    from zl_expectations import union_splits

    train = spark_frame(spark, pa.table({"a": [1, 2], "b": ["x", "y"]}))
    test = spark_frame(spark, pa.table({"b": ["x"], "a": [1]}))
    rows = union_splits({"train": train, "te'st": test}).collect()
    assert sorted(map(tuple, rows)) == [(1, "x", "te'st"), (1, "x", "train"), (2, "y", "train")]
    with pytest.raises(BadInputError, match="split 'test' lacks 'b'"):
        union_splits({"train": train, "test": test.drop("b")})
    with pytest.raises(BadInputError, match="got 'a'"):
        union_splits({"train": train, "test": test}, split_column="A")
    with pytest.raises(BadInputError, match="'a' must have one type in every split, got bigint in split 'train' and"):
        union_splits({"train": train, "test": test.withColumn("a", test.a.cast("double"))})
