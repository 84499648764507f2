"""The bits of a double in Spark, which has no function for them: by arithmetic that rounds nothing."""

from __future__ import annotations

from functools import partial

import sqlalchemy as sa

from zl_expectations.counting.expression import Expression
from zl_expectations.counting.spark_dialect import Bound


def spark_bits(number: Expression) -> Expression:
    """The bits of a double that is not NaN (IEEE 754, as a signed integer).

    ``log2`` may miss the exponent by one next to a power of two, and is put right by comparison. Products with powers
    of two are exact.
    """
    magnitude: Expression = sa.func.abs(number, type_=sa.Double())
    guess = sa.cast(sa.func.floor(sa.func.log2(magnitude)), sa.Integer())
    tiny = sa.cast(magnitude * _power_of_two(537) * _power_of_two(537), sa.BigInteger())
    without_sign = sa.case(
        (magnitude == sa.cast(sa.literal_column("'Infinity'"), sa.Double()), sa.literal_column(f"{0x7FF << 52}L")),
        (magnitude < _power_of_two(-1022), tiny),
        else_=Bound(Bound(guess, "g", partial(_corrected, magnitude)), "e", partial(_normal, magnitude)),
    )
    sign = sa.func.shiftleft(sa.literal_column("1L"), 63, type_=sa.BigInteger())
    return without_sign + sa.case((number < 0, sign), else_=sa.literal_column("0L"))


def _corrected(magnitude: Expression, exponent: Expression) -> Expression:
    return exponent + sa.case((magnitude >= _two_to(exponent + 1), 1), (magnitude < _two_to(exponent), -1), else_=0)


def _normal(magnitude: Expression, exponent: Expression) -> Expression:
    mantissa = sa.cast(magnitude * _two_to(-exponent) * _power_of_two(52), sa.BigInteger())
    return sa.cast(exponent + 1022, sa.BigInteger()) * sa.literal_column(f"{2**52}L") + mantissa


def _two_to(exponent: Expression) -> Expression:
    return sa.func.power(sa.literal_column("2D"), exponent, type_=sa.Double())


def _power_of_two(exponent: int) -> Expression:
    return sa.literal_column(f"{2.0**exponent!r}D", sa.Double())
