"""What each engine calls the steps from a row to its digest, such that equal values give equal digests everywhere.

The canonical text of a value, the same from every engine:

- a whole number its digits, whatever its type (``1``, ``1.0`` and ``true`` are one value), and any other number the
  bits of its nearest double (IEEE 754, as a signed integer); a decimal of more than 15 digits is its digits instead;
- text as it is, after its length; bytes in hexadecimal;
- a date or time its microseconds since 1970 (one without a zone counts as UTC), or nanoseconds where there are any.

The text of doubles would not do: PostgreSQL rounds it by a setting, SQLite to 15 digits, and Java 17 does not find the
shortest. Their bits are the same everywhere.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import BIT

from zl_expectations.counting.duckdb_dialect import DuckDBType
from zl_expectations.counting.expression import Expression, Spelled
from zl_expectations.counting.kinds import Kind
from zl_expectations.counting.spark_bits import spark_bits
from zl_expectations.counting.spark_dialect import Bound


def constant(text: str) -> Expression:
    """A text that stands in the query itself."""
    return sa.literal_column("'" + text.replace("'", "''") + "'", sa.Text())


def as_text(value: Expression) -> Expression:
    """A value as the engine writes it."""
    return sa.cast(value, sa.Text())


def concatenated(parts: Sequence[Expression]) -> Expression:
    """Texts one after the other, in a balanced tree: engines bound the depth of an expression (SQLite: 1000)."""
    if len(parts) == 1:
        return parts[0]
    middle = len(parts) // 2
    with_parentheses = concatenated(parts[:middle]).op("||", return_type=sa.Text())
    return with_parentheses(concatenated(parts[middle:]))


def _concat_function(parts: Sequence[Expression]) -> Expression:
    return sa.func.concat(*parts, type_=sa.Text())


def _trimmed(function: str, text: Expression, characters: Expression) -> Expression:
    found: Expression = getattr(sa.func, function)(text, characters, type_=sa.Text())
    return found


@dataclass(frozen=True)
class DigestWords:
    """How one engine makes digests.

    Attributes
    ----------
    bits : callable
        The bits of a double that is not NaN, as a signed integer.
    truncated : callable
        A double's whole part, where that is below 2⁶³.
    instant : callable
        The microseconds of a date, time or duration of a kind, as text.
    binary : callable
        Bytes in hexadecimal, in capital letters.
    nested : callable or None
        Lists and structs as a text of this engine's own, which no other engine has; None where they are refused.
    joined : callable
        Texts one after the other.
    digest : callable
        The SHA-256 of a text's UTF-8, in hexadecimal.
    halves : callable
        Two aggregates: the sums of the first and of the second 64 bits of digests, in full or modulo 2⁶⁴.
    bound : callable
        An expression of a value, from the value and what is made of it, with the value in it once where that is dear.
    decimal : callable
        The digits of a decimal, without an exponent.
    trimmed : callable
        A text without certain characters at an end, from ``"ltrim"`` or ``"rtrim"``, the text and the characters.
    inlines : bool
        Whether the engine would compute a column of a subquery once for each place that names it.
    teaches : callable or None
        Makes functions that these use known to a driver's connection.
    """

    bits: Spelled
    truncated: Spelled
    instant: Callable[[Expression, Kind], Expression]
    digest: Spelled
    halves: Callable[[Expression], list[Expression]]
    binary: Spelled = lambda value: sa.func.hex(value, type_=sa.Text())
    nested: Spelled | None = None
    joined: Callable[[Sequence[Expression]], Expression] = concatenated
    bound: Callable[[Expression, Spelled], Expression] = lambda value, of: of(value)
    decimal: Spelled = as_text
    trimmed: Callable[[str, Expression, Expression], Expression] = _trimmed
    inlines: bool = False
    teaches: Callable[[Any], None] | None = None


def _halves(number: Spelled) -> Callable[[Expression], list[Expression]]:
    """The sums, from how an engine reads 16 hexadecimal digits as a number, modulo 2⁶⁴."""
    return lambda digest: [
        sa.func.sum(number(sa.func.substr(digest, place, 16, type_=sa.Text())), type_=sa.BigInteger())
        for place in (1, 17)
    ]


# ---------------------------------------------------------------------- DuckDB


def _duckdb_instant(instant: Expression, kind: Kind) -> Expression:
    """Nanoseconds are rounded by ``epoch_us``; and infinity has no microseconds."""
    nanoseconds = sa.func.epoch_ns(instant, type_=sa.BigInteger())
    microseconds = sa.func.coalesce(as_text(sa.func.epoch_us(instant)), as_text(instant))
    if not kind.is_instant or kind is Kind.DATE:
        return microseconds
    is_fine = sa.func.typeof(instant).in_([constant("TIMESTAMP_NS"), constant("TIMESTAMPTZ_NS")])
    finer = sa.case((nanoseconds % 1000 != 0, constant("n").concat(as_text(nanoseconds))), else_=microseconds)
    return sa.case((is_fine, finer), else_=microseconds)


def _duckdb_unsigned(hexadecimal: Expression) -> Expression:
    return sa.cast(constant("0x").concat(hexadecimal), DuckDBType("UBIGINT"))


def _duckdb_decimal(value: Expression) -> Expression:
    """With the zero that a decimal without room for a whole part is written without (``.10`` of ``DECIMAL(2, 2)``)."""
    return sa.func.regexp_replace(as_text(value), constant(r"^(-?)\."), constant(r"\10."), type_=sa.Text())


DUCKDB = DigestWords(
    bits=lambda number: sa.cast(sa.cast(sa.cast(number, sa.Double()), DuckDBType("BIT")), sa.BigInteger()),
    truncated=sa.func.trunc,
    instant=_duckdb_instant,
    nested=lambda value: as_text(sa.func.to_json(value)),
    joined=_concat_function,
    digest=lambda text: sa.func.sha256(text, type_=sa.Text()),
    halves=_halves(_duckdb_unsigned),
    decimal=_duckdb_decimal,
)

# ---------------------------------------------------------------------- PostgreSQL


def _postgresql_signed(hexadecimal: Expression) -> Expression:
    """Sixteen hexadecimal digits as a signed integer."""
    return sa.cast(sa.cast(constant("x").concat(hexadecimal), BIT(64)), sa.BigInteger())


def _postgresql_bits(number: Expression) -> Expression:
    return _postgresql_signed(sa.func.encode(sa.func.float8send(number), constant("hex"), type_=sa.Text()))


def _postgresql_instant(instant: Expression, kind: Kind) -> Expression:
    microseconds = as_text(sa.cast(sa.extract("epoch", instant) * 1_000_000, sa.BigInteger()))
    return (
        sa.case((sa.func.isfinite(instant), microseconds), else_=as_text(instant)) if kind.is_instant else microseconds
    )


def _postgresql_digest(text: Expression) -> Expression:
    digest = sa.func.sha256(sa.func.convert_to(text, constant("UTF8")))
    return sa.func.encode(digest, constant("hex"), type_=sa.Text())


POSTGRESQL = DigestWords(
    bits=_postgresql_bits,
    truncated=sa.func.trunc,
    instant=_postgresql_instant,
    binary=lambda value: sa.func.upper(sa.func.encode(value, constant("hex")), type_=sa.Text()),
    digest=_postgresql_digest,
    halves=_halves(_postgresql_signed),
    inlines=True,
)

# ---------------------------------------------------------------------- SQLite, which is taught what it lacks


def _sqlite_instant(instant: Expression, kind: Kind) -> Expression:
    """From ISO 8601 text; the fraction is read apart, because SQLite's own times have three digits of it."""
    seconds = sa.func.strftime(constant("%s"), sa.func.substr(instant, 1, 19))
    fraction = sa.func.substr(sa.func.substr(instant, 21, type_=sa.Text()).concat(constant("000000")), 1, 6)
    return as_text(sa.cast(seconds, sa.BigInteger()) * 1_000_000 + sa.cast(fraction, sa.BigInteger()))


def _bits(number: float | None) -> int | None:
    if number is None:
        return None
    bits: int = struct.unpack("<q", struct.pack("<d", number))[0]
    return bits


class _HalfSum:
    """The sum of the first (0) or second (1) 64 bits of the digests of texts, modulo 2⁶⁴, as text."""

    def __init__(self) -> None:
        self.total = 0

    def step(self, text: str, half: int) -> None:
        digest = hashlib.sha256(text.encode()).digest()
        self.total += int.from_bytes(digest[8 * half : 8 * half + 8], "big")

    def finalize(self) -> str:
        return str(self.total % 2**64)


def _teach_sqlite(connection: Any) -> None:
    connection.create_function("zl_bits", 1, _bits, deterministic=True)
    connection.create_aggregate("zl_half_sum", 2, _HalfSum)


SQLITE = DigestWords(
    bits=lambda number: sa.func.zl_bits(number),
    truncated=lambda number: sa.cast(number, sa.BigInteger()),
    instant=_sqlite_instant,
    digest=lambda text: text,
    halves=lambda text: [sa.func.zl_half_sum(text, half, type_=sa.Text()) for half in (0, 1)],
    teaches=_teach_sqlite,
)

# ---------------------------------------------------------------------- Spark


def _spark_instant(instant: Expression, kind: Kind) -> Expression:
    if kind is Kind.TIMESTAMP_TZ:
        return as_text(sa.func.unix_micros(instant))
    days = sa.cast(sa.func.unix_date(sa.cast(instant, sa.Date())), sa.BigInteger())
    if kind is Kind.DATE:
        return as_text(days * sa.literal_column(f"{86_400 * 10**6}L"))
    seconds = (days * 24 + sa.func.hour(instant)) * 3600 + sa.func.minute(instant) * 60
    fraction = sa.cast(sa.extract("second", instant) * 1_000_000, sa.BigInteger())
    return as_text(seconds * 1_000_000 + fraction)


def _spark_decimal(value: Expression) -> Expression:
    """The whole part, and what follows the 1 of the fraction plus 1: Spark may give small decimals an exponent."""
    sign = sa.case((value < 0, constant("-")), else_=constant(""))
    one: Expression = sa.literal_column("1")
    fraction = sa.func.substr(as_text(sa.func.abs(value) % one + one), 2, type_=sa.Text())
    return concatenated([sign, as_text(sa.func.floor(sa.func.abs(value))), fraction])


def _spark_unsigned(hexadecimal: Expression) -> Expression:
    return sa.cast(sa.func.conv(hexadecimal, 16, 10), sa.DECIMAL(20, 0))


SPARK = DigestWords(
    bits=spark_bits,
    truncated=sa.func.rint,
    instant=_spark_instant,
    joined=_concat_function,
    bound=lambda value, of: Bound(value, "x", of),
    decimal=_spark_decimal,
    trimmed=lambda function, text, characters: _trimmed(function, characters, text),
    digest=lambda text: sa.func.sha2(text, 256, type_=sa.Text()),
    halves=_halves(_spark_unsigned),
)
