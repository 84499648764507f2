"""Telling whoever listens which counts are needed, and that one has been made."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass
class Progress:
    """How far the counting is; expectations that ask for the same count share it.

    Attributes
    ----------
    listener : callable
        Called with a count's name each time one has been made.
    done : int
        Counts made.
    """

    listener: Callable[[str], None]
    done: int = 0
    _needed: set[tuple[str, Hashable]] = field(default_factory=set)

    @property
    def total(self) -> int:
        """Counts that expectations asked for."""
        return len(self._needed)

    def need(self, name: str, identity: Hashable) -> None:
        """An expectation needs the count `name`."""
        self._needed.add((name, identity))

    def made(self, name: str) -> None:
        """The count `name` has been made; one that no expectation asked for only serves others, and is not told."""
        if any(needed == name for needed, _ in self._needed):
            self.done += 1
            self.listener(name)


_progress: ContextVar[Progress | None] = ContextVar("zl_progress", default=None)


@contextmanager
def listening(listener: Callable[[str], None]) -> Iterator[Progress]:
    """Call `listener` with a count's name each time one has been made; yields how far the counting is."""
    progress = Progress(listener)
    token = _progress.set(progress)
    try:
        yield progress
    finally:
        _progress.reset(token)


def needed(name: str, identity: Hashable) -> None:
    """Say that an expectation needs the count `name`; equal identities are one count."""
    if (progress := _progress.get()) is not None:
        progress.need(name, identity)


def counted(name: str) -> None:
    """Say that the count `name` has been made."""
    if (progress := _progress.get()) is not None:
        progress.made(name)
