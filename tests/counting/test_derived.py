"""What is made of many columns is counted some of them at a time."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from zl_expectations.counting import derived, edited_rows, table
from zl_expectations.counting.duckdb_table import table_of
from zl_expectations.counting.questions import feature_classes
from zl_expectations.counting.splits import count_splits
from zl_expectations.counting.table import SqlTable

FEATURES: dict[str, Any] = {
    "features": None,
    "identifiers": None,
    "ignore_columns": None,
    "split_column": None,
    "train_split": None,
    "task": "classification",
}


def texts(columns: int, rows: int = 60) -> pd.DataFrame:
    """Codes of their own in every row, one of which begins with the target."""
    rng = np.random.default_rng(0)
    codes = {f"code {i}": [f"{number:06d}" for number in rng.integers(0, 10**6, rows)] for i in range(columns)}
    target = rng.choice(["a", "b"], rows)
    codes["code 3"] = [f"{one}-{code}" for one, code in zip(target, codes["code 3"], strict=True)]
    return pd.DataFrame({**codes, "y": target})


def longest_query(monkeypatch: pytest.MonkeyPatch, count: Any) -> tuple[Any, int]:
    """What is counted, and the characters of the longest query that it took."""
    asked: list[int] = []
    fetch, materialised = SqlTable.fetch, SqlTable.materialised

    def remembering(run: Any) -> Any:
        def remember(self: SqlTable, query: Any) -> Any:
            asked.append(len(str(query)))
            return run(self, query)

        return remember

    with monkeypatch.context() as patch:
        patch.setattr(SqlTable, "fetch", remembering(fetch))
        patch.setattr(SqlTable, "materialised", remembering(materialised))
        return count(), max(asked)


def test_no_query_about_parts_of_texts_grows_with_the_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    def counted(columns: int) -> Any:
        found = feature_classes(table_of(texts(columns)), target="y", **FEATURES)
        return {name: (one.counts.counts.tolist(), one.columns, one.pieces) for name, one in found.derived.items()}

    at_once = counted(24)
    for module in (table, derived):
        monkeypatch.setattr(module, "WIDE", 10)
        monkeypatch.setattr(module, "COLUMNS_AT_A_TIME", 5)
    _, length = longest_query(monkeypatch, lambda: counted(12))
    in_turn, of_more = longest_query(monkeypatch, lambda: counted(24))
    assert in_turn == at_once
    assert ("code 3 (first letter)" in in_turn, len(in_turn) > 24 * 10) == (True, True)
    assert of_more < 1.1 * length


def test_no_query_about_long_texts_grows_with_the_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    def counted(columns: int) -> Any:
        frame = texts(columns).assign(split=np.repeat(["train", "test"], [40, 20]))
        frame["code 2"] = [f"a text of more than forty characters, by {code}" for code in frame["code 2"]]
        batch = table_of(frame.drop(columns="y"))
        key = [name for name in batch.columns if name != "split"]
        return edited_rows.count_edited_rows(batch, key, count_splits(batch, "split", "train"), most=0)

    monkeypatch.setattr(table, "WIDE", 10)
    monkeypatch.setattr(table, "COLUMNS_AT_A_TIME", 5)
    found, length = longest_query(monkeypatch, lambda: counted(12))
    more, of_more = longest_query(monkeypatch, lambda: counted(24))
    assert found.texts == more.texts == ("code 2",)
    assert of_more < 1.1 * length
