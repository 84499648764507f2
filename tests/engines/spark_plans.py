"""What Spark was asked, and how it planned to answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

import pytest


@contextmanager
def recorded(spark: Any) -> Iterator[list[tuple[str, str]]]:
    """The text and the physical plan of each query that is asked meanwhile."""
    found: list[tuple[str, str]] = []
    ask = type(spark).sql

    def recording(self: Any, text: str, *args: Any, **kwargs: Any) -> Any:
        frame = ask(self, text, *args, **kwargs)
        if not text.startswith("DROP"):
            found.append((text, frame._jdf.queryExecution().executedPlan().toString()))
        return frame

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(spark), "sql", recording)
        yield found


def exchanges(plan: str) -> int:
    """How often a plan moves rows by a hash of their values."""
    return len(re.findall(r"Exchange hashpartitioning", plan))


def rows_in_one_place(plan: str) -> list[str]:
    """What a plan moves to one place that was neither counted nor limited where it was: a window over all rows does."""
    lines = plan.splitlines()
    moved = [after for line, after in pairwise(lines) if "Exchange SinglePartition" in line]
    return [line for line in moved if not re.search(r"functions=\[(partial_|merge_)|LocalLimit", line)]


def cached(spark: Any) -> set[int]:
    """The cached data sets; Great Expectations leaves its own where a source is not `persist=False`."""
    return set(spark.sparkContext._jsc.getPersistentRDDs())
