"""Data sources for Great Expectations: importing this adds ``context.data_sources.add_duckdb``."""

from zl_expectations.datasources.duckdb_datasource import DuckDBDatasource
from zl_expectations.datasources.union_frames import union_splits
from zl_expectations.datasources.union_query import union_query

__all__ = ["DuckDBDatasource", "union_query", "union_splits"]
