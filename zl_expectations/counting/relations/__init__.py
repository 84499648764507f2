"""What users have (frames, Arrow tables, files) as one DuckDB relation with a split column."""

from zl_expectations.counting.relations.create import (
    Source,
    as_arrow,
    create_relation,
    describe,
    drop_relation,
    is_without_nan,
    placed_twin,
    tables_behind,
)
from zl_expectations.counting.relations.part import PLACE, only_rows

__all__ = [
    "PLACE",
    "Source",
    "as_arrow",
    "create_relation",
    "describe",
    "drop_relation",
    "is_without_nan",
    "only_rows",
    "placed_twin",
    "tables_behind",
]
