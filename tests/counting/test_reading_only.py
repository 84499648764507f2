"""Where few rows of frames are asked for by their places, no others are read, and afterwards all are there again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import sqlalchemy as sa

from zl_expectations.counting import table as counting_table
from zl_expectations.counting.duckdb_table import table_of
from zl_expectations.counting.table import Row, Select, Table

FRAME = pd.DataFrame({"a": np.arange(60), "b": [f"word {i}" for i in range(60)]})
PLACES = (0, 19, 20, 21, 45, 59)


def spaced(frame: pd.DataFrame, size: int) -> pd.DataFrame:
    """The same rows, in Arrow as several pieces."""
    return pd.concat([frame.iloc[start : start + size] for start in range(0, len(frame), size)], ignore_index=True)


def sources(folder: Path) -> dict[str, tuple[Any, int]]:
    """Sources of 60 rows, with how many of them are read for `PLACES`."""
    halves = {"train": FRAME.iloc[:20], "validation": FRAME.iloc[20:40], "test": FRAME.iloc[40:]}
    FRAME.iloc[20:].to_parquet(folder / "rest.parquet")
    FRAME.to_parquet(folder / "all.parquet")
    return {
        "frame": (FRAME, len(PLACES)),
        "frame in pieces": (spaced(FRAME, 7), len(PLACES)),
        "views of text": (pa.table({"a": FRAME["a"], "b": pa.array(FRAME["b"], pa.string_view())}), 60),
        "splits": (halves, len(PLACES)),
        "types that differ": ({**halves, "test": FRAME.iloc[40:].astype({"a": float})}, len(PLACES)),
        "frame before a file": ({"train": FRAME.iloc[:20], "test": folder / "rest.parquet"}, 2 + 40),
        "file": (folder / "all.parquet", 60),
    }


def wanted(*places: int) -> Select:
    return sa.union_all(*[sa.select(sa.literal(place).label("place")) for place in places]).subquery("wanted").select()


def rows_at_places(table: Table) -> list[Row]:
    query = sa.select(table.place, table.raw("a"), table.raw("b")).select_from(table.source)
    return sorted(table.fetch(query.where(table.place.in_(wanted(*PLACES)))))


def rows_read(table: Table) -> int:
    return int(table.fetch(sa.select(sa.func.count()).select_from(table.source))[0][0])


@pytest.mark.parametrize(
    "kind", ["frame", "frame in pieces", "views of text", "splits", "types that differ", "frame before a file", "file"]
)
def test_rows_asked_for_by_their_places_are_the_same_where_no_others_are_read(kind: str, tmp_path: Path) -> None:
    source, read = sources(tmp_path)[kind]
    table = table_of(source)
    before = rows_at_places(table)
    assert [row[0] for row in before] == list(PLACES)
    with table.reading_only(wanted(*PLACES)):
        assert rows_at_places(table) == before
        assert rows_read(table) == read
    assert rows_read(table) == 60


def test_all_rows_are_there_again_after_a_failure() -> None:
    table = table_of(FRAME)
    with pytest.raises(ZeroDivisionError), table.reading_only(wanted(*PLACES)):
        raise ZeroDivisionError
    assert rows_read(table) == 60


def test_more_rows_than_are_worth_a_copy_are_read_where_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    table = table_of(FRAME)
    monkeypatch.setattr(counting_table, "MOST_CELLS", 2 * len(PLACES))
    with table.reading_only(wanted(*PLACES)):
        assert rows_read(table) == len(PLACES)
    monkeypatch.setattr(counting_table, "MOST_CELLS", 2 * len(PLACES) - 1)
    with table.reading_only(wanted(*PLACES)):
        assert rows_read(table) == 60
