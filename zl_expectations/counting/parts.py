"""The parts of a column that may give the target away although the whole does not, as columns of their own.

An instant's bins hide its hour; a code that is another in every row hides its first letter. Each part is an expression,
counted like any column.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from string import digits

import sqlalchemy as sa

from zl_expectations.counting.classes import TargetClasses
from zl_expectations.counting.derived import Derived, DerivedCounts, count_derived
from zl_expectations.counting.dialects import Expression
from zl_expectations.counting.features import FeatureCounts
from zl_expectations.counting.kinds import Kind
from zl_expectations.counting.splits import Splits
from zl_expectations.counting.table import Table, counted

DATE_PARTS = ("year", "month", "day")
TIME_PARTS = ("hour", "minute")
SEPARATORS = "-_/.:|#@, "
LONGEST_END = 3
ROWS_TO_KNOW_A_VALUE = 20
VALUES_TO_HAVE_DIGITS = 20


def has_parts_to_judge(kind: Kind, counts: FeatureCounts) -> bool:
    """Whether a column's values are too many to be known one by one, so that its parts may say more."""
    if kind is Kind.TEXT:
        return counts.rows < ROWS_TO_KNOW_A_VALUE * counts.values
    if kind is Kind.INTEGER:
        return counts.values > VALUES_TO_HAVE_DIGITS
    return kind.is_instant or (kind.is_number and counts.in_whole_numbers)


@counted
def count_parts(
    table: Table, features: Sequence[str], classes: TargetClasses, splits: Splits | None, within: str | None
) -> Mapping[str, DerivedCounts]:
    """Count the classes of each value of the features' parts, by the parts' names."""
    parts = {part: made for name in features for part, made in parts_of(table, name).items()}
    teaches = table.dialect.text.teaches_number
    taught = table if teaches is None else table.teaching(teaches)
    return count_derived(taught, parts, classes, splits, within)


def parts_of(table: Table, name: str) -> Mapping[str, Derived]:
    """The parts of a column, by names such as ``arrived (hour)``; none where its kind has none.

    Parameters
    ----------
    name : str
        An instant's year, month, day, weekday and time; each value of a number, which may number categories, and a
        whole one's last digit; a text's length, ends, case, what stands before and after its first separator, what is
        left without its digits (the folder of a numbered file), and the number that its digits make.
    """
    kind = table.columns[name]
    if kind.is_instant:
        parts = _calendar_parts(table, name)
    elif kind is Kind.TEXT:
        parts = _text_parts(table, name)
    elif kind.is_number:
        parts = {"each value": (table.value(name), Kind.UNKNOWN)}
        if kind is Kind.INTEGER:
            parts["last digit"] = (sa.func.abs(table.value(name) % sa.literal_column("10")), Kind.UNKNOWN)
    else:
        parts = {}
    return {f"{name} ({part})": Derived((name,), *made) for part, made in parts.items()}


Parts = dict[str, tuple[Expression, Kind]]


def _calendar_parts(table: Table, name: str) -> Parts:
    kind, dialect = table.columns[name], table.dialect
    zoned = kind is Kind.TIMESTAMP_TZ and dialect.in_utc is not None
    instant = dialect.in_utc(table.raw(name)) if zoned and dialect.in_utc else table.value(name)
    fields = DATE_PARTS if kind is Kind.DATE else (*DATE_PARTS, *TIME_PARTS)
    parts: Parts = {field: (sa.extract(field, instant), Kind.UNKNOWN) for field in fields}
    if kind is not Kind.DATE:
        parts["second"] = (dialect.second(instant), Kind.UNKNOWN)
    if dialect.weekday is not None:
        parts["weekday"] = (dialect.weekday(instant), Kind.UNKNOWN)
    return parts


def _text_parts(table: Table, name: str) -> Parts:
    words = table.dialect.text
    text = table.value(name)

    def part(start: Expression, length: Expression) -> Expression:
        found: Expression = getattr(sa.func, words.part)(text, start, length, type_=sa.Text())
        return found

    length: Expression = getattr(sa.func, words.length)(text, type_=sa.Integer())
    one: Expression = sa.literal_column("1")
    parts: Parts = {"length": (length, Kind.INTEGER)}
    for size in range(1, LONGEST_END + 1):
        many: Expression = sa.literal_column(str(size))
        characters = "letter" if size == 1 else f"{size} letters"
        parts[f"first {characters}"] = (part(one, many), Kind.TEXT)
        parts[f"last {characters}"] = (sa.case((length > many, part(length - many + one, many)), else_=text), Kind.TEXT)
    plain = reduce(
        lambda joined, separator: sa.func.replace(joined, _quoted(separator), _quoted(SEPARATORS[0])),
        SEPARATORS[1:],
        text,
    )
    place = words.place(plain, _quoted(SEPARATORS[0]))
    split = place > sa.literal_column("0")
    parts["before the first separator"] = (sa.case((split, part(one, place - one))), Kind.TEXT)
    parts["after the first separator"] = (sa.case((split, part(place + one, length))), Kind.TEXT)
    cases = sa.case(
        (text == sa.func.lower(text), sa.literal_column("1")),
        (text == sa.func.upper(text), sa.literal_column("2")),
        else_=sa.literal_column("3"),
    )
    parts["case"] = (sa.case((text.is_not(None), cases)), Kind.UNKNOWN)
    parts["without its digits"] = (_without_digits(text, translates=words.translates), Kind.TEXT)
    if words.number is not None:
        number = words.number(text)
        parts["its digits"] = (sa.case((part(one, one) == _quoted("-"), -number), else_=number), Kind.FLOAT)
    return parts


def _without_digits(text: Expression, *, translates: bool) -> Expression:
    """A text without its digits, one replacement for each where the engine knows no shorter way."""
    if translates:
        found: Expression = sa.func.translate(text, _quoted(digits), _quoted(""), type_=sa.Text())
        return found
    return reduce(lambda left, digit: sa.func.replace(left, _quoted(digit), _quoted("")), digits, text)


def _quoted(character: str) -> Expression:
    return sa.literal_column(f"'{character}'")
