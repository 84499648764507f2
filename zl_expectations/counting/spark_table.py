"""A Spark DataFrame as a `Table`: the same queries, run by Spark SQL over a temporary view."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from zl_expectations.counting.dialects import dialect_named
from zl_expectations.counting.kinds import Kind, kind_of_type
from zl_expectations.counting.spark_dialect import SparkDialect
from zl_expectations.counting.sql_table import unique_columns
from zl_expectations.counting.table import Row, Select, Table, failing_clearly
from zl_expectations.counting.text import SQL_NAME

_INSTANTS = {"timestamp": Kind.TIMESTAMP_TZ, "timestamp_ltz": Kind.TIMESTAMP_TZ, "timestamp_ntz": Kind.TIMESTAMP}
_REFUSED = ("map<", "variant", "geometry", "geography", "interval")


def spark_table(frame: Any) -> SparkTable:
    """Open a Spark DataFrame as a table.

    Parameters
    ----------
    frame : pyspark.sql.DataFrame
        Classic or Spark Connect.

    Raises
    ------
    EngineError
        When the session has been stopped, or the frame's columns cannot be told.
    BadInputError
        When two columns have one name.
    """
    with failing_clearly("spark", "read the batch"):
        fields = [(field.name, field.dataType.simpleString()) for field in frame.schema.fields]
    kinds = [(name, _INSTANTS.get(type_text) or kind_of_type(type_text)) for name, type_text in fields]
    refused = {name: f"{type_text} values" for name, type_text in fields if any(map(type_text.__contains__, _REFUSED))}
    view = f"zl_{uuid.uuid4().hex}"
    return SparkTable(frame, sa.table(view), unique_columns(kinds), dialect_named("spark"), refused)


class SparkTable(Table):
    """Rows in Spark. Only what a select returns, which is counts, is collected; nothing is cached.

    The view over the frame is there while a query runs, and no longer. It calls the columns ``c0``, ``c1``, …: Spark
    puts the values of variables in place of ``${…}`` even inside quoted names, and takes ``a`` and ``A`` for one.
    """

    def __init__(self, frame: Any, source: sa.TableClause, *facts: Any) -> None:
        super().__init__(source, *facts)
        self._frame, self._view = frame, source.name
        self._spelled = {name: f"c{i}" for i, name in enumerate(self.columns)}

    def fetch(self, query: Select) -> list[Row]:
        """Compile one select to Spark SQL, run it, and collect its rows."""
        dialect = SparkDialect()
        compiled = query.compile(dialect=dialect)
        parameters = {
            compiled.escaped_bind_names[name]: _bound(bind, dialect)
            for name, bind in compiled.binds.items()
            if name in compiled.escaped_bind_names
        }
        processors = [
            column.type.dialect_impl(dialect).result_processor(dialect, None) for column in query.selected_columns
        ]
        with failing_clearly("spark"), self._viewed() as session:
            rows = session.sql(str(compiled), args=parameters).collect()
        return [
            tuple(cell if process is None else process(cell) for cell, process in zip(row, processors, strict=True))
            for row in rows
        ]

    @contextmanager
    def _viewed(self) -> Iterator[Any]:
        session = self._frame.sparkSession
        self._frame.toDF(*(f"c{i}" for i in range(len(self._frame.columns)))).createOrReplaceTempView(self._view)
        try:
            if self._normalizes_text and self.dialect.teaches_text is not None:
                self.dialect.teaches_text(session)
            yield session
        finally:
            session.catalog.dropTempView(self._view)
            if self._normalizes_text:
                session.sql(f"DROP TEMPORARY FUNCTION IF EXISTS {SQL_NAME}")


def _bound(bind: Any, dialect: sa.Dialect) -> Any:
    process = bind.type.dialect_impl(dialect).bind_processor(dialect)
    return bind.effective_value if process is None else process(bind.effective_value)
