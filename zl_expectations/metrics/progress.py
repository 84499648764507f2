"""Telling whoever listens that a count has been made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_listener: ContextVar[Callable[[str], None] | None] = ContextVar("zl_listener", default=None)


@contextmanager
def listening(listener: Callable[[str], None]) -> Iterator[None]:
    """Call `listener` with a count's name each time one has been made."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def counted(name: str) -> None:
    """Say that the count `name` has been made."""
    if (listener := _listener.get()) is not None:
        listener(name)
