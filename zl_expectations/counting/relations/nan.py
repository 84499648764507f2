"""Whether floats hold NaN: asked once of each part, so that queries over those that hold none need not look for it."""

from __future__ import annotations

import math
from collections.abc import Mapping

import duckdb

from zl_expectations.counting.relations.quoting import identifier
from zl_expectations.counting.table import in_scans

FLOATS = ("FLOAT", "DOUBLE")


def holds_nan(connection: duckdb.DuckDBPyConnection, relation: str, columns: Mapping[str, str]) -> bool:
    """Whether any float column of a relation holds NaN (or infinities of both signs, which does no harm).

    Notes
    -----
    Told by sums. Neither a comparison with NaN nor ``isnan`` will do over Parquet, whose statistics are silent on NaN:
    DuckDB takes them for proof that there is none, and answers without looking (DuckDB issue 25521).
    """
    floats = [identifier(name) for name, kind in columns.items() if kind in FLOATS]
    for some in in_scans(floats):
        sums = ", ".join(f"sum({name})" for name in some)
        (totals,) = connection.execute(f"SELECT {sums} FROM {identifier(relation)}").fetchall()
        if any(total is not None and math.isnan(total) for total in totals):
            return True
    return False
