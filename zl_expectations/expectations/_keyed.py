"""Expectations that compare rows by a key: which columns it has, and the arguments of their counts."""

from __future__ import annotations

from typing import Any

from great_expectations.compatibility import pydantic

from zl_expectations.expectations._base import (
    IDENTIFIERS,
    IGNORE_COLUMNS,
    NORMALIZE_TEXT,
    SPLIT_COLUMN,
    TARGET,
    TRAIN_SPLIT,
    TieredExpectation,
    TrainSplit,
    columns_validator,
)
from zl_expectations.metrics.counts import ROWS

KEY_FIELDS = ("identifiers", "ignore_columns", "key_columns", "normalize_text")


class KeyedExpectation(TieredExpectation):
    """An expectation that compares rows by their key: all columns, unless they are named, or are no features."""

    target: str | None = pydantic.Field(default=None, description=TARGET)
    split_column: str | None = pydantic.Field(default="split", description=SPLIT_COLUMN)
    train_split: TrainSplit = pydantic.Field(default="train", description=TRAIN_SPLIT)
    identifiers: list[str] | None = pydantic.Field(default=None, description=IDENTIFIERS)
    ignore_columns: list[str] | None = pydantic.Field(default=None, description=IGNORE_COLUMNS)
    key_columns: list[str] | None = pydantic.Field(default=None, description="What makes two rows the same.")
    normalize_text: bool = pydantic.Field(default=False, description=NORMALIZE_TEXT)

    _columns = columns_validator("identifiers", "ignore_columns", "key_columns")

    @property
    def _key(self) -> dict[str, Any]:
        """The arguments that every count of rows takes."""
        return {name: getattr(self, name) for name in ROWS}
