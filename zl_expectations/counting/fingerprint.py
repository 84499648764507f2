"""A fingerprint of each split's rows, the same from every engine."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from zl_expectations.counting.columns import columns_with_data
from zl_expectations.counting.dialects import Expression
from zl_expectations.counting.digests import DigestWords, as_text, concatenated, constant
from zl_expectations.counting.kinds import Kind
from zl_expectations.counting.splits import MOST_SPLITS, count_splits
from zl_expectations.counting.table import Table, counted, integer
from zl_expectations.errors import UnsupportedTypeError

WHOLE_BATCH = "data"
MISSING, END = constant("~"), constant(";")
BIGINT = "9.223372036854775808e18"  # 2⁶³
EXACT_DIGITS = 15  # decimals of so many digits are told apart by their nearest doubles


@dataclass(frozen=True)
class Fingerprint:
    """What tells one set of rows from another.

    Attributes
    ----------
    rows : int
    digest : str
        64 hexadecimal digits, of the rows' values and the columns' names.
    """

    rows: int
    digest: str


@counted
def count_fingerprints(table: Table, split_column: str | None) -> Mapping[str, Fingerprint]:
    """Take the fingerprint of each split's rows, in one scan with one aggregate.

    It is the same for the same rows in any order, with the columns in any order, from every engine and for every type
    that holds the same values (see "When two rows are the same" in the README; true is 1, and a time without a zone
    counts as UTC). It changes with any value, with any row that is added, left out or repeated, and with the name of
    any column but the split column, which takes no part.

    Parameters
    ----------
    split_column : str or None
        None takes one fingerprint of all rows, under the name ``"data"``.

    Returns
    -------
    mapping of str to Fingerprint
        By the splits' names, in their order.

    Raises
    ------
    UnsupportedTypeError
        When the engine has no fingerprints, or a column's values have no text that every engine shares.
    UnknownColumnError, BadInputError
        When the split column is not there, has missing values, or names no splits.

    Notes
    -----
    Each row's canonical text (see `zl_expectations.counting.digests`) is hashed to 128 bits of SHA-256, and both halves
    are summed modulo 2⁶⁴. For data that does not aim at it, two sets of rows that differ in one row have one
    fingerprint with a probability of 2⁻¹²⁸, and any two of at most n rows with at most (n / 2⁶⁴)². It is no promise
    against a forger: a sum of hashes can be met on purpose.

    What an engine does not hold it cannot tell: SQLite keeps decimals as floats and times as text (a column of nothing
    but ISO 8601 text is taken for times), and microseconds are the finest that databases and Spark keep. Lists and
    structs have a fingerprint on DuckDB alone (frames, Arrow tables, files), one that depends on their type.
    """
    words = table.dialect.digests
    if words is None:
        raise UnsupportedTypeError(
            "A fingerprint needs frames, files, SQLite, PostgreSQL or Spark, whose fingerprints can be compared, got "
            f"{table.dialect.name}. Take it of the splits as files: those that are trained on."
        )
    if split_column is not None:
        table.require("split_column", split_column)
    names = columns_covered(table, split_column)
    taught = table.teaching(words.teaches)
    text = words.joined([canonical_text(taught, name, words) for name in names] or [constant("")])
    split = constant(WHOLE_BATCH) if split_column is None else taught.exact(split_column)
    digests = sa.select(split.label("split"), words.digest(text).label("digest")).select_from(taught.source)
    rows = (digests.offset(0) if words.inlines else digests).subquery("digests")
    query = sa.select(rows.c.split, sa.func.count(), *words.halves(rows.c.digest)).group_by(rows.c.split)
    with taught.planned_as_written():
        found = taught.fetch(query.limit(MOST_SPLITS + 1))
    if split_column is not None and (len(found) > MOST_SPLITS or any(name is None for name, *_ in found)):
        count_splits(table, split_column, None)  # raises, and says why
    return {
        str(name): Fingerprint(integer(number), _digest(names, integer(number), [integer(half) for half in halves]))
        for name, number, *halves in sorted(found, key=lambda row: str(row[0]))
    }


def columns_covered(table: Table, split_column: str | None) -> list[str]:
    """The columns that a fingerprint covers, in an order that does not depend on the table's."""
    return sorted(name for name in columns_with_data(table) if name != split_column)


def _digest(names: list[str], rows: int, halves: list[int]) -> str:
    told = json.dumps([names, rows, [half % 2**64 for half in halves]])
    return hashlib.sha256(told.encode()).hexdigest()


def canonical_text(table: Table, name: str, words: DigestWords) -> Expression:
    """The text that stands for a column's value in a row's: another for each value, and none the start of another."""
    kind, value = table.columns[name], table.exact(name)
    if kind is Kind.TEXT:
        length = getattr(sa.func, table.dialect.text.length)(as_text(value))
        return _or_missing(constant("s"), as_text(length), constant(":"), as_text(value))
    if kind is Kind.BOOLEAN:
        return _or_missing(sa.case((table.raw(name), constant("1")), (sa.not_(table.raw(name)), constant("0"))), END)
    if kind is Kind.INTEGER:
        return _or_missing(as_text(value), END)
    if kind is Kind.FLOAT:
        return _or_missing(words.bound(value, lambda number: _number(number, words)), END)
    if kind is Kind.DECIMAL:
        digits = words.bound(words.decimal(value), lambda text: _trimmed(table, text, words))
        return _or_missing(words.bound(digits, lambda text: _decimal(table, text, words)), END)
    if kind is Kind.BINARY:
        return _or_missing(sa.case((value.is_not(None), constant("b"))), words.binary(value), END)
    if kind.is_ordered_scale:
        return _or_missing(constant("t"), words.instant(table.raw(name), kind), END)
    if kind is Kind.NESTED and words.nested is not None:
        nested = words.nested(table.raw(name))
        return _or_missing(constant("j"), as_text(sa.func.length(nested)), constant(":"), nested)
    raise UnsupportedTypeError(
        f"A fingerprint needs columns whose values every engine writes alike, got {kind.value} values in {name!r}. "
        "Convert the column, or train without it."
    )


def _or_missing(*parts: Expression) -> Expression:
    return sa.func.coalesce(concatenated(parts), MISSING, type_=sa.Text())


def _number(number: Expression, words: DigestWords) -> Expression:
    """A whole number's digits, or the bits of a double."""
    fits = sa.and_(number >= sa.literal_column(f"-{BIGINT}"), number < sa.literal_column(BIGINT))
    is_whole = sa.and_(fits, words.truncated(number) == number)
    return sa.case((is_whole, as_text(sa.cast(number, sa.BigInteger()))), else_=_of_bits(number, words))


def _of_bits(number: Expression, words: DigestWords) -> Expression:
    return constant("f").concat(as_text(words.bits(number)))


def _trimmed(table: Table, text: Expression, words: DigestWords) -> Expression:
    """The digits of a decimal without zeros at the end, and without the point where nothing is left behind it."""
    without_zeros = words.trimmed("rtrim", words.trimmed("rtrim", text, constant("0")), constant("."))
    return sa.case((table.dialect.text.place(text, constant(".")) > 0, without_zeros), else_=text)


def _decimal(table: Table, text: Expression, words: DigestWords) -> Expression:
    """A whole number's digits; else the nearest double where it tells the value apart, or the digits."""
    nothing = constant("")
    plain = sa.func.replace(sa.func.replace(text, constant("-"), nothing), constant("."), nothing, type_=sa.Text())
    digits = getattr(sa.func, table.dialect.text.length)(words.trimmed("ltrim", plain, constant("0")))
    bits = words.bound(sa.cast(text, sa.Double()), lambda number: _of_bits(number, words))
    return sa.case(
        (table.dialect.text.place(text, constant(".")) == 0, text),
        (digits <= EXACT_DIGITS, bits),
        else_=constant("d").concat(text),
    )
