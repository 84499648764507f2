"""The batch of each GX execution engine as a `Table` to count on."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from great_expectations.core.metric_domain_types import MetricDomainTypes
from great_expectations.execution_engine import (
    ExecutionEngine,
    PandasExecutionEngine,
    SparkDFExecutionEngine,
    SqlAlchemyExecutionEngine,
)
from great_expectations.expectations.row_conditions import deserialize_row_condition

from zl_expectations.counting.table import Table
from zl_expectations.errors import BadInputError, EngineError, did_you_mean, first_line, is_interruption


def table_of_batch(engine: ExecutionEngine[Any], domain_kwargs: Mapping[str, Any]) -> Table:
    """The rows of a batch, its row condition applied, as a table of its own engine.

    With a row condition the table does not tell where its rows stand: that would be among those that are left.

    Raises
    ------
    BadInputError
        When the row condition cannot be applied.
    EngineError
        When the engine is none of GX's three, or cannot read the batch.
    """
    condition = domain_kwargs.get("row_condition")
    if condition is None:
        return _table(engine, domain_kwargs)
    try:
        table = _table(engine, domain_kwargs)
    except Exception as error:  # GX hands the condition to its engine, which says so in its own words
        if is_interruption(error) or isinstance(error, BadInputError):
            raise
        reason = first_line(error)
        said = condition_text(condition)
        raise BadInputError(
            f"The rows of `row_condition` {said} could not be read: {reason.rstrip('.')}. Does it name columns of"
            f" the batch?{_columns_there_are(engine, domain_kwargs)}",
            from_data=[said, reason.rstrip(".")],
        ) from error
    table.dialect = replace(table.dialect, keeps_order=False)
    return table


def condition_text(condition: Any) -> str:
    """A row condition as the user wrote it."""
    read = deserialize_row_condition(condition)
    return str(getattr(read, "pass_through_filter", None) or repr(read))


def _columns_there_are(engine: ExecutionEngine[Any], domain_kwargs: Mapping[str, Any]) -> str:
    """The columns of the batch as the end of a message; empty where that cannot be read either."""
    with contextlib.suppress(Exception):
        return did_you_mean("", _table(engine, {**domain_kwargs, "row_condition": None}).columns)
    return ""


def _table(engine: ExecutionEngine[Any], domain_kwargs: Mapping[str, Any]) -> Table:
    if isinstance(engine, PandasExecutionEngine):
        from zl_expectations.counting.duckdb_table import table_of

        frame, _, _ = engine.get_compute_domain(domain_kwargs=dict(domain_kwargs), domain_type=MetricDomainTypes.TABLE)
        return table_of(frame)
    if isinstance(engine, SqlAlchemyExecutionEngine):
        from zl_expectations.counting.sql_table import sql_table

        selectable: Any = engine.get_domain_records(domain_kwargs=dict(domain_kwargs))
        source = selectable if isinstance(selectable, sa.FromClause) else selectable.subquery("batch")
        return sql_table(engine.get_connection, source)
    if isinstance(engine, SparkDFExecutionEngine):
        from zl_expectations.counting.spark_table import spark_table

        return spark_table(engine.get_domain_records(domain_kwargs=dict(domain_kwargs)))
    raise EngineError(f"The engine must be GX's pandas, SQL or Spark engine, got {type(engine).__name__}.")
