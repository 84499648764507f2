"""What sort of values a column holds, in the few words that the checks need."""

from __future__ import annotations

import re
from enum import Enum

EXACT_IN_FLOAT = 2**53  # whole numbers up to it are doubles, and none beyond falls below it when it is made one


class Kind(str, Enum):
    """The sort of a column's values, the same word on every engine."""

    BOOLEAN = "boolean"
    INTEGER = "integer"
    DECIMAL = "decimal"
    FLOAT = "float"
    TEXT = "text"
    DATE = "date"
    TIMESTAMP = "timestamp"
    TIMESTAMP_TZ = "timestamp with time zone"
    TIME = "time"
    DURATION = "duration"
    BINARY = "binary"
    NESTED = "nested"
    UNKNOWN = "unknown"

    @property
    def is_number(self) -> bool:
        """Whether the values are numbers."""
        return self in (Kind.INTEGER, Kind.DECIMAL, Kind.FLOAT)

    @property
    def is_instant(self) -> bool:
        """Whether the values are points in time."""
        return self in (Kind.DATE, Kind.TIMESTAMP, Kind.TIMESTAMP_TZ)

    @property
    def is_ordered_scale(self) -> bool:
        """Whether values lie on a scale that can be cut into quantile bins."""
        return self.is_number or self.is_instant or self in (Kind.TIME, Kind.DURATION)


_PREFIXES: tuple[tuple[str, Kind], ...] = (
    ("TIMESTAMP WITH TIME ZONE", Kind.TIMESTAMP_TZ),
    ("TIMESTAMPTZ", Kind.TIMESTAMP_TZ),
    ("TIMESTAMP", Kind.TIMESTAMP),
    ("DATETIME", Kind.TIMESTAMP),
    ("DATE", Kind.DATE),
    ("TIME", Kind.TIME),
    ("INTERVAL", Kind.DURATION),
    ("BOOL", Kind.BOOLEAN),
    ("BIT", Kind.BOOLEAN),
    ("TINYINT", Kind.INTEGER),
    ("SMALLINT", Kind.INTEGER),
    ("MEDIUMINT", Kind.INTEGER),
    ("INT", Kind.INTEGER),
    ("BIGINT", Kind.INTEGER),
    ("HUGEINT", Kind.INTEGER),
    ("UTINYINT", Kind.INTEGER),
    ("USMALLINT", Kind.INTEGER),
    ("UINTEGER", Kind.INTEGER),
    ("UBIGINT", Kind.INTEGER),
    ("UHUGEINT", Kind.INTEGER),
    ("LONG", Kind.INTEGER),
    ("DECIMAL", Kind.DECIMAL),
    ("NUMERIC", Kind.DECIMAL),
    ("NUMBER", Kind.DECIMAL),
    ("BIGNUMERIC", Kind.DECIMAL),
    ("MONEY", Kind.DECIMAL),
    ("FLOAT", Kind.FLOAT),
    ("DOUBLE", Kind.FLOAT),
    ("REAL", Kind.FLOAT),
    ("VARCHAR", Kind.TEXT),
    ("CHAR", Kind.TEXT),
    ("TEXT", Kind.TEXT),
    ("STRING", Kind.TEXT),
    ("NVARCHAR", Kind.TEXT),
    ("NCHAR", Kind.TEXT),
    ("ENUM", Kind.TEXT),
    ("UUID", Kind.TEXT),
    ("BLOB", Kind.BINARY),
    ("BYTE", Kind.BINARY),
    ("BINARY", Kind.BINARY),
    ("VARBINARY", Kind.BINARY),
    ("STRUCT", Kind.NESTED),
    ("MAP", Kind.NESTED),
    ("ARRAY", Kind.NESTED),
    ("UNION", Kind.NESTED),
    ("JSON", Kind.NESTED),
    ("VARIANT", Kind.NESTED),
)


_WHOLE_DECIMAL = re.compile(r"(DECIMAL|NUMERIC)\(\d+, ?0\)")


def kind_of_type(type_text: str) -> Kind:
    """The kind that a database's type name stands for.

    Parameters
    ----------
    type_text : str
        A type as databases and Spark print it, in any case.

    Examples
    --------
    >>> kind_of_type("DECIMAL(18,3)").value, kind_of_type("DECIMAL(25,0)").value, kind_of_type("INTEGER[]").value
    ('decimal', 'integer', 'nested')
    """
    text = type_text.strip().upper()
    if text.endswith("]"):
        return Kind.NESTED
    if text.startswith("TIMESTAMP") and "WITH TIME ZONE" in text and "WITHOUT" not in text:
        return Kind.TIMESTAMP_TZ
    if _WHOLE_DECIMAL.match(text):
        return Kind.INTEGER
    for prefix, kind in _PREFIXES:
        if text.startswith(prefix):
            return kind
    return Kind.UNKNOWN
