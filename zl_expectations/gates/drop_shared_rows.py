"""Splits without the rows that they share, in one call."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from zl_expectations.counting.columns import column_list
from zl_expectations.counting.duckdb_table import duckdb_engine, table_of
from zl_expectations.counting.placed_rows import first_rows
from zl_expectations.counting.questions import RowKey, shared_row_key
from zl_expectations.counting.relations.files import paths_of
from zl_expectations.counting.relations.rewrite import RowDropper, read_once, table_in_memory, without_rows
from zl_expectations.counting.shared_rows import shared_positions
from zl_expectations.counting.splits import Splits
from zl_expectations.counting.table import raw_connection
from zl_expectations.errors import BadInputError
from zl_expectations.files import made_directory
from zl_expectations.gates.arguments import Source, refuse_files_without_splits, source_of, split_column_of
from zl_expectations.reporting.evidence import count

_ONE_TABLE = "data"

Side = Literal["evaluation", "train"]


@dataclass(frozen=True)
class CleanedSplits:
    """Splits without the rows that they shared; prints as a line for each split.

    Attributes
    ----------
    data : object
        What was given, without the dropped rows: one frame or Arrow table, or a mapping of split to those. With
        `write_to` the path of the file that was written, or a mapping of split to those.
    dropped, kept : mapping of str to int
        Rows of each split.
    """

    data: Any
    dropped: Mapping[str, int]
    kept: Mapping[str, int]

    def __str__(self) -> str:
        return "\n".join(
            f"{split}: {count(self.dropped[split], 'row')} dropped, {self.kept[split]:,} kept" for split in self.kept
        )


def drop_shared_rows(
    data: Source | None = None,
    *,
    train: Source | None = None,
    test: Source | None = None,
    validation: Source | None = None,
    splits: Mapping[str, Source] | None = None,
    target: str | None = None,
    key_columns: Sequence[str] | None = None,
    split_column: str | None = None,
    train_split: str | int | bool = "train",
    identifiers: Sequence[str] | None = None,
    ignore_columns: Sequence[str] | None = None,
    normalize_text: bool = False,
    drop_from: Side = "evaluation",
    write_to: str | Path | None = None,
) -> CleanedSplits:
    """Drop the rows that an evaluation split shares with train, as `ExpectRowsToBeDisjointAcrossSplits` counts them.

    Parameters
    ----------
    data, train, test, validation, splits
        As for `zl_expectations.check`. They are left as they are.
    target : str, optional
        The column to predict: two rows are the same whatever their target.
    key_columns : sequence of str, optional
        What makes two rows the same; by default every column that is a feature.
    split_column, train_split, identifiers, ignore_columns, normalize_text
        As for `zl_expectations.check`.
    drop_from : {"evaluation", "train"}
        From which side. Dropped from the evaluation splits, they become smaller and train stays; dropped from train,
        the evaluation splits stay what they were drawn to be.
    write_to : path, optional
        A folder to write the cleaned splits to, each as one file of its own format (`train.parquet`, ...), row by row
        and without reading them into memory. Needs paths. No file is ever overwritten.

    Returns
    -------
    CleanedSplits
        Paths are read into Arrow tables unless there is `write_to`.

    Raises
    ------
    CouldNotJudgeError
        When the input cannot be read, a file is there already, or nothing of a split would be left.

    Examples
    --------
    >>> import pandas as pd
    >>> train, test = pd.DataFrame({"x": [1, 2, 3], "y": [0, 1, 0]}), pd.DataFrame({"x": [3, 4], "y": [1, 0]})
    >>> cleaned = drop_shared_rows(train=train, test=test, target="y")
    >>> print(cleaned)
    train: 0 rows dropped, 3 kept
    test: 1 row dropped, 1 kept
    >>> cleaned.data["test"]
       x  y
    1  4  0
    """
    if drop_from not in ("evaluation", "train"):
        raise BadInputError(f"`drop_from` must be 'evaluation' or 'train', got {drop_from!r}.")
    source, _ = source_of(data, {"train": train, "test": test, "validation": validation}, splits)
    several = isinstance(source, Mapping)
    source = {name: read_once(one) for name, one in source.items()} if several else read_once(source)
    table = table_of(source, split_column or "split")
    if several:
        column: str | None = split_column or "split"
    else:
        named = split_column_of(table, split_column)
        refuse_files_without_splits(source, named, "zl fix")
        column = next(iter(named), None)
    if target is not None:
        table.require("target", target)
    asked = shared_row_key(
        table,
        target,
        column,
        train_split,
        key_columns=column_list("key_columns", key_columns),
        identifiers=column_list("identifiers", identifiers),
        ignore_columns=column_list("ignore_columns", ignore_columns),
        normalize_text=normalize_text,
    )
    with duckdb_engine().connect() as connection:
        raw = raw_connection(connection)
        writers = _writers(source, write_to, raw)
        dropped = {name: _dropped(asked, name, drop_from) for name in asked.splits.names}
        kept = {name: asked.splits.rows[name] - len(rows) for name, rows in dropped.items()}
        for name, left in kept.items():
            if not left:
                raise BadInputError(
                    f"Something must be left of every split, got {name!r}, all of whose {len(dropped[name]):,} rows are"
                    " shared. Draw the splits anew, or drop from the other side."
                )
        if several:
            starts = first_rows(asked.table, asked.splits)
            places = {name: [row - starts[name] for row in dropped[name]] for name in source}
            cleaned: Any = {name: _without(one, places[name], writers.get(name), raw) for name, one in source.items()}
        else:
            cleaned = _without(source, sorted(itertools.chain(*dropped.values())), writers.get(_ONE_TABLE), raw)
    return CleanedSplits(cleaned, {name: len(rows) for name, rows in dropped.items()}, kept)


def _dropped(asked: RowKey[Splits], name: str, drop_from: Side) -> list[int]:
    """The positions in the batch of one split's rows that are to go."""
    if (name == asked.splits.train) != (drop_from == "train"):
        return []
    pairs = [pair for pair in asked.splits.pairs if name in pair]
    found = (shared_positions(asked.table, asked.columns, asked.splits, *pair, of=name) for pair in pairs)
    return sorted(set(itertools.chain.from_iterable(found)))


def _writers(source: Any, write_to: str | Path | None, connection: Any) -> dict[str, RowDropper]:
    """What writes each file, which knows before anything is counted whether it can."""
    if write_to is None:
        return {}
    several = source if isinstance(source, Mapping) else {_ONE_TABLE: source}
    named = {name: paths for name, one in several.items() if (paths := paths_of(one)) is not None}
    if len(named) < len(several):
        raise BadInputError("`write_to` needs paths, got frames or tables: write what is returned, or give the files.")
    folder = made_directory("write_to", write_to)
    return {name: RowDropper(connection, paths, name, folder) for name, paths in named.items()}


def _without(source: Any, rows: Sequence[int], writer: RowDropper | None, connection: Any) -> Any:
    """One source without the rows at these positions."""
    if writer is not None:
        writer.write(rows)
        return writer.file
    return without_rows(source if paths_of(source) is None else table_in_memory(connection, source), rows)
