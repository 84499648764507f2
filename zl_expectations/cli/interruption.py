"""A Ctrl-C that nothing on its way can swallow."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_pressed = False


@contextmanager
def remembered() -> Iterator[None]:
    """Remember a Ctrl-C beside raising it: Python drops what is raised while it frees an object or calls back.

    Where someone has set another handler, or ignores the signal, that stays.
    """
    global _pressed
    _pressed = False
    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    signal.signal(signal.SIGINT, _press)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def stop_if_interrupted() -> None:
    """Raise the `KeyboardInterrupt` of a Ctrl-C that came, if it was swallowed."""
    if _pressed:
        raise KeyboardInterrupt


def _press(number: int, frame: Any) -> None:
    global _pressed
    _pressed = True
    signal.default_int_handler(number, frame)
