"""How often a count reads the rows of a batch: told by the text of its queries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from zl_expectations.counting.table import Table


def texts_of_queries(count: Callable[[], object]) -> list[str]:
    """The texts of all queries that a count runs."""
    texts: list[str] = []

    @sa.event.listens_for(sa.Engine, "before_cursor_execute")
    def noted(_connection: Any, _cursor: Any, text: str, *_rest: Any) -> None:
        texts.append(text)

    try:
        count()
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", noted)
    return texts


def reads_of_the_rows(table: Table, count: Callable[[], object]) -> int:
    """How often a count's queries read the batch itself."""
    (name,) = (source.name for source in [table.source] if isinstance(source, sa.TableClause))
    return sum(text.count(f'"{name}"') for text in texts_of_queries(count))
