"""Data sources for Great Expectations: importing this adds ``context.data_sources.add_duckdb``."""

import zl_expectations.public  # noqa: F401 - registers every room, whichever is entered first
