"""The bits of a double in Spark, which has no function for them: by arithmetic that rounds nothing."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

Expression = sa.ColumnElement[Any]


def spark_bits(number: Expression) -> Expression:
    """The bits of a double that is not NaN (IEEE 754, as a signed integer).

    ``log2`` may miss the exponent by one next to a power of two, and is put right by comparison. Products with powers
    of two are exact.
    """
    magnitude: Expression = sa.func.abs(number, type_=sa.Double())
    guess = sa.cast(sa.func.floor(sa.func.log2(magnitude)), sa.Integer())
    correction = sa.case((magnitude >= _two_to(guess + 1), 1), (magnitude < _two_to(guess), -1), else_=0)
    exponent = guess + correction
    mantissa = magnitude * _two_to(-exponent) * _power_of_two(52)
    normal = sa.cast(exponent + 1022, sa.BigInteger()) * sa.literal_column(f"{2**52}L") + sa.cast(
        mantissa, sa.BigInteger()
    )
    tiny = sa.cast(magnitude * _power_of_two(537) * _power_of_two(537), sa.BigInteger())
    bits = sa.case(
        (magnitude == sa.cast(sa.literal_column("'Infinity'"), sa.Double()), sa.literal_column(f"{0x7FF << 52}L")),
        (magnitude < _power_of_two(-1022), tiny),
        else_=normal,
    )
    sign = sa.func.shiftleft(sa.literal_column("1L"), 63, type_=sa.BigInteger())
    return sa.case((number < 0, bits.op("|", return_type=sa.BigInteger())(sign)), else_=bits)


def _two_to(exponent: Expression) -> Expression:
    return sa.func.power(sa.literal_column("2D"), exponent, type_=sa.Double())


def _power_of_two(exponent: int) -> Expression:
    return sa.literal_column(f"{2.0**exponent!r}D", sa.Double())
