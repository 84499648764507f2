"""Every engine as a fixture: the same rows as a table of counts, or as a batch of Great Expectations."""

from __future__ import annotations

import uuid
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa
from required import unavailable

from engines import postgresql_server
from zl_expectations.counting.duckdb_table import table_of
from zl_expectations.counting.sql_table import sql_table
from zl_expectations.counting.table import Table

MakeTable = Callable[..., Table]

IN_PROCESS = ("pandas", "arrow", "parquet")
SQL = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))
ENGINES = (*IN_PROCESS, *SQL, pytest.param("spark", marks=pytest.mark.spark))


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """The address of a server's database, as its owner."""
    folder = postgresql_server.binaries()
    if folder is None:
        unavailable("no PostgreSQL server was found: install one, or name its folder in ZL_POSTGRESQL_BIN")
    try:
        import psycopg2  # noqa: F401
    except ImportError:
        unavailable("psycopg2 is not installed: pip install 'zl-expectations[test]'")
    assert folder is not None
    with postgresql_server.server(folder) as host:
        yield f"postgresql+psycopg2://postgres@{host}/postgres"


@pytest.fixture(scope="session")
def postgresql_engine(postgresql_url: str) -> Iterator[sa.Engine]:
    engine = sa.create_engine(postgresql_url)
    yield engine
    engine.dispose()


# Each query of a test is another plan over few rows: what compiles its code once well costs more than it saves.
JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
# Frames of tests are so small that Spark would answer while it plans, or send a whole frame to every worker; what is
# tested are the plans of large ones.
AS_IF_LARGE: dict[str, bool | float | int | str | None] = {
    "spark.sql.optimizer.excludedRules": "org.apache.spark.sql.catalyst.optimizer.ConvertToLocalRelation",
    "spark.sql.autoBroadcastJoinThreshold": "-1",
}


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """One small Spark for the session."""
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        unavailable("pyspark is not installed: pip install 'zl-expectations[spark]'")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            session = (
                SparkSession.builder.master("local[2]")
                .config("spark.sql.shuffle.partitions", "2")
                .config("spark.sql.adaptive.enabled", "false")
                .config(map=AS_IF_LARGE)
                .config("spark.driver.extraJavaOptions", JAVA)
                .config("spark.ui.enabled", "false")
                .config("spark.ui.showConsoleProgress", "false")
                .config("spark.sql.session.timeZone", "UTC")
                .config("spark.driver.memory", "1g")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.driver.host", "127.0.0.1")
                .getOrCreate()
            )
        except Exception as error:
            unavailable(f"Spark did not start (it needs Java 17): {error}")
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


@pytest.fixture(scope="session")
def make_table(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MakeTable]:
    """Put an Arrow table into an engine and open it as a `Table`."""
    folder = tmp_path_factory.mktemp("parquet")
    with ExitStack() as stack:

        def made(rows: pa.Table, engine: str) -> Table:
            if engine == "pandas":
                return table_of(rows.to_pandas(types_mapper=_nullable, date_as_object=True))
            if engine == "arrow":
                return table_of(rows)
            if engine == "parquet":
                file = folder / f"{uuid.uuid4().hex}.parquet"
                pq.write_table(rows, file)
                return table_of(str(file))
            if engine == "sqlite":
                database = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
                stack.callback(database.dispose)
                return sql_table(database.connect, load(database, rows))
            if engine == "postgresql":
                database = request.getfixturevalue("postgresql_engine")
                return sql_table(database.connect, load(database, rows))
            from zl_expectations.counting.spark_table import spark_table

            return spark_table(spark_frame(request.getfixturevalue("spark"), rows))

        yield made


def _nullable(kind: pa.DataType) -> Any:
    """The pandas types that keep whole numbers and booleans with missing values as they are."""
    return {pa.int64(): pd.Int64Dtype(), pa.int32(): pd.Int32Dtype(), pa.bool_(): pd.BooleanDtype()}.get(kind)


def _column_type(kind: pa.DataType) -> sa.types.TypeEngine[Any]:
    if pa.types.is_decimal(kind):
        return sa.Numeric(kind.precision, kind.scale)
    if pa.types.is_timestamp(kind):
        return sa.DateTime(timezone=kind.tz is not None)
    if pa.types.is_floating(kind):
        return sa.REAL() if kind == pa.float32() else sa.Double()
    if pa.types.is_integer(kind):
        return sa.BigInteger()
    known: Mapping[pa.DataType, sa.types.TypeEngine[Any]] = {
        pa.bool_(): sa.Boolean(),
        pa.string(): sa.Text(),
        pa.date32(): sa.Date(),
        pa.binary(): sa.LargeBinary(),
    }
    return known[kind]


def load(database: sa.Engine, rows: pa.Table, name: str | None = None) -> sa.Table:
    """Write rows into a new table of a database."""
    columns = [
        sa.Column(sa.quoted_name(field.name, True), _column_type(field.type), key=f"c{i}")
        for i, field in enumerate(rows.schema)
    ]
    table = sa.Table(name or f"t_{uuid.uuid4().hex}", sa.MetaData(), *columns)
    keys = [f"c{i}" for i in range(rows.num_columns)]
    values = [
        dict(zip(keys, row, strict=True)) for row in zip(*(column.to_pylist() for column in rows.columns), strict=True)
    ]
    with database.begin() as connection:
        table.create(connection)
        if values:
            connection.execute(table.insert(), values)
    return table


def spark_frame(session: Any, rows: pa.Table) -> Any:
    """Rows as a Spark frame, in Spark's own memory: no Python worker reads them again for each query."""
    from pyspark.sql import types as T  # noqa: N812

    def of(kind: pa.DataType) -> Any:
        if pa.types.is_decimal(kind):
            return T.DecimalType(kind.precision, kind.scale)
        if pa.types.is_timestamp(kind):
            return T.TimestampType() if kind.tz is not None else T.TimestampNTZType()
        return {
            pa.bool_(): T.BooleanType(),
            pa.int32(): T.IntegerType(),
            pa.int64(): T.LongType(),
            pa.float32(): T.FloatType(),
            pa.float64(): T.DoubleType(),
            pa.string(): T.StringType(),
            pa.date32(): T.DateType(),
            pa.binary(): T.BinaryType(),
        }[kind]

    schema = T.StructType([T.StructField(field.name, of(field.type)) for field in rows.schema])
    return session.createDataFrame(rows, schema)


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """Every engine's name in turn."""
    name: str = request.param
    return name
