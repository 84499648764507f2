"""A source once more without some of its rows: in memory as what it is, in files in their own format."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.dataset as pads
import pyarrow.parquet as pq

from zl_expectations.counting.relations.create import create_relation
from zl_expectations.counting.relations.files import csv_layout, files_of, spelled
from zl_expectations.counting.relations.part import engine_error
from zl_expectations.counting.relations.quoting import identifier, literal
from zl_expectations.counting.relations.urls import is_url
from zl_expectations.errors import BadInputError

_ENDINGS = {"Parquet": ".parquet", "Arrow": ".arrow", "CSV": ".csv", "JSON": ".jsonl"}
_IN_BATCHES = ("Parquet", "Arrow")
_WIDEST_OBJECT = 1 << 28  # bytes of one JSON object


def table_in_memory(connection: duckdb.DuckDBPyConnection, paths: Any) -> pa.Table:
    """Files as one Arrow table, read as the counts read them."""
    relation = create_relation(connection, paths)
    return connection.sql(f"SELECT * FROM {identifier(relation)}").to_arrow_table()


def read_once(source: Any) -> Any:
    """What speaks Arrow as a table: of a stream there is nothing left for a second reader."""
    if isinstance(source, pd.DataFrame | pads.Dataset) or not hasattr(source, "__arrow_c_stream__"):
        return source
    return pa.table(source)


def without_rows(source: Any, rows: Sequence[int]) -> Any:
    """A frame or an Arrow table without the rows at these positions, from 0.

    Returns
    -------
    pandas.DataFrame or pyarrow.Table
        A pandas frame keeps its index and types; whatever else speaks Arrow becomes an Arrow table.
    """
    if isinstance(source, pd.DataFrame):
        return source[_kept(len(source), rows)]
    table = source.to_table() if isinstance(source, pads.Dataset) else pa.table(source)
    return table.filter(pa.array(_kept(table.num_rows, rows)))


class RowDropper:
    """Writes files once more, without some of their rows and otherwise as they are, values and types unchanged.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
    paths : sequence of path
        Files of one format and, in Parquet and Arrow, one schema.
    name : str
        What they are called, in messages and as the one file that holds all their rows.
    folder : Path
        Where that file goes.

    Raises
    ------
    BadInputError
        When a file is there already, or the files cannot be written as one.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, paths: Sequence[str | Path], name: str, folder: Path
    ) -> None:
        self._connection = connection
        self._files, self._format = files_of(connection, paths, name)
        is_tsv = self._format == "CSV" and ".tsv" in Path(self._files[0]).suffixes
        self.file = folder / f"{name}{'.tsv' if is_tsv else _ENDINGS[self._format]}"
        if self.file.exists():
            raise BadInputError(
                f"Cleaned splits never overwrite a file, got {str(self.file)!r}, which is there. Name another folder."
            )
        if any(map(is_url, self._files)):
            raise BadInputError(
                f"{name!r} must lie on this machine to be written anew, got {self._files[0]!r}. Download it first."
            )
        self._schemas = [_schema(file, self._format) for file in self._files] if self._format in _IN_BATCHES else []
        different = len({str(schema.remove_metadata()) for schema in self._schemas})
        if different > 1:
            raise BadInputError(
                f"The files of {name!r} must have one schema to be written as one file, got {different}. "
                "Clean frames instead, or write the files with one schema."
            )

    def write(self, rows: Sequence[int]) -> None:
        """Write the file without the rows at these positions, whole or not at all.

        Raises
        ------
        EngineError
            When DuckDB, Arrow or the disk fails.
        """
        unfinished = self.file.with_name(f".{self.file.name}.unfinished")
        try:
            self._write(unfinished, rows)
            unfinished.replace(self.file)
        except (duckdb.Error, pa.ArrowException, OSError) as error:
            raise engine_error(f"write {self.file}", error) from error
        finally:
            unfinished.unlink(missing_ok=True)

    def _write(self, file: Path, rows: Sequence[int]) -> None:
        if self._format in _IN_BATCHES:
            self._write_batches(file, rows)
        elif self._format == "CSV":
            delimiters = [csv_layout(self._connection, one)[0] for one in self._files]
            delim = f", delim = {literal(delimiters[0])}" if len(set(delimiters)) == 1 else ""
            options = f"header = true, all_varchar = true, union_by_name = true{delim}"
            words = f"SELECT * FROM read_csv({spelled(self._files)}, {options})"
            self._copy(words, file, rows, f"FORMAT csv, HEADER true, DELIMITER {literal(delimiters[0])}")
        else:
            objects = (
                f"SELECT json(json)::VARCHAR AS json FROM read_json_objects({spelled(self._files)}, format = 'auto', "
                f"maximum_object_size = {_WIDEST_OBJECT})"
            )
            plain = "FORMAT csv, HEADER false, DELIMITER '\x01', QUOTE '', ESCAPE ''"
            self._copy(objects, file, rows, plain)

    def _copy(self, query: str, file: Path, rows: Sequence[int], options: str) -> None:
        dropped = pa.table({"zl_row": pa.array(rows, pa.int64())})
        self._connection.register("zl_dropped", dropped)
        try:
            numbered = f"SELECT *, row_number() OVER () - 1 AS zl_row FROM ({query})"
            kept = (
                f"SELECT * EXCLUDE (zl_row) FROM ({numbered}) WHERE zl_row NOT IN (SELECT zl_row FROM zl_dropped) "
                "ORDER BY zl_row"
            )
            self._connection.execute(f"COPY ({kept}) TO {literal(str(file))} ({options})")
        finally:
            self._connection.unregister("zl_dropped")

    def _write_batches(self, file: Path, rows: Sequence[int]) -> None:
        dropped = np.asarray(rows, dtype=np.int64)
        seen = 0
        with _writer(file, self._format, self._schemas[0]) as writer:
            for batch in itertools.chain.from_iterable(_batches(name, self._format) for name in self._files):
                inside = dropped[(dropped >= seen) & (dropped < seen + batch.num_rows)] - seen
                writer.write_batch(batch.filter(pa.array(_kept(batch.num_rows, inside))))
                seen += batch.num_rows


def _writer(file: Path, format_: str, schema: pa.Schema) -> Any:
    return pq.ParquetWriter(file, schema) if format_ == "Parquet" else pa.ipc.new_file(str(file), schema)


def _batches(file: str, format_: str) -> Iterator[pa.RecordBatch]:
    """The batches of one file, in order, of which few are in memory at a time."""
    if format_ == "Parquet":
        with pq.ParquetFile(file) as parquet:
            yield from parquet.iter_batches()
        return
    with pa.memory_map(file) as source, _reader(source) as batches:
        yield from batches


def _schema(file: str, format_: str) -> pa.Schema:
    if format_ == "Parquet":
        return pq.read_schema(file)
    with pa.memory_map(file) as source, _reader(source) as batches:
        return batches.schema


def _reader(source: Any) -> Any:
    """The record batches of an Arrow file, or of an Arrow stream in one."""
    try:
        file = pa.ipc.open_file(source)
    except pa.ArrowInvalid:
        source.seek(0)
        return pa.ipc.open_stream(source)
    batches = (file.get_batch(i) for i in range(file.num_record_batches))
    return pa.RecordBatchReader.from_batches(file.schema, batches)


def _kept(rows: int, dropped: Sequence[int] | npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    kept = np.ones(rows, dtype=bool)
    kept[np.asarray(dropped, dtype=np.int64)] = False
    return kept
