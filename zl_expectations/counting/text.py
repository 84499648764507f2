"""The form in which text is compared when case, spaces and Unicode forms are to make no difference."""

from __future__ import annotations

import unicodedata
from typing import Any

SQL_NAME = "zl_normalize_text"


def normalized(text: str) -> str:
    r"""Text after Unicode NFKC and case folding, without outer white space and with single inner spaces.

    Examples
    --------
    >>> normalized("  Stra\u00dfe\u00a0\uff21\uff22\uff23  1 ")
    'strasse abc 1'
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(folded.split())


def register_in_duckdb(connection: Any) -> None:
    """Teach a DuckDB connection the SQL function `SQL_NAME`, once; each distinct value is normalised once a vector."""
    import pyarrow as pa

    connection = getattr(connection, "_ConnectionWrapper__c", connection)  # as duckdb-engine wraps it
    known = connection.execute("SELECT 1 FROM duckdb_functions() WHERE function_name = ?", [SQL_NAME]).fetchone()
    if known is not None:
        return

    def normalize(values: Any) -> Any:
        encoded = pa.chunked_array(values).combine_chunks().dictionary_encode()
        forms = pa.array(
            [None if one is None else normalized(one) for one in encoded.dictionary.to_pylist()], pa.string()
        )
        return forms.take(encoded.indices)

    connection.create_function(SQL_NAME, normalize, ["VARCHAR"], "VARCHAR", type="arrow")


def register_in_sqlite(connection: Any) -> None:
    """Teach a SQLite connection the SQL function `SQL_NAME`."""
    connection.create_function(
        SQL_NAME, 1, lambda text: None if text is None else normalized(str(text)), deterministic=True
    )


def register_in_spark(session: Any) -> None:
    """Teach a Spark session the SQL function `SQL_NAME`, which brings its own code to the workers."""

    def normalize(text: str | None) -> str | None:
        import unicodedata

        if text is None:
            return None
        folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
        return " ".join(folded.split())

    session.udf.register(SQL_NAME, normalize, "string")
