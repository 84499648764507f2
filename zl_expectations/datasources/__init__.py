"""Data sources for Great Expectations: importing this adds ``context.data_sources.add_duckdb``."""

import great_expectations  # noqa: F401 - before any module of this room: it registers the whole package
