"""Which rows a result shows, and under which of Great Expectations' own keys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

import numpy as np

_SHOWN = 20
_TOLD_AS_THEY_ARE = (str, int, float, dt.date, dt.time, Decimal, UUID, bytes, np.generic)


def rows_wanted(result_format: Mapping[str, Any]) -> dict[str, Any] | None:
    """How many rows are fetched, in COMPLETE all, and which columns name them; None for a format without rows."""
    if result_format["result_format"] not in ("SUMMARY", "COMPLETE"):
        return None
    whole = result_format["result_format"] == "COMPLETE"
    index = result_format.get("unexpected_index_column_names")
    return {"limit": None if whole else _most(result_format), "index_columns": index}


def rows_shown(
    rows: Sequence[Mapping[str, Any]], places: Sequence[Mapping[str, Any]], result_format: Mapping[str, Any]
) -> dict[str, Any]:
    """A partial list for SUMMARY, every row and place for COMPLETE; nothing without rows."""
    if not rows:
        return {}
    told = _told(rows)
    found: dict[str, Any] = {"partial_unexpected_list": told[: _most(result_format)]}
    if result_format["result_format"] == "COMPLETE":
        found["unexpected_list"] = told
        if any(places):  # an engine that keeps no order of its rows tells none
            found["unexpected_index_list"] = _told(places)
    if index := result_format.get("unexpected_index_column_names"):
        found["unexpected_index_column_names"] = list(index)
    return found


def columns_of(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The columns of the rows in their order, which JSON forgets."""
    return list(dict.fromkeys(name for row in rows for name in row))


def _told(value: Any) -> Any:
    """Values as Great Expectations can write them down: of durations, ranges and what else a driver has, their text."""
    if value is None or isinstance(value, _TOLD_AS_THEY_ARE):
        return value
    if isinstance(value, Mapping):
        return {str(name): _told(one) for name, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_told(one) for one in value]
    return bytes(value) if isinstance(value, bytearray | memoryview) else str(value)


def _most(result_format: Mapping[str, Any]) -> int:
    return min(_SHOWN, int(result_format["partial_unexpected_count"]))
