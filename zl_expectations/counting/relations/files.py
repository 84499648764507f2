"""Files as parts of a relation: Parquet and Arrow are scanned where they lie, CSV and JSON are parsed once."""

from __future__ import annotations

import glob
import itertools
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.dataset as pads

from zl_expectations.counting.relations.frames import exact_dataset, exact_table
from zl_expectations.counting.relations.guesses import unproven_guesses
from zl_expectations.counting.relations.nan import FLOATS, holds_nan
from zl_expectations.counting.relations.part import (
    PLACE,
    Part,
    can_be_placed,
    check_names,
    columns_of,
    engine_error,
    first_row,
    held_part,
    reason,
    types_of,
)
from zl_expectations.counting.relations.quoting import identifier, literal, literals
from zl_expectations.counting.relations.urls import is_url, what_it_needs
from zl_expectations.errors import BadInputError, did_you_mean

FORMATS = {
    ".parquet": "Parquet",
    ".pq": "Parquet",
    ".parq": "Parquet",
    ".csv": "CSV",
    ".tsv": "CSV",
    ".jsonl": "JSON",
    ".ndjson": "JSON",
    ".json": "JSON",
    ".arrow": "Arrow",
    ".feather": "Arrow",
    ".ipc": "Arrow",
}
_MISSING = " #N/A #N/A_N/A #NA -1.#IND -1.#QNAN -NaN -nan 1.#IND 1.#QNAN <NA> N/A NA NULL NaN None n/a nan null"
_MISSING_WORDS = [word.replace("_", " ") for word in _MISSING.split(" ")]  # those of pandas.read_csv
_NULLS = f"nullstr = {literals(_MISSING_WORDS)}"
_DECIMAL_COMMA, _NEARLY_ALL, _ROWS_OF_LAYOUT = r"[+-]?\d+(,\d+|(,\d+)?[eE][+-]?\d+)", 0.99, 10_000
_ZONE = r"(Z|[+-]\d\d:?\d\d)$"
_ISO_TIME = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\.\d{1,6}(Z|[+-]\d\d:?\d\d)?"
_NOT_UTF_8 = "it is not text in UTF-8, which is the only one that is read: save it anew as UTF-8"
_COMPRESSIONS = (".gz", ".zst")
_VIRTUAL = ("file_row_number", "file_index")  # columns that DuckDB adds to those of a Parquet file, when asked for them
_GLOB_CHARACTERS = "*?["


def paths_of(source: object) -> list[str | Path] | None:
    """The paths that a source is, one or a list of them; None for a source in memory."""
    if isinstance(source, str | Path):
        return [source]
    several = isinstance(source, list | tuple) and source and all(isinstance(path, str | Path) for path in source)
    return list(source) if several else None  # type: ignore[call-overload]


def literal_files(source: object) -> list[str]:
    """The paths of a source that each name one file, and no folder or pattern."""
    texts = [(path, os.path.expanduser(str(path))) for path in paths_of(source) or ()]
    return [
        text
        for path, text in texts
        if (not any(one in text for one in _GLOB_CHARACTERS) if is_url(path) else os.path.isfile(text))
    ]


def file_parts(
    connection: duckdb.DuckDBPyConnection,
    paths: Sequence[str | Path],
    split: str | None,
    label: str,
    names: Iterator[str],
) -> list[Part]:
    """The files behind paths, globs, folders and URLs as parts, one for each schema among them.

    Parameters
    ----------
    names : iterator of str
        Fresh names for the views and tables that hold the parts.

    Raises
    ------
    BadInputError
        When there is no such file, its format is not known, or it is not what its name says.
    """
    files, format_ = files_of(connection, paths, label)
    reader = {"Parquet": _parquet, "CSV": _csv, "JSON": _json, "Arrow": _arrow}[format_]
    try:
        return list(reader(connection, files, split, label, names))
    except duckdb.OutOfMemoryException as error:
        raise engine_error(f"read {label}", error) from error
    except (duckdb.Error, pa.ArrowException, OSError, UnicodeDecodeError) as error:
        shown = files[0] if len(files) == 1 else f"{files[0]} and {len(files) - 1} more"
        kind = _format_of(files[0], label)
        why = _NOT_UTF_8 if re.search("utf-?(8|16|32)", str(error), re.IGNORECASE) else reason(error)
        raise BadInputError(
            f"{label} must be a readable {kind} file, as its name says, got {shown}: {why}." + what_it_needs(files[0]),
            from_data=[] if why is _NOT_UTF_8 else [why],
        ) from error


def files_of(connection: duckdb.DuckDBPyConnection, paths: Sequence[str | Path], label: str) -> tuple[list[str], str]:
    """The files behind paths, globs, folders and URLs, in the order that their rows have, and their one format.

    Raises
    ------
    BadInputError
        When there is no such file, its format is not known, or it is empty.
    """
    files = [file for path in paths for file in _matches(connection, path, label)]
    formats = {_format_of(file, label) for file in files}
    empty = next((file for file in files if not is_url(file) and os.path.getsize(file) == 0), None)
    if empty is not None:
        raise BadInputError(
            f"{label} must be a {_format_of(empty, label)} file with rows, got {empty}, which is empty."
        )
    if len(formats) > 1:
        raise BadInputError(f"The files of {label} must have one format, got {', '.join(sorted(formats))}.")
    return files, formats.pop()


def _matches(connection: duckdb.DuckDBPyConnection, path: str | Path, label: str) -> list[str]:
    text = os.path.expanduser(str(path))
    if is_url(path):
        if text.startswith("http") or not any(character in text for character in _GLOB_CHARACTERS):
            return [text]
        try:
            found = [
                file for (file,) in connection.execute("SELECT file FROM glob(?) ORDER BY file", [text]).fetchall()
            ]
        except duckdb.Error as error:
            raise BadInputError(
                f"{label} must name files that can be listed, got {text!r}: {reason(error)}.{what_it_needs(text)}",
                from_data=[reason(error)],
            ) from error
    elif os.path.isfile(text):
        found = [text]
    elif os.path.isdir(text):
        found = sorted(str(file) for file in Path(text).rglob("*") if _is_data_file(file))
        if not found:
            raise BadInputError(
                f"{label} must name a folder that holds Parquet, CSV, JSON or Arrow files, got {text!r}, which holds "
                "none."
            )
    else:
        found = sorted(file for file in glob.glob(text, recursive=True) if os.path.isfile(file))
    if not found:
        folder = os.path.dirname(text) or "."
        beside = os.listdir(folder) if os.path.isdir(folder) else []
        hint = did_you_mean(os.path.basename(text), beside, "Files beside it") if beside else ""
        where = "" if os.path.isabs(text) else f" (looked for from {os.getcwd()})"
        raise BadInputError(
            f"{label} must name a file, or a pattern that matches one, got {text!r}, which is not there{where}.{hint}"
        )
    return found


def _is_data_file(file: Path) -> bool:
    return file.is_file() and not file.name.startswith((".", "_")) and _suffix(str(file)) in FORMATS


def _suffix(file: str) -> str:
    name = file.split("?", 1)[0].lower() if is_url(file) else file.lower()
    stem, suffix = os.path.splitext(name)
    return os.path.splitext(stem)[1] if suffix in _COMPRESSIONS else suffix


def _format_of(file: str, label: str) -> str:
    suffix = _suffix(file)
    if suffix not in FORMATS:
        known = ", ".join(FORMATS)
        hint = " Name the files of a folder by a pattern, such as '*.parquet'." if is_url(file) else ""
        raise BadInputError(
            f"{label} must be a file whose name ends in one of {known}, those of text also with"
            f" {' or '.join(_COMPRESSIONS)} after it, such as .csv{_COMPRESSIONS[0]}, got {file!r}.{hint}"
        )
    return FORMATS[suffix]


def spelled(files: Iterable[str]) -> str:
    """The files as a SQL list in which no character of a local name is a wildcard."""
    return literals(
        file if is_url(file) else "".join(f"[{c}]" if c in _GLOB_CHARACTERS else c for c in file) for file in files
    )


def _named(label: str, files: Sequence[str], among: int) -> str:
    return label if among == 1 else f"{label} ({os.path.basename(files[0])})"


def _parquet(
    connection: duckdb.DuckDBPyConnection, files: Sequence[str], split: str | None, label: str, names: Iterator[str]
) -> Iterator[Part]:
    rows = connection.execute(
        "SELECT file_name, name, num_children, type, converted_type, logical_type, scale, precision "
        f"FROM parquet_schema({spelled(files)})"
    ).fetchall()
    of_schema: dict[tuple[Any, ...], list[str]] = {}
    for file, group in itertools.groupby(rows, key=lambda row: row[0]):
        schema = tuple(tuple(row[1:]) for row in group)
        of_schema.setdefault(schema, []).append(str(file))
    for schema, same in of_schema.items():
        named = _named(label, same, len(of_schema))
        check_names(list(_top_level(schema)), named)
        relation = next(names)
        view = f"CREATE OR REPLACE TEMP VIEW {identifier(relation)} AS SELECT *"
        source = f"read_parquet({spelled(same)})"
        connection.execute(f"{view} FROM {source}")
        columns = columns_of(connection, relation)
        held_nan = holds_nan(connection, relation, columns)
        if held_nan:
            # NaN is missing, as in frames. It has to be said here, for whatever is asked of the view: Parquet's
            # statistics are silent on NaN, and DuckDB takes a later comparison with NaN away (DuckDB issue 25521).
            floats = [identifier(name) for name, kind in columns.items() if kind in FLOATS]
            present = ", ".join(f"CASE WHEN NOT isnan({name}) THEN {name} END AS {name}" for name in floats)
            view += f" REPLACE ({present})"
        place = _place_in_parquet(connection, same) if can_be_placed(columns, _VIRTUAL) else None
        placed = "" if place is None else f", {place} AS {PLACE}"
        connection.execute(f"{view}{placed} FROM {source}")
        yield Part(named, split, relation, columns, held_nan=held_nan, place=None if place is None else PLACE)


def _place_in_parquet(connection: duckdb.DuckDBPyConnection, files: Sequence[str]) -> str:
    """What says where a row of these files stands, one file after the other."""
    if len(files) == 1:
        return _VIRTUAL[0]  # as it is, so that DuckDB reads no more than the rows that are asked for by it
    query = f"SELECT file_name, num_rows FROM parquet_file_metadata({spelled(files)})"
    rows = dict(connection.execute(query).fetchall())
    starts = list(itertools.accumulate((rows[file] for file in files[:-1]), initial=0))
    return f"{_VIRTUAL[0]} + {starts}[({_VIRTUAL[1]} + 1)::BIGINT]"


def _top_level(schema: Sequence[tuple[Any, ...]]) -> Iterator[str]:
    """The names of the columns themselves, out of a listing that goes depth first into nested ones."""
    inside = 0
    for name, children, *_ in schema[1:]:
        if inside == 0:
            yield str(name)
        else:
            inside -= 1
        inside += int(children or 0)


def _csv(
    connection: duckdb.DuckDBPyConnection, files: Sequence[str], split: str | None, label: str, names: Iterator[str]
) -> Iterator[Part]:
    headers, of_layout = [], dict[str, list[str]]()
    for file in files:
        _refuse_what_is_no_text(file)
        delimiter, skip = csv_layout(connection, file)
        headers.append(_csv_header(connection, file, _named(label, [file], len(files)), delimiter, skip))
        of_layout.setdefault(_layout_options(connection, file, delimiter), []).append(file)
    for file, header in zip(files, headers, strict=True):
        lacking = [name for name in headers[0] if name not in header] or [
            name for name in header if name not in headers[0]
        ]
        if lacking:
            raise BadInputError(
                f"The files of {label} must have the same columns, got {lacking[0]!r} in only one of {files[0]!r} "
                f"and {file!r}."
            )
    for options, same in of_layout.items():
        yield _csv_part(connection, same, options, split, _named(label, same, len(of_layout)), next(names))


def _csv_part(
    connection: duckdb.DuckDBPyConnection,
    files: Sequence[str],
    options: str,
    split: str | None,
    label: str,
    relation: str,
) -> Part:
    """CSV files of one layout."""
    several = f"{spelled(files)}, header = true, union_by_name = {len(files) > 1}, {_NULLS}{options}"

    def read(as_text: Iterable[str] = ()) -> Part:
        texts = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in as_text)
        types = f", types = {{{texts}}}" if texts else ""
        # The whole file decides on the types: from a sample, DuckDB reads a late 1.5 in a column of integers as 2.
        source = f"read_csv({several}, sample_size = -1{types})"
        return _parsed(connection, source, relation, split, label, lambda columns: read({*as_text, *columns}))

    words = f"read_csv({several}, all_varchar = true, filename = 'zl_file')"
    by_sample = types_of(connection, f"read_csv({several})")
    as_text = unproven_guesses(connection, words, by_sample)
    part = read(as_text)
    late = {name: type_text for name, type_text in part.columns.items() if by_sample.get(name) != type_text}
    more = unproven_guesses(connection, words, late)
    return read([*as_text, *more]) if more else part


def csv_layout(connection: duckdb.DuckDBPyConnection, file: str) -> tuple[str, int]:
    """What separates a CSV file's fields, and how many lines stand above the names.

    Where numbers have a decimal comma DuckDB may take that for what separates them: the line of names tells better.
    """
    delimiter, skip = _sniffed(connection, file)
    first = "" if delimiter == ";" else _first_line(connection, file)
    return _sniffed(connection, file, ", delim = ';'") if ";" in first and delimiter not in first else (delimiter, skip)


def _sniffed(connection: duckdb.DuckDBPyConnection, file: str, options: str = "") -> tuple[str, int]:
    source = f"sniff_csv({spelled([file])[1:-1]}, header = true{options})"
    delimiter, skip = first_row(connection, f"SELECT Delimiter, SkipRows FROM {source}") or (",", 0)
    return str(delimiter), int(skip)


def _first_line(connection: duckdb.DuckDBPyConnection, file: str) -> str:
    """The first line of a file that is not empty."""
    raw = "columns = {'line': 'VARCHAR'}, delim = '\x1f', quote = '', escape = '', header = false, auto_detect = false"
    first = first_row(connection, f"SELECT line FROM read_csv({spelled([file])}, {raw}) WHERE line <> ''")
    return "" if first is None else str(first[0])


def _layout_options(connection: duckdb.DuckDBPyConnection, file: str, delimiter: str) -> str:
    """How DuckDB is to read a CSV file whose fields are separated so: also with the decimal comma, where it has one.

    It has one where in some column that is text otherwise nearly every value is such a number.
    """
    if delimiter == ",":
        return ""
    options = f", delim = {literal(delimiter)}"
    source = f"read_csv({spelled([file])}, header = true, {_NULLS}{options})"
    texts = [identifier(name) for name, type_text in types_of(connection, source).items() if type_text == "VARCHAR"]
    shares = ", ".join(f"avg(regexp_full_match(trim({name}), {literal(_DECIMAL_COMMA)})::INT)" for name in texts)
    found = first_row(connection, f"SELECT {shares} FROM (FROM {source} LIMIT {_ROWS_OF_LAYOUT})") if texts else ()
    is_decimal = any(share is not None and share >= _NEARLY_ALL for share in found or ())
    return f"{options}, decimal_separator = ','" if is_decimal else options


def _csv_header(connection: duckdb.DuckDBPyConnection, file: str, label: str, delimiter: str, skip: int) -> list[str]:
    """The names as they stand in the file: DuckDB itself renames those that it takes for the same."""
    if skip:
        _refuse_skipped_rows(connection, file, label, delimiter, skip)
    row = first_row(
        connection,
        f"SELECT * FROM read_csv({spelled([file])}, header = false, all_varchar = true, hive_partitioning = false, "
        f"delim = {literal(delimiter)}, skip = {skip})",
    )
    header = [str(name) for name in row or () if name is not None and str(name).strip()]
    check_names(header, label, may_be_values=True)
    return header


def _refuse_skipped_rows(
    connection: duckdb.DuckDBPyConnection, file: str, label: str, delimiter: str, skip: int
) -> None:
    """Refuse a file whose first lines DuckDB takes for a preamble, and would leave out, though they hold fields too.

    One line with too many fields, even the last, makes it take that line for the names, and the rows for a preamble.
    """
    if delimiter in _first_line(connection, file):
        raise BadInputError(
            f"Every line of {label} must have as many fields as the first, got {skip:,} lines and then one with another"
            " number of fields. Mend that line, or take what stands above the names of the columns away."
        )


def _json(
    connection: duckdb.DuckDBPyConnection, files: Sequence[str], split: str | None, label: str, names: Iterator[str]
) -> Iterator[Part]:
    for file in files:
        _refuse_what_is_no_text(file)
    source = f"read_json({spelled(files)}, sample_size = -1, union_by_name = {len(files) > 1})"
    part = _with_times(connection, _parsed(connection, source, next(names), split, label, None))
    texts = f"read_json_objects({spelled(files)}, format = 'auto')"
    if list(part.columns) == ["json"] and first_row(
        connection, f"SELECT 1 FROM {texts} WHERE json_type(json) <> 'OBJECT'"
    ):
        raise BadInputError(f"{label} must hold JSON objects, one for each row, got {files[0]}.")
    renamed = [
        name for name in part.columns if name.lower().endswith("_1") and name[:-2].lower() in _lowered(part.columns)
    ]
    if renamed:
        keys = connection.execute(f"SELECT DISTINCT unnest(json_keys(json)) FROM {texts}").fetchall()
        check_names([key for (key,) in keys], label)
    yield part


def _with_times(connection: duckdb.DuckDBPyConnection, part: Part) -> Part:
    """The part with text that is a time throughout as times: DuckDB's JSON knows none with fractions of a second."""
    texts = [name for name, type_text in part.columns.items() if type_text == "VARCHAR"]
    tests = [f"bool_and(regexp_full_match({identifier(name)}, {literal(_ISO_TIME)}))" for name in texts]
    found = first_row(connection, f"SELECT {', '.join(tests)} FROM {identifier(part.relation)}") if texts else ()
    for name in (name for name, is_time in zip(texts, found or (), strict=True) if is_time):
        column = identifier(name)
        zoned = f"count({column}) FILTER (regexp_matches({column}, {literal(_ZONE)}))"
        counts = first_row(connection, f"SELECT {zoned}, count({column}) FROM {identifier(part.relation)}")
        assert counts is not None
        type_text = "TIMESTAMPTZ" if counts[0] == counts[1] else "TIMESTAMP"
        if counts[0] in (0, counts[1]) and _all_are(connection, part, name, type_text):
            connection.execute(f"ALTER TABLE {identifier(part.relation)} ALTER {column} TYPE {type_text}")
    part.columns = columns_of(connection, part.relation)
    return part


def _all_are(connection: duckdb.DuckDBPyConnection, part: Part, name: str, type_text: str) -> bool:
    """Whether every text of a column is a value of a type: there is no thirteenth month."""
    column = identifier(name)
    unread = f"{column} IS NOT NULL AND TRY_CAST({column} AS {type_text}) IS NULL"
    return first_row(connection, f"SELECT 1 FROM {identifier(part.relation)} WHERE {unread}") is None


def _lowered(names: Iterable[str]) -> set[str]:
    return {name.lower() for name in names}


def _parsed(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    relation: str,
    split: str | None,
    label: str,
    reread: Callable[[Iterable[str]], Part] | None,
) -> Part:
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {identifier(relation)} AS SELECT * FROM {source}")
    columns = columns_of(connection, relation)
    place = "rowid" if can_be_placed(columns, ["rowid"]) else None
    return Part(label, split, relation, columns, reread, place=place)


def _refuse_what_is_no_text(file: str) -> None:
    if is_url(file):
        return
    with open(file, "rb") as stream:
        head = stream.read(4)
    if head == b"PAR1":
        raise OSError("it is a Parquet file")
    if b"\0" in head[:2]:  # UTF-16 without a mark, which JSON is not told to be
        raise OSError(_NOT_UTF_8)


def _arrow(
    connection: duckdb.DuckDBPyConnection, files: Sequence[str], split: str | None, label: str, names: Iterator[str]
) -> Iterator[Part]:
    for file in files:
        if is_url(file):
            raise BadInputError(
                f"{label} must be an Arrow file on this machine, got {file!r}. Download it, or use Parquet."
            )
    of_schema: dict[str, list[str]] = {}
    streams: list[str] = []
    for file in files:
        try:
            schema = pads.dataset(file, format="ipc").schema.remove_metadata()
        except pa.ArrowInvalid:
            streams.append(file)
        else:
            of_schema.setdefault(str(schema), []).append(file)
    among = len(of_schema) + len(streams)
    for same in of_schema.values():
        named = _named(label, same, among)
        relation = next(names)
        yield held_part(connection, exact_dataset(pads.dataset(same, format="ipc"), named), relation, split, named)
    for file in streams:
        named = _named(label, [file], among)
        relation = next(names)
        with pa.memory_map(file) as source:
            table = exact_table(pa.ipc.open_stream(source).read_all(), named)
        yield held_part(connection, table, relation, split, named)
