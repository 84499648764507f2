"""The one metric of Great Expectations whose SQL has no case that DuckDB could take."""

from __future__ import annotations

import math
from typing import Any, cast

import sqlalchemy as sa
from great_expectations.core.metric_domain_types import MetricDomainTypes
from great_expectations.expectations.metrics.column_aggregate_metric_provider import ColumnAggregateMetricProvider
from great_expectations.expectations.metrics.column_aggregate_metrics.column_outlier_statistics import (
    IQR_METHOD,
    ColumnOutlierStatistics,
    OutlierStatistics,
)
from great_expectations.expectations.metrics.metric_provider import metric_value

from zl_expectations.datasources.duckdb_engine import DuckDBExecutionEngine


class DuckDBOutlierStatistics(ColumnAggregateMetricProvider):
    """What `ExpectColumnValuesToNotBeOutliers` measures against: GX's own, but for the quartiles of its IQR method."""

    metric_name = ColumnOutlierStatistics.metric_name
    value_keys = ColumnOutlierStatistics.value_keys

    @metric_value(engine=DuckDBExecutionEngine)
    def _duckdb(cls, execution_engine, metric_domain_kwargs, metric_value_kwargs, metrics, runtime_configuration):  # type: ignore[no-untyped-def]
        if metric_value_kwargs["method"] != IQR_METHOD:
            return ColumnOutlierStatistics._sqlalchemy(
                cast(Any, cls),
                execution_engine,
                metric_domain_kwargs,
                metric_value_kwargs,
                metrics,
                runtime_configuration,
            )
        source, _, accessor = execution_engine.get_compute_domain(metric_domain_kwargs, MetricDomainTypes.COLUMN)
        values: sa.Cast[float] = sa.cast(sa.column(accessor["column"]), sa.Double())
        quartiles = [sa.func.quantile_cont(values, sa.literal_column(share)) for share in ("0.25", "0.75")]
        row = execution_engine.execute_query(sa.select(*quartiles).select_from(source)).fetchone()
        first, third = (None if value is None or not math.isfinite(value) else value for value in row)
        return OutlierStatistics(first, third, None if first is None or third is None else third - first)
