"""One type for each column over all parts, such that equal values stay equal and others stay apart.

DuckDB's own ``UNION ALL BY NAME`` takes a type that fits most of the time: it rounds integers beside floats, reads
numbers beside text as text, and gives naive times a zone. Here each of these is either proved harmless or refused.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence

import duckdb

from zl_expectations.counting.kinds import EXACT_IN_FLOAT
from zl_expectations.counting.relations.nan import FLOATS
from zl_expectations.counting.relations.part import PLACE, Part, first_row, types_text
from zl_expectations.counting.relations.quoting import identifier, literal
from zl_expectations.errors import BadInputError, UnsupportedTypeError

_INTEGER_DIGITS = {
    "TINYINT": 3,
    "SMALLINT": 5,
    "INTEGER": 10,
    "BIGINT": 19,
    "HUGEINT": 39,
    "UTINYINT": 3,
    "USMALLINT": 5,
    "UINTEGER": 10,
    "UBIGINT": 20,
    "UHUGEINT": 39,
}
_IN_NANOSECONDS = {"TIMESTAMP_NS": "TIMESTAMP", "TIMESTAMPTZ_NS": "TIMESTAMP WITH TIME ZONE"}
_NULL = '"NULL"'
_FAMILIES = {
    "VARCHAR": "text",
    "UUID": "text",
    "JSON": "text",
    "BOOLEAN": "true or false",
    "BLOB": "bytes",
    "DATE": "a time without a zone",
    "TIMESTAMP": "a time without a zone",
    "TIMESTAMP_S": "a time without a zone",
    "TIMESTAMP_MS": "a time without a zone",
    "TIMESTAMP_NS": "a time without a zone",
    "TIMESTAMP WITH TIME ZONE": "a time with a zone",
    "TIMESTAMPTZ_NS": "a time with a zone",
    "TIME": "a time of day",
    "TIME_NS": "a time of day",
}


def unify(connection: duckdb.DuckDBPyConnection, parts: Sequence[Part]) -> dict[str, str]:
    """The type of each column that holds every part's values, in the order of the first part's columns.

    Parts are read again, in place, where a file's guessed type is what stands in the way.

    Raises
    ------
    BadInputError
        When the types of one column cannot be compared without changing values.
    """
    return {name: _type_of(connection, name, parts) for name in parts[0].columns}


def plain_type(type_text: str) -> str:
    """The type that a column of one part is shown as: text for an enumeration, a UUID, and a column with no values.

    Examples
    --------
    >>> plain_type("ENUM('a', 'b')"), plain_type("BIGINT")
    ('VARCHAR', 'BIGINT')
    """
    return "VARCHAR" if type_text in (_NULL, "UUID") or type_text.startswith("ENUM(") else type_text


def _type_of(connection: duckdb.DuckDBPyConnection, name: str, parts: Sequence[Part]) -> str:
    types = {plain_type(part.columns[name]) for part in parts if part.columns[name] != _NULL}
    if not types:
        return "VARCHAR"
    if len(types) == 1 and types.isdisjoint(_IN_NANOSECONDS):
        return types.pop()
    families = {_family(type_text) for type_text in types}
    if len(families) > 1:
        return _of_several_families(connection, name, parts)
    family = families.pop()
    if family == "text":
        return "VARCHAR"
    if family == "a number":
        return _number(connection, name, parts, types)
    if family.startswith("a time"):
        return _time(connection, name, parts, types)
    if family == "a list":
        return _list(name, parts, types)
    raise _clash(name, parts)


def _family(type_text: str) -> str:
    if type_text in _INTEGER_DIGITS or type_text in FLOATS or type_text.startswith("DECIMAL("):
        return "a number"
    if type_text.endswith("]"):
        return "a list"
    return _FAMILIES.get(type_text, type_text)


def _clash(name: str, parts: Sequence[Part]) -> BadInputError:
    seen: dict[str, str] = {}
    for part in parts:
        if part.columns[name] != _NULL:
            family = _family(plain_type(part.columns[name]))
            seen.setdefault(
                f"{family} ({types_text(part.columns, name)})" if family != part.columns[name] else family, part.label
            )
    shown = " and ".join(f"{what} in {label}" for what, label in seen.items())
    only_zones_differ = all(what.startswith("a time with") for what in seen)
    step = "Give the naive ones their zone, or take it off the others." if only_zones_differ else "Convert one of them."
    return UnsupportedTypeError(f"Column {name!r} must have types that can be compared, got {shown}. {step}")


def _of_several_families(connection: duckdb.DuckDBPyConnection, name: str, parts: Sequence[Part]) -> str:
    """Text beside numbers, and the like: harmless where one has no values, or where one was only a guess from CSV."""
    for part in parts:
        if part.columns[name] != _NULL and not _has_values(connection, part, name):
            part.columns[name] = _NULL
    present = [part for part in parts if part.columns[name] != _NULL]
    families = {_family(plain_type(part.columns[name])) for part in present}
    if len(families) > 1:
        others = [part for part in present if _family(plain_type(part.columns[name])) != "text"]
        if "text" not in families or not all(part.reread_as_text for part in others):
            raise _clash(name, parts)
        for part in others:
            assert part.reread_as_text is not None
            again = part.reread_as_text([name])
            part.columns, part.reread_as_text = again.columns, again.reread_as_text
    return _type_of(connection, name, parts)


def _has_values(connection: duckdb.DuckDBPyConnection, part: Part, name: str) -> bool:
    query = f"SELECT 1 FROM {identifier(part.relation)} WHERE {identifier(name)} IS NOT NULL"
    return first_row(connection, query) is not None


def _number(connection: duckdb.DuckDBPyConnection, name: str, parts: Sequence[Part], types: Iterable[str]) -> str:
    types = set(types)
    if types.isdisjoint(FLOATS):
        target = _exact_number(types)
        _check_fits(connection, name, parts, target)
        return target
    floats = next(part for part in parts if part.columns[name] in FLOATS)
    for part in parts:
        digits, scale = _digits(part.columns[name]) if part.columns[name] not in (*FLOATS, _NULL) else (0, 0)
        if digits + scale <= 15:
            continue
        low, high = _range(connection, part, name)
        biggest = max(abs(low or 0), abs(high or 0))
        if biggest * 10**scale > EXACT_IN_FLOAT:
            raise UnsupportedTypeError(
                f"Column {name!r} must hold values that a float can tell apart, because {floats.label} has floats, got "
                f"{biggest} in {part.label}, beyond 2^53 or 15 digits. Read it in the same exact type in every split "
                "(integers turn into floats when a column has missing values: use a nullable integer type).",
                from_data=[str(biggest)],
            )
    return "DOUBLE"


def _exact_number(types: Iterable[str]) -> str:
    """The integer or decimal type that holds all of these."""
    types = set(types)
    if all(type_text in _INTEGER_DIGITS for type_text in types):
        unsigned = {type_text for type_text in types if type_text.startswith("U")}
        if not unsigned or unsigned == types:
            return max(types, key=lambda type_text: _INTEGER_DIGITS[type_text])
        return "BIGINT" if max(_INTEGER_DIGITS[type_text] for type_text in types) < 19 else "HUGEINT"
    sizes = [_digits(type_text) for type_text in types]
    scale = max(scale for _, scale in sizes)
    whole = max(digits for digits, _ in sizes)
    return f"DECIMAL({min(38, whole + scale)},{scale})"


def _digits(type_text: str) -> tuple[int, int]:
    """The digits before and after the point."""
    if type_text in _INTEGER_DIGITS:
        return _INTEGER_DIGITS[type_text], 0
    precision, scale = map(int, re.findall(r"\d+", type_text))
    return precision - scale, scale


def _range(connection: duckdb.DuckDBPyConnection, part: Part, name: str) -> tuple[int | None, int | None]:
    column = identifier(name)
    row = first_row(connection, f"SELECT min({column}), max({column}) FROM {identifier(part.relation)}")
    assert row is not None
    return row[0], row[1]


def _time(connection: duckdb.DuckDBPyConnection, name: str, parts: Sequence[Part], types: Iterable[str]) -> str:
    """Microseconds, or nanoseconds where a part needs them."""
    types = set(types)
    if types <= {"TIME", "TIME_NS"}:
        return "TIME_NS"
    fine = "TIMESTAMPTZ_NS" if types <= {"TIMESTAMPTZ_NS", _IN_NANOSECONDS["TIMESTAMPTZ_NS"]} else "TIMESTAMP_NS"
    coarse = _IN_NANOSECONDS[fine]
    nanoseconds = [part for part in parts if part.columns[name] == fine]
    target = fine if any(_has_nanoseconds(connection, part, name) for part in nanoseconds) else coarse
    _check_fits(connection, name, parts, target)
    return target


def _has_nanoseconds(connection: duckdb.DuckDBPyConnection, part: Part, name: str) -> bool:
    query = f"SELECT 1 FROM {identifier(part.relation)} WHERE epoch_ns({identifier(name)}) % 1000 <> 0"
    return first_row(connection, query) is not None


def _check_fits(connection: duckdb.DuckDBPyConnection, name: str, parts: Sequence[Part], target: str) -> None:
    """Refuse a cast that some value would not survive."""
    column = identifier(name)
    for part in parts:
        if part.columns[name] in (target, _NULL):
            continue
        query = (
            f"SELECT CAST({column} AS VARCHAR) FROM {identifier(part.relation)} "
            f"WHERE {column} IS NOT NULL AND {_does_not_fit(column, target)}"
        )
        row = first_row(connection, query)
        if row is not None:
            others = ", ".join(sorted({types_text(other.columns, name) for other in parts} - {part.columns[name]}))
            raise UnsupportedTypeError(
                f"Column {name!r} must have one type that holds the values of every split, got {row[0]} in "
                f"{part.label} ({part.columns[name]}) beside {others}: {target} does not hold it. Convert one of them.",
                from_data=[row[0]],
            )


def _does_not_fit(column: str, target: str) -> str:
    if target in ("TIMESTAMP_NS", "TIMESTAMPTZ_NS"):  # DuckDB 1 raises even from TRY_CAST
        return f"{column} NOT BETWEEN TIMESTAMP '1677-09-22' AND TIMESTAMP '2262-04-11'"
    return f"TRY_CAST({column} AS {target}) IS NULL"


def _list(name: str, parts: Sequence[Part], types: Iterable[str]) -> str:
    """Lists whose elements are integers or floats of several widths; what could round inside a list is refused."""
    elements = {type_text.rsplit("[", 1)[0] for type_text in types}
    shapes = {type_text[len(type_text.rsplit("[", 1)[0]) :] for type_text in types}
    if len(shapes) == 1 and elements <= {"FLOAT", "DOUBLE"}:
        return "DOUBLE" + shapes.pop()
    if len(shapes) == 1 and elements <= set(_INTEGER_DIGITS):
        return _exact_number(elements) + shapes.pop()
    small = {type_text for type_text, digits in _INTEGER_DIGITS.items() if digits <= 15}
    if len(shapes) == 1 and elements <= {"FLOAT", "DOUBLE", *small}:
        return "DOUBLE" + shapes.pop()
    raise _clash(name, parts)


def selects(parts: Sequence[Part], types: Mapping[str, str], split_column: str, starts: Sequence[int] = ()) -> str:
    """The parts one under the other, each column by name and in its common type, with the split column added.

    With each part's first place among all rows in `starts`, every row's own is added as `PLACE`.
    """
    queries = []
    for part, start in itertools.zip_longest(parts, starts):
        items = [
            identifier(name)
            if part.columns[name] == target
            else f"CAST({identifier(name)} AS {target}) AS {identifier(name)}"
            for name, target in types.items()
        ]
        if part.split is not None:
            items.append(f"CAST({literal(part.split)} AS VARCHAR) AS {identifier(split_column)}")
        if start is not None:
            items.append(f"{part.place} + {start} AS {PLACE}" if start else f"{part.place} AS {PLACE}")
        queries.append(f"SELECT {', '.join(items)} FROM {identifier(part.relation)}")
    return " UNION ALL ".join(queries)
