"""Tables of one database become one query with a split column."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest
import sqlalchemy as sa

import zl_expectations.datasources  # noqa: F401
from zl_expectations import union_query
from zl_expectations.errors import BadInputError, EngineError


@pytest.fixture(params=["sqlite://", "duckdb+autocommit:///:memory:"])
def engine(request: pytest.FixtureRequest) -> Iterator[sa.Engine]:
    engine = sa.create_engine(request.param, poolclass=sa.StaticPool)
    with engine.begin() as connection:
        for statement in (
            'CREATE TABLE train (age INTEGER, "my col" TEXT, "q""uote" TEXT, "Select" INTEGER)',
            'CREATE TABLE "Test Set" ("Select" INTEGER, "q""uote" TEXT, "my col" TEXT, age INTEGER)',
            "CREATE TABLE narrow (age INTEGER)",
            "INSERT INTO train VALUES (1, 'a', 'b', 2)",
            "INSERT INTO \"Test Set\" VALUES (2, 'b', 'a', 1)",
        ):
            connection.exec_driver_sql(statement)
    yield engine
    engine.dispose()


def test_columns_are_put_together_by_name(engine: sa.Engine) -> None:
    query = union_query(engine, {"train": "train", "it's a test": "Test Set"}, split_column="part")
    assert query.startswith("SELECT ")
    with engine.connect() as connection:
        rows = [tuple(row) for row in connection.execute(sa.text(query))]
    assert rows == [(1, "a", "b", 2, "train"), (1, "a", "b", 2, "it's a test")]


def test_a_schema_can_be_named(engine: sa.Engine) -> None:
    schema = "main"
    query = union_query(engine, {"train": f"{schema}.train"})
    with engine.connect() as connection:
        assert len(connection.execute(sa.text(query)).fetchall()) == 1


def test_a_table_may_have_a_dot_in_its_name(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql('CREATE TABLE "main.x.train" (age INTEGER)')
        connection.exec_driver_sql('INSERT INTO "main.x.train" VALUES (7)')
    with engine.connect() as connection:
        rows = connection.execute(sa.text(union_query(engine, {"train": "main.x.train"}))).fetchall()
    assert [tuple(row) for row in rows] == [(7, "train")]


@pytest.mark.parametrize("name", ["at :noon", ":x", "back\\:x"])
@pytest.mark.parametrize("part", ["table", "column", "split", "split_column"])
def test_a_name_that_would_be_read_as_a_parameter_is_refused(engine: sa.Engine, name: str, part: str) -> None:
    names = {"table": "t", "column": "x", "split": "train", "split_column": "split", part: name}
    with engine.begin() as connection:
        connection.exec_driver_sql(f'CREATE TABLE "{names["table"]}" ("{names["column"]}" INTEGER)')
    with pytest.raises(BadInputError, match=r"as a parameter of the query\. Make a view of the tables"):
        union_query(engine, {names["split"]: names["table"]}, split_column=names["split_column"])


@pytest.mark.parametrize("name", ["a:b", "x::y", "12:30", ":", "100%", "%(p)s", "{x}", "back\\slash", "\U0001f600"])
def test_other_names_come_out_as_they_are(engine: sa.Engine, name: str) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql(f'CREATE TABLE "{name}" ("{name}" INTEGER)')
        connection.exec_driver_sql(f'INSERT INTO "{name}" VALUES (1)')
    with engine.connect() as connection:
        result = connection.execute(sa.text(union_query(engine, {name: name}, split_column=f"{name} split")))
        assert [*result.keys()] == [name, f"{name} split"]
        assert [tuple(row) for row in result] == [(1, name)]


def test_a_table_that_is_not_there_is_named(engine: sa.Engine) -> None:
    with pytest.raises(
        BadInputError, match=r"split 'train' must be in the database, got 'trian'\. Did you mean 'train'"
    ):
        union_query(engine, {"train": "trian"})


def test_a_column_that_a_table_lacks_is_named(engine: sa.Engine) -> None:
    with pytest.raises(BadInputError, match=r"'narrow' \(split 'test'\) lacks 'my col'"):
        union_query(engine, {"train": "train", "test": "narrow"})


def test_a_column_called_like_the_split_column_is_refused(engine: sa.Engine) -> None:
    with pytest.raises(BadInputError, match="got 'age'"):
        union_query(engine, {"train": "train"}, split_column="AGE")


def test_there_must_be_tables(engine: sa.Engine) -> None:
    with pytest.raises(BadInputError, match="got none"):
        union_query(engine, {})


def test_a_database_that_does_not_answer_is_an_engine_error() -> None:
    engine = sa.create_engine("sqlite:////nowhere/data.db")
    with pytest.raises(EngineError, match="could not be asked"):
        union_query(engine, {"train": "train"})


def test_the_query_can_be_read_by_duckdb_itself() -> None:
    engine = sa.create_engine("duckdb+autocommit:///:memory:", poolclass=sa.StaticPool)
    with engine.connect() as connection:
        connection.exec_driver_sql('CREATE TABLE t ("by" INTEGER)')
    with duckdb.connect() as other:
        other.execute('CREATE TABLE t ("by" INTEGER)')
        assert other.execute(union_query(engine, {"train": "t", "test": "t"})).fetchall() == []
    engine.dispose()
