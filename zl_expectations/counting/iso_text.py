"""Dates and times in databases that keep them as ISO 8601 text (SQLite): compared as text, handed out as instants."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

DATE_PATTERN = "[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]"
TIMESTAMP_PATTERN = DATE_PATTERN + "[ T][0-2][0-9]:[0-5][0-9]:[0-5][0-9]"


class IsoText(sa.types.TypeDecorator[Any]):
    """Instants as the text ``YYYY-MM-DD HH:MM:SS[.ffffff]``, whose order is the order in time; or dates."""

    impl = sa.Text
    cache_ok = True

    def __init__(self, dates: bool = False) -> None:
        super().__init__()
        self.dates = dates

    @staticmethod
    def canonical(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        """One text for each instant: a space before the time, and no zeros at the end of a fraction."""
        spaced = sa.func.replace(column, sa.literal_column("'T'"), sa.literal_column("' '"))
        trimmed = sa.func.rtrim(sa.func.rtrim(spaced, sa.literal_column("'0'")), sa.literal_column("'.'"))
        has_fraction = sa.func.length(column) > sa.literal_column("19")
        return sa.type_coerce(sa.case((has_fraction, trimmed), else_=spaced), IsoText())

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> str | None:
        """The text of an instant, as `canonical` has it."""
        if value is None:
            return None
        if self.dates:
            return f"{value:%Y-%m-%d}" if isinstance(value, dt.datetime) else value.isoformat()
        text: str = value.isoformat(" ")
        return text.rstrip("0") if "." in text else text

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Any:
        """The instant that a text stands for."""
        if value is None:
            return None
        if self.dates:
            return dt.date.fromisoformat(value)
        whole, _, fraction = value.partition(".")
        micros = int(fraction[:6].ljust(6, "0")) if fraction else 0
        return dt.datetime.fromisoformat(whole).replace(microsecond=micros)
