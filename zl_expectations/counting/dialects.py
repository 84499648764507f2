"""What databases spell differently, as data.

A query is written once over SQLAlchemy Core. Where an engine lacks something or has a faster word for it, the query
asks the engine's `Dialect` here. Nothing else tells engines apart, but for opening a table and teaching it functions.

Counts are the same integers everywhere, but for what an engine's values are:

- SQLite has no NaN (it stores NULL), no decimals (they are floats), no zones, and no dates: a column whose every value
  is ISO 8601 text is taken for one of dates or times. A column of text and numbers is refused.
- PostgreSQL gives ``char(n)`` without its padding, and compares text by its characters whatever its collation (ICU,
  one without case, citext); SQL Server and MySQL take text that differs in spaces at its end for equal. Infinite dates
  and those before the year 1 are compared, but not handed to Python: a count that needs one as a cut says so.
- `normalize_text` is lower case instead of case folding on PostgreSQL, and is not there on engines that have neither a
  Unicode normalisation nor a way to be taught one.
- Upper and lower case are told apart among ASCII letters only on SQLite and PostgreSQL. An instant with a zone has the
  calendar parts of UTC on DuckDB, PostgreSQL and Spark, of the session's zone elsewhere.
- Instants are subtracted from each other on DuckDB and PostgreSQL.
- Above 40,000 rows, where cut points come from rows that a hash chooses, each engine has its own hash: the cuts move
  by tenths of a percent of the rows, and so do the counts between them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa

from zl_expectations.counting.bare_names import NameForms, forms_by_patterns, forms_taught_to_sqlite
from zl_expectations.counting.digests import DUCKDB, POSTGRESQL, SPARK, SQLITE, DigestWords
from zl_expectations.counting.expression import Expression as Expression
from zl_expectations.counting.expression import Spelled
from zl_expectations.counting.iso_text import IsoText
from zl_expectations.counting.kinds import Kind
from zl_expectations.counting.spark_dialect import EpochMicroseconds, NaiveTimestamp, SortedPick
from zl_expectations.counting.text import (
    DIGIT,
    DIGITS,
    NO_DIGIT,
    NUMBER,
    PUNCTUATION,
    SQL_NAME,
    WORDS,
    register_in_duckdb,
    register_in_spark,
    register_in_sqlite,
)

Words = Callable[[Expression, Expression], Expression]


def _strpos(text: Expression, piece: Expression) -> Expression:
    return sa.func.strpos(text, piece, type_=sa.Integer())


def _instr(text: Expression, piece: Expression) -> Expression:
    return sa.func.instr(text, piece, type_=sa.Integer())


def _charindex(text: Expression, piece: Expression) -> Expression:
    return sa.func.charindex(piece, text, type_=sa.Integer())


def _number_of_digits(matches: str, *flags: str) -> Spelled:
    """The number by regular expressions, from how an engine matches one and what makes it replace all that match."""
    replacing: list[Expression] = [sa.literal_column(one) for one in (f"'{NO_DIGIT}'", "''", *flags)]

    def number_of(text: Expression) -> Expression:
        digits = sa.func.regexp_replace(text, *replacing, type_=sa.Text())
        return sa.case((digits.op(matches)(sa.literal_column(f"'^{NUMBER}$'")), sa.cast(digits, sa.Double())))

    return number_of


def _words_alone(matches: str, *flags: str) -> Words:
    """The words of sentences, in the same terms as `_number_of_digits`; what costs least is asked first."""
    without: list[Expression] = [sa.literal(PUNCTUATION, sa.Text()), *map(sa.literal_column, ("''", *flags))]
    quoted: list[Expression] = [sa.literal_column(f"'{one}'") for one in (" ", "  ", "")]
    space, spaces, nothing = quoted

    def has(text: Expression, pattern: str) -> Expression:
        return text.op(matches, is_comparison=True)(sa.literal(f"^.*{pattern}.*$", sa.Text()))

    def words_of(text: Expression, normalized: Expression) -> Expression:
        is_sentence = sa.and_(text.contains(space), has(text, PUNCTUATION), sa.not_(has(text, DIGIT)))
        words = sa.func.trim(sa.func.replace(sa.func.regexp_replace(normalized, *without), spaces, space))
        return sa.case((is_sentence, sa.func.coalesce(sa.func.nullif(words, nothing), normalized)), else_=normalized)

    return words_of


def _taught_number(text: Expression) -> Expression:
    return sa.cast(sa.func.nullif(DIGITS(text), sa.literal_column("''")), sa.Double())


@dataclass(frozen=True)
class TextWords:
    """What an engine calls the functions that take text apart.

    Attributes
    ----------
    length : str
        The number of characters.
    part : str
        Characters from a place on, counted from 1, and how many.
    place : callable
        The place of a piece in a text, 0 where it is not in it.
    number : callable or None
        The number that the digits of a text make, and a point among them, as a double; missing where they make none, or
        one of more figures than a double has. None where the engine has no regular expressions that we know of.
    teaches_number : callable or None
        Makes the function behind it known to a driver's connection, where it is one of ours.
    translates : bool
        Whether ``translate`` takes any of several characters out of a text.
    words : callable or None
        Text in the form of `zl_expectations.counting.text.words_alone`, from the text and its normalised form.
    names : NameForms or None
        The forms in which the zeros and signs of a name make no difference.
    """

    length: str = "char_length"
    part: str = "substr"
    place: Callable[[Expression, Expression], Expression] = _strpos
    number: Spelled | None = None
    teaches_number: Callable[[Any], None] | None = None
    translates: bool = True
    words: Words | None = None
    names: NameForms | None = None


def _extracted_weekday(instant: Expression) -> Expression:
    return sa.extract("dow", instant)


def _extracted_second(instant: Expression) -> Expression:
    return sa.extract("second", instant)


def _extracted_epoch(instant: Expression) -> Expression:
    return sa.cast(sa.extract("epoch", instant), sa.Double())


def _at_utc(instant: Expression) -> Expression:
    return sa.func.timezone(sa.literal_column("'UTC'"), instant, type_=sa.DateTime())


FARTHEST = 2.0**52  # beyond it a double is whole anyway


def double(number: float) -> Expression:
    """A number as a double in a query."""
    return sa.cast(sa.literal(number, sa.Double()), sa.Double())


def _floor_of_near(number: Expression) -> Expression:
    """Some engines' own ``floor`` makes integers, and fails on infinity."""
    return sa.case((sa.func.abs(number) < double(FARTHEST), sa.cast(sa.func.floor(number), sa.Double())), else_=number)


@dataclass(frozen=True)
class Dialect:
    """The facts about one engine's SQL that the queries ask for.

    Attributes
    ----------
    comparable : mapping of Kind to callable
        Columns of which kinds need what, for equal values to be equal: NaN is folded into NULL, and text is compared
        exactly where the engine would fold case.
    quotes_all : bool
        Whether every identifier is quoted. False where an unquoted lower-case name stands for an upper-case one.
    row_hash : callable or None
        A 64-bit hash of several values, missing ones included, and of a salt; None where the engine has none that
        is fast and agrees with equality.
    key_hashes : callable or None
        128 bits of hashes of a row's values, to group rows by instead of by the values; None where that is no faster.
    xor : callable or None
        Bitwise exclusive or of two hashes; None where grouping by hashes is no faster than by the values (PostgreSQL:
        3.3 s against 2.4 s for a million rows of 14 columns).
    percentiles : callable or None
        ``percentile_disc`` at several fractions in one aggregate that returns a list, where that is faster than
        ranking, or ranking would put every row in one place.
    rows_between : callable or None
        How many doubles lie in each part of a scale, from the largest number of each part but the last: one aggregate
        that returns a list, NULL where there is nothing to count, where that is faster than grouping by the part.
    floor : callable
        The largest whole double that is not above a double; an infinite one is its own.
    normalized_text : callable or None
        Text in the form of `zl_expectations.counting.text.normalized`.
    teaches_text : callable or None
        Makes the function behind `normalized_text` known to a driver's connection.
    materialises : bool
        Whether a temporary table may be made (DuckDB, whose tables are this process's own).
    keeps_order : bool
        Whether ``row_number() over ()`` numbers rows in the order in which they were given.
    text : TextWords
        What the functions are called that take text apart.
    weekday : callable or None
        The day of the week of an instant, from whichever day it is counted.
    second : callable
        The whole second of an instant.
    epoch : callable or None
        An instant as seconds, fractions too; None where instants are not subtracted.
    in_utc : callable or None
        An instant with a zone as the date and time that it has in UTC; None where that is the session's affair.
    told : mapping of Kind to callable
        Instants as they are told to Python, in microseconds, where the engine has finer ones.
    digests : DigestWords or None
        How rows are hashed to what every engine hashes them to; None where they are not.
    escaped_quote : callable or None
        A quoted name or text without percent signs and colons, which who reads a query may take for parameters; None
        where the engine has no such words.
    """

    name: str
    comparable: Mapping[Kind, Spelled] = field(default_factory=dict)
    quotes_all: bool = True
    row_hash: Callable[[Sequence[Expression], int | None], Expression] | None = None
    key_hashes: Callable[[Sequence[Expression]], list[Expression]] | None = None
    xor: Callable[[Expression, Expression], Expression] | None = None
    percentiles: Callable[[Expression, Sequence[float]], Expression] | None = None
    rows_between: Callable[[Expression, Sequence[float]], Expression] | None = None
    floor: Spelled = _floor_of_near
    normalized_text: Spelled | None = None
    teaches_text: Callable[[Any], None] | None = None
    materialises: bool = False
    keeps_order: bool = False
    text: TextWords = TextWords()
    weekday: Spelled | None = _extracted_weekday
    second: Spelled = _extracted_second
    epoch: Spelled | None = None
    in_utc: Spelled | None = None
    told: Mapping[Kind, Spelled] = field(default_factory=dict)
    digests: DigestWords | None = None
    escaped_quote: Callable[[str], str] | None = None


def _unicode_escaped(quoted: str) -> str:
    if not any(sign in quoted for sign in "%:"):
        return quoted
    return "U&" + quoted.replace("\\", "\\\\").replace("%", "\\0025").replace(":", "\\003A")


def _without_nan(column: Expression) -> Expression:
    """Floats of either width as doubles, NaN as NULL."""
    double: Expression = sa.cast(column, sa.Double())
    return sa.func.nullif(double, sa.cast(sa.literal_column("'NaN'"), sa.Double()), type_=sa.Double())


def _where_not(is_nan: str) -> Spelled:
    """The same where NaN is not equal to itself, or where the engine may take a comparison with it away.

    Parquet's statistics are silent on NaN; DuckDB then holds that there is none, and drops ``x = 'NaN'`` (DuckDB
    issue 25521), but not the function that asks each value.
    """
    return lambda column: sa.case((sa.not_(getattr(sa.func, is_nan)(column)), sa.cast(column, sa.Double())))


def _decimal_without_nan(column: Expression) -> Expression:
    """Numeric, and money as numeric."""
    number, nan = (sa.cast(one, sa.Numeric()) for one in (column, sa.literal_column("'NaN'")))
    return sa.func.nullif(number, nan, type_=sa.Numeric())


def _collated(collation: str) -> Spelled:
    return lambda column: sa.collate(sa.cast(column, sa.Text()), collation)


def _named_function(text: Expression) -> Expression:
    function: Expression = getattr(sa.func, SQL_NAME)(text, type_=sa.Text())
    return function


_OTHER_SPACES = (*range(0x09, 0x0E), *range(0x1C, 0x20))  # of ASCII's, beside the space itself
_USUAL_WORDS, _LONG_TEXT = "'([!-~]+( [!-~]+)*)?'", "50"


def _duckdb_normalized(text: Expression) -> Expression:
    """ASCII has no Unicode forms, and its case is folded by lowering it: only other text, and other than single spaces
    between words, is worth a call of a function in Python, which takes ten times as long. Of a word it is told soonest
    by a regular expression, whose time grows with the text; to look for each piece takes as long for any text.
    """
    space: Expression = sa.literal_column("' '")
    pieces = [sa.literal_column("'  '"), *[sa.func.chr(sa.literal_column(str(code))) for code in _OTHER_SPACES]]
    length: Expression = sa.func.strlen(text)
    is_usual_word = sa.func.regexp_full_match(text, sa.literal_column(_USUAL_WORDS))
    has_unusual = sa.or_(
        length != sa.func.length(text),
        sa.func.starts_with(text, space),
        sa.func.ends_with(text, space),
        *[sa.func.contains(text, piece) for piece in pieces],
    )
    unusual = sa.case((length < sa.literal_column(_LONG_TEXT), sa.not_(is_usual_word)), else_=has_unusual)
    return sa.case((unusual, _named_function(text)), else_=sa.func.lower(text, type_=sa.Text()))


def _duckdb_hash(values: Sequence[Expression], salt: int | None) -> Expression:
    """With a salt hashed once more: DuckDB joins hashes by exclusive or, so that equal columns would cancel out."""
    if salt is None:
        return sa.func.hash(*values)
    return sa.func.hash(sa.func.hash(*values, *_literals(salt)))


def _duckdb_key_hashes(values: Sequence[Expression]) -> list[Expression]:
    """Each value is hashed once, into one half or the other; rows that match are compared by value."""
    return [_duckdb_hash(half, None) for half in (values[::2], values[1::2]) if half]


def _postgresql_hash(values: Sequence[Expression], salt: int | None) -> Expression:
    """By each type's own hash function, which agrees with its equality, and with the salt as its seed.

    The hash of a missing value is 0, and that of the float 0.0 is the seed itself: which values are missing is
    hashed too.
    """
    row = sa.func.row(*_with_missingness(values))
    return sa.func.hash_record_extended(row, sa.literal_column(str(salt or 0)), type_=sa.BigInteger())


def _spark_hash(values: Sequence[Expression], salt: int | None) -> Expression:
    """Spark passes over missing values, so that which ones are missing is hashed too."""
    return sa.func.xxhash64(*_with_missingness(values), *_literals(salt), type_=sa.BigInteger())


def _spark_key_hashes(values: Sequence[Expression]) -> list[Expression]:
    """Each row in both orders: the hash of a value is the seed of the next one's, so that the two differ throughout."""
    return [_spark_hash(values, None), _spark_hash(values[::-1], None)]


def _with_missingness(values: Sequence[Expression]) -> list[Expression]:
    return [part for value in values for part in (value, value.is_(None))]


def _literals(salt: int | None) -> list[Expression]:
    return [] if salt is None else [sa.literal_column(str(salt))]


def _duckdb_percentiles(value: Expression, fractions: Sequence[float]) -> Expression:
    """Sorted once, where its own ``quantile_disc`` looks for each fraction anew.

    The number of values is counted, not read off the sorted list, which DuckDB would copy for each fraction.
    """
    values = sa.func.list_sort(sa.func.list(value).filter(value.is_not(None)))
    parts = _duckdb_doubles(fractions)
    of_rows = sa.func.list_transform(parts, sa.literal_column("lambda part: part").op("*")(sa.func.count(value)))
    places = sa.func.list_transform(of_rows, sa.literal_column("lambda rows: ceil(rows)::BIGINT"))
    return sa.func.list_select(values, places)


def _duckdb_rows_between(value: Expression, bounds: Sequence[float]) -> Expression:
    """The counts in the order of the bounds, and last what lies above all of them, if anything does."""
    parts = _duckdb_doubles(bounds)
    return sa.func.map_values(sa.func.histogram(sa.cast(value, sa.Double()), parts))


def _duckdb_doubles(numbers: Sequence[float]) -> Expression:
    """A list as one text: of a list of literals DuckDB plans each, which takes longer than to count 20,000 rows."""
    return sa.literal_column(f"'[{', '.join(map(repr, numbers))}]'::DOUBLE[]")


def _postgresql_percentiles(value: Expression, fractions: Sequence[float]) -> Expression:
    array: Expression = sa.literal_column("ARRAY[" + ", ".join(map(repr, fractions)) + "]::double precision[]")
    return sa.func.percentile_disc(array).within_group(value)


def postgresql_normalized(text: Expression, collation: str = "und-x-icu") -> Expression:
    """PostgreSQL has no case folding, only lower case: a sharp s stays one, and a final sigma stays final."""
    lower = sa.func.lower(sa.collate(sa.func.normalize(text, sa.literal_column("NFKC")), collation))
    spaces: list[Expression] = [sa.literal_column(part) for part in (r"E'\\s+'", "' '", "'g'")]
    form = sa.func.btrim(sa.func.regexp_replace(sa.func.normalize(lower, sa.literal_column("NFKC")), *spaces))
    return sa.collate(sa.cast(form, sa.Text()), "C")


_POSIX_TEXT = TextWords(
    number=_number_of_digits("~", "'g'"),
    words=_words_alone("~", "'g'"),
    names=forms_by_patterns("~", "\\", "'g'"),
)
_POSTGRESQL: dict[Kind, Spelled] = {
    Kind.FLOAT: _without_nan,
    Kind.DECIMAL: _decimal_without_nan,
    Kind.TEXT: _collated("C"),
}

DIALECTS: dict[str, Dialect] = {
    dialect.name: dialect
    for dialect in (
        Dialect(
            "duckdb",
            comparable={Kind.FLOAT: _where_not("isnan")},
            told={
                Kind.TIMESTAMP: lambda column: sa.cast(column, sa.TIMESTAMP()),
                Kind.TIMESTAMP_TZ: lambda column: sa.cast(column, sa.TIMESTAMP(timezone=True)),
            },
            row_hash=_duckdb_hash,
            key_hashes=_duckdb_key_hashes,
            xor=lambda left, right: sa.func.xor(left, right),
            percentiles=_duckdb_percentiles,
            rows_between=_duckdb_rows_between,
            floor=lambda number: sa.func.floor(number, type_=sa.Double()),
            normalized_text=_duckdb_normalized,
            teaches_text=register_in_duckdb,
            text=_POSIX_TEXT,
            materialises=True,
            keeps_order=True,
            epoch=_extracted_epoch,
            in_utc=_at_utc,
            digests=DUCKDB,
        ),
        Dialect(
            "postgresql",
            comparable=_POSTGRESQL,
            row_hash=_postgresql_hash,
            percentiles=_postgresql_percentiles,
            normalized_text=postgresql_normalized,
            text=_POSIX_TEXT,
            second=lambda instant: sa.func.floor(_extracted_second(instant)),
            epoch=_extracted_epoch,
            in_utc=_at_utc,
            digests=POSTGRESQL,
            escaped_quote=_unicode_escaped,
        ),
        Dialect("redshift", comparable={Kind.FLOAT: _without_nan}),
        Dialect(
            "sqlite",
            comparable={
                Kind.TEXT: _collated("BINARY"),
                Kind.DATE: lambda column: sa.type_coerce(column, IsoText(dates=True)),
                Kind.TIMESTAMP: IsoText.canonical,
            },
            normalized_text=_named_function,
            teaches_text=register_in_sqlite,
            text=TextWords(
                length="length",
                place=_instr,
                number=_taught_number,
                teaches_number=DIGITS.register_in_sqlite,
                translates=False,
                words=lambda text, _: WORDS(text),
                names=forms_taught_to_sqlite(),
            ),
            digests=SQLITE,
        ),
        Dialect(
            "spark",
            comparable={
                Kind.FLOAT: lambda column: _without_nan(sa.cast(column, sa.Double()) + sa.literal_column("0D")),
                Kind.TIMESTAMP: NaiveTimestamp.of,
                Kind.TIMESTAMP_TZ: EpochMicroseconds.of,
            },
            row_hash=_spark_hash,
            key_hashes=_spark_key_hashes,
            xor=lambda left, right: left.op("^", return_type=sa.BigInteger())(right),
            percentiles=lambda value, fractions: SortedPick(value, fractions),
            normalized_text=_named_function,
            teaches_text=register_in_spark,
            text=TextWords(
                place=_instr,
                number=_number_of_digits("RLIKE"),
                words=_words_alone("RLIKE"),
                names=forms_by_patterns("RLIKE", "$"),
            ),
            second=lambda instant: sa.func.second(instant),
            in_utc=lambda column: sa.func.to_utc_timestamp(column, sa.func.current_timezone()),
            digests=SPARK,
        ),
        Dialect(
            "mysql",
            comparable={Kind.TEXT: lambda column: sa.collate(column, "utf8mb4_bin")},
            text=TextWords(place=_instr, translates=False),
            weekday=lambda instant: sa.func.dayofweek(instant),
        ),
        Dialect(
            "mssql",
            comparable={Kind.TEXT: lambda column: sa.collate(column, "Latin1_General_100_BIN2")},
            text=TextWords(length="len", part="substring", place=_charindex, translates=False),
            weekday=lambda instant: sa.extract("weekday", instant),
        ),
        Dialect("databricks", comparable={Kind.FLOAT: _without_nan}, text=TextWords(place=_instr)),
        Dialect(
            "snowflake",
            comparable={Kind.FLOAT: _without_nan},
            quotes_all=False,
            text=TextWords(length="length", place=_charindex),
        ),
        Dialect(
            "bigquery",
            comparable={Kind.FLOAT: _where_not("is_nan")},
            weekday=lambda instant: sa.extract("dayofweek", instant),
        ),
        Dialect("trino", comparable={Kind.FLOAT: _where_not("is_nan")}, text=TextWords(length="length")),
        Dialect("oracle", quotes_all=False, text=TextWords("length", place=_instr, translates=False), weekday=None),
    )
}


def without_nan(dialect: Dialect) -> Dialect:
    """The same engine on rows that hold no NaN, which no query then has to look for."""
    comparable = dict(dialect.comparable)
    comparable.pop(Kind.FLOAT, None)
    return replace(dialect, comparable=comparable)


def dialect_named(name: str) -> Dialect:
    """The facts about an engine; an engine that is not listed gets the plainest SQL.

    Examples
    --------
    >>> dialect_named("duckdb").materialises, dialect_named("exasol").materialises
    (True, False)
    """
    return DIALECTS.get(name, Dialect(name, comparable={Kind.FLOAT: _without_nan}))
